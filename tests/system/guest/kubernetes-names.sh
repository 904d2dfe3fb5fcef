# podman tells what its containers are called: a rule on an image allows one of them, and denies another that differs only
# in the image.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=kubernetes-names

PATH=$PATH:/opt/bpf-gatekeeper
hooks=/usr/share/containers/oci/hooks.d
target=/sys/fs/cgroup/names

# hook STAGE ACTION [OPTION]
hook() {
	printf '{"version": "1.0.0", "hook": {"path": "/opt/bpf-gatekeeper/gatekeeper", "args": ["gatekeeper", "container", "%s"%s]},
		"when": {"always": true}, "stages": ["%s"]}' "$2" "${3:+, \"$3\"}" "$1"
}
# attach_in IMAGE NAME: what a container of the image is answered, which runs a program of the host
attach_in() {
	podman run --rm --privileged --network=host --name "$2" --volume /:/host --entrypoint /bin/busybox \
		"localhost/$1" chroot /host /test/probe attach --cgroup $target --type cgroup_inet_egress --route link-create 2>&1 | tail -n 1 | cut -d' ' -f3
}
of_image() { logged ".event.action == \"decision\" and .container.image.name == \"$1\" and .gatekeeper.verdict == \"$2\""; }

mkdir -p $hooks $target
exits "one image has two names" 0 podman tag localhost/bpf-gatekeeper:0.1.0 localhost/agent:1
exits "and a third" 0 podman tag localhost/bpf-gatekeeper:0.1.0 localhost/other:1
hook createRuntime add >$hooks/gatekeeper-add.json
hook poststop remove --optional >$hooks/gatekeeper-remove.json
cat >/root/names.yaml <<POLICY
version: 1
default: allow
log: all
containers: required
rules:
- {name: agent, allow: 'attach:cgroup', caller: {container: {image: localhost/agent, engine: podman}}}
- {name: others, deny: 'attach:cgroup', caller: {from: container}}
POLICY
exits "a rule on an image is loaded" 0 gatekeeper load /root/names.yaml
is "a container of the image may attach" allowed "$(attach_in agent:1 agent)"
is "one that differs only in the image may not" refused "$(attach_in other:1 other)"
becomes "the allowed one is on record with its image" 20 of_image localhost/agent:1 allow
becomes "and the denied one" 20 of_image localhost/other:1 deny
is "no container is known when all have ended" "[]" "$(gatekeeper container list --json | jq -c .)"

exits "one runs on" 0 podman run --detach --privileged --network=host --name lasting --volume /:/host --entrypoint /bin/busybox localhost/agent:1 sleep 1000
attach_again() { podman exec lasting /bin/busybox chroot /host /test/probe attach --cgroup $target --type cgroup_inet_egress --route link-create 2>&1 | tail -n 1 | cut -d' ' -f3; }
is "it may attach" allowed "$(attach_again)"
exits "the daemon starts again" 0 systemctl restart gatekeeper
exits "the rule is loaded again" 0 gatekeeper load /root/names.yaml
is "it may attach as before" allowed "$(attach_again)"
exits "the container starts again" 0 podman restart --time 0 lasting
is "it may attach as before" allowed "$(attach_again)"
exits "its registration is lost" 0 rm -r /run/gatekeeper/containers
exits "scan finds it" 0 gatekeeper container scan
is "under its name" '["lasting","localhost/agent:1"]' "$(gatekeeper container list --json | jq -c '.[] | [.name, .image]')"
is "it may attach as before" allowed "$(attach_again)"
podman rm --force --time 0 lasting >/dev/null 2>&1

systemctl stop gatekeeper
has "without the daemon no container starts" "OCI runtime error" "$(podman run --rm --network=host --entrypoint /bin/busybox localhost/agent:1 true 2>&1)"
systemctl start gatekeeper
rm -r $hooks
exits "the policy of the node is loaded again" 0 gatekeeper load $policy
finish
