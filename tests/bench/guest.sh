#!/bin/sh
# The benchmark's body, in the guest: every case without any program, with the empty one, and with ours; the case
# without a program again between and at the end, for whether the guest still is the one it was.
set -e
caller=/sys/fs/cgroup/bench.slice/pods.slice/pod1.slice/caller # as deep as a container's
pins=/sys/fs/bpf/gatekeeper
cd /bench

mkdir -p $caller/self
sh ./world.sh

# in_cgroup COMMAND [ARGUMENT]...: in the caller's cgroup
in_cgroup() { sh -c 'echo $$ >$0/self/cgroup.procs; exec "$@"' $caller "$@"; }

# What was taken away is gone after this.
rest() { sleep 2; }

# with_policy POLICY CASE...
with_policy() {
	gatekeeper load "$1" >&2
	shift
	rest
	in_cgroup client --ring $pins/gk_events --ring $pins/gk_denials ours $caller "$@"
}

# In the root cgroup: what it costs to charge another with a child's memory has two values, apart by more than the hooks.
# Five times, as processes that fork differ by as much as hooks add.
forks() {
	for round in 1 2 3 4 5; do
		"$@" $caller fork-exit fork-exit-container fork-exit-privileged
	done
}

without_any() { in_cgroup client none $caller; }

with_empty() {
	in_cgroup with-empty empty.bpf.o /usr/bin/client empty $caller
	rest
}

with_cgroup_only() {
	with_policy cgroup-only.yaml lookup attach-detach attach-detach-next attach-detach-link prog-load getppid openclose \
		setsockopt ioctl netlink
}

# profile NAME RULE: containers-common's profile with a policy of this rule merged into it
profile() {
	printf 'version: 1\ndefault: allow\nrules: %s\n' "$2" >"$1.yaml"
	gatekeeper seccomp profile "$1.yaml" --base /seccomp.json --format oci --capability sys_admin,bpf >"$1.json"
}

# with_profile NAME LABEL: the calls under a profile
with_profile() { in_cgroup under-profile "$1.json" /usr/bin/client "$2" $caller $profiled; }

profiled='profile-getppid profile-setsockopt profile-bpf'
profile base '[]'
profile merged '[{name: rule, deny: [attach:cgroup, attach:socket]}]'

# Once without looking, and then twice or three times: what allocates costs more until the kernel's caches are filled.
sleep 5
in_cgroup client warm-up $caller >&2

without_any
with_empty
without_any
in_cgroup client none $caller $profiled
with_profile base empty
with_profile merged ours
in_cgroup client none $caller $profiled
with_cgroup_only
# Each load takes a guest a minute: from here on all programs are loaded, and the policies only change.
gatekeeper load --all-programs decided-10.yaml >&2
with_policy decided-10.yaml decided-10
with_policy decided-1000.yaml decided-1000
with_policy decided-1000-mixed.yaml decided-1000-mixed
with_policy denied.yaml denied denied-attach
# What the client drains would be kept from it.
{ cat /policy/presets/strict.yaml; echo; echo 'protect: off'; } >strict.yaml
with_policy strict.yaml strict-setsockopt strict-ioctl strict-netlink strict-netlink-longer
with_policy denied-counted.yaml denied-repeat denied-attach-repeat
# The publishing program is none of those whom the policies allow.
sed 's/^default: deny/default: allow/' decided-1000.yaml >publish.yaml
sed 's/, cgroup: [^,}]*//' publish.yaml >publish-no-cgroups.yaml
gatekeeper load publish.yaml >&2
publish publish-no-cgroups.yaml
publish publish.yaml publish-cgroups
with_cgroup_only
gatekeeper unload >&2
rest
with_empty
without_any

# At the end, as what the others cost depends on how many processes there were before.
forks client none
forks with-empty empty.bpf.o /usr/bin/client empty
# With everything that protects itself attached; there are no events, and nobody may drain.
sed 's/^protect: off/protect: self/' cgroup-only.yaml >protected.yaml
gatekeeper load protected.yaml >&2
rest
in_cgroup client ours $caller execve umount umount-lazy prlimit setpriority
forks client ours
gatekeeper unload >&2
rest
forks client none
