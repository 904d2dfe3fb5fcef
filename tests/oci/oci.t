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
echo '{"hooks":null}' >"$folder/config.json"
run_with_hooks create -b "$folder" x >/dev/null
is "a bundle may have hooks of null" "${added#* }" "$(hooks)"
echo '{' >"$folder/config.json"
is "a bundle that can't be read is left to the runtime" "create -b $folder x" "$(run_with_hooks create -b "$folder" x 2>/dev/null)"
is "and stays as it is" '{' "$(cat "$folder/config.json")"
finish
