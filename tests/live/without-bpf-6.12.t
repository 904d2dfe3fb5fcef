#!/bin/sh
# Debian's kernel 6.12 booted without bpf in lsm=: the gatekeeper has to say so and to leave nothing behind.
exec "$(dirname "$0")/boot" 6.12 cases-without-bpf
