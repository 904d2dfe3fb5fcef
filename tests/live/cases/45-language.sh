# What else a policy may say: which namespaces make a host, namespaces of the caller, load, everything.

write() { cat >$policy; }

write <<'POLICY'
version: 1
host:
  namespaces: [net]
default: allow
rules:
  - name: container
    deny: [attach:cgroup]
    caller: { from: container }
POLICY
exits "host.namespaces: [net]" 0 gatekeeper load $policy
is "another mnt namespace is the host" allowed "$(attach --enter mnt,ipc,uts,pid)"
is "another net namespace is not" refused "$(attach --enter net)"

write <<'POLICY'
version: 1
default: allow
rules:
  - name: mine
    allow: [attach:cgroup]
    caller: { namespaces: { net: not-init, uts: init } }
  - name: others
    deny: [attach:cgroup]
    caller: { namespaces: { mnt: not-init } }
POLICY
exits "caller.namespaces" 0 gatekeeper load $policy
is "the first rule matches" allowed "$(attach --enter net,mnt)"
is "the first does not, the second does" refused "$(attach --enter net,mnt,uts)"
is "none does" allowed "$(attach --enter uts)"

write <<'POLICY'
version: 1
default: allow
rules:
  - name: load
    deny: [load]
    caller: { from: container }
POLICY
is "control: a container loads" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
exits "deny: load" 0 gatekeeper load $policy
is "a container does not" refused "$(probe load --enter $all_but_user | cut -d' ' -f3)"
is "the host does" allowed "$(probe load | cut -d' ' -f3)"
is "what was loaded on the host is attached" allowed "$(attach --enter $all_but_user)"

write <<'POLICY'
version: 1
default: allow
log: none
rules:
  - name: loads
    allow: [load]
    log: all
  - name: everything
    deny: '*'
    caller: { from: container }
POLICY
exits "control: a container looks at programs" 0 unshare --net --mount bpftool prog show
start_daemon
is "a container may load" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
exits "and nothing else" 1 probe get --enter $all_but_user
exits "not look at programs" 255 unshare --net --mount bpftool prog show
exits "the host does" 0 bpftool prog show
becomes "the load is on record with the program" 10 \
	sh -c ". ./world.sh; [ \$(count '.bpf.operation == \"load\" and .gatekeeper.verdict == \"allow\" and .bpf.program.id > 0') -ge 1 ]"
sleep 1
is "log: none leaves out the refusals" 0 "$(count ".gatekeeper.rule == \"everything\"")"
kill_daemon

write <<'POLICY'
version: 1
default: deny
rules: []
POLICY
exits "default: deny, for the host too" 0 gatekeeper load $policy
is "the host is refused" refused "$(probe load | cut -d' ' -f3)"
is "the gatekeeper itself is not locked out" true "$(status enforcing)"
exits "and loads another policy" 0 gatekeeper load $default
is "the host is allowed" allowed "$(attach)"

write <<'POLICY'
version: 1
default: allow
log: all
rules: []
POLICY
rm -f "$log"
start_daemon
exits "log: all" 0 bpftool prog show
becomes "it is on record" 10 sh -c ". ./world.sh; [ \$(count '.process.name == \"bpftool\"') -ge 1 ]"
sleep 2
is "what the gatekeeper itself does is not, or it would never end" 0 "$(count '.event.action == "decision" and .process.name == "gatekeeper"')"
kill_daemon
