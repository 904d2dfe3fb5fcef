# Fourth boot: from an initramfs of initramfs-tools with the package's hook, and with both units masked. At its end the
# package is purged.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=early-initramfs-tools

is "the units are masked" "masked-runtime masked-runtime" "$(systemctl is-enabled gatekeeper gatekeeper-load 2>/dev/null | xargs)"
has "what is loaded is kept from any other executable" "kept from this program" "$(gatekeeper status)"
loaded=$(journal_time _TRANSPORT=kernel -- "in force, proven by a refused call")
before "in force before the first process of the real root" "$loaded" \
	"$(journal_time SYSLOG_IDENTIFIER=systemd -- "running in system mode")"
before "in force before the container" "$loaded" "$(journal_time _SYSTEMD_UNIT=container.service -- "the container is up")"
has "the container was refused at once" "refused EPERM" "$(journalctl -b -u container.service)"
is "systemd has the cgroups as it wants them" yes "$(grep -q ' /sys/fs/cgroup cgroup2 .*nsdelegate' /proc/mounts && echo yes)"

hammer_start
is "control: loaded by another executable than this" false "$(status current)"
exits "a load from the real root takes over" 0 gatekeeper load $policy
is "by its own programs" true "$(status current)"
is "enforcing" true "$(status enforcing)"
still_refused "taken over"
hammer_stop

# --- the way out -----------------------------------------------------------------------------------
touch /etc/gatekeeper/initramfs
exits "remove" 0 dpkg --remove bpf-gatekeeper
has "removing it unloads" "nothing is enforced any more" "$(cat /tmp/output)"
is "a container may attach" allowed "$(container_attach)"
is "the boot settings are as they were" "" "$(grep -l gatekeeper /etc/default/grub.d/* /etc/default/grub)"
is "so is GRUB's configuration" "" "$(grep -ow bpf /boot/grub/grub.cfg)"
is "removing keeps the policy" "$policy" "$(ls $policy)"
exits "purge" 0 dpkg --purge bpf-gatekeeper
is "leaves nothing" "" "$(find / -xdev \( -path /test -o -path /proc -o -path /sys -o -path /var/log/journal \) -prune -o \
	-name '*gatekeeper*' -print; find /sys/fs/bpf /run -name '*gatekeeper*' -not -path '/run/systemd/*')"
finish
