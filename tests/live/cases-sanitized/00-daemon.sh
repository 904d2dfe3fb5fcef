# The program under AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer: the daemon in all its states, and the
# other verbs while it runs. With protect: off, as protection keeps the leak sanitizer from tracing its own process.
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
is "control: the leak sanitizer finds a planted leak" 99 $?
has "control: the leak sanitizer reports the planted leak" "Direct leak of 64 byte" "$(found)"
unset GK_LEAK
rm -f $found.*
daemon_pid=''

start_daemon
flood $cgroups/target 2 100 distinct >/run/flood
is "every call of the flood is denied" "200 200 0 0" "$(cat /run/flood)"
flood $cgroups/target 1 200 >/run/flood
becomes "the log has the denials" 20 sh -c ". ./world.sh; [ \$(count '$denials') -ge 201 ]"
container c1
is "a container is denied" refused "$(attach --into "$(crun state c1 | jq .pid)")"
for try in 1 2; do
	unprotected $own_subtree
	becomes "the daemon follows a policy with two rules" 15 status_is rules 2
	unprotected $default
	becomes "the daemon follows a policy with one rule" 15 status_is rules 1
done
sed 's/^rules:/ruls:/' $own_subtree >$policy
becomes "the daemon logs that it rejected a bad policy" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
unprotected /policy/presets/strict.yaml
exits "load of another policy with more programs succeeds" 0 gatekeeper load $policy
becomes "the daemon logs the policy that another process loaded" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-loaded\"') -ge 1 ]"
is "a container is denied under that policy" refused "$(attach --enter $all_but_user)"
mv $log $log.1
kill -HUP $daemon_pid
becomes "the daemon opens its log again after SIGHUP" 10 test -e $log
exits "list succeeds" 0 gatekeeper list
exits "list --json succeeds" 0 gatekeeper list --json
exits "metrics succeeds" 0 gatekeeper metrics
exits "log succeeds" 0 gatekeeper log --file $log.1
exits "log --verify succeeds" 0 gatekeeper log --verify --file $log.1
exits "check succeeds" 0 gatekeeper check $policy
gatekeeper doctor >/dev/null 2>&1
is "doctor exits with 0 or 1, not with an error of a sanitizer" yes "$([ $? -le 1 ] && echo yes)"
end_daemon
is "the daemon exits with 0 after SIGTERM" 0 $?
daemon_pid=''
exits "unload succeeds" 0 gatekeeper unload
is "no sanitizer reported an error" "" "$(found)"
unset ASAN_OPTIONS UBSAN_OPTIONS
