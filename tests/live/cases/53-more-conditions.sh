# Conditions on namespaces one by one, on the network namespace acted on, on signatures; tokens; and commands that nobody
# knows.

load() { probe load "$@" | cut -d' ' -f3; }
is "control: from a new network namespace" allowed "$(load --enter net)"
with_rule '    deny: load
    caller: {namespaces: {net: not-init, ipc: init}}'
is "net: not-init, ipc: init" refused "$(load --enter net)"
is "the same and others that no condition names" refused "$(load --enter net,uts,mnt,time,cgroup,pid)"
is "in a new ipc namespace too" allowed "$(load --enter net,ipc)"
is "in a new ipc namespace alone" allowed "$(load --enter ipc)"
is "in none" allowed "$(load)"
for namespace in pid mnt net ipc uts cgroup time; do
	with_rule "    deny: load
    caller: {namespaces: {$namespace: not-init}}"
	is "$namespace alone" refused "$(load --enter $namespace)"
	is "all others but $namespace" allowed \
		"$(load --enter "$(echo $all_but_user | sed "s/$namespace//; s/,,/,/; s/^,//; s/,\$//")")"
done

/usr/bin/unshare --net sleep 100000 &
elsewhere=$!
becomes "another network namespace" 10 sh -c "[ \$(readlink /proc/$elsewhere/ns/net) != \$(readlink /proc/1/ns/net) ]"
from_elsewhere() { /usr/bin/nsenter --target $elsewhere --net "$@"; }
# for_netns SAYS HOST-TO-HOST HOST-TO-ELSEWHERE ELSEWHERE-TO-HOST ELSEWHERE-TO-ELSEWHERE
for_netns() {
	is "netns: $1: the host to the init one, which is its own" "$2" "$(call netns /proc/1/ns/net)"
	is "netns: $1: the host to another" "$3" "$(call netns /proc/$elsewhere/ns/net)"
	is "netns: $1: another to the init one" "$4" "$(from_elsewhere call netns /proc/1/ns/net)"
	is "netns: $1: another to its own" "$5" "$(from_elsewhere call netns /proc/$elsewhere/ns/net)"
}
gatekeeper unload
for_netns "control" allowed allowed allowed allowed
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

# Where the kernel does not tell, a signature is not known: enough for a rule that denies, too little to allow.
signed() { (cd /live && call load signature certificate); }
gatekeeper unload
is "control: a program without a signature" allowed "$(call load)"
if grep -q bpf_sig_verdict /sys/kernel/btf/vmlinux; then
	is "control: a signed one" allowed "$(signed)"
	with_rule '    deny: load
    program: {signed: no}'
	is "signed: no: one without" refused "$(call load)"
	is "signed: no: one with" allowed "$(signed)"
	with_rule '    deny: load
    program: {signed: yes}'
	is "signed: yes: one without" allowed "$(call load)"
	is "signed: yes: one with" refused "$(signed)"
	printf 'version: 1\ndefault: deny\nrules:\n- {name: signed, allow: load, program: {signed: yes}}\n' >$policy
	exits "load: only what is signed" 0 gatekeeper load $policy
	is "only what is signed: one without" refused "$(call load)"
	is "only what is signed: one with" allowed "$(signed)"
else
	for is_signed in yes no; do
		with_rule "    deny: load
    program: {signed: $is_signed}"
		is "signed: $is_signed: not known here, denied" refused "$(call load)"
		printf 'version: 1\ndefault: deny\nrules:\n- {name: s, allow: load, program: {signed: %s}}\n' $is_signed >$policy
		exits "load: only signed: $is_signed" 0 gatekeeper load $policy
		is "signed: $is_signed: not known here, not allowed" refused "$(call load)"
	done
fi

# A bpffs that the host delegates to a container with a user namespace of its own, and what that makes of it.
if grep -q bpf_token_create /sys/kernel/btf/vmlinux; then
	gatekeeper unload
	is "control: a token" allowed "$(token)"
	is "control: a load by a token" allowed "$(token load)"
	with_rule '    deny: token
    caller: {namespaces: {user: not-init}}'
	is "no token" refused "$(token)"
	with_rule '    deny: load
    caller: {namespaces: {user: not-init}}'
	is "a token" allowed "$(token)"
	is "but no load by it" refused "$(token load)"
	exits "load: strict" 0 gatekeeper load /policy/presets/strict.yaml
	is "strict: no token" refused "$(token)"
fi

gatekeeper unload
for command in 60 62 63 64 4000; do
	is "control: command $command, which no kernel has" EINVAL "$(call command $command)"
done
with_rule '    deny: unknown'
start_daemon
for command in 60 62 63 64 4000; do
	is "deny: unknown: command $command" refused "$(call command $command)"
done
is "what is known is not unknown" allowed "$(load)"
becomes "on record as what it is" 10 sh -c ". ./world.sh
	[ \$(count '.bpf.operation == \"unknown\" and .gatekeeper.rule == \"condition\"') = 5 ]"
kill_daemon
printf 'version: 1\ndefault: deny\nrules:\n- {name: all-we-know, allow: [load, map-create, map-data, run, pin, get, token, inspect, "attach:*", "replace:*", "detach:*"]}\n' >$policy
exits "load: everything but the unknown" 0 gatekeeper load $policy
for command in 60 62 63 64 4000; do
	is "not allowed by accident: command $command" refused "$(call command $command)"
done
is "what is known is allowed" allowed "$(load)"
