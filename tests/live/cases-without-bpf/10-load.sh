# If bpf is not an active security module, BPF LSM programs attach and never run.

exits "load fails" 1 gatekeeper load $default
has "load says that the BPF LSM is missing" "BPF LSM" "$(cat /tmp/output)"
configured=$(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' /boot/config-$(uname -r))
echo "# it said: $(cat /tmp/output)"
echo "# built-in list: $configured"
has "load prints a complete lsm= for the command line" lsm= "$(cat /tmp/output)"
is "that lsm= has bpf once" 1 "$(grep -oE 'lsm=[a-z,_]*' /tmp/output | head -n 1 | tr '=,' '\n\n' | grep -c '^bpf$')"
is "that lsm= has every module that is active now" "" "$(for module in landlock lockdown yama; do
	grep -oE 'lsm=[a-z,_]*' /tmp/output | head -n 1 | grep -q $module || echo $module; done)"
is "load leaves no pin behind" "" "$(ls -A /sys/fs/bpf)"
is "load leaves no program behind" "" "$(bpftool -j prog show | jq -Mr '.[] | select(.type == "lsm" or .type == "tracing") | .name')"
is "a container is allowed" allowed "$(attach --enter $all_but_user)"
exits "status fails" 1 gatekeeper status
exits "doctor fails" 1 gatekeeper doctor
has "doctor prints a complete lsm= as the remedy" lsm= "$(cat /tmp/output)"
has "doctor says what a seccomp profile would leave open" "it leaves open: privileged containers" "$(grep 'or: ' /tmp/output)"
exits "the daemon fails" 1 timeout 20 gatekeeper daemon $default --log $log
is "the daemon leaves no pin behind" "" "$(ls -A /sys/fs/bpf)"

# If the list of active modules is wrong, the canary program notices.
echo capability,bpf >/run/lsm
mount --bind /run/lsm /sys/kernel/security/lsm
exits "load fails although bpf is listed as active" 1 gatekeeper load $default
has "load says that the kernel does not run its programs" "does not run its programs" "$(cat /tmp/output)"
is "load leaves no pin behind although bpf is listed as active" "" "$(ls -A /sys/fs/bpf)"
umount /sys/kernel/security/lsm
