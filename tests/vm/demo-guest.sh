#!/bin/sh
# The demo's body, in the guest: what is done, what is expected of it, what was seen.
# The container is the one of the live tests: real crun, every capability, its own namespaces.
diag() { sed 's/^/      /'; }
cd /live || exit
. ./world.sh
policy=/etc/gatekeeper/policy.yaml
log=/var/log/gatekeeper/audit.jsonl
pod=$cgroups/pod # the parent of the container's cgroup
checks=0 differ=0

title() { printf '\n%s\n' "$*"; }

# check EXPECTED SEEN
check() {
	local mark="ok"
	checks=$((checks + 1))
	if [ "$1" != "$2" ]; then
		differ=$((differ + 1))
		mark="DIFFERS"
	fi
	printf '      expected  %s\n      seen      %-60s [%s]\n' "$1" "$2" "$mark"
}

# on host|container COMMAND...: shows (without the options of strace) and runs it; its output is in /tmp/output
on() {
	local where=$1
	shift
	printf '  %-9s # %s\n' "$where" "$(echo "$*" | sed 's/ -qq .*=failed//')"
	if [ "$where" = host ]; then
		"$@" >/tmp/output 2>&1 </dev/null
	else
		inside web "$@" >/tmp/output 2>&1 </dev/null
	fi
}

# attach host|container CGROUP EXPECTED: with bpftool, which does not say why it failed; strace does.
attach() {
	local where=$1 cgroup=$2 expected=$3 pin=/bpf/pass seen
	[ "$where" = container ] || pin=/sys/fs/bpf/pass
	if on "$where" strace -qq -e trace=bpf -e status=failed bpftool cgroup attach "$cgroup" egress pinned $pin; then
		seen=attached
	else
		seen=$(sed -n 's/^bpf(BPF_PROG_ATTACH, .*= -1 /refused: /p' /tmp/output)
	fi
	check "$expected" "${seen:-$(head -n 1 /tmp/output)}"
}

# has_egress CGROUP EXPECTED: the runtime's own device filter may be there, it is not ours to count.
has_egress() {
	on host bpftool cgroup show "$1"
	check "$2" "$(if grep -q egress /tmp/output; then echo an egress program; else echo no egress program; fi)"
}

# until_true SECONDS COMMAND...
until_true() {
	local until
	until=$(($(cut -d. -f1 /proc/uptime) + $1))
	shift
	while ! "$@"; do
		[ "$(cut -d. -f1 /proc/uptime)" -lt $until ] || return 1
		sleep 0.2
	done
}

denials() { gatekeeper log --file $log --denied --json | jq -Mr '[.error.code, .gatekeeper.rule] | join(" by ")'; }
denials_are() { [ "$(denials | wc -l)" -ge "$1" ]; }

# What the daemon said where it went wrong, the sum of it, and the end.
finish() {
	crun delete --force web >/dev/null 2>&1
	if [ $differ = 0 ]; then
		printf '\nAll %s checks as expected.\n' $checks
		exit 0
	fi
	printf '\nThe daemon said:\n'
	diag </tmp/daemon
	printf '\n%s of %s checks DIFFER from what was expected.\n' $differ $checks
	exit 1
}

refused='refused: EPERM (Operation not permitted)'

echo "Linux $(uname -r), security modules: $(cat /sys/kernel/security/lsm)"
mkdir -p ${policy%/*} $pod
if ! container web '.linux.cgroupsPath = "/pod/web"' || ! inside web mount -t bpf bpf /bpf ||
	! inside web bpftool prog load /live/pass.bpf.o /bpf/pass || ! bpftool prog load /live/pass.bpf.o /sys/fs/bpf/pass; then
	echo "demo: the container could not be set up" >&2
	exit 1
fi
echo "A crun container in the cgroup /pod/web, capabilities $(inside web awk '/CapEff/ { print $2 }' /proc/self/status)"

title "1. Without a policy: a container may attach to cgroups, as the kernel decides it"
attach container /sys/fs/cgroup attached
has_egress $pod/web "an egress program"
on container bpftool cgroup detach /sys/fs/cgroup egress pinned /bpf/pass

title "2. The daemon loads policy/presets/default.yaml: no cgroup programs from containers"
cp $default $policy
printf '  host      # gatekeeper daemon %s --log %s &\n' $policy $log
gatekeeper daemon $policy --log $log >/tmp/daemon 2>&1 </dev/null &
daemon=$!
until_true 20 status_is enforcing true
on host gatekeeper status
check "enforcing (a test call was denied just now)" "$(head -n 1 /tmp/output)"
[ $differ = 0 ] || finish # nothing that follows would tell more

title "3. The host attaches as before"
attach host $pod/web attached
has_egress $pod/web "an egress program"
on host bpftool cgroup detach $pod/web egress pinned /sys/fs/bpf/pass

title "4. The container is refused"
attach container /sys/fs/cgroup "$refused"
has_egress $pod/web "no egress program"

title "5. The policy file is edited: own-subtree.yaml, containers may filter their own traffic"
on host cp $own_subtree $policy
printf '  host      # gatekeeper status --json | jq .rules\n'
until_true 15 status_is rules 2
check 2 "$(status rules)"

title "6. The container attaches to its own cgroup, and not to its parent's"
attach container /sys/fs/cgroup attached
has_egress $pod/web "an egress program"
attach container /host-cgroup/pod "$refused"
has_egress $pod "no egress program"

title "7. Everything is on record"
until_true 10 denials_are 2
on host gatekeeper log --file $log
diag </tmp/output
printf "  host      # gatekeeper log --denied --json | jq -r '[.error.code, .gatekeeper.rule] | join(\" by \")'\n"
denials >/tmp/denials
check "EPERM by no-cgroup-programs-from-containers" "$(sed -n 1p /tmp/denials)"
check "EPERM by no-other-cgroup-programs-from-containers" "$(sed -n 2p /tmp/denials)"
check "nothing else" "$(sed 1,2d /tmp/denials | grep . || echo nothing else)"

title "8. The daemon is killed: the kernel goes on"
printf '  host      # kill -9 DAEMON\n'
kill -9 $daemon
wait $daemon 2>/dev/null
on host gatekeeper status
check "enforcing (a test call was denied just now)" "$(head -n 1 /tmp/output)"
attach container /host-cgroup/pod "$refused"

finish
