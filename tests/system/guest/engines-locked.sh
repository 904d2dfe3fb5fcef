# The preset locked-host beside real engines: they start containers, a shell of root only looks, and unload ends it.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-locked

shell_may() {
	echo "$(answered /test/probe load --type cgroup_inet_egress)" \
		"$(answered /test/probe attach --cgroup $target --type cgroup_inet_egress --route link-create)"
}
# filtered WHERE ENGINE: a container starts, and may make a device node of the host's disk, but not open it
filtered() {
	has "$1: $2 starts a container under a device filter" "/tmp/disk: Operation not permitted" "$($2 run --rm --network=none --cap-add=MKNOD \
		localhost/agent:1 /bin/busybox sh -c '/bin/busybox mknod /tmp/disk b 254 0 && /bin/busybox head -c 1 /tmp/disk' 2>&1)"
}

# As in a shell: podman would take this for a unit of its own, and leave the runtime in it.
unset INVOCATION_ID
mkdir -p $target
set_up_docker
exits "Docker starts" 0 systemctl start docker
exits "it has the images" 0 import_images
exits "podman has them" 0 podman load --input /root/images.tar
exits "containerd has them" 0 ctr images import /root/images.tar
filtered control docker
filtered control podman
is "control: a shell may load and attach" "allowed allowed" "$(shell_may)"

enforces locked-host /usr/share/gatekeeper/presets/locked-host.yaml
for engine in docker podman; do
	filtered locked-host $engine
	exits "$engine: a container of the host's namespaces starts" 0 $engine run --detach --name works --privileged \
		--network=host --pid=host --ipc=host --uts=host --cgroupns=host localhost/agent:1 /bin/busybox sleep 100000
	exits "$engine: a command runs in it" 0 $engine exec works /bin/busybox true
	exits "$engine: it starts again" 0 $engine restart --time 0 works
	exits "$engine: it is removed" 0 $engine rm --force works
done
exits "ctr: a container starts" 0 ctr run --rm localhost/agent:1 works /bin/busybox true
is "a shell may neither load nor attach" "refused could-not-try" "$(shell_may)"
exits "it may look" 0 gatekeeper list
digest=$(status digest)
is "of the engines, only what runc tries out was denied" "BTF_LOAD MAP_CREATE PROG_LOAD socket_filter" \
	"$(records ".gatekeeper.policy_digest == \"$digest\" and .gatekeeper.verdict == \"deny\" and .process.name != \"probe\"" |
		jq -r 'if .process.name == "runc" then "\(.bpf.command) \(.bpf.program.type // "")" else tojson end' | sort -u | xargs)"

quadlet() { unit --collect --unit workload podman run --rm --network=none localhost/agent:1 /bin/busybox true; }
exits "podman in a unit that is not named starts none" 126 quadlet
sed 's/podman.service\]/podman.service, workload.service]/' /usr/share/gatekeeper/presets/locked-host.yaml >/root/named.yaml
enforces "with the unit" /root/named.yaml
exits "in a named unit it does" 0 quadlet
exits "Docker starts again" 0 systemctl restart docker containerd
filtered "after a restart" docker
exits "the documented way out works" 0 gatekeeper unload
is "and a shell may load and attach" "allowed allowed" "$(shell_may)"
exits "Docker stops" 0 systemctl stop docker docker.socket containerd
finish
