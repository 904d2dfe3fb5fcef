# Second boot, with the composed command line: enforcement starts before any container and lasts over restarts and upgrades.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=enforcing

# --- the boot ------------------------------------------------------------------------------------
exits "doctor passes" 0 gatekeeper doctor
is "status reports enforcement" true "$(status enforcing)"
loaded=$(journal_time _SYSTEMD_UNIT=gatekeeper-load.service -- "active, proven by a denied test call")
before "the policy is active before basic.target" "$loaded" "$(journal_time UNIT=basic.target -- "Reached target")"
before "the policy is active before sysinit.target" "$loaded" "$(journal_time UNIT=sysinit.target -- "Reached target")"
before "the policy is active before the container starts" "$loaded" "$(journal_time _SYSTEMD_UNIT=container.service -- "the container is up")"
has "the first call of the container is denied" "refused EPERM" "$(journalctl -b -u container.service)"
is "a later call of the container is denied" refused "$(container_attach)"
becomes "the log has the denial with its rule" 10 logged '.gatekeeper.verdict == "deny" and .gatekeeper.rule == "no-cgroup-programs-from-containers"'
is "both units are active" "active active" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
is "no unit failed" "" "$(systemctl --failed --plain --no-legend)"

# --- the confinement of the daemon -----------------------------------------------------------------
pid=$(state gatekeeper MainPID)
of() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/status"; }
namespaces() { (cd "/proc/$1/ns" && for ns in user pid mnt net ipc uts cgroup time; do readlink $ns; done | xargs); }
is "the daemon is in the initial namespaces" "$(namespaces 1)" "$(namespaces "$pid")"
is "the daemon has the capability CAP_BPF alone" 0000008000000000 "$(of CapEff)"
is "the daemon cannot get new privileges" 1 "$(of NoNewPrivs)"
is "the daemon has a seccomp filter" 2 "$(of Seccomp)"
is "under protect: self systemd keeps the daemon's descriptors" "self yes" \
	"$(status protect) $([ "$(state gatekeeper NFileDescriptorStore)" -ge 10 ] && echo yes)"

# --- the host works --------------------------------------------------------------------------------
host_filters "on the host"

# --- the policy ------------------------------------------------------------------------------------
cp $policy /root/policy.yaml
is "control: the policy has one rule" 1 "$(status rules)"

# --- an operator's session ---------------------------------------------------------------------------
edit() { VISUAL=true gatekeeper edit "$@" >/tmp/output 2>&1; }
denials='.event.action == "decision" and .gatekeeper.verdict == "deny" and .bpf.attach_type == "cgroup_inet_sock_create"'
id=$(records "$denials" | tail -n 1 | jq -r .event.id)
digest=$(status digest)
exits "why --last explains a denial" 0 gatekeeper why --last
has "why names the rule" no-cgroup-programs-from-containers "$(cat /tmp/output)"
is "edit --allow changes nothing if the operator leaves" 1 "$(echo q | edit --allow "$id"; echo $?)"
is "edit proposes one rule and takes none away" "0 1" "$(grep -c '^-[^-]' /tmp/output) $(grep -c '^+ *- name: ' /tmp/output)"
has "edit shows what would be allowed" "denied before, now allowed:" "$(cat /tmp/output)"
proposal=$(sed -n 's/.*your text is in //p' /tmp/output)
exits "the proposal differs from the policy in force" 1 gatekeeper diff --in-force "$proposal"
is "diff shows that decision and no other" "attach:cgroup; attach-type cgroup_inet_sock_create; from container" \
	"$(sed -n 's/^  \(.*from container\); .*/\1/p' /tmp/output)"
