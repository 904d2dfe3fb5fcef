# Second boot, by the line that was composed: enforcing before any container, through restarts and upgrades.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
tap_case=enforcing

# --- the boot ------------------------------------------------------------------------------------
exits "doctor: ready" 0 gatekeeper doctor
is "enforcing" true "$(status enforcing)"
loaded=$(journal_time _SYSTEMD_UNIT=gatekeeper-load.service -- "in force, proven by a refused call")
before "in force before basic.target" "$loaded" "$(journal_time UNIT=basic.target -- "Reached target")"
before "in force before sysinit.target" "$loaded" "$(journal_time UNIT=sysinit.target -- "Reached target")"
before "in force before the container" "$loaded" "$(journal_time _SYSTEMD_UNIT=container.service -- "the container is up")"
has "the container was refused at once" "refused EPERM" "$(journalctl -b -u container.service)"
is "and is now" refused "$(container_attach)"
becomes "the log has it, with its rule" 10 logged '.gatekeeper.verdict == "deny" and .gatekeeper.rule == "no-cgroup-programs-from-containers"'
is "both units are up" "active active" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
is "no unit has failed" "" "$(systemctl --failed --plain --no-legend)"

# --- its own confinement ---------------------------------------------------------------------------
pid=$(state gatekeeper MainPID)
of() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/status"; }
namespaces() { (cd "/proc/$1/ns" && for ns in user pid mnt net ipc uts cgroup time; do readlink $ns; done | xargs); }
is "the daemon is in the init namespaces" "$(namespaces 1)" "$(namespaces "$pid")"
is "it has CAP_BPF alone" 0000008000000000 "$(of CapEff)"
is "no new privileges" 1 "$(of NoNewPrivs)"
is "system calls are filtered" 2 "$(of Seccomp)"
is "what is protected needs nobody to keep its descriptors" "self 0" "$(status protect) $(state gatekeeper NFileDescriptorStore)"

# --- the host works --------------------------------------------------------------------------------
host_filters "on the host"

# --- the policy ------------------------------------------------------------------------------------
cp $policy /root/policy.yaml
is "control: one rule" 1 "$(status rules)"
cat /usr/share/gatekeeper/presets/own-subtree.yaml >$policy
becomes "an edit is picked up" 15 status_is rules 2
digest=$(status digest)
sed -i 's/attach:cgroup/atach:cgroup/' $policy
becomes "a broken edit is said in the log, with its place" 15 logged \
	'.event.action == "policy-rejected" and (.message | test("policy.yaml:[0-9]+:[0-9]+: .*atach:cgroup"))'
has "in the journal too" "did you mean" "$(journalctl -b -u gatekeeper)"
is "the old policy stays" "$digest true" "$(status digest) $(status enforcing)"
sed 's/^default:/log: none\ndefault:/; /^log: denied$/d' /root/policy.yaml >$policy
becomes "mended" 15 status_is rules 1
is "still refused" refused "$(container_attach)"

# --- under fire ------------------------------------------------------------------------------------
gatekeeper load --audit $policy >/dev/null
hammer_start
is "control: the hammer gets through in audit mode" yes "$([ "$(hammered 3)" -gt 0 ] && echo yes)"
hammer_stop
gatekeeper load $policy >/dev/null
mkdir -p /run/systemd/system/gatekeeper.service.d
printf '[Service]\nWatchdogSec=4s\n' >/run/systemd/system/gatekeeper.service.d/watchdog.conf
systemctl daemon-reload
hammer_start
still_refused "at rest"
exits "restart the daemon" 0 systemctl restart gatekeeper
still_refused "restart"
exits "reload it" 0 systemctl reload gatekeeper
exits "reload the load" 0 systemctl reload gatekeeper-load
exits "restart the load" 0 systemctl restart gatekeeper-load
still_refused "loaded again"
kill -STOP "$(state gatekeeper MainPID)"
hung=$(state gatekeeper MainPID)
replaced() { [ "$(state gatekeeper MainPID)" != "$hung" ] && systemctl --quiet is-active gatekeeper; }
becomes "it hangs, and systemd starts another" 40 replaced
still_refused "hung"

