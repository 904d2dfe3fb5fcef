#!/bin/bash
# The hooks and the runtime of contrib/oci: TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=oci
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
files=contrib/oci

for action in add remove; do
	file=$files/gatekeeper-$action.json
	is "$file is a hook of hooks.d" '["hook","stages","version","when"] 1.0.0 true' \
		"$(jq -r '"\(keys) \(.version) \(.when.always)"' $file)"
	mapfile -t words < <(jq -r '.hook.args[1:][]' $file)
	exits "what $file runs is a verb that refuses no container" 0 "$O/gatekeeper" "${words[@]}" </dev/null
	has "what $file runs says what is wrong" "not the state of a container" "$(cat /tmp/output)"
	exits "control: without --optional it fails" 1 "$O/gatekeeper" "${words[@]:0:2}" </dev/null
done
is "a container is added before its start and removed after its end" "createRuntime poststop" \
	"$(jq -r '.stages[]' $files/gatekeeper-add.json $files/gatekeeper-remove.json | paste -sd' ')"

# run_with_hooks WORD...: the runtime of contrib/oci in front of one that prints its arguments
run_with_hooks() { RUNTIME=/bin/echo GATEKEEPER=/sbin/gk $files/runtime-with-hooks "$@"; }
config() { echo '{"root":{"path":"/r"},"limit":18446744073709551615,"hooks":{"createRuntime":[{"path":"/bin/other"}]}}' >"$folder/config.json"; }
added='/bin/other /sbin/gk container add --optional /sbin/gk container remove --optional'
hooks() { jq -r '[.hooks[][] | .path, (.args // [])[1:][]] | join(" ")' "$folder/config.json"; }
for words in "create --bundle $folder x" "--root /r --systemd-cgroup create -b $folder x" "run --bundle=$folder x"; do
	config
	# shellcheck disable=SC2086
	is "the runtime gets its arguments: $words" "$words" "$(run_with_hooks $words)"
	is "the bundle has its own hooks and ours" "$added" "$(hooks)"
	has "the rest of the bundle is as it was, large numbers too" '"root": {"path": "/r"}, "limit": 18446744073709551615,' \
		"$(cat "$folder/config.json")"
done
config
is "another command is passed on" "start x" "$(cd "$folder" && RUNTIME=/bin/echo "$OLDPWD/$files/runtime-with-hooks" start x)"
is "another command changes no bundle" /bin/other "$(hooks)"
(cd "$folder" && RUNTIME=/bin/true GATEKEEPER=/sbin/gk "$OLDPWD/$files/runtime-with-hooks" create x)
is "the bundle is the working directory if none is named" "$added" "$(hooks)"

# --- containerd without Kubernetes -------------------------------------------------------------------
# tells NAMESPACE [ANNOTATIONS]: what the runtime writes into a bundle of containerd, which ctr is asked about
digest=sha256:$(printf '%064d' 7)
cat >"$folder/ctr" <<CTR
#!/bin/sh
[ "\$1 \$2 \$3" = '--address /c.sock --namespace' ] || exit 9
case "\$4 \$5 \$6 \$7" in
'default containers info web') echo '{"ID":"web","Labels":{"tier":"front"},"Image":"localhost/agent:1","Spec":{}}' ;;
'default images ls ') printf 'REF TYPE DIGEST SIZE\nlocalhost/agent:12 t/x %s 1\nlocalhost/agent:1 t/x $digest 1\n' sha256:$(printf '%064d' 12) ;;
*) exit 8 ;;
esac
CTR
chmod 755 "$folder/ctr"
tells() {
	local bundle=$folder/io.containerd.runtime.v2.task/$1/web
	mkdir -p "$bundle"
	echo "{\"annotations\":${2:-null}}" >"$bundle/config.json"
	GRPC_ADDRESS=/c.sock CTR=$folder/ctr RUNTIME=/bin/true GATEKEEPER=/sbin/gk $files/runtime-with-hooks create -b "$bundle" web 2>/dev/null
	jq -Sc .annotations "$bundle/config.json"
	jq -r '[.hooks[][].path] | join(" ")' "$bundle/config.json"
}
named="{\"gatekeeper/image\":\"localhost/agent:1\",\"gatekeeper/image-digest\":\"$digest\",\"gatekeeper/labels\":\"{\\\"tier\\\": \\\"front\\\"}\"}"
both=$'\n/sbin/gk /sbin/gk'
is "image, digest and labels are those of containerd" "$named$both" "$(tells default)"
is "nobody else's" "$named$both" "$(tells default '{"gatekeeper/image":"other","gatekeeper/engine":"other"}')"
is "without an answer there are none" "{}$both" "$(tells unknown '{"gatekeeper/image":"other"}')"
is "Docker's containers tell by themselves" "null$both" "$(tells moby)"
is "with user namespaces, too" "null$both" "$(tells moby-200000.200000)"
is "those of Kubernetes, too" "{\"io.kubernetes.cri.container-type\":\"container\"}$both" \
	"$(tells default '{"io.kubernetes.cri.container-type":"container"}')"

# --- LXC and nspawn ------------------------------------------------------------------------------------
printf '#!/bin/sh\necho "$*" && cat\n' >"$folder/gatekeeper"
chmod 755 "$folder/gatekeeper"
lxc() { env GATEKEEPER="$folder/gatekeeper" "$@" $files/lxc-hook; }
is "the hook of LXC adds a container" \
	'container add {"id": "web-1", "pid": 4711, "annotations": {"gatekeeper/engine": "lxc", "gatekeeper/name": "web-1"}}' \
	"$(lxc LXC_NAME=web-1 LXC_PID=4711 LXC_HOOK_TYPE=start-host | paste -sd' ')"
has "and removes it" 'container remove {"id": "web-1", "pid": 0,' "$(lxc LXC_NAME=web-1 LXC_HOOK_TYPE=post-stop | paste -sd' ')"
exits "it refuses a name that is not one of a file" 1 lxc 'LXC_NAME=a"b' LXC_PID=1 LXC_HOOK_TYPE=start-host
exits "and another hook" 1 lxc LXC_NAME=web LXC_PID=1 LXC_HOOK_TYPE=mount

echo '{"hooks":null}' >"$folder/config.json"
run_with_hooks create -b "$folder" x >/dev/null
is "a bundle may have hooks of null" "${added#* }" "$(hooks)"
echo '{' >"$folder/config.json"
is "a bundle that can't be read is left to the runtime" "create -b $folder x" "$(run_with_hooks create -b "$folder" x 2>/dev/null)"
is "and stays as it is" '{' "$(cat "$folder/config.json")"
finish
