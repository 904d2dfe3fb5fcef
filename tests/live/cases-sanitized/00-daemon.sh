# The program under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer: what a daemon meets in its life, and the
# verbs that ask about it. Without protection, which keeps the leak sanitizer from tracing its own process.
found=/run/sanitizers
export ASAN_OPTIONS=exitcode=99:log_path=$found UBSAN_OPTIONS=log_path=$found
found() { cat $found.* 2>/dev/null | head -c 3000; }
end_daemon() {
	kill -TERM $daemon_pid
	wait $daemon_pid
}

unprotected() { cat "$1" >/run/new.yaml && printf '\nprotect: off\n' >>/run/new.yaml && cat /run/new.yaml >$policy; }

unprotected $default
export GK_LEAK=1
start_daemon
end_daemon
is "control: a leak is found" 99 $?
has "and told" "Direct leak of 64 byte" "$(found)"
unset GK_LEAK
rm -f $found.*
daemon_pid=''

start_daemon
flood $cgroups/target 2 100 distinct >/run/flood
is "refused" "200 200 0 0" "$(cat /run/flood)"
flood $cgroups/target 1 200 >/run/flood
becomes "on record" 20 sh -c ". ./world.sh; [ \$(count '$denials') -ge 201 ]"
container c1
is "a container is refused" refused "$(attach --into "$(crun state c1 | jq .pid)")"
for try in 1 2; do
	unprotected $own_subtree
	becomes "two rules" 15 status_is rules 2
	unprotected $default
	becomes "one rule" 15 status_is rules 1
done
sed 's/^rules:/ruls:/' $own_subtree >$policy
becomes "a bad policy is said" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
unprotected /policy/presets/strict.yaml
exits "a load of other programs" 0 gatekeeper load $policy
becomes "the daemon follows" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-loaded\"') -ge 1 ]"
is "refused by them" refused "$(attach --enter $all_but_user)"
mv $log $log.1
kill -HUP $daemon_pid
becomes "its log is opened anew" 10 test -e $log
exits "list" 0 gatekeeper list
exits "list --json" 0 gatekeeper list --json
exits "metrics" 0 gatekeeper metrics
exits "log" 0 gatekeeper log --file $log.1
exits "log --verify" 0 gatekeeper log --verify --file $log.1
exits "check" 0 gatekeeper check $policy
gatekeeper doctor >/dev/null 2>&1
is "doctor does not end otherwise than it should" yes "$([ $? -le 1 ] && echo yes)"
end_daemon
is "SIGTERM ends it cleanly" 0 $?
daemon_pid=''
exits "unload" 0 gatekeeper unload
is "no sanitizer has found anything" "" "$(found)"
unset ASAN_OPTIONS UBSAN_OPTIONS
