# The daemon confines itself, follows the policy file however it is replaced, reopens its log, and exits cleanly.

# Programs are loaded, and verified, only for pins of their own.
pins_of() { stat -c %i /sys/fs/bpf/gatekeeper; }
cp $default $policy
exits "a policy is loaded before the daemon starts" 0 gatekeeper load --all-programs $policy
loaded=$(pins_of)
start_daemon
is "the daemon that starts then loads no programs" "$loaded" "$(pins_of)"
proc() { awk -v key="$1:" '$1 == key { print $2 }' /proc/$daemon_pid/status; }
is "the daemon enforces the policy" true "$(status enforcing)"
is "the daemon has a seccomp filter" 2 "$(proc Seccomp)"
is "the daemon cannot get new privileges" 1 "$(proc NoNewPrivs)"
is "the daemon has at most the capability CAP_BPF" "" "$(proc CapEff | grep -vE '^0000000?[0-8]000000000$')"
is "the daemon can get no more capabilities than it has" "$(proc CapPrm)" "$(proc CapEff)"
is "the daemon's capability bounding set is empty" 0000000000000000 "$(proc CapBnd)"

# What the daemon sees of a caller that goes on, and of its parent. The confined daemon itself is not shown links of /proc.
holder $cgroups/target >/tmp/seen 2>&1 &
seen_pid=$!
becomes "a caller attaches programs and goes on" 20 grep -q held /tmp/seen
seen() { records ".process.pid == $seen_pid and .process.command_line" | jq -r "$1" | sort -u; }
becomes "a record has the caller's command line" 10 sh -c ". ./world.sh; [ \$(count '.process.pid == $seen_pid and .process.command_line') -ge 1 ]"
is "it is the one that the caller was started with" "holder $cgroups/target" "$(seen .process.command_line)"
is "the record has the caller's parent" "$$ $(cat /proc/$$/comm) $(readlink /proc/$$/exe)" \
	"$(seen '"\(.process.parent.pid) \(.process.parent.name) \(.process.parent.executable)"')"
is "the record says when they were seen" true "$(seen '.process.observed > 0 and .process.observed < 1000000')"
kill $seen_pid
wait $seen_pid 2>/dev/null
echo "# a record of the host: $(records ".process.pid == $seen_pid" | awk '{ print length }' | sort -n | tail -n 1) bytes"

rules() { status rules; }
becomes "the policy has one rule" 10 status_is rules 1
cat $own_subtree >$policy
becomes "the daemon follows a file that is rewritten in place" 15 status_is rules 2
cp $default /run/policy.new && mv /run/policy.new $policy
becomes "the daemon follows a file that is replaced by a rename" 15 status_is rules 1
cp $own_subtree /run/policy.new && mv /run/policy.new $policy
becomes "the daemon follows a second rename" 15 status_is rules 2
rm $policy && sleep 1
is "the policy stays active if its file is removed" 2 "$(rules)"
cp $default $policy
becomes "the daemon follows a file that is there again" 15 status_is rules 1

digest=$(status digest)
sed 's/^rules:/ruls:/' $own_subtree >$policy
becomes "the daemon logs that it rejected a bad policy" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
is "the old policy stays active after a bad one" "$digest true" "$(status digest) $(status enforcing)"
exits "the daemon runs after a bad policy" 0 kill -0 $daemon_pid
cat $own_subtree >$policy
becomes "the daemon follows a corrected file" 15 status_is rules 2

cat $default >$policy && chmod 666 $policy
becomes "the daemon logs that others than root can change the policy" 15 sh -c ". ./world.sh; [ \$(count '(.message // \"\") | test(\"others than root can change\")') -ge 1 ]"
is "the old policy stays active while others can change the new one" "2 true" "$(rules) $(status enforcing)"
chmod 644 $policy
becomes "the daemon follows the file if only root can change it" 15 status_is rules 1
cat $own_subtree >$policy
becomes "the daemon goes on to follow the file" 15 status_is rules 2

mv $log $log.1
exits "the daemon gets SIGHUP" 0 kill -HUP $daemon_pid
becomes "the daemon opens its log again after SIGHUP" 10 test -e $log
is "a container is denied after SIGHUP" refused "$(attach --enter $all_but_user)"
becomes "the next record is in the new log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"

# What rotates the log sends SIGHUP: that takes back no policy which somebody loaded by hand. An edit is loaded at once.
loads() { count '.event.action == "policy-loaded"'; }
exits "another policy is loaded by hand" 0 gatekeeper load $default
becomes "control: it has one rule" 10 status_is rules 1
sleep 2
before=$(loads)
kill -HUP $daemon_pid
becomes "the daemon reads the policy again after SIGHUP" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-loaded\"') -gt $before ]"
is "the policy that was loaded by hand stays" 1 "$(rules)"
sed 's/^rules:/ruls:/' $own_subtree >$policy
kill -HUP $daemon_pid
becomes "SIGHUP with a bad policy is refused" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
{ cat $own_subtree; echo "# edited"; } >$policy
kill -HUP $daemon_pid
becomes "an edited policy is loaded at SIGHUP" 3 status_is rules 2
for text in $default $own_subtree $default $own_subtree; do
	cat $text >$policy
	kill -HUP $daemon_pid
	wanted=$(grep -c '^  - name:' $text)
	becomes "edits in quick succession are loaded: $wanted rules" 3 status_is rules $wanted
done

