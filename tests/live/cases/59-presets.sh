# The presets for clusters, agents and locked hosts do what their heads promise: to pods, agents, services, administrators.

# Not beside the policy of other cases: a drop-in is looked for there.
mkdir -p /run/c59
default_policy=$policy policy=/run/c59/policy.yaml
# use_preset NAME [SED-SCRIPT]
use_preset() {
	rm -rf /run/c59/kubernetes.d
	sed "${2:-}" "/policy/presets/$1.yaml" >$policy
	[ "$1" != kubernetes ] || cp -r /policy/presets/kubernetes.d /run/c59
	start_daemon
}
# pod NAME CGROUP NAMESPACE POD IMAGE [JQ-FILTER]: a container of which the runtime's hook tells this
pod() {
	container "$1" "$(printf '.annotations = {"io.kubernetes.cri.container-type": "container",
		"io.kubernetes.cri.container-name": "it", "io.kubernetes.cri.sandbox-namespace": "%s",
			"io.kubernetes.cri.sandbox-name": "%s", "io.kubernetes.cri.image-name": "%s"}
		| .linux.cgroupsPath = "%s"
		| .hooks = {createRuntime: [{path: "%s", args: ["gatekeeper", "container", "add"]}],
			poststop: [{path: "%s", args: ["gatekeeper", "container", "remove"]}]}
		| %s' "$3" "$4" "$5" "$2" "$(command -v gatekeeper)" "$(command -v gatekeeper)" "${6:-.}")"
}
# What of the paths of tracing is allowed to whom a command puts them into; one whose program can't be loaded is refused.
traces() { "$@" routes raw-tracepoint perf-link prog-array iter-link | awk '{ print $3 == "EPERM" ? "refused" : $2 }' | sort | uniq -c | xargs; }
# verdict COMMAND...: of a probe; if the program can't be loaded, there is nothing to attach
verdict() { "$@" | awk '{ print $4 == "EPERM" ? "refused" : $3 }'; }
filter_there="probe attach --cgroup $cgroups/target --type cgroup_inet_egress --route prog-attach"
# filter NAME: an attach of a container to its own cgroup
filter() { verdict inside "$1" probe attach --cgroup /sys/fs/cgroup --type cgroup_inet_egress --route prog-attach; }
writable='(.mounts[] | select(.type == "cgroup")).options -= ["ro"]'

exits "control: a container starts without a policy" 0 container free "$writable"
is "control: without a policy it traces" "4 allowed" "$(traces inside free)"
is "control: and filters its traffic" allowed "$(filter free)"
remove_containers

use_preset kubernetes
exits "kubernetes: an agent starts, and crun sets its device filter" 0 \
	pod agent /kubepods.slice/kubepods-pod1.slice/cri-containerd-1.scope kube-system tetragon-x7k2p quay.io/cilium/tetragon:v1.6.0 "$writable"
exits "kubernetes: the device filter is there" 0 sh -c "bpftool cgroup show $cgroups/kubepods.slice/kubepods-pod1.slice/cri-containerd-1.scope | grep cgroup_device"
is "kubernetes: the agent traces" "4 allowed" "$(traces inside agent)"
is "kubernetes: it filters nobody" refused "$(filter agent)"
exits "kubernetes: another pod starts" 0 \
	pod other /kubepods.slice/kubepods-pod2.slice/cri-containerd-2.scope default tetragon-x7k2p quay.io/cilium/tetragon:v1.6.0 "$writable"
is "kubernetes: it traces nothing" "4 refused" "$(traces inside other)"
is "kubernetes: nor does it filter its own traffic" refused "$(filter other)"
becomes "kubernetes: the denials name the default, the pod and its namespace" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .orchestrator.resource.name == \"tetragon-x7k2p\" and .orchestrator.namespace == \"default\"') -ge 1 ]"
exits "kubernetes: it may list what there is" 0 inside other bpftool cgroup show /sys/fs/cgroup
has "kubernetes: it may not open what it finds" "Operation not permitted" "$(inside other bpftool prog list 2>&1)"
exits "control: the host may" 0 bpftool prog list
for cgroup in kubepods.slice/kubepods-pod3.slice/cri-containerd-3.scope kubepods/burstable/pod3/3; do
	new_cgroup $cgroup >/dev/null
	is "kubernetes: who has all namespaces of the host in /$cgroup is not the host" "4 refused" "$(traces in_cgroup $cgroup)"
done
exits "kubernetes: a container of which nobody told starts" 0 container untold
is "kubernetes: it traces nothing" "4 refused" "$(traces inside untold)"
is "kubernetes: the host traces" "4 allowed" "$(traces env)"
remove_containers
kill_daemon

