# First boot: bpf is not in lsm=. Install, be told what is missing, prepare the next boot.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=without-bpf

is "the kernel runs without the BPF LSM" "" "$(grep -ow bpf /sys/kernel/security/lsm)"
is "control: a container may attach" allowed "$(container_attach)"

exits "installs" 0 dpkg -i /test/packages/first.deb
is "nothing is enabled" "disabled disabled" "$(systemctl is-enabled gatekeeper gatekeeper-load | xargs)"
is "nothing is started" "inactive inactive" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
is "nothing is loaded" false "$(status loaded)"
is "the policy is a conffile" 1 "$(dpkg-query -W -f '${Conffiles}' bpf-gatekeeper | grep -c " $policy ")"
exits "it is a good one" 0 gatekeeper check $policy

exits "doctor: not ready" 1 gatekeeper doctor
has "doctor names the remedy" "gatekeeper boot enable" "$(cat /tmp/output)"
exits "a load fails" 1 systemctl start gatekeeper-load
is "loudly: the unit has failed" failed "$(systemctl is-failed gatekeeper-load)"
has "and the journal says why" "the BPF LSM is not active in this kernel" "$(journalctl -b -u gatekeeper-load)"
exits "nor does the daemon start" 1 timeout 60 gatekeeper daemon --log /run/none.jsonl
is "still nothing is loaded" false "$(status loaded)"

others=$(ls /etc/default/grub.d)
before=$(sha256sum /boot/grub/grub.cfg)
exits "boot enable --dry-run" 0 gatekeeper boot enable --dry-run
has "shows the line" bpf "$(cat /tmp/output)"
is "changes nothing" "$before" "$(sha256sum /boot/grub/grub.cfg)"
is "writes nothing" "$others" "$(ls /etc/default/grub.d)"
exits "boot enable" 0 gatekeeper boot enable
is "a drop-in" "$others zz-gatekeeper.cfg" "$(ls /etc/default/grub.d | xargs)"
line=$(grep -m 1 -oE '^\s*linux\s.*' /boot/grub/grub.cfg)
has "GRUB's configuration has bpf" ",bpf" "$line"
is "the drop-in is not in the settings of others" 0 "$(grep -c bpf /etc/default/grub)"
before=$(sha256sum /boot/grub/grub.cfg)
exits "boot enable, once more" 0 gatekeeper boot enable
is "the same line" "$before" "$(sha256sum /boot/grub/grub.cfg)"
exits "doctor: the reboot is missing" 1 gatekeeper doctor
diag </tmp/output

in_container 'gatekeeper load /usr/share/gatekeeper/presets/default.yaml 2>&1' >/run/in-container
is "load in a container fails" 1 $?
has "and says where it has to run" "not from a container" "$(cat /run/in-container)"
in_container 'gatekeeper boot enable 2>&1' >/run/in-container
is "boot enable in a container fails" 1 $?
diag </run/in-container

exits "the administrator enables it" 0 systemctl enable gatekeeper
is "both units" "enabled enabled" "$(systemctl is-enabled gatekeeper gatekeeper-load 2>&1 | xargs)"
finish
