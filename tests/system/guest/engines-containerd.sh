# containerd without Kubernetes, by ctr: the runtime of contrib/oci stands before runc, and asks containerd for images.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-containerd

execs=0
# run NAME IMAGE [OPTION]...: one that runs on
run() {
	local name=$1 image=$2
	shift 2
	ctr run --detach --mount type=bind,src=/,dst=/host,options=rbind:rw "$@" "$image" "$name" /bin/busybox sleep 100000
}
# shellcheck disable=SC2046 # words
tries() { execs=$((execs + 1)); answered ctr task exec --exec-id "x$execs-$RANDOM" "$1" $(in_host "$2"); }
all_types() { for type in cgroup_inet_egress cgroup_inet_ingress cgroup_inet_sock_create cgroup_sysctl; do tries "$1" $type; done | xargs; }
remove() {
	local name
	for name; do
		ctr task rm --force "$name"
		ctr container rm "$name"
	done >/dev/null 2>&1
}
digest_of() { ctr images ls | awk -v name="$1" '$1 == name { print $3 }'; }

mkdir -p $target
exits "control: the images are made" 0 have_images
install -m 0755 $docs/runtime-with-hooks /usr/local/sbin/runc
exits "containerd starts" 0 systemctl start containerd
exits "it takes the images" 0 ctr images import /root/images.tar
rules containerd localhost/agent "$(digest_of localhost/agent:1)" web tier=front >/root/containerd.yaml
exits "control: without a policy a container starts" 0 run web localhost/agent:1 --privileged
is "control: and may attach" "allowed allowed allowed allowed" "$(all_types web)"
remove web
enforces "rules on image, digest, name and label" /root/containerd.yaml

exits "a container of the image starts" 0 run web localhost/agent:1 --privileged --label tier=front
is "it may attach, by image, digest, name and label" "allowed allowed allowed allowed" "$(all_types web)"
exits "one that differs in image, name and label starts" 0 run db localhost/other:1 --privileged
is "it may not" "refused refused refused refused" "$(all_types db)"
is "the registry has both" '[["db","localhost/other:1","containerd"],["web","localhost/agent:1","containerd"]]' "$(known)"
on_record web localhost/agent:1 containerd allow
on_record db localhost/other:1 containerd deny

exits "containerd starts again" 0 systemctl restart containerd
is "it may attach as before" allowed "$(tries web cgroup_inet_egress)"
is "the other may not" refused "$(tries db cgroup_inet_egress)"
exits "the registrations are lost" 0 rm -r /run/gatekeeper/containers
is "then neither may" "refused refused" "$(tries web cgroup_inet_egress) $(tries db cgroup_inet_egress)"
exits "scan finds both" 0 gatekeeper container scan
is "the registry has both" '[["db","localhost/other:1","containerd"],["web","localhost/agent:1","containerd"]]' "$(known)"
is "only that of the image may attach" "allowed refused" "$(tries web cgroup_inet_egress) $(tries db cgroup_inet_egress)"
remove web db
is "removed ones are not known" "[]" "$(known)"

namespaces containerd network --net-host
namespaces containerd all --net-host --with-ns pid:/proc/1/ns/pid --with-ns ipc:/proc/1/ns/ipc --with-ns uts:/proc/1/ns/uts --with-ns cgroup:/proc/1/ns/cgroup

# --- without the hook, and without the daemon ---------------------------------------------------------------
exits "a container starts without the hook" 0 run unhooked localhost/agent:1 --privileged --runc-binary /usr/bin/runc
is "it is unknown, and may not attach" "[] refused" "$(known) $(tries unhooked cgroup_inet_egress)"
exits "scan finds it" 0 gatekeeper container scan
is "it has a name and an engine, and no image: containerd alone has that" '[["unhooked",null,"containerd"]] refused' \
	"$(known) $(tries unhooked cgroup_inet_egress)"
remove unhooked
exits "the daemon is stopped" 0 systemctl stop gatekeeper
exits "without the daemon no container starts" 1 run late localhost/agent:1
has "the reason is in the journal" "the policy has containers: required" "$(journalctl -b -t gatekeeper -o cat)"
is "the container does not run" "" "$(ctr task ls --quiet)"
ctr container rm late >/dev/null 2>&1
exits "the daemon is started" 0 systemctl start gatekeeper
exits "then one starts" 0 run late localhost/agent:1
remove late
exits "containerd stops" 0 systemctl stop containerd
rm /usr/local/sbin/runc
exits "unload succeeds" 0 gatekeeper unload
finish
