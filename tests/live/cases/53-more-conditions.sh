# Conditions on single namespaces, on the network namespace that the call is about, and on signatures; tokens; and
# commands that no kernel knows.

load() { probe load "$@" | cut -d' ' -f3; }
is "control: without a policy a caller in a new network namespace may load" allowed "$(load --enter net)"
with_rule '    deny: load
    caller: {namespaces: {net: not-init, ipc: init}}'
is "a caller that meets both namespace conditions is denied" refused "$(load --enter net)"
is "a caller in more new namespaces, which no condition names, is denied" refused "$(load --enter net,uts,mnt,time,cgroup,pid)"
is "a caller that fails the condition ipc: init is allowed" allowed "$(load --enter net,ipc)"
is "a caller that fails both conditions is allowed" allowed "$(load --enter ipc)"
is "a caller in no new namespace is allowed" allowed "$(load)"
for namespace in pid mnt net ipc uts cgroup time; do
	with_rule "    deny: load
    caller: {namespaces: {$namespace: not-init}}"
	is "a caller in a new $namespace namespace alone is denied" refused "$(load --enter $namespace)"
	is "a caller in all new namespaces but $namespace is allowed" allowed \
		"$(load --enter "$(echo $all_but_user | sed "s/$namespace//; s/,,/,/; s/^,//; s/,\$//")")"
done

/usr/bin/unshare --net sleep 100000 &
elsewhere=$!
becomes "a process is in another network namespace" 10 sh -c "[ \$(readlink /proc/$elsewhere/ns/net) != \$(readlink /proc/1/ns/net) ]"
from_elsewhere() { /usr/bin/nsenter --target $elsewhere --net "$@"; }
# for_netns SAYS HOST-TO-HOST HOST-TO-ELSEWHERE ELSEWHERE-TO-HOST ELSEWHERE-TO-ELSEWHERE
for_netns() {
	is "netns: $1: the host attaches to the initial namespace, which is its own: $2" "$2" "$(call netns /proc/1/ns/net)"
	is "netns: $1: the host attaches to another namespace: $3" "$3" "$(call netns /proc/$elsewhere/ns/net)"
	is "netns: $1: a caller elsewhere attaches to the initial namespace: $4" "$4" "$(from_elsewhere call netns /proc/1/ns/net)"
	is "netns: $1: a caller elsewhere attaches to its own namespace: $5" "$5" "$(from_elsewhere call netns /proc/$elsewhere/ns/net)"
}
gatekeeper unload
for_netns "without a policy" allowed allowed allowed allowed
with_rule '    deny: "attach:netns"
    target: {netns: own}'
for_netns own refused allowed allowed refused
with_rule '    deny: "attach:netns"
    target: {netns: init}'
for_netns init refused allowed refused allowed
with_rule '    deny: "attach:netns"
    target: {netns: other}'
for_netns other allowed refused allowed allowed
with_rule '    deny: "attach:netns"
    target: {netns: [own, other]}'
for_netns "[own, other]" refused refused allowed refused
kill $elsewhere
wait $elsewhere 2>/dev/null

# On a kernel without signatures, whether a program is signed is unknown: a rule that denies matches, one that allows not.
signed() { (cd /live && call load signature certificate); }
gatekeeper unload
is "control: without a policy an unsigned program may be loaded" allowed "$(call load)"
begin_attack "pass off as signed what a key of the own keyring signed" \
	"$(grep -q bpf_sig_verdict /sys/kernel/btf/vmlinux && echo denied || echo "not possible")"
