# What has no hook of OCI: runc by itself, nspawn with systemd inside, LXC; with what contrib/oci has for them.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/containers.sh
tap_case=engines-others

mkdir -p $target /run/answers
cat >/root/others.yaml <<'POLICY'
version: 1
default: allow
log: all
containers: required
rules:
- {name: named, allow: 'attach:cgroup', caller: {container: {name: [web, runc-web], engine: [nspawn, lxc, runc]}}}
- {name: others, deny: 'attach:cgroup', caller: {from: container}}
POLICY
enforces "a rule on names" /root/others.yaml

write_loop
answers() { [ "$(next "$1")" = "$2" ]; }
of_engine() { logged ".event.action == \"decision\" and .container.name == \"$1\" and .container.runtime == \"$2\" and .gatekeeper.verdict == \"$3\""; }

# --- runc ----------------------------------------------------------------------------------------------------------
# bundle NAME: a bundle with the hooks
bundle() {
	mkdir -p "/root/$1"
	root "/root/$1/rootfs"
	(cd "/root/$1" && rm -f config.json && runc spec && jq --arg name "$1" '
		.annotations = {"gatekeeper/engine": "runc", "gatekeeper/name": $name, "gatekeeper/image": "local"}
		| .process.terminal = false | .process.args = ["/bin/sh", "/run/answers/loop", $name] | .root.readonly = false
		| .process.capabilities = (.process.capabilities | map_values(["CAP_SYS_ADMIN", "CAP_BPF", "CAP_PERFMON", "CAP_NET_ADMIN", "CAP_DAC_OVERRIDE"]))
		| .mounts += [["/usr", "/usr"], ["/test", "/test"], ["/sys/fs/cgroup", "/host-cgroup"], ["/run/answers", "/run/answers"]
			| {destination: .[1], source: .[0], type: "bind", options: ["rbind", "rw"]}]
		| .hooks = {createRuntime: [{path: "/usr/sbin/gatekeeper", args: ["gatekeeper", "container", "add"]}],
			poststop: [{path: "/usr/sbin/gatekeeper", args: ["gatekeeper", "container", "remove"]}]}' config.json >new && mv new config.json)
}
for name in runc-web runc-db; do
	bundle $name
	exits "runc starts $name" 0 sh -c "runc run --detach --bundle /root/$name $name >/root/$name.out 2>&1 || ! cat /root/$name.out"
done
is "runc: only the one of the name may attach" "allowed refused" "$(next runc-web) $(next runc-db)"
is "runc: both are known" '[["runc-db","local","runc"],["runc-web","local","runc"]]' "$(known)"
becomes "runc: a record has name and engine" 20 of_engine runc-web runc allow
becomes "runc: and that of the other" 20 of_engine runc-db runc deny
runc delete --force runc-web
runc delete --force runc-db
is "runc: removed ones are not known" "[]" "$(known)"

# --- nspawn with systemd inside ---------------------------------------------------------------------------------------
install -m 0644 -D $docs/systemd-nspawn.conf /etc/systemd/system/systemd-nspawn@.service.d/gatekeeper.conf
systemctl daemon-reload
mkdir -p /etc/systemd/nspawn
for name in web db; do
	machine=/var/lib/machines/$name
	mkdir -p $machine
	root $machine
	mkdir -p $machine/etc/systemd/system
	echo 0000000000000000000000000000000a >$machine/etc/machine-id
	# Nothing but the loop, as a unit of the machine.
	printf '[Unit]\nWants=loop.service\n' >$machine/etc/systemd/system/default.target
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sh /run/answers/loop %s\n' $name >$machine/etc/systemd/system/loop.service
	machine_file $name BindReadOnly=/test Bind=/sys/fs/cgroup:/host-cgroup
	exits "nspawn starts $name" 0 systemctl start systemd-nspawn@$name
done
is "nspawn: both are known, without image" '[["db",null,"nspawn"],["web",null,"nspawn"]]' "$(known)"
becomes "nspawn: the one of the name may attach, from a service of its systemd" 90 answers web allowed
becomes "nspawn: the other may not" 90 answers db refused
[ $tap_failed = 0 ] || journalctl -b -u 'systemd-nspawn@*' -o cat | tail -n 40 | diag
becomes "nspawn: a record has name and engine" 20 of_engine web nspawn allow
becomes "nspawn: and that of the other" 20 of_engine db nspawn deny
exits "nspawn: one starts again" 0 systemctl restart systemd-nspawn@web
becomes "nspawn: it may attach as before" 90 answers web allowed
exits "nspawn: both end" 0 systemctl stop systemd-nspawn@web systemd-nspawn@db
is "nspawn: they are not known any more" "[]" "$(known)"

# --- LXC ------------------------------------------------------------------------------------------------------------
for name in web db; do
	lxc_container $name
	exits "LXC starts $name" 0 lxc-start --name $name
done
is "LXC: only the one of the name may attach" "allowed refused" "$(next web) $(next db)"
becomes "LXC: a record has name and engine" 20 of_engine web lxc allow
becomes "LXC: and that of the other" 20 of_engine db lxc deny
is "LXC: what lxc-attach starts is of the same container" allowed \
	"$(answered lxc-attach --name web -- /test/probe attach --cgroup /host-cgroup/names --type cgroup_inet_egress --route link-create)"
exits "LXC: one starts again" 0 sh -c "lxc-stop --name web --kill && lxc-start --name web"
is "LXC: it may attach as before" allowed "$(next web)"
lxc-stop --name web --kill
lxc-stop --name db --kill
is "LXC: they are not known any more" "[]" "$(known)"
systemctl stop gatekeeper
has "the policy needs containers to be known" "containers: required" "$(cat $policy)"
exits "LXC: without the daemon no container starts" 1 lxc-start --name web
systemctl start gatekeeper
exits "unload succeeds" 0 gatekeeper unload
finish
