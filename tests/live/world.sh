# The world of the cases: cgroups, ways to make a call, real containers, the gatekeeper.

cgroups=/sys/fs/cgroup
pins=/sys/fs/bpf/gatekeeper
log=/run/audit.jsonl
policy=/run/policy.yaml
default=/policy/presets/default.yaml
own_subtree=/policy/presets/own-subtree.yaml

# All namespaces but the user namespace: without a policy the kernel denies nothing to a caller in them.
all_but_user=pid,mnt,net,ipc,uts,cgroup,time

# --- calls -------------------------------------------------------------------------------------

new_cgroup() {
	mkdir -p "$cgroups/$1"
	echo "$cgroups/$1"
}

# matrix CGROUP OPTION...: attaches each type by each path; the options say from where.
matrix() {
	local cgroup=$1
	shift
	probe matrix --cgroup "$cgroup" "$@" || true
}

# attach OPTION...: one attach that needs no capability, as in "attach --enter net"; prints the verdict.
attach() { probe attach --cgroup $cgroups/target --type cgroup_inet_sock_create --route link-create "$@" | cut -d' ' -f3; }

# as_user USER CAPABILITIES COMMAND...: runs it as USER with every capability but CAPABILITIES, as in "-sys_admin".
as_user() {
	local user=$1 caps=+all${2:+,$2}
	shift 2
	/usr/bin/setpriv --reuid "$user" --clear-groups --inh-caps "$caps" --ambient-caps "$caps" "$@"
}

# in_cgroup CGROUP COMMAND...: below the root cgroup
in_cgroup() {
	local cgroup=$cgroups/$1
	shift
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$cgroup" "$@"
}

# The third column of a matrix, counted, in one line: "168 allowed", and so on.
verdicts() { cut -d' ' -f3 "$1" | sort | uniq -c | sed 's/^ *//' | tr '\n' ' '; }

# rows_not FILE VERDICT: the rows that could be tried and do not have this verdict
rows_not() { grep -vE " ($2|could-not-try) " "$1"; }

# --- containers --------------------------------------------------------------------------------

# bundle NAME [JQ-FILTER]: an OCI bundle with every capability, the namespaces that runtimes usually make (no user and no
# time namespace), and the whole cgroup tree in /host-cgroup.
bundle() {
	local bundle=/c/$1 all
	mkdir -p "$bundle/rootfs/usr" "$bundle/rootfs/bpf"
	for dir in bin sbin lib lib64; do
		ln -sfn usr/$dir "$bundle/rootfs/$dir"
	done
	all=$(for cap in $(seq 0 40); do capability "$cap"; done | jq -MRc . | jq -Msc .)
	(cd "$bundle" && rm -f config.json && crun spec) || return
	jq -M --argjson all "$all" --arg name "$1" '
		.process.terminal = false | .process.args = ["sleep", "100000"]
		| .process.noNewPrivileges = false
		| .process.capabilities = {bounding: $all, effective: $all, permitted: $all, inheritable: $all}
		| .root.readonly = false
		| .mounts += [
			{destination: "/usr", type: "bind", source: "/usr", options: ["rbind", "ro"]},
			{destination: "/live", type: "bind", source: "/live", options: ["rbind", "ro"]},
			{destination: "/host-cgroup", type: "bind", source: "/sys/fs/cgroup", options: ["rbind"]}]
		| .linux.cgroupsPath = "/" + $name
		| '"${2:-.}" "$bundle/config.json" >"$bundle/new" && mv "$bundle/new" "$bundle/config.json"
}

# container NAME [JQ-FILTER]: starts a container from that bundle
container() {
	bundle "$@" || return
	crun --cgroup-manager=cgroupfs run --detach --bundle "/c/$1" "$1" </dev/null >"/c/$1.output" 2>&1 ||
		{ diag <"/c/$1.output"; return 1; }
}

capability() {
	set -- "$1" chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable \
		net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot \
		sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease \
		audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read \
		perfmon bpf checkpoint_restore
	shift $(($1 + 1))
	echo "CAP_$1" | tr a-z A-Z
}

inside() {
	local name=$1
	shift
	crun exec "$name" "$@"
}

remove_containers() {
	for bundle in /c/*/config.json; do
		[ -e "$bundle" ] || continue
		bundle=${bundle%/config.json}
		crun delete --force "${bundle##*/}" >/dev/null 2>&1
		rm -rf "$bundle"
	done
}

