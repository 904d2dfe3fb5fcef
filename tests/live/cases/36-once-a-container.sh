# Once a container, always a container: who was born in one, or ran a program there, stays one in the host's namespaces.

into_host='/usr/bin/nsenter --target 1 --all'
ask="$(command -v probe) attach --cgroup /sys/fs/cgroup/target --type cgroup_inet_sock_create --route link-create"

# answer COMMAND: what the last line of a command in the container has as its verdict
answer() { inside c36 sh -c "$1" 2>&1 | tail -n 1 | cut -d' ' -f3; }

exits "a container in the host's pid namespace starts" 0 \
	container c36 '.linux.namespaces |= map(select(.type != "pid"))'
is "control: without a policy a container in all of the host's namespaces attaches" allowed "$(answer "$into_host $ask")"
# Without CAP_SYS_ADMIN nobody enters an init namespace, so that nothing is kept of who is born without it. A program that
# is set-user-ID has it again, from the bounding set or from the inheritable one.
cp /usr/bin/nsenter /c/c36/rootfs/as-root
chmod 4755 /c/c36/rootfs/as-root
nobody='/usr/bin/setpriv --reuid 1000 --clear-groups'
without='--bounding-set -sys_admin --inh-caps -sys_admin'
# by_child WITHOUT PROGRAM: a child of a process with fewer capabilities enters the host's namespaces by this program
by_child() { answer "$1 sh -c '$2 --target 1 --all $ask; exit'"; }
is "control: nobody's child, by a set-user-ID program, attaches" allowed "$(by_child "$nobody" /as-root)"
is "control: one with inheritable capabilities attaches" allowed \
	"$(by_child "$nobody --bounding-set -sys_admin --inh-caps +all" /as-root)"
# It is there before the gatekeeper, and tries when that is loaded.
inside c36 sh -c "while [ ! -e /host-cgroup/go36 ]; do sleep 0.1; done; $into_host $ask" >/tmp/early 2>&1 &
early=$!

exits "load" 0 gatekeeper load --all-programs $default
start_daemon
mkdir $cgroups/go36
wait $early
has "a task of a container that ran before the load is denied in the host's namespaces" " refused EPERM" "$(cat /tmp/early)"
is "a container in all of the host's namespaces is denied" refused "$(answer "$into_host $ask")"
becomes "the record of such a denial says container" 10 \
	sh -c ". ./world.sh; [ \$(count '$denials and .gatekeeper.from == \"container\" and (.namespaces.init | . != \"all\" and index(\"mnt\") == null)') -ge 2 ]"
is "another program that it runs there is denied" refused "$(answer "$into_host sh -c 'exec sh -c \"exec $ask\"'")"
is "a child that outlives its parents there is denied" refused \
	"$(answer "$into_host sh -c '(sleep 1; $ask >/run/orphan 2>&1) & exit 0'; sleep 3; $into_host cat /run/orphan")"
is "a container that moved to the root cgroup is denied" refused \
	"$(answer "echo 0 >/host-cgroup/cgroup.procs; $into_host $ask")"
new_cgroup system.slice >/dev/null
is "a container that moved to the cgroup of a service is denied" refused \
	"$(answer "echo 0 >/host-cgroup/system.slice/cgroup.procs; $into_host $ask")"
is "a container that unshares a namespace of the host is denied" refused "$(answer "$into_host unshare --net $ask")"
is "nobody's child, by a set-user-ID program, is denied in the host's namespaces" refused "$(by_child "$nobody" /as-root)"
is "one with inheritable capabilities is denied there" refused \
	"$(by_child "$nobody --bounding-set -sys_admin --inh-caps +all" /as-root)"
is "who has no CAP_SYS_ADMIN is denied in its container" refused "$(answer "/usr/bin/setpriv $without sh -c '${ask/sys\/fs\/cgroup/host-cgroup}; exit'")"
enter="$into_host true; a=\$?; /usr/bin/nsenter --target 1 --net true; echo \$a \$?"
is "control: with it a container enters the host's namespaces" "0 0" "$(inside c36 sh -c "$enter" 2>/dev/null)"
is "without it, none of them" "1 1" "$(inside c36 /usr/bin/setpriv $without sh -c "$enter" 2>/dev/null)"
inside c36 $into_host gatekeeper unload >/tmp/output 2>&1
has "gatekeeper unload in the host's namespaces fails" "protected" "$(cat /tmp/output)"
inside c36 $into_host gatekeeper load $own_subtree >/tmp/output 2>&1
is "gatekeeper load in the host's namespaces changes nothing" $default "$(status policy)"
is "the policy is still enforced" true "$(status enforcing)"
is "a container that tries is denied after all of that" refused "$(attach --enter net)"

pid=$(crun state c36 | jq -Mr .pid)
is "a task of the host in a container's namespaces is denied" refused "$(attach --into "$pid")"
is "a task of the host that visited other namespaces and came back is allowed" allowed \
	"$(attach --enter mnt,net,ipc,uts,cgroup --back)"
is "the host is allowed" allowed "$(attach)"

exits "load by the same program again" 0 gatekeeper load $own_subtree
is "a container in all of the host's namespaces is denied after a second load" refused "$(answer "$into_host $ask")"
kill_daemon
rmdir $cgroups/go36
