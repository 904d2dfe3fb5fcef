# First boot, by the entry of kernel-install, without bpf in lsm=: the gatekeeper configures the next boot, and says what each
# choice of an entry makes of that. Last, another entry is chosen for the next boot.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-entry

entry=$(basename $esp/loader/entries/*.conf)
has "control: systemd-boot booted" "systemd-boot 257" "$(loader_variable LoaderInfo)"
is "control: it booted the entry of kernel-install" "$entry" "$(loader_variable LoaderEntrySelected)"
is "control: bpf is not an active security module" "" "$(grep -ow bpf /sys/kernel/security/lsm)"
is "control: a container may attach" allowed "$(container_attach)"
words_of_boot >/root/cmdline
remember
is "the next boot has no bpf" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"
exits "doctor fails" 1 gatekeeper doctor
has "doctor names the remedy" "gatekeeper boot enable" "$(cat /tmp/output)"
exits "boot enable --dry-run succeeds" 0 gatekeeper boot enable --dry-run
is "boot enable --dry-run changes nothing" "$(cat /root/esp /root/settings)" "$(esp_sums; settings)"

enable
is "no entry is added" "$entry" "$(ls $esp/loader/entries)"
is "bootctl sees that list in the default entry" "$entry lsm=$(cat /root/configured)" "$(default_entry id) $(default_entry options | lsm_of)"
after=$(esp_sums)
exits "a second boot enable succeeds" 0 gatekeeper boot enable
is "a second boot enable changes nothing" "$after" "$(esp_sums)"
exits "the administrator enables the daemon's unit" 0 systemctl enable gatekeeper
. /test/uefi-choices.sh
finish
