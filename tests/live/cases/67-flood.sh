# Two processors cause denials as fast as they can: each call is denied, and each denial is in the log as an event, as a
# repeat of one, or as lost. Another caller's denial has its own record. GK_FLOOD is the number of seconds.

seconds=${GK_FLOOD:-2}
sum() { jq -Ms "map(select($1) | $2) | add // 0" $log; }
written() { count "$denials and .gatekeeper.repeat == null"; }
repeated() { sum '.gatekeeper.repeat != null' .gatekeeper.repeat; }
lost() { sum '.event.action == "gap"' .gatekeeper.lost.deny; }
# What the daemon has in memory beside the mapped maps, in KiB.
resident() { awk '/^[0-9a-f]+-/ { mapped = /bpf-map/ } /^Rss:/ && !mapped { sum += $2 } END { print sum }' /proc/$daemon_pid/smaps; }
waits() { awk '/^voluntary/ { print $2 }' /proc/$daemon_pid/status; }
accounted() { [ $(($(written) + $(repeated) + $(lost))) = "$(status denied)" ]; }

cp $default $policy
start_daemon
flood $cgroups/target 2 ${seconds}s >/run/flood &
flood=$!
sleep 1
is "another caller is denied during the flood" refused "$(attach --enter $all_but_user)"
wait $flood
read -r tries refused allowed other </run/flood
diag </run/flood
is "every call of the flood is denied" "$tries 0 0" "$refused $allowed $other"
is "status counts every denial" $((tries + 1)) "$(status denied)"
becomes "denied = written + repeated + lost" 20 accounted
reloads() { count '.event.action == "policy-loaded"'; }
before=$(reloads)
for number in 1 2 3 4 5; do
	kill -HUP $daemon_pid
	becomes "reload $number is in the log" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-loaded\"') -ge $((before + number)) ]"
done
diag <<END
denied $(status denied): written $(written), repeated $(repeated), lost $(lost); the daemon has $(resident) KiB beside its maps
END
is "nine of ten calls of the flood are repeats" true "$([ "$(repeated)" -gt $((tries * 9 / 10)) ] && echo true)"
is "status has the numbers of repeated and lost events that the log has" "$(repeated) $(lost)" "$(status repeated) $(status lost_by_kind.denied)"
is "the other caller's denial has its own record" 1 "$(count "$denials and .process.name == \"probe\"")"
is "each record of the flood has rule, target and executable" 0 "$(count "$denials and .process.name == \"flood\" and
	(.gatekeeper.rule != \"no-cgroup-programs-from-containers\" or .bpf.target.cgroup.path != \"/target\" or .process.executable == null)")"
is "after the flood and five reloads the daemon needs less than 8 MiB beside its maps" true "$([ "$(resident)" -lt 8192 ] && echo true)"
waited=$(waits)
sleep 4
is "an idle daemon wakes once a second" true "$([ $(($(waits) - waited)) -le 5 ] && echo true)"

# Repeats from a time without a daemon wait for the next daemon, which logs them once.
kill_daemon
flood $cgroups/target 1 500 >/run/flood
start_daemon
becomes "the next daemon logs the repeats from the time without a daemon" 20 accounted
kill_daemon
start_daemon
sleep 1.2
is "a third daemon does not log them again" "$(status denied)" $(($(written) + $(repeated) + $(lost)))

# Allowed calls do not take the room of denials. Different denials are logged as long as there is room.
kill_daemon
gatekeeper unload
rm -f $log
sed 's/^log: denied/log: all/' $default >$policy
exits "load succeeds: log: all" 0 gatekeeper load $policy
flood $cgroups/target 1 1400 host >/run/flood
is "allowed calls overflow their ring" true "$(status 'lost_by_kind.allowed > 0')"
is "a container is denied" refused "$(attach --enter $all_but_user)"
is "no denial is lost" 0 "$(status lost_by_kind.denied)"
flood $cgroups/target 2 1600 distinct >/run/flood
is "some of many different denials are lost, and none is a repeat" "true 0" "$(status 'lost_by_kind.denied > 0') $(status repeated)"
start_daemon
becomes "denied = written + lost" 30 accounted

# Denials that come as fast as they are written keep the daemon from nothing else.
flood $cgroups/target 2 30s distinct >/run/flood &
flood=$!
sleep 3
before=$(grep -c '"policy-loaded"' $log) # jq would take longer than the flood
kill -HUP $daemon_pid
becomes "the daemon reloads during a flood" 20 sh -c "[ \$(grep -c '\"policy-loaded\"' $log) -gt $before ]"
is "the flood goes on" 0 "$(kill -0 $flood; echo $?)"
wait $flood
is "the gap records have the number of lost events that the kernel counted" "$(status lost)" "$(sum '.event.action == "gap"' '.gatekeeper.lost | .allow + .deny + .truth')"
