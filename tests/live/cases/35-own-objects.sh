# A container with every capability cannot reach the gatekeeper's own maps and programs, and so not its policy.

pin='mount -t bpf bpf /bpf && bpftool prog load /live/pass.bpf.o /bpf/pass'
exits "a container starts" 0 container c1
exits "control: the host creates a map" 0 bpftool map create /sys/fs/bpf/control type array key 4 value 4 entries 1 name control
exits "control: the container reads a map of the host" 0 inside c1 bpftool map lookup name control key 0 0 0 0
exits "control: the container writes to a map of the host" 0 inside c1 bpftool map update name control key 0 0 0 0 value 1 0 0 0
rm /sys/fs/bpf/control

{ cat $default; echo "protect: off"; } >$policy
start_daemon
set -- $(bpftool -j map lookup name gk_policy key 0 0 0 0 | jq -Mr '.value[]')
image=$(($1 + $2 * 256 + $3 * 65536))
exits "the host opens the map of the active image" 0 bpftool map show id $image
for map in "name gk_policy" "name gk_counters" "name gk_build" "name gk_events" "id $image"; do
	exits "the container cannot open map $map" 255 inside c1 bpftool map dump $map
done
exits "the container cannot delete the policy" 255 inside c1 bpftool map delete name gk_policy key 0 0 0 0
program=$(bpftool -j prog show | jq -Mr '.[] | select(.name == "gk_bpf") | .id')
is "to the container the gatekeeper's program does not exist" "failed ENOENT" "$(inside c1 probe get --id "$program" | cut -d' ' -f3-)"
exits "a container can list programs and maps" 0 inside c1 sh -c 'bpftool prog show && bpftool map show'
has "the list of a container has the programs of others" pass "$(inside c1 sh -c "$pin && bpftool prog show")"
is "the list of a container has no program or map of the gatekeeper" "" "$(inside c1 sh -c 'bpftool prog show; bpftool map show' | grep gk_)"
exits "the host opens a program of the gatekeeper" 0 probe get --id "$program"
is "the policy is still enforced" true "$(status enforcing)"
becomes "each denied access to the gatekeeper's objects is in the log" 10 sh -c ". ./world.sh; [ \$(count '.event.reason == \"own-object\"') -ge 7 ]"

bpftool map delete name gk_policy key 0 0 0 0
is "with an empty slot everything is denied, also what the last policy had no rules for" refused "$(probe load | cut -d' ' -f3)"
exits "status fails while the slot is empty" 1 gatekeeper status
has "status says that everything is denied" "DENYING EVERYTHING" "$(cat /tmp/output)"
is "its JSON says so" "denying-everything false" "$(gatekeeper status --json | jq -Mr '"\(.state) \(.loaded)"')"
has "the metrics say so" 'gatekeeper_state{state="denying-everything"} 1' "$(gatekeeper metrics)"
exits "load fills the empty slot" 0 gatekeeper load $default
is "status reports enforcement after the slot was filled" true "$(status enforcing)"

# Trampolines run the gate. On a kernel before 7.3 a container could switch them off, which ends every BPF LSM program.
exits "unload succeeds" 0 gatekeeper unload
writable='mount -o remount,bind,rw /proc/sys && echo 0 >/proc/sys/kernel/ftrace_enabled'
exits "control: without a policy a container switches trampolines off" 0 inside c1 sh -c "$writable"
exits "control: the host switches them on again" 0 sh -c 'echo 1 >/proc/sys/kernel/ftrace_enabled'
exits "load succeeds" 0 gatekeeper load $policy
exits "a container cannot switch trampolines off" 1 inside c1 sh -c "$writable"
exits "a container cannot switch trampolines off through a procfs of its own" 1 inside c1 sh -c 'mkdir -p /bpf/p && mount -t proc proc /bpf/p &&
	echo 0 >/bpf/p/sys/kernel/ftrace_enabled'
exits "the host cannot switch trampolines off" 1 sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
exits "the host can change another setting" 0 sh -c 'echo 1 >/proc/sys/kernel/sysrq'
exits "a container can change another setting" 0 inside c1 sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
is "trampolines are still on" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
guard=$(bpftool -j cgroup show $cgroups | jq -Mr '.[] | select(.name == "gk_sysctl") | .id')
is "the guard of settings is attached to the root cgroup" true "$([ "$guard" -gt 0 ] && echo true)"
link=$(bpftool -j link show | jq -Mr ".[] | select(.prog_id == $guard) | .id")
exits "a container cannot detach the guard's link" 1 inside c1 bpftool link detach id $link
exits "a policy that allows everything can be loaded" 0 gatekeeper load /live/allow-all.yaml
exits "a container cannot detach the guard's link under that policy" 1 inside c1 bpftool link detach id $link
is "the policy is still enforced" true "$(status enforcing)"