is "edit --allow tries it, and nobody confirms" 1 "$(echo t | edit --allow "$id" --confirm 25; echo $?)"
is "on trial: the container is allowed" allowed "$(container_attach)"
refused_again() { [ "$(container_attach)" = refused ]; }
becomes "not confirmed: the container is denied again" 40 refused_again
is "not confirmed: the old policy is enforced" "$digest true" "$(status digest) $(status enforcing)"
is "edit --allow tries it again, and Enter confirms" 0 "$(printf 't\n\n' | edit --allow "$id" --confirm 60; echo $?)"
is "confirmed: the container is allowed" allowed "$(container_attach)"
is "history shows it all, the newest first" "confirmed tried taken-back tried" \
	"$(gatekeeper history --json | jq -r '.[0:4][].how' | xargs)"
exits "load --previous goes back" 0 gatekeeper load --previous
sleep 5 # the daemon sees that the file was edited
is "the container is denied by the old policy" "$digest refused" "$(status digest) $(container_attach)"
cp /root/policy.yaml $policy
rm -r /tmp/gatekeeper-edit-* $policy.~*~ # what the operator's editing leaves on purpose

# --- an edited policy -------------------------------------------------------------------------------
cat /usr/share/gatekeeper/presets/own-subtree.yaml >$policy
becomes "the daemon follows an edited policy" 15 status_is rules 2
digest=$(status digest)
sed -i 's/attach:cgroup/atach:cgroup/' $policy
becomes "the daemon logs where a broken policy is wrong" 15 logged \
	'.event.action == "policy-rejected" and (.message | test("policy.yaml:[0-9]+:[0-9]+: .*atach:cgroup"))'
has "the journal has the suggestion for the broken policy" "did you mean" "$(journalctl -b -u gatekeeper)"
is "the old policy stays active after a broken one" "$digest true" "$(status digest) $(status enforcing)"
sed 's/^default:/log: none\ndefault:/; /^log: denied$/d' /root/policy.yaml >$policy
becomes "the daemon follows a corrected policy" 15 status_is rules 1
is "a container is denied" refused "$(container_attach)"

# --- while a container calls without pause ---------------------------------------------------------
gatekeeper load --audit $policy >/dev/null
hammer_start
is "control: the hammer is allowed in audit mode" yes "$([ "$(hammered 3)" -gt 0 ] && echo yes)"
hammer_stop
gatekeeper load $policy >/dev/null
mkdir -p /run/systemd/system/gatekeeper.service.d
printf '[Service]\nWatchdogSec=4s\n' >/run/systemd/system/gatekeeper.service.d/watchdog.conf
systemctl daemon-reload
hammer_start
still_refused "no call is allowed while nothing changes"
# Programs are loaded, and verified, only for pins of their own.
pins_of() { stat -c %i /sys/fs/bpf/gatekeeper; }
loaded=$(pins_of)
exits "the daemon's unit restarts" 0 systemctl restart gatekeeper
still_refused "no call is allowed while the daemon restarts"
exits "the daemon's unit reloads" 0 systemctl reload gatekeeper
exits "the load unit reloads" 0 systemctl reload gatekeeper-load
exits "the load unit restarts" 0 systemctl restart gatekeeper-load
is "neither has loaded the programs again" "$loaded" "$(pins_of)"
still_refused "no call is allowed while the policy is loaded again"
kill -STOP "$(state gatekeeper MainPID)"
hung=$(state gatekeeper MainPID)
replaced() { [ "$(state gatekeeper MainPID)" != "$hung" ] && systemctl --quiet is-active gatekeeper; }
becomes "systemd replaces a daemon that hangs" 40 replaced
still_refused "no call is allowed while the daemon hangs"

