# Each condition of the language on a real kernel: what it names is refused, what it just misses is allowed, and without
# the policy both are (the control).

new_cgroup other >/dev/null
new_cgroup pods/one >/dev/null
cp "$(command -v probe)" /run/copy
load() { "$@" load | cut -d' ' -f3; }
attach_to() { probe attach --cgroup "$cgroups/$1" --type cgroup_inet_sock_create --route prog-attach | cut -d' ' -f3; }

is "control: user 65534 loads" allowed "$(load as_user 65534 '' probe)"
is "control: user 1000 loads" allowed "$(load as_user 1000 '' probe)"
with_rule '    deny: load
    caller: {uid: [7, 65000-65534]}'
is "uid in the range" refused "$(load as_user 65534 '' probe)"
is "uid below it" allowed "$(load as_user 64999 '' probe)"
is "uid 0" allowed "$(load probe)"

is "control: the copy loads" allowed "$(load /run/copy)"
with_rule '    deny: load
    caller: {exe: /run/copy}'
is "the executable" refused "$(load /run/copy)"
is "another one with the same bytes" allowed "$(load probe)"
start_daemon
cp "$(command -v probe)" /run/new
mv /run/new /run/copy
becomes "a file that takes its place, once the daemon has seen it" 20 \
	sh -c "[ \"\$(/run/copy load | cut -d' ' -f3)\" = refused ]"
kill_daemon

is "control: below /pods" allowed "$(load in_cgroup pods/one probe)"
with_rule '    deny: load
    caller: {cgroup: /pods}'
is "a cgroup below the one named" refused "$(load in_cgroup pods/one probe)"
new_cgroup pods/later >/dev/null
is "one that was made later" refused "$(load in_cgroup pods/later probe)"
is "another cgroup" allowed "$(load in_cgroup other probe)"

host='host: {namespaces: all, not-in-cgroups: /pods}
'
with_rule '    deny: load
    caller: {from: container}'
is "not-in-cgroups: a container, though in all init namespaces" refused "$(load in_cgroup pods/one probe)"
is "elsewhere it is the host" allowed "$(load in_cgroup other probe)"
host=''

is "control: without sys_admin" allowed "$(load as_user 1000 -sys_admin probe)"
with_rule '    deny: load
    caller: {capabilities: [cap_sys_admin, cap_bpf]}'
is "with both capabilities" refused "$(load as_user 1000 '' probe)"
is "with one of them" allowed "$(load as_user 1000 -sys_admin probe)"

gatekeeper load $default
is "control: /other" allowed "$(attach_to other)"
is "control: /pods/one" allowed "$(attach_to pods/one)"
with_rule '    deny: "attach:cgroup"
    target: {cgroup: /pods}'
is "a target below the one named" refused "$(attach_to pods/one)"
is "another target" allowed "$(attach_to other)"

with_rule '    deny: "attach:cgroup"
    attach-types: cgroup_inet_sock_create'
is "the attach type" refused "$(attach_to other)"
is "another" allowed "$(probe attach --cgroup $cgroups/other --type cgroup_device --route prog-attach | cut -d' ' -f3)"

with_rule '    deny: load
    program: {type: cgroup_sock}'
is "the program's type" refused "$(probe load --type cgroup_inet_sock_create | cut -d' ' -f3)"
is "another type" allowed "$(probe load --type cgroup_device | cut -d' ' -f3)"
with_rule '    deny: load
    program: {name: probe}'
is "the program's name" refused "$(load probe)"
with_rule '    deny: load
    program: {name: prob}'
is "not a part of it" allowed "$(load probe)"

mkdir -p /run/bpf
mount -t bpf bpf /run/bpf
bpftool prog load /live/pass.bpf.o /run/bpf/tagged
tag=$(bpftool -j prog show pinned /run/bpf/tagged | jq -Mr .tag)
rm /run/bpf/tagged
tagged() { bpftool prog load /live/pass.bpf.o /run/bpf/tagged; }
with_rule "    deny: load
    program: {tag: $tag}"
exits "the tag, which shows when the program is verified" 255 tagged
with_rule '    deny: load
    program: {tag: 0000000000000000}'
exits "another tag" 0 tagged

with_rule '    deny: map-create'
exits "map-create" 255 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
is "is not load" allowed "$(load probe)"
with_rule '    deny: pin'
exits "pin" 255 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
with_rule '    deny: get'
exits "get" 255 bpftool map show pinned /run/bpf/tagged
with_rule '    deny: inspect'
exits "inspect" 255 bpftool prog show
gatekeeper load $default
exits "control: map-create and pin" 0 bpftool map create /run/bpf/m type array key 4 value 4 entries 1 name m
exits "control: inspect" 0 bpftool prog show
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
is "a rule of a drop-in" refused "$(load as_user 65534 '' probe)"
becomes "its file and its message are on record" 10 sh -c ". ./world.sh; [ \$(count '.gatekeeper.file == \"10-drop-in.yaml\" and .gatekeeper.message == \"ask those who run this host\"') -ge 1 ]"
kill_daemon
rm -r /run/policy.d
