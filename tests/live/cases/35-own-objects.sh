# A container with every capability can not reach the gatekeeper's own maps and programs, and so not its policy.

pin='mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "a container starts" 0 container c1
exits "control: a map of the host" 0 bpftool map create /sys/fs/bpf/control type array key 4 value 4 entries 1 name control
exits "control: the container reads it" 0 inside c1 bpftool map lookup name control key 0 0 0 0
exits "control: and writes it" 0 inside c1 bpftool map update name control key 0 0 0 0 value 1 0 0 0
rm /sys/fs/bpf/control

{ cat $default; echo "protect: off"; } >$policy
start_daemon
set -- $(bpftool -j map lookup name gk_policy key 0 0 0 0 | jq -Mr '.value[]')
image=$(($1 + $2 * 256 + $3 * 65536))
exits "the host opens the image in force" 0 bpftool map show id $image
for map in "name gk_policy" "name gk_counters" "name gk_build" "name gk_events" "id $image"; do
	exits "the container can not open map $map" 255 inside c1 bpftool map dump $map
done
exits "nor delete the policy" 255 inside c1 bpftool map delete name gk_policy key 0 0 0 0
program=$(bpftool -j prog show | jq -Mr '.[] | select(.name == "gk_bpf") | .id')
is "nor open a program: it is not there" "failed ENOENT" "$(inside c1 probe get --id "$program" | cut -d' ' -f3-)"
exits "who lists programs and maps is not disturbed" 0 inside c1 sh -c 'bpftool prog show && bpftool map show'
has "and sees the others" pass "$(inside c1 sh -c "$pin && bpftool prog show")"
is "but none of the gatekeeper's" "" "$(inside c1 sh -c 'bpftool prog show; bpftool map show' | grep gk_)"
exits "the host can" 0 probe get --id "$program"
is "enforcing as before" true "$(status enforcing)"
becomes "it is on record" 10 sh -c ". ./world.sh; [ \$(count '.event.reason == \"own-object\"') -ge 7 ]"

bpftool map delete name gk_policy key 0 0 0 0
is "without a policy in the slot it refuses, also what the last one had no rule for" refused "$(probe load | cut -d' ' -f3)"
exits "status says so" 1 gatekeeper status
has "in so many words" "REFUSING EVERYTHING" "$(cat /tmp/output)"
exits "load puts a policy in force again" 0 gatekeeper load $default
is "enforcing" true "$(status enforcing)"

# Nor switch off the trampolines, by which the gate runs; on a kernel that lets one (before 7.3) this ends all BPF LSM.
exits "unload" 0 gatekeeper unload
writable='mount -o remount,bind,rw /proc/sys && echo 0 >/proc/sys/kernel/ftrace_enabled'
exits "control: a container switches them off" 0 inside c1 sh -c "$writable"
exits "control: and the host on again" 0 sh -c 'echo 1 >/proc/sys/kernel/ftrace_enabled'
exits "load" 0 gatekeeper load $policy
exits "the container can not" 1 inside c1 sh -c "$writable"
exits "nor through a procfs of its own" 1 inside c1 sh -c 'mkdir -p /bpf/p && mount -t proc proc /bpf/p &&
	echo 0 >/bpf/p/sys/kernel/ftrace_enabled'
exits "nor the host" 1 sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
exits "another setting goes on" 0 sh -c 'echo 1 >/proc/sys/kernel/sysrq'
exits "also for the container" 0 inside c1 sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
is "they are on" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
guard=$(bpftool -j cgroup show $cgroups | jq -Mr '.[] | select(.name == "gk_sysctl") | .id')
is "the guard is on the root cgroup" true "$([ "$guard" -gt 0 ] && echo true)"
link=$(bpftool -j link show | jq -Mr ".[] | select(.prog_id == $guard) | .id")
exits "the container can not detach the guard's link" 1 inside c1 bpftool link detach id $link
exits "under a policy that allows everything neither" 0 gatekeeper load /live/allow-all.yaml
exits "it can not" 1 inside c1 bpftool link detach id $link
is "enforcing" true "$(status enforcing)"
