# Two policies that contradict each other replace one another while two threads attach and detach: each decision belongs
# to exactly one of them. GK_STORM is the number of publishes; storm-6.12.t has 10,000.

publishes=${GK_STORM:-300}
# storm_policy NAME ATTACH-TYPE ATTACH-TYPE PADDING: allows the first, denies the second, and denies a third in both
# policies. The padding rules match nobody here; they give the two images different layouts.
storm_policy() {
	echo 'version: 1'
	echo 'protect: off' # storm is another program
	echo 'default: allow'
	echo 'log: none'
	echo 'repeats: record'
	echo 'rules:'
	for n in $(seq "$4"); do
		echo "- {name: $1-padding-$n, deny: ['attach:cgroup', 'detach:cgroup'], caller: {uid: $((1000 + n))}}"
	done
	echo "- {name: $1-${2%%=*}, allow: 'attach:cgroup', attach-types: ${2#*=}, log: all}"
	echo "- {name: $1-${3%%=*}, deny: 'attach:cgroup', attach-types: ${3#*=}, log: all}"
	echo "- {name: $1-bind, deny: 'attach:cgroup', attach-types: cgroup_inet4_bind, log: all}"
	echo "- {name: $1-detach, allow: 'detach:cgroup', log: all}"
}
storm_policy a sock-create=cgroup_inet_sock_create device=cgroup_device 3 >/run/a.yaml
storm_policy b device=cgroup_device sock-create=cgroup_inet_sock_create 200 >/run/b.yaml
new_cgroup storm-1 >/dev/null
new_cgroup storm-2 >/dev/null
storm() { exits "$1" 0 storm_now "$@"; }
storm_now() {
	shift
	command storm "$@" /run/a.yaml /run/b.yaml $cgroups/storm-1 $cgroups/storm-2
}
seen() { sed -n "s/^$1 //p" /tmp/output; }
# Without this, waiting for RCU readers at each publish would take most of the time.
echo 1 >/sys/kernel/rcu_expedited

exits "load of the first policy succeeds" 0 gatekeeper load /run/a.yaml
storm "control: storm runs with the active image overwritten in place" --in-place 2000
diag </tmp/output
is "control: an image that is overwritten in place gives mixed decisions" true "$([ "$(seen mixed)" -gt 0 ] && echo true)"
gatekeeper unload
exits "load of the first policy succeeds again" 0 gatekeeper load /run/a.yaml
storm "storm runs with $publishes publishes" "$publishes"
diag </tmp/output
is "every publish succeeded" "$publishes" "$(seen publishes)"
for rule in sock-create device bind detach; do
	is "both policies decided requests of the kind $rule" true "$([ "$(seen a-$rule)" -gt 0 ] && [ "$(seen b-$rule)" -gt 0 ] && echo true)"
done
is "each decision belongs to exactly one policy" 0 "$(seen mixed)"
is "each answer agrees with its record" "0 0 0" "$(seen differ) $(seen odd) $(seen unseen)"
is "no event is lost, and none is of another program" "0 0" "$(seen lost) $(seen foreign)"
is "no map is left behind" 0 "$(seen maps-grew)"
# Images that wait to be freed get ten seconds for it; small leaks would show in the slabs.
is "memory does not grow" true "$([ "$(seen available-shrank)" -lt 32768 ] && [ "$(seen slab-grew)" -lt 8192 ] && echo true)"
echo 0 >/sys/kernel/rcu_expedited
rmdir $cgroups/storm-1 $cgroups/storm-2
