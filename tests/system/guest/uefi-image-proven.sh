# Fifth boot, by a unified kernel image with the configured list: it enforces; then all is undone.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-image-proven

has "control: an image booted" "systemd-stub 257" "$(loader_variable StubInfo)"
is "control: it is that of kernel-install" "$(cd $esp/EFI/Linux && ls)" "$(loader_variable LoaderEntrySelected)"
proven
disable
finish
