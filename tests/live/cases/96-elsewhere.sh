# bpf() calls that a program of type SYSCALL leaves to a timer, a work queue or the return of another task to user space are
# made by whatever task is there then, or by a thread of the kernel: nobody knows for whom. An extension (freplace) of a
# function that such a program hands on makes them there, too.
made() { elsewhere $object "$@" 2>&1; }
made_inside() { inside c1 elsewhere $object "$@" 2>&1; }
protect() {
	printf 'version: 1\ndefault: allow\nprotect: %s\nrules:\n  - name: no-xdp\n    deny: load\n    caller: {from: container}
    program: {type: xdp}\n' "$1" >$policy
	exits "load succeeds: protect: $1" 0 gatekeeper load --all-programs $policy
}
object=/live/elsewhere.bpf.o
# An extension cannot sleep: where the verifier knows that such a call may, it refuses the extension itself.
refused='extended_timer extended_queue'
case $GK_KERNEL in
6.1 | arm64-6.1) ways='timer extended_timer' refused='' ;;
6.12* | arm64-6.12) ways='timer queue' ;;
*)
	ways='queue signal resume' # the verifier refuses such a timer, too
	object=/live/elsewhere-7.bpf.o
	;;
esac
# What comes of the call in these ways, where nothing is denied; and of the host's, under the policy.
free() {
	case $1 in
	*timer) echo ".* Bad file descriptor" ;;
	*queue) echo "kworker allowed" ;;
	*) echo "other allowed" ;;
	esac
}
of_host() { free $1 | sed 's/kworker allowed/kworker refused/'; }
# What is denied: the load, and later what makes one of them effective that was loaded before.
load_denied() { case $1 in extended*) echo "extension refused" ;; *) echo "load refused" ;; esac; }
use_denied() { case $1 in extended*) echo "attach refused" ;; *) echo "run refused" ;; esac; }

exits "a container starts" 0 container c1
is "control: without a policy a container calls at once" "elsewhere allowed" "$(made_inside direct)"
for way in $ways; do
	is "control: without a policy a container calls elsewhere: $way" "" "$(made_inside $way | grep -vx "$(free $way)")"
done
for way in $refused; do
	is "control: without a policy the kernel refuses: $way" "extension Invalid argument" "$(made_inside $way)"
done

protect off
start_daemon
is "control: what a container calls at once is judged by the policy" "elsewhere refused" "$(made_inside direct)"
has "control: a container may have a timer" " allowed" "$(made_inside silent)"
has "control: a container may have a program that only hands on what nobody extends" " allowed" "$(made_inside hollow_timer)"
begin_attack "make a bpf() call in the name of another task, or of the kernel"
for way in $ways; do
	is "off: a container cannot load a program that calls elsewhere: $way" "$(load_denied $way)" "$(made_inside $way)"
	is "control: off: the host can: $way" "" "$(made $way | grep -vx "$(of_host $way)")"
done
becomes "off: it is on record" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .event.reason == \"own-object\" and .bpf.operation == \"load\" and .gatekeeper.from == \"container\" and
		.process.name == \"elsewhere\"') -ge 1 ]"
is "control: off: the host calls at once" "elsewhere allowed" "$(made direct)"
case $ways in
*queue*)
	is "off: a thread of the kernel is not the host" "kworker refused" "$(made queue)"
	becomes "off: nor is it on record" 10 sh -c ". ./world.sh
		[ \$(count '$denials and .gatekeeper.rule == \"no-xdp\" and .gatekeeper.from == \"container\" and
			(.process.name | startswith(\"kworker\"))') -ge 1 ]"
	;;
esac
for way in $ways; do
	made $way /run/held-$way >/run/ran-$way &
	becomes "a program is loaded before the protection: $way" 30 test -e /run/held-$way
done
protect self
has "self: load names it" "(${ways%% *}) of somebody else could answer for the gatekeeper: nobody can attach or run it" "$(cat /tmp/output)"
case $ways in *extended*)
	has "self: and the extension" "(fills_timer) of somebody else" "$(cat /tmp/output)"
	;;
esac
for way in $ways; do
	rm /run/held-$way
	becomes "self: what was loaded before cannot be run: $way" 10 grep -qx "$(use_denied $way)" /run/ran-$way
	is "self: the host cannot load another one: $way" "$(load_denied $way)" "$(made $way)"
done
is "control: self: the host calls at once" "elsewhere allowed" "$(made direct)"
has "control: self: the host may have a program that only hands on what nobody extends" " allowed" "$(made hollow_timer)"
is "self: the policy is still enforced" true "$(status enforcing)"
end_attack
kill_daemon
