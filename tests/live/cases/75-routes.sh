# Every way to put a program to work that is not a cgroup's: works without a policy, refused to a container under strict,
# allowed to the host, on record with its operation, way and network namespace; as bpf-lsm/COVERAGE.md says.
new_cgroup routes >/dev/null

mkdir -p /dev/net && { [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200; }
# A cgroup is one way more, and the one of which the log has what really happened.
every_way() {
	routes "$@"
	echo "cgroup $(probe attach --cgroup $cgroups/routes --type cgroup_inet_sock_create --route prog-attach --keep "$@" | cut -d' ' -f3)"
}
every_way --enter $all_but_user >/tmp/without
echo "# $(cut -d. -f1 /proc/uptime) s: without"

cp $default $policy
start_daemon
is "a policy of cgroups only has nothing on hot paths" "false false false false false false" \
	"$(status 'routes | map(.attached) | map(tostring) | join(" ")')"
is "nor needs it" "false" "$(status 'routes | map(.needed) | any')"
cp /policy/presets/strict.yaml $policy
becomes "the confined daemon attaches what the next policy needs" 20 \
	sh -c '. ./world.sh; [ "$(status "routes | map(.attached) | all")" = true ]'
is "all are needed" "true" "$(status 'routes | map(.needed) | all')"
becomes "and puts that in force" 10 sh -c '. ./world.sh; [ "$(status rules)" = 3 ]'
is "enforcing" true "$(status enforcing)"

echo "# $(cut -d. -f1 /proc/uptime) s: reloaded"
every_way --enter $all_but_user >/tmp/strict
every_way >/tmp/host
becomes "all is on record" 20 sh -c '. ./world.sh; [ "$(count "$denials and .process.name == \"probe\"")" -ge 1 ]'
echo "# $(cut -d. -f1 /proc/uptime) s: all tried"
# NAME, operation, way, network namespace of a denial; NAME outcome
records "$denials or .event.action == \"attached\"" | jq -Mr '[.process.name | sub("^probe$"; "cgroup")] +
	if .event.action == "attached" then ["outcome"]
	else [.bpf.operation, .bpf.route // .bpf.command, .bpf.target.netns.relation // "-"] end | join(" ")' |
	sort -u >/tmp/records
# What is known of each, joined: NAME <tab> what the document says of it on this kernel <tab> what was seen.
awk -v kernel="$GK_KERNEL" '
	FILENAME == "COVERAGE.md" {
		count = split($0, cell, / *[|] */)
		if (cell[2] == "route")
			for (i = 2; i < count; i++) if (cell[i] == kernel) column = i
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
	is "$name: as COVERAGE.md says" "$says" "$seen"
done </tmp/joined
is "each way is there" "$(grep -c '| *denied\|[|] *allowed' COVERAGE.md)" "$(wc -l </tmp/joined)"

echo "# $(cut -d. -f1 /proc/uptime) s: joined"
# A descriptor of the gatekeeper's own programs, that somebody of the host passes into a container.
host='protect: off
' with_rule '    deny: [get]
    caller: {uid: [12345]}'
program=$(bpftool -j prog show | jq -Mr '.[] | select(.name == "gk_bpf") | .id')
is "the host passes one to itself" "scm-rights allowed" "$(routes --id "$program" scm-rights)"
is "a container gets none" "scm-rights refused EPERM" "$(routes --enter net --id "$program" scm-rights)"
is "nor takes it" "pidfd-getfd refused EPERM" "$(routes --enter net --id "$program" pidfd-getfd)"
is "another one it gets" "scm-rights allowed" "$(routes --enter net scm-rights)"
becomes "it is on record" 10 sh -c '. ./world.sh; [ "$(count ".event.reason == \"own-object\" and .bpf.route == \"receive\"")" = 2 ]'
is "only this hook is there" lsm/file_receive \
	"$(gatekeeper status --json | jq -Mr '.routes | to_entries[] | select(.value.attached) | .key')"
{ cat $default; echo 'protect: off'; } >$policy
becomes "and goes with the policy that needed it" 20 \
	sh -c '. ./world.sh; [ "$(status "routes | map(.attached) | any")" = false ]'
is "enforcing" true "$(status enforcing)"
