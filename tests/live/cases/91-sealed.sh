# What is sealed is changed by nobody, the gatekeeper program included, until the passphrase is given; then for some
# minutes.

unseal() { echo "$1" | gatekeeper unseal --minutes "$2" >/tmp/output 2>&1; }
sealed_policy() {
	{ cat "$1"; echo "protect: sealed"; } >$policy
}
rm -f /etc/gatekeeper/seal
mkdir -p /etc/gatekeeper
sealed_policy $default
exits "without a passphrase nothing is sealed" 1 gatekeeper load $policy
has "it says what to do" "gatekeeper seal" "$(cat /tmp/output)"
exits "and nothing is loaded" 1 gatekeeper status
is "a short passphrase is refused" 1 "$(echo short | gatekeeper seal >/tmp/output 2>&1; echo $?)"
is "a passphrase is chosen" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
is "root's alone, by yescrypt" "-rw------- \$y\$" "$(ls -l /etc/gatekeeper/seal | cut -c1-10) $(cut -c1-3 /etc/gatekeeper/seal)"
# Not by the program's own good will: one that the kernel takes for it and that does not ask is refused, too.
sed 's/protect: sealed/protect: self/' $policy >/run/self.yaml
is "control: a tampered gatekeeper under self" "publish allowed protect allowed slot allowed unlink allowed" \
	"$(tampered /run/self.yaml | xargs)"
rm -r $pins
is "a tampered gatekeeper under sealed" "publish refused protect refused slot refused unlink refused" "$(tampered $policy | xargs)"
unseal 'correct horse' 1
exits "the way out, unsealed" 0 gatekeeper unload
exits "load: protect: sealed" 0 gatekeeper load $policy
is "status" "sealed true" "$(status protect) $(status enforcing)"
start_daemon
is "a container is refused" refused "$(attach --enter $all_but_user)"
becomes "and on record: the daemon reads what is sealed" 10 sh -c ". ./world.sh; [ \$(count '$denials') -ge 1 ]"

exits "the same policy is in force already" 0 gatekeeper load $policy
exits "another is not loaded" 1 gatekeeper load $own_subtree
has "it says what to do" "gatekeeper unseal" "$(cat /tmp/output)"
exits "nor in audit mode" 1 gatekeeper load $policy --audit
exits "nothing is unloaded" 1 gatekeeper unload
exits "no pin is removed" 1 rm -r $pins
exits "the key is not changed" 1 gatekeeper seal
rules=$(status rules)
sealed_policy $own_subtree
becomes "the daemon does not replace it either" 15 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
is "the old one stays" "$rules true" "$(status rules) $(status enforcing)"

unseal 'wrong horse' 5
is "a wrong passphrase" 1 $?
has "is told" "not the passphrase" "$(cat /tmp/output)"
mv /etc/gatekeeper/seal /run/seal
unseal 'correct horse' 1
is "the right one, also when its file is gone" 0 $?
mv /run/seal /etc/gatekeeper/seal
exits "now another policy is loaded" 0 gatekeeper load $policy
is "it is in force" 2 "$(status rules)"
unseal 'correct horse' 0
is "sealed again at once" 0 $?
exits "nothing is unloaded" 1 gatekeeper unload
becomes "all of it is on record" 10 sh -c ". ./world.sh
	[ \"\$(records '.event.action == \"unsealed\"' | jq -r .event.outcome | xargs)\" = 'failure success success' ]"
unseal 'correct horse' 1
is "for a minute" 0 $?
exits "it is not sealed" 0 sh -c 'gatekeeper status | grep -q "unsealed for"'
becomes "then it is sealed again by itself" 90 sh -c '! gatekeeper status | grep -q "unsealed for"'
exits "nothing is unloaded" 1 gatekeeper unload
unseal 'correct horse' 1
exits "the way out" 0 gatekeeper unload
rm /etc/gatekeeper/seal
