#!/bin/sh
# The live tests on Debian's newest kernel: see 6.1.t.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'10 32 33 35 36 37 38 39 40 41 45 46 47 48 49 50 52 53 54 55 56 57 58 59 60 61 62 63 65 66 67 68 69 70 75 81 82 83 84 85 87 88 89 90 91 92 93 94 95 96 97'} \
	GK_LIVE_PROCESSORS=${GK_LIVE_PROCESSORS:-$([ "$GK_LIVE_ALL" ] || echo 1)} exec "$(dirname "$0")/boot" newest
