# Without bpf among the active security modules BPF LSM programs attach and never run.

exits "load fails" 1 gatekeeper load $default
has "it says what is missing" "BPF LSM" "$(cat /tmp/output)"
configured=$(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' /boot/config-$(uname -r))
echo "# it said: $(cat /tmp/output)"
echo "# built-in list: $configured"
has "and what to put on the command line, from this kernel's list" lsm= "$(cat /tmp/output)"
is "the list has bpf in it" 1 "$(grep -oE 'lsm=[a-z,_]*' /tmp/output | head -n 1 | tr '=,' '\n\n' | grep -c '^bpf$')"
is "and what is active now" "" "$(for module in landlock lockdown yama; do
	grep -oE 'lsm=[a-z,_]*' /tmp/output | head -n 1 | grep -q $module || echo $module; done)"
is "nothing is pinned" "" "$(ls -A /sys/fs/bpf)"
is "nothing is left loaded" "" "$(bpftool -j prog show | jq -Mr '.[] | select(.type == "lsm" or .type == "tracing") | .name')"
is "a container attaches as ever" allowed "$(attach --enter $all_but_user)"
exits "status fails" 1 gatekeeper status
exits "doctor says it too" 1 gatekeeper doctor
has "with the remedy" lsm= "$(cat /tmp/output)"
exits "the daemon does not start" 1 timeout 20 gatekeeper daemon $default --log $log
is "nothing is pinned" "" "$(ls -A /sys/fs/bpf)"

# Where the list is wrong, the canary finds out.
echo capability,bpf >/run/lsm
mount --bind /run/lsm /sys/kernel/security/lsm
exits "the list says that bpf is active: load fails all the same" 1 gatekeeper load $default
has "as nothing is enforced" "does not run its programs" "$(cat /tmp/output)"
is "nothing is pinned" "" "$(ls -A /sys/fs/bpf)"
umount /sys/kernel/security/lsm
