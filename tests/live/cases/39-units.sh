# A unit of the host's service manager is known by the name of its cgroup, in any slice; a service may be the host in namespaces of its own.

attach_there="probe attach --cgroup $cgroups/target --type cgroup_inet_egress --route link-create"
# unit PATH COMMAND...: allowed or refused, of a task in a cgroup below the root that is made for it
unit() {
	local path=$1
	shift
	mkdir -p "$cgroups/$path"
	in_cgroup "$path" "$@" 2>&1 | tail -n 1 | cut -d' ' -f3
	rmdir -p --ignore-fail-on-non-empty "$cgroups/$path" 2>/dev/null
}
loads="probe load"

cat >/run/units.yaml <<-'POLICY'
	version: 1
	default: allow
	rules:
	  - {name: in-slice, allow: [load], caller: {unit: 'may@*.service', cgroup: /some.slice}}
	  - {name: units, deny: [load], caller: {unit: [one.service, 'may@*.service', '*.socket']}}
	  - {name: slice, deny: [load], caller: {cgroup: /denied.slice}}
POLICY
exits "load of a policy with units" 0 gatekeeper load --all-programs /run/units.yaml
is "a unit is denied" refused "$(unit system.slice/one.service $loads)"
is "in another slice" refused "$(unit a.slice/a-b.slice/one.service $loads)"
is "without a slice" refused "$(unit one.service $loads)"
is "and below its cgroup" refused "$(unit system.slice/one.service/below/it $loads)"
is "control: another unit is allowed" allowed "$(unit system.slice/one1.service $loads)"
is "control: and another one" allowed "$(unit system.slice/one.servic $loads)"
is "control: a cgroup with this name that is not in slices only is no unit" allowed "$(unit system.slice/other.service/one.service $loads)"
is "an instance of a template is denied" refused "$(unit system.slice/system-may.slice/may@one.service $loads)"
is "control: what is not of the template is allowed" allowed "$(unit system.slice/may.service $loads)"
is "a type is denied" refused "$(unit system.slice/some.socket $loads)"
is "a unit in a named slice has the rules of both: that of the unit" allowed "$(unit some.slice/may@two.service $loads)"
is "and that of the slice" refused "$(unit denied.slice/other.service $loads)"
is "each of 200 times that it is made again" "allowed 0 refused 200" "$(mkdir -p $cgroups/system.slice; remade $cgroups/system.slice one.service 200)"
mkdir -p $cgroups/system.slice/one.service
exits "load when the unit is there" 0 gatekeeper load /run/units.yaml
cp /run/units.yaml $policy
start_daemon
is "a unit that was there is denied" refused "$(unit system.slice/one.service $loads)"
is "and an instance below a slice of its own" refused "$(unit system.slice/system-may.slice/may@one.service/below $loads)"
is "control: a caller in no unit is denied" refused "$(unit denied.slice $loads)"
unit_of() { echo "[ \"\$(records '.bpf.caller.cgroup.path == \"$1\"' | jq -r .systemd.unit | tail -n 1)\" = $2 ]"; }
for caller in "/system.slice/one.service one.service" "/system.slice/system-may.slice/may@one.service/below may@one.service" "/denied.slice null"; do
	becomes "the record of a caller in $caller" 10 sh -c ". ./world.sh; $(unit_of $caller)"
done
kill_daemon

cat >/run/services.yaml <<-'POLICY'
	version: 1
	default: allow
	host: {namespaces: all, services: yes, not-in-cgroups: /never.slice}
	rules:
	  - {name: no-containers, deny: ['attach:cgroup'], caller: {from: container}}
POLICY
sandboxed="unshare --mount --net --ipc --uts $attach_there"
exits "load of a policy without services" 0 gatekeeper load $default
sed 's/services: yes/services: no/' /run/services.yaml >/run/no-services.yaml
exits "load of a policy with services: no" 0 gatekeeper load /run/no-services.yaml
is "control: with services: no a service in namespaces of its own is a container" refused "$(unit system.slice/a.service $sandboxed)"
exits "load of a policy with services: yes" 0 gatekeeper load /run/services.yaml
is "a service in namespaces of its own is the host" allowed "$(unit system.slice/a.service $sandboxed)"
is "control: what is no service is a container" refused "$(unit system.slice/a.scope $sandboxed)"
is "a service in a pid namespace of its own is a container" refused "$(unit system.slice/a.service unshare --pid --fork $attach_there)"
is "what is below a service's cgroup is a container" refused "$(unit system.slice/a.service/payload $sandboxed)"
is "a service in a cgroup of host.not-in-cgroups is a container" refused "$(unit never.slice/a.service $attach_there)"
is "a container that enters a service's cgroup stays one" refused "$(unit user.slice/a.scope unshare --mount --net sh -c "mkdir -p $cgroups/system.slice/b.service; echo 0 >$cgroups/system.slice/b.service/cgroup.procs; $attach_there")"
sed 's/services: yes/services: [a.service]/' /run/services.yaml >/run/a-service.yaml
exits "load of a policy with one service" 0 gatekeeper load /run/a-service.yaml
is "the service is the host" allowed "$(unit system.slice/a.service $sandboxed)"
is "another one is a container" refused "$(unit system.slice/b.service $sandboxed)"
exits "control: it is unloaded" 0 gatekeeper unload
find $cgroups/system.slice $cgroups/user.slice -depth -type d -exec rmdir {} + 2>/dev/null
