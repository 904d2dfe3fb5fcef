# The daemon: confined, follows the policy file however it is replaced, reopens its log, ends cleanly.

cp $default $policy
start_daemon
proc() { awk -v key="$1:" '$1 == key { print $2 }' /proc/$daemon_pid/status; }
is "enforcing" true "$(status enforcing)"
is "confined: seccomp filter" 2 "$(proc Seccomp)"
is "confined: no new privileges" 1 "$(proc NoNewPrivs)"
is "confined: only CAP_BPF at most" "" "$(proc CapEff | grep -vE '^0000000?[0-8]000000000$')"
is "confined: nothing more to get" "$(proc CapPrm)" "$(proc CapEff)"
is "confined: bounding set" 0000000000000000 "$(proc CapBnd)"

rules() { status rules; }
becomes "default: one rule" 10 status_is rules 1
cat $own_subtree >$policy
becomes "rewritten in place: two rules" 15 status_is rules 2
cp $default /run/policy.new && mv /run/policy.new $policy
becomes "replaced by rename: one rule" 15 status_is rules 1
cp $own_subtree /run/policy.new && mv /run/policy.new $policy
becomes "and once more" 15 status_is rules 2
rm $policy && sleep 1
is "removed: what was loaded stays" 2 "$(rules)"
cp $default $policy
becomes "there again: one rule" 15 status_is rules 1

digest=$(status digest)
sed 's/^rules:/ruls:/' $own_subtree >$policy
becomes "a bad policy: said in the log" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
is "the old one stays" "$digest true" "$(status digest) $(status enforcing)"
exits "the daemon goes on" 0 kill -0 $daemon_pid
cat $own_subtree >$policy
becomes "corrected: two rules" 15 status_is rules 2

mv $log $log.1
exits "SIGHUP" 0 kill -HUP $daemon_pid
becomes "reopens the log" 10 test -e $log
is "refused" refused "$(attach --enter $all_but_user)"
becomes "the next record is in the new log" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"

kill -TERM $daemon_pid
wait $daemon_pid
is "SIGTERM ends it cleanly" 0 $?
daemon_pid=''
is "enforcement stays" true "$(status enforcing)"
is "still refused" refused "$(attach --enter $all_but_user)"

# As a ConfigMap is mounted: policy.yaml -> ..data/policy.yaml, ..data -> a folder, swapped as a whole.
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
becomes "a policy behind links: one rule" 10 status_is rules 1
ln -s ..2 /run/policy.d/..data_tmp
mv -T /run/policy.d/..data_tmp /run/policy.d/..data
rm -r /run/policy.d/..1
becomes "the link is swapped: two rules" 15 status_is rules 2
mkdir /run/policy.d/..3
cp $default /run/policy.d/..3/policy.yaml
ln -s ..3 /run/policy.d/..data_tmp
mv -T /run/policy.d/..data_tmp /run/policy.d/..data
becomes "and swapped again: one rule" 15 status_is rules 1
