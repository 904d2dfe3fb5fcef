# Eighth boot, of an image that the firmware started, without a boot loader.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-firmware

is "control: no boot loader booted" "" "$(loader_variable LoaderInfo)"
has "control: an image did" "systemd-stub 257" "$(loader_variable StubInfo)"
proven
is "the next boot has the list of the image" "true $(cat /root/configured)" "$(next_boot)"
exits "the image is built again without it" 0 build_image "$(cat /root/cmdline)"
is "the next boot has no bpf" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"
exits "boot enable fails" 1 gatekeeper boot enable
has "it says what to do" "in the unified image vendor.efi: build it again with that word" "$(cat /tmp/output)"
order=$(efibootmgr | sed -n 's/^BootOrder: //p')
exits "the firmware shall start something else from now on" 0 efibootmgr --quiet --bootorder "${order#*,},${order%%,*}"
has "the gatekeeper says what it takes for granted" "if the next boot has the command line of this one" "$(gatekeeper boot show)"
finish
