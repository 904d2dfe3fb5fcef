# Shared by the scripts of the guest: calls from the container, the gatekeeper's status and log, the journal.
# shellcheck shell=bash

policy=/etc/gatekeeper/policy.yaml
log=/var/log/gatekeeper/audit.jsonl
attach='/test/probe attach --cgroup /host-cgroup/target --type cgroup_inet_sock_create --route link-create'

# in_container COMMAND: prints its output and returns its exit code
in_container() {
	local i
	rm -f /run/container/exit
	echo "$1" >/run/container/command.new
	mv /run/container/command.new /run/container/command
	for ((i = 0; i < 300; i++)); do
		[ ! -e /run/container/exit ] || break
		sleep 0.1
	done
	cat /run/container/output
	return "$(cat /run/container/exit 2>/dev/null || echo 99)"
}

# The third word of a probe's line: allowed, refused, could-not-try, failed.
container_attach() { in_container "$attach" | cut -d' ' -f3; }

status() { gatekeeper status --json 2>/dev/null | jq -r ".$1"; }
status_is() { [ "$(status "$1")" = "$2" ]; }
records() { jq -c "select($1)" "$log" 2>/dev/null; }
logged() { [ -n "$(records "$1")" ]; }
state() { systemctl show --property "$2" --value "$1"; }

# journal_time MATCH... -- TEXT: the time of the first message with TEXT in this boot, in microseconds since the boot.
# Kernel messages from before the journal started have the kernel's time.
journal_time() {
	local matches=()
	while [ "$1" != -- ]; do
		matches+=("$1")
		shift
	done
	journalctl --boot --output json "${matches[@]}" |
		jq -r --arg text "$2" 'select(.MESSAGE | type == "string" and contains($text)) | ._SOURCE_MONOTONIC_TIMESTAMP // .__MONOTONIC_TIMESTAMP' |
		head -n 1
}

# before NAME A B: both are times, and A is earlier
before() {
	if [[ $2 =~ ^[0-9]+$ && $3 =~ ^[0-9]+$ ]] && [ "$2" -lt "$3" ]; then
		ok "$1 ($(($2 / 1000)) ms, $(($3 / 1000)) ms)"
	else
		not_ok "$1"
		echo "first: $2, second: $3" | diag
	fi
}

# The hammer in the container calls without pause from hammer_start to hammer_stop, at low priority.
hammer_start() {
	rm -f /run/container/hammer
	hammer_seen=0
	in_container 'setsid nice -n 10 /test/hammer /host-cgroup/target /run/container/hammer >/run/container/hammer.output 2>&1 &
		echo $! >/run/container/hammer.pid; sleep 1; cat /run/container/hammer.output' | diag
}
hammer_stop() { in_container 'kill $(cat /run/container/hammer.pid)' | diag; }
hammered() { awk -v n="$1" '{ print $n }' /run/container/hammer; }

# still_refused NAME: the hammer made calls since the last check, and none was ever allowed
still_refused() {
	local tries refused allowed other pause
	sleep 0.5
	read -r tries refused allowed other pause </run/container/hammer
	if [ "${tries:-0}" -gt "$hammer_seen" ] && [ "$allowed" = 0 ] && [ "$other" = 0 ]; then
		ok "$1: $((tries - hammer_seen)) tries, none allowed (longest pause $pause ms)"
	else
		not_ok "$1"
		echo "tries $tries (before $hammer_seen), refused $refused, allowed $allowed, other $other" | diag
	fi
	hammer_seen=${tries:-0}
}

unit() { systemd-run --quiet --wait --pipe "$@" 2>&1; }

# limited NAME SETTINGS COMMAND...: the command succeeds in a unit; with the settings, one word each, a BPF program denies it
limited() {
	local name=$1 setting settings=()
	for setting in $2; do
		settings+=(-p "$setting")
	done
	shift 2
	exits "control: $name: the command succeeds without the setting" 0 unit "$@"
	exits "$name: the command fails with the setting" 1 unit "${settings[@]}" "$@"
	has "$name: a BPF program denies the command" "not permitted" "$(cat /tmp/output)"
}

# host_filters WHERE: the programs with which systemd limits the traffic and the devices of a unit
host_filters() {
	limited "$1, IPAddressDeny=" IPAddressDeny=any bash -c 'echo x >/dev/udp/127.0.0.1/9'
	limited "$1, DeviceAllow=" "DevicePolicy=strict DeviceAllow=/dev/null" head -c 1 /dev/zero
	exits "$1, DeviceAllow=: a unit may use an allowed device" 0 unit -p DevicePolicy=strict -p DeviceAllow=/dev/null sh -c ': >/dev/null'
}
