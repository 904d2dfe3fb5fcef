# The record of a denial names everything; each denial has one record, also if the daemon dies.

cp $default $policy
start_daemon
is "a container is denied" refused "$(attach --enter $all_but_user)"
becomes "the log has the denial" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"
records "$denials" >/tmp/denial
field() { jq -Mr "$1" /tmp/denial; }
is "the record has the caller's program" probe "$(field .process.name)"
is "the record has the caller's user" 0 "$(field .user.id)"
is "the record has the operation" attach:cgroup "$(field .bpf.operation)"
is "the record has the command" LINK_CREATE "$(field .bpf.command)"
is "the record has the attach type" cgroup_inet_sock_create "$(field .bpf.attach_type)"
is "the record has the program's name" probe "$(field .bpf.program.name)"
is "the record has the program's type" cgroup_sock "$(field .bpf.program.type)"
is "the record has the program's ID and tag" true "$(field '(.bpf.program.id > 0) and (.bpf.program.tag | length == 16)')"
is "the record has the target cgroup's path" /target "$(field .bpf.target.cgroup.path)"
is "the record has the target cgroup's ID" "$(stat -c %i $cgroups/target)" "$(field .bpf.target.cgroup.id)"
# The caller is in the root cgroup, which is nobody's own.
is "the record has the relation of target and caller" outside "$(field .bpf.target.relation)"
is "the record has the seven other namespaces" 7 "$(field '.namespaces | del(.init) | length')"
is "the record says that only the user namespace is the host's" user "$(field '.namespaces.init | join(" ")')"
is "the record has the rule" no-cgroup-programs-from-containers "$(field .gatekeeper.rule)"
is "the record has the rule's line" "$(grep -n 'name: no-cgroup' $policy | cut -d: -f1)" "$(field .gatekeeper.line)"
is "the record has the policy's digest" "$(status digest)" "$(field '.gatekeeper.policy_digest')"
exits "gatekeeper log --denied succeeds" 0 gatekeeper log --denied --file $log
has "gatekeeper log --denied names the rule" no-cgroup-programs-from-containers "$(cat /tmp/output)"

is "the host is allowed" allowed "$(attach)"
becomes "the log has the outcome of the allowed attach" 10 \
	sh -c ". ./world.sh; [ \$(count '.event.action == \"attached\" and .event.outcome == \"success\"') -ge 1 ]"

# The daemon dies: the kernel continues to enforce, and the next daemon logs what happened meanwhile.
before=$(count "$denials")
kill_daemon
matrix $cgroups/target --route prog-attach --enter $all_but_user >/tmp/container
is "without a daemon every attach of a container is denied" "" "$(rows_not /tmp/container refused)"
refused=$(grep -c ' refused ' /tmp/container)
is "status needs no daemon" true "$(status enforcing)"
: >/run/daemon.output
gatekeeper daemon $policy --log $log >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
becomes "the next daemon logs the denials of the meantime" 20 \
	sh -c ". ./world.sh; [ \$(count '$denials') -ge $((before + refused)) ]"
sleep 1
is "each denial has exactly one record" $((before + refused)) "$(count "$denials")"
is "no attach type has two records" "" "$(records "$denials and .bpf.command == \"PROG_ATTACH\"" | jq -Mr .bpf.attach_type | sort | uniq -d)"
is "no event ID is in the log twice" "" "$(jq -Mr '.event.id // empty' $log | sort | uniq -d)"
is "the log has no gap" 0 "$(count '.event.action == "gap"')"
is "the sequence numbers have no hole" "" "$(jq -Mr '.event.sequence // empty' $log | sort -n | awk 'NR > 1 && $1 != last + 1 { print last, $1 } { last = $1 }')"
is "every line of the log is JSON" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"

# The engine of a container tells what it is called, before its first instruction: by an OCI hook.
# told [OPTION]: a jq filter that gives a container names and hooks
told() {
	local add='"gatekeeper", "container", "add"'
	printf '.annotations = {"io.kubernetes.cri.container-type": "container", "io.kubernetes.cri.container-name": "agent",
		"io.kubernetes.cri.image-name": "example.org/agent:1", "io.kubernetes.cri.sandbox-name": "agent-1",
		"io.kubernetes.cri.sandbox-namespace": "kube-system"}
		| .process.args = ["sh", "-c", "probe attach --cgroup /host-cgroup/target; exec sleep 100000"]
		| .hooks = {createRuntime: [{path: "%s", args: [%s]}], poststop: [{path: "%s", args: ["gatekeeper", "container", "remove"]}]}' \
		"$(command -v gatekeeper)" "$add${1:+, \"$1\"}" "$(command -v gatekeeper)"
}
is "no container is known" "[]" "$(gatekeeper container list --json | jq -Mc .)"
exits "a container starts with the hook" 0 container told "$(told)"
named="$denials and .container.id == \"told\""
becomes "its first denial is in the log" 10 sh -c ". ./world.sh; [ \$(count '$named') -ge 1 ]"
is "its record has the names" 'agent example.org/agent:1 containerd agent-1 kube-system' "$(records "$named" | head -n 1 |
	jq -Mr '[.container.name, .container.image.name, .container.runtime, .orchestrator.resource.name, .orchestrator.namespace] | join(" ")')"
is "it is listed" '["told","agent","/told"]' "$(gatekeeper container list --json | jq -Mc '.[] | [.id, .name, .cgroup]')"
has "gatekeeper why names it" "called agent, of the image example.org/agent:1" "$(gatekeeper why --last --file $log)"
exits "a container without the hook starts" 0 container untold '.process.args = ["sh", "-c", "probe attach --cgroup /host-cgroup/target; exec sleep 100000"]'
becomes "its denial is in the log" 10 sh -c ". ./world.sh; [ \$(count '$denials and .bpf.caller.cgroup.path == \"/untold\"') -ge 1 ]"
is "control: its record has no name" null "$(records "$denials and .bpf.caller.cgroup.path == \"/untold\"" | head -n 1 | jq -Mr .container.name)"
crun delete --force told
is "a container that has ended is not listed" "[]" "$(gatekeeper container list --json | jq -Mc .)"
chmod 777 /run/gatekeeper/containers
exits "no container starts whose hook fails" 1 container told "$(told)"
crun delete --force told 2>/dev/null
exits "with --optional it starts" 0 container told "$(told --optional)"
chmod 700 /run/gatekeeper/containers
