# What is attached, who attached it, and what the policy would say to it today.
ip=/usr/bin/ip tc=/usr/bin/tc # not busybox's
listed() { gatekeeper list --json --log $log | jq -Mr "select($1) | [.origin.state, .origin.process.name,
	.origin.gatekeeper.from, .policy.verdict, .policy.rule, .policy.caller] | map(. // \"-\") | join(\" \")"; }

bpftool prog load pass.bpf.o /sys/fs/bpf/pass type cgroup/skb
bpftool prog loadall attach.bpf.o /sys/fs/bpf/attach
bpftool cgroup attach $cgroups/target ingress pinned /sys/fs/bpf/pass
exits "without a policy it lists, too" 0 gatekeeper list --log $log
has "with the program" "pass (cgroup_skb" "$(cat /tmp/output)"
is "nothing is known of who" "before-gatekeeper - - - - -" "$(listed '.bpf.target.cgroup.path == "/target"')"
cat >$policy <<'POLICY'
version: 1
default: allow
rules:
  - name: no-ingress
    deny: [attach:cgroup]
    attach-types: [cgroup_inet_ingress]
  - name: egress
    allow: [attach:cgroup]
    attach-types: [cgroup_inet_egress]
POLICY
exits "load" 0 gatekeeper load $policy
has "warns of what it would refuse" "(rule no-ingress): program" "$(cat /tmp/output)"
has "where" "pass (cgroup_inet_ingress) at /target" "$(cat /tmp/output)"
start_daemon
new_cgroup target/below >/dev/null
bpftool cgroup attach $cgroups/target/below egress pinned /sys/fs/bpf/pass
$ip link set dev lo xdpgeneric pinned /sys/fs/bpf/attach/xdp_pass
$tc qdisc add dev lo clsact
$tc filter add dev lo ingress pref 7 bpf da pinned /sys/fs/bpf/attach/tc_pass
mkdir -p /run/netns
touch /run/netns/n1
unshare --net=/run/netns/n1 $ip link set dev lo xdpgeneric pinned /sys/fs/bpf/attach/xdp_pass
cat >>$policy <<'POLICY'
  - name: no-container-xdp
    deny: [attach:xdp]
    caller: {from: container}
  - name: filters
    deny: [attach:tc]
    caller: {uid: [12345]}
POLICY
exits "from now on refused" 0 gatekeeper load $policy
nsenter --net=/run/netns/n1 $tc qdisc add dev lo clsact
nsenter --net=/run/netns/n1 $tc filter add dev lo egress pref 8 bpf da pinned /sys/fs/bpf/attach/tc_pass
bpftool map create /sys/fs/bpf/sockets type sockmap key 4 value 4 entries 4 name sockets
bpftool prog attach pinned /sys/fs/bpf/attach/message msg_verdict pinned /sys/fs/bpf/sockets
holder $cgroups/target >/tmp/held 2>&1 &
holder=$!
becomes "the links are there" 10 grep -q held /tmp/held
becomes "all is on record" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"attached\" and .event.outcome == \"success\"') -ge 7 ]"

is "before: for a container" "before-gatekeeper - - deny no-ingress container" \
	"$(listed '.bpf.attach_type == "cgroup_inet_ingress"')"
is "a cgroup: who, and the rule" "recorded bpftool host allow egress recorded" \
	"$(listed '.bpf.target.cgroup.path == "/target/below"')"
is "a cgroup's link" "recorded holder host allow - recorded" \
	"$(listed '.bpf.attach_type == "cgroup_inet4_bind" and .bpf.link.type == "cgroup"')"
is "a raw tracepoint" "recorded holder host allow - recorded" \
	"$(listed '.bpf.link.type == "raw_tracepoint" and .bpf.detail == "sched_process_exit" and .origin.state != "gatekeeper"')"
is "a perf event, known by who holds it" "$holder kprobe do_exit+0x0" \
	"$(gatekeeper list --json --log $log | jq -Mr 'select(.bpf.held_by) | "\(.bpf.held_by) \(.bpf.detail)"')"
is "and who attached it" "recorded holder host allow - recorded" "$(listed .bpf.held_by)"
is "a perf event by link" "recorded holder host allow - recorded" "$(listed '.bpf.link.type == "perf_event"')"
is "XDP by netlink" "recorded ip host allow - recorded" "$(listed '.bpf.operation == "attach:xdp" and .origin.gatekeeper.from == "host"')"
is "in another network namespace" "recorded ip container deny no-container-xdp recorded" \
	"$(listed '.bpf.operation == "attach:xdp" and .origin.gatekeeper.from != "host"')"
is "a filter of tc, which the policy was not about" "not-on-record - - allow - container" \
	"$(listed '.bpf.operation == "attach:tc" and (.bpf.detail | startswith("ingress filter, priority 7"))')"
is "and one of which it is" "recorded tc container allow - recorded" \
	"$(listed '.bpf.operation == "attach:tc" and (.bpf.detail | startswith("egress filter, priority 8"))')"
is "a map of sockets" "recorded bpftool host allow - recorded" "$(listed '.bpf.operation == "attach:sockmap"')"
is "pins have their names" '["/sys/fs/bpf/pass"]' \
	"$(gatekeeper list --json --log $log | jq -Mc 'select(.bpf.attach_type == "cgroup_inet_egress") | .bpf.pinned')"
is "the gatekeeper's own are its own" "" "$(gatekeeper list --json --log $log |
	jq -Mr 'select((.bpf.program.name | startswith("gk_")) != (.origin.state == "gatekeeper")) | .bpf.program.name')"
is "what is refused" "cgroup_inet_ingress xdp" \
	"$(gatekeeper list --refused --json --log $log | jq -Mr .bpf.attach_type | tr '\n' ' ' | sed 's/ $//')"
is "inherited below" "cgroup_inet_ingress" "$(gatekeeper list --inherited --json --log $log |
	jq -Mr 'select(.bpf.inherited and .bpf.target.cgroup.path == "/target/below" and .bpf.program.name == "pass") | .bpf.attach_type')"
gatekeeper doctor >/tmp/output
has "doctor warns, too" "the policy denies 1 of the" "$(cat /tmp/output)"
mv $log $log.1
gzip $log.1
kill -HUP $daemon_pid
is "from a rotated and compressed log" "recorded bpftool host allow egress recorded" \
	"$(listed '.bpf.target.cgroup.path == "/target/below"')"

kill $holder
umount /run/netns/n1
rm -rf /run/netns /sys/fs/bpf/sockets
$ip link set dev lo xdpgeneric off
$tc qdisc del dev lo clsact
bpftool cgroup detach $cgroups/target ingress pinned /sys/fs/bpf/pass
rmdir $cgroups/target/below
rm -rf /sys/fs/bpf/pass /sys/fs/bpf/attach
