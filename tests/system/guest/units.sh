# Under every preset the programs that systemd attaches for its units work on the host, and a container may do what the
# preset says.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=units

bind_port='socket(S, AF_INET, SOCK_STREAM, 0) or exit 2; bind(S, sockaddr_in(8080, INADDR_LOOPBACK)) or print("$!\n"), exit 1'

# restricts_file_systems WHERE: systemd has one program on lsm/file_open, and for each unit a map in its map of maps
restricts_file_systems() {
	limited "$1, RestrictFileSystems=" RestrictFileSystems=ext4 head -c 1 /proc/version
	exits "$1, RestrictFileSystems=: a unit may read an allowed file system" 0 unit -p RestrictFileSystems=ext4 head -c 1 /etc/hostname
}

units_work() {
	host_filters "$1"
	limited "$1, SocketBindDeny=" SocketBindDeny=any perl -MSocket -e "$bind_port"
	restricts_file_systems "$1"
	# The process that becomes the unit creates the map, and is then in the unit's own mount namespace.
	limited "$1, RestrictFileSystems= and PrivateTmp=" RestrictFileSystems=ext4 -p PrivateTmp=yes head -c 1 /proc/version
}

# What a container may do: filters of traffic, devices and ports on its own cgroup, an LSM program; and last a filter on a
# cgroup of the host. If its load is denied, an attach cannot be tried.
container_may() {
	in_container "own() { /test/probe attach --cgroup /sys/fs/cgroup --type cgroup_\$1 --route \$2; }
		own inet_egress prog-attach; own device prog-attach; own inet4_bind link-create
		/test/probe load --type lsm_cgroup
		$attach" | awk '{ print $3 " " $4 == "could-not-try EPERM" ? "not-loaded" : $3 }' | xargs
}

lsm_programs() { journalctl -b -o cat SYSLOG_IDENTIFIER=systemd | grep -c "bpf-restrict-fs: LSM BPF program attached"; }
lsm_programs_are() { [ "$(lsm_programs)" = "$1" ]; }

is "control: systemd loads its LSM program at boot" 1 "$(lsm_programs)"
units_work "no policy"
is "control: without a policy a container may do everything" "allowed allowed allowed allowed allowed" "$(container_may)"

for preset in /usr/share/gatekeeper/presets/*.yaml; do
	name=$(basename "$preset" .yaml)
	expected=
	case $name in
	audit-all) expected="allowed allowed allowed allowed allowed" ;;
	agents | cilium | kubernetes | locked-host | strict) expected="not-loaded not-loaded not-loaded refused not-loaded" ;;
	default) expected="refused refused refused allowed refused" ;;
	nested-containers) expected="not-loaded refused not-loaded refused not-loaded" ;; # the host attached to it, too
	own-subtree) expected="allowed refused refused allowed refused" ;;
	systemd-in-container) expected="refused refused refused refused refused" ;;
	esac
	exits "$name: load succeeds" 0 gatekeeper load "$preset"
	units_work "$name"
	is "$name: a container may do what the preset says" "$expected" "$(container_may)"

	before=$(lsm_programs)
	exits "$name: systemd executes itself again" 0 systemctl daemon-reexec
	becomes "$name: systemd loads its LSM program again" 10 lsm_programs_are $((before + 1))
	restricts_file_systems "$name, after daemon-reexec"
done
finish
