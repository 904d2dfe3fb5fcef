# Attacks on BPF enforcers, by root on the host and by a container with every capability and the host's pid namespace:
# with `protect: off` each of them succeeds from the host, with `protect: self` none succeeds from anywhere.

protect() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load succeeds: protect: $1" 0 gatekeeper load $policy
}
host_pids='.linux.namespaces |= map(select(.type != "pid")) | .mounts += [
	{destination: "/host-bpf", type: "bind", source: "/sys/fs/bpf", options: ["rbind"]}]'
thefts=10000
case $GK_KERNEL in arm64-*) thefts=1000 ;; esac # 14 a second, where the processor is emulated
# `make race` has more tries of each race.
tries() { if [ "$GK_RACE" -gt "$1" ]; then echo "$GK_RACE"; else echo "$1"; fi; }
executing() { exec-racer $1 $2 gatekeeper explain $policy -; }
# These attacks leave everything as it was.
hook=$(attack id bpf_lsm_bpf)
unused=$(attack id bpf_lsm_file_receive) # of a program that this policy does not load
security=$(attack id security_bpf)
attacks="map gk_policy
map .data.gate
map gk_image
update .data.gate
update .data.seal
program gk_bpf
link gk_bpf
pin /sys/fs/bpf/gatekeeper/gk_policy
override $security
extend gk_bpf"
on_each() {
	echo "$attacks" | while read -r attack; do
		echo "$attack: $("$@" attack $attack 2>&1)"
	done
}
not() { grep -v ": $1\$" | tr '\n' ';'; }

