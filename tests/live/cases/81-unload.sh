# unload ends when the kernel has ended the programs, names a process that holds them, and its exit code is true.

programs() { bpftool -j prog show | jq 'map(select(.name // "" | startswith("gk_"))) | length'; }

exits "control: nothing is loaded" 0 gatekeeper unload
has "unload says so" "no policy was loaded" "$(cat /tmp/output)"

{ cat $default; echo "protect: off"; } >$policy # or nobody else could open a link
exits "load" 0 gatekeeper load $policy
holder --pin $pins/gk_bpf >/run/held &
holder=$!
becomes "a process holds a link" 10 grep -q held /run/held
exits "unload fails" 1 gatekeeper unload
has "and names the process" "process $holder (holder) holds them" "$(cat /tmp/output)"
is "control: the hook still denies" refused "$(attach --enter $all_but_user)"
exits "a second unload does not claim success" 1 gatekeeper unload
has "and names the process again" "process $holder (holder) holds them" "$(cat /tmp/output)"
kill $holder
wait $holder 2>/dev/null
exits "once the process is gone, unload succeeds" 0 gatekeeper unload
is "no program is left" 0 "$(programs)"
is "nothing is denied" allowed "$(attach --enter $all_but_user)"

# A load that replaces the programs returns when the old ones, which deny beside the new ones, have ended.
{ cat $default; echo "protect: self"; } >$policy
exits "load: protect: self" 0 gatekeeper load $policy
before=$(bpftool prog show name gk_bpf | cut -d: -f1 | head -n 1)
is "control: the kernel has the program of before" 1 "$(bpftool prog show id "$before" 2>/dev/null | grep -c gk_bpf)"
{ cat $default; echo "protect: off"; } >$policy
exits "load: protect: off" 0 gatekeeper load $policy
is "the program of before has ended" 0 "$(bpftool prog show id "$before" 2>/dev/null | grep -c gk_bpf)"
is "control: there is another" 1 "$(bpftool prog show name gk_bpf | grep -c gk_bpf)"
exits "unload" 0 gatekeeper unload

# A daemon holds nothing that keeps an unload from ending.
cp $default $policy
start_daemon
exits "unload beside a daemon" 0 gatekeeper unload
is "no program is left when it returns" 0 "$(programs)"

# An unload or a load waits under a lock for what the daemon holds, so that the daemon does not wait for the lock.
cp $own_subtree $policy
exits "load" 0 gatekeeper load $policy
start_daemon
rules() { status rules; }
becomes "the policy has two rules" 10 status_is rules 2
flock /run/gatekeeper.lock sleep 12 &
locker=$!
cp $default $policy
sleep 4 # a second or two after the change the daemon follows it
denied_since() { records "$denials and .\"@timestamp\" > \"$1\""; }
since=$(date -u +%Y-%m-%dT%H:%M:%S)
is "a container is denied meanwhile" refused "$(attach --enter $all_but_user)"
is_on_record() { [ -n "$(denied_since "$since")" ]; }
becomes "the daemon goes on while somebody has the lock" 3 is_on_record
is "control: it has not followed the file" 2 "$(rules)"
wait $locker
becomes "it follows the file when the lock is free" 15 status_is rules 1
kill_daemon
