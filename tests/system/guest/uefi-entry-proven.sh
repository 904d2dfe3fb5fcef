# Third boot, by the entry with the configured list: it enforces; then all is undone.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-entry-proven

proven
disable
finish
