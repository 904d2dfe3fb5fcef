#!/bin/sh
# Runs in the guest of the live tests: every case file in order. Prints TAP.
# usage: guest.sh CASE-FILE...
cd /live || exit
. ./tap.sh
. ./world.sh

echo "# $(uname -r), lsm: $(cat /sys/kernel/security/lsm)"
dmesg >/run/dmesg
: >/run/all.jsonl # the logs of all cases, to find the reason of a failure
for file in "$@"; do
	tap_case=${file##*/}
	tap_case=${tap_case%.sh}
	fresh
	began=$(cut -d. -f1 /proc/uptime)
	. "$file"
	compare_attacks
	echo "# $tap_case took $(($(cut -d. -f1 /proc/uptime) - began)) s"
done
fresh
finish
