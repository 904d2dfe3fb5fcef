#!/bin/sh
# The live tests on Debian's kernel 6.1. A run has each case on one kernel at least, and on all of them what depends on the
# kernel; `make live ALL=1` has all on all.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'45 47 52 53 54 57 63 68 70 80 90 91'} exec "$(dirname "$0")/boot" 6.1
