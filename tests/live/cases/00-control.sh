# Positive controls: without a policy everything that the later cases try is allowed, so a denial in them is the policy's.
# This case also shows what the kernel itself denies in a user namespace.

control=/tmp/control
mkdir -p $control

matrix $cgroups/target >$control/host
is "without a policy the host may attach each type by each path that this kernel has" "" "$(rows_not $control/host allowed)"
echo "# host: $(verdicts $control/host)"
is "without a policy the host may attach the first type by all seven paths" 7 "$(grep -c '^cgroup_inet_ingress .* allowed' $control/host)"

matrix $cgroups/target --enter $all_but_user >$control/all-but-user
is "in seven new namespaces the kernel allows the same as on the host" "" "$(diff $control/host $control/all-but-user)"

matrix $cgroups/target --enter all >$control/all
is "in all eight new namespaces the kernel denies packet filters only" "" \
	"$(rows_not $control/all allowed | grep -v '^cgroup_inet_[ie][n]*gress ')"

for namespace in none user pid mnt net ipc uts cgroup time pid-children all; do
	is "without a policy a caller in this new namespace may attach: $namespace" allowed "$(attach --enter $namespace)"
done
is "a caller with a shared descriptor table may attach" allowed "$(attach --threads)"
is "a caller that is back in the initial namespaces may attach" allowed "$(attach --enter mnt,net,ipc,uts,cgroup,time,pid-children --back)"

exits "a container starts" 0 container c1
exits "bpftool loads a program in the container" 0 \
	inside c1 sh -c 'mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "bpftool in the container attaches a program to a cgroup of the host" 0 \
	inside c1 sh -c 'mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass &&
		bpftool cgroup attach /host-cgroup/target egress pinned /bpf/pass'
has "the host sees the program that the container attached" cgroup_inet_egress "$(bpftool cgroup show $cgroups/target)"
exits "bpftool on the host detaches that program" 0 sh -c "bpftool cgroup detach $cgroups/target egress id \
	\$(bpftool -j cgroup show $cgroups/target | jq -Mr '.[0].id')"
exits "probe attaches a program in the container" 0 inside c1 probe attach --cgroup /host-cgroup/target --type cgroup_device
exits "probe attaches a program after it entered the container" 0 probe attach --cgroup $cgroups/target --into "$(crun state c1 | jq -Mr .pid)"