exits "self: the pins cannot be removed" 1 rm -r /sys/fs/bpf/gatekeeper
exits "self: bpffs cannot be unmounted" 32 umount /sys/fs/bpf
echo 'protect: off' >>$policy
exits "load succeeds: protect: off" 0 gatekeeper load $policy
is "control: without guards it has loaded them again" yes "$([ "$(pins_of)" != "$loaded" ] && echo yes)"
exits "the daemon restarts under protect: off" 0 systemctl restart gatekeeper
is "under protect: off systemd keeps the daemon's descriptors" yes "$([ "$(state gatekeeper NFileDescriptorStore)" -ge 10 ] && echo yes)"
rm -r /sys/fs/bpf/gatekeeper
still_refused "no call is allowed after the pins were removed"
becomes "the daemon restores the pins" 10 logged '.event.action == "pins-restored"'
is "status reports enforcement after the pins were restored" true "$(status enforcing)"
kill -9 "$(state gatekeeper MainPID)"
rm -r /sys/fs/bpf/gatekeeper
still_refused "no call is allowed after the pins were removed while no daemon ran"
becomes "the next daemon restores the pins from the descriptors that systemd kept" 30 status_is enforcing true
umount /sys/fs/bpf
still_refused "no call is allowed while bpffs is unmounted"
mount -t bpf -o mode=700 bpf /sys/fs/bpf
becomes "the daemon restores the pins when bpffs is mounted again" 30 status_is enforcing true
mount -t bpf -o mode=700 above /sys/fs/bpf
becomes "the daemon restores the pins in a bpffs above" 30 status_is enforcing true
becomes "the log says that a mount hid them" 10 logged \
	'.event.action == "pins-restored" and (.message | test("a mount on /sys/fs/bpf hid [0-9]+ pins; they are there, too"))'
umount /sys/fs/bpf
is "below it they are as before" true "$(status enforcing)"
sed -i '/^protect: off/d' $policy
is "a passphrase is chosen" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
exits "load succeeds: protect: self" 0 gatekeeper load $policy
exits "the daemon restarts under protect: self" 0 systemctl restart gatekeeper
is "systemd keeps the daemon's descriptors of protected pins" yes "$([ "$(state gatekeeper NFileDescriptorStore)" -ge 10 ] && echo yes)"
# As if a mount were moved between the check of an unmount and the unmount.
is "the protection is lifted" 0 "$(echo 'correct horse' | gatekeeper unseal --minutes 1 >/tmp/output 2>&1; echo $?)"
umount -l /sys/fs/bpf
still_refused "no call is allowed after the protected pins were unmounted"
systemctl kill --signal=KILL gatekeeper # it may be between two starts
still_refused "no call is allowed while no daemon runs either"
mount -t bpf -o mode=700 bpf /sys/fs/bpf
becomes "the daemon restores the protected pins" 30 status_is enforcing true
# The next takeover has to lift a protection that is in force, and that no passphrase holds.
is "the protection is in force again" 0 "$(echo 'correct horse' | gatekeeper unseal --minutes 0 >/tmp/output 2>&1; echo $?)"
rm /etc/gatekeeper/seal
exits "load succeeds again: protect: self" 0 gatekeeper load $policy

exits "the package is upgraded" 0 dpkg -i /test/packages/second.deb
still_refused "no call is allowed while the package is upgraded"
is "after the upgrade the new programs enforce" "true true" "$(status current) $(status enforcing)"
has "after the upgrade the new program is installed" upgrade1 "$(gatekeeper --version)"
is "both units are active after the upgrade" "active active" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
is "the new daemon started at once" 0 "$(state gatekeeper NRestarts)"
is "it took over what its load had made, and loaded nothing" yes \
	"$([ "$(stat -c %Y /sys/fs/bpf/gatekeeper/gk_build)" -lt "$(date +%s -d "$(state gatekeeper ExecMainStartTimestamp)")" ] && echo yes)"
exits "load succeeds after the upgrade" 0 gatekeeper load $policy
is "the old programs are gone: none could answer" 0 "$(grep -c "of somebody else" /tmp/output)"
exits "both units stop" 0 systemctl stop gatekeeper gatekeeper-load
still_refused "no call is allowed while both units are stopped"
is "both units are inactive" "inactive inactive" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
sed -i 's/^#GATEKEEPER_OPTIONS=.*/GATEKEEPER_OPTIONS="--journal"/' /etc/default/gatekeeper
exits "the daemon starts with --journal" 0 systemctl start gatekeeper
still_refused "no call is allowed while the daemon starts"
hammer_stop

