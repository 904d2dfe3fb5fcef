# A descriptor that another thread repoints between check and use: `race: deny` refuses it, `race: verify` lets it
# through and kills who does that.

new_cgroup race/mine >/dev/null
new_cgroup race/other >/dev/null
race() { racer "$1" $cgroups/race/mine $cgroups/race/other "$2"; }
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

race_policy deny
exits "load: race: deny" 0 gatekeeper load $policy
is "one thread alone: mine" allowed "$(attach_to mine)"
is "one thread alone: other" refused "$(attach_to other)"
exits "deny: it does not land" 1 race link-create 300
is "deny: every try is refused" "300 300 0 0" "$(cat /tmp/output)"

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
becomes "on record too" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"raced\"') = 2 ]"
echo "# left by a program: $(bpftool cgroup show $cgroups/race/other | tail -n 1)"
kill_daemon
rmdir $cgroups/race/mine $cgroups/race/other $cgroups/race
