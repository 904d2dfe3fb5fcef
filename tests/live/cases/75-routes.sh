# Every path by which a program runs that is not attached to a cgroup: allowed without a policy; under strict denied to a
# container and allowed to the host, and in the log with operation, path and network namespace, as bpf-lsm/COVERAGE.md says.
new_cgroup routes >/dev/null

mkdir -p /dev/net && { [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200; }
# A cgroup is one more path; for it the log also has the outcome.
every_way() {
	routes "$@"
	echo "cgroup $(probe attach --cgroup $cgroups/routes --type cgroup_inet_sock_create --route prog-attach --keep "$@" | cut -d' ' -f3)"
}
every_way --enter $all_but_user >/tmp/without
echo "# $(cut -d. -f1 /proc/uptime) s: without"

cp $default $policy
start_daemon
is "a policy of cgroups only attaches no hook of the other paths" "false false false false false false" \
	"$(status 'routes | map(.attached) | map(tostring) | join(" ")')"
is "a policy of cgroups only needs no hook of the other paths" "false" "$(status 'routes | map(.needed) | any')"
cp /policy/presets/strict.yaml $policy
becomes "the confined daemon attaches the hooks that the next policy needs" 20 \
	sh -c '. ./world.sh; [ "$(status "routes | map(.attached) | all")" = true ]'
is "strict needs every hook" "true" "$(status 'routes | map(.needed) | all')"
becomes "the daemon publishes strict after it attached the hooks" 10 sh -c '. ./world.sh; [ "$(status rules)" = 3 ]'
is "strict is enforced" true "$(status enforcing)"

echo "# $(cut -d. -f1 /proc/uptime) s: reloaded"
every_way --enter $all_but_user >/tmp/strict
every_way >/tmp/host
becomes "the log has the denials" 20 sh -c '. ./world.sh; [ "$(count "$denials and .process.name == \"probe\"")" -ge 1 ]'
echo "# $(cut -d. -f1 /proc/uptime) s: all tried"
# NAME, operation, path, network namespace of a denial; or NAME outcome
records "$denials or .event.action == \"attached\"" | jq -Mr '[.process.name | sub("^probe$"; "cgroup")] +
	if .event.action == "attached" then ["outcome"]
	else [.bpf.operation, .bpf.route // .bpf.command, .bpf.target.netns.relation // "-"] end | join(" ")' |
	sort -u >/tmp/records
# The document is of amd64. On arm64 no 32-bit program is built to try, and kprobe.multi came after 6.12.
# Joined by path: NAME <tab> what the document says about this kernel <tab> what was seen
awk -v kernel="$GK_KERNEL" -v column_of="${GK_KERNEL#arm64-}" '
	FILENAME == "COVERAGE.md" {
		count = split($0, cell, / *[|] */)
		if (cell[2] == "route")
			for (i = 2; i < count; i++) if (cell[i] == column_of) column = i
		if (column && count > column)
			says[cell[2]] = (cell[column] == "not there" ? "" : cell[4]) ": " cell[column]
	}
	FILENAME == "/tmp/records" && $2 == "outcome" { outcome[$1] = ", outcome" }
	FILENAME == "/tmp/records" && $2 != "outcome" { record[$1] = $2 " " $3 " " $4 }
	FILENAME == "/tmp/without" { order[++ways] = $1 }
	FILENAME ~ /without|strict|host/ { verdicts[$1] = verdicts[$1] " " $2 }
	END {
		for (i = 1; i <= ways; i++) {
			name = order[i]
			if (kernel != column_of && (name == "perf-compat" || name == "kprobe-multi"))
				says[name] = ": not there"
			seen = verdicts[name]
			if (seen == " allowed refused allowed")
				seen = "denied" (name in record ? ", logged" : "") outcome[name]
			else if (seen == " allowed allowed allowed")
				seen = "allowed"
			else if (seen ~ /^ could-not-try .* could-not-try$/) {
				seen = "not there"
				delete record[name]
			}
			print name "\t" says[name] "\t" record[name] ": " seen
			printf "{\"coverage\":{\"kernel\":\"%s\",\"route\":\"%s\",\"record\":\"%s\",\"seen\":\"%s\"}}\n",
				kernel, name, record[name], seen >>"/run/all.jsonl"
		}
	}' COVERAGE.md /tmp/records /tmp/without /tmp/strict /tmp/host >/tmp/joined
tab=$(printf '\t')
while IFS=$tab read -r name says seen; do
	is "$name: this kernel does what COVERAGE.md says" "$says" "$seen"
done </tmp/joined
is "every path of COVERAGE.md was tried" "$(grep -c '| *denied\|[|] *allowed' COVERAGE.md)" "$(wc -l </tmp/joined)"

echo "# $(cut -d. -f1 /proc/uptime) s: joined"
# Somebody on the host passes a descriptor of the gatekeeper's own program into a container.
host='protect: off
' with_rule '    deny: [get]
    caller: {uid: [12345]}'
program=$(bpftool -j prog show | jq -Mr '.[] | select(.name == "gk_bpf") | .id')
is "control: the host may receive a descriptor of the gatekeeper's program" "scm-rights allowed" "$(routes --id "$program" scm-rights)"
is "a container may not receive a descriptor of the gatekeeper's program" "scm-rights refused EPERM" "$(routes --enter net --id "$program" scm-rights)"
# Hidden as everything of the gatekeeper is.
is "a container finds no descriptor of the gatekeeper's program by pidfd_getfd" "pidfd-getfd could-not-try ENOENT" "$(routes --enter net --id "$program" pidfd-getfd)"
is "a container may receive a descriptor of another program" "scm-rights allowed" "$(routes --enter net scm-rights)"
becomes "the log has both denials of the gatekeeper's own program" 10 sh -c '. ./world.sh; [ "$(count ".event.reason == \"own-object\" and .bpf.route == \"receive\"")" = 2 ]'
is "the policy attaches only the hook for received descriptors" lsm/file_receive \
	"$(gatekeeper status --json | jq -Mr '.routes | to_entries[] | select(.value.attached) | .key')"
{ cat $default; echo 'protect: off'; } >$policy
becomes "the daemon detaches the hook that the next policy does not need" 20 \
	sh -c '. ./world.sh; [ "$(status "routes | map(.attached) | any")" = false ]'
is "the next policy is enforced" true "$(status enforcing)"