# --- the journal -----------------------------------------------------------------------------------
ids() { jq -r '.event.id // empty' | sort; }
# Of this daemon: those of the log, and what the collectors' README offers for the journal.
journal_has_all() {
	tac $log | sed '/"action":"daemon-started"/q' | ids >/run/ids-of-log
	journalctl -b -q -t gatekeeper -o json | jq -r '.GATEKEEPER_RECORD // empty' | ids >/run/ids-of-journal
	[ -s /run/ids-of-log ] && diff /run/ids-of-log /run/ids-of-journal
}
in_journal() { journalctl -b -q -o json GATEKEEPER_VERDICT=deny GATEKEEPER_RULE=no-cgroup-programs-from-containers | grep -q .; }
is "control: the journal has no denial yet" 1 "$(in_journal; echo $?)"
gatekeeper load /root/policy.yaml >/dev/null
is "a container is denied" refused "$(container_attach)"
becomes "the journal has the denial, found by its fields" 10 in_journal
line=$(journalctl -b -q -o json GATEKEEPER_VERDICT=deny | head -n 1)
has "the journal's message describes the denial" "deny attach:cgroup cgroup_inet_sock_create by probe[" "$(jq -r .MESSAGE <<<"$line")"
is "the journal has the same record as the log" "$(jq -r .GATEKEEPER_RECORD <<<"$line" | jq -r .event.id)" "$(records '.gatekeeper.verdict == "deny"' | tail -n 1 | jq -r .event.id)"
becomes "the journal has every record of the daemon, and none twice" 10 journal_has_all

. /test/readers.sh

# --- unload ----------------------------------------------------------------------------------------
exits "unload succeeds under protect: self with a running daemon" 0 gatekeeper unload
is "a container is allowed after unload" allowed "$(container_attach)"
becomes "the log has the unload" 10 logged '.event.action == "policy-unloaded"'
. /test/booted.sh
make_booted
boot_units control
is "control: systemd limits its units in a container" "address closed strict" "$(limited_units control)"
cp /root/policy.yaml $policy # the other logs nothing
exits "load succeeds after unload" 0 gatekeeper load $policy
is "a container is denied after the load" refused "$(container_attach)"
becomes "a daemon that can write the log runs again" 180 status_is log.written true
units_of default "" "address closed strict"
exits "load succeeds: systemd-in-container" 0 gatekeeper load "$(preset_of systemd-in-container)"
units_as_control systemd-in-container
exits "load succeeds: nested-containers" 0 gatekeeper load "$(preset_of nested-containers)"
units_of nested-containers "closed strict" load
cp /root/policy.yaml $policy

# --- the disk is full ------------------------------------------------------------------------------
systemctl stop gatekeeper
mkdir -p /run/small
mount -t tmpfs -o size=64k small /run/small
gatekeeper daemon $policy --log /run/small/audit.jsonl --disk-full halt >/run/small.output 2>&1 &
becomes "a daemon with --disk-full halt starts" 60 grep -q "daemon started" /run/small.output
head -c 1M /dev/zero >/run/small/fill 2>/dev/null
is "control: the machine is not shutting down" "" "$(systemctl is-system-running | grep stopping)"
is "a container is denied" refused "$(container_attach)"
# What is left of the log's last page may have room for some records: denials of many attach types are no repeats.
every_type='/test/probe matrix --cgroup /host-cgroup/target --route link-create'
shut_down() { [ "$(systemctl is-system-running)" = stopping ] || { in_container "$every_type" >/dev/null; false; }; }
becomes "the daemon shuts the machine down when the log cannot be written" 60 shut_down
finish
