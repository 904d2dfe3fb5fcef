# Fourth boot, from an initramfs of initramfs-tools with the package's hook, and with both units masked. At the end the
# package is purged.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=early-initramfs-tools

is "both units are masked" "masked-runtime masked-runtime" "$(systemctl is-enabled gatekeeper gatekeeper-load 2>/dev/null | xargs)"
has "status says that the policy was loaded by another executable" "another executable loaded it" "$(gatekeeper status)"
loaded=$(journal_time _TRANSPORT=kernel -- "active, proven by a denied test call")
before "the policy is active before the first process of the real root" "$loaded" \
	"$(journal_time SYSLOG_IDENTIFIER=systemd -- "running in system mode")"
before "the policy is active before the container starts" "$loaded" "$(journal_time _SYSTEMD_UNIT=container.service -- "the container is up")"
has "the first call of the container is denied" "refused EPERM" "$(journalctl -b -u container.service)"
is "systemd mounted the cgroups with nsdelegate" yes "$(grep -q ' /sys/fs/cgroup cgroup2 .*nsdelegate' /proc/mounts && echo yes)"

hammer_start
is "control: the programs were loaded by another executable" false "$(status current)"
exits "load from the real root takes over" 0 gatekeeper load $policy
is "status reports the installed executable's own programs" true "$(status current)"
is "status reports enforcement" true "$(status enforcing)"
still_refused "no call is allowed while load takes over"
hammer_stop

# --- remove the package ----------------------------------------------------------------------------
touch /etc/gatekeeper/initramfs
exits "the package is removed" 0 dpkg --remove bpf-gatekeeper
has "removing the package unloads the policy" "nothing is enforced any more" "$(cat /tmp/output)"
is "a container is allowed after the package is removed" allowed "$(container_attach)"
is "removing the package restores the boot settings" "" "$(grep -l gatekeeper /etc/default/grub.d/* /etc/default/grub)"
is "removing the package restores GRUB's configuration" "" "$(grep -ow bpf /boot/grub/grub.cfg)"
is "removing the package keeps the policy file" "$policy" "$(ls $policy)"
exits "the package is purged" 0 dpkg --purge bpf-gatekeeper
is "purging the package leaves no file" "" "$(find / -xdev \( -path /test -o -path /proc -o -path /sys -o -path /var/log/journal \) -prune -o \
	-name '*gatekeeper*' -print; find /sys/fs/bpf /run -name '*gatekeeper*' -not -path '/run/systemd/*')"
finish