exits "self: the pins are not removed" 1 rm -r /sys/fs/bpf/gatekeeper
exits "self: nor unmounted" 32 umount /sys/fs/bpf
echo 'protect: off' >>$policy
exits "protect: off" 0 gatekeeper load $policy
exits "restart the daemon" 0 systemctl restart gatekeeper
is "systemd keeps its descriptors" yes "$([ "$(state gatekeeper NFileDescriptorStore)" -ge 10 ] && echo yes)"
rm -r /sys/fs/bpf/gatekeeper
still_refused "pins removed"
becomes "the daemon puts them back" 10 logged '.event.action == "pins-restored"'
is "all of them" true "$(status enforcing)"
kill -9 "$(state gatekeeper MainPID)"
rm -r /sys/fs/bpf/gatekeeper
still_refused "pins removed while there is no daemon"
becomes "systemd kept them for the next one" 30 status_is enforcing true
umount /sys/fs/bpf
still_refused "bpffs unmounted"
mount -t bpf -o mode=700 bpf /sys/fs/bpf
becomes "mounted again" 10 status_is enforcing true
sed -i '/^protect: off/d' $policy
exits "protect: self" 0 gatekeeper load $policy

exits "upgrade" 0 dpkg -i /test/packages/second.deb
still_refused "upgraded"
is "by the new programs" "true true" "$(status current) $(status enforcing)"
has "and the new program" upgrade1 "$(gatekeeper --version)"
is "services are as they were" "active active" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
exits "stop everything" 0 systemctl stop gatekeeper gatekeeper-load
still_refused "stopped"
is "stopped" "inactive inactive" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
sed -i 's/^#GATEKEEPER_OPTIONS=.*/GATEKEEPER_OPTIONS="--journal"/' /etc/default/gatekeeper
exits "start again, with --journal" 0 systemctl start gatekeeper
still_refused "started"
hammer_stop

# --- the journal -----------------------------------------------------------------------------------
in_journal() { journalctl -b -q -o json GATEKEEPER_VERDICT=deny GATEKEEPER_RULE=no-cgroup-programs-from-containers | grep -q .; }
is "control: no refusal in the journal yet" 1 "$(in_journal; echo $?)"
gatekeeper load /root/policy.yaml >/dev/null
is "refused" refused "$(container_attach)"
becomes "the record, found by its fields" 10 in_journal
line=$(journalctl -b -q -o json GATEKEEPER_VERDICT=deny | head -n 1)
has "says it in words" "deny attach:cgroup cgroup_inet_sock_create by probe[" "$(jq -r .MESSAGE <<<"$line")"
is "and is the record of the file" "$(jq -r .GATEKEEPER_RECORD <<<"$line" | jq -r .event.id)" "$(records '.gatekeeper.verdict == "deny"' | tail -n 1 | jq -r .event.id)"

# --- the way out -----------------------------------------------------------------------------------
exits "unload, past all that holds on to it" 0 gatekeeper unload
is "a container may attach" allowed "$(container_attach)"
becomes "it is on record" 10 logged '.event.action == "policy-unloaded"'
exits "load" 0 gatekeeper load $policy
is "refused again" refused "$(container_attach)"
cp /root/policy.yaml $policy

# --- the disk is full ------------------------------------------------------------------------------
systemctl stop gatekeeper
mkdir -p /run/small
mount -t tmpfs -o size=64k small /run/small
gatekeeper daemon $policy --log /run/small/audit.jsonl --disk-full halt >/run/small.output 2>&1 &
becomes "a daemon that is to shut the machine down" 60 grep -q "daemon started" /run/small.output
head -c 1M /dev/zero >/run/small/fill 2>/dev/null
is "control: the machine runs" "" "$(systemctl is-system-running | grep stopping)"
is "refused" refused "$(container_attach)"
# What is left of the log's last page may have room for a record or two.
shut_down() { [ "$(systemctl is-system-running)" = stopping ] || { container_attach >/dev/null && false; }; }
becomes "no room for the record: the machine is shut down" 60 shut_down
finish
