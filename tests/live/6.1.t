#!/bin/sh
# The live tests on Debian's kernel 6.1.
exec "$(dirname "$0")/boot" 6.1
