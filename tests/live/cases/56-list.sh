# list shows what is attached, who attached it, and what the policy would decide about it now.
ip=/usr/bin/ip tc=/usr/bin/tc # not busybox's
listed() { gatekeeper list --json --log $log | jq -Mr "select($1) | [.origin.state, .origin.process.name,
	.origin.gatekeeper.from, .policy.verdict, .policy.rule, .policy.caller] | map(. // \"-\") | join(\" \")"; }

bpftool prog load pass.bpf.o /sys/fs/bpf/pass type cgroup/skb
bpftool prog loadall attach.bpf.o /sys/fs/bpf/attach
bpftool cgroup attach $cgroups/target ingress pinned /sys/fs/bpf/pass
exits "list succeeds without a policy" 0 gatekeeper list --log $log
has "list names the program" "pass (cgroup_skb" "$(cat /tmp/output)"
is "list says that the program was attached before the gatekeeper" "before-gatekeeper - - - - -" "$(listed '.bpf.target.cgroup.path == "/target"')"
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
exits "load succeeds" 0 gatekeeper load --all-programs $policy
has "load warns of an attached program that the policy would deny" "(rule no-ingress): program" "$(cat /tmp/output)"
has "the warning says where the program is attached" "pass (cgroup_inet_ingress) at /target" "$(cat /tmp/output)"
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
exits "load succeeds: a policy that denies XDP to containers" 0 gatekeeper load $policy
nsenter --net=/run/netns/n1 $tc qdisc add dev lo clsact
nsenter --net=/run/netns/n1 $tc filter add dev lo egress pref 8 bpf da pinned /sys/fs/bpf/attach/tc_pass
bpftool map create /sys/fs/bpf/sockets type sockmap key 4 value 4 entries 4 name sockets
bpftool prog attach pinned /sys/fs/bpf/attach/message msg_verdict pinned /sys/fs/bpf/sockets
holder $cgroups/target >/tmp/held 2>&1 &
holder=$!
becomes "the links of holder are attached" 10 grep -q held /tmp/held
becomes "the log has every attach" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"attached\" and .event.outcome == \"success\"') -ge 7 ]"

is "list decides about a program of unknown origin as for a container" "before-gatekeeper - - deny no-ingress container" \
	"$(listed '.bpf.attach_type == "cgroup_inet_ingress"')"
is "list has the caller and the rule of a program on a cgroup" "recorded bpftool host allow egress recorded" \
	"$(listed '.bpf.target.cgroup.path == "/target/below"')"
is "list has the caller of a link on a cgroup" "recorded holder host allow - recorded" \
	"$(listed '.bpf.attach_type == "cgroup_inet4_bind" and .bpf.link.type == "cgroup"')"
is "list has the caller of a raw tracepoint" "recorded holder host allow - recorded" \
	"$(listed '.bpf.link.type == "raw_tracepoint" and .bpf.detail == "sched_process_exit" and .origin.state != "gatekeeper"')"
is "list has the process that holds a perf event, and its function" "$holder kprobe do_exit+0x0" \
	"$(gatekeeper list --json --log $log | jq -Mr 'select(.bpf.held_by) | "\(.bpf.held_by) \(.bpf.detail)"')"
is "list has the caller that attached the perf event" "recorded holder host allow - recorded" "$(listed .bpf.held_by)"
is "list has the caller of a perf event's link" "recorded holder host allow - recorded" "$(listed '.bpf.link.type == "perf_event"')"
is "list has the caller that attached XDP by netlink on the host" "recorded ip host allow - recorded" "$(listed '.bpf.operation == "attach:xdp" and .origin.gatekeeper.from == "host"')"
is "list has the caller that attached XDP in another network namespace" "recorded ip container deny no-container-xdp recorded" \
	"$(listed '.bpf.operation == "attach:xdp" and .origin.gatekeeper.from != "host"')"
is "list says that a tc filter from before rules for tc is not in the log" "not-on-record - - allow - container" \
	"$(listed '.bpf.operation == "attach:tc" and (.bpf.detail | startswith("ingress filter, priority 7"))')"
is "list has the caller of a tc filter" "recorded tc container allow - recorded" \
	"$(listed '.bpf.operation == "attach:tc" and (.bpf.detail | startswith("egress filter, priority 8"))')"
is "list has the caller of a program on a map of sockets" "recorded bpftool host allow - recorded" "$(listed '.bpf.operation == "attach:sockmap"')"
is "list has the pins of a program" '["/sys/fs/bpf/pass"]' \
	"$(gatekeeper list --json --log $log | jq -Mc 'select(.bpf.attach_type == "cgroup_inet_egress") | .bpf.pinned')"
is "list marks the gatekeeper's own programs, and no others" "" "$(gatekeeper list --json --log $log |
	jq -Mr 'select((.bpf.program.name | startswith("gk_")) != (.origin.state == "gatekeeper")) | .bpf.program.name')"
is "list --refused has exactly the denied programs" "cgroup_inet_ingress xdp" \
	"$(gatekeeper list --refused --json --log $log | jq -Mr .bpf.attach_type | tr '\n' ' ' | sed 's/ $//')"
is "list --inherited has the program of the parent cgroup" "cgroup_inet_ingress" "$(gatekeeper list --inherited --json --log $log |
	jq -Mr 'select(.bpf.inherited and .bpf.target.cgroup.path == "/target/below" and .bpf.program.name == "pass") | .bpf.attach_type')"
gatekeeper doctor >/tmp/output
has "doctor warns of the program that the policy denies" "the policy denies 1 of the" "$(cat /tmp/output)"
mv $log $log.1
gzip $log.1
kill -HUP $daemon_pid
is "list reads the caller from a rotated and compressed log" "recorded bpftool host allow egress recorded" \
	"$(listed '.bpf.target.cgroup.path == "/target/below"')"

kill $holder
umount /run/netns/n1
rm -rf /run/netns /sys/fs/bpf/sockets
$ip link set dev lo xdpgeneric off
$tc qdisc del dev lo clsact
bpftool cgroup detach $cgroups/target ingress pinned /sys/fs/bpf/pass
rmdir $cgroups/target/below
rm -rf /sys/fs/bpf/pass /sys/fs/bpf/attach
