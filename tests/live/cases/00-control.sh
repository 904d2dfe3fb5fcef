# Positive controls: with no policy loaded all of what is tried later works, so a refusal is the
# policy's. What the kernel itself refuses (in a user namespace) is seen here too.

control=/tmp/control
mkdir -p $control

matrix $cgroups/target >$control/host
is "host: everything that this kernel knows is allowed" "" "$(rows_not $control/host allowed)"
echo "# host: $(verdicts $control/host)"
is "host: all routes of the first type" 7 "$(grep -c '^cgroup_inet_ingress .* allowed' $control/host)"

matrix $cgroups/target --enter $all_but_user >$control/all-but-user
is "in seven new namespaces: the same as on the host" "" "$(diff $control/host $control/all-but-user)"

matrix $cgroups/target --enter all >$control/all
is "in all new namespaces: only packet filters are refused, by the kernel" "" \
	"$(rows_not $control/all allowed | grep -v '^cgroup_inet_[ie][n]*gress ')"

for namespace in none user pid mnt net ipc uts cgroup time pid-children all; do
	is "in a new namespace: $namespace" allowed "$(attach --enter $namespace)"
done
is "with a shared descriptor table" allowed "$(attach --threads)"
is "back in the init namespaces" allowed "$(attach --enter mnt,net,ipc,uts,cgroup,time,pid-children --back)"

exits "a container starts" 0 container c1
exits "bpftool loads a program in the container" 0 \
	inside c1 sh -c 'mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "bpftool attaches it to a cgroup of the host" 0 \
	inside c1 sh -c 'mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass &&
		bpftool cgroup attach /host-cgroup/target egress pinned /bpf/pass'
has "it is there, seen from the host" cgroup_inet_egress "$(bpftool cgroup show $cgroups/target)"
exits "bpftool detaches it" 0 sh -c "bpftool cgroup detach $cgroups/target egress id \
	\$(bpftool -j cgroup show $cgroups/target | jq -Mr '.[0].id')"
exits "probe in the container" 0 inside c1 probe attach --cgroup /host-cgroup/target --type cgroup_device
exits "probe enters the container" 0 probe attach --cgroup $cgroups/target --into "$(crun state c1 | jq -Mr .pid)"
