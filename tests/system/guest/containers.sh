# Shared by the guests of container engines: two images that differ in one file, rules on their names, and what a container is answered
# that runs a program of the host.
# shellcheck shell=bash

docs=/usr/share/doc/bpf-gatekeeper/contrib/oci
target=/sys/fs/cgroup/names

# make_root FOLDER TEXT [PROGRAM]...: the files of an image, with busybox and these; TEXT makes it another image
make_root() {
	local folder=$1 text=$2 program library
	shift 2
	mkdir -p "$folder"/{bin,host,proc,sys,dev,tmp,etc}
	for program in /bin/busybox "$@"; do
		cp "$program" "$folder/bin/"
		for library in $(ldd "$program" | grep -o '/[^ ]*'); do
			cp --parents --dereference "$library" "$folder"
		done
	done
	printf '%s\n' "$text" >"$folder/which"
}

# root FOLDER: a root of its own, with the host's /usr
root() {
	local dir
	mkdir -p "$1"/{usr,etc,dev,proc,sys,run,tmp,var,test,host-cgroup}
	cp /usr/lib/os-release "$1/etc/"
	for dir in bin sbin lib lib64; do
		ln -sfn usr/$dir "$1/$dir"
	done
}

# machine_file NAME LINE...: how systemd-nspawn starts it, booted, with the host's programs and /run/answers; more files
machine_file() {
	{
		printf '%s\n' '[Exec]' Boot=yes Capability=all SystemCallFilter=bpf PrivateUsers=no LinkJournal=no
		printf '%s\n' '[Files]' BindReadOnly=/usr Bind=/run/answers "${@:2}"
		printf '%s\n' '[Network]' VirtualEthernet=no Private=yes
	} >"/etc/systemd/nspawn/$1.nspawn"
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

# set_up_user TAR: a user with a podman of its own, and these images
as_user() { (cd /home/user && setpriv --reuid 1000 --regid 1000 --init-groups env HOME=/home/user USER=user XDG_RUNTIME_DIR=/run/user/1000 "$@"); }
user_podman() { as_user podman --cgroup-manager=cgroupfs "$@"; }
set_up_user() {
	useradd --create-home --uid 1000 user 2>/dev/null
	mkdir -p /run/user/1000 && chown 1000:1000 /run/user/1000
	cp "$1" /home/user/images.tar && chown 1000 /home/user/images.tar
	user_podman load --input images.tar
}

# lxc_container NAME: it runs the loop, and has the host's programs
lxc_container() {
	install -m 0755 "$docs/lxc-hook" /usr/local/sbin/lxc-hook
	root "/var/lib/lxc/$1/rootfs"
	cat >"/var/lib/lxc/$1/config" <<-LXC
		lxc.uts.name = $1
		lxc.rootfs.path = dir:/var/lib/lxc/$1/rootfs
		lxc.net.0.type = empty
		lxc.init.cmd = /bin/sh /run/answers/loop $1
		lxc.mount.auto = proc:rw sys:rw
		lxc.mount.entry = /usr usr none rbind,ro 0 0
		lxc.mount.entry = /test test none rbind 0 0
		lxc.mount.entry = /sys/fs/cgroup host-cgroup none rbind 0 0
		lxc.mount.entry = /run/answers run/answers none rbind,create=dir 0 0
		lxc.apparmor.profile = unconfined
		lxc.hook.version = 1
		lxc.hook.start-host = /usr/local/sbin/lxc-hook --optional
		lxc.hook.post-stop = /usr/local/sbin/lxc-hook --optional
	LXC
}

# The loop: an attach twice a second, and the answer to the last one.
write_loop() {
	cat >/run/answers/loop <<-'LOOP'
		while :; do
			/test/probe attach --cgroup /host-cgroup/names --type cgroup_inet_egress --route link-create >/run/answers/$1.new 2>&1
			mv /run/answers/$1.new /run/answers/$1
			sleep 0.5
		done
	LOOP
}

# next NAME: the answer to a call that begins from now on
next() {
	local tries
	rm -f "/run/answers/$1"
	for ((tries = 0; tries < 100; tries++)); do
		[ ! -e "/run/answers/$1" ] || break
		sleep 0.1
	done
	rm -f "/run/answers/$1"
	for ((tries = 0; tries < 100; tries++)); do
		[ ! -e "/run/answers/$1" ] || break
		sleep 0.1
	done
	answered cat "/run/answers/$1"
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

# namespaces ENGINE NAME OPTION...: two that differ only in the image, and share these namespaces with the host. The guest has
# functions that start, ask and remove a container: run, tries, remove.
namespaces() {
	local engine=$1 name=$2
	shift 2
	exits "$name: a container of the image starts" 0 run "shares-$name" localhost/agent:1 --privileged "$@"
	exits "$name: and one of the other" 0 run "other-$name" localhost/other:1 --privileged "$@"
	is "$name: only that of the image may attach" "allowed refused" \
		"$(tries "shares-$name" cgroup_inet_egress) $(tries "other-$name" cgroup_inet_egress)"
	on_record "shares-$name" localhost/agent:1 "$engine" allow
	on_record "other-$name" localhost/other:1 "$engine" deny
	remove "shares-$name" "other-$name"
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
