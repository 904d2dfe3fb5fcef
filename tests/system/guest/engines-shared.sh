# Containers of Docker that share namespaces with the host, in all sets of them: each stays the container that it is, and is recorded so.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-shared

mkdir -p $target /srv/own
set_up_docker
exits "Docker starts" 0 systemctl start docker
exits "images are made" 0 import_images
rules docker localhost/agent "$(docker image inspect --format '{{.Id}}' localhost/agent:1)" web >/root/docker.yaml
enforces "rules on image, digest and name" /root/docker.yaml

# One container for each set of them: the image lets it attach one type; what it is not let, it may not on the host nor on
# its own cgroup. The host may all of that.
sharable=(--pid=host --network=host --ipc=host --uts=host --cgroupns=host)
everywhere="$(in_host cgroup_inet_egress); $(in_host cgroup_sysctl); /bin/busybox mount -o bind /sys/fs/cgroup /host/srv/own
	/bin/busybox chroot /host /test/probe attach --route link-create --type cgroup_sysctl --cgroup /srv/own\$(/bin/busybox cut -d: -f3 /proc/self/cgroup)"
in_one() {
	docker run --rm --privileged --volume /:/host "$@" localhost/agent:1 /bin/busybox sh -c "$everywhere" 2>&1 | awk '{ print $3 }' | xargs
}
wrong='' sets=$((1 << ${#sharable[@]}))
for ((set = 0; set < sets; set++)); do
	shared=()
	for ((i = 0; i < ${#sharable[@]}; i++)); do
		(((set >> i & 1) == 0)) || shared+=("${sharable[i]}")
	done
	[[ ${shared[*]} == *--network=* ]] || shared+=(--network=none)
	answers=$(in_one "${shared[@]}" --name set-$set)
	[ "$answers" = "allowed refused refused" ] || wrong+="${shared[*]}: $answers"$'\n'
done
is "each of $sets sets of the host's namespaces: only what the image is let" "" "$wrong"
as_recorded() {
	records '.event.action == "decision" and .bpf.operation == "attach:cgroup" and (.container.name // "" | startswith("set-"))' |
		jq -c '[.container.name, .container.image.name, .container.runtime, .gatekeeper.verdict, .bpf.target.relation]' | sort -u
}
all_recorded() { [ "$(as_recorded | wc -l)" -ge $((3 * sets)) ]; }
becomes "each of them is on record three times" 20 all_recorded
is "with name, image and engine, and what is its own" "$(for ((set = 0; set < sets; set++)); do
	printf '["set-%d","localhost/agent:1","docker","%s","%s"]\n' $set allow outside $set deny outside $set deny own
done | sort -u)" "$(as_recorded)"
is "none of them is known any more" "[]" "$(known)"
exits "unload succeeds" 0 gatekeeper unload
is "control: without a policy one of them may do all of that" "allowed allowed allowed" "$(in_one --network=none)"
exits "Docker stops" 0 systemctl stop docker docker.socket containerd
finish
