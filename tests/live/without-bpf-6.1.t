#!/bin/sh
# Debian's kernel 6.1 without bpf in lsm=: the gatekeeper must say so and leave nothing behind.
exec "$(dirname "$0")/boot" 6.1 cases-without-bpf
