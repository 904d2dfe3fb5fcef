#!/bin/sh
# The live tests on Debian's kernel 6.12.
exec "$(dirname "$0")/boot" 6.12
