# Sourced by uefi-entry.sh: what each choice of an entry makes of the next boot, with bootctl's answer beside ours.
# shellcheck shell=bash
ours="true $(cat /root/configured)"
others="false landlock,yama"
entries=$esp/loader/entries

# next_is NAME ENTRY EXPECTED
next_is() {
	is "control: $1: bootctl says that it is $2" "$2" "$(default_entry id)"
	is "$1: the gatekeeper says what that has" "$3" "$(next_boot)"
}
once() { exits "once: ${1:-none}" 0 bootctl set-oneshot "$1"; }
always() { exits "by default: ${1:-none}" 0 bootctl set-default "$1"; }

sed "/^machine-id/d; /^sort-key/d; s/^title .*/title Other/; s/ lsm=[^ ]*//g; s/^options .*/& gk.other lsm=landlock,yama/" "$entries/$entry" \
	>$entries/other.conf
next_is "an entry that comes last" "$entry" "$ours"
once other.conf
next_is "another entry once" other.conf "$others"
exits "boot enable fails" 1 gatekeeper boot enable
has "it names the entry" "the next boot is by the entry other.conf, once" "$(cat /tmp/output)"
is "it changes nothing" "$after" "$(esp_sums | grep -v other.conf)"
has "boot disable would undo ours" "-lsm=$(cat /root/configured)" "$(gatekeeper boot disable --dry-run)"
once ''
next_is "no entry once" "$entry" "$ours"

always other.conf
next_is "another default" other.conf "$others"
has "boot show still has ours" "ours       lsm=$(cat /root/configured)" "$(gatekeeper boot show)"
has "boot disable would undo ours" "-lsm=$(cat /root/configured)" "$(gatekeeper boot disable --dry-run)"
exits "boot enable fails" 1 gatekeeper boot enable
has "it says where the word belongs" "the options line of the boot entry other.conf" "$(cat /tmp/output)"
once "$entry"
next_is "ours once" "$entry" "$ours"
once ''
always gone.conf
next_is "a default that is not there" "$entry" "$ours"
always @saved
next_is "the last booted one, which systemd-boot did not write down yet" "$entry" "$ours"
always ''

cp $esp/loader/loader.conf /root/loader.conf
echo 'default other*' >>$esp/loader/loader.conf
next_is "a pattern in loader.conf" other.conf "$others"
cp /root/loader.conf $esp/loader/loader.conf
echo 'default other' >>$esp/loader/loader.conf
next_is "an id without its suffix" "$entry" "$ours"
cp /root/loader.conf $esp/loader/loader.conf
printf 'title Memory test\nsort-key a\nefi /EFI/systemd/systemd-bootx64.efi\n' >$entries/memtest.conf
next_is "an EFI program that comes first" memtest.conf "null null"
rm $entries/memtest.conf
next_is "no default" "$entry" "$ours"

once auto-reboot-to-firmware-setup
next_is "an entry of systemd-boot's own" auto-reboot-to-firmware-setup "null null"
has "doctor says why" "what it boots is in no file here" "$(gatekeeper doctor)"
once ''
exits "another system" 0 efibootmgr --quiet --create-only --disk /dev/vdb --part 1 --label other --loader '\EFI\other.efi'
number=$(efibootmgr | sed -n 's/^Boot\([0-9A-F]*\).* other\>.*/\1/p')
exits "the firmware starts that once" 0 efibootmgr --quiet --bootnext "$number"
is "another system once: nobody knows what that has" "null null" "$(next_boot)"
has "doctor says why" "the firmware starts Boot$number at the next boot" "$(gatekeeper doctor)"
exits "the firmware does not" 0 efibootmgr --quiet --delete-bootnext
exits "no other system" 0 efibootmgr --quiet --bootnum "$number" --delete-bootnum
next_is "no other system" "$entry" "$ours"
once other.conf
