# What reads the state and the log on a host that enforces: the metrics service, the report, counts of the service manager.
# Sourced by a script in which the default policy is active and the daemon's unit runs.
# shellcheck shell=bash disable=SC2154 # the variables are of world.sh

# --- metrics ---------------------------------------------------------------------------------------
metrics_socket=/run/gatekeeper-metrics.sock
connect="use IO::Socket::UNIX; \$s = IO::Socket::UNIX->new(Peer => '$metrics_socket') or die \"\$!\n\";"
scrape() { perl -e "$connect"' print $s "GET /metrics HTTP/1.1\r\nHost: host\r\n\r\n"; print while <$s>' | tr -d '\r' >/tmp/metrics; }
metric() { awk -v name="gatekeeper_$1" '$1 == name { print $2 }' /tmp/metrics; }
as_nobody() { setpriv --reuid=65534 --regid="$1" --clear-groups perl -e "$connect"; }
denied_metric='decisions_total{verdict="deny"}'

exits "the socket of the metrics starts" 0 systemctl start gatekeeper-metrics.socket
scrape
is "the metrics service answers" "HTTP/1.1 200 OK" "$(head -n 1 /tmp/metrics)"
is "the metrics say that it enforces, with each hook, and that the log is written" "1 0 1" \
	"$(metric enforcing) $(metric missing_hooks) $(metric log_written)"
before=$(metric "$denied_metric")
is "a container is denied" refused "$(container_attach)"
scrape
is "the metrics count the denial, as status does" "$((before + 1)) $((before + 1))" "$(metric "$denied_metric") $(status denied)"
has "the metrics have the policy in force" "digest=\"$(status digest)\"" "$(cat /tmp/metrics)"
exits "control: others cannot connect" 13 as_nobody 65534
exits "who is in the socket's group connects without any capability" 0 as_nobody 0

# A client that sends nothing: the service has given up what it read the state with, and waits for five seconds.
# What the kernel says of it is kept, so that the second check is of the same moment.
perl -e "$connect"' sleep 60' &
client=$!
metrics_status() { cat "/proc/$(cat /sys/fs/cgroup/system.slice/*metrics.slice/*/cgroup.procs)/status" >/tmp/metrics-status; }
metrics_field() { awk -v key="$1:" '$1 == key { print $2 }' /tmp/metrics-status; }
waits() { metrics_status 2>/dev/null && [ "$(metrics_field CapEff)" = 0000000000000000 ]; }
becomes "the metrics service has no capability when it reads from a client" 30 waits
is "the metrics service can get those of its unit alone, no new ones, and has a filter" "0000000000000000 0000008000200000 1 2" \
	"$(metrics_field CapPrm) $(metrics_field CapBnd) $(metrics_field NoNewPrivs) $(metrics_field Seccomp)"
kill "$client"
wait "$client"
exits "control: CAP_BPF alone does not read the policy in force" 1 unit --collect -p CapabilityBoundingSet=CAP_BPF gatekeeper metrics
has "the message names the capability" CAP_SYS_ADMIN "$(cat /tmp/output)"
exits "the socket of the metrics stops" 0 systemctl stop gatekeeper-metrics.socket

# --- the report --------------------------------------------------------------------------------------
# report CAPABILITIES: makes the page with these alone
report() { rm -f /run/report.html && unit -p "CapabilityBoundingSet=$1" gatekeeper report -o /run/report.html; }
needed="CAP_SYS_ADMIN CAP_NET_ADMIN CAP_SYS_PTRACE CAP_DAC_READ_SEARCH"
exits "the capabilities that the manual names make a report" 0 report "$needed"
has "the report says that it enforces" "enforcing (a test call was denied just now)" "$(cat /run/report.html)"
has "the report has the rule of a denial" no-cgroup-programs-from-containers "$(cat /run/report.html)"
has "the report has what is attached" "the gatekeeper itself" "$(cat /run/report.html)"
is "the report has all of it" 0 "$(grep -c -e "unknown:" -e "Cannot inspect" /run/report.html)"
for capability in CAP_NET_ADMIN CAP_SYS_PTRACE; do
	report "${needed/$capability/}"
	has "control: a report without $capability says what it could not read" "Cannot inspect" "$(cat /run/report.html)"
done
exits "CAP_BPF alone makes a report of the log" 0 report CAP_BPF
is "the report says twice what it could not read" 2 "$(grep -c "CAP_SYS_ADMIN" /run/report.html)"

# --- the service manager, only counted ---------------------------------------------------------------
# manager FILTER: of the records of its attaches to the unit, under the policy that was loaded last here
manager() {
	records ".event.action == \"attached\" and .process.pid == 1 and .bpf.target.cgroup.path == \"/system.slice/limited.service\"
		and .gatekeeper.generation == $generation" | jq -r "$1" | sort | xargs
}
each='select(.gatekeeper.repeat == null) | .bpf.attach_type'
counted='select(.gatekeeper.repeat) | "\(.bpf.attach_type) \(.gatekeeper.repeat)"'
manager_is() { [ "$(manager "$1")" = "$2" ]; }
start_thrice() { for _ in 1 2 3; do unit --unit=limited -p IPAddressDeny=any true; done; }
left_out_since() { [ "$(($(status log.left_out) - $1))" -ge 4 ]; }
attached_by() { records ".event.action == \"attached\" and .gatekeeper.from == \"$1\" and .process.pid != 1 and .gatekeeper.generation == $generation" | wc -l; }
attached_thrice() { [ "$(attached_by "$1")" = 3 ]; }

cat >/run/recorded.yaml <<'POLICY'
version: 1
default: allow
rules:
  - {name: ingress, deny: [attach:cgroup], attach-types: [cgroup_inet_ingress], caller: {from: container}}
POLICY
sed '1a service-manager: count' /run/recorded.yaml >/run/counted.yaml
exits "load of a policy without service-manager" 0 gatekeeper load /run/recorded.yaml
generation=$(status generation)
sleep 2
start_thrice
becomes "control: each attach of systemd has a record" 10 manager_is "$each" \
	"cgroup_inet_egress cgroup_inet_egress cgroup_inet_egress cgroup_inet_ingress cgroup_inet_ingress cgroup_inet_ingress"
exits "load of a policy with service-manager: count" 0 gatekeeper load /run/counted.yaml
generation=$(status generation)
sleep 2
before=$(status log.left_out)
start_thrice
becomes "service-manager: count: equal attaches of systemd are left out" 10 left_out_since "$before"
is "service-manager: count: the first of each kind has a record" "cgroup_inet_egress cgroup_inet_ingress" "$(manager "$each")"
for _ in 1 2 3; do
	container_attach
	${attach/host-cgroup/sys/fs/cgroup} | cut -d' ' -f3
done >/tmp/attached
is "control: a container and another process of the host attach" "allowed allowed allowed allowed allowed allowed" "$(xargs </tmp/attached)"
becomes "each attach of a container has a record" 10 attached_thrice container
becomes "each attach of another process of the host has a record" 10 attached_thrice host
exits "the daemon restarts" 0 systemctl restart gatekeeper
becomes "the log has the counts" 10 manager_is "$counted" "cgroup_inet_egress 2 cgroup_inet_ingress 2"
exits "load of the policy of the host" 0 gatekeeper load "$policy"
