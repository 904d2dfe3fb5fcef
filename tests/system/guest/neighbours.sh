# systemd's own BPF programs, those of LSM hooks among them, beside a gatekeeper under protect: self: attached before it
# they go on, and it lets them be attached after it.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=neighbours

bind_port='socket(S, AF_INET, SOCK_STREAM, 0) or exit 2; bind(S, sockaddr_in(8080, INADDR_LOOPBACK)) or print("$!\n"), exit 1'
send='echo x >/dev/udp/127.0.0.1/9'
seen=/var/tmp/neighbours # on ext4, which the unit below may use
mkdir -p $seen

# tries NAME SETTING COMMAND: a unit with the setting, which runs the command once a second and writes down its exit code
tries() {
	systemd-run --quiet --unit="before-$1" -p "$2" bash -c "while sleep 1; do ($3) >$seen/$1.output 2>&1; echo \$? >>$seen/$1; done"
	becomes "a unit runs with $2" 30 test -s "$seen/$1"
}
# again NAME WHERE: the unit tries again, and what its command ended with is known
again() {
	: >"$seen/$1"
	becomes "$2: the unit of before tries again: $1" 30 test -s "$seen/$1"
}
# still NAME WHERE EXPECTED
still() {
	again "$1" "$2"
	is "$2: and as before ends with $3: $1" "$3" "$(sort -u "$seen/$1" | xargs)"
}
still_limited() {
	still file-system "$1" "${2:-1}"
	still interface "$1" 1
	still port "$1" 1
	still address "$1" 1
	still open "$1" 0
}
units_are_limited() {
	limited "$1, RestrictFileSystems=" RestrictFileSystems=ext4 head -c 1 /proc/version
	exits "$1, RestrictFileSystems=: a unit may read an allowed file system" 0 unit -p RestrictFileSystems=ext4 head -c 1 /etc/hostname
	limited "$1, RestrictNetworkInterfaces=" RestrictNetworkInterfaces=~lo bash -c "$send"
	exits "$1, RestrictNetworkInterfaces=: a unit may use an allowed interface" 0 unit -p RestrictNetworkInterfaces=lo bash -c "$send"
	limited "$1, SocketBindDeny=" SocketBindDeny=any perl -MSocket -e "$bind_port"
	exits "$1, SocketBindDeny=: a unit may bind to an allowed port" 0 unit -p SocketBindDeny=any -p SocketBindAllow=8080 perl -MSocket -e "$bind_port"
	host_filters "$1"
}
enforced() {
	is "$1: enforcement is proven" true "$(status enforcing)"
	is "$1: a container is denied, and the host is not" "refused allowed" \
		"$(container_attach) $(/test/probe attach --cgroup /sys/fs/cgroup/target --type cgroup_inet_sock_create --route link-create | cut -d' ' -f3)"
}
lsm_programs() { journalctl -b -o cat SYSLOG_IDENTIFIER=systemd | grep -c "bpf-restrict-fs: LSM BPF program attached"; }
lsm_programs_are() { [ "$(lsm_programs)" = "$1" ]; }
# The programs that nsresourced attaches to LSM hooks, for its user namespaces; it leaves pins behind.
userns_programs() { gatekeeper list --json | jq -r 'select(.bpf.program.name // "" | startswith("userns_restrict")) | .bpf.detail' | sort | xargs; }
start_nsresourced() {
	exits "$1: nsresourced starts" 0 systemctl restart systemd-nsresourced.service
	becomes "$1: its programs are attached" 30 sh -c "gatekeeper list --json | grep -q userns_restrict"
}

mkdir -p /sys/fs/cgroup/target
is "control: systemd loads its LSM program at boot" 1 "$(lsm_programs)"
start_nsresourced "control"
programs=$(userns_programs)
has "control: they are LSM programs" bpf_lsm_path_mkdir "$programs"
units_are_limited control
tries reexecuted RestrictFileSystems=ext4 "head -c 1 /proc/version"
still reexecuted control 1
systemctl daemon-reexec
becomes "control: systemd loads its LSM program again" 10 lsm_programs_are 2
again reexecuted control
# systemd 257 does not write the units that it has into the map of its new program.
of_before=$(sort -u $seen/reexecuted | xargs)
is "control: whether units of before are limited after daemon-reexec is known" 1 "$(echo "$of_before" | grep -c '^[01]$')"
tries file-system RestrictFileSystems=ext4 "head -c 1 /proc/version"
tries interface RestrictNetworkInterfaces=~lo "$send"
tries port SocketBindDeny=any "perl -MSocket -e '$bind_port'"
tries address IPAddressDeny=any "$send"
tries open PrivateTmp=no "$send"
still_limited control
has "doctor names systemd" "process 1 (systemd): lsm_mac bpf_lsm_file_open (program" "$(gatekeeper doctor)"

{ cat /usr/share/gatekeeper/presets/default.yaml; echo "protect: self"; } >/run/self.yaml
exits "load succeeds" 0 gatekeeper load /run/self.yaml
has "load names systemd" "neighbour: process 1 (systemd): lsm_mac bpf_lsm_file_open (program" "$(cat /tmp/output)"
has "load names nsresourced" "(systemd-nsresou): lsm_mac bpf_lsm_path_" "$(cat /tmp/output)"
enforced loaded
still_limited loaded
is "loaded: the programs of nsresourced are attached" "$programs" "$(userns_programs)"
units_are_limited loaded

before=$(lsm_programs)
exits "systemd executes itself again" 0 systemctl daemon-reexec
becomes "systemd loads its LSM program after the gatekeeper" 10 lsm_programs_are $((before + 1))
systemctl stop systemd-nsresourced.service systemd-nsresourced.socket
rm -r /sys/fs/bpf/systemd/userns-restrict
becomes "the programs of nsresourced are gone" 30 sh -c '! gatekeeper list --json | grep -q userns_restrict'
start_nsresourced "after the gatekeeper"
is "after the gatekeeper: they are those of before" "$programs" "$(userns_programs)"
units_are_limited "after daemon-reexec"
still_limited "after daemon-reexec" "$of_before"
enforced "after daemon-reexec"
exits "unload succeeds" 0 gatekeeper unload
finish
