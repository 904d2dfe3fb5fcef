# The pod of the DaemonSet installs the gatekeeper on the node, takes an edited policy there, and prints the denials.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=kubernetes

PATH=$PATH:/opt/bpf-gatekeeper
pod=bpf-gatekeeper-pod-agent
files=/test/packages

play() { podman kube play --network=host --log-driver=k8s-file "$@"; }
stop_pod() { podman kube down "$@"; }
output() { podman logs $pod 2>/dev/null; }
ready() { podman exec $pod agent ready; }
not_ready() { ! ready; }
says() { output | jq -c "select($1)" | grep -q .; }
denials='.event.action == "decision" and .gatekeeper.verdict == "deny" and .bpf.attach_type == "cgroup_inet_sock_create"'

# edit_policy: the ConfigMap gets the text on stdin, as the kubelet does it: a new folder, and one rename of a link
edits=0
edit_policy() {
	local volume
	volume=$(podman volume inspect --format '{{.Mountpoint}}' gatekeeper-policy)
	edits=$((edits + 1))
	mkdir "$volume/..$edits"
	cat >"$volume/..$edits/policy.yaml"
	ln -sfn "..$edits" "$volume/..data_tmp"
	mv -T "$volume/..data_tmp" "$volume/..data"
	ln -sfn ..data/policy.yaml "$volume/policy.yaml"
}
policy_of() { kubectl_data <"$1"; }
kubectl_data() { sed -n '/^  policy.yaml: |/,$ { /^    /s/^    //p }'; }
namespaces() { (cd "/proc/$1/ns" && for ns in user pid mnt net ipc uts cgroup time; do readlink $ns; done | xargs); }

exits "the image loads" 0 podman load -i $files/image.tar
cat $files/policy.yaml <(echo ---) $files/daemonset.yaml >/root/pod.yaml
is "control: nothing is installed" "" "$(command -v gatekeeper)"
is "control: a container may attach to a cgroup of the host" allowed "$(container_attach)"

# --- install, in audit mode -------------------------------------------------------------------------
exits "podman plays the DaemonSet" 0 play /root/pod.yaml
becomes "the pod is ready" 240 ready
if [ $tap_failed != 0 ]; then
	{ podman ps -a; podman logs bpf-gatekeeper-pod-install; output; journalctl -b -u 'gatekeeper*'; } 2>&1 | diag
	finish
	exit
fi
is "the policy is loaded, in audit mode" audit "$(status mode)"
is "the node's units run" "active active active" "$(systemctl is-active gatekeeper gatekeeper-policy.socket gatekeeper-metrics.socket | xargs)"
is "the node's units start at the next boot" "enabled enabled enabled" \
	"$(systemctl is-enabled gatekeeper gatekeeper-load gatekeeper-policy.socket | xargs)"
is "the daemon is in the node's namespaces" "$(namespaces 1)" "$(namespaces "$(state gatekeeper MainPID)")"
is "in audit mode the container may attach" allowed "$(container_attach)"
becomes "stdout has what would be denied" 20 says "$denials and .gatekeeper.mode == \"audit\""

# --- an edited policy -------------------------------------------------------------------------------
policy_of $files/policy.yaml | sed 's/^mode: audit/mode: enforce/' >/root/enforce.yaml
edit_policy </root/enforce.yaml
becomes "an edited policy arrives on the node" 240 status_is mode enforce
is "the node has its text" "" "$(cmp /root/enforce.yaml $policy 2>&1)"
becomes "the pod is ready under it" 240 ready
is "the container is denied" refused "$(container_attach)"
becomes "the denial is in stdout" 20 says "$denials and .gatekeeper.mode == \"enforce\""
id=$(records "$denials" | tail -n 1 | jq -r .event.id)
is "stdout has the record as the log has it" "$(grep -F "\"$id\"" $log)" "$(output | grep -F "\"$id\"")"
digest=$(status digest)

# --- a policy with an error -------------------------------------------------------------------------
sed "s/attach:cgroup/'atach:\"c\\\\g'/" /root/enforce.yaml | edit_policy
becomes "stdout has the position of the error" 60 says '.message | test("policy.yaml:[0-9]+:[0-9]+: error: unknown operation .atach:\"c[\\\\]+g")'
becomes "stdout says that the policy is refused" 20 says '.event.action == "policy-refused"'
becomes "the pod is not ready" 20 not_ready
is "the node keeps the policy that it had" "$digest true" "$(status digest) $(status enforcing)"
is "the container is still denied" refused "$(container_attach)"
edit_policy </root/enforce.yaml
becomes "with the policy mended the pod is ready" 240 ready
is "every line of stdout is JSON" "" "$(output | jq -e . 2>&1 >/dev/null)"

