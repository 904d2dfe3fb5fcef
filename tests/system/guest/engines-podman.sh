# podman over runc and crun, as root and as a user, and the runtimes by themselves.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-podman

hooks=/usr/share/containers/oci/hooks.d
runtime=crun
# run NAME IMAGE [OPTION]...: one that runs on
run() {
	local name=$1 image=$2
	shift 2
	[[ $* == *--network=* ]] || set -- "$@" --network=none
	podman --runtime $runtime run --detach --volume /:/host --name "$name" "$@" "$image" /bin/busybox sleep 100000
}
# shellcheck disable=SC2046 # words
tries() { answered podman --runtime $runtime exec "$1" $(in_host "${2:-cgroup_inet_egress}"); }
all_types() { for type in cgroup_inet_egress cgroup_inet_ingress cgroup_inet_sock_create; do tries "$1" $type; done | xargs; }
remove() { podman rm --force --time 0 "$@" >/dev/null 2>&1; }
id_of() { podman image inspect --format 'sha256:{{.Id}}' "$1"; }

mkdir -p $target
exits "control: the images are made" 0 have_images
exits "podman takes them" 0 podman load --input /root/images.tar
install -m 0644 -Dt $hooks $docs/gatekeeper-add.json $docs/gatekeeper-remove.json
rules podman localhost/agent "$(id_of localhost/agent:1)" '[runc-web, crun-web]' >/root/podman.yaml
enforces "rules on image, digest and name" /root/podman.yaml

for runtime in runc crun; do
	exits "$runtime: a container of the image starts" 0 run $runtime-web localhost/agent:1 --privileged
	is "$runtime: it may attach, by image, digest and name" "allowed allowed allowed" "$(all_types $runtime-web)"
	exits "$runtime: one that differs in image and name starts" 0 run $runtime-db localhost/other:1 --privileged
	is "$runtime: it may not" "refused refused refused" "$(all_types $runtime-db)"
	on_record $runtime-web localhost/agent:1 podman allow
	on_record $runtime-db localhost/other:1 podman deny
	remove $runtime-web $runtime-db
	is "$runtime: removed ones are not known" "[]" "$(known)"
done
namespaces podman pid --pid=host
namespaces podman ipc-uts --ipc=host --uts=host
namespaces podman cgroup --cgroupns=host
namespaces podman network --network=host
namespaces podman all --pid=host --ipc=host --uts=host --cgroupns=host --userns=host --network=host
printf '%s:100000:65536\n' user >/etc/subuid
printf '%s:200000:65536\n' containers >>/etc/subuid
cp /etc/subuid /etc/subgid
exits "userns: a container of a user namespace starts" 0 run mapped localhost/agent:1 --privileged --userns=auto:size=1024
is "userns: it is known, though its bundle is not" '[["mapped","localhost/agent:1","podman"]]' "$(known)"
remove mapped
is "userns: the hook could look at what is loaded" "" "$(records '.process.name == "gatekeeper" and .gatekeeper.verdict == "deny"')"
# shellcheck disable=SC2046 # words
is "in a mount namespace of podman's unit: it may attach at once" allowed "$(answered unit -p PrivateMounts=yes \
	podman run --rm --privileged --network=none --volume /:/host --name sandboxed localhost/agent:1 $(in_host cgroup_inet_egress))"
on_record sandboxed localhost/agent:1 podman allow
exits "the daemon is stopped" 0 systemctl stop gatekeeper
exits "without it none starts" 126 run late localhost/agent:1
remove late
exits "nor one of a user namespace" 126 run late localhost/agent:1 --userns=auto:size=1024
remove late
exits "nor one from a mount namespace" 126 unit -p PrivateMounts=yes podman run --rm --network=none localhost/agent:1 /bin/busybox true
exits "the daemon is started" 0 systemctl start gatekeeper
exits "then one of a user namespace starts" 0 run late localhost/agent:1 --userns=auto:size=1024
remove late

# --- a user's podman -------------------------------------------------------------------------------------------
exits "a user's podman takes the images" 0 set_up_user /root/images.tar
# shellcheck disable=SC2046 # words
is "its container starts, and the kernel lets it load nothing" could-not-try \
	"$(answered user_podman run --rm --network=host --privileged --volume /:/host localhost/agent:1 $(in_host cgroup_inet_egress))"
exits "it starts one that runs on" 0 user_podman run --detach --network=host --name users localhost/agent:1 /bin/busybox sleep 1000
is "which is unknown" "[]" "$(known)"
has "the journal says so" "the container has no names" "$(journalctl -b -t gatekeeper -o cat)"
sed -i 's/, "--optional"//' $hooks/gatekeeper-add.json
exits "without --optional none starts" 126 user_podman run --rm --network=host localhost/agent:1 /bin/busybox true
exits "control: one of root does" 0 podman run --rm --network=host localhost/agent:1 /bin/busybox true
user_podman rm --force --time 0 users >/dev/null 2>&1
rm -r $hooks
exits "unload succeeds" 0 gatekeeper unload
finish
