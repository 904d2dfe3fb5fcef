#!/bin/sh
# The live tests on Debian's kernel 6.12: see 6.1.t.
GK_LIVE_WITHOUT=${GK_LIVE_ALL:-'10 32 35 36 37 38 39 40 41 46 47 49 50 55 56 57 59 60 61 62 63 65 66 67 68 69 70 75 76 80 81 82 83 84 85 87 88 89 90 91 92 93 94 95 97'} GK_POLICIES=${GK_POLICIES:-150} \
	exec "$(dirname "$0")/boot" 6.12
