# A second gatekeeper, and another program that decides about bpf(): what happens then is what SECURITY.md says.

second=/run/second/gatekeeper
mkdir -p ${second%/*}
cp "$(command -v gatekeeper)" $second
{ cat $default; echo "protect: self"; } >$policy
enforced() {
	is "$1: enforcement is proven" true "$(status enforcing)"
	is "$1: a container is denied, and the host is not" "refused allowed" "$(attach --enter $all_but_user) $(attach)"
}
checked() { gatekeeper doctor --json | jq -Mr ".checks[] | select(.name == \"$1\") | .$2"; }
logs() { becomes "$1" "$2" sh -c ". ./world.sh; [ \$(count '$3') -ge 1 ]"; }

exits "load succeeds" 0 gatekeeper load --all-programs $policy
start_daemon
enforced "one gatekeeper"

# The same bpffs: whoever loads last is the gatekeeper, and there is one set of programs.
exits "a second gatekeeper takes over by its load" 0 $second load $policy
is "it finds no programs of the first" 0 "$(grep -c neighbour /tmp/output)"
exits "it can read the state" 0 $second status
exits "the first cannot" 1 gatekeeper status
is "its JSON says that a policy is active, and that it cannot read which" "unreadable true false null" \
	"$(gatekeeper status --json | jq -Mr '"\(.state) \(.loaded) \(.enforcing) \(.policy)"')"
is "its metrics say so" "gatekeeper_loaded 1 gatekeeper_state{state=\"unreadable\"} 1" \
	"$(gatekeeper metrics | grep -e '^gatekeeper_loaded ' -e '^gatekeeper_state.* 1$' | sort | paste -sd' ')"
is "a container is denied, and the host is not" "refused allowed" "$(attach --enter $all_but_user) $(attach)"
logs "the takeover is on record" 10 '.event.action == "unsealed"'
kill_daemon
exits "the first takes it back by its load" 0 gatekeeper load $policy
exits "then the second cannot read the state" 1 $second status
enforced "the first again"
start_daemon

# Another bpffs: the pins of the first are hidden, and it goes on.
mount -t bpf second /sys/fs/bpf
logs "the daemon of the first records that a mount hides its pins, and how to remove it" 20 '.event.action == "enforcement-lost" and
	(.message | startswith("NO RECORDS: a mount on /sys/fs/bpf hides") and endswith("umount /sys/fs/bpf"))'
wait $daemon_pid
daemon_pid=''
exits "over other pins: status fails" 1 gatekeeper status
has "over other pins: and says what to do" "a mount on /sys/fs/bpf hides its pins; umount /sys/fs/bpf" "$(cat /tmp/output)"
is "over other pins: doctor warns, and says what to do" "warning umount /sys/fs/bpf" "$(checked enforcement state) $(checked enforcement remedy)"
exits "over other pins: a second gatekeeper cannot load" 1 $second load $policy
has "over other pins: and says why" "a policy is active, but a mount on /sys/fs/bpf hides its pins; umount /sys/fs/bpf" "$(cat /tmp/output)"
mount -t tmpfs none /sys/fs/bpf
exits "over other pins, without a bpffs: the first cannot load" 1 gatekeeper load $policy
has "over other pins, without a bpffs: and says why" "a mount on /sys/fs/bpf hides its pins; umount /sys/fs/bpf" "$(cat /tmp/output)"
is "over other pins, without a bpffs: doctor says how to fix it" "failed umount /sys/fs/bpf" "$(checked bpffs state) $(checked bpffs remedy)"
umount /sys/fs/bpf
is "over other pins: the first denies a container" refused "$(attach --enter $all_but_user)"
exits "over other pins: the first can load again" 0 gatekeeper load $policy
has "over other pins: and names its other programs" "neighbour: no process and no pin of this mount namespace: trace_fentry __cgroup_bpf_attach" "$(cat /tmp/output)"
enforced "two sets of programs"
exits "unload ends the set that it sees" 0 gatekeeper unload
is "the other one denies a container" refused "$(attach --enter $all_but_user)"
umount /sys/fs/bpf
enforced "the first, its pins visible again"

# Another program that decides about bpf(): it denies every call.
verified=$(grep -c ' bpf_lsm_get_retval_range$' /proc/kallsyms)
start_daemon
records '.event.action == "enforcement-lost"' | wc -l >/run/second/lost
attack each deny /run/second/denies bpf_lsm_bpf >/run/second/out 2>&1 &
becomes "another program is loaded for bpf()" 60 test -e /run/second/denies
if [ "$verified" = 0 ]; then
	is "where the kernel does not verify what it returns, it is denied" "bpf_lsm_bpf: refused" "$(cat /run/second/out)"
	enforced "beside it"
else
	is "it is attached" "bpf_lsm_bpf: allowed" "$(cat /run/second/out)"
	has "what it denies is denied to the host, too" "Operation not permitted" "$(bpftool prog 2>&1)"
	is "and a container attaches nothing" could-not-try "$(attach --enter $all_but_user)"
	exits "status fails while it denies the gatekeeper's calls" 1 gatekeeper status
	has "and says so" "nobody else who denies bpf()" "$(cat /tmp/output)"
	has "doctor names who holds links" "process $! (attack) holds links of programs" "$(checked neighbours lines[])"
	becomes "the daemon records that its test call got another answer" 20 sh -c \
		". ./world.sh; [ \$(count '.event.action == \"enforcement-lost\"') -gt $(cat /run/second/lost) ]"
fi
rm /run/second/denies
wait $!
is "it has ended" 0 $?
is "control: without it the host is denied nothing" 0 "$(bpftool prog 2>&1 | grep -c 'Operation not permitted')"
enforced "after it"
kill_daemon
exits "unload succeeds" 0 gatekeeper unload
attack each deny /run/second/denies bpf_lsm_bpf >/run/second/out 2>&1 &
becomes "the same before the gatekeeper" 60 test -e /run/second/denies
is "it is attached" "bpf_lsm_bpf: allowed" "$(cat /run/second/out)"
exits "load fails while it denies the gatekeeper's calls" 1 gatekeeper load $policy
has "and says so" "nobody else who denies bpf()" "$(cat /tmp/output)"
rm /run/second/denies
wait $!
exits "load succeeds without it" 0 gatekeeper load $policy
enforced "without it"
exits "unload succeeds" 0 gatekeeper unload
rm -r ${second%/*}
