# Enforcement goes while the daemon runs: it says so in its log, its status and the metrics, puts right what it can, and
# ends with an error where only a new load helps.

metric() { gatekeeper metrics | sed -n "s/^gatekeeper_$1 //p"; }
said() { [ "$(count ".event.action == \"$1\"")" -ge "${2:-1}" ]; }

is "nothing is loaded: metrics" "0 0" "$(metric enforcing) $(metric loaded)"
{ cat $default; echo "protect: off"; } >$policy
start_daemon
is "enforcing" 1 "$(metric enforcing)"
is "refused" refused "$(attach --enter $all_but_user)"
is "metrics count it" "1 0" "$(metric 'decisions_total{verdict="deny"}') $(metric 'lost_total{verdict="deny"}')"
has "metrics name the policy" "digest=\"$(status digest)\",mode=\"enforce\"" "$(gatekeeper metrics)"
is "every line of metrics has the form of Prometheus" "" "$(gatekeeper metrics | grep -vE '^(# (HELP|TYPE) gatekeeper_[a-z_]+ .+|gatekeeper_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9]+)$')"

is "control: the guard refuses" 1 "$(echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; cat /proc/sys/kernel/ftrace_enabled)"
kill -STOP $daemon_pid # it would be too quick for a control
bpftool link detach pinned $pins/gk_sysctl
echo 0 >/proc/sys/kernel/ftrace_enabled
# The emulator may go on for a moment with the code that it translated before.
becomes "control: nothing is enforced any more" 10 sh -c ". ./world.sh; [ \"\$(attach --enter $all_but_user)\" = allowed ]"
is "metrics say so" 0 "$(metric enforcing)"
kill -CONT $daemon_pid
becomes "the daemon says so" 15 said enforcement-lost
has "and why" "kernel/ftrace_enabled was 0; it was switched on again" "$(records '.event.action == "enforcement-lost"' | jq -r .message)"
is "and switches it on again" "1 refused" "$(cat /proc/sys/kernel/ftrace_enabled) $(attach --enter $all_but_user)"
wait $daemon_pid
is "a guard that is gone takes a new load: it ends with an error" 1 $?
daemon_pid=''
start_daemon
is "its next start loads" true "$(status enforcing)"
is "the guard is there again" 1 "$(echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; cat /proc/sys/kernel/ftrace_enabled)"