use_preset agents
exits "agents: Falco starts" 0 pod agent /falco '' '' docker.io/falcosecurity/falco:0.43.0 "$writable"
is "agents: it traces" "4 allowed" "$(traces inside agent)"
is "agents: it filters nobody" refused "$(filter agent)"
exits "agents: another container starts" 0 pod other /other '' '' docker.io/library/nginx:1 "$writable"
is "agents: it traces nothing" "4 refused" "$(traces inside other)"
is "agents: nor does it filter its own traffic" refused "$(filter other)"
new_cgroup system.slice/tetragon.service >/dev/null
is "agents: a unit traces" "4 allowed" "$(traces in_cgroup system.slice/tetragon.service)"
is "agents: and sandboxed" "4 allowed" "$(traces in_cgroup system.slice/tetragon.service unshare --mount --net)"
is "agents: it filters nobody" refused "$(verdict in_cgroup system.slice/tetragon.service $filter_there)"
is "agents: what it starts in other namespaces traces nothing" "4 refused" "$(traces in_cgroup system.slice/tetragon.service unshare --mount --pid --fork)"
new_cgroup system.slice/other.service >/dev/null
is "agents: another unit does everything" "4 allowed" "$(traces in_cgroup system.slice/other.service)"
is "agents: the host filters" allowed "$(verdict $filter_there)"
remove_containers
kill_daemon

load_pass="bpftool prog load /live/pass.bpf.o /sys/fs/bpf/c59-pass type cgroup/skb"
exits "control: without a policy an administrator loads" 0 $load_pass
rm -f /sys/fs/bpf/c59-pass
exits "control: and attaches a program that stays" 0 \
	probe attach --cgroup $cgroups/target --type cgroup_inet_egress --route prog-attach --keep
cp "$(command -v gatekeeper)" /run/c59/another
exits "control: and reads a map" 0 sh -c "bpftool map create /sys/fs/bpf/c59-map type array key 4 value 4 entries 1 name c59 &&
	bpftool map lookup pinned /sys/fs/bpf/c59-map key 0 0 0 0"
use_preset locked-host "s,/usr/sbin/gatekeeper,/run/c59/another,"
exits "locked-host: an administrator lists programs" 0 sh -c 'bpftool prog list | grep -q .'
for what in "map show" "link show" "net show" "cgroup tree"; do
	exits "locked-host: an administrator lists: $what" 0 bpftool $what
done
exits "locked-host: an administrator opens a map" 0 bpftool map show pinned /sys/fs/bpf/c59-map
has "locked-host: but does not read it" "Operation not permitted" "$(bpftool map lookup pinned /sys/fs/bpf/c59-map key 0 0 0 0 2>&1)"
exits "locked-host: an administrator does not load" 255 $load_pass
becomes "locked-host: that is on record" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .bpf.operation == \"load\" and .process.name == \"bpftool\"') -ge 1 ]"
is "locked-host: an administrator neither traces nor attaches" "4 refused, refused" "$(traces env), $(verdict $filter_there)"
exits "locked-host: crun that an administrator starts fails" 1 pod other /other '' '' docker.io/library/nginx:1 "$writable"
has "locked-host: at its device filter" "Operation not permitted" "$(cat /c/other.output)"
crun delete --force other 2>/dev/null
new_cgroup machine.slice/libpod-conmon-1.scope >/dev/null
echo $$ >$cgroups/machine.slice/libpod-conmon-1.scope/cgroup.procs
exits "locked-host: crun that podman starts starts a container" 0 pod other /other '' '' docker.io/library/nginx:1 "$writable"
is "locked-host: nor does what podman starts filter traffic" refused "$(verdict $filter_there)"
echo $$ >$cgroups/cgroup.procs
filtered() { bpftool cgroup show $cgroups/other | grep -q cgroup_device; }
exits "locked-host: it has a device filter" 0 filtered
id=$(bpftool -j cgroup show $cgroups/other | jq -r '.[] | select(.attach_type == "cgroup_device").id')
exits "locked-host: an administrator does not detach it" 255 bpftool cgroup detach $cgroups/other cgroup_device id "$id"
exits "locked-host: it is there still" 0 filtered
is "locked-host: the container traces nothing" "4 refused" "$(traces inside other)"
is "locked-host: nor does it filter its own traffic" refused "$(filter other)"
exits "locked-host: it lists what there is" 0 inside other bpftool cgroup show /sys/fs/cgroup
new_cgroup init.scope >/dev/null
is "locked-host: process 1 attaches" allowed "$(verdict in_cgroup init.scope $filter_there)"
new_cgroup system.slice/systemd-networkd.service >/dev/null
is "locked-host: a named unit attaches, in namespaces of its own" allowed \
	"$(verdict in_cgroup system.slice/systemd-networkd.service unshare --mount --net $filter_there)"
is "locked-host: another unit does not" refused "$(verdict in_cgroup system.slice/other.service $filter_there)"
kill_daemon
exits "locked-host: the gatekeeper loads another policy" 0 gatekeeper load $default
is "control: then an administrator attaches" allowed "$(verdict $filter_there)"
exits "locked-host: and this one again" 0 gatekeeper load $policy
is "locked-host: an administrator attaches no more" refused "$(verdict $filter_there)"
exits "locked-host: the program of an upgrade takes over" 0 /run/c59/another load $policy
exits "locked-host: a gatekeeper in a container does not unload it" 1 unshare --mount gatekeeper unload
exits "locked-host: root unloads it" 0 /run/c59/another unload
is "control: then an administrator attaches" allowed "$(verdict $filter_there)"
remove_containers
rm -f /sys/fs/bpf/c59-*

policy=$default_policy
