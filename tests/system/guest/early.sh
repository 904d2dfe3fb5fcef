# Third and fourth boot: from an initramfs with the package's hook, and with both units masked.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh

is "the units are masked" "masked-runtime masked-runtime" "$(systemctl is-enabled gatekeeper gatekeeper-load 2>/dev/null | xargs)"
is "enforcing" true "$(status enforcing)"
has "the container was refused at once" "refused EPERM" "$(journalctl -b -u container.service)"
before "in force before the container" "$(journal_time _TRANSPORT=kernel -- "in force, proven by a refused call")" \
	"$(journal_time _SYSTEMD_UNIT=container.service -- "the container is up")"
is "systemd has the cgroups as it wants them" yes "$(grep -q ' /sys/fs/cgroup cgroup2 .*nsdelegate' /proc/mounts && echo yes)"

hammer_start
is "control: loaded by another executable than this" false "$(status current)"
exits "a load from the real root takes over" 0 gatekeeper load $policy
is "by its own programs" true "$(status current)"
still_refused "taken over"
hammer_stop
