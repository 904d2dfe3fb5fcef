#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# `make tags` finds hooks and functions: TAP.
cd "$(dirname "$0")/.." || exit
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=tags
tags=$(mktemp) || exit
trap 'rm -f "$tags"' EXIT

exits "make tags succeeds" 0 make --no-print-directory -s tags TAGS="$tags"
is "tags finds the hook gk_netlink by its own name" bpf-lsm/hooks/gate-netlink.bpf.c "$(awk -F '\t' '$1 == "gk_netlink" { print $2 }' "$tags")"
is "tags finds main() of the program" gatekeeper/main.c "$(awk -F '\t' '$1 == "main" && $2 ~ /^gatekeeper\/main/ { print $2 }' "$tags")"
finish
