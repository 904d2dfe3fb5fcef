# Seventh boot, by the image that was built elsewhere: it enforces. Last, the firmware starts that image by itself.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-vendor-proven

is "control: the image of elsewhere booted" vendor.efi "$(loader_variable LoaderEntrySelected)"
proven
exits "boot disable has nothing to undo" 0 gatekeeper boot disable
has "it says so" "the gatekeeper has configured no lsm= here" "$(cat /tmp/output)"
is "the next boot has the list still" "true $(cat /root/configured)" "$(next_boot)"
exits "the firmware starts the image from now on" 0 efibootmgr --quiet --create --disk /dev/vdb --part 1 --label vendor \
	--loader '\EFI\Linux\vendor.efi'
finish
