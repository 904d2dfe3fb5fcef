#!/bin/bash
# Kernel 6.1 for arm64 has no trampolines for functions of the kernel: doctor and load say so, and nothing stays loaded.
# The control, a kernel that has them, is arm64-6.12. Prints TAP.
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=arm64-6.1
missing="this kernel has no trampolines for its functions"
seen=$(tests/vm/run --kernel arm64-6.1 --timeout 200 --bin "${O:-build}/arm64/gatekeeper" --copy policy/presets:/policy/presets -- \
	sh -c 'gatekeeper doctor; echo "doctor ended with $?"
		gatekeeper load /policy/presets/strict.yaml 2>&1; echo "load ended with $?"
		gatekeeper status; echo "status ended with $?"')
is "the guest ends, and its kernel's log stays clean" 0 $?
has "doctor fails and names the missing trampolines" "failed      trampolines  $missing" "$seen"
has "doctor finds that the kernel takes the programs themselves" "ok          programs" "$seen"
loaded=$(sed -n '/^doctor ended with 1/,/^load ended with 1/p' <<<"$seen")
has "load fails and names the missing trampolines" "trampolines: $missing" "$loaded"
has "nothing is loaded then" "status ended with 1" "$seen"
finish
