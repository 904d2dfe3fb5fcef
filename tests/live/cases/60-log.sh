# A refusal's record names everything; one record for each, also over the death of a daemon.

cp $default $policy
start_daemon
is "refused" refused "$(attach --enter $all_but_user)"
becomes "it is in the log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"
records "$denials" >/tmp/denial
field() { jq -Mr "$1" /tmp/denial; }
is "who: the program" probe "$(field .process.name)"
is "who: the user" 0 "$(field .user.id)"
is "what: operation" attach:cgroup "$(field .bpf.operation)"
is "what: command" LINK_CREATE "$(field .bpf.command)"
is "what: attach type" cgroup_inet_sock_create "$(field .bpf.attach_type)"
is "what: program name" probe "$(field .bpf.program.name)"
is "what: program type" cgroup_sock "$(field .bpf.program.type)"
is "what: program id and tag" true "$(field '(.bpf.program.id > 0) and (.bpf.program.tag | length == 16)')"
is "where: cgroup path" /target "$(field .bpf.target.cgroup.path)"
is "where: cgroup id is that of the folder" "$(stat -c %i $cgroups/target)" "$(field .bpf.target.cgroup.id)"
# A cgroup namespace that was made in the root cgroup has everything below its root.
is "where: relation" own-subtree "$(field .bpf.target.relation)"
is "all eight namespaces" 8 "$(field '.namespaces | length')"
is "which of them is the host's" user "$(field '[.namespaces | to_entries[] | select(.value.init) | .key] | join(" ")')"
is "why: rule" no-cgroup-programs-from-containers "$(field .gatekeeper.rule)"
is "why: its line" "$(grep -n 'name: no-cgroup' $policy | cut -d: -f1)" "$(field .gatekeeper.line)"
is "why: the policy" "$(status digest)" "$(field '.gatekeeper.policy_digest')"
exits "gatekeeper log --denied" 0 gatekeeper log --denied --file $log
has "it names the rule" no-cgroup-programs-from-containers "$(cat /tmp/output)"

is "the host attaches" allowed "$(attach)"
becomes "what really happened is in the log too" 10 \
	sh -c ". ./world.sh; [ \$(count '.event.action == \"attached\" and .event.outcome == \"success\"') -ge 1 ]"

# The daemon dies: the kernel goes on, and the next daemon finds what it did.
before=$(count "$denials")
kill_daemon
matrix $cgroups/target --route prog-attach --enter $all_but_user >/tmp/container
is "no daemon: still refused" "" "$(rows_not /tmp/container refused)"
refused=$(grep -c ' refused ' /tmp/container)
is "status needs no daemon" true "$(status enforcing)"
: >/run/daemon.output
gatekeeper daemon $policy --log $log >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
becomes "the next daemon logs the events of the meantime" 20 \
	sh -c ". ./world.sh; [ \$(count '$denials') -ge $((before + refused)) ]"
sleep 1
is "none missing, none too many" $((before + refused)) "$(count "$denials")"
is "each attach type once" "" "$(records "$denials and .bpf.command == \"PROG_ATTACH\"" | jq -Mr .bpf.attach_type | sort | uniq -d)"
is "none twice" "" "$(jq -Mr '.event.id // empty' $log | sort | uniq -d)"
is "no gap" 0 "$(count '.event.action == "gap"')"
is "the sequence has no hole" "" "$(jq -Mr '.event.sequence // empty' $log | sort -n | awk 'NR > 1 && $1 != last + 1 { print last, $1 } { last = $1 }')"
is "every line is JSON" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"
