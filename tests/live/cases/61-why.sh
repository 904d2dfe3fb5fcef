# A container is denied; `gatekeeper why --last` explains it, and the rule that it prints, pasted, allows just this.

cp $default $policy
start_daemon
container web || not_ok "a container runs"
# From the container's own cgroup on its own cgroup, as a person in it would.
inside_attach() { inside web probe attach --cgroup /host-cgroup/web --type "$1" --route link-create 2>&1 | cut -d' ' -f3; }
is "a container is denied" refused "$(inside_attach cgroup_inet_sock_create)"
becomes "the log has the denial" 10 sh -c ". ./world.sh; [ \$(count '$denials') = 1 ]"
exits "why --last explains it" 0 gatekeeper why --last --file $log
cp /tmp/output /tmp/why
has "why names the caller" "probe, process " "$(cat /tmp/why)"
has "why names the rule" "by rule 'no-cgroup-programs-from-containers', line $(grep -n 'name: no-cgroup' $policy | cut -d: -f1) of $policy" "$(cat /tmp/why)"
has "why knows that the policy is in force" "it is in force now" "$(cat /tmp/why)"
has "why says where the rule goes" "in front of line $(grep -n 'name: no-cgroup' $policy | cut -d: -f1)" "$(cat /tmp/why)"
has "the rule is for this container's cgroup" 'cgroup: "/web"' "$(cat /tmp/why)"
id=$(records "$denials" | jq -Mr .event.id)
exits "why by the event's ID prints the rule" 0 gatekeeper why --rule --file $log "$id"
cp /tmp/output /tmp/rule
line=$(grep -n 'name: no-cgroup' $policy | cut -d: -f1)
sed -i "$((line - 1))r /tmp/rule" $policy
exits "the policy with the pasted rule loads" 0 gatekeeper load $policy
is "the pasted rule allows it" allowed "$(inside_attach cgroup_inet_sock_create)"
is "another attach type is still denied" refused "$(inside_attach cgroup_inet_ingress)"
is "another caller is still denied" refused "$(attach --enter $all_but_user)"
exits "why --rule has nothing to add" 1 gatekeeper why --rule --file $log "$id"
has "why says that the policy allows it now" "No rule is needed" "$(cat /tmp/output)"
