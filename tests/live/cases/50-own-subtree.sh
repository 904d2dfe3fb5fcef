# own-subtree: a container filters its own traffic, and nothing else.

below() { matrix "$@" --join "$(new_cgroup box)" --enter $all_but_user; }
exits "load" 0 gatekeeper load $own_subtree
new_cgroup box/below >/dev/null
for cgroup in box box/below; do
	for type in cgroup_inet_ingress cgroup_inet_egress; do
		below $cgroups/$cgroup --type $type >/tmp/own
		is "own cgroup, $cgroup: $type" "7 allowed " "$(verdicts /tmp/own)"
	done
	below $cgroups/$cgroup >/tmp/own
	is "$cgroup: every other type is refused" "" \
		"$(grep -v '^cgroup_inet_[ie][n]*gress ' /tmp/own >/tmp/others; rows_not /tmp/others refused)"
done
below $cgroups/target >/tmp/own
is "a cgroup beside it: refused" "" "$(rows_not /tmp/own refused)"
below $cgroups >/tmp/own
is "the parent: refused" "" "$(rows_not /tmp/own refused)"
new_cgroup box-beside >/dev/null
below $cgroups/box-beside >/tmp/own
is "one whose name begins alike: refused" "" "$(rows_not /tmp/own refused)"
below $cgroups/box --threads --type cgroup_inet_egress >/tmp/own
is "a shared descriptor table: the target cannot be known, refused" "" "$(rows_not /tmp/own refused)"

# In the init cgroup namespace the caller's own cgroup counts.
matrix $cgroups/box --type cgroup_inet_egress --join $cgroups/box --enter net,mnt >/tmp/own
is "without a cgroup namespace of its own: own cgroup" "7 allowed " "$(verdicts /tmp/own)"
matrix $cgroups/target --type cgroup_inet_egress --join $cgroups/box --enter net,mnt >/tmp/own
is "and another" "7 refused " "$(verdicts /tmp/own)"
matrix $cgroups/target >/tmp/host
is "the host: the same as without a policy" "" "$(diff $control/host /tmp/host)"

exits "a container starts" 0 container c1
exits "it attaches to its own cgroup" 0 inside c1 sh -c 'mount -t bpf bpf /bpf &&
	bpftool prog load /live/pass.bpf.o /bpf/pass && bpftool cgroup attach /sys/fs/cgroup egress pinned /bpf/pass'
has "it is there" cgroup_inet_egress "$(bpftool cgroup show $cgroups/c1)"
exits "and not to its parent's" 255 inside c1 sh -c 'mount -t bpf bpf /bpf &&
	bpftool prog load /live/pass.bpf.o /bpf/pass && bpftool cgroup attach /host-cgroup egress pinned /bpf/pass'
rmdir $cgroups/box/below $cgroups/box $cgroups/box-beside 2>/dev/null
