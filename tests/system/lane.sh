# Shared by the system tests: the checks of all scripts of the guests make one TAP on stdout. $out has the disk.
# shellcheck shell=bash

numbered=0 failed=0

fail() {
	numbered=$((numbered + 1))
	echo "not ok $numbered - system: $*"
	echo "1..$numbered"
	exit 1
}

# timed WHAT COMMAND...
timed() {
	local TIMEFORMAT="# system: $1: %0R s, %0U + %0S s of processor"
	shift
	time "$@"
}

# guest SCRIPT CMDLINE [INITRD]: runs the script in a guest; the numbers of its checks continue those of the scripts before.
guest() {
	local script=$1 code=0 count
	timed "$script" tests/system/boot "$out" "$@" >"$out/$script.tap" || code=$?
	count=$(grep -cE '^(not )?ok ' "$out/$script.tap")
	[ "$count" -gt 0 ] && grep -q "^1\.\.$count\$" "$out/$script.tap" || code=1
	awk -v n="$numbered" '/^1\.\./ { next } /^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) } { print }' "$out/$script.tap"
	grep -A 8 '^not ok' "$out/$script.tap" >&2
	numbered=$((numbered + count))
	failed=$((failed + $(grep -c '^not ok' "$out/$script.tap")))
	[ $code = 0 ] || fail "$script did not come to its end: see $out/$script.console"
}

finish() {
	echo "1..$numbered"
	[ $failed = 0 ]
}
