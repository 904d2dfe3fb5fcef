# An operator's session: a container is denied, why explains it, edit proposes the rule, and the policy with it is tried:
# without confirmation the old one comes back, with it the new one stays, in the kernel and in the file.

rm -rf /var/lib/gatekeeper "$policy".~*~
exits "the history is empty" 0 gatekeeper history
cp $default $policy
start_daemon
old=$(status digest)
text=$(sha256sum <$policy)
container web || not_ok "a container runs"
inside_attach() { inside web probe attach --cgroup /host-cgroup/web --type "$1" --route link-create 2>&1 | cut -d' ' -f3; }
attach_is() { [ "$(inside_attach cgroup_inet_sock_create)" = "$1" ]; }
edit() { VISUAL=true gatekeeper edit --file $log "$@" >/tmp/output 2>&1; }
actions() { records '.event.action == "trial-begun" or .event.action == "confirmed" or .event.action == "taken-back"' | jq -Mr .event.action | xargs; }
actions_are() { [ "$(actions)" = "$1" ]; }

is "the container is denied" refused "$(inside_attach cgroup_inet_sock_create)"
becomes "the log has the denial" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"
exits "why --last explains it" 0 gatekeeper why --last --file $log
has "why names the rule" "no-cgroup-programs-from-containers" "$(cat /tmp/output)"
id=$(records "$denials" | jq -Mr .event.id)

is "edit --allow changes nothing if the operator leaves" 1 "$(echo q | edit --allow "$id"; echo $?)"
cp /tmp/output /tmp/shown
has "edit edits the active policy" "+++ $policy" "$(cat /tmp/shown)"
has "edit shows the rule for this container" '+      cgroup: "/web"' "$(cat /tmp/shown)"
is "edit shows that rule and no more" "0 1" "$(grep -c '^-[^-]' /tmp/shown) $(grep -c '^+ *- name: ' /tmp/shown)"
has "edit shows what the rule changes in meaning" "requests that are decided otherwise:" "$(cat /tmp/shown)"
has "edit shows that this one decision would change" "1 recent decisions of $log: 1 would now be allowed, 0 would now be denied" "$(cat /tmp/shown)"
is "nothing has changed" "$text $old" "$(sha256sum <$policy) $(status digest)"
proposal=$(sed -n 's/.*your text is in //p' /tmp/shown)
exits "the proposal differs from the policy in force" 1 gatekeeper diff --in-force "$proposal"
is "diff shows exactly that decision, and no more" \
	"denied before, now allowed:|  attach:cgroup; attach-type cgroup_inet_sock_create; from container; uid 0; exe /usr/bin/probe; cgroup /web; target own; descriptors not-shared; program-type cgroup_sock; program-name probe" \
	"$(sed 's/: by .*//; s/; namespaces .*; uid/; uid/; s/; program-tag [0-9a-f]*$//' /tmp/output | paste -sd'|')"
rm -r "$(dirname "$proposal")"

exits "the policy in force does not differ from its file" 0 gatekeeper diff --in-force $policy
exits "the policy in force differs from another file" 1 gatekeeper diff --in-force /policy/presets/strict.yaml
has "diff names the rule of the policy in force" no-cgroup-programs-from-containers "$(cat /tmp/output)"

# The operator tries it, and the session is lost: stdin ends.
is "edit --allow tries it" 1 "$(echo t | edit --allow "$id" --confirm 25; echo $?)"
is "on trial: the container is allowed" allowed "$(inside_attach cgroup_inet_sock_create)"
is "on trial: another attach type is still denied" refused "$(inside_attach cgroup_inet_ingress)"
is "on trial: another caller is still denied" refused "$(attach --enter $all_but_user)"
is "on trial: the file is the old one" "$text" "$(sha256sum <$policy)"
becomes "not confirmed: the container is denied again" 30 attach_is refused
is "not confirmed: the old policy is active, and its file is the same" "$text $old true" "$(sha256sum <$policy) $(status digest) $(status enforcing)"
becomes "the log has the trial" 10 actions_are "trial-begun taken-back"

# The same, and the operator confirms.
is "edit --allow tries it again, and Enter confirms" 0 "$(printf 't\n\n' | edit --allow "$id" --confirm 30; echo $?)"
is "confirmed: the container is allowed" allowed "$(inside_attach cgroup_inet_sock_create)"
is "confirmed: the file has the new policy, and the old one is its backup" "$(status digest) $text" "$(sha256sum <$policy | cut -d' ' -f1) $(sha256sum <$policy.~1~)"
becomes "the log has both trials" 10 actions_are "trial-begun taken-back trial-begun confirmed"
sleep 4
is "the daemon keeps the new policy" "allowed true 0" "$(inside_attach cgroup_inet_sock_create) $(status enforcing) $(status trial_seconds)"

