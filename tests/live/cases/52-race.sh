# Another thread repoints a descriptor between check and use: `race: deny` denies the call, `race: verify` allows it and
# kills the caller whose program landed elsewhere.

new_cgroup race/mine >/dev/null
new_cgroup race/other >/dev/null
race() { racer "$1" $cgroups/race/mine $cgroups/race/other "$2" $3; }
tries=${GK_RACE:-500}
left() { bpftool cgroup show $cgroups/race/other | awk '$2 ~ /sock_create/ { print $1 }'; }
race_policy() {
	cat >$policy <<POLICY
version: 1
default: allow
log: denied
rules:
  - name: mine
    allow: [attach:cgroup]
    target: {cgroup: /race/mine}
    race: $1
  - name: nothing-else
    deny: [attach:cgroup]
POLICY
}
attach_to() { probe attach --cgroup "$cgroups/race/$1" --type cgroup_inet_sock_create --route link-create | cut -d' ' -f3; }

begin_attack "repoint the descriptor of a target between check and use"
for route in link-create prog-attach; do
	exits "control: without a policy the race succeeds: $route" 0 race $route 100000
	diag </tmp/output
done
is "control: without a policy the program of the race stays attached" 1 "$(left | wc -l)"
bpftool cgroup detach $cgroups/race/other sock_create id "$(left)"

race_policy deny
start_daemon
is "race: deny: a caller with one thread may attach to its cgroup" allowed "$(attach_to mine)"
is "race: deny: a caller with one thread may not attach to another cgroup" refused "$(attach_to other)"
exits "race: deny: the race does not succeed" 1 race link-create $tries all
is "race: deny: every try of a caller with threads is denied" "$tries $tries 0 0 0" "$(cat /tmp/output)"
becomes "the denials are on record" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .process.name == \"racer\" and .bpf.operation == \"attach:cgroup\"') -ge 1 ]"
is "race: deny: the policy is still enforced" true "$(status enforcing)"
kill_daemon

race_policy verify
start_daemon
is "race: verify: a caller with one thread may attach to its cgroup" allowed "$(attach_to mine)"
is "race: verify: a caller with one thread may not attach to another cgroup" refused "$(attach_to other)"
is "race: verify: a caller whose second thread does nothing may attach" "allowed" \
	"$(probe attach --threads --cgroup $cgroups/race/mine --type cgroup_inet_sock_create --route link-create | cut -d' ' -f3)"
is "race: verify: that caller was not killed" 0 "$(count '.event.action == "raced"')"
exits "race: verify: a caller that wins the race by link-create is killed" 137 race link-create 100000
becomes "the record of the race has the rule that denies its real target" 10 sh -c ". ./world.sh
	[ \$(count '.event.action == \"raced\" and .gatekeeper.rule == \"nothing-else\" and
		.bpf.target.cgroup.path == \"/race/other\" and .process.name == \"racer\"') = 1 ]"
is "the link of the killed caller is gone" "" "$(bpftool cgroup show $cgroups/race/other)"
exits "race: verify: a caller that wins the race by prog-attach is killed" 137 race prog-attach 100000
becomes "the second race and its undoing are in the log" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"raced\"') = 2 ] && [ \$(count '.event.action == \"race-undone\"') = 1 ]"
is "the daemon detached the program of the killed caller" "" "$(bpftool cgroup show $cgroups/race/other)"
is "the log has the undoing once" 1 "$(count '.event.action == "race-undone" and .event.outcome == "success"')"

# Until it succeeds several times: each race that succeeds is logged, kills the caller, and its program is detached.
raced() { count ".event.action == \"raced\" and .bpf.command == \"$1\""; }
for route in link-create prog-attach; do
	command=$(echo $route | tr a-z- A-Z_)
	before=$(raced $command)
	exits "race: verify: no caller that wins the race lives: $route" 1 race $route $tries all
	diag </tmp/output
	killed=$(cut -d' ' -f5 /tmp/output)
	is "race: verify: some tries won the race: $route" yes "$([ "$killed" -gt 0 ] && echo yes)"
	becomes "the log has each race that succeeded: $route" 20 sh -c ". ./world.sh; before=$before killed=$killed command=$command
		[ \$(count '.event.action == \"raced\" and .bpf.command == \"$command\"') = \$((before + killed)) ]"
done
is "the daemon detached each program of a race" "$(raced PROG_ATTACH)" \
	"$(count '.event.action == "race-undone" and .event.outcome == "success"')"
is "no program of a race is left" "" "$(left)"
is "no result was lost" 0 "$(count '.event.action == "gap" and .gatekeeper.lost.truth > 0')"
[ $tries -gt 500 ] || is "no event was lost" 0 "$(count '.event.action == "gap"')"
is "race: verify: the policy is still enforced" true "$(status enforcing)"
kill_daemon
rmdir $cgroups/race/mine $cgroups/race/other $cgroups/race
