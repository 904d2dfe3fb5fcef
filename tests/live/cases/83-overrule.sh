# A program at the sysctls of the root cgroup could answer for the guard of kernel.ftrace_enabled, which would switch off
# every BPF LSM program.

protect() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load succeeds: protect: $1" 0 gatekeeper load $policy
}
overruled() { overrule "$1" $cgroups; }
# A program from before the protection: hold NAME; later let_go NAME tries each way to attach it, into $answers.
hold() {
	overrule retval $cgroups /run/overrule-$1 >/run/overruled-$1 &
	becomes "a program at the sysctls is loaded: $1" 60 test -e /run/overrule-$1
}
let_go() {
	rm /run/overrule-$1
	becomes "it has tried each way to attach it: $1" 60 grep -q write /run/overruled-$1
	answers=$(xargs </run/overruled-$1)
}

protect off
is "control: off: a program that looks on cannot switch off the trampolines" "write refused" "$(overruled harmless)"
is "control: off: a program that answers for the guard can" "write allowed" "$(overruled retval)"
is "control: off: one that may call another program can be attached" "write refused" "$(overruled tail-call)"
is "control: off: a long program that answers for the guard can" "write allowed" "$(overruled long-retval)"
hold off
let_go off
is "control: off: each way to attach a program that was there before works" \
	"link-update allowed link-create allowed prog-attach allowed write allowed" "$answers"

gatekeeper unload
overrule harmless $cgroups/target /run/overrule-looks >/dev/null &
becomes "control: before the first load a program looks on at the sysctls" 60 test -e /run/overrule-looks
protect self
is "self: it hinders no program with threads" allowed \
	"$(probe attach --threads --cgroup $cgroups/target --type cgroup_inet_sock_create --route link-create | cut -d' ' -f3)"
rm /run/overrule-looks

begin_attack "answer for the guard of kernel.ftrace_enabled, which would switch off all programs"
rm -f /etc/gatekeeper/seal
mkdir -p /etc/gatekeeper
is "a passphrase is chosen" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
protect off
start_daemon
own='.event.reason == "own-object" and .process.name == "overrule"'
for protection in self sealed; do
	protect off
	lines=$(($(grep -c . $log) + 1))
	hold $protection
	protect $protection
	has "$protection: load names it" "(probe) of somebody else could answer for the gatekeeper" "$(cat /tmp/output)"
	let_go $protection
	is "$protection: it cannot be attached" \
		"link-update refused link-create refused prog-attach refused write refused" "$answers"
	is "$protection: a program that answers for the guard cannot be loaded" "load refused" "$(overruled retval)"
	is "$protection: nor one that may call another program" "load refused" "$(overruled tail-call)"
	is "$protection: nor a long one that answers at its end" "load refused" "$(overruled long-retval)"
	is "control: $protection: a long one that looks on can be attached" "write refused" "$(overruled long)"
	is "control: $protection: one that looks on can be attached" "write refused" "$(overruled harmless)"
	for command in PROG_LOAD PROG_ATTACH LINK_CREATE LINK_UPDATE; do
		becomes "$protection: it is on record: $command" 10 sh -c \
			"tail -n +$lines $log | jq -Me 'select($own and .bpf.command == \"$command\")' | grep -q ."
	done
	is "$protection: the policy is enforced" true "$(status enforcing)"
done
end_attack
kill_daemon
is "unseal succeeds" 0 "$(echo 'correct horse' | gatekeeper unseal --minutes 1 >/tmp/output 2>&1; echo $?)"
exits "unload succeeds after it" 0 gatekeeper unload
rm /etc/gatekeeper/seal