# The history has all of it, and each policy can come back.
new=$(status digest)
history() { gatekeeper history --json | jq -Mr "$1" | xargs; }
is "history shows it all, the newest first" "confirmed tried taken-back tried loaded" "$(history '.[].how')"
is "history shows which policy was active" "$new $new $old $new $old" "$(history '.[].digest')"
is "history shows which one is active now" "true false false false false" "$(history '.[].active')"
is "history shows in how much they differ" "0 1 1 1 null" "$(history '.[].differences')"
is "history has their texts, verified" "true true true true true" "$(history '.[].kept')"
is "history shows who did it" "0 /usr/bin/gatekeeper $policy" "$(history '.[0] | "\(.uid) \(.executable) \(.path)"')"
has "history prints it for a person" "sha256:$new confirmed, active" "$(gatekeeper history)"
exits "load --previous succeeds" 0 gatekeeper load --previous
has "load --previous says what the daemon will load" "$policy has another text" "$(cat /tmp/output)"
is "load --previous goes back" "$old refused $policy" "$(status digest) $(inside_attach cgroup_inet_sock_create) $(status policy)"
sleep 3
is "the daemon lets it stay" "$old refused true" "$(status digest) $(inside_attach cgroup_inet_sock_create) $(status enforcing)"
loaded_is() { [ "$(records '.event.action == "policy-loaded"' | jq -Mr '"\(.gatekeeper.policy_digest) \(.gatekeeper.previous_digest) \(.user.id) \(.process.executable)"' | tail -n 1)" = "$1" ]; }
becomes "the log has who loaded it, from which policy to which" 10 loaded_is "$old $new 0 /usr/bin/gatekeeper"
has "the log has in what it differs" "now denied by no-cgroup-programs-from-containers" \
	"$(records '.event.action == "policy-loaded"' | jq -Mr .message | tail -n 1)"
is "load --digest can be tried" 1 "$(echo n | gatekeeper load --confirm 30 --digest "$(echo "$new" | cut -c1-8)" >/tmp/output 2>&1; echo $?)"
is "the trial of it was taken back" "$old refused" "$(status digest) $(inside_attach cgroup_inet_sock_create)"
kept=/var/lib/gatekeeper/history/$new.json
cp $kept /run/kept
sed -i 's/default: allow/default: deny /' $kept
exits "load --digest fails if the text was changed" 1 gatekeeper load --digest "$new"
has "the error says so" "somebody changed it" "$(cat /tmp/output)"
truncate -s 100 $kept
exits "load --previous fails if the text is cut off" 1 gatekeeper load --previous
is "the policy in force stays" "$old refused true" "$(status digest) $(inside_attach cgroup_inet_sock_create) $(status enforcing)"
cp /run/kept $kept
exits "load --digest with too few digits fails" 1 gatekeeper load --digest "$(echo "$new" | cut -c1-7)"
exits "load --previous and a file is misuse" 2 gatekeeper load --previous $policy
exits "load --digest succeeds with the text as it was" 0 gatekeeper load --digest "$new"
is "the new policy is active again" "$new allowed" "$(status digest) $(inside_attach cgroup_inet_sock_create)"
is "history shows these loads" "loaded taken-back tried loaded confirmed" "$(history '.[0:5][].how')"

exits "history writes the old policy to a directory" 0 gatekeeper history --write /run/old --digest "$old"
is "what it wrote is the old policy" "$text" "$(sha256sum </run/old/policy.yaml)"
exits "why explains the denial by the policy of then" 0 gatekeeper why --policy /run/old/policy.yaml --file $log "$id"
has "it is the same policy as then" "the same policy as then" "$(cat /tmp/output)"
rm -r /run/old

# At once after the file's text was loaded, the daemon does not load that text again: not when it sees the change of the
# file, and not when something else changes.
echo '# later' >>$policy
exits "the file with another text is loaded" 0 gatekeeper load $policy
exits "load --previous goes back at once" 0 gatekeeper load --previous
sleep 6
is "the daemon does not load the file's text again" "$new true" "$(status digest) $(status enforcing)"
touch $policy
becomes "the daemon sees that the file was written" 10 sh -c ". ./world.sh; grep -q 'loaded after the text of the file' $log"
is "the policy that was loaded stays" "$new true" "$(status digest) $(status enforcing)"
echo '# later still' >>$policy
later=$(sha256sum <$policy | cut -d' ' -f1)
digest_is() { [ "$(status digest)" = "$1" ]; }
becomes "the daemon follows a new text of the file" 10 digest_is "$later"
exits "load --previous goes back again" 0 gatekeeper load --previous
sed -i '/^# later/d' $policy

