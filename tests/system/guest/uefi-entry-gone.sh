# Fourth boot, of which the gatekeeper is gone. The administrator has kernel-install make unified kernel images from now on.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-entry-gone

gone
exits "the entry is removed" 0 kernel-install remove "$kver"
printf 'layout=uki\nuki_generator=ukify\n' >/etc/kernel/install.conf
exits "kernel-install makes an image" 0 kernel-install add "$kver" "/boot/vmlinuz-$kver"
is "there is one entry, an image" "image" "$(ls $esp/loader/entries; ls $esp/EFI/Linux | sed "s/.*-$kver.efi/image/")"
remember
enable
is "the image has that list" "lsm=$(cat /root/configured)" "$(bootctl kernel-inspect $esp/EFI/Linux/*.efi | lsm_of)"
finish
