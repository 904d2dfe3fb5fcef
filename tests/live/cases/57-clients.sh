# Real programs work on the host under every preset; in a container the same calls are denied where the preset says so.

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
# The same with object files, which ip and tc load themselves.
objects_client="cd /live && $ip link set dev lo xdpgeneric obj attach.bpf.o sec xdp &&
	$ip link show lo | grep prog/xdp && $ip link set dev lo xdpgeneric off && $tc qdisc replace dev lo clsact &&
	$tc filter add dev lo egress bpf da obj attach.bpf.o sec tc && $tc filter show dev lo egress | grep tc_pass &&
	$tc qdisc del dev lo clsact"
programs_client='{ mountpoint -q /bpf || mount -t bpf bpf /bpf; } && rm -f /bpf/pass &&
	bpftool prog load /live/pass.bpf.o /bpf/pass type cgroup/skb && bpftool prog show pinned /bpf/pass'
# One process: a tracepoint sees its start, a kprobe its end.
tracing_client="bpftrace -e 'tracepoint:sched:sched_process_exec /comm == \"true\"/ { printf(\"it starts\\n\"); }
	kprobe:do_exit /comm == \"true\"/ { printf(\"it ends\\n\"); }' -c /bin/true >/tmp/seen &&
	grep 'it starts' /tmp/seen && grep 'it ends' /tmp/seen"
# The runtime starts a container with a device filter: runtime_client CGROUP BUNDLE RUNTIME... Without one the container is open.
open=99
runtime_client() {
	local cgroup=$1 bundle=$2 code=0
	shift 2
	"$@" run --detach --bundle "$bundle" clients || code=$?
	[ $code != 0 ] || bpftool cgroup show "$cgroup" | grep cgroup_device || code=$open
	"$@" delete --force clients
	rmdir "$cgroup" 2>/dev/null # crun leaves it behind after a denial
	return $code
}
crun='crun --cgroup-manager=cgroupfs'
clients() {
	exits "$1: bpftool on the host loads programs" 0 sh -c "$set_up"
	exits "$1: bpftool on the host attaches to a cgroup, shows and detaches" 0 cgroup_client $cgroups/target /run/clients/pass
	exits "$1: bpftool on the host creates, updates and reads a map" 0 map_client
	exits "$1: bpftool on the host lists everything" 0 look
	exits "$1: ip link and tc on the host attach pinned programs" 0 network_client
	exits "$1: ip link and tc on the host attach object files" 0 sh -c "$objects_client"
	exits "$1: bpftrace on the host traces" 0 sh -c "$tracing_client"
	exits "$1: crun on the host attaches its device filter" 0 runtime_client $cgroups/clients /c/clients $crun
	exits "$1: runc on the host attaches its device filter" 0 runtime_client $cgroups/clients /c/clients runc
	umount /run/clients
}

# The same in container c1. outcome COMMAND...: prints refused only if the gatekeeper counted a denial, and allowed only if
# it counted none: what a client that works only tries leaves nothing in the log.
outcome() {
	local before code=0 denied
	before=$(status denied)
	"$@" >/tmp/output 2>&1 </dev/null || code=$?
	denied=$(($(status denied) - ${before:-0}))
	[ "$(status mode)" != audit ] || denied=0 # those that it would deny
	if [ $code = $open ]; then
		echo "the container runs without its device filter"
	elif [ $code = 0 ] && [ $denied = 0 ]; then
		echo allowed
	elif [ $code = 0 ]; then
		echo "allowed, and $denied denied"
	elif [ $denied -gt 0 ]; then
		echo refused
	else
		echo "failed: $(tail -n 1 /tmp/output)"
	fi
}
# in_container NAME ELSEWHERE PROGRAMS CRUN RUNC: the expected outcome of an attach to another cgroup, of loading
# programs, and of each runtime that starts a container in the container, in a cgroup below its own.
in_container() {
	local nested=$cgroups/c1/clients
	is "$1: an attach of a container to another cgroup is $2" $2 "$(attach --into "$(crun state c1 | jq .pid)")"
	is "$1: bpftool prog in a container is $3" $3 "$(outcome inside c1 sh -c "$programs_client")"
	is "$1: ip link and tc in a container are $3" $3 "$(outcome inside c1 sh -c "$objects_client")"
	is "$1: bpftrace in a container is $3" $3 "$(outcome inside c1 sh -c "$tracing_client")"
	is "$1: crun in a container is $4" $4 "$(outcome runtime_client $nested /clients inside c1 $crun)"
	is "$1: runc in a container is $5" $5 "$(outcome runtime_client $nested /clients inside c1 runc)"
}

mount -t debugfs debugfs /sys/kernel/debug # bpftrace looks for tracefs below it
bundle clients
container c1 '(.mounts[] | select(.type == "cgroup")).options -= ["ro"]
	| .mounts += [{destination: "/sys/kernel/debug", type: "bind", source: "/sys/kernel/debug", options: ["rbind"]},
		{destination: "/clients", type: "bind", source: "/c/clients", options: ["rbind"]},
		{destination: "/tmp", type: "tmpfs", source: "tmpfs"}]'
clients control
in_container control allowed allowed allowed allowed
for preset in /policy/presets/*.yaml; do
	name=${preset##*/} name=${name%.yaml}
	[ $name != locked-host ] || continue # case 59: the host may not, either
	exits "load succeeds: $name" 0 gatekeeper load $preset
	clients $name
	case $name in # elsewhere, programs, crun, runc
	audit-all) expected='allowed allowed allowed allowed' ;;
	default | own-subtree) expected='refused allowed refused refused' ;;
	systemd-in-container) expected='refused allowed allowed refused' ;; # for a runtime in Go it needs race: verify
	nested-containers) expected='refused refused allowed allowed' ;;
	*) expected='refused refused refused refused' ;;
	esac
	in_container $name $expected
done
umount /sys/kernel/debug
