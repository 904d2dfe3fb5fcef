# A rule can name containers by what their engine calls them, from their first instruction on.

probe=$(command -v probe)
attach_to() { echo "$probe attach --cgroup $1 --type cgroup_inet_egress --route link-create"; }
# named NAME IMAGE [OPTION]: starts a container that tells who it is, and leaves its first answer in /run/c62/NAME
named() {
	local option=${3:+, \"$3\"}
	container "$1" "$(printf '.annotations = {"io.kubernetes.cri.container-type": "container",
		"io.kubernetes.cri.container-name": "agent", "io.kubernetes.cri.image-name": "%s",
			"run.oci.hooks.stderr": "/run/c62/hook"}
		| .mounts += [{destination: "/answers", type: "bind", source: "/run/c62", options: ["bind", "rw"]}]
		| .process.args = ["sh", "-c", "%s >/answers/%s; exec sleep 100000"]
		| .hooks = {createRuntime: [{path: "%s", args: ["gatekeeper", "container", "add"%s]}],
			poststop: [{path: "%s", args: ["gatekeeper", "container", "remove"]}]}' \
		"$2" "$(attach_to /host-cgroup/target)" "$1" "$(command -v gatekeeper)" "$option" "$(command -v gatekeeper)") ${more:+| $more}"
}
# first NAME: what a container was answered first
first() {
	local tries=0
	while [ ! -s "/run/c62/$1" ] && [ $tries -lt 300 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	tail -n 1 "/run/c62/$1" | cut -d' ' -f3
}
restart() { crun delete --force "$1"; rm -f "/run/c62/$1"; named "$@"; }
more=''
mkdir -p /run/c62

write_policy() {
	cat >$policy <<-POLICY
		version: 1
		default: allow
		containers: $1
		rules:
		- {name: agent, allow: 'attach:cgroup', caller: {container: {image: example.org/agent, name: agent}}}
		- {name: others, deny: 'attach:cgroup', caller: {from: container}}
	POLICY
}
write_policy optional
start_daemon
exits "a container of an image that a rule names starts" 0 named one example.org/agent:1
is "its first attach is allowed" allowed "$(first one)"
exits "one that differs only in the image starts" 0 named two example.org/other:1
is "its first attach is denied" refused "$(first two)"
becomes "the denial names the rule and the image" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .gatekeeper.rule == \"others\" and .container.image.name == \"example.org/other:1\"') -ge 1 ]"
exits "another of the image starts" 0 named three example.org/agent@sha256:12
is "its first attach is allowed" allowed "$(first three)"
exits "one of which nobody told starts" 0 container c62 .
is "it is denied" refused "$(inside c62 $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
exits "another starts without the hook" 0 container unhooked '.annotations = {"io.kubernetes.cri.container-type": "container",
	"io.kubernetes.cri.container-name": "agent", "io.kubernetes.cri.image-name": "example.org/agent:1"}'
is "it is denied" refused "$(inside unhooked $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
exits "scan finds both" 0 gatekeeper container scan
has "and says so" "2 containers added" "$(cat /tmp/output)"
is "it is allowed then" allowed "$(inside unhooked $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
is "the one of which nobody told has no name, and is denied" refused "$(inside c62 $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
exits "scan finds no other" 0 gatekeeper container scan
has "and says so" "0 containers added" "$(cat /tmp/output)"
is "the first one may go on" allowed "$(inside one $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"

gatekeeper why "$(records "$denials and .container.image.name == \"example.org/other:1\"" | tail -n 1 | jq -Mr .event.id)" --rule --policy $policy --file $log >/run/c62/rule
has "the rule that gatekeeper why proposes has the image" 'image: "example.org/other:1"' "$(cat /run/c62/rule)"
has "and no cgroup" "container:" "$(grep -v cgroup: /run/c62/rule)"
sed "/^rules:/r /run/c62/rule" $policy >/run/c62/with-rule.yaml
exits "the policy with it is loaded" 0 gatekeeper load /run/c62/with-rule.yaml
exits "another of that image starts" 0 named four example.org/other:1
is "it is allowed" allowed "$(first four)"
exits "the first policy is loaded again" 0 gatekeeper load $policy

