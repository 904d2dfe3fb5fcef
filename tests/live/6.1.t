#!/bin/sh
# The live tests on Debian's kernel 6.1. A whole run has no time for each case on each kernel: cases that depend most on the
# kernel run on all, the other cases on one, and the longest (faults, flood, kills, sealing, loss, presets, neighbours,
# programs that overrule ours) only in `make live ALL=1`, which runs all cases on all kernels.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'33 41 45 47 48 52 53 54 57 58 59 63 65 67 68 76 80 82 83 87 89 91 93 94 95 97'} exec "$(dirname "$0")/boot" 6.1