# A history that cannot be written never makes a load fail.
mount -t tmpfs -o ro none /var/lib/gatekeeper
exits "load succeeds with a read-only history" 0 gatekeeper load --allow-writable $own_subtree
has "load warns of it" "warning: the policy is active, but gatekeeper history lacks it, and the audit log who loaded it" "$(cat /tmp/output)"
untold() { count '.event.action == "policy-loaded" and (.message | test("gatekeeper history does not tell"))'; }
untold_is() { [ "$(untold)" = "$1" ]; }
becomes "the log has that another policy was loaded" 20 untold_is 1
umount /var/lib/gatekeeper
exits "the policy of the operator is loaded again" 0 gatekeeper load $policy
exits "the same policy is loaded once more" 0 gatekeeper load $policy
sleep 12
is "loads that the history tells of have no such record" 1 "$(untold)"

is "edit --allow has nothing to add" 1 "$(edit --allow "$id" </dev/null; echo $?)"
has "edit says that the policy allows it now" "No rule is needed" "$(cat /tmp/output)"
kill_daemon

# Without the trial, and a policy that is not the active one.
cp $default /run/other.yaml
is "edit writes another policy" 0 "$(echo y | VISUAL='sed -i s/enforce/audit/' gatekeeper edit /run/other.yaml >/tmp/output 2>&1; echo $?)"
is "the other policy is written, and not loaded" "audit enforce" "$(sed -n 's/^mode: //p' /run/other.yaml) $(status mode)"
is "edit writes and loads the active policy" 0 "$(echo y | VISUAL='sed -i s/enforce/audit/' gatekeeper edit >/tmp/output 2>&1; echo $?)"
is "the active policy is written and loaded" "audit audit" "$(sed -n 's/^mode: //p' $policy) $(status mode)"

# Killed after each system call that changes something, the edit leaves the old or the new file, and the next one works.
# A sample of these calls; GK_FAULT_STEP=1 takes each.
n=1
step=$(((${GK_FAULT_STEP:-97} + 47) / 48))
rounds=0
wrong=''
while :; do
	rm -f /run/other.yaml* # each backup is a call more for the next edit
	cp $default /run/other.yaml
	said=$(echo y | VISUAL='sed -i s/enforce/audit/' killer $n gatekeeper edit /run/other.yaml 2>/dev/null | tail -n 1)
	case $said in *killed*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	case "$(sha256sum </run/other.yaml | cut -d' ' -f1)" in
	"$(sha256sum <$default | cut -d' ' -f1)" | "$(sed s/enforce/audit/ $default | sha256sum | cut -d' ' -f1)") ;;
	*) wrong="$wrong; $said" ;;
	esac
	n=$((n + step))
done
[ $rounds -gt 3 ] || wrong="killed $rounds times; $wrong"
is "after each of $rounds kills of edit the file is old or new" "" "$wrong"
is "the edit that is not killed writes the file" "audit" "$(sed -n 's/^mode: //p' /run/other.yaml)"

# The disk is full from each system call of a sample on: the file is old or new, and edit succeeds only with the new one.
n=1
rounds=0
wrong=''
while :; do
	rm -f /run/other.yaml*
	cp $default /run/other.yaml
	said=$(echo y | VISUAL='sed -i s/enforce/audit/' killer --full-disk $n gatekeeper edit /run/other.yaml 2>/tmp/full-disk | tail -n 1)
	case $said in *full*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	case "$(sha256sum </run/other.yaml | cut -d' ' -f1) ${said##* }" in
	"$(sha256sum <$default | cut -d' ' -f1) 1") grep -q 'No space left on device' /tmp/full-disk || wrong="$wrong; $said: does not say why" ;;
	"$(sed s/enforce/audit/ $default | sha256sum | cut -d' ' -f1) 0") ;;
	*) wrong="$wrong; $said" ;;
	esac
	n=$((n + step))
done
[ $rounds -gt 2 ] || wrong="full $rounds times; $wrong"
is "with a disk that is full at $rounds places edit leaves the old or the new file, and says which" "" "$wrong"
is "the edit with room on the disk writes the file" "audit" "$(sed -n 's/^mode: //p' /run/other.yaml)"
rm -f /tmp/full-disk
rm -f /run/other.yaml* /run/.gatekeeper-* $policy.*
