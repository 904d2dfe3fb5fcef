#!/bin/sh
# The live tests on Debian's kernel 6.12: the one with most random policies.
GK_POLICIES=480 exec "$(dirname "$0")/boot" 6.12
