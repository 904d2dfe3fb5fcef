#!/bin/sh
# The live tests on Debian's kernel 6.12: the one with the whole storm of reloads and of random policies.
GK_STORM=10000 GK_POLICIES=480 exec "$(dirname "$0")/boot" 6.12
