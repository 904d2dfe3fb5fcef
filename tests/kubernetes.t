#!/bin/bash
# The manifests of contrib/kubernetes by kubectl, without a server, and the image by buildah: TAP. O is the build folder.
cd "$(dirname "$0")/.." || exit
O=${O:-build}
for program in buildah busybox; do
	command -v $program >/dev/null || { echo "1..0 # SKIP no $program: make test-deps installs it"; exit 0; }
done
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=kubernetes
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
files=contrib/kubernetes
program=$(tests/vm/fetch-kubectl) || exit
kubectl() { "$program" "$@"; }

# --- the manifests ------------------------------------------------------------------------------------
# kubectl reads a workload into its own types, and writes it again: a field that they do not have is gone then.
# shellcheck disable=SC2016 # jq's variables
lost='def leaves: [paths(type != "object" and type != "array")];
	($read[0] | leaves) - ($written[0] | leaves) | map(map(tostring) | join(".")) | join(" ")'
workload() { kubectl set env --local --filename "$1" --output json NAME=value; }
as_json() { kubectl label --local --filename "$1" --output json unused-; }
lost_fields() {
	as_json "$1" >"$folder/read.json" && workload "$1" >"$folder/written.json" &&
		jq -nr --slurpfile read "$folder/read.json" --slurpfile written "$folder/written.json" "$lost"
}
for name in daemonset uninstall; do
	exits "kubectl takes $name.yaml" 0 workload $files/$name.yaml
	is "kubectl knows every field of $name.yaml" "" "$(lost_fields $files/$name.yaml 2>&1)"
	sed 's/runAsUser:/runAsUsr:/; s/drop:/dorp:/' $files/$name.yaml >"$folder/$name.yaml"
	has "control: it does not know a misspelled one" "securityContext.runAsUsr" "$(lost_fields "$folder/$name.yaml" 2>&1)"
done
sed 's/runAsUser: 0/runAsUser: root/' $files/daemonset.yaml >"$folder/typed.yaml"
exits "control: kubectl does not take a value of another type" 1 workload "$folder/typed.yaml"

exits "kubectl renders the kustomization" 0 kubectl kustomize $files
is "it has all objects, and the image of the registry" \
	"Namespace ConfigMap DaemonSet registry.example.com/bpf-gatekeeper:0.1.0 registry.example.com/bpf-gatekeeper:0.1.0" \
	"$(sed -n 's/^kind: //p; s/^ *image: //p' /tmp/output | xargs)"
is "the version is that of the program" "$("$O/gatekeeper" version | awk '{ print $2 }')" \
	"$(sed -n 's/^ *image: .*://p' /tmp/output | sort -u)"

# The objects that kubectl can write itself, beside ours: the same shape, no other fields.
as_json $files/policy.yaml | jq -j '.data["policy.yaml"]' >"$folder/policy.yaml"
shape() { jq -cS 'del(.metadata.creationTimestamp, .metadata.annotations, .metadata.labels, .spec, .status)'; }
is "the ConfigMap is as kubectl makes one" \
	"$(kubectl create configmap gatekeeper-policy -n bpf-gatekeeper --from-file="$folder/policy.yaml" --dry-run=client -o json | shape)" \
	"$(as_json $files/policy.yaml | shape)"
is "the namespace is as kubectl makes one" \
	"$(kubectl create namespace bpf-gatekeeper --dry-run=client -o json | shape)" "$(as_json $files/namespace.yaml | shape)"
exits "the policy has no finding" 0 "$O/gatekeeper" check --strict --elsewhere --allow-writable "$folder/policy.yaml"
is "it begins in audit mode" "mode: audit" "$(grep '^mode:' "$folder/policy.yaml")"

