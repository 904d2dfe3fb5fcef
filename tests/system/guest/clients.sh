# systemd as the first process of a container: what its units are limited in without a policy and under the presets.
# A call that can't succeed anyway gets the kernel's errno, and so systemd never takes a denial for a missing feature: what
# it goes on without is what a policy denied, and the log has the unit.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/booted.sh
tap_case=clients

all="address closed interface port strict"
mkdir -p "${log%/*}"
: >$log
make_booted
boot_units control
is "control: systemd limits its units in a container" "$all" "$(limited_units control)"
diag </run/units-control

gatekeeper daemon "$(preset_of default)" --log $log >/run/daemon.output 2>&1 &
daemon=$!
becomes "a daemon starts" 90 grep -q "daemon started" /run/daemon.output

units_of default "" "$all"
said() { grep -c "$1.*Operation not permitted" /run/booted.output; }
is "default: systemd says of each that it was not permitted, and not that the kernel lacks it" "1 2 1 1" \
	"$(said 'try-address.service: .*egress') $(said 'device control') $(said 'try-interface.service: ') $(said 'try-port.service: ')"
exits "default: load --audit succeeds" 0 gatekeeper load --audit "$(preset_of default)"
boot_units audit
is "audit: each unit is limited as without the gatekeeper" "$(cat /run/units-control)" "$(cat /run/units-audit)"

exits "load succeeds: own-subtree" 0 gatekeeper load "$(preset_of own-subtree)"
units_of own-subtree "address interface" "closed port strict"
exits "load succeeds: systemd-in-container" 0 gatekeeper load "$(preset_of systemd-in-container)"
units_as_control systemd-in-container
exits "load succeeds: nested-containers" 0 gatekeeper load "$(preset_of nested-containers)"
units_of nested-containers "closed strict" load
exits "load succeeds: strict" 0 gatekeeper load "$(preset_of strict)"
units_of strict "" load
kill $daemon
finish
