#!/bin/sh
# The benchmark's body, in the guest: every case without any program, with the empty one, and with ours; the case
# without a program again between and at the end, for whether the guest still is the one it was.
set -e
caller=/sys/fs/cgroup/bench.slice/pods.slice/pod1.slice/caller # as deep as a container's
ring=/sys/fs/bpf/gatekeeper/gk_events
cd /bench

mkdir -p $caller/self
sh ./world.sh # what the policies name

# measure [--ring PIN] LABEL [CALL]...; COMMAND before it, in the caller's cgroup
in_cgroup() { sh -c 'echo $$ >$0/self/cgroup.procs; exec "$@"' $caller "$@"; }
rest() { sleep 2; }

# with_policy POLICY CALL...
with_policy() {
	gatekeeper load "$1" >&2
	shift
	rest
	in_cgroup client --ring $ring ours $caller "$@"
}

sleep 5
in_cgroup client warm-up $caller >&2
in_cgroup client none $caller
in_cgroup with-empty empty.bpf.o /usr/bin/client empty $caller
rest
in_cgroup client none $caller
with_policy cgroup-only.yaml lookup attach-detach attach-detach-next attach-detach-link prog-load getppid openclose setsockopt ioctl netlink
with_policy decided-10.yaml decided-10
with_policy decided-1000.yaml decided-1000
publish decided-1000.yaml
with_policy denied.yaml denied denied-attach
gatekeeper unload >&2
rest
in_cgroup client none $caller