# Whoever is in a container of which its engine told is not the host.
more='del(.hostname) | .linux.namespaces |= map(select(.type == "mount"))'
exits "a container with the host's namespaces starts" 0 named hostly example.org/agent:1
is "its rule holds" allowed "$(first hostly)"
exits "another one with the host's namespaces starts" 0 named strange example.org/other:1
is "it is denied" refused "$(first strange)"
more=''

restarted() { kill_daemon; start_daemon; }
restarted
is "another daemon knows the same" "allowed refused" \
	"$(inside one $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3) $(inside two $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
exits "a container starts again" 0 restart one example.org/agent:1
is "its first attach is allowed" allowed "$(first one)"
exits "and again, of another image" 0 restart one example.org/other:1
is "its first attach is denied" refused "$(first one)"

jobs='' failed=0
for i in 1 2 3 4; do
	named "at-once-$i" example.org/agent:1 &
	jobs="$jobs $!"
done
for job in $jobs; do wait "$job" || failed=$((failed + 1)); done
is "four start at once" 0 $failed
is "their first attaches are allowed" "allowed allowed allowed allowed" "$(first at-once-1) $(first at-once-2) $(first at-once-3) $(first at-once-4)"
is "no start of a container is a record of the policy" 0 "$(count '.event.action == "policy-loaded" and (.message | test("in force"))')"

# Its engine does not tell that it ended, and another one's container, of which nobody tells, gets the same cgroup.
more='del(.hooks.poststop)'
exits "one starts whose end nobody tells" 0 named untold example.org/agent:1
more=''
is "control: it is allowed" allowed "$(first untold)"
exits "it ends" 0 crun delete --force untold
exits "another container gets a cgroup with the same path" 0 container untold .
is "it is unknown, and denied" refused "$(inside untold $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"

# What counts is the policy in force, not that of the file.
cp $policy /run/c62/named.yaml
printf 'version: 1\nrules: [' >$policy
becomes "a policy file with an error is rejected" 10 sh -c ". ./world.sh; [ \$(count '.event.action == \"policy-rejected\"') -ge 1 ]"
exits "a container starts" 0 named meanwhile example.org/agent:1
is "its first attach is allowed" allowed "$(first meanwhile)"
cp $default $policy
becomes "a file without names is in force" 10 sh -c ". ./world.sh; [ \$(status rules) = 1 ]"
exits "the other is loaded" 0 gatekeeper load /run/c62/named.yaml
exits "a container starts" 0 named loaded example.org/agent:1
is "its first attach is allowed" allowed "$(first loaded)"
cp /run/c62/named.yaml $policy
exits "it is loaded from the file" 0 gatekeeper load $policy

# A full disk: the history ends with another policy than the one in force, which a new container must not bring back.
mount --bind /var/lib/gatekeeper /var/lib/gatekeeper
mount -o remount,ro,bind /var/lib/gatekeeper
sed "s/name: others/name: unlisted/" $policy >/run/c62/unlisted.yaml
exits "a policy is loaded that the history lacks" 0 gatekeeper load /run/c62/unlisted.yaml
becomes "the log has that nobody told which" 20 sh -c ". ./world.sh
	[ \$(count '.event.action == \"policy-loaded\" and (.message | test(\"history does not tell\"))') -ge 1 ]"
digest=$(status digest)
exits "a container is refused that its rules would not know" 1 named unlisted example.org/agent:1
is "the policy stays that was loaded" "$digest" "$(status digest)"
becomes "the log says why it knows no new container" 10 sh -c ". ./world.sh
	[ \$(count '.event.action == \"policy-rejected\" and (.message | test(\"cannot be compiled anew\"))') -ge 1 ]"
