#!/bin/sh
# Debian's kernel 6.12 for arm64, on an emulated processor: controls, load, denials by every path, containers, daemon and
# log, unload, attacks. A load takes 25 s there, as the processor that verifies and compiles the programs is emulated; the
# lane takes half an hour.
GK_LIVE_ONLY=${GK_LIVE_ONLY:-'@(00|10|20|30|60|75|80|81|90)-'} exec "$(dirname "$0")/boot" arm64-6.12
