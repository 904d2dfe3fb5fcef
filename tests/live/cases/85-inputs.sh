# A policy depends on more than its file: an executable, a cgroup, a drop-in. Each changes while the daemon runs.

cp "$(command -v probe)" /run/tool
mkdir -p /run/drop-ins
cat >$policy <<'POLICY'
version: 1
default: allow
include: drop-ins
rules:
  - name: tool
    deny: [load]
    caller: { exe: /run/tool }
  - name: late
    deny: [load]
    caller: { cgroup: /late }
POLICY
load_by() { "$1" load | cut -d' ' -f3; }
load_in() { sh -c "echo 0 >$1/cgroup.procs; exec probe load" | cut -d' ' -f3; }
load_by_is() { [ "$(load_by "$1")" = "$2" ]; }
load_in_is() { [ "$(load_in "$1")" = "$2" ]; }

is "control: without a policy the executable may load" allowed "$(load_by /run/tool)"
start_daemon
is "the named executable is denied" refused "$(load_by /run/tool)"
is "a copy of the executable is allowed" allowed "$(load_by probe)"
cp /run/tool /run/tool.new && mv /run/tool.new /run/tool
becomes "the executable is denied after it was replaced" 15 load_by_is /run/tool refused

new_cgroup late/below >/run/below
is "control: a caller in another cgroup may load" allowed "$(load_in "$cgroups/target")"
becomes "a caller in the named cgroup is denied, although the cgroup was made later" 15 load_in_is $cgroups/late refused
is "a caller in a cgroup below the named one is denied" refused "$(load_in "$(cat /run/below)")"

cat >/run/drop-ins/10-all.yaml <<'POLICY'
rules:
  - name: everybody
    deny: [load]
    message: ask those who run this host
POLICY
becomes "the rule of a new drop-in denies" 15 load_by_is probe refused
becomes "the record has file, rule, line and message of the drop-in" 10 sh -c ". ./world.sh; [ \$(count '.gatekeeper.file == \"10-all.yaml\"
	and .gatekeeper.rule == \"everybody\" and .gatekeeper.line == 2
	and .gatekeeper.message == \"ask those who run this host\"') -ge 1 ]"
rm /run/drop-ins/10-all.yaml
becomes "the rule of a removed drop-in no longer denies" 15 load_by_is probe allowed

rmdir $cgroups/late/below $cgroups/late
rm -r /run/drop-ins /run/tool
