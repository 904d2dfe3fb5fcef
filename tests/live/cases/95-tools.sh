# Tools that people have on a host: bpftrace and libbpf-tools work beside the gatekeeper, started before it and after it.

dir=/run/tools
mkdir -p $dir/mount
# Each tool, what it prints about act(), and its arguments. bpftrace traces functions that the gatekeeper hooks.
cat >$dir/table <<'TABLE'
execsnoop marker-argument
opensnoop marker-file -n cat
exitsnoop ^true
mountsnoop marker-mount
tcpconnect 8099
tcplife 8099
tcpstates 8099
tcpconnlat 8099
sigsnoop [^0-9]10[^0-9]
klockstat [a-z]+[+]0x.*[1-9]
capable CAP_SYS_ADMIN
bpftrace ^@unlink\[rm\]:.[1-9] -B line /run/tools/trace.bt
TABLE
cat >$dir/trace.bt <<'TRACE'
kfunc:bpf_lsm_inode_unlink { @unlink[comm] = count(); }
kretfunc:bpf_lsm_bpf { @bpf = count(); }
kprobe:security_bpf { @security = count(); }
interval:s:1 { printf("it runs\n"); }
TRACE
tools=$(cut -d' ' -f1 $dir/table)
act() {
	/usr/bin/env true marker-argument
	echo x >$dir/marker-file
	cat $dir/marker-file
	rm $dir/marker-file
	mount -t tmpfs marker-mount $dir/mount && umount $dir/mount
	sleep 1000 &
	kill -10 $!
	timeout 20 nc -l -p 8099 -s 127.0.0.1 &
	sleep 1
	echo | nc -w 2 127.0.0.1 8099
	sleep 2 # what some print once a second
}
attached() {
	for tool in $tools; do
		ls -l /proc/$(cat $dir/$1-$tool.pid)/fd 2>&1 | grep -qE 'bpf.link|perf_event' || { echo "not attached: $tool"; return 1; }
	done
	grep -q 'it runs' $dir/$1-bpftrace
}
start() {
	while read -r tool _ arguments; do
		$tool $arguments >$dir/$1-$tool 2>&1 </dev/null &
		echo $! >$dir/$1-$tool.pid
	done <$dir/table
	becomes "$1: every tool has attached programs" 120 attached "$1"
	sleep 3 # the last one of each
}
gone() { for tool in $tools; do ! kill -0 $(cat $dir/$1-$tool.pid) 2>/dev/null || return 1; done; }
# Ends the tools, which print the rest then. One that failed has printed nothing of act().
work() {
	act >/dev/null 2>&1 </dev/null
	for tool in $tools; do
		kill -INT $(cat $dir/$1-$tool.pid)
	done
	becomes "$1: every tool ends" 60 gone "$1"
	while read -r tool seen _; do
		is "$1: $tool works" yes "$(grep -qE -- "$seen" $dir/$1-$tool && echo yes || head -n 5 $dir/$1-$tool)"
	done <$dir/table
}
enforced() {
	is "$1: enforcement is proven" true "$(status enforcing)"
	is "$1: a container is denied, and the host is not" "refused allowed" "$(attach --enter $all_but_user) $(attach)"
}

/usr/bin/ip link set lo up
{ cat $default; echo "protect: self"; } >$policy
start control
work control
start before
exits "load succeeds beside them" 0 gatekeeper load $policy
has "load names bpftrace" "(bpftrace): trace_fexit bpf_lsm_bpf (program" "$(cat /tmp/output)"
enforced before
work before
enforced "after those of before"
start after
has "doctor names bpftrace" "(bpftrace): trace_fexit bpf_lsm_bpf (program" "$(gatekeeper doctor)"
enforced after
work after
enforced "after those of after"
exits "unload succeeds" 0 gatekeeper unload
rm -r $dir