# --- waves --------------------------------------------------------------------------------------------
# A node is in one of them: the same rule, in one wave the other way round.
declare -A condition=([audit]='gatekeeper-wave NotIn enforce' [enforce]='gatekeeper-wave In enforce')
for wave in audit enforce; do
	exits "kubectl renders the wave $wave" 0 kubectl kustomize contrib/fleet/$wave
	cp /tmp/output "$folder/objects.yaml"
	as_json "$folder/objects.yaml" | jq -s 'map({key: .kind, value: .}) | from_entries' >"$folder/wave.json"
	jq .DaemonSet "$folder/wave.json" >"$folder/wave.yaml"
	is "$wave: kubectl knows every field" "" "$(lost_fields "$folder/wave.yaml" 2>&1)"
	is "$wave: a DaemonSet of its own in the same namespace" "bpf-gatekeeper-$wave bpf-gatekeeper $wave $wave" "$(jq -r '.Namespace as $n | .DaemonSet |
		"\(.metadata.name) \($n.metadata.name) \(.spec.selector.matchLabels["gatekeeper-wave"]) \(.spec.template.metadata.labels["gatekeeper-wave"])"' "$folder/wave.json")"
	is "$wave: on its nodes" "${condition[$wave]}" "$(jq -r '.DaemonSet.spec.template.spec.affinity.nodeAffinity
		.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[].matchExpressions[] | "\(.key) \(.operator) \(.values[])"' "$folder/wave.json")"
	is "$wave: the pods have the ConfigMap with the hash in its name" true "$(jq '.ConfigMap.metadata.name as $name |
		($name | test("^wave-policy-'$wave'-[a-z0-9]+$")) and ([.DaemonSet.spec.template.spec.volumes[].configMap.name // empty] == [$name])' "$folder/wave.json")"
	jq -j '.ConfigMap.data["policy.yaml"]' "$folder/wave.json" >"$folder/policy.yaml"
	exits "$wave: the policy has no finding" 0 "$O/gatekeeper" check --strict --elsewhere --allow-writable "$folder/policy.yaml"
	is "$wave: its mode" "mode: $wave" "$(grep '^mode:' "$folder/policy.yaml")"
done

# --- least privileges ---------------------------------------------------------------------------------
for name in daemonset uninstall; do
	workload $files/$name.yaml | jq .spec.template.spec >"$folder/pod.json"
	is "$name: no namespace of the node, no token" "null null null false" \
		"$(jq -r '"\(.hostPID) \(.hostNetwork) \(.hostIPC) \(.automountServiceAccountToken)"' "$folder/pod.json")"
	is "$name: every container drops all capabilities, can get none, and writes no root" true \
		"$(jq '[.initContainers[], .containers[] | .securityContext | .capabilities.drop == ["ALL"] and .readOnlyRootFilesystem and
			.allowPrivilegeEscalation == false and .privileged == null and .seccompProfile.type == "RuntimeDefault"] | all' "$folder/pod.json")"
	is "$name: what goes on running is not root and adds no capability" true \
		"$(jq '[.containers[].securityContext | .runAsNonRoot and .runAsUser == 65534 and .capabilities.add == null] | all' "$folder/pod.json")"
	is "$name: it does not have the root of the node" 0 \
		"$(jq '[.containers[].volumeMounts // [] | .[] | select(.name == "root")] | length' "$folder/pod.json")"
done

# --- the image ----------------------------------------------------------------------------------------
exits "buildah builds the image" 0 tests/system/build-image "$O/kubernetes/image" "$folder"
mkdir "$folder/image" && tar -xf "$folder/image.tar" -C "$folder/image"
layer=$folder/image/$(jq -r '.[0].Layers[0]' "$folder/image/manifest.json")
is "it is one layer on nothing" 1 "$(jq '.[0].Layers | length' "$folder/image/manifest.json")"
is "it starts the agent" '["/bin/agent"] ["run"]' \
	"$(jq -r '"\(.config.Entrypoint) \(.config.Cmd)"' "$folder/image/$(jq -r '.[0].Config' "$folder/image/manifest.json")")"
mkdir "$folder/root" && tar -xf "$layer" -C "$folder/root"
is "it has no dynamic program" "" "$(find "$folder/root" -type f -perm -1 -exec sh -c 'readelf -l "$1" 2>/dev/null | grep -q INTERP && echo "$1"' sh {} \;)"
is "every link has its target" "" "$(find "$folder/root" -xtype l)"
is "the node's units start the program of the image" /opt/bpf-gatekeeper/ \
	"$(sed -n 's,^Exec[A-Za-z]*=\(/[a-z-]*/[a-z-]*/\).*gatekeeper.*,\1,p' "$folder"/root/files/units/* | sort -u)"
is "no unit is left out" "$(cd contrib && echo systemd/*.service systemd/*.socket kubernetes/*.service kubernetes/*.socket | xargs -n 1 basename | sort | xargs)" \
	"$(cd "$folder/root/files/units" && echo *.service *.socket | xargs -n 1 | sort | xargs)"
# The agent and the scripts of the node are of sh; in the pod that is busybox.
for script in agent setup take-policy; do
	exits "busybox parses $script" 0 "$folder/root/bin/busybox" sh -n $files/$script
done
words=$(sed -n 's/.*for applet in \(.*\); do.*/\1/p' $files/kubernetes.mk)
missing=$(for word in $words; do "$folder/root/bin/busybox" --list | grep -qx "$word" || echo "$word"; done)
is "busybox has what the agent calls" "" "$missing"

# --- connect ------------------------------------------------------------------------------------------
connect=$folder/root/bin/connect
# One connection: the answer is the input, after its end, or at once if it has a line "now".
cat >"$folder/server.py" <<'PYTHON'
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(1)
server.settimeout(20)
print("up", flush=True)
for _ in range(2):
    connection, _ = server.accept()
    data = b""
    while not data.endswith(b"now\n"):
        part = connection.recv(65536)
        if not part:
            break
        data += part
    connection.sendall(data)
    connection.close()
PYTHON
coproc server { timeout 30 python3 "$folder/server.py" "$folder/socket"; }
# shellcheck disable=SC2154 # made by coproc
read -r _ <&"${server[0]}"
seq 100000 >"$folder/numbers"
is "connect sends its input, then its end, and prints the answer" "" \
	"$(timeout 10 "$connect" "$folder/socket" <"$folder/numbers" | cmp - "$folder/numbers" 2>&1)"
is "connect ends with the answer, though its input does not" now "$({ echo now; sleep 8; } | timeout 5 "$connect" "$folder/socket" || echo failed)"
wait
exits "connect fails without a socket" 1 "$connect" "$folder/none"
has "and says which" "$folder/none: No such file" "$(cat /tmp/output)"
exits "connect wants one word" 1 "$connect"
finish
