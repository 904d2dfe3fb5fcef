# Two processors deny as fast as they can: each call is refused; what was denied is on record as an event, as repeats of
# one, or as lost, to the last; who else is denied meanwhile has a record of its own. GK_FLOOD says for how many seconds.

seconds=${GK_FLOOD:-2}
sum() { jq -Ms "map(select($1) | $2) | add // 0" $log; }
written() { count "$denials and .gatekeeper.repeat == null"; }
repeated() { sum '.gatekeeper.repeat != null' .gatekeeper.repeat; }
lost() { sum '.event.action == "gap"' .gatekeeper.lost.deny; }
accounted() { [ $(($(written) + $(repeated) + $(lost))) = "$(status denied)" ]; }

cp $default $policy
start_daemon
flood $cgroups/target 2 ${seconds}s >/run/flood &
flood=$!
sleep 1
is "another caller is refused" refused "$(attach --enter $all_but_user)"
wait $flood
read -r tries refused allowed other </run/flood
diag </run/flood
is "all refused" "$tries 0 0" "$refused $allowed $other"
is "each is counted" $((tries + 1)) "$(status denied)"
becomes "denied = written + repeated + lost, to the last" 20 accounted
diag <<END
denied $(status denied): written $(written), repeated $(repeated), lost $(lost); the daemon has $(awk '/VmHWM/ { print $2 }' /proc/$daemon_pid/status) KiB
END
is "almost all of a flood are repeats" true "$([ "$(repeated)" -gt $((tries * 9 / 10)) ] && echo true)"
is "status says so" "$(repeated) $(lost)" "$(status repeated) $(status lost_by_kind.denied)"
is "the other caller has its own record" 1 "$(count "$denials and .process.name == \"probe\"")"
is "the flood's records are whole" 0 "$(count "$denials and .process.name == \"flood\" and
	(.gatekeeper.rule != \"no-cgroup-programs-from-containers\" or .bpf.target.cgroup.path != \"/target\" or .process.executable == null)")"
is "the daemon is small" true "$([ "$(awk '/VmHWM/ { print $2 }' /proc/$daemon_pid/status)" -lt 16384 ] && echo true)"

# Repeats that nobody collected wait for the next daemon, and are told once.
kill_daemon
flood $cgroups/target 1 500 >/run/flood
start_daemon
becomes "those of no daemon's time too" 20 accounted
kill_daemon
start_daemon
sleep 1.2
is "once" "$(status denied)" $(($(written) + $(repeated) + $(lost)))

# No flood of what is allowed takes the room of denials; and a flood of different denials is told as far as there is room.
kill_daemon
gatekeeper unload
rm -f $log
sed 's/^log: denied/log: all/' $default >$policy
exits "load: log everything" 0 gatekeeper load $policy
flood $cgroups/target 1 1400 host >/run/flood
is "what is allowed fills its ring" true "$(status 'lost_by_kind.allowed > 0')"
is "refused" refused "$(attach --enter $all_but_user)"
is "no denial is lost" 0 "$(status lost_by_kind.denied)"
flood $cgroups/target 2 1600 distinct >/run/flood
is "different denials: some are lost" "true 0" "$(status 'lost_by_kind.denied > 0') $(status repeated)"
start_daemon
becomes "each is on record or in a gap" 30 accounted
is "the gaps are those of the kernel" "$(status lost)" "$(sum '.event.action == "gap"' '.gatekeeper.lost | .allow + .deny + .truth')"
