# A policy that is learnt from a host's workloads, enforced on the same host: after a restart of all of them each still works, and
# nothing else.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-learnt

hooks=/usr/share/containers/oci/hooks.d

# As in a shell: podman would take this for a unit of its own, and leave the runtime in it.
unset INVOCATION_ID
mkdir -p $target /run/answers
# Other guests of this disk wrote to it.
systemctl stop gatekeeper 2>/dev/null
rm -rf /var/log/gatekeeper/*
set_up_docker
install -m 0644 -Dt $hooks $docs/gatekeeper-add.json $docs/gatekeeper-remove.json
install -m 0644 -D $docs/systemd-nspawn.conf /etc/systemd/system/systemd-nspawn@.service.d/gatekeeper.conf

# --- the workloads ---------------------------------------------------------------------------------------------------
exits "Docker starts" 0 systemctl start docker
images() {
	local image
	for image in dtool ptool stranger; do
		make_root /root/$image $image /usr/sbin/bpftool
		cp /test/pass.bpf.o /root/$image/
		tar -C /root/$image -c . | docker import - localhost/$image:1 || return
	done
	docker save --output /root/tools.tar localhost/ptool:1 localhost/stranger:1 && podman load --input /root/tools.tar
}
exits "Docker and podman have images with bpftool" 0 images
exits "a user's podman has them, too" 0 set_up_user /root/tools.tar
write_loop
lxc_container box

# What a container does with bpftool: a program, its attachment to the container's own cgroup, a map.
by_bpftool='export PATH=/bin; own=/sys/fs/cgroup$(busybox cut -d: -f3 /proc/self/cgroup); busybox mount -t bpf bpf /sys/fs/bpf && cd /sys/fs/bpf && bpftool prog load /pass.bpf.o pass &&
	bpftool cgroup attach $own egress pinned pass && bpftool cgroup show $own &&
	bpftool map create map type hash key 4 value 4 entries 4 name map &&
	bpftool map update pinned map key 1 0 0 0 value 2 0 0 0 && bpftool map dump pinned map && busybox echo works'
# uses_bpftool ENGINE NAME IMAGE [OPTION]...: the last line
uses_bpftool() {
	local engine=$1 name=$2 image=$3
	shift 3
	$engine run --rm --privileged --network=none --volume /:/host --name "$name" "$@" localhost/$image:1 \
		/bin/busybox sh -c "$by_bpftool" </dev/null 2>&1 | tail -n 1
}
# shellcheck disable=SC2046 # words
attaches_outside() { answered docker exec keeps $(in_host cgroup_inet_egress); }
# unit_works NAME [OPTION]...: a unit of the host, which filters a cgroup
unit_works() {
	local name=$1 pin=/sys/fs/bpf/$1
	shift
	unit --collect --unit "$name" "$@" sh -ec "bpftool prog load /test/pass.bpf.o $pin
		bpftool cgroup attach $target egress pinned $pin multi
		bpftool cgroup detach $target egress pinned $pin
		rm $pin && echo works" | tail -n 1
}
machine=/var/lib/machines/web
root $machine
mkdir -p $machine/etc/systemd/system /etc/systemd/nspawn
echo 0000000000000000000000000000000a >$machine/etc/machine-id
# A unit with a filter that its systemd makes, and one without; each tells the host how it sent a packet.
printf '[Unit]\nWants=filtered.service open.service\n' >$machine/etc/systemd/system/default.target
printf '(echo x >/dev/udp/127.0.0.1/9) >/run/answers/$1.new 2>&1; echo "ended with $?" >>/run/answers/$1.new; mv /run/answers/$1.new /run/answers/$1\n' >/run/answers/send
for name in filtered open; do
	cat >$machine/etc/systemd/system/$name.service <<-UNIT
		[Unit]
		DefaultDependencies=no
		[Service]
		$([ $name = open ] || echo IPAddressDeny=any)
		ExecStart=/bin/bash /run/answers/send $name
	UNIT
done
machine_file web
systemctl daemon-reload
machine_answered() { [ -e /run/answers/filtered ] && [ -e /run/answers/open ]; }

# workloads WHEN: each starts and does what it is for
workloads() {
	is "$1: Docker: bpftool works" works "$(uses_bpftool docker dtool dtool)"
	is "$1: Docker: with the host's namespaces, too" works "$(uses_bpftool docker dhost dtool --pid=host --ipc=host --cgroupns=host)"
	exits "$1: Docker: one starts that runs on" 0 docker run --detach --privileged --network=none --volume /:/host --name keeps localhost/dtool:1 /bin/busybox sleep 100000
	is "$1: Docker: it attaches to a cgroup of the host" allowed "$(attaches_outside)"
	is "$1: podman: bpftool works" works "$(uses_bpftool podman ptool ptool)"
	is "$1: a user's podman: one runs" works "$(user_podman run --rm --network=host localhost/ptool:1 /bin/busybox echo works 2>&1 | tail -n 1)"
	exits "$1: LXC: one starts" 0 lxc-start --name box
	is "$1: LXC: it attaches to a cgroup of the host" allowed "$(next box)"
	is "$1: a unit works" works "$(unit_works agent)"
	is "$1: a unit with a mount namespace works" works "$(unit_works sandboxed -p PrivateTmp=yes)"
	host_filters "$1"
	rm -f /run/answers/filtered /run/answers/open
	exits "$1: nspawn: a machine starts" 0 systemctl restart systemd-nspawn@web
	becomes "$1: nspawn: its units ran" 120 machine_answered
	is "$1: control: nspawn: a unit without a filter sends" "ended with 0" "$(cat /run/answers/open)"
	has "$1: nspawn: one with a filter may not" "not permitted" "$(cat /run/answers/filtered)"
}
end() {
	docker rm --force keeps >/dev/null
	lxc-stop --kill --name box
	systemctl stop systemd-nspawn@web
}

# --- what is learnt --------------------------------------------------------------------------------------------------

# learns WHAT OPTION...: enforces what the log teaches; /root/learnt.yaml has it
learns() {
	local what=$1
	shift
	exits "$what: a policy is learnt" 0 sh -c "gatekeeper learn $* $log >/root/learnt.yaml"
	sed 's/^mode: audit$/mode: enforce/' /root/learnt.yaml >/root/enforced.yaml
	is "$what: it has neither an id of a container nor a cgroup that is gone" "" \
		"$(grep -E '[0-9a-f]{12}|GONE|memfd|libpod|docker-' /root/learnt.yaml)"
	[ $tap_failed = 0 ] || diag </root/learnt.yaml
	enforces "$what" /root/enforced.yaml
	is "$what: it is enforced" enforce "$(status mode)"
	digest=$(status digest)
}
denied() {
	records ".gatekeeper.policy_digest == \"$digest\" and .gatekeeper.verdict == \"deny\"" |
		jq -r '[.container.name // .process.name, .container.image.name // "none", .container.runtime // "none"] | join(" ")' | sort -u
}
strangers="bpftool none none
ptool localhost/stranger:1 podman
stranger localhost/stranger:1 docker"
strangers_are_denied() { [ "$(denied)" = "$strangers" ]; }
# refuses WHAT: what differs from a workload in its image or unit only, and nothing but that was denied
refuses() {
	local before=$tap_failed
	has "$1: Docker: one of another image may not" "failed to load" "$(uses_bpftool docker stranger stranger)"
	has "$1: podman: nor one with a learnt name" "failed to load" "$(uses_bpftool podman ptool stranger)"
	has "$1: nor a unit that was not there" "failed to load" "$(unit_works another -p PrivateTmp=yes)"
	becomes "$1: they are on record by name, image and engine, and no other denial is" 20 strangers_are_denied
	[ $tap_failed = $before ] || denied | diag
}
restart() {
	exits "$1: the engines start again" 0 systemctl restart docker containerd
	is "$1: Docker: what ran on may as before" allowed "$(attaches_outside)"
	end
	workloads "$1"
}

enforces audit /usr/share/gatekeeper/presets/audit-all.yaml
workloads audit
learns learnt
for text in 'name: dtool' 'name: keeps' 'image: "localhost/dtool"' 'name: ptool' 'image: "localhost/ptool"' 'unit: sandboxed.service' 'name: web' 'name: box'; do
	has "it has $text" "$text" "$(cat /root/learnt.yaml)"
done
restart learnt
refuses learnt

# --- what engines make up, and the host itself -------------------------------------------------------------------------
unnamed() { docker run --rm --privileged --network=none localhost/dtool:1 /bin/busybox sh -c "$by_bpftool" 2>&1 | tail -n 1; }
has "control: a container that nobody named may not: its name is new each time" "failed to load" "$(unnamed)"
learns host --host --generalise cgroup-prefix,container-name
restart host
is "host: a container that nobody named may, by its image" works "$(unnamed)"
has "host: a unit of the host that was not there may not" "failed to load" "$(unit_works another)"
refuses host

end
exits "Docker stops" 0 systemctl stop docker docker.socket containerd
exits "unload succeeds" 0 gatekeeper unload
finish
