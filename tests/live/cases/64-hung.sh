# A caller that makes its readers wait for ever does not stop the daemon: it goes without what it cannot read.

cp $default $policy
exits "load" 0 gatekeeper load --all-programs $policy
start_daemon
reader() { cat "/proc/$(cat "/proc/$daemon_pid/task/$daemon_pid/children" | cut -d' ' -f2)/task/"*/children; }
before=$(reader)
begin_attack "make the daemon wait for ever for the command line of a caller"
hung $cgroups/target >/run/hung 2>&1 &
hung_pid=$!
becomes "a caller is denied as any other, and then with its memory locked" 20 sh -c "[ \$(grep -cx denied /run/hung) = 2 ]"
is "control: who reads its command line waits" 143 "$(timeout 3 cat /proc/$hung_pid/cmdline >/dev/null; echo $?)"
becomes "both denials are in the log" 10 sh -c ". ./world.sh; [ \$(count '.process.pid == $hung_pid and .event.outcome == \"failure\"') = 2 ]"
lines() { records ".process.pid == $hung_pid and .event.outcome == \"failure\"" | jq -Mr '.process.command_line // "none"' | tr '\n' ' '; }
is "the first with its command line, the second without" "hung $cgroups/target none " "$(lines)"
has "the daemon says which caller could not be read" "process $hung_pid does not let /proc be read" "$(cat /run/daemon.output)"
is "another process reads now" 1 "$([ "$(reader)" != "$before" ] && reader | wc -w)"
sleep 1
hung $cgroups/target >/run/next 2>&1 &
next_pid=$!
becomes "the next caller's denial is in the log with its command line" 10 sh -c ". ./world.sh; [ \$(count '.process.pid == $next_pid and .process.command_line and $denials') -ge 1 ]"
exits "the daemon runs" 0 kill -0 $daemon_pid
end_attack
for pid in /proc/[0-9]*; do
	[ "$(cat "$pid/comm" 2>/dev/null)" != hung ] || kill -9 "${pid#/proc/}" 2>/dev/null
done
wait $hung_pid $next_pid 2>/dev/null
kill_daemon
