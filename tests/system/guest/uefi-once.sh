# Second boot, by the other entry, for once.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-once

is "control: systemd-boot booted the other entry" other.conf "$(loader_variable LoaderEntrySelected)"
has "it is as the gatekeeper said" gk.other "$(cat /proc/cmdline)"
is "bpf is not an active security module" "landlock yama" "$(tr , '\n' </sys/kernel/security/lsm | grep -x 'landlock\|yama\|bpf' | xargs)"
has "the load unit failed, and says why" "the BPF LSM is not active in this kernel" "$(journalctl -b -u gatekeeper-load)"
is "the next boot is the default entry's" "true $(cat /root/configured)" "$(next_boot)"
exits "doctor fails" 1 gatekeeper doctor
has "it says that this boot was another one" "it was configured before this boot, which did not take it" "$(cat /tmp/output)"
exits "boot enable has nothing to do" 0 gatekeeper boot enable
has "it says so" "nothing to do" "$(cat /tmp/output)"
rm $esp/loader/entries/other.conf
finish
