# An unmount spreads to the peers of the mount that it is on, and to their slaves, in whatever mount namespace they are: the
# pins would go with what is unmounted there.

pins_mounted() { grep -c ' /sys/fs/bpf bpf ' /proc/1/mounts; }
protect() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load succeeds: protect: $1" 0 gatekeeper load $policy
}
# Back to how it was, after the pins are gone.
mount_again() {
	grep -q ' /sys sysfs ' /proc/mounts || mount -t sysfs sysfs /sys
	grep -q ' /sys/fs/cgroup ' /proc/mounts || mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup
	grep -q ' /sys/fs/bpf ' /proc/mounts || mount -t bpf bpf /sys/fs/bpf
	grep -q ' /sys/kernel/security ' /proc/mounts || mount -t securityfs securityfs /sys/kernel/security
	grep -q ' /sys/kernel/tracing ' /proc/mounts || mount -t tracefs tracefs /sys/kernel/tracing
}

# trap_pins HOW: a mount namespace of its own, in which something else is mounted in the place of the pins, on a /sys that
# others can join. spring unmounts that (umount HOW).
trap_pins() {
	rm -rf /run/trap && mkdir /run/trap
	mount --make-private /sys
	/usr/bin/unshare --mount --propagation private sh -c '
		umount /sys/fs/bpf && mount -t tmpfs none /sys/fs/bpf && mount --make-shared /sys && touch /run/trap/ready
		while [ ! -e /run/trap/go ]; do sleep 0.1; done
		umount '"$1"' /sys/fs/bpf; echo $? >/run/trap/unmounted
		while [ ! -e /run/trap/end ]; do sleep 0.1; done' &
	trapper=$!
	becomes "a trap is set" 10 test -e /run/trap/ready
}
spring() {
	touch /run/trap/go
	becomes "the mount in the trap is unmounted" 10 test -s /run/trap/unmounted
	touch /run/trap/end
	wait $trapper
}

# follow COMMAND: a mount namespace that shares all with the host's, and unmounts /sys after the command; prints the exit code
follow() {
	mount --make-rshared /
	/usr/bin/unshare --mount --propagation unchanged sh -c "$1"' mount --make-private /; umount -l /sys; echo $?'
}

exits "a container in the host's pid namespace starts" 0 container c1 '.linux.namespaces |= map(select(.type != "pid"))'
protect off
for how in -l ''; do
	trap_pins "$how"
	is "control: off: the host's /sys joins the trap's" allowed "$(move-mount group /proc/$trapper/root/sys /sys)"
	spring
	is "control: off: the pins go with what is unmounted in the trap: umount $how" 0 "$(pins_mounted)"
	mount_again
	gatekeeper unload >/dev/null 2>&1
	protect off
done
is "control: off: /sys is unmounted where the host's follows it" 0 "$(follow '/usr/bin/nsenter --target 1 --mount mount --make-slave /sys;')"
is "control: off: the pins go with it" 0 "$(pins_mounted)"
mount_again
gatekeeper unload >/dev/null 2>&1

echo 'correct horse' >/run/passphrase
mkdir -p /etc/gatekeeper
rm -f /etc/gatekeeper/seal
exits "a passphrase is chosen" 0 sh -c 'gatekeeper seal </run/passphrase'
begin_attack "unmount the pins through a mount that the host's follows, or joins"
for protection in self sealed; do
	protect $protection
	start_daemon
	trap_pins -l
	is "$protection: the host's /sys cannot join the trap's" refused "$(move-mount group /proc/$trapper/root/sys /sys)"
	is "$protection: nor can a container in its mount namespace do that" refused \
		"$(inside c1 nsenter --target 1 --mount move-mount group /proc/$trapper/root/sys /sys)"
	spring
	is "$protection: the pins stay" 1 "$(pins_mounted)"
	is "$protection: /sys is not unmounted where the host's follows it" 1 \
		"$(follow '/usr/bin/nsenter --target 1 --mount mount --make-slave /sys;')"
	is "$protection: nor where both share it" 1 "$(mount --make-private /sys; follow '')"
	is "control: $protection: it is where nothing is shared" 0 \
		"$(/usr/bin/unshare --mount --propagation private sh -c 'umount -l /sys; echo $?')"
	is "$protection: the pins stay, and enforcement continues" "1 true" "$(pins_mounted) $(status enforcing)"
	becomes "$protection: the attempts are on record" 10 sh -c ". ./world.sh
		[ \$(count '.event.action == \"guarded\" and .gatekeeper.guarded == \"unmount\"') -ge 1 ] &&
		[ \$(count '.event.action == \"guarded\" and .gatekeeper.guarded == \"mount-move\"') -ge 1 ]"
	kill_daemon
done
end_attack
exits "the protection is lifted" 0 sh -c 'gatekeeper unseal --minutes 1 </run/passphrase'
exits "the gatekeeper can unload" 0 gatekeeper unload