# --- the gatekeeper: only this part and the cases of a verb know its command line ----------------

daemon_pid=''

# The daemon has started when the log has one more record of a start.
start_daemon() {
	local before
	before=$(grep -c '"daemon-started"' "$log" 2>/dev/null)
	gatekeeper daemon "$policy" --log "$log" >/run/daemon.output 2>&1 </dev/null &
	daemon_pid=$!
	becomes "the daemon started" 240 sh -c "[ \"\$(grep -c '\"daemon-started\"' $log)\" -gt ${before:-0} ]"
}

kill_daemon() {
	[ -n "$daemon_pid" ] || return 0
	kill -9 "$daemon_pid" 2>/dev/null
	wait "$daemon_pid" 2>/dev/null
	daemon_pid=''
}

status() { gatekeeper status --json 2>/dev/null | jq -Mr ".$1"; }
status_is() { [ "$(status "$1")" = "$2" ]; }

# The records of the log that a jq condition selects, one a line; and their number.
records() { jq -Mc "select($1)" "$log" 2>/dev/null; }
count() { records "$1" | wc -l; }
denials='.event.action == "decision" and .gatekeeper.verdict == "deny"'

# with_rule RULE-BODY: loads a policy with this one rule; $host: more keys of the policy. With the programs of every operation,
# so that the next policy, or a daemon, need not load more: each load takes a guest more than ten seconds.
with_rule() {
	printf 'version: 1\ndefault: allow\n%srules:\n  - name: condition\n%s\n' "${host:-}" "$1" >$policy
	exits "load succeeds: $(echo "$1" | tr -s ' \n' ' ')" 0 gatekeeper load --all-programs $policy
}

# --- attacks: the table of SECURITY.md -----------------------------------------------------------

attack_name='' attack_count=0 attack_failed=0

# begin_attack NAME [SEEN]: the checks from here to the next begin_attack, end_attack or the end of the case are about the
# attack with this name. SEEN: what the table says if none of them fails (default: denied, and the policy is in force
# after it).
begin_attack() {
	end_attack
	attack_name=$1 attack_seen=${2:-denied} attack_count=$tap_count attack_failed=$tap_failed
}

end_attack() {
	[ -n "$attack_name" ] || return 0
	[ "$attack_seen" != denied ] || is "the policy is in force after the attack: $attack_name" true \
		"$(status 'enforcing or (.mode == "audit" and .proven)')"
	[ $tap_failed = $attack_failed ] || attack_seen='NOT denied'
	printf '%s\t%s\t%s\n' "$attack_name" $((tap_count - attack_count)) "$attack_seen" >>/run/attacks
	attack_name=''
}

# After each case: SECURITY.md says of its attacks what was seen.
compare_attacks() {
	end_attack
	[ -e /run/attacks ] || return 0
	awk -F '\t' -v kernel="$GK_KERNEL" -v case="$tap_case" '
		FILENAME == "SECURITY.md" {
			cells = split($0, cell, / *[|] */)
			if (cell[2] == "attack")
				for (i = 2; i < cells; i++) if (cell[i] == kernel) column = i
			if (column && cells > column && cell[3] == case)
				says[cell[2]] = cell[column]
			next
		}
		!($1 in checks) { order[++attacks] = $1 }
		{ checks[$1] += $2; if (seen[$1] != "NOT denied") seen[$1] = $3 }
		END {
			for (i = 1; column && i <= attacks; i++) { # the table has no other kernels
				name = order[i]
				if (!checks[name])
					seen[name] = "not tried"
				print name "\t" says[name] "\t" seen[name]
				printf "{\"attacked\":{\"kernel\":\"%s\",\"attack\":\"%s\",\"case\":\"%s\",\"seen\":\"%s\"}}\n",
					kernel, name, case, seen[name] >>"/run/all.jsonl"
			}
		}' SECURITY.md /run/attacks >/run/attacked
	rm /run/attacks
	while IFS="$(printf '\t')" read -r attack_line says seen; do
		is "SECURITY.md says what was seen: $attack_line" "$says" "$seen"
	done </run/attacked
}

# Before each case: nothing loaded, nothing running, an empty target cgroup.
fresh() {
	kill_daemon
	gatekeeper unload >/dev/null 2>&1
	remove_containers
	tail -n 200 "$log" >>/run/all.jsonl 2>/dev/null
	rm -rf "$log" "$log".* "$policy" /run/policy.d
	new_cgroup target >/dev/null
}
