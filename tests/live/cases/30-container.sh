# Real containers with every capability, and real programs in them.

pin='mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "load succeeds" 0 gatekeeper load $default
exits "a container starts, and its runtime attaches the device filter" 0 container c1
is "the container has every capability" 000001ffffffffff "$(inside c1 awk '/CapEff/ { print $2 }' /proc/self/status)"
exits "bpftool in the container loads a program" 0 inside c1 sh -c "$pin"
exits "bpftool in the container cannot attach to the container's cgroup" 255 \
	inside c1 sh -c "$pin && bpftool cgroup attach /sys/fs/cgroup egress pinned /bpf/pass"
has "bpftool reports the denial" "failed to attach program" "$(cat /tmp/output)"
exits "bpftool in the container cannot attach to a cgroup of the host" 255 inside c1 sh -c "$pin && bpftool cgroup attach /host-cgroup/target egress pinned /bpf/pass"
is "no program is attached to the host's cgroup" "" "$(bpftool cgroup show $cgroups/target | grep -v '^ID')"
has "the runtime's device filter is attached to the container's cgroup" device "$(bpftool cgroup show $cgroups/c1)"
is "no egress filter is attached to the container's cgroup" "" "$(bpftool cgroup show $cgroups/c1 | grep egress)"
inside c1 probe attach --cgroup /host-cgroup/target --type cgroup_inet_sock_create >/tmp/output 2>&1
has "the denied call fails with EPERM" " refused EPERM" "$(cat /tmp/output)"
exits "each path to attach is denied in the container" 1 \
	inside c1 probe matrix --cgroup /host-cgroup/target --type cgroup_inet_sock_create

pid=$(crun state c1 | jq -Mr .pid)
matrix $cgroups/target --into "$pid" >/tmp/into
is "a process that entered the container may attach nothing" "" "$(rows_not /tmp/into refused)"

exits "a container in the host's pid namespace starts" 0 \
	container hostpid '.linux.namespaces |= map(select(.type != "pid"))'
exits "a container in the host's pid namespace is denied" 1 inside hostpid probe attach --cgroup /host-cgroup/target
exits "a container in the host's network namespace starts" 0 \
	container hostnet '.linux.namespaces |= map(select(.type != "network"))'
exits "a container in the host's network namespace is denied" 1 inside hostnet probe attach --cgroup /host-cgroup/target

exits "bpftool on the host loads a program" 0 bpftool prog load /live/pass.bpf.o /sys/fs/bpf/pass
exits "bpftool on the host attaches it" 0 bpftool cgroup attach $cgroups/target egress pinned /sys/fs/bpf/pass
has "the program of the host is attached" cgroup_inet_egress "$(bpftool cgroup show $cgroups/target)"
exits "bpftool in the container cannot detach a program of the host" 255 \
	inside c1 sh -c "mount -t bpf bpf /bpf; bpftool cgroup detach /host-cgroup/target egress id \
		$(bpftool -j cgroup show $cgroups/target | jq -Mr '.[0].id')"
exits "bpftool on the host detaches it" 0 bpftool cgroup detach $cgroups/target egress pinned /sys/fs/bpf/pass
rm /sys/fs/bpf/pass
