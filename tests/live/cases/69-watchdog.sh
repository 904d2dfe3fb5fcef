# Enforcement ends while the daemon runs: the daemon says so in log, status and metrics, repairs what it can, and exits
# with an error if only a new load can help.

metric() { gatekeeper metrics | sed -n "s/^gatekeeper_$1 //p"; }
said() { [ "$(count ".event.action == \"$1\"")" -ge "${2:-1}" ]; }

is "metrics report that nothing is loaded" "0 0" "$(metric enforcing) $(metric loaded)"
{ cat $default; echo "protect: off"; } >$policy
start_daemon
kill_daemon
is "metrics report that a killed daemon does not write the log" "1 0" "$(metric enforcing) $(metric log_written)"
attach --enter $all_but_user >/dev/null
is "status counts the events that wait" "false null 1" "$(gatekeeper status --json | jq -Mr '.log | "\(.written) \(.writer) \(.waiting)"')"
has "status says that nobody writes the log" "NOT WRITTEN" "$(gatekeeper status)"
rm -f $log
start_daemon
is "metrics report enforcement" 1 "$(metric enforcing)"
is "a container is denied" refused "$(attach --enter $all_but_user)"
is "metrics count the denial" "2 0" "$(metric 'decisions_total{verdict="deny"}') $(metric 'lost_total{verdict="deny"}')"
has "metrics name the policy" "digest=\"$(status digest)\",mode=\"enforce\"" "$(gatekeeper metrics)"
becomes "the denial is in the log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 2 ]"
is "status names the daemon that writes the log" "true $daemon_pid null $log" "$(gatekeeper status --json | jq -Mr '.log | "\(.written) \(.writer) \(.error) \(.path)"')"
is "status has size, age and free space of the log" "true true true 0" "$(gatekeeper status --json | jq -Mr ".log | \"\(.size == $(wc -c <$log)) \(.last_record_seconds < 60) \(.free > 0) \(.waiting)\"")"
is "metrics report that the log is written" "1 0" "$(metric log_written) $(metric log_events_waiting)"
is "status lists the hooks only with --verbose" "0 1" "$(gatekeeper status | grep -c 'lsm/bpf_map ') $(gatekeeper status --verbose | grep -c 'lsm/bpf_map ')"
is "every line of metrics has the format of Prometheus" "" "$(gatekeeper metrics | grep -vE '^(# (HELP|TYPE) gatekeeper_[a-z_]+ .+|gatekeeper_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9]+)$')"

is "control: the guard prevents that trampolines are switched off" 1 "$(echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; cat /proc/sys/kernel/ftrace_enabled)"
kill -STOP $daemon_pid # it would be too quick for a control
bpftool link detach pinned $pins/gk_sysctl
echo 0 >/proc/sys/kernel/ftrace_enabled
# The emulator may run code that it translated before for a moment longer.
becomes "control: with trampolines off a container is allowed" 10 sh -c ". ./world.sh; [ \"\$(attach --enter $all_but_user)\" = allowed ]"
is "metrics report that enforcement ended" 0 "$(metric enforcing)"
kill -CONT $daemon_pid
becomes "the daemon logs that enforcement ended" 15 said enforcement-lost
has "that record says why, and what the daemon did" "kernel/ftrace_enabled was 0; it was switched on again" "$(records '.event.action == "enforcement-lost"' | jq -r .message)"
is "the daemon switched trampolines on again, and a container is denied" "1 refused" "$(cat /proc/sys/kernel/ftrace_enabled) $(attach --enter $all_but_user)"
wait $daemon_pid
is "the daemon exits with an error because the guard is gone" 1 $?
daemon_pid=''
start_daemon
is "the next daemon loads the policy again" true "$(status enforcing)"
is "the guard prevents again that trampolines are switched off" 1 "$(echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; cat /proc/sys/kernel/ftrace_enabled)"

# Somebody writes to the gate, which says what the policy is asked about: the test call alone would still be denied.
# held MAP: how the daemon has it open (0: for reading, 2: also for writing)
held() {
	grep -l "^map_id:[[:space:]]*$(bpftool -j map show pinned $pins/$1 | jq .id)\$" /proc/$daemon_pid/fdinfo/* |
		xargs sed -n 's/^flags:.*\(.\)$/\1/p' | sort -u | xargs
}
is "control: the daemon holds a map for writing that changes no decision" 2 "$(held gk_writer)"
for map in gk_policy gk_build gk_gate gk_trial; do
	is "the daemon holds the map for reading only: $map" 0 "$(held $map)"
done
rules=$(status rules)
{ cat $own_subtree; echo "protect: off"; } >$policy
becomes "it can publish another policy all the same" 20 sh -c ". ./world.sh; [ \$(status rules) != $rules ] && status_is enforcing true"
is "a container is denied" refused "$(attach --enter $all_but_user)"
lost=$(count '.event.action == "enforcement-lost"')
bpftool map update pinned $pins/gk_gate key hex 00 00 00 00 value hex $(printf '00 %.0s' $(seq 24))
is "control: a container is allowed where the gate is zero" allowed "$(attach --enter $all_but_user)"
exits "status fails" 1 gatekeeper status
has "status says why" "NOT ENFORCING: the gate was changed" "$(cat /tmp/output)"
is "so do metrics" "0 1" "$(metric enforcing) $(metric loaded)"
has "so does doctor" "its gate was changed" "$(gatekeeper doctor)"
becomes "the daemon logs within ten seconds that enforcement ended" 10 said enforcement-lost $((lost + 1))
has "that record says why" "NOT ENFORCING: the gate was changed" "$(records '.event.action == "enforcement-lost"' | jq -r .message)"
wait $daemon_pid
is "the daemon exits with an error because only a new load can help" 1 $?
daemon_pid=''
start_daemon
is "the next daemon loads the policy again, and a container is denied" "true refused" "$(status enforcing) $(attach --enter $all_but_user)"