if grep -q bpf_sig_verdict /sys/kernel/btf/vmlinux; then
	is "control: without a policy a program may be loaded that is signed by a key of the caller's keyring" allowed "$(signed)"
	with_rule '    deny: load
    program: {signed: no}'
	is "a rule for signed: no denies an unsigned program" refused "$(call load)"
	is "a rule for signed: no does not deny a signed program" allowed "$(signed)"
	with_rule '    deny: load
    program: {signed: yes}'
	is "a rule for signed: yes does not deny an unsigned program" allowed "$(call load)"
	is "a rule for signed: yes does not deny what a key of the caller's keyring signed" allowed "$(signed)"
	with_rule '    deny: load
    program: {signed: user}'
	is "a rule for signed: user does not deny an unsigned program" allowed "$(call load)"
	start_daemon
	is "a rule for signed: user denies what a key of the caller's keyring signed" refused "$(signed)"
	becomes "the record has the keyring" 10 sh -c '. ./world.sh
		[ $(count ".bpf.program.keyring == \"user\" and .bpf.program.signed == false and .event.outcome == \"failure\"") = 1 ]'
	kill_daemon
	printf 'version: 1\ndefault: deny\nrules:\n- {name: signed, allow: load, program: {signed: yes}}\n' >$policy
	exits "load succeeds: only signed programs" 0 gatekeeper load $policy
	is "a policy of signed programs only denies an unsigned one" refused "$(call load)"
	is "a policy of signed programs only denies what a key of the caller's keyring signed" refused "$(signed)"
	printf 'version: 1\ndefault: deny\nrules:\n- {name: user, allow: load, program: {signed: user}}\n' >$policy
	exits "load succeeds: only programs signed by a key of any keyring" 0 gatekeeper load $policy
	is "a policy of such programs denies an unsigned one" refused "$(call load)"
	is "a policy of such programs allows what a key of the caller's keyring signed" allowed "$(signed)"
else
	for is_signed in yes user no; do
		with_rule "    deny: load
    program: {signed: $is_signed}"
		is "a rule that denies signed: $is_signed matches if the signature is unknown" refused "$(call load)"
		printf 'version: 1\ndefault: deny\nrules:\n- {name: s, allow: load, program: {signed: %s}}\n' $is_signed >$policy
		exits "load succeeds: only signed: $is_signed" 0 gatekeeper load $policy
		is "a rule that allows signed: $is_signed does not match if the signature is unknown" refused "$(call load)"
	done
fi

# The host delegates a bpffs to a container with a user namespace of its own, which gets a token from it.
if grep -q bpf_token_create /sys/kernel/btf/vmlinux; then
	gatekeeper unload
	is "control: without a policy a container gets a token" allowed "$(token)"
	is "control: without a policy a container loads with a token" allowed "$(token load)"
	with_rule '    deny: token
    caller: {namespaces: {user: not-init}}'
	is "a rule denies the token" refused "$(token)"
	with_rule '    deny: load
    caller: {namespaces: {user: not-init}}'
	is "a rule for load does not deny the token" allowed "$(token)"
	is "a rule denies a load with a token" refused "$(token load)"
	exits "load succeeds: the preset strict" 0 gatekeeper load /policy/presets/strict.yaml
	is "the preset strict denies the token" refused "$(token)"
fi

gatekeeper unload
for command in 60 62 63 64 4000; do
	is "control: without a policy the kernel answers EINVAL to command $command" EINVAL "$(call command $command)"
done
with_rule '    deny: unknown'
start_daemon
for command in 60 62 63 64 4000; do
	is "a rule for unknown leaves the kernel's EINVAL to command $command, which no kernel has" EINVAL "$(call command $command)"
done
is "a rule for unknown does not deny load" allowed "$(load)"
is "a command that no kernel has is no denial" 0 "$(status denied)"
kill_daemon
printf 'version: 1\ndefault: deny\nrules:\n- {name: all-we-know, allow: [load, map-create, map-data, run, pin, get, token, inspect, "attach:*", "replace:*", "detach:*"]}\n' >$policy
exits "load succeeds: allow every operation but unknown" 0 gatekeeper load $policy
for command in 60 62 63 64 4000; do
	is "a list of all known operations does not change the answer to command $command" EINVAL "$(call command $command)"
done
is "a list of all known operations allows load" allowed "$(load)"
