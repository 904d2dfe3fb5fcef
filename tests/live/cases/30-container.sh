# Real containers with every capability, and real clients in them.

pin='mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "load" 0 gatekeeper load $default
exits "a container starts, with the runtime's own device filter" 0 container c1
is "all capabilities" 000001ffffffffff "$(inside c1 awk '/CapEff/ { print $2 }' /proc/self/status)"
exits "bpftool loads a program in it" 0 inside c1 sh -c "$pin"
exits "bpftool cannot attach it to the container's cgroup" 255 \
	inside c1 sh -c "$pin && bpftool cgroup attach /sys/fs/cgroup egress pinned /bpf/pass"
has "bpftool says so" "failed to attach program" "$(cat /tmp/output)"
exits "nor to one of the host" 255 inside c1 sh -c "$pin && bpftool cgroup attach /host-cgroup/target egress pinned /bpf/pass"
is "there is nothing there" "" "$(bpftool cgroup show $cgroups/target | grep -v '^ID')"
has "there is only the device filter of the runtime on the container's cgroup" device "$(bpftool cgroup show $cgroups/c1)"
is "no egress filter there" "" "$(bpftool cgroup show $cgroups/c1 | grep egress)"
inside c1 probe attach --cgroup /host-cgroup/target --type cgroup_inet_sock_create >/tmp/output 2>&1
has "the errno is EPERM" " refused EPERM" "$(cat /tmp/output)"
exits "the whole matrix in the container is refused or has nothing to try" 1 \
	inside c1 probe matrix --cgroup /host-cgroup/target --type cgroup_inet_sock_create

pid=$(crun state c1 | jq -Mr .pid)
matrix $cgroups/target --into "$pid" >/tmp/into
is "a process that entered the container: everything is refused" "" "$(rows_not /tmp/into refused)"

exits "a container in the host's pid namespace starts" 0 \
	container hostpid '.linux.namespaces |= map(select(.type != "pid"))'
exits "it is refused" 1 inside hostpid probe attach --cgroup /host-cgroup/target
exits "a container in the host's network namespace starts" 0 \
	container hostnet '.linux.namespaces |= map(select(.type != "network"))'
exits "it is refused" 1 inside hostnet probe attach --cgroup /host-cgroup/target

exits "bpftool on the host loads" 0 bpftool prog load /live/pass.bpf.o /sys/fs/bpf/pass
exits "and attaches" 0 bpftool cgroup attach $cgroups/target egress pinned /sys/fs/bpf/pass
has "it is there" cgroup_inet_egress "$(bpftool cgroup show $cgroups/target)"
exits "bpftool in the container cannot detach it" 255 \
	inside c1 sh -c "mount -t bpf bpf /bpf; bpftool cgroup detach /host-cgroup/target egress id \
		$(bpftool -j cgroup show $cgroups/target | jq -Mr '.[0].id')"
exits "bpftool on the host can" 0 bpftool cgroup detach $cgroups/target egress pinned /sys/fs/bpf/pass
rm /sys/fs/bpf/pass
