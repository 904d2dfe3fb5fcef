# The node boots with the policy that it accepted last, without a pod. Then: what workloads add to the log, as
# contrib/fleet/README.md says, and the uninstallation.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=kubernetes-boot

PATH=$PATH:/opt/bpf-gatekeeper
files=/test/packages

exits "the node enforces" 0 gatekeeper status
is "the policy is the last accepted one" "" "$(cmp /root/enforce.yaml $policy 2>&1)"
before "it is active before a pod could run" "$(journal_time _SYSTEMD_UNIT=gatekeeper-load.service -- "active, proven by a denied test call")" \
	"$(journal_time UNIT=basic.target -- "Reached target")"
is "the container is denied" refused "$(container_attach)"

# --- what workloads add to the log -------------------------------------------------------------------
times() { local n=$1; shift; for ((; n; n--)); do "$@"; done >/dev/null 2>&1; }
size() { cat $log | wc -lc; }

# adds NAME RECORDS COMMAND...: the command adds at most so many records to the log; prints how many, and their bytes
adds() {
	local name=$1 limit=$2 lines bytes lines_before bytes_before
	shift 2
	sleep 2
	read -r lines_before bytes_before < <(size)
	"$@"
	sleep 2
	read -r lines bytes < <(size)
	lines=$((lines - lines_before)) bytes=$((bytes - bytes_before))
	if [ $lines -le "$limit" ]; then ok "$name: $lines records, $bytes bytes"; else not_ok "$name: $lines records, $bytes bytes"; fi
	tail -n $lines $log | jq -r '"\(.event.action) \(.bpf.operation // "") \(.process.name // "")"' | sort | uniq -c | diag
}

pod_run() { podman run --rm --network=host "$@" localhost/bpf-gatekeeper:0.1.0; }
container() { pod_run --entrypoint '["/bin/busybox", "sleep", "0"]'; }
limited_unit() { unit -p IPAddressDeny=any -p DevicePolicy=closed true; }
hammer_10() { hammer_start; sleep 10; hammer_stop; }

adds "half a minute without work" 0 sleep 30
adds "10 containers of podman" 20 times 10 container
adds "10 units" 0 times 10 unit true
adds "10 units with filters" 30 times 10 limited_unit
adds "10 denied calls, one a second" 10 times 10 eval 'container_attach; sleep 1'
adds "denied calls without pause for 10 seconds" 60 hammer_10
echo "$(hammered 1) tries" | diag
followed() { [ "$(status digest)" != "$digest" ]; }
# with EDIT: the daemon follows the policy, changed by sed
with() {
	digest=$(status digest)
	sed "$1" /root/enforce.yaml >$policy
	becomes "the daemon follows a policy with $1" 20 followed
}
with 's/^log: denied/&\nservice-manager: count/'
adds "10 containers of podman, service-manager: count" 20 times 10 container
with 's/^log: denied/log: all/'
adds "10 containers of podman, log: all" 150 times 10 container
adds "half a minute without work, log: all" 0 sleep 30
echo "$(gzip -c $log | wc -c) of $(wc -c <$log) bytes by gzip" | diag

# --- metrics ------------------------------------------------------------------------------------------
metrics() { gatekeeper metrics | grep -v '^#'; }
metrics >/tmp/metrics
is "no metric has a label of a caller" "digest mode state verdict version" "$(grep -o '[a-z_]*="' /tmp/metrics | tr -d '="' | sort -u | xargs)"
times 20 container_attach
is "denials of others add no series" "$(wc -l </tmp/metrics)" "$(metrics | wc -l)"
echo "$(wc -l </tmp/metrics) series, $(gatekeeper metrics | wc -c) bytes a scrape" | diag
TIMEFORMAT='%R s, %U + %S s of processor (emulated)'
{ time gatekeeper metrics >/dev/null; } 2>&1 | diag

# --- uninstall ------------------------------------------------------------------------------------------
exits "podman plays the uninstallation" 0 podman kube play --network=host $files/uninstall.yaml
uninstalled() { [ ! -e /opt/bpf-gatekeeper ]; }
becomes "the program is gone" 60 uninstalled
is "no unit is left" "" "$(systemctl list-unit-files --no-legend 'gatekeeper*' | xargs)"
is "nothing is pinned" "" "$(ls /sys/fs/bpf)"
is "the container may attach again" allowed "$(container_attach)"
is "the log has the end" "policy-unloaded daemon-stopped" "$(tail -n 2 $log | jq -r .event.action | xargs)"
exits "the policy is left" 0 test -e $policy
exits "the uninstallation is deleted" 0 podman kube down $files/uninstall.yaml
finish