# Programs that somebody has from before the protection, one for each way to attach it.
ways='raw-tracepoint
link
raw-tracepoint threads
link threads'
# hold NAME KIND FUNCTION: one program for each way, until let_go NAME; that prints how each was loaded and attached
hold() {
	mkdir -p /run/aimed/$1
	echo "$ways" | { while read -r way; do attack held $2 $3 "/run/aimed/$1/$(echo $way | tr ' ' -)" $way >>/run/aimed-$1 & done; wait; } &
	becomes "four programs are loaded: $1" 60 sh -c "[ \"\$(find /run/aimed/$1 -type f | wc -l)\" = 4 ]"
}
let_go() {
	rm /run/aimed/$1/*
	for _ in $(seq 300); do
		[ "$(wc -l </run/aimed-$1)" != 8 ] || break
		sleep 0.1
	done
	sort /run/aimed-$1 | uniq -c | xargs
}

# Before anything else runs, as it moves the root of all processes.
carrier=/run/carrier
mkdir -p $carrier /run/others
mount -t tmpfs none $carrier && mkdir $carrier/old && cp /bin/busybox $carrier
exits "control: without a policy the host moves its root, there and back" 0 sh -c "
	pivot_root $carrier $carrier/old && /busybox pivot_root /old /old$carrier"
umount $carrier
exits "a container in the host's pid namespace starts" 0 container c1 "$host_pids"
hold before answer $security
hold elsewhere lsm bpf_lsm_socket_bind
protect off
hold off answer $security
is "control: off: programs that were loaded before can answer in the place of its hooks" "4 allowed 4 loaded" "$(let_go off)"
is "control: off: all $(echo "$attacks" | wc -l) attacks of the host succeed" "" "$(on_each env | not allowed)"
slots=$(attack slots $hook)
is "control: off: the host takes every slot of a trampoline" true "$([ "$slots" -gt 30 ] && echo true)"
slots=$(attack slots $unused fexit)
is "control: off: the host takes every slot of a hook that the policy does not need" true "$([ "$slots" -gt 30 ] && echo true)"
many=$(attack trace-many 2>&1)
echo "a program for many functions: $many" | diag
[ "$many" != allowed ] || many=refused
start_daemon
for how in ptrace mem descriptor; do
	is "control: off: the host attacks the daemon by $how" allowed "$(attack $how $daemon_pid)"
done
for way in trace memory; do
	exits "control: off: a gatekeeper that is being executed is reached: $way" 0 executing $way 10000
	diag </tmp/output
done
sleep 1000 &
is "control: off: a container kills a process of the host" 0 "$(inside c1 kill -9 $! 2>&1; echo $?)"
exits "control: off: the host renames the pins" 0 mv $pins /sys/fs/bpf/elsewhere
exits "control: off: the host renames the pins back" 0 mv /sys/fs/bpf/elsewhere $pins
# What moves a mount, or brings one to where the pins are: each is denied later, in the same mount namespace.
in_host_mounts() { inside c1 nsenter --target 1 --mount "$@"; } # from a container
case $GK_KERNEL in
6.1|arm64-6.1) beneath=EINVAL ;; # the kernel has it from 6.5 on
*) beneath=refused ;;
esac
mount -t tmpfs none $carrier && mkdir $carrier/below
mount -t tmpfs none /run/others
exits "control: off: the host moves a mount by a call that does not tell which" 0 mount -o move /run/others $carrier/below
exits "control: off: a container in its mount namespace, too" 0 in_host_mounts mount -o move $carrier/below /run/others
is "control: off: the host moves the mount of the pins" allowed "$(move-mount plain /sys/fs/bpf $carrier/below)"
is "control: off: a container in its mount namespace moves it back" allowed "$(in_host_mounts move-mount plain $carrier/below /sys/fs/bpf)"
if [ $beneath = refused ]; then
	is "control: off: the host moves a mount beneath that of the pins" allowed "$(move-mount beneath /run/others /sys/fs/bpf)"
	move-mount plain /sys/fs/bpf $carrier/below && umount /sys/fs/bpf && move-mount plain $carrier/below /sys/fs/bpf
	mount -t tmpfs none /run/others
fi
mount --make-shared /sys && mount -o bind /sys $carrier/below && mount --make-private $carrier/below
is "control: off: a mount joins the peers of the one that carries the pins" allowed "$(move-mount group /sys $carrier/below)"
umount $carrier/below && mount --make-private /sys
umount /run/others $carrier
is "control: off: everything is as it was" "true 1" "$(status enforcing) $(grep -c ' /sys/fs/bpf ' /proc/mounts)"
new_cgroup thief >/dev/null
exits "control: off: a program whose load is not over is taken by its ID" 0 thief load $security $((thefts * 3 / 10))
diag </tmp/output
exits "control: off: a program with threads detaches the guard by a descriptor that it repoints" 0 thief detach $pins/gk_sysctl $cgroups/thief 100000
exits "control: off: status fails after the guard is gone" 1 gatekeeper status
kill_daemon
gatekeeper unload
protect off
start_daemon
exits "control: off: the host detaches the guard" 0 attack detach gk_sysctl
exits "control: off: status fails after the guard is gone" 1 gatekeeper status
kill_daemon
exits "control: off: the host removes the pins" 0 rm -r $pins
exits "control: off: status fails after the pins are gone" 1 gatekeeper status

protect self
has "self: load names programs for its hooks that somebody has already" "(attack) of somebody else could answer for the gatekeeper" "$(cat /tmp/output)"
start_daemon
is "self: status reports protection and enforcement" "self true" "$(status protect) $(status enforcing)"
begin_attack "attach a program that answers for its functions and was loaded before the protection"
is "self: programs that were loaded before cannot be attached to its hooks" "4 loaded 4 refused" "$(let_go before)"
is "control: self: without threads they can be attached to another hook, as long as those others were there" "2 allowed 4 loaded 2 refused" "$(let_go elsewhere)"
end_attack
protect self
is "self: nobody has such a program any more" 0 "$(grep -c 'somebody else' /tmp/output)"
listed=$(date +%s)
begin_attack "read, write or replace its maps, programs, links and pins; extend, trace or answer for its functions"
is "self: no attack of the host succeeds" "" "$(on_each env | not refused)"
begin_attack "be recorded with a false origin, or not at all"
own='.event.reason == "own-object" and .event.action == "decision"'
becomes "self: the log has the host's attempts to open the gatekeeper's pins and to load programs against it" 10 sh -c ". ./world.sh
	[ \$(count '$own and .bpf.command == \"OBJ_GET\"') = 1 ] && [ \$(count '$own and .bpf.operation == \"load\"') -ge 1 ]"
is "self: denials of a caller of the host say so" host "$(records "$own" | jq -Mr .gatekeeper.from | sort -u | xargs)"
begin_attack "fill the log by listing everything on the host again and again"
# Tools of the host do it all the time.
lists="$own and .bpf.operation == \"get\" and .bpf.command != \"OBJ_GET\""
is "self: all lists of the host by id are at most one record a minute" true \
	"$(recorded=$(count "$lists"); [ $recorded -ge 1 ] && [ $recorded -le $((1 + ($(date +%s) - listed) / 60)) ] && echo true)"
counted=$(status denied)
exits "self: the host lists programs, maps and links" 0 sh -c 'bpftool prog show && bpftool map show && bpftool link show'
is "self: further lists count as one denial a minute" true "$([ $(($(status denied) - counted)) -le 1 ] && echo true)"
begin_attack "read, write or replace its maps, programs, links and pins; extend, trace or answer for its functions"
is "self: no attack of the container succeeds" "" "$(on_each inside c1 env | sed '/pin .*: E/d' | not refused)"
# From 6.12 on the verifier refuses it first (EINVAL).
is "self: the host cannot attach a program that answers with a permission" "" "$(attack slot $hook 1 2>&1 | grep -v 'refused\|EINVAL')"
begin_attack "fill the trampolines of its hooks, used or not"
# Whoever looks on may have a part of the slots.
few() { [ "$1" -gt 10 ] && [ "$1" -lt 30 ] && echo true; } # on 7.2 one that is attached counts as two
is "self: the host can take a part of the slots of a hook" true "$(few "$(attack slots $hook fexit)")"
inside c1 attack slots $unused fexit /dev/slots >/run/slots &
becomes "self: a container has taken slots" 30 test -s /run/slots
is "self: a container has such a part, of a hook that the policy does not need" true "$(few "$(cat /run/slots)")"
cp $policy /run/before
{ cat /policy/presets/strict.yaml; echo "protect: self"; } >$policy
exits "self: a policy that needs that hook can be loaded meanwhile" 0 gatekeeper load $policy
is "self: and is enforced" true "$(status enforcing)"
cp /run/before $policy
exits "self: the policy before it can be loaded again" 0 gatekeeper load $policy
inside c1 rm /dev/slots
begin_attack "trace its functions by a program whose link names them" "$([ "$many" = refused ] && echo denied || echo "not possible")"
# What the kernel does not have it refuses itself (EINVAL).
is "self: the host cannot load a program for functions that only its link names" "$many" "$(attack trace-many 2>&1)"
end_attack
is "self: the host can attach to a hook that the gatekeeper does not use" allowed "$(attack slot bpf_lsm_socket_bind)"
begin_attack "take a program by its ID while its load is being denied"
exits "self: a program whose load is denied cannot be taken by its ID" 1 thief load $security $(tries $thefts)
is "self: it was not taken once" 0 "$(cat /tmp/output)"
begin_attack "detach or update a link of its own by a shared descriptor that is repointed meanwhile"
exits "self: the host cannot detach the guard" 1 attack detach gk_sysctl
exits "self: a program with threads cannot detach the guard" 1 thief detach $pins/gk_sysctl $cgroups/thief $(tries 3000)
is "self: a program with threads may update its own link" 100 "$(thief update $cgroups/thief 100)"
is "self: a program without threads may detach its own link" 1 "$(thief own $cgroups/thief)"
exits "self: the host attaches a program that could take the guard's place" 0 sh -c "
	probe attach --cgroup $cgroups/thief --type cgroup_sysctl --route prog-attach | grep allowed"
is "self: then a program with threads cannot update a link" 0 "$(thief update $cgroups/thief 100)"
is "self: enforcement continues" true "$(status enforcing)"
begin_attack "trace the daemon, read its memory, take its descriptors"
for how in ptrace mem descriptor; do
	is "self: the host cannot attack the daemon by $how" refused "$(attack $how $daemon_pid)"
	is "self: the container cannot attack the daemon by $how" refused "$(inside c1 attack $how $daemon_pid)"
done
begin_attack "end, limit, slow down or signal the daemon from a container with the pids of the host"
exits "self: the container cannot kill the daemon" 1 inside c1 kill -9 $daemon_pid
exits "self: the daemon runs" 0 kill -0 $daemon_pid
sleep 1000 &
for how in rlimit nice scheduler ioprio perf; do
	is "control: self: a container changes another process of the host by $how" allowed "$(inside c1 attack $how $!)"
	is "self: the container cannot change the daemon by $how" refused "$(inside c1 attack $how $daemon_pid)"
	is "self: the host may by $how" allowed "$(attack $how $daemon_pid)"
done
inside c1 attack sigio $!
becomes "control: self: a container ends another process of the host by SIGIO" 5 sh -c "! kill -0 $!"
inside c1 attack sigio $daemon_pid
exits "self: the container cannot end the daemon by SIGIO" 0 sh -c "sleep 1 && kill -0 $daemon_pid"
sleep 1000 &
is "self: the container can kill another process of the host" 0 "$(inside c1 kill -9 $! 2>&1; echo $?)"
begin_attack "remove, move or hide the pins, or unmount what carries them"
for command in "rm -r $pins" "rmdir $pins" "mv $pins /sys/fs/bpf/elsewhere" "umount /sys/fs/bpf" "umount -l /sys/fs/bpf"; do
	exits "self: the host cannot run $command" 1 $command
done
# An unmount takes along what is mounted below, in each mount namespace that it spreads to.
alone() { unshare --mount --propagation private sh -c "$*"; }
shared() { unshare --mount --propagation unchanged sh -c "$*"; }
mkdir -p /run/host /elsewhere
mount -t tmpfs none $carrier && mkdir $carrier/bpf && mount -t bpf none $carrier/bpf
exits "control: self: the host can lazily unmount what carries the pins of others" 0 umount -l $carrier
exits "control: self: a mount namespace of its own can lazily unmount its /sys" 0 alone umount -l /sys
exits "self: the host cannot lazily unmount what carries the pins" 1 umount -l /sys
mount --make-rshared /
exits "self: a mount namespace that shares the host's mounts cannot lazily unmount /sys" 1 shared umount -l /sys
exits "self: nor a copy of everything" 1 shared "mount -o rbind / /run/host && umount -l /run/host"
exits "self: nor its private copy of the mount of the pins" 1 shared "mount --make-private /sys/fs/bpf && umount /sys/fs/bpf"
mount --make-rprivate /
mount -t tmpfs none /elsewhere
exits "control: self: a directory that is a mount point elsewhere can be removed" 0 alone "umount /elsewhere && mount -o bind / /run/host && rmdir /run/host/elsewhere"
is "control: self: its mount ended with it" 0 "$(grep -c ' /elsewhere ' /proc/mounts)"
exits "self: the directory that carries the pins cannot be removed" 1 alone "umount -l /sys && mount -o bind / /run/host && rmdir /run/host/sys"
exits "self: nor be replaced" 1 alone "umount -l /sys && mount -o bind / /run/host && mkdir /run/host/other && mv -T /run/host/other /run/host/sys"
is "self: the mount of the pins is still there, and enforcement continues" "1 true" "$(grep -c ' /sys/fs/bpf ' /proc/mounts) $(status enforcing)"
inside c1 rm -r /host-bpf/gatekeeper >/dev/null 2>&1
exits "self: a container that has the pins cannot remove them" 0 gatekeeper status
kill -STOP $daemon_pid # it looks each second, and would end as if they were removed
exits "self: the host can mount over the pins" 0 mount -t tmpfs none /sys/fs/bpf
exits "self: status fails if a mount hides the pins" 1 gatekeeper status
has "self: status says which mount" "a policy is active, but a mount on /sys/fs/bpf hides its pins; umount /sys/fs/bpf" "$(cat /tmp/output)"
umount /sys/fs/bpf
kill -CONT $daemon_pid
mkdir /sys/fs/bpf/other
exits "self: the host can remove the pins of others" 0 rm -r /sys/fs/bpf/other

# A lazy unmount takes what is below it when the kernel has the lock of all mounts, after it asked.
begin_attack "bring the pins below a mount that is being unmounted"
mount -t bpf none /run/others
exits "control: self: the host can bring the pins of others there" 0 mount-racer /run/others $carrier 10000
exits "self: the host cannot bring the pins there" 1 mount-racer /sys/fs/bpf $carrier $(tries 1000)
mount -t tmpfs none $carrier && mkdir $carrier/below
mount -t tmpfs none /run/others
exits "self: the host cannot move the mount of the pins" 1 mount -o move /sys/fs/bpf $carrier/below
exits "self: nor what it is on" 1 mount -o move /sys $carrier/below
exits "self: nor any mount by a call that does not tell which" 1 mount -o move /run/others $carrier/below
exits "control: self: a mount namespace of its own can" 0 alone mount -o move /run/others $carrier/below
exits "control: self: it can move its copy of what carries the pins" 0 alone mount -o move /sys $carrier/below
exits "control: self: it can move its root" 0 alone pivot_root $carrier $carrier/below
exits "self: the host cannot move the root" 1 pivot_root $carrier $carrier/below
has "self: pivot_root is denied" "not permitted" "$(cat /tmp/output)"
is "control: self: a container in the host's mount namespace can move another mount" allowed "$(in_host_mounts move-mount plain /run/others $carrier/below)"
is "self: it cannot move the mount of the pins" refused "$(in_host_mounts move-mount plain /sys/fs/bpf /run/others)"
is "self: nor what it is on" refused "$(in_host_mounts move-mount plain /sys /run/others)"
exits "self: nor any mount by a call that does not tell which" 1 in_host_mounts mount -o move $carrier/below /run/others
is "control: self: the host can move another mount" allowed "$(move-mount plain $carrier/below /run/others)"
mount -t tmpfs none $carrier/below
is "self: the host cannot move a mount beneath that of the pins" $beneath "$(move-mount beneath $carrier/below /sys/fs/bpf)"
is "self: nor beneath what that is on" $beneath "$(move-mount beneath $carrier/below /sys)"
[ $beneath = EINVAL ] ||
	is "control: self: the host can move a mount beneath another one" allowed "$(move-mount beneath /run/others $carrier/below)"
umount $carrier/below && mount -t tmpfs none /run/others
mount --make-shared /sys && mount -o bind /sys $carrier/below && mount --make-private $carrier/below
is "self: no mount can join the peers of the one that carries the pins" refused "$(move-mount group /sys $carrier/below)"
umount $carrier/below && mount --make-private /sys
mount --make-shared /run/others && mount -o bind /run/others $carrier/below && mount --make-private $carrier/below
is "control: self: a mount can join the peers of another one" allowed "$(move-mount group /run/others $carrier/below)"
umount $carrier/below
while umount /run/others 2>/dev/null; do :; done
umount -l $carrier
moves='.gatekeeper.guarded == "mount-move"'
becomes "self: the log has these moves of the host and of the container" 10 sh -c ". ./world.sh
	[ \$(count '$moves and .gatekeeper.from == \"container\"') = 3 ] &&
	[ \$(count '$moves and .gatekeeper.from == \"host\" and .process.name == \"move-mount\"') = $([ $beneath = EINVAL ] && echo 1 || echo 3) ]"
begin_attack "switch trampolines off by kernel/ftrace_enabled"
echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled
is "self: the host cannot switch trampolines off" 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
end_attack
becomes "self: the log has every kind of attack" 10 sh -c ". ./world.sh
	[ \$(records '.event.action == \"guarded\"' | jq -r .gatekeeper.guarded | sort -u | wc -l) = 7 ] &&
	[ \$(count '.event.reason == \"own-object\" and .event.action == \"decision\"') -gt 20 ]"

begin_attack "pass for the gatekeeper: a copy, LD_PRELOAD, another program behind its name, a traced one"
# Programs that claim to be the gatekeeper.
cp "$(command -v gatekeeper)" /run/copy
exits "self: a copy of the gatekeeper cannot read the active policy" 1 /run/copy status
has "self: the copy says that the policy is protected from it" "another executable loaded it" "$(cat /tmp/output)"
LD_PRELOAD=/live/preload.so bpftool version >/dev/null
exits "control: LD_PRELOAD changes bpftool" 0 rm /run/preloaded
LD_PRELOAD=/live/preload.so LD_AUDIT=/live/preload.so gatekeeper status >/dev/null
exits "self: LD_PRELOAD and LD_AUDIT do not change the gatekeeper" 1 test -e /run/preloaded
exits "control: self: a program that masks as the gatekeeper can open the pins of others" 0 sh -c "
	bpftool map create /sys/fs/bpf/other type array key 4 value 4 entries 1 name other &&
	masked $(command -v gatekeeper) /sys/fs/bpf/other && rm /sys/fs/bpf/other"
exits "self: a program that masks as the gatekeeper cannot open the policy's pin" 1 masked "$(command -v gatekeeper)" $pins/gk_policy
exits "self: a traced gatekeeper cannot read the active policy" 1 attack traced gatekeeper status
exits "control: self: a traced gatekeeper runs" 0 attack traced gatekeeper version
for way in trace memory; do
	exits "self: a gatekeeper that is being executed cannot be reached: $way" 1 executing $way $(tries 500)
	diag </tmp/output
	is "self: some tries came before the execve(), others were denied: $way" true \
		"$(read -r _ before denied _ </tmp/output; [ "$before" -gt 10 ] && [ "$denied" -gt 10 ] && echo true)"
done
end_attack
kill -9 $daemon_pid
wait $daemon_pid 2>/dev/null
daemon_pid=''
is "self: enforcement continues after the daemon was killed" true "$(status enforcing)"
exits "self: the gatekeeper can load another policy" 0 gatekeeper load $own_subtree
exits "self: the gatekeeper can unload" 0 gatekeeper unload
exits "self: status fails after unload" 1 gatekeeper status

# The guest's root is of the initramfs' file system. Both are needed: that, and what makes this an initramfs.
begin_attack "bring the pins below a mount that is being unmounted"
mkdir /run/initramfs
protect self
mount -t tmpfs none $carrier && mkdir $carrier/sys
exits "self: what the pins are on moves from an initramfs to the real root" 0 mount -o move /sys $carrier/sys
exits "self: and back" 0 mount -o move $carrier/sys /sys
is "self: the policy is in force there" true "$(status enforcing)"
is "control: self: also while process 1 is traced" allowed "$(rerooted / /sys $carrier/sys true)"
move-mount plain $carrier/sys /sys | diag
is "self: nothing moves after process 1 was in the real root" refused "$(rerooted $carrier /sys $carrier/sys true)"
exits "self: the gatekeeper can unload" 0 gatekeeper unload
is "self: nor after a load from there" refused "$(rerooted $carrier /sys $carrier/sys gatekeeper load $policy | tail -n 1)"
umount $carrier
rmdir /run/initramfs
end_attack

exits "self: a copy of the gatekeeper can load a policy" 0 /run/copy load $policy
exits "self: after its load the copy is the gatekeeper" 0 /run/copy status
exits "self: after its load the original is not the gatekeeper" 1 gatekeeper status
exits "self: a copy that was written to is not the gatekeeper" 1 sh -c "cat $(command -v attack) >/run/copy && /run/copy pin $pins/gk_policy"
cp "$(command -v gatekeeper)" /run/second
exits "self: a second copy can load a policy" 0 /run/second load $policy
cp "$(command -v attack)" /run/attack
exits "self: a file that is mounted over the gatekeeper is not the gatekeeper" 1 sh -c 'mount --bind /run/attack /run/second && /run/second pin '$pins/gk_policy
umount /run/second
exits "self: a file that replaced the gatekeeper is not the gatekeeper" 1 sh -c 'mv /run/attack /run/second && /run/second pin '$pins/gk_policy
exits "self: unseal needs no passphrase" 0 gatekeeper unseal --minutes 1
exits "self: the host can remove the pins after unseal" 0 rm -r $pins
exits "unload succeeds" 0 gatekeeper unload
rm /run/copy /run/second
