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

# A daemon holds nothing that keeps an unload from ending.
cp $default $policy
start_daemon
exits "unload beside a daemon" 0 gatekeeper unload
is "no program is left when it returns" 0 "$(programs)"
kill_daemon

# An unload or a load waits under a lock for what the daemon holds, so that the daemon does not wait for the lock.
cp $own_subtree $policy
exits "load" 0 gatekeeper load $policy
start_daemon
rules() { status rules; }
becomes "the policy has two rules" 10 status_is rules 2
exec 9>>/run/gatekeeper.lock
flock 9
cp $default $policy
sleep 3 # the daemon sees the change after a second or two
since=$(date -u +%Y-%m-%dT%H:%M:%S)
is "a container is denied meanwhile" refused "$(attach --enter $all_but_user)"
is_on_record() { [ -n "$(records "$denials and .\"@timestamp\" > \"$since\"")" ]; }
becomes "the daemon goes on while somebody has the lock" 7 is_on_record # a wait for the lock ends after 10 s
is "control: it has not followed the file" 2 "$(rules)"
exec 9>&-
becomes "it follows the file when the lock is free" 20 status_is rules 1
kill_daemon
