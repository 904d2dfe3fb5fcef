# What bpftool and libbpf find out about the kernel by trial in a container is the same as without a policy, and no denial,
# but for what the policy denies.

probe_features() { inside c1 bpftool feature probe kernel; }
# differing: the lines that bpftool had without a policy (-), and those that it has instead (+)
differing() { diff -U 0 /tmp/kernel-features /tmp/features | grep '^[+-][^+-]'; }

exits "a container starts" 0 container c1
probe_features >/tmp/kernel-features 2>&1
has "control: without a policy bpftool finds cgroup programs" "eBPF program_type cgroup_skb is available" "$(cat /tmp/kernel-features)"
has "control: without a policy bpftool finds LSM programs" "eBPF program_type lsm is available" "$(cat /tmp/kernel-features)"
for preset in default own-subtree systemd-in-container; do
	exits "load succeeds: $preset" 0 gatekeeper load --all-programs /policy/presets/$preset.yaml
	before=$(status denied)
	probe_features >/tmp/features 2>&1
	case $preset in
	systemd-in-container) # it denies the load of LSM programs
		is "$preset: bpftool finds the same but LSM programs" "-eBPF program_type lsm is available
+eBPF program_type lsm is NOT available
-	Could not determine which helpers are available
+	Program type not supported" "$(differing)"
		is "$preset: the load of an LSM program is the only denial" $((before + 1)) "$(status denied)"
		;;
	*)
		is "$preset: bpftool finds what it finds without a policy" "" "$(differing)"
		is "$preset: nothing is denied" "$before" "$(status denied)"
		;;
	esac
done
