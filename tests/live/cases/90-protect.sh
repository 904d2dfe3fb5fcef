# What is done to BPF enforcers, from the host's root and from a container that has every capability and the host's pids:
# each attack works with `protect: off` from the host, and with `protect: self` from nowhere.

protect() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load: protect: $1" 0 gatekeeper load $policy
}
host_pids='.linux.namespaces |= map(select(.type != "pid")) | .mounts += [
	{destination: "/host-bpf", type: "bind", source: "/sys/fs/bpf", options: ["rbind"]}]'
# Those that leave everything as it was.
hook=$(attack id bpf_lsm_bpf)
attacks="map gk_policy
map .data.gate
map gk_image
update .data.gate
update .data.seal
program gk_bpf
link gk_bpf
pin /sys/fs/bpf/gatekeeper/gk_policy
slot $hook
trace-hook $hook
trace-hook $(attack id __cgroup_bpf_attach)
override $(attack id security_bpf)
extend gk_bpf"
on_each() {
	echo "$attacks" | while read -r attack; do
		echo "$attack: $("$@" attack $attack 2>&1)"
	done
}
not() { grep -v ": $1\$" | tr '\n' ';'; }

exits "a container with the host's pids starts" 0 container c1 "$host_pids"
protect off
is "control: with protect: off the host can: $(echo "$attacks" | wc -l) attacks" "" "$(on_each env | not allowed)"
slots=$(attack slots $hook)
is "control: and take every slot of a trampoline" true "$([ "$slots" -gt 20 ] && echo true)"
start_daemon
for how in ptrace mem descriptor; do
	is "control: $how" allowed "$(attack $how $daemon_pid)"
done
sleep 1000 &
is "control: a container kills a task of the host" 0 "$(inside c1 kill -9 $! 2>&1; echo $?)"
exits "control: the host renames the pins" 0 mv $pins /sys/fs/bpf/elsewhere
exits "control: back" 0 mv /sys/fs/bpf/elsewhere $pins
exits "control: detaches the guard" 0 attack detach gk_sysctl
exits "control: status notices" 1 gatekeeper status
kill_daemon
exits "control: removes the pins" 0 rm -r $pins
exits "control: that ended it" 1 gatekeeper status

protect self
start_daemon
is "self: status" "self true" "$(status protect) $(status enforcing)"
is "self: the host can not" "" "$(on_each env | not refused)"
is "self: the container neither" "" "$(on_each inside c1 env | sed '/pin .*: E/d' | not refused)"
# From 6.12 on the verifier refuses it first (EINVAL).
is "self: nor answer with a permission" "" "$(attack slot $hook 1 2>&1 | grep -v 'refused\|EINVAL')"
is "self: not a slot is taken" 0 "$(attack slots $hook)"
is "self: a hook that is none of ours is free" allowed "$(attack slot bpf_lsm_socket_bind)"
exits "self: the guard is not detached" 1 attack detach gk_sysctl
for how in ptrace mem descriptor; do
	is "self: $how, from the host" refused "$(attack $how $daemon_pid)"
	is "self: $how, from the container" refused "$(inside c1 attack $how $daemon_pid)"
done
exits "self: the container does not kill the daemon" 1 inside c1 kill -9 $daemon_pid
exits "self: it is there" 0 kill -0 $daemon_pid
sleep 1000 &
is "self: other tasks of the host it does" 0 "$(inside c1 kill -9 $! 2>&1; echo $?)"
for command in "rm -r $pins" "rmdir $pins" "mv $pins /sys/fs/bpf/elsewhere" "umount /sys/fs/bpf" "umount -l /sys/fs/bpf"; do
	exits "self: $command" 1 $command
done
inside c1 rm -r /host-bpf/gatekeeper >/dev/null 2>&1
exits "self: a container that has the pins does not remove them" 0 gatekeeper status
exits "self: hidden by a mount" 0 mount -t tmpfs none /sys/fs/bpf
exits "self: status is not content" 1 gatekeeper status
has "but knows that something is there" "something is loaded" "$(cat /tmp/output)"
umount /sys/fs/bpf
mkdir /sys/fs/bpf/other
exits "self: what others pin they remove" 0 rm -r /sys/fs/bpf/other
echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled
is "self: the trampolines are on" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
becomes "self: it is on record" 10 sh -c ". ./world.sh
	[ \$(records '.event.action == \"guarded\"' | jq -r .gatekeeper.guarded | sort -u | wc -l) = 5 ] &&
	[ \$(count '.event.reason == \"own-object\" and .event.action == \"decision\"') -gt 20 ]"

# Who says that he is the gatekeeper.
cp "$(command -v gatekeeper)" /run/copy
exits "self: a copy does not read what is in force" 1 /run/copy status
has "it says so" "kept from this program" "$(cat /tmp/output)"
LD_PRELOAD=/live/preload.so bpftool version >/dev/null
exits "control: LD_PRELOAD" 0 rm /run/preloaded
LD_PRELOAD=/live/preload.so LD_AUDIT=/live/preload.so gatekeeper status >/dev/null
exits "self: it does not bend the gatekeeper" 1 test -e /run/preloaded
exits "control: who calls himself another program gets what is not ours" 0 sh -c "
	bpftool map create /sys/fs/bpf/other type array key 4 value 4 entries 1 name other &&
	masked $(command -v gatekeeper) /sys/fs/bpf/other && rm /sys/fs/bpf/other"
exits "self: and not what is ours" 1 masked "$(command -v gatekeeper)" $pins/gk_policy
exits "self: nor does the program itself, traced" 1 attack traced gatekeeper status
exits "control: a trace alone is no error" 0 attack traced gatekeeper version
kill -9 $daemon_pid
wait $daemon_pid 2>/dev/null
daemon_pid=''
is "self: the daemon is killed by the host, it goes on" true "$(status enforcing)"
exits "self: the next daemon's policy takes the place" 0 gatekeeper load $own_subtree
exits "self: the way out" 0 gatekeeper unload
exits "self: it is gone" 1 gatekeeper status
protect self
exits "self: another build is let through: without a passphrase, on record" 0 /run/copy load $policy
exits "self: then it is the gatekeeper" 0 /run/copy status
exits "self: and the other is not" 1 gatekeeper status
exits "self: written to, it is no more" 1 sh -c "cat $(command -v attack) >/run/copy && /run/copy pin $pins/gk_policy"
cp "$(command -v gatekeeper)" /run/second
exits "self: another once more" 0 /run/second load $policy
cp "$(command -v attack)" /run/attack
exits "self: a file mounted over it is not it" 1 sh -c 'mount --bind /run/attack /run/second && /run/second pin '$pins/gk_policy
umount /run/second
exits "self: nor a file in its place" 1 sh -c 'mv /run/attack /run/second && /run/second pin '$pins/gk_policy
exits "self: unseal needs no passphrase" 0 gatekeeper unseal --minutes 1
exits "self: unsealed" 0 rm -r $pins
exits "unload" 0 gatekeeper unload
rm /run/copy /run/second
