# What finds no room in the ring is refused all the same, counted, and told by a gap record.

cp $default $policy
exits "load" 0 gatekeeper load $policy
flood $cgroups/target 1 3000 distinct >/run/flood
is "all refused, also what can not be logged" "3000 3000 0 0" "$(cat /run/flood)"
is "each is counted" 3000 "$(status denied)"
is "without a daemon the ring fills" true "$(status 'lost > 0')"
lost=$(status lost)
denied=$(status denied)
start_daemon
becomes "a gap record" 20 sh -c ". ./world.sh; [ \$(count '.event.action == \"gap\"') = 1 ]"
lost_on_record=$(records '.event.action == "gap"' | jq -M '[.gatekeeper.lost | .allow, .deny, .truth] | add')
echo "# $(records '.event.action == "gap"')"
is "it tells how many" "$lost" "$lost_on_record"
is "denied = written + lost" "$denied" "$(($(count "$denials") + $(status lost_by_kind.denied)))"
# The daemon's own start is among them.
is "every sequence number is an event or lost" "$(status events)" "$(($(jq -Mr '.event.sequence // empty' $log | sort -nu | wc -l) + lost))"

# A gap is told once, also to the next daemon.
kill_daemon
gatekeeper daemon "$policy" --log "$log" >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
is "refused" refused "$(attach --enter $all_but_user)"
becomes "the next daemon is at work" 20 sh -c ". ./world.sh; [ \$(count '.gatekeeper.verdict == \"deny\"') = $((denied - $(status lost_by_kind.denied) + 1)) ]"
is "one gap record" 1 "$(count '.event.action == "gap"')"

# on-loss: what is allowed and can not be logged is allowed and counted, or refused. The program that the flood leaves behind
# is in the way of nobody.
fresh
on_loss() {
	printf 'version: 1\ndefault: allow\nlog: denied\nprotect: off\non-loss: %s\nrules:\n  - name: attaches\n    allow: attach:cgroup\n    log: all\n' \
		"$1" >$policy
}
on_loss count
exits "on-loss: count" 0 gatekeeper load $policy
flood "$(new_cgroup flooded)" 1 4000 host >/run/flood
is "control: all are allowed" "4000 0 4000 0" "$(cat /run/flood)"
is "and the ring is full" true "$(status 'lost > 0')"
on_loss deny
exits "on-loss: deny" 0 gatekeeper load $policy
flood $cgroups/flooded 1 10 host >/run/flood
is "what can not be logged is refused" "10 10 0 0" "$(cat /run/flood)"
is "the log has no say in what is not to be logged" allowed "$(probe load | cut -d' ' -f3)"
start_daemon
becomes "allowed again when there is room" 20 sh -c '. ./world.sh; [ "$(attach)" = allowed ]'
is "and on record" true "$([ "$(count '.event.action == "decision" and .gatekeeper.verdict == "allow"')" -ge 1 ] && echo true)"
