# Audit mode denies only what would end the audit: what status lists is denied to whom it says, and to nobody else.

host_pids='.linux.namespaces |= map(select(.type != "pid"))'
ftrace=/proc/sys/kernel/ftrace_enabled
answer=$(attack id security_bpf)
# listed WHAT: to whom status says that the thing is denied; -: not in its list
listed() { status 'audit_denies' | jq -Mr --arg what "$1" 'map(select(.what == $what) | .to) | .[0] // "-"'; }
audit() {
	{ sed "s/^mode: enforce/mode: audit/" $default; echo "protect: $1"; } >$policy
	exits "load succeeds: mode: audit, protect: $1" 0 gatekeeper load $policy
	start_daemon
	is "$1: a container attaches what enforce mode denies" allowed "$(attach --enter $all_but_user)"
	is "$1: and loads a program" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
	is "$1: the kernel is written to elsewhere" 0 "$(cat /proc/sys/kernel/pid_max >/proc/sys/kernel/pid_max; echo $?)"
}
# seen NAME LISTED VERDICTS HOST-COMMAND...: the same by the host and by the container
seen() {
	local name=$1 whom=$2 verdicts=$3
	shift 3
	is "$level: status says to whom it is denied: $name" "$whom" "$(listed "$name")"
	is "$level: and so it is" "$verdicts" "$("$@" 2>&1 | tail -n 1) $(inside c1 "$@" 2>&1 | tail -n 1)"
}

exits "a container in the host's pid namespace starts" 0 container c1 "$host_pids"
exits "load succeeds" 0 gatekeeper load $default
is "in enforce mode status has no such list" null "$(status audit_denies)"

level=off
audit off
seen "reaching its maps, programs and links" containers "allowed refused" attack map gk_policy
seen "changing its state, or removing its pins" - "allowed refused" attack update .data.gate
seen "programs that could undo a verdict, or take its last slots" - "allowed allowed" attack override $answer
seen "ptrace() on its processes, and their memory" - "allowed allowed" attack mem $daemon_pid
seen "signals, limits and priorities for its processes" - "allowed allowed" attack rlimit $daemon_pid
is "off: status says to whom it is denied: writing kernel/ftrace_enabled" all "$(listed "writing kernel/ftrace_enabled")"
is "off: and so it is" 1 "$(sh -c "echo 1 >$ftrace" 2>/dev/null; echo $?)"
kill_daemon

level=self
audit self
seen "reaching its maps, programs and links" "all but the gatekeeper" "refused refused" attack map gk_policy
seen "changing its state, or removing its pins" "all but the gatekeeper" "refused refused" attack update .data.gate
exits "self: nor can a pin be removed" 1 rm $pins/gk_policy
seen "programs that could undo a verdict, or take its last slots" "all but the gatekeeper" "refused refused" attack override $answer
seen "ptrace() on its processes, and their memory" all "refused refused" attack mem $daemon_pid
seen "signals, limits and priorities for its processes" containers "allowed refused" attack rlimit $daemon_pid
is "self: status says to whom it is denied: writing kernel/ftrace_enabled" all "$(listed "writing kernel/ftrace_enabled")"
is "self: and so it is" 1 "$(sh -c "echo 1 >$ftrace" 2>/dev/null; echo $?)"
is "self: the list has nothing else" 6 "$(status audit_denies | jq length)"
has "status has it for people, too" "denies   to all but the gatekeeper: reaching its maps, programs and links" "$(gatekeeper status)"
kill_daemon
exits "unload succeeds" 0 gatekeeper unload
is "control: then kernel/ftrace_enabled can be written" 0 "$(sh -c "echo 1 >$ftrace" 2>/dev/null; echo $?)"
