# Shared by the guests of container engines: two images that differ in one file, rules on their names, and what a container is answered
# that runs a program of the host.
# shellcheck shell=bash

docs=/usr/share/doc/bpf-gatekeeper/contrib/oci
target=/sys/fs/cgroup/names

# make_root FOLDER TEXT: the files of an image; TEXT makes it another image
make_root() {
	local library
	mkdir -p "$1"/{bin,host,proc,sys,dev,tmp,etc}
	cp /bin/busybox "$1/bin/"
	for library in $(ldd /bin/busybox | grep -o '/[^ ]*'); do
		cp --parents --dereference "$library" "$1"
	done
	printf '%s\n' "$2" >"$1/which"
}

# As the documentation tells. The network is not the matter here.
set_up_docker() {
	mkdir -p /etc/docker
	install -m 0755 -t /usr/local/sbin $docs/runtime-with-hooks
	cat >/etc/docker/daemon.json <<-'JSON'
		{"runtimes": {"runc-with-hooks": {"path": "/usr/local/sbin/runtime-with-hooks"}}, "default-runtime": "runc-with-hooks",
		 "iptables": false, "ip6tables": false, "bridge": "none", "live-restore": true}
	JSON
}

# import_images: Docker, which runs, has both; they are in /root/images.tar, for other engines
import_images() {
	local image
	for image in agent other; do
		make_root /root/$image $image
		tar -C /root/$image -c . | docker import - localhost/$image:1 || return
	done
	docker save --output /root/images.tar localhost/agent:1 localhost/other:1
}
have_images() {
	[ -s /root/images.tar ] || { systemctl start docker && import_images && systemctl stop docker docker.socket containerd; }
}

# in_host TYPE: the words that attach a program of this type to a cgroup of the host, with / of the host at /host
in_host() { echo "/bin/busybox chroot /host /test/probe attach --cgroup $target --type $1 --route link-create"; }

# answered COMMAND...: the answer to the call, or else the last line
answered() {
	"$@" </dev/null 2>&1 | tail -n 1 | awk '$3 ~ /^(allowed|refused|could-not-try|failed)$/ { print $3; next } { print }'
}

# of NAME IMAGE ENGINE VERDICT: the audit log has a decision about such a container
of() {
	logged ".event.action == \"decision\" and .container.name == \"$1\" and .container.image.name == \"$2\" and
		.container.runtime == \"$3\" and .gatekeeper.verdict == \"$4\""
}

# on_record NAME IMAGE ENGINE VERDICT
on_record() {
	local before=$tap_failed
	becomes "$3: a record names container, image and engine: $1 of $2, $4" 20 of "$@"
	[ $tap_failed = $before ] || records '.event.action == "decision"' | tail -n 3 | jq -c '[.container, .gatekeeper]' | diag
}

# enforces WHAT FILE: the daemon follows the policy
enforces() {
	cp "$2" $policy
	exits "$1: the policy is loaded" 0 gatekeeper load $policy
	exits "$1: the daemon runs" 0 systemctl restart gatekeeper
}

known() { gatekeeper container list --json | jq -c 'sort_by(.name) | [.[] | [.name, .image, .engine]]'; }

# rules ENGINE IMAGE DIGEST NAME LABEL: a policy with an attach type for each way to name a container
rules() {
	cat <<-POLICY
		version: 1
		default: allow
		log: all
		containers: required
		rules:
		- {name: image, allow: 'attach:cgroup', attach-types: cgroup_inet_egress, caller: {container: {image: $2, engine: $1}}}
		- {name: digest, allow: 'attach:cgroup', attach-types: cgroup_inet_ingress, caller: {container: {image-digest: '$3'}}}
		- {name: name, allow: 'attach:cgroup', attach-types: cgroup_inet_sock_create, caller: {container: {name: $4}}}
		${5:+"- {name: label, allow: 'attach:cgroup', attach-types: cgroup_sysctl, caller: {container: {labels: [$5]}}}"}
		- {name: others, deny: 'attach:cgroup', caller: {from: container}}
	POLICY
}
