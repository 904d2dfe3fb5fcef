# Other programs of the host and the gatekeeper: who only looks on can attach to whatever the gatekeeper hooks, before it
# and after it, under any protection and in any mode. Nobody can answer in its place.

functions=$(for hook in bpf bpf_prog bpf_map task_kill task_alloc inode_unlink inode_rename inode_rmdir file_open file_receive \
	sb_mount sb_umount move_mount ptrace_access_check bprm_check_security bprm_committed_creds socket_connect socket_bind \
	capable task_prlimit; do echo bpf_lsm_$hook; done)
answers="security_bpf security_bpf_prog security_file_open"
# Before 6.12 an LSM program could return anything, and end the hook with it.
verified=$(grep -c ' bpf_lsm_get_retval_range$' /proc/kallsyms)
all=$(echo $functions | wc -w)
# neighbours KIND: how many functions such a program can be attached to, and not
neighbours() { attack each $1 - $functions 2>&1 | cut -d' ' -f2 | sort | uniq -c | xargs; }
answering() { attack each answer - $answers 2>&1 | cut -d' ' -f2 | sort | uniq -c | xargs; }
# works STATE: everything that a neighbour does, while others are attached
works() {
	is "$1: programs at the entry of $all functions" "$all allowed" "$(neighbours fentry)"
	is "$1: and at their exit" "$all allowed" "$(neighbours fexit)"
	case $1$verified in
	off*|*1) is "$1: LSM programs at the same hooks" "$all allowed" "$(neighbours lsm)" ;;
	*)  is "$1: LSM programs where ours are none, as this kernel does not verify what they return" "yes yes" \
		"$(neighbours lsm | sed 's/^[1-9][0-9]* allowed [1-9][0-9]* refused$/yes yes/')" ;;
	esac
}
state() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load succeeds: protect: $1 $2" 0 gatekeeper load $policy $2
}
proven() {
	is "$1: then enforcement is proven" true "$(status enforcing)"
	is "$1: and a container is refused" refused "$(attach --enter $all_but_user)"
}

# named TEXT: how many lines are of a process with what it hooks: LSM programs all, others if the gatekeeper hooks the same
named() {
	local first="process [1-9][0-9]* \(attack\): KIND bpf_lsm_[a-z_]+ \(program [1-9][0-9]* attack\), .*, and"
	for kind in trace_fentry trace_fexit; do
		echo "$1" | grep -E "$(echo "$first" | sed "s/KIND/$kind/") ([1-9]|1[0-5]) more$"
	done | wc -l
	echo "$1" | grep -cE "$(echo "$first" | sed "s/KIND/lsm_mac/") $((all - 4)) more$"
}
checked() { gatekeeper doctor --json | jq -Mc '.checks[] | select(.name == "neighbours")'; }

control=$(checked)
is "doctor: there is no neighbour yet" "ok null" "$(echo "$control" | jq -Mr '"\(.state) \(.lines)"')"
attack slots bpf_lsm_bpf fentry /run/full >/run/full.out 2>&1 &
becomes "every slot of a hook is taken" 60 test -e /run/full
{ cat $default; echo "protect: self"; } >$policy
full=$(checked)
is "doctor fails where ours find no slot" failed "$(echo "$full" | jq -Mr .state)"
has "and names the hook, and who has the slots" "bpf_lsm_bpf has $(cat /run/full.out) slots: others take $(cat /run/full.out) of them, most of them process $! (attack)" "$full"
exits "load fails there" 1 gatekeeper load $policy
has "and names who has the slots" "most of them process $! (attack)" "$(cat /tmp/output)"
rm /run/full
wait

# From 7.2 on a link can attach one program to many functions.
many=$(grep -c ' bpf_tracing_multi_attach$' /proc/kallsyms)
hold_many() {
	attack many /run/many $functions >/run/many.out 2>&1 &
	becomes "$1: a program is attached to $all functions by one link" 20 test -e /run/many
}
let_many_go() {
	rm /run/many
	wait $!
}
if [ "$many" = 1 ]; then
	hold_many "before us"
	is "list has it, with its type and its functions" "attach:tracing trace_fentry_multi bpf_lsm_bpf and $((all - 1)) more" \
		"$(gatekeeper list --json | jq -Mr '.bpf | select(.link.type == "tracing_multi") | "\(.operation) \(.attach_type) \(.detail)"')"
	has "doctor names who holds it" "process $! (attack): trace_fentry_multi bpf_lsm_bpf and $((all - 1)) more" "$(checked)"
	let_many_go
fi

kinds="fentry fexit lsm"
for kind in $kinds; do
	attack each $kind /run/before-$kind $functions >/run/before-$kind.out 2>&1 &
done
for kind in $kinds; do
	becomes "programs of others are attached: $kind" 60 test -e /run/before-$kind
done
is "control: without the gatekeeper everything can be attached" "$((3 * all)) allowed" "$(cut -d' ' -f2 /run/before-*.out | sort | uniq -c | xargs)"
state self
is "load names who holds programs at the same hooks, and LSM programs" "2 1" "$(named "$(cat /tmp/output)" | xargs)"
proven "self, after $((3 * all)) programs of others"
works self
proven self
is "self: nobody answers in its place" "$(echo $answers | wc -w) refused" "$(answering)"
known=$(checked)
is "self: doctor finds room beside the neighbours" ok "$(echo "$known" | jq -Mr .state)"
is "self: and names them" "2 1" "$(named "$(echo "$known" | jq -Mr '.lines[]')" | xargs)"
is "self: none of the lines has a program of the gatekeeper" 0 "$(echo "$known" | jq -Mr '.lines[]' | grep -c 'program [0-9]* gk_')"
start_daemon
answering >/dev/null
becomes "self: which is on record" 10 sh -c ". ./world.sh; [ \$(count '.event.reason == \"own-object\" and .bpf.operation == \"load\"') -ge 1 ]"
kill_daemon
state self --audit
works self,audit
is "self,audit: nobody answers in its place" "$(echo $answers | wc -w) refused" "$(answering)"
state off
works off
is "control: off: programs answer in its place" "$(echo $answers | wc -w) allowed" "$(answering)"
proven off
if [ "$many" = 1 ]; then
	start_daemon
	hold_many off
	becomes "off: the attach is on record as one to functions" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"attached\" and
		.bpf.operation == \"attach:tracing\" and .bpf.link.type == \"tracing_multi\"') = 1 ]"
	is "off: list has who attached it" recorded \
		"$(gatekeeper list --json --log $log | jq -Mr 'select(.bpf.link.type == "tracing_multi") | .origin.state')"
	let_many_go
	kill_daemon
fi
mkdir -p /etc/gatekeeper
echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1
state sealed
works sealed
proven sealed
is "sealed: nobody answers in its place" "$(echo $answers | wc -w) refused" "$(answering)"
rm /run/before-fentry /run/before-fexit /run/before-lsm
wait
echo 'correct horse' | gatekeeper unseal --minutes 1 >/tmp/output 2>&1
exits "unload succeeds" 0 gatekeeper unload
rm /etc/gatekeeper/seal
