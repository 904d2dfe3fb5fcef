#!/bin/bash
# The playbook of contrib/fleet on hosts that are folders, with a gatekeeper that only checks: TAP. O is the build folder.
cd "$(dirname "$0")/.." || exit
O=${O:-build}
command -v ansible-playbook >/dev/null || { echo "1..0 # SKIP no ansible-playbook: make test-deps installs it"; exit 0; }
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=fleet
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
hosts=(h0 h1 h2 h3)

# Each host has a policy file, and beside it the one that it loaded. It loads no policy with a comment that says so.
cat >"$folder/gatekeeper" <<STUB
#!/bin/sh
for last; do :; done
case \$1 in
check) exec $(realpath "$O")/gatekeeper check --elsewhere --allow-writable "\$last" ;;
load) ! grep -q "not on \$(basename \$(dirname "\$last"))\\\$" "\$last" && cp "\$last" "\$last.loaded" ;;
status) echo '{"loaded": true, "enforcing": true, "mode": "enforce"}' ;;
esac
STUB
chmod +x "$folder/gatekeeper"
reset() {
	for host in "${hosts[@]}"; do
		rm -rf "${folder:?}/$host"
		mkdir -p "$folder/$host"
		echo 'rules: [] # old' >"$folder/$host/policy.yaml"
		cp "$folder/$host/policy.yaml" "$folder/$host/policy.yaml.loaded"
	done
}
printf '%s ansible_connection=local ansible_become=false ansible_python_interpreter=/usr/bin/python3\n' "${hosts[@]}" >"$folder/inventory"
rollout() {
	ANSIBLE_HOME=$folder ANSIBLE_LOCAL_TEMP=$folder/tmp ANSIBLE_REMOTE_TEMP=$folder/tmp LC_ALL=C.UTF-8 timeout 120 ansible-playbook -i "$folder/inventory" \
		contrib/fleet/rollout.yaml -e "policy=$folder/new.yaml gatekeeper=$folder/gatekeeper target=$folder/{{inventory_hostname}}/policy.yaml"
}
# The comment at the end of the policy file and of the loaded policy of each host.
policies() {
	for host in "${hosts[@]}"; do
		tail -qn 1 "$folder/$host/policy.yaml" "$folder/$host/policy.yaml.loaded"
	done | sed 's/.*# //' | paste -sd, -
}
policy() { printf 'version: 1\ndefault: allow\nrules: [] # %s\n' "$1"; }

reset
policy new >"$folder/new.yaml"
is "control: all hosts have the old policy" old,old,old,old,old,old,old,old "$(policies)"
exits "a policy is rolled out" 0 rollout
is "every host has it" new,new,new,new,new,new,new,new "$(policies)"
is "one host, then a tenth, before all others" "h0 h1" "$(sed -n 's/^changed: \[\(h[0-9]\)\]$/\1/p' /tmp/output | uniq | head -n 2 | xargs)"
exits "again" 0 rollout
is "nothing changes" 4 "$(grep -c 'changed=0 ' /tmp/output)"

reset
policy bad | sed 's/default/defualt/' >"$folder/new.yaml"
exits "a policy with an error ends the rollout" 2 rollout
has "it says where" "did you mean 'default'" "$(cat /tmp/output)"
is "no host has it" old,old,old,old,old,old,old,old "$(policies)"

reset
policy 'not on h1' >"$folder/new.yaml"
exits "a policy that a host does not load ends the rollout" 2 rollout
is "that host has the old one, and those behind it were not asked" "not on h1,not on h1,old,old,old,old,old,old" "$(policies)"
finish
