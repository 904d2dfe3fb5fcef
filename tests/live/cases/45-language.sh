# More of the language: which namespaces make a host, namespaces of the caller, load, all operations.

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
exits "load succeeds: host.namespaces: [net]" 0 gatekeeper load --all-programs $policy
is "a caller in other namespaces than net is the host" allowed "$(attach --enter mnt,ipc,uts,pid)"
is "a caller in another net namespace is a container" refused "$(attach --enter net)"

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
exits "load succeeds: caller.namespaces" 0 gatekeeper load $policy
is "the rule for net: not-init, uts: init matches" allowed "$(attach --enter net,mnt)"
is "in another uts namespace the next rule decides" refused "$(attach --enter net,mnt,uts)"
is "a caller that no rule matches gets the default" allowed "$(attach --enter uts)"

write <<'POLICY'
version: 1
default: allow
rules:
  - name: load
    deny: [load]
    caller: { from: container }
POLICY
is "control: without a rule a container may load a program" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
exits "load succeeds: deny: load" 0 gatekeeper load $policy
is "a rule denies load to a container" refused "$(probe load --enter $all_but_user | cut -d' ' -f3)"
is "the host may load a program" allowed "$(probe load | cut -d' ' -f3)"
is "a container may attach what the host loaded" allowed "$(attach --enter $all_but_user)"

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
exits "control: without a policy a container lists programs" 0 unshare --net --mount bpftool prog show
start_daemon
is "a container may load a program under deny: '*' with an earlier allow" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
exits "a container may not open a program under deny: '*'" 1 probe get --enter $all_but_user
exits "a container may not list programs under deny: '*'" 255 unshare --net --mount bpftool prog show
exits "the host may list programs" 0 bpftool prog show
becomes "the log has the allowed load with its program" 10 \
	sh -c ". ./world.sh; [ \$(count '.bpf.operation == \"load\" and .gatekeeper.verdict == \"allow\" and .bpf.program.id > 0') -ge 1 ]"
sleep 1
is "log: none keeps the denials of other rules out of the log" 0 "$(count ".gatekeeper.rule == \"everything\"")"
kill_daemon

write <<'POLICY'
version: 1
default: deny
rules: []
POLICY
exits "load succeeds: default: deny without rules" 0 gatekeeper load $policy
is "default: deny denies the host" refused "$(probe load | cut -d' ' -f3)"
is "default: deny does not lock out the gatekeeper" true "$(status enforcing)"
exits "under default: deny the gatekeeper loads another policy" 0 gatekeeper load $default
is "after that load the host is allowed" allowed "$(attach)"

write <<'POLICY'
version: 1
default: allow
log: all
rules: []
POLICY
rm -f "$log"
start_daemon
exits "bpftool lists programs under log: all" 0 bpftool prog show
becomes "log: all puts the allowed call of bpftool into the log" 10 sh -c ". ./world.sh; [ \$(count '.process.name == \"bpftool\"') -ge 1 ]"
sleep 2
is "log: all leaves out the gatekeeper's own calls, which would produce records forever" 0 "$(count '.event.action == "decision" and .process.name == "gatekeeper"')"
kill_daemon
