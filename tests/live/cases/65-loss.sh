# A denial that finds no room in the ring is still a denial: it is counted, and a gap record reports it.

cp $default $policy
exits "load succeeds" 0 gatekeeper load $policy
flood $cgroups/target 1 3000 distinct >/run/flood
is "every call is denied, also if the ring is full" "3000 3000 0 0" "$(cat /run/flood)"
is "status counts every denial" 3000 "$(status denied)"
is "without a daemon the ring overflows" true "$(status 'lost > 0')"
lost=$(status lost)
denied=$(status denied)
start_daemon
becomes "the log has one gap record" 20 sh -c ". ./world.sh; [ \$(count '.event.action == \"gap\"') = 1 ]"
lost_on_record=$(records '.event.action == "gap"' | jq -M '[.gatekeeper.lost | .allow, .deny, .truth] | add')
echo "# $(records '.event.action == "gap"')"
is "the gap record has the number of lost events" "$lost" "$lost_on_record"
is "denied = written + lost" "$denied" "$(($(count "$denials") + $(status lost_by_kind.denied)))"
# The daemon's own start is one of the events.
is "every sequence number is an event in the log or a lost one" "$(status events)" "$(($(jq -Mr '.event.sequence // empty' $log | sort -nu | wc -l) + lost))"

# The next daemon does not report the same gap again.
kill_daemon
gatekeeper daemon "$policy" --log "$log" >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
is "a container is denied" refused "$(attach --enter $all_but_user)"
becomes "the next daemon logs new denials" 20 sh -c ". ./world.sh; [ \$(count '.gatekeeper.verdict == \"deny\"') = $((denied - $(status lost_by_kind.denied) + 1)) ]"
is "the log still has one gap record" 1 "$(count '.event.action == "gap"')"

# The next load counts from 1 again, and not as far: a gap does not begin after an event of the load before.
kill_daemon
exits "unload succeeds" 0 gatekeeper unload
exits "load succeeds again" 0 gatekeeper load $policy
flood $cgroups/target 1 2700 distinct >/run/flood
start_daemon
becomes "the log has a second gap record" 20 sh -c ". ./world.sh; [ \$(count '.event.action == \"gap\"') = 2 ]"
is "no gap begins behind its end" 0 "$(count '.event.action == "gap" and .gatekeeper.lost.sequence.after >= .gatekeeper.lost.sequence.before')"

# on-loss: what is allowed and cannot be logged is allowed and counted, or denied. `protect: off`, so that the program that
# flood leaves attached can be removed.
fresh
on_loss() {
	printf 'version: 1\ndefault: allow\nlog: denied\nprotect: off\non-loss: %s\nrules:\n  - name: attaches\n    allow: attach:cgroup\n    log: all\n' \
		"$1" >$policy
}
on_loss count
exits "load succeeds: on-loss: count" 0 gatekeeper load $policy
flood "$(new_cgroup flooded)" 1 4000 host >/run/flood
is "control: with on-loss: count every call is allowed" "4000 0 4000 0" "$(cat /run/flood)"
is "control: the ring is full" true "$(status 'lost > 0')"
on_loss deny
exits "load succeeds: on-loss: deny" 0 gatekeeper load $policy
flood $cgroups/flooded 1 10 host >/run/flood
is "with on-loss: deny a call that cannot be logged is denied" "10 10 0 0" "$(cat /run/flood)"
is "with on-loss: deny a call that is not to be logged is allowed" allowed "$(probe load | cut -d' ' -f3)"
start_daemon
becomes "with on-loss: deny calls are allowed again when the ring has room" 20 sh -c '. ./world.sh; [ "$(attach)" = allowed ]'
is "the log has an allowed call" true "$([ "$(count '.event.action == "decision" and .gatekeeper.verdict == "allow"')" -ge 1 ] && echo true)"
