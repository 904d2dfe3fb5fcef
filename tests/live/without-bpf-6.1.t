#!/bin/sh
# Debian's kernel 6.1 booted without bpf in lsm=: the gatekeeper has to say so and to leave nothing behind.
exec "$(dirname "$0")/boot" 6.1 cases-without-bpf
