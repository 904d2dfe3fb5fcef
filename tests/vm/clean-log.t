#!/bin/bash
# A guest whose kernel log has a warning, or that is tainted at the end, fails, whatever its script says: TAP.
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=clean-log
kernel=${KERNEL:-6.12}

exits "control: a guest with a clean kernel log succeeds" 0 tests/vm/run --kernel "$kernel" -- true
exits "a guest with a WARNING in the kernel log fails" 125 \
	tests/vm/run --kernel "$kernel" -- sh -c 'echo "WARNING: CPU: 0 PID: 1 at planted" >/dev/kmsg'
exits "a guest whose kernel was tainted fails" 125 tests/vm/run --kernel "$kernel" -- sh -c 'echo 512 >/proc/sys/kernel/tainted'
finish