crun delete --force unlisted 2>/dev/null
echo "# followed" >>$policy
digest=$(sha256sum <$policy | cut -d' ' -f1)
becomes "the daemon follows the file, which the history lacks as well" 20 sh -c ". ./world.sh; [ \$(status digest) = $digest ]"
rm -f /run/c62/unlisted
exits "then a container starts" 0 named unlisted example.org/agent:1
is "its first attach is allowed" allowed "$(first unlisted)"
kill -HUP $daemon_pid
sleep 3
is "the file's policy stays, also after a reload" "$digest" "$(status digest)"
umount /var/lib/gatekeeper
exits "it is loaded with a history" 0 gatekeeper load $policy

# A policy on trial is not compiled anew.
sed "s/name: others/name: other-ones/" $policy >/run/c62/tried.yaml
exits "a policy is tried" 0 gatekeeper load --confirm 600 /run/c62/tried.yaml
exits "then a container is refused that the rules would not know" 1 named late example.org/agent:1
has "its runtime says why" "a policy is on trial" "$(cat /run/c62/hook)"
crun delete --force late 2>/dev/null
exits "with --optional it starts" 0 named late example.org/agent:1 --optional
is "and is denied" refused "$(first late)"
exits "the policy is confirmed" 0 gatekeeper confirm
exits "the other is loaded again" 0 gatekeeper load $policy

exits "one starts that is allowed" 0 named one-more example.org/agent:1
is "control: its first attach is allowed" allowed "$(first one-more)"

# The daemon ends while a hook waits for it.
kill -STOP $daemon_pid
restart late example.org/agent:1 >/run/c62/waiting 2>&1 &
waiting=$!
becomes "a hook waits for a daemon that does not answer" 20 sh -c 'grep -qa "^gatekeeper.container.add" /proc/[0-9]*/cmdline'
is "its container does not run yet" "" "$(cat /run/c62/late 2>/dev/null)"
kill_daemon
wait $waiting
is "the container is refused when the daemon has ended" 1 $?
has "its runtime says why" "is gatekeeper.service running?" "$(cat /run/c62/hook)"
is "it never ran" "" "$(cat /run/c62/late 2>/dev/null)"
crun delete --force late 2>/dev/null

# Nobody compiles the policy.
exits "without a daemon, a container is refused" 1 restart late example.org/agent:1
has "its runtime says why" "is gatekeeper.service running?" "$(cat /run/c62/hook)"
crun delete --force late 2>/dev/null
exits "with --optional, one of another image starts in the cgroup of an allowed one" 0 restart one-more example.org/other:1 --optional
is "it is denied" refused "$(first one-more)"
write_policy required
exits "a policy that needs containers is loaded" 0 gatekeeper load $policy
exits "without a daemon, a container is refused with --optional, too" 1 restart late example.org/agent:1 --optional
has "its runtime says why" "the policy has containers: required" "$(cat /run/c62/hook)"
crun delete --force late 2>/dev/null
start_daemon
exits "with one, it starts" 0 restart late example.org/agent:1 --optional
is "its first attach is allowed" allowed "$(first late)"

# A sealed policy is not compiled anew either.
mkdir -p /etc/gatekeeper
is "a passphrase is set" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
{ cat $policy; echo "protect: sealed"; } >/run/c62/sealed.yaml
exits "the policy is sealed" 0 gatekeeper load /run/c62/sealed.yaml
has "load warns of that" "sealed-containers" "$(cat /tmp/output)"
exits "then no container starts that its rules would not know" 1 restart late example.org/agent:1 --optional
has "its runtime says why" "the policy is sealed" "$(cat /run/c62/hook)"
crun delete --force late 2>/dev/null
is "the one that was there may go on" allowed "$(inside three $(attach_to /host-cgroup/target) | tail -n 1 | cut -d' ' -f3)"
is "it is opened again" 0 "$(echo 'correct horse' | gatekeeper unseal --minutes 5 >/tmp/output 2>&1; echo $?)"
exits "a container starts then" 0 restart late example.org/agent:1
is "its first attach is allowed" allowed "$(first late)"
exits "control: it is unloaded by the host" 0 gatekeeper unload
rm -f /etc/gatekeeper/seal
rm -f /run/c62/late
exits "with nothing loaded, a container starts at once" 0 restart late example.org/other:1
is "control: without a policy it attaches" allowed "$(first late)"
kill_daemon
remove_containers
