# Docker, with the runtime of contrib/oci: it tells what its containers are called, also those that share namespaces with the host.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-docker

id_of() { docker image inspect --format '{{.Id}}' "$1"; }
# run NAME IMAGE [OPTION]...: one that runs on
run() {
	local name=$1 image=$2
	shift 2
	[[ $* == *--network=* ]] || set -- "$@" --network=none
	docker run --detach --volume /:/host --name "$name" "$@" "$image" /bin/busybox sleep 100000
}
# shellcheck disable=SC2046 # words
tries() { answered docker exec "$1" $(in_host "$2"); }
all_types() { for type in cgroup_inet_egress cgroup_inet_ingress cgroup_inet_sock_create cgroup_sysctl; do tries "$1" $type; done | xargs; }
remove() { docker rm --force "$@" >/dev/null; }

mkdir -p $target
set_up_docker
exits "Docker starts" 0 systemctl start docker
exits "images are made" 0 import_images
rules docker localhost/agent "$(id_of localhost/agent:1)" web tier=front >/root/docker.yaml
exits "control: without a policy a container starts" 0 run web localhost/agent:1 --privileged
is "control: and may attach" "allowed allowed allowed allowed" "$(all_types web)"
remove web
enforces "rules on image, digest, name and label" /root/docker.yaml

exits "a container of the image starts" 0 run web localhost/agent:1 --privileged --label tier=front
is "it may attach, by image, digest, name and label" "allowed allowed allowed allowed" "$(all_types web)"
exits "one that differs in image, name and label starts" 0 run db localhost/other:1 --privileged
is "it may not" "refused refused refused refused" "$(all_types db)"
is "the registry has both" '[["db","localhost/other:1","docker"],["web","localhost/agent:1","docker"]]' "$(known)"
on_record web localhost/agent:1 docker allow
on_record db localhost/other:1 docker deny
is "what docker exec starts is of the same container" "$(docker inspect --format '{{.Id}}' web)" \
	"$(records '.container.name == "web" and .event.action == "decision"' | jq -r .container.id | sort -u | xargs)"

# --- started again ---------------------------------------------------------------------------------------
exits "the container starts again" 0 docker restart --time 0 web
is "it may attach as before" allowed "$(tries web cgroup_inet_egress)"
exits "Docker starts again" 0 systemctl restart docker
is "it may attach as before" allowed "$(tries web cgroup_inet_egress)"
is "the other may not" refused "$(tries db cgroup_inet_egress)"
exits "the daemon starts again" 0 systemctl restart gatekeeper
is "it may attach as before" allowed "$(tries web cgroup_inet_egress)"
remove web db
is "removed ones are not known" "[]" "$(known)"

# --- namespaces of the host --------------------------------------------------------------------------------
namespaces docker pid --pid=host
namespaces docker ipc-uts --ipc=host --uts=host
namespaces docker cgroup --cgroupns=host
namespaces docker all --pid=host --ipc=host --uts=host --cgroupns=host --userns=host --network=host
is "none of them is known any more" "[]" "$(known)"

# --- without the hook, and without the daemon ---------------------------------------------------------------
exits "a container starts without the hook" 0 run unhooked localhost/agent:1 --privileged --runtime=runc
is "it is unknown, and may not attach" "[] refused" "$(known) $(tries unhooked cgroup_inet_egress)"
exits "scan finds it" 0 gatekeeper container scan
is "it is known, and may attach" '[["unhooked","localhost/agent:1","docker"]] allowed' "$(known) $(tries unhooked cgroup_inet_egress)"
exits "its registration is lost" 0 rm -r /run/gatekeeper/containers
remove unhooked
exits "a container starts with the hook" 0 run hooked localhost/agent:1 --privileged
exits "its registration is lost" 0 rm -r /run/gatekeeper/containers
exits "scan finds it" 0 gatekeeper container scan
is "it may attach" allowed "$(tries hooked cgroup_inet_egress)"
remove hooked
exits "the daemon is stopped" 0 systemctl stop gatekeeper
exits "without the daemon no container starts" 125 run late localhost/agent:1
has "the reason is in the journal" "the policy has containers: required" "$(journalctl -b -t gatekeeper -o cat)"
is "the container does not run" "" "$(docker ps --quiet)"
remove late
exits "the daemon is started" 0 systemctl start gatekeeper
exits "then one starts" 0 run late localhost/agent:1
remove late

# --- user namespaces ---------------------------------------------------------------------------------------------
exits "Docker stops" 0 systemctl stop docker
printf 'containers:200000:65536\n' | tee /etc/subuid >/etc/subgid
useradd --system containers 2>/dev/null
jq '. + {"userns-remap": "containers"}' /etc/docker/daemon.json >/root/daemon.json
cp /root/daemon.json /etc/docker/daemon.json
exits "Docker with user namespaces starts" 0 systemctl start docker
exits "it has images of its own" 0 import_images
exits "a container of a user namespace starts" 0 run mapped localhost/agent:1
is "it is known" '[["mapped","localhost/agent:1","docker"]]' "$(known)"
has "control: it has a user namespace" " 200000 " "$(tr -s ' ' </proc/$(docker inspect --format '{{.State.Pid}}' mapped)/uid_map)"
exits "a privileged one with the host's starts" 0 run unmapped localhost/agent:1 --privileged --userns=host
is "it may attach" allowed "$(tries unmapped cgroup_inet_egress)"
remove mapped unmapped
exits "Docker stops" 0 systemctl stop docker docker.socket containerd
exits "unload succeeds" 0 gatekeeper unload
finish