# --- metrics, probes, privileges --------------------------------------------------------------------
scrape() { exec 5<>/dev/tcp/127.0.0.1/9435 && printf 'GET /metrics HTTP/1.1\r\nHost: node\r\n\r\n' >&5 && timeout 20 cat <&5; }
has "the pod answers for metrics" "gatekeeper_enforcing 1" "$(scrape)"
exits "the pod is alive" 0 podman exec $pod agent alive
agent=$(podman inspect --format '{{.State.Pid}}' $pod)
is "the agent has no capability and is not root" "0000000000000000 65534" \
	"$(awk '$1 == "CapBnd:" { c = $2 } $1 == "Uid:" { u = $2 } END { print c, u }' "/proc/$agent/status")"
exits "control: the agent reads the log" 0 podman exec $pod sh -c ': </log/audit.jsonl'
exits "the agent cannot write the log" 1 podman exec $pod sh -c ': >>/log/audit.jsonl'
podman exec $pod sh -c 'yes "# nothing" | head -c 1100000 | connect /node/policy.sock' >/tmp/answer
is "the node refuses what is too large" "the policy is larger than 1 MiB refused" "$(xargs </tmp/answer)"
exits "control: the group may talk to the node" 0 setpriv --reuid 65534 --regid 0 --clear-groups test -w /run/gatekeeper-node/policy.sock
exits "other users of the node cannot" 1 setpriv --reuid 65534 --regid 65534 --clear-groups test -w /run/gatekeeper-node/policy.sock

# --- the pod goes and comes ---------------------------------------------------------------------------
inode=$(stat -c %i /opt/bpf-gatekeeper/gatekeeper)
exits "the DaemonSet is deleted" 0 stop_pod /root/pod.yaml
is "the node enforces without it" "$digest true refused" "$(status digest) $(status enforcing) $(container_attach)"
policy_of $files/policy.yaml >/root/audit.yaml
sed 's/mode: audit/mode: enforce/' /root/pod.yaml >/root/pod-2.yaml
podman volume rm -f gatekeeper-policy >/dev/null
exits "it is played again" 0 play /root/pod-2.yaml
becomes "the pod is ready again" 240 ready
is "the program is the same file, and the policy is not loaded again" "$inode 1" \
	"$(stat -c %i /opt/bpf-gatekeeper/gatekeeper) $(gatekeeper history --json | jq "[.[] | select(.digest == \"$digest\")] | length")"

# --- another version of the program --------------------------------------------------------------------
exits "the DaemonSet is deleted again" 0 stop_pod /root/pod-2.yaml
cd /opt/bpf-gatekeeper && cp -p gatekeeper other && echo >>other && mv other gatekeeper && cd /test || exit
exits "an image with another program is played" 0 play /root/pod-2.yaml
becomes "the pod with the other program is ready" 240 ready
is "the node has the program of the image, and the daemon runs it" "$(podman exec $pod sha256sum /files/gatekeeper | cut -c1-64)" \
	"$(sha256sum "/proc/$(state gatekeeper MainPID)/exe" | cut -c1-64)"
is "the other program enforces" "true refused" "$(status enforcing) $(container_attach)"

# --- a sealed node --------------------------------------------------------------------------------------
sed 's/^mode: enforce/&\nprotect: sealed/' /root/enforce.yaml >/root/sealed.yaml
edit_policy </root/sealed.yaml
becomes "without a passphrase no sealed policy is loaded" 60 says '.event.action == "policy-answer" and (.message | test("seal"))'
becomes "the node still has the old file" 20 cmp /root/enforce.yaml $policy
echo 'a passphrase' | gatekeeper seal >/dev/null
(cat /root/sealed.yaml && echo '# now') >/root/sealed-2.yaml
edit_policy </root/sealed-2.yaml
becomes "with a passphrase it is loaded" 240 status_is protect sealed
becomes "the pod is ready on a sealed node" 240 ready
edit_policy </root/enforce.yaml
becomes "a sealed node takes no other policy" 60 says '.event.action == "policy-refused" and (.message | test("'"$(sha256sum </root/enforce.yaml | cut -c1-64)"'"))'
is "it keeps its own" "sealed 0" "$(status protect) $(cmp /root/sealed-2.yaml $policy >&2; echo $?)"
exits "the pod of the sealed node is deleted" 0 stop_pod /root/pod-2.yaml
exits "a sealed node can't be uninstalled" 125 play $files/uninstall.yaml
exits "the refused uninstallation is deleted" 0 stop_pod $files/uninstall.yaml
is "the sealed node enforces" "true refused" "$(status enforcing) $(container_attach)"
echo 'a passphrase' | gatekeeper unseal --minutes 10 >/dev/null
cp /root/enforce.yaml $policy
exits "an administrator loads a policy on the unsealed node" 0 gatekeeper load $policy
finish
