# Each condition of the language on a real kernel: the caller that it names is denied, one that it just misses is allowed,
# and without the policy both are allowed (the control).

new_cgroup other >/dev/null
new_cgroup pods/one >/dev/null
cp "$(command -v probe)" /run/copy
load() { "$@" load | cut -d' ' -f3; }
attach_to() { probe attach --cgroup "$cgroups/$1" --type cgroup_inet_sock_create --route prog-attach | cut -d' ' -f3; }

is "control: user 65534 may load without a policy" allowed "$(load as_user 65534 '' probe)"
is "control: user 1000 may load without a policy" allowed "$(load as_user 1000 '' probe)"
with_rule '    deny: load
    caller: {uid: [7, 65000-65534]}'
is "a user ID in the range is denied" refused "$(load as_user 65534 '' probe)"
is "a user ID below the range is allowed" allowed "$(load as_user 64999 '' probe)"
is "user ID 0 is allowed" allowed "$(load probe)"

is "control: the copy of probe may load" allowed "$(load /run/copy)"
with_rule '    deny: load
    caller: {exe: /run/copy}'
is "the named executable is denied" refused "$(load /run/copy)"
is "another executable with the same bytes is allowed" allowed "$(load probe)"
start_daemon
cp "$(command -v probe)" /run/new
mv /run/new /run/copy
becomes "a new file at the named path is denied after the daemon saw it" 20 \
	sh -c "[ \"\$(/run/copy load | cut -d' ' -f3)\" = refused ]"
kill_daemon

is "control: a caller in /pods may load" allowed "$(load in_cgroup pods/one probe)"
with_rule '    deny: load
    caller: {cgroup: /pods}'
is "a caller in a cgroup below the named one is denied" refused "$(load in_cgroup pods/one probe)"
new_cgroup pods/later >/dev/null
is "a caller in a cgroup that was made after the load is denied" refused "$(load in_cgroup pods/later probe)"
is "a caller in another cgroup is allowed" allowed "$(load in_cgroup other probe)"

host='host: {namespaces: all, not-in-cgroups: /pods}
'
with_rule '    deny: load
    caller: {from: container}'
is "not-in-cgroups: a caller in /pods is a container, although in all initial namespaces" refused "$(load in_cgroup pods/one probe)"
is "not-in-cgroups: a caller in another cgroup is the host" allowed "$(load in_cgroup other probe)"
host=''

is "control: a caller without cap_sys_admin may load" allowed "$(load as_user 1000 -sys_admin probe)"
with_rule '    deny: load
    caller: {capabilities: [cap_sys_admin, cap_bpf]}'
is "a caller with both named capabilities is denied" refused "$(load as_user 1000 '' probe)"
is "a caller with one of the named capabilities is allowed" allowed "$(load as_user 1000 -sys_admin probe)"

gatekeeper load $default
is "control: an attach to /other is allowed" allowed "$(attach_to other)"
is "control: an attach to /pods/one is allowed" allowed "$(attach_to pods/one)"
with_rule '    deny: "attach:cgroup"
    target: {cgroup: /pods}'
is "an attach to a cgroup below the named target is denied" refused "$(attach_to pods/one)"
is "an attach to another cgroup is allowed" allowed "$(attach_to other)"

with_rule '    deny: "attach:cgroup"
    attach-types: cgroup_inet_sock_create'
is "the named attach type is denied" refused "$(attach_to other)"
is "another attach type is allowed" allowed "$(probe attach --cgroup $cgroups/other --type cgroup_device --route prog-attach | cut -d' ' -f3)"

with_rule '    deny: load
    program: {type: cgroup_sock}'
is "the named program type is denied" refused "$(probe load --type cgroup_inet_sock_create | cut -d' ' -f3)"
is "another program type is allowed" allowed "$(probe load --type cgroup_device | cut -d' ' -f3)"
with_rule '    deny: load
    program: {name: probe}'
is "the named program name is denied" refused "$(load probe)"
with_rule '    deny: load
    program: {name: prob}'
is "a name that only begins the program's name does not match" allowed "$(load probe)"

mkdir -p /run/bpf
mount -t bpf bpf /run/bpf
bpftool prog load /live/pass.bpf.o /run/bpf/tagged
tag=$(bpftool -j prog show pinned /run/bpf/tagged | jq -Mr .tag)
rm /run/bpf/tagged
tagged() { bpftool prog load /live/pass.bpf.o /run/bpf/tagged; }
with_rule "    deny: load
    program: {tag: $tag}"
exits "the named tag is denied when the kernel verified the program" 255 tagged
with_rule '    deny: load
    program: {tag: 0000000000000000}'
exits "another tag is allowed" 0 tagged

with_rule '    deny: map-create'
exits "map-create is denied" 255 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
is "a rule for map-create does not deny load" allowed "$(load probe)"
with_rule '    deny: pin'
exits "pin is denied" 255 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
with_rule '    deny: get'
exits "get is denied" 255 bpftool map show pinned /run/bpf/tagged
with_rule '    deny: inspect'
exits "inspect is denied" 255 bpftool prog show
gatekeeper load $default
exits "control: map-create and pin are allowed without a rule" 0 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
exits "control: inspect is allowed without a rule" 0 bpftool prog show
rm -f /run/bpf/m /run/bpf/tagged
umount /run/bpf

mkdir -p /run/policy.d
cat >/run/policy.d/10-drop-in.yaml <<'POLICY'
rules:
  - name: of-a-drop-in
    deny: load
    caller: {uid: 65534}
    message: ask those who run this host
POLICY
printf 'version: 1\ndefault: allow\ninclude: policy.d\nrules: []\n' >$policy
start_daemon
is "the rule of a drop-in denies" refused "$(load as_user 65534 '' probe)"
becomes "the denial's record has the drop-in's file name and message" 10 sh -c ". ./world.sh; [ \$(count '.gatekeeper.file == \"10-drop-in.yaml\" and .gatekeeper.message == \"ask those who run this host\"') -ge 1 ]"
kill_daemon
rm -r /run/policy.d
