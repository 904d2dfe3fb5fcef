#!/bin/sh
# The live tests on Debian's kernel 6.1. A whole run has no time for each case on each kernel: cases that depend most on the
# kernel run on all, the other cases on one, and the longest (faults, flood, kills, sealing, loss, presets, neighbours,
# programs that overrule ours) only in `make live ALL=1`, which runs all cases on all kernels. Those that race are in
# races-6.1.t, as they need two processors.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'32 33 41 45 47 48 52 53 54 57 58 59 63 65 67 68 76 80 82 83 87 89 90 91 93 94 95 96 97'} \
	GK_LIVE_PROCESSORS=${GK_LIVE_PROCESSORS:-$([ "$GK_LIVE_ALL" ] || echo 1)} exec "$(dirname "$0")/boot" 6.1
