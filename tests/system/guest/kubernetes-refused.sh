# Nodes that the pod of the DaemonSet can't make enforce: it says why, is not ready, and leaves no policy.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=kubernetes-refused

pod=bpf-gatekeeper-pod-agent
files=/test/packages

play() { podman kube play --network=host --log-driver=k8s-file "$@"; }
says() { podman logs "$1" 2>/dev/null | jq -c "select($2)" | grep -q .; }

rm -f $policy
cat $files/policy.yaml <(echo ---) $files/daemonset.yaml >/root/pod.yaml
is "control: bpf is not an active security module" "" "$(grep -o bpf /sys/kernel/security/lsm)"
exits "podman plays the DaemonSet" 0 play /root/pod.yaml
becomes "stdout says that the policy is refused" 60 says $pod '.event.action == "policy-refused"'
becomes "and why" 10 says $pod '.event.action == "policy-answer" and (.message | test("lsm="))'
exits "the pod is not ready" 1 podman exec $pod agent ready
has "the probe says what is missing" "the policy: refused" "$(cat /tmp/output)"
exits "the pod is alive" 0 podman exec $pod agent alive
exits "no policy is left on the node" 1 test -e $policy
is "the container may attach" allowed "$(container_attach)"
exits "the DaemonSet is deleted" 0 podman kube down /root/pod.yaml
exits "such a node can be uninstalled" 0 play $files/uninstall.yaml
exits "the program is gone" 1 test -e /opt/bpf-gatekeeper
exits "the uninstallation is deleted" 0 podman kube down $files/uninstall.yaml

touch /usr/sbin/gatekeeper
exits "on a node with the package the installation fails" 125 play /root/pod.yaml
becomes "it says why" 10 says bpf-gatekeeper-pod-install '.event.action == "install" and (.message | test("has a gatekeeper already"))'
exits "it installed nothing" 1 test -e /opt/bpf-gatekeeper/gatekeeper
exits "no unit of it" 1 test -e /etc/systemd/system/gatekeeper-policy.socket
finish
