#!/bin/bash
# Debian's kernel 5.10, whose own list lacks bpf: doctor and boot say so and what to do; then it is booted again with
# exactly what `boot enable` composed, behind another lsm=, and the kernel itself tells what it made of the two.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
. tests/live/tap.sh

# run NAME VM-OPTION... -- SCRIPT...: boots; stdout is the script's
run() {
	local name=$1 code=0
	shift
	tests/vm/run --kernel 5.10 --timeout 200 --console "$O/tests/live-5.10-$name.console" --append lsm.debug \
		--bin "$O/gatekeeper" --bin jq --bin setpriv --copy tests/live:/live "$@" 2>"$work/errors" || code=$?
	sed 's/^/# /' "$work/errors"
	return $code
}

# The modules that the kernel puts in order or leaves out, by which list: "yama (enabled)", "integrity ignored".
ordered() { sed -n "s/.*LSM: $1 ordering: //p; s/.*LSM: $1 ignored: \(.*\)/\1 ignored/p" "$2"; }

run boot --lsm default --out /run/composed:"$work/composed" --out /run/dmesg:"$work/before" \
	-- tests/live/guest.sh ./cases-boot/10-doctor.sh ./cases-boot/20-boot.sh | tee "$work/tap" | grep -v '^1\.\.'
tap_count=$(grep -cE '^(not )?ok ' "$work/tap")
tap_failed=$(grep -c '^not ok' "$work/tap")
tap_case=composed
is "all of the first boot's tests were run" "1..$tap_count" "$(grep '^1\.\.' "$work/tap")"

composed=$(cat "$work/composed" 2>/dev/null)
echo "# composed: lsm=$composed"
has "integrity is still in it" ,integrity, ",$composed,"
is "and all else" "$(ordered builtin "$work/before" | cut -d' ' -f1 | paste -sd,),bpf" "$composed"

run composed --lsm "yama lsm=$composed" --out /run/dmesg:"$work/after" --out /run/active:"$work/active" \
	--out /run/doctor:"$work/doctor" -- tests/live/composed.sh
is "it boots" 0 $?
is "of two lsm= the kernel takes the last" "$composed" "$(ordered cmdline "$work/after" | cut -d' ' -f1 | paste -sd,)"
is "it makes of each module what it made of it before, and bpf is more" \
	"$(ordered builtin "$work/before"; echo "bpf (enabled)")" "$(ordered cmdline "$work/after")"
is "so it is with those that it starts" \
	"$(sed -n 's/.*LSM: initializing //p' "$work/before"; echo bpf)" "$(sed -n 's/.*LSM: initializing //p' "$work/after")"
has "securityfs has bpf" ,bpf, ",$(cat "$work/active"),"
has "doctor: a BPF LSM program is run" "ok          lsm          a program attached to lsm/bpf ran" \
	"$(cat "$work/doctor")"
has "doctor: the next boot too" "ok          boot         lsm=$composed" "$(cat "$work/doctor")"
grep -A 8 '^not ok' "$work/tap" >&2
finish
