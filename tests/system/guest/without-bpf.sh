# First boot, without bpf in lsm=: install the package, read what is missing, prepare the next boot.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=without-bpf

is "control: the kernel runs without the BPF LSM" "" "$(grep -ow bpf /sys/kernel/security/lsm)"
is "control: a container is allowed" allowed "$(container_attach)"

# In the place of the real one, which would take a minute: it says that it was called.
printf '#!/bin/sh\necho "$@" >>/run/update-initramfs\n' >/usr/local/sbin/update-initramfs
chmod +x /usr/local/sbin/update-initramfs
exits "the package installs" 0 dpkg -i /test/packages/first.deb
is "installing the package touches no initramfs" absent "$(cat /run/update-initramfs 2>/dev/null || echo absent)"
mkdir -p /etc/gatekeeper && touch /etc/gatekeeper/initramfs
exits "control: the package installs where the initramfs is asked for" 0 dpkg -i /test/packages/first.deb
is "control: then it makes one" "-u" "$(cat /run/update-initramfs)"
rm /etc/gatekeeper/initramfs /usr/local/sbin/update-initramfs
is "installing the package enables no unit" "disabled disabled" "$(systemctl is-enabled gatekeeper gatekeeper-load | xargs)"
is "installing the package starts no unit" "inactive inactive" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
is "installing the package loads no policy" false "$(status loaded)"
is "the policy is a conffile" 1 "$(dpkg-query -W -f '${Conffiles}' bpf-gatekeeper | grep -c " $policy ")"
exits "the installed policy is valid" 0 gatekeeper check $policy

exits "doctor fails" 1 gatekeeper doctor
has "doctor names the remedy" "gatekeeper boot enable" "$(cat /tmp/output)"
exits "the load unit fails to start" 1 systemctl start gatekeeper-load
is "systemd reports the load unit as failed" failed "$(systemctl is-failed gatekeeper-load)"
has "the journal has the reason of the failed load" "the BPF LSM is not active in this kernel" "$(journalctl -b -u gatekeeper-load)"
exits "the daemon fails to start" 1 timeout 60 gatekeeper daemon --log /run/none.jsonl
is "failed starts leave nothing loaded" false "$(status loaded)"

others=$(ls /etc/default/grub.d)
before=$(sha256sum /boot/grub/grub.cfg)
exits "boot enable --dry-run succeeds" 0 gatekeeper boot enable --dry-run
has "boot enable --dry-run shows the new line" bpf "$(cat /tmp/output)"
is "boot enable --dry-run leaves GRUB's configuration unchanged" "$before" "$(sha256sum /boot/grub/grub.cfg)"
is "boot enable --dry-run writes no file" "$others" "$(ls /etc/default/grub.d)"
exits "boot enable succeeds" 0 gatekeeper boot enable
is "boot enable writes one drop-in" "$others zz-gatekeeper.cfg" "$(ls /etc/default/grub.d | xargs)"
line=$(grep -m 1 -oE '^\s*linux\s.*' /boot/grub/grub.cfg)
has "GRUB's configuration has bpf" ",bpf" "$line"
is "boot enable leaves the settings of others unchanged" 0 "$(grep -c bpf /etc/default/grub)"
before=$(sha256sum /boot/grub/grub.cfg)
exits "a second boot enable succeeds" 0 gatekeeper boot enable
is "a second boot enable changes nothing" "$before" "$(sha256sum /boot/grub/grub.cfg)"
exits "doctor fails before the reboot" 1 gatekeeper doctor
diag </tmp/output

in_container 'gatekeeper load /usr/share/gatekeeper/presets/default.yaml 2>&1' >/run/in-container
is "load fails in a container" 1 $?
has "load says that it cannot run in a container" "load the gatekeeper on the host" "$(cat /run/in-container)"
in_container 'gatekeeper boot enable 2>&1' >/run/in-container
is "boot enable fails in a container" 1 $?
diag </run/in-container

exits "the administrator enables the daemon's unit" 0 systemctl enable gatekeeper
is "enabling the daemon's unit enables both units" "enabled enabled" "$(systemctl is-enabled gatekeeper gatekeeper-load 2>&1 | xargs)"
finish
