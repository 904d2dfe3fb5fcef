# The default policy denies each attach type by each path to containers, and nothing to the host.

exits "load succeeds" 0 gatekeeper load $default
matrix $cgroups/target >/tmp/host
is "the policy denies nothing to the host" "" "$(diff $control/host /tmp/host)"

matrix $cgroups/target --enter $all_but_user >/tmp/container
echo "# seven namespaces: $(verdicts /tmp/container)"
is "a caller in seven new namespaces may attach nothing" "" "$(rows_not /tmp/container refused)"
is "the policy denies exactly what the kernel allowed without it" "$(grep -c ' allowed ' $control/host)" "$(grep -c ' refused EPERM' /tmp/container)"
matrix $cgroups/target --enter all >/tmp/container
is "a caller in eight new namespaces may attach nothing" "" "$(rows_not /tmp/container refused)"
matrix $cgroups/target --enter $all_but_user --threads >/tmp/container
is "a caller with a shared descriptor table may attach nothing" "" "$(rows_not /tmp/container refused)"
is "no program of a denied caller is attached" "" "$(bpftool cgroup show $cgroups/target)"

for namespace in user pid mnt net ipc uts cgroup time; do
	matrix $cgroups/target --type cgroup_inet_sock_create --enter $namespace >/tmp/one
	is "a caller in a new $namespace namespace alone is denied by all seven paths" "7 refused " "$(verdicts /tmp/one)"
done
is "a caller in no new namespace is the host" allowed "$(attach --enter none)"
is "a container in the host's pid namespace is denied" refused "$(attach --enter user,mnt,net,ipc,uts,cgroup,time)"
is "a container in the host's network namespace is denied" refused "$(attach --enter user,pid,mnt,ipc,uts,cgroup,time)"
is "a caller that only unshared the pid namespace of its children is the host" allowed "$(attach --enter pid-children)"
is "a caller that is back in all initial namespaces is the host" allowed \
	"$(attach --enter mnt,net,ipc,uts,cgroup,pid-children --back)"
is "a caller that was born outside the initial namespaces and entered them is denied" refused \
	"$(attach --enter mnt,net,ipc,uts,cgroup,time,pid-children --back)"
is "a caller that is back in all but the initial pid namespace is denied" refused "$(attach --enter $all_but_user --back)"
is "the host may attach with a shared descriptor table" allowed "$(attach --threads)"

# What the policy does not name stays allowed.
is "a container may load a program under a policy of attaches" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
is "a container may open a program by its id under a policy of attaches" allowed "$(probe get --enter $all_but_user | cut -d' ' -f3)"
