# Real clients on the host are unharmed under every preset; in a container the same calls are refused where it says so.

ip=/usr/bin/ip tc=/usr/bin/tc # not busybox's
set_up='mkdir -p /run/clients && mount -t bpf bpf /run/clients 2>/dev/null; cd /live &&
	bpftool prog load pass.bpf.o /run/clients/pass type cgroup/skb && bpftool prog loadall attach.bpf.o /run/clients/attach'
cgroup_client() { # CGROUP PIN
	bpftool cgroup attach "$1" egress pinned "$2" multi && bpftool cgroup show "$1" >/dev/null &&
		bpftool cgroup detach "$1" egress pinned "$2"
}
map_client() {
	bpftool map create /run/clients/map type hash key 4 value 4 entries 4 name clients &&
		bpftool map update pinned /run/clients/map key 1 0 0 0 value 2 0 0 0 && bpftool map dump pinned /run/clients/map >/dev/null
	code=$?
	rm -f /run/clients/map
	return $code
}
look() { bpftool prog show && bpftool map show && bpftool link show && bpftool net show && bpftool cgroup show $cgroups; }
network_client() {
	$ip link set dev lo xdpgeneric pinned /run/clients/attach/xdp_pass && $ip link show lo | grep -q prog/xdp &&
		$ip link set dev lo xdpgeneric off && $tc qdisc add dev lo clsact &&
		$tc filter add dev lo egress bpf da pinned /run/clients/attach/tc_pass &&
		$tc filter show dev lo egress | grep -q tc_pass
	code=$?
	$tc qdisc del dev lo clsact
	return $code
}
# A runtime's device filter is there, and lets only what it lists.
runtime_client() {
	container clients && bpftool cgroup show $cgroups/clients | grep -q cgroup_device
	code=$?
	crun delete --force clients >/dev/null 2>&1
	return $code
}
clients() {
	exits "$1: programs are loaded" 0 sh -c "$set_up"
	exits "$1: bpftool cgroup" 0 cgroup_client $cgroups/target /run/clients/pass
	exits "$1: bpftool map" 0 map_client
	exits "$1: bpftool looks at everything" 0 look
	exits "$1: ip link and tc" 0 network_client
	case $1 in # the slowest: where nothing is refused, and where most is
	control | default | strict) exits "$1: crun with its device filter" 0 runtime_client ;;
	esac
	umount /run/clients
}

clients "control"
container c1
is "control: a container loads and attaches" allowed "$(attach --into "$(crun state c1 | jq .pid)")"
for preset in /policy/presets/*.yaml; do
	name=${preset##*/}
	exits "load $name" 0 gatekeeper load $preset
	clients "${name%.yaml}"
	case $name in
	audit-all.yaml) expected=allowed ;;
	*) expected=refused ;;
	esac
	is "${name%.yaml}: a container elsewhere is $expected" $expected "$(attach --into "$(crun state c1 | jq .pid)")"
done
