#!/bin/sh
# Debian's kernel 6.1 without bpf in lsm=: the gatekeeper must say so and leave nothing behind.
GK_LIVE_PROCESSORS=1 exec "$(dirname "$0")/boot" 6.1 cases-without-bpf
