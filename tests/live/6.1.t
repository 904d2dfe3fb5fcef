#!/bin/sh
# The live tests on Debian's kernel 6.1. A run has no time for each case on each kernel: what depends most on the kernel is
# on all, the rest on one, and the longest (faults, flood, kills, sealing) are left to `make live ALL=1`, which has
# all on all.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'35 45 47 48 52 53 54 57 63 67 68 70 80 90 91'} exec "$(dirname "$0")/boot" 6.1
