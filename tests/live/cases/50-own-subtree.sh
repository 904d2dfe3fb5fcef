# own-subtree: a container filters its own traffic, and nothing else.

below() { matrix "$@" --join "$(new_cgroup box)" --enter $all_but_user; }
exits "load succeeds" 0 gatekeeper load $own_subtree
new_cgroup box/below >/dev/null
for cgroup in box box/below; do
	for type in cgroup_inet_ingress cgroup_inet_egress; do
		below $cgroups/$cgroup --type $type >/tmp/own
		is "a caller may attach to its own cgroup $cgroup: $type" "7 allowed " "$(verdicts /tmp/own)"
	done
	below $cgroups/$cgroup >/tmp/own
	is "a caller may not attach any other type to its own cgroup $cgroup" "" \
		"$(grep -v '^cgroup_inet_[ie][n]*gress ' /tmp/own >/tmp/others; rows_not /tmp/others refused)"
done
below $cgroups/target >/tmp/own
is "a caller may not attach to a cgroup beside its own" "" "$(rows_not /tmp/own refused)"
below $cgroups >/tmp/own
is "a caller may not attach to the parent of its cgroup" "" "$(rows_not /tmp/own refused)"
new_cgroup box-beside >/dev/null
below $cgroups/box-beside >/tmp/own
is "a caller may not attach to a cgroup whose name starts with that of its own" "" "$(rows_not /tmp/own refused)"
below $cgroups/box --threads --type cgroup_inet_egress >/tmp/own
is "a caller with a shared descriptor table is denied, as the target is unknown" "" "$(rows_not /tmp/own refused)"

# In the initial cgroup namespace the subtree is the caller's own cgroup.
matrix $cgroups/box --type cgroup_inet_egress --join $cgroups/box --enter net,mnt >/tmp/own
is "a caller in the initial cgroup namespace may attach to its own cgroup" "7 allowed " "$(verdicts /tmp/own)"
matrix $cgroups/target --type cgroup_inet_egress --join $cgroups/box --enter net,mnt >/tmp/own
is "a caller in the initial cgroup namespace may not attach to another cgroup" "7 refused " "$(verdicts /tmp/own)"
matrix $cgroups/target >/tmp/host
is "the policy denies nothing to the host" "" "$(diff $control/host /tmp/host)"

exits "a container starts" 0 container c1
exits "bpftool in the container attaches to the container's cgroup" 0 inside c1 sh -c 'mount -t bpf bpf /bpf &&
	bpftool prog load /live/pass.bpf.o /bpf/pass && bpftool cgroup attach /sys/fs/cgroup egress pinned /bpf/pass'
has "the container's program is attached" cgroup_inet_egress "$(bpftool cgroup show $cgroups/c1)"
exits "bpftool in the container cannot attach to the parent of its cgroup" 255 inside c1 sh -c 'mount -t bpf bpf /bpf &&
	bpftool prog load /live/pass.bpf.o /bpf/pass && bpftool cgroup attach /host-cgroup egress pinned /bpf/pass'
rmdir $cgroups/box/below $cgroups/box $cgroups/box-beside 2>/dev/null
