# The default policy: every attach type and route is refused from outside, and nothing on the host.

exits "load" 0 gatekeeper load $default
matrix $cgroups/target >/tmp/host
is "host: the same as without a policy" "" "$(diff $control/host /tmp/host)"

matrix $cgroups/target --enter $all_but_user >/tmp/container
echo "# seven namespaces: $(verdicts /tmp/container)"
is "in seven new namespaces: everything is refused" "" "$(rows_not /tmp/container refused)"
is "as many refused as were allowed" "$(grep -c ' allowed ' $control/host)" "$(grep -c ' refused EPERM' /tmp/container)"
matrix $cgroups/target --enter all >/tmp/container
is "in all eight: everything is refused" "" "$(rows_not /tmp/container refused)"
matrix $cgroups/target --enter $all_but_user --threads >/tmp/container
is "with a shared descriptor table: everything is refused" "" "$(rows_not /tmp/container refused)"
is "nothing is attached" "" "$(bpftool cgroup show $cgroups/target)"

for namespace in user pid mnt net ipc uts cgroup time; do
	matrix $cgroups/target --type cgroup_inet_sock_create --enter $namespace >/tmp/one
	is "in a new $namespace namespace alone" "7 refused " "$(verdicts /tmp/one)"
done
is "in none: the host" allowed "$(attach --enter none)"
is "a container in the host's pid namespace" refused "$(attach --enter user,mnt,net,ipc,uts,cgroup,time)"
is "a container in the host's network namespace" refused "$(attach --enter user,pid,mnt,ipc,uts,cgroup,time)"
is "unshare --pid without fork is still the host" allowed "$(attach --enter pid-children)"
is "back in all init namespaces: the host again" allowed \
	"$(attach --enter mnt,net,ipc,uts,cgroup,time,pid-children --back)"
is "back, but not from the pid namespace" refused "$(attach --enter $all_but_user --back)"
is "the host with a shared descriptor table" allowed "$(attach --threads)"

# What the policy does not name stays as it was.
is "loading a program is not refused" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
is "nor getting one by its id" allowed "$(probe get --enter $all_but_user | cut -d' ' -f3)"
