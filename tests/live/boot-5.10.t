#!/bin/bash
# Debian's kernel 5.10, whose built-in list lacks bpf: doctor and boot say so and how to fix it. Then the guest boots again
# with the lsm= that `boot enable` composed, behind another lsm=, and the kernel's log shows which modules it started.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
. tests/live/tap.sh

# run NAME VM-OPTION... -- SCRIPT...: boots a guest and prints the stdout of the scripts
run() {
	local name=$1 code=0
	shift
	tests/vm/run --kernel 5.10 --timeout 200 --console "$O/tests/live-5.10-$name.console" --append lsm.debug \
		--bin "$O/gatekeeper" --bin jq --bin setpriv --copy tests/live:/live "$@" 2>"$work/errors" || code=$?
	sed 's/^/# /' "$work/errors"
	return $code
}

# ordered LIST FILE: the modules that the kernel ordered or ignored because of LIST: "yama (enabled)", "integrity ignored"
ordered() { sed -n "s/.*LSM: $1 ordering: //p; s/.*LSM: $1 ignored: \(.*\)/\1 ignored/p" "$2"; }

run boot --lsm default --out /run/composed:"$work/composed" --out /run/dmesg:"$work/before" \
	-- tests/live/guest.sh ./cases-boot/10-doctor.sh ./cases-boot/20-boot.sh | tee "$work/tap" | grep -v '^1\.\.'
tap_count=$(grep -cE '^(not )?ok ' "$work/tap")
tap_failed=$(grep -c '^not ok' "$work/tap")
tap_case=composed
is "every test of the first boot ran" "1..$tap_count" "$(grep '^1\.\.' "$work/tap")"

composed=$(cat "$work/composed" 2>/dev/null)
echo "# composed: lsm=$composed"
has "the composed lsm= still has integrity" ,integrity, ",$composed,"
is "the composed lsm= has every other built-in module" "$(ordered builtin "$work/before" | cut -d' ' -f1 | paste -sd,),bpf" "$composed"

run composed --lsm "yama lsm=$composed" --out /run/dmesg:"$work/after" --out /run/active:"$work/active" \
	--out /run/doctor:"$work/doctor" -- tests/live/composed.sh
is "the kernel boots with the composed lsm=" 0 $?
is "of two lsm= the kernel uses the last" "$composed" "$(ordered cmdline "$work/after" | cut -d' ' -f1 | paste -sd,)"
is "the kernel enables the same modules as before, and bpf" \
	"$(ordered builtin "$work/before"; echo "bpf (enabled)")" "$(ordered cmdline "$work/after")"
is "the kernel initializes the same modules as before, and bpf" \
	"$(sed -n 's/.*LSM: initializing //p' "$work/before"; echo bpf)" "$(sed -n 's/.*LSM: initializing //p' "$work/after")"
has "securityfs lists bpf" ,bpf, ",$(cat "$work/active"),"
has "doctor says that a BPF LSM program ran" "ok          lsm          a program attached to lsm/bpf ran" \
	"$(cat "$work/doctor")"
has "doctor says that the next boot is ready" "ok          boot         lsm=$composed" "$(cat "$work/doctor")"
grep -A 8 '^not ok' "$work/tap" >&2
finish
