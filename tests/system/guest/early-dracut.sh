# The last boot: at its end the package is purged.
# shellcheck shell=bash source-path=SCRIPTDIR
tap_case=early-dracut
. /test/early.sh

touch /etc/gatekeeper/initramfs
exits "control: remove says what it does" 0 dpkg --remove bpf-gatekeeper
has "removing it unloads" "nothing is enforced any more" "$(cat /tmp/output)"
is "a container may attach" allowed "$(container_attach)"
is "the boot settings are as they were" "" "$(grep -l gatekeeper /etc/default/grub.d/* /etc/default/grub)"
is "so is GRUB's configuration" "" "$(grep -ow bpf /boot/grub/grub.cfg)"
is "removing keeps the policy" "$policy" "$(ls $policy)"
exits "purge" 0 dpkg --purge bpf-gatekeeper
is "leaves nothing" "" "$(find / -xdev \( -path /test -o -path /proc -o -path /sys -o -path /var/log/journal \) -prune -o \
	-name '*gatekeeper*' -print; find /sys/fs/bpf /run -name '*gatekeeper*' -not -path '/run/systemd/*')"
finish
