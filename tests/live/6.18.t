#!/bin/bash
# Kernel 6.18, whose verifier warns of ranges that other kernels pass over: all programs load, deny and end, and the kernel's
# log stays clean, or tests/vm/run fails. make live ALL=1 attaches every type by every path, too. Prints TAP.
cd "$(dirname "$0")/../.." || exit
[ -z "${GK_LIVE_ALL:-}${GK_LIVE_ONLY:-}" ] || GK_LIVE_ONLY=${GK_LIVE_ONLY:-'@(00|20|81)-'} exec tests/live/boot 6.18
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=6.18
exits "all programs load, a test call is denied, unload ends them, and the kernel's log stays clean" 0 \
	tests/vm/run --kernel 6.18 --timeout 200 --bin "${O:-build}/gatekeeper" --copy policy/presets:/policy/presets -- \
	sh -c 'gatekeeper load /policy/presets/strict.yaml && gatekeeper status && gatekeeper unload'
finish
