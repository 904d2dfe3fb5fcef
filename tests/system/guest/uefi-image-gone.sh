# Fifth boot, of which the gatekeeper is gone.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-image-gone

has "control: an image booted" "systemd-stub 257" "$(loader_variable StubInfo)"
gone
finish
