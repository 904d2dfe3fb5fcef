#!/bin/sh
# The live tests on Debian's kernel newest.
exec "$(dirname "$0")/boot" newest
