# A workload is the cgroup into which the host put a task: where a container moves itself, or a child, changes nothing.

probe=$(command -v probe) mover=$(command -v mover)
attach_to() { echo "$probe attach --cgroup $1 --type cgroup_inet_egress --route link-create"; }
verdict() { tail -n 1 | cut -d' ' -f3; }
# answer COMMAND: what the last line of a command in the container has as its verdict
answer() { inside c37 sh -c "$1" 2>&1 | verdict; }
# pod COMMAND: the same of a command in a cgroup of host.not-in-cgroups, in all of the host's namespaces
pod() { in_cgroup pods/one sh -c "$1" 2>&1 | verdict; }
to() { echo "echo 0 >$1/cgroup.procs &&"; }
# moved_on NAME COMMAND...: allowed is the answer to a command that leaves its pid in /run/moving, and is moved to cgroup other by the host then
moved_on() {
	local name=$1
	shift
	rm -f /run/moving /run/moved /run/verdict
	"$@" >/run/verdict 2>&1 &
	becomes "it waits to be moved" 20 test -s /run/moving
	cat /run/moving >$cgroups/other/cgroup.procs && : >/run/moved
	wait $!
	is "$name" allowed "$(verdict </run/verdict)"
}

host_place=/host-cgroup
new_cgroup other >/dev/null
new_cgroup pods/one >/dev/null

exits "a container in the host's cgroup namespace starts" 0 \
	container c37 '.linux.namespaces |= map(select(.type != "cgroup")) |
		.mounts += [{destination: "/host-run", type: "bind", source: "/run", options: ["rbind"]}]'
is "control: without a policy a container attaches to the root cgroup" allowed "$(answer "$(to $host_place) $(attach_to $host_place)")"
is "control: without a policy a task attaches to another cgroup" allowed "$(pod "$(to $cgroups) $(attach_to $cgroups/target)")"

cp $own_subtree $policy
start_daemon
begin_attack "own a cgroup of others by moving into it"
is "a container attaches to its own cgroup" allowed "$(answer "$(attach_to $host_place/c37)")"
is "and not to the root cgroup" refused "$(answer "$(attach_to $host_place)")"
is "a container that moved to the root cgroup does not own it" refused "$(answer "$(to $host_place) $(attach_to $host_place)")"
is "nor with a cgroup namespace of it" refused "$(answer "$(to $host_place) $(attach_to $host_place) --enter cgroup")"
is "nor what is below it" refused "$(answer "$(to $host_place) $(attach_to $host_place/target) --enter cgroup")"
is "a container that moved to another cgroup does not own it" refused "$(answer "$(to $host_place/target) $(attach_to $host_place/target)")"
is "it owns its own as before" allowed "$(answer "$(to $host_place/target) $(attach_to $host_place/c37)")"
is "a child of one that moved owns the same" "refused allowed" \
	"$(answer "$(to $host_place/target) sh -c '$(attach_to $host_place/target)'") $(answer "$(to $host_place/target) sh -c '$(attach_to $host_place/c37)'")"
is "a thread that executes in place of one that moved does not own its cgroup" refused \
	"$(answer "$mover thread $host_place/target $(attach_to $host_place/target)")"
is "it owns its own as before" allowed "$(answer "$mover thread $host_place/target $(attach_to $host_place/c37)")"
is "a child that is born in another cgroup does not own it" refused \
	"$(answer "$mover clone-into $host_place/target $(attach_to $host_place/target)")"
is "it owns that of its parent" allowed "$(answer "$mover clone-into $host_place/target $(attach_to $host_place/c37)")"
is "a container below its own cgroup owns what is above" allowed \
	"$(answer "mkdir -p $host_place/c37/in && $(to $host_place/c37/in) $(attach_to $host_place/c37)")"
for taken in / /target; do
	becomes "what is refused is on record by the container's own cgroup: $taken" 10 sh -c ". ./world.sh
		[ \$(count '$denials and .bpf.caller.cgroup.path == \"/c37\" and .bpf.target.cgroup.path == \"$taken\"') -ge 1 ]"
done
end_attack
moved_on "what the host moved, owns the cgroup where it is then" in_cgroup other unshare --net sh -c \
	"echo 0 >$cgroups/target/cgroup.procs; echo \$\$ >/run/moving; while [ ! -e /run/moved ]; do sleep 0.1; done
	$(attach_to $cgroups/other)"
kill_daemon
exits "control: it is unloaded by the host" 0 gatekeeper unload

cat >/run/pods.yaml <<-POLICY
	version: 1
	default: allow
	host: {namespaces: all, not-in-cgroups: /pods}
	rules:
	  - {name: no-containers, deny: ['attach:cgroup'], caller: {from: container}}
POLICY
exits "load of a policy with host.not-in-cgroups" 0 gatekeeper load /run/pods.yaml
ask=$(attach_to $cgroups/target)
is "the host is allowed" allowed "$(in_cgroup other $ask | verdict)"
is "a task in such a cgroup is denied" refused "$(pod "$ask")"
is "after it moved to the root cgroup" refused "$(pod "$(to $cgroups) $ask")"
is "after it moved to another cgroup" refused "$(pod "$(to $cgroups/other) $ask")"
is "its child there" refused "$(pod "$(to $cgroups/other) sh -c '$ask'")"
is "its child that outlives it there" refused \
	"$(pod "$(to $cgroups/other) (sleep 1; $ask >/run/orphan 2>&1) & exit 0"; sleep 3; verdict </run/orphan)"
is "a thread that executes in its place there" refused "$(pod "$mover thread $cgroups/other $ask")"
is "its child that is born there" refused "$(pod "$mover clone-into $cgroups/other $ask")"
is "after another task of the same cgroup moved it" refused "$(pod "sh -c 'sleep 2; $ask' & echo \$! >$cgroups/other/cgroup.procs; wait")"
moved_on "what the host moved out is the host" in_cgroup pods/one sh -c \
	"echo \$\$ >/run/moving; while [ ! -e /run/moved ]; do sleep 0.1; done; $ask"
moved_on "also after it had moved itself" in_cgroup pods/one sh -c \
	"echo 0 >$cgroups/cgroup.procs; echo \$\$ >/run/moving; while [ ! -e /run/moved ]; do sleep 0.1; done; $ask"
for way in "" "$(to $cgroups)"; do
	exits "gatekeeper unload there fails${way:+ after moving}" 1 in_cgroup pods/one sh -c "$way gatekeeper unload"
	exits "gatekeeper load there fails${way:+ after moving}" 1 in_cgroup pods/one sh -c "$way gatekeeper load $default"
done
is "the policy is still enforced" true "$(status enforcing)"
is "a task in such a cgroup is denied after all of that" refused "$(pod "$ask")"
exits "control: it is unloaded by the host" 0 gatekeeper unload
rmdir $cgroups/pods/one $cgroups/pods $cgroups/other