# A policy on trial keeps the file waiting: that is no error of the file.
rejected=$(count '.event.action == "policy-rejected"')
exits "a policy is loaded on trial" 0 sh -c "gatekeeper load --confirm 60 $default </dev/null"
kill -HUP $daemon_pid
becomes "the daemon says at SIGHUP that a policy is on trial" 10 grep -q "a policy is on trial; the policy file is read" /run/daemon.output
exits "the trial is confirmed" 0 gatekeeper confirm
sleep 4
is "the confirmed policy stays" 1 "$(rules)"
is "no policy was rejected" "$rejected" "$(count '.event.action == "policy-rejected"')"
{ cat $own_subtree; echo "# edited again"; } >$policy
becomes "the next edit is followed" 15 status_is rules 2

# The same with a daemon that starts while the policy is on trial: it never saw the file's policy in force.
exits "a policy is loaded on trial for the next daemon" 0 sh -c "gatekeeper load --confirm 120 $default </dev/null"
kill_daemon
start_daemon
exits "the trial is confirmed under the next daemon" 0 gatekeeper confirm
sleep 4
kill -HUP $daemon_pid
sleep 4
is "the confirmed policy stays after SIGHUP" 1 "$(rules)"
{ cat $own_subtree; echo "# edited once more"; } >$policy
becomes "an edit is followed after that" 15 status_is rules 2

# A log that is removed or replaced takes no more lines: nobody could read them.
rm $log
becomes "the daemon makes its log again if it was removed" 15 test -e $log
is "a container is denied" refused "$(attach --enter $all_but_user)"
becomes "the record is in the new log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"
rm $log
mkdir $log
becomes "status says so if the log cannot be opened" 15 status_is log.written false
is "a container is denied meanwhile" refused "$(attach --enter $all_but_user)"
rmdir $log
becomes "status says so if the log is open again" 15 status_is log.written true
becomes "the record that waited is in the log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"

# Standard error is a pipe that nobody reads: the daemon says what it has to say to nobody, and writes its log.
kill_daemon
mkfifo /run/unread
exec 7<>/run/unread
gatekeeper daemon "$policy" --log "$log" 2>/run/unread >/dev/null </dev/null 7<&- &
daemon_pid=$!
becomes "a daemon starts whose messages nobody reads" 60 status_is log.written true
dd if=/dev/zero bs=4096 count=100 2>/dev/null | timeout 2 cat >&7
before=$(count "$denials")
sed 's/^rules:/ruls:/' $own_subtree >$policy
rejected() { count '.event.action == "policy-rejected"'; }
rejected_before=$(rejected)
for i in 1 2 3; do
	kill -HUP $daemon_pid
	sleep 1
done
becomes "its log has what it could not print" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -gt $rejected_before ]"
is "a container is denied while nobody reads" refused "$(attach --enter $all_but_user)"
becomes "its log has the denial" 10 sh -c ". ./world.sh; [ \$(count '$denials') -gt $before ]"
exec 7>&-
cat $own_subtree >$policy
becomes "it follows a corrected file" 15 status_is rules 2

kill -TERM $daemon_pid
wait $daemon_pid
is "the daemon exits with 0 after SIGTERM" 0 $?
daemon_pid=''
is "the policy is enforced after the daemon's end" true "$(status enforcing)"
is "a container is denied after the daemon's end" refused "$(attach --enter $all_but_user)"

# A policy that is wrong from the start: what is loaded stays, and the log has the reason.
sed 's/^rules:/ruls:/' $own_subtree >$policy
rm -f $log
start_daemon
becomes "a daemon started with a bad policy records why" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') = 1 ]"
has "the record of the rejected policy has the reason" "ruls" "$(records '.event.action == "policy-rejected"' | jq -r .message)"
is "the old policy is enforced after a start with a bad one" true "$(status enforcing)"
kill_daemon

# As Kubernetes mounts a ConfigMap: policy.yaml -> ..data/policy.yaml, ..data -> a folder, which is replaced as a whole.
mkdir -p /run/policy.d/..1 /run/policy.d/..2
cp $default /run/policy.d/..1/policy.yaml
cp $own_subtree /run/policy.d/..2/policy.yaml
ln -s ..1 /run/policy.d/..data
ln -s ..data/policy.yaml /run/policy.d/policy.yaml
policy_file=$policy
policy=/run/policy.d/policy.yaml
rm -f $log
start_daemon
policy=$policy_file
becomes "the daemon loads a policy behind symbolic links" 10 status_is rules 1
ln -s ..2 /run/policy.d/..data_tmp
mv -T /run/policy.d/..data_tmp /run/policy.d/..data
rm -r /run/policy.d/..1
becomes "the daemon follows a replaced symbolic link" 15 status_is rules 2
mkdir /run/policy.d/..3
cp $default /run/policy.d/..3/policy.yaml
ln -s ..3 /run/policy.d/..data_tmp
mv -T /run/policy.d/..data_tmp /run/policy.d/..data
becomes "the daemon follows a symbolic link that is replaced again" 15 status_is rules 1
kill_daemon

# What changes beside the drop-ins, or in one of them, all the time keeps no rule from coming into force.
mkdir /run/starved.d
sed 's/^rules:/include: starved.d\nrules:/' $default >/run/starved.yaml
while :; do
	: >/run/starved.d/.lock
	sleep 0.3
	rm -f /run/starved.d/.lock
	date >/run/starved.d/foreign
done &
others=$!
policy=/run/starved.yaml
start_daemon
policy=$policy_file
printf 'rules:\n  - {name: late, deny: token, caller: {from: container}}\n' >/run/starved.d/10.yaml
becomes "a drop-in comes into force while other files come and go" 10 status_is rules 2
while :; do
	printf 'rules:\n  - {name: later, deny: token, caller: {uid: %d}}\n' $((number = number + 1)) >/run/starved.d/20.yaml.new
	mv /run/starved.d/20.yaml.new /run/starved.d/20.yaml
	sleep 0.3
done &
restless=$!
becomes "a drop-in that never settles comes into force" 15 status_is rules 3
kill $others $restless
wait $others $restless 2>/dev/null
