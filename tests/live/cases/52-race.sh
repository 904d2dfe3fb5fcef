# A descriptor that another thread repoints between check and use: `race: deny` refuses it, `race: verify` lets it
# through and kills who does that.

new_cgroup race/mine >/dev/null
new_cgroup race/other >/dev/null
race() { racer "$1" $cgroups/race/mine $cgroups/race/other "$2" $3; }
tries=${GK_RACE:-500}
left() { bpftool cgroup show $cgroups/race/other | awk '$2 ~ /sock_create/ { print $1 }'; }
race_policy() {
	cat >$policy <<POLICY
version: 1
default: allow
log: none
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

for route in link-create prog-attach; do
	exits "control: without a policy it lands, $route" 0 race $route 100000
	diag </tmp/output
done
is "control: and the program stays" 1 "$(left | wc -l)"
bpftool cgroup detach $cgroups/race/other sock_create id "$(left)"

race_policy deny
exits "load: race: deny" 0 gatekeeper load $policy
is "one thread alone: mine" allowed "$(attach_to mine)"
is "one thread alone: other" refused "$(attach_to other)"
exits "deny: it does not land" 1 race link-create $tries all
is "deny: every try is refused" "$tries $tries 0 0 0" "$(cat /tmp/output)"

race_policy verify
start_daemon
is "verify: one thread alone: mine" allowed "$(attach_to mine)"
is "verify: one thread alone: other" refused "$(attach_to other)"
is "verify: a second thread that does nothing is no crime" "allowed" \
	"$(probe attach --threads --cgroup $cgroups/race/mine --type cgroup_inet_sock_create --route link-create | cut -d' ' -f3)"
is "nobody was killed for that" 0 "$(count '.event.action == "raced"')"
exits "verify: who lets it land is killed" 137 race link-create 100000
becomes "it is on record, with what the policy says of what happened" 10 sh -c ". ./world.sh
	[ \$(count '.event.action == \"raced\" and .gatekeeper.rule == \"nothing-else\" and
		.bpf.target.cgroup.path == \"/race/other\" and .process.name == \"racer\"') = 1 ]"
is "nothing is left attached there" "" "$(bpftool cgroup show $cgroups/race/other)"
exits "by program too" 137 race prog-attach 100000
becomes "on record too" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"raced\"') = 2 ] && [ \$(count '.event.action == \"race-undone\"') = 1 ]"
is "the program that it left is detached" "" "$(bpftool cgroup show $cgroups/race/other)"
is "and that is on record, once" 1 "$(count '.event.action == "race-undone" and .event.outcome == "success"')"

# As often as it takes: whatever lands is told, ends whoever did it, and is gone afterwards.
raced() { count ".event.action == \"raced\" and .bpf.command == \"$1\""; }
for route in link-create prog-attach; do
	command=$(echo $route | tr a-z- A-Z_)
	before=$(raced $command)
	exits "verify: nobody lives who let it land, $route" 1 race $route $tries all
	diag </tmp/output
	killed=$(cut -d' ' -f5 /tmp/output)
	is "some did, $route" yes "$([ "$killed" -gt 0 ] && echo yes)"
	becomes "each of them is on record" 20 sh -c ". ./world.sh; before=$before killed=$killed command=$command
		[ \$(count '.event.action == \"raced\" and .bpf.command == \"$command\"') = \$((before + killed)) ]"
done
is "each program was detached" "$(raced PROG_ATTACH)" \
	"$(count '.event.action == "race-undone" and .event.outcome == "success"')"
is "nothing is left there" "" "$(left)"
is "nothing was lost" 0 "$(count '.event.action == "gap"')"
kill_daemon
rmdir $cgroups/race/mine $cgroups/race/other $cgroups/race
