#!/bin/sh
# The live tests on Debian's kernel 6.12: this is the one with the whole storm of reloads.
GK_STORM=10000 exec "$(dirname "$0")/boot" 6.12
