#!/bin/sh
# Debian's kernel 6.12 for arm64, on an emulated processor: controls, denials by every path, containers, daemon and
# log, unload. A load takes 25 s there, as the processor that verifies and compiles the programs is emulated.
GK_LIVE_ONLY=${GK_LIVE_ONLY:-'@(00|20|30|60|81)-'} exec "$(dirname "$0")/boot" arm64-6.12
