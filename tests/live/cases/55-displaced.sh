# PROG_ATTACH without BPF_F_ALLOW_MULTI takes the place of what is attached: it is an attach and a replacement.

egress() { probe attach --type cgroup_inet_egress --route prog-attach --cgroup "$@" | cut -d' ' -f3; }
attached() { bpftool cgroup show "$1" 2>/dev/null | awk '$2 == "cgroup_inet_egress" { print $1 }' | xargs; }
guest="--enter net,mnt"
full=$(new_cgroup full)
empty=$(new_cgroup empty)
several=$(new_cgroup several)
lone() { egress "$@" --alone --keep; }

gatekeeper unload >/dev/null 2>&1
is "control: a program is attached alone" allowed "$(lone $full)"
before=$(attached $full)
is "control: without a policy a caller takes its place" allowed "$(lone $full $guest)"
is "control: it is displaced" true "$([ "$(attached $full)" != "$before" ] && echo true)"
is "control: one program is attached" 1 "$(attached $full | wc -w)"
is "a program that allows others is attached" allowed "$(egress $several --keep)"

# The caller may attach, and replace nothing.
with_rule '    deny: replace:cgroup
    caller: {from: container}'
start_daemon
before=$(attached $full)
begin_attack "take the place of a program of others by an attach without BPF_F_ALLOW_MULTI"
is "a caller that may not replace cannot take a program's place" refused "$(lone $full $guest)"
is "the program is still attached" "$before" "$(attached $full)"
denial() { records "$denials" | tail -n 1 | jq -Mr '"\(.bpf.operation) \(.bpf.command) \(.bpf.displaced.id) \(.bpf.target.cgroup.path) \(.gatekeeper.rule)"'; }
denial_is() { [ "$(denial)" = "$1" ]; }
becomes "the record names what it would have displaced" 10 denial_is "replace:cgroup PROG_ATTACH $before /full condition"
is "it may attach where nothing is" allowed "$(egress $empty --alone $guest)"
is "it may attach beside a program that allows others" allowed "$(egress $several $guest)"
is "it is denied where another thread could repoint the descriptor" refused "$(egress $empty --alone --threads $guest)"
is "a thread that allows others displaces nothing" allowed "$(egress $several --threads $guest)"

is "the host takes its place" allowed "$(lone $full)"
outcome() { records ".event.action == \"attached\" and .bpf.displaced.id == $before" | jq -Mr '"\(.bpf.operation) \(.bpf.command) \(.bpf.program.id)"'; }
outcome_is() { [ "$(outcome)" = "$1" ]; }
becomes "the record names what it displaced" 10 outcome_is "replace:cgroup PROG_ATTACH $(attached $full)"
is "an attach that displaces nothing names nothing" "" \
	"$(records '.event.action == "attached" and .bpf.operation == "attach:cgroup" and .bpf.displaced' | head -n 1)"

# A link whose program is replaced. The same program takes its own place.
is "the host replaces the program of a link" allowed "$(probe replace --cgroup $several --type cgroup_inet_egress --route link-update | cut -d' ' -f3)"
replaced() { records '.event.action == "replaced" and .event.outcome == "success"' | tail -n 1; }
names_both() { replaced | jq -Me '.bpf.command == "LINK_UPDATE" and .bpf.displaced.id > 0 and .bpf.program.id > .bpf.displaced.id'; }
becomes "the record names the program that the link had, and the new one" 10 names_both

# The caller may replace, and not attach.
with_rule '    deny: attach:cgroup
    caller: {from: container}'
before=$(attached $full)
is "a caller that may not attach cannot take a program's place" refused "$(lone $full $guest)"
is "the program is attached still" "$before" "$(attached $full)"
becomes "the record says why" 10 denial_is "attach:cgroup PROG_ATTACH $before /full condition"
with_rule '    deny: detach:cgroup
    caller: {from: container}'
is "a caller that may do both takes its place" allowed "$(lone $full $guest)"
kill_daemon
rmdir $full $empty $several
