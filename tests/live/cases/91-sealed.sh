# Under `protect: sealed` nobody changes the policy, not even the gatekeeper program, until the passphrase is given; then
# changes are possible for some minutes.

unseal() { echo "$1" | gatekeeper unseal --minutes "$2" >/tmp/output 2>&1; }
sealed_policy() {
	{ cat "$1"; echo "protect: sealed"; } >$policy
}
rm -f /etc/gatekeeper/seal
mkdir -p /etc/gatekeeper
sealed_policy $default
exits "load fails if no passphrase was chosen" 1 gatekeeper load $policy
has "the error says to run gatekeeper seal" "gatekeeper seal" "$(cat /tmp/output)"
exits "nothing is loaded after that" 1 gatekeeper status
is "seal rejects a short passphrase" 1 "$(echo short | gatekeeper seal >/tmp/output 2>&1; echo $?)"
is "seal accepts a passphrase" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
is "the seal is a yescrypt hash that only root can read" "-rw------- \$y\$" "$(ls -l /etc/gatekeeper/seal | cut -c1-10) $(cut -c1-3 /etc/gatekeeper/seal)"
# The kernel denies it, not the program's own check: a gatekeeper without the check is denied as well.
sed 's/protect: sealed/protect: self/' $policy >/run/self.yaml
is "control: self: a tampered gatekeeper can change everything" "publish allowed protect allowed slot allowed unlink allowed" \
	"$(tampered /run/self.yaml | xargs)"
rm -r $pins
# Where the kernel verifies what an LSM program returns, one at our hooks can only deny more: see SECURITY.md, neighbours.
slot=refused
! grep -qw bpf_lsm_get_retval_range /proc/kallsyms || slot=allowed
is "sealed: a tampered gatekeeper can change nothing" "publish refused protect refused slot $slot unlink refused" "$(tampered $policy | xargs)"
is "sealed: a container is denied after it" refused "$(attach --enter $all_but_user)"
unseal 'correct horse' 1
exits "unload succeeds after unseal" 0 gatekeeper unload
exits "load succeeds: protect: sealed" 0 gatekeeper load $policy
is "sealed: status reports the seal and enforcement" "sealed true" "$(status protect) $(status enforcing)"
start_daemon
is "sealed: a container is denied" refused "$(attach --enter $all_but_user)"
becomes "sealed: the daemon reads and logs the denial" 10 sh -c ". ./world.sh; [ \$(count '$denials') -ge 1 ]"

exits "sealed: load of the same policy succeeds" 0 gatekeeper load $policy
exits "sealed: load of another policy fails" 1 gatekeeper load $own_subtree
has "sealed: the error says to run gatekeeper unseal" "gatekeeper unseal" "$(cat /tmp/output)"
exits "sealed: load of the same policy in audit mode fails" 1 gatekeeper load $policy --audit
exits "sealed: unload fails" 1 gatekeeper unload
exits "sealed: a pin cannot be removed" 1 rm -r $pins
exits "sealed: the passphrase cannot be changed" 1 gatekeeper seal
kill -HUP $daemon_pid # as what rotates the log does
sleep 3
is "sealed: the daemon rejects no policy that is active" 0 "$(count '.event.action == "policy-rejected"')"
rules=$(status rules)
sealed_policy $own_subtree
becomes "sealed: the daemon rejects another policy" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
is "sealed: the old policy stays active" "$rules true" "$(status rules) $(status enforcing)"

unseal 'wrong horse' 5
is "sealed: unseal fails with a wrong passphrase" 1 $?
has "sealed: the error says that the passphrase is wrong" "wrong passphrase" "$(cat /tmp/output)"
mv /etc/gatekeeper/seal /run/seal
unseal 'correct horse' 1
is "sealed: unseal succeeds with the passphrase, also if its file is gone" 0 $?
mv /run/seal /etc/gatekeeper/seal
exits "unsealed: another policy can be loaded" 0 gatekeeper load $policy
is "unsealed: the other policy is active" 2 "$(status rules)"
unseal 'correct horse' 0
is "unseal --minutes 0 succeeds" 0 $?
exits "unseal --minutes 0 seals again: unload fails" 1 gatekeeper unload
becomes "the log has the failed and both successful unseals" 10 sh -c ". ./world.sh
	[ \"\$(records '.event.action == \"unsealed\"' | jq -r .event.outcome | xargs)\" = 'failure success success' ]"
unseal 'correct horse' 1
is "unseal --minutes 1 succeeds" 0 $?
exits "unsealed: status says for how long" 0 sh -c 'gatekeeper status | grep -q "unsealed for"'
becomes "sealed again: status says so after a minute" 90 sh -c '! gatekeeper status | grep -q "unsealed for"'
exits "sealed again: unload fails" 1 gatekeeper unload
unseal 'correct horse' 1
exits "unload succeeds after a last unseal" 0 gatekeeper unload
rm /etc/gatekeeper/seal
