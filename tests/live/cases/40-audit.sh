# Audit mode denies nothing and logs what enforce mode would deny.

cp $default $policy
exits "load --audit succeeds" 0 gatekeeper load --all-programs --audit $policy
is "status reports audit mode" "audit audit false" "$(status mode) $(status state) $(status enforcing)"
exits "status fails in audit mode, as nothing is enforced" 1 gatekeeper status
has "it says so" "audit: decisions are logged, nothing is denied" "$(cat /tmp/output)"
matrix $cgroups/target --enter $all_but_user >/tmp/container
is "audit mode denies nothing to a container" "" "$(diff $control/all-but-user /tmp/container)"

sed 's/^mode: enforce/mode: audit/' $default >$policy
start_daemon
is "mode: audit in the policy gives audit mode" audit "$(status mode)"
is "a container is allowed in audit mode" allowed "$(attach --enter $all_but_user)"
becomes "the log has the denial that enforce mode would make" 10 \
	sh -c ". ./world.sh; [ \$(count '$denials and .gatekeeper.mode == \"audit\"') -ge 1 ]"
is "the outcome of the logged decision is success" success "$(records "$denials" | tail -n 1 | jq -Mr .event.outcome)"
is "the attach that followed is in the log" 1 "$(count '.event.action == "attached"' | sed 's/^[1-9][0-9]*$/1/')"
kill_daemon

# Two hooks see a load: one before the program is verified, one after.
printf 'version: 1\nmode: audit\ndefault: allow\nrules:\n  - {name: no-load, deny: load, caller: {namespaces: {pid: not-init}}}\n' >$policy
loads="$denials and .bpf.operation == \"load\""
start_daemon
before=$(count "$loads") counted=$(status denied)
begin_attack "be recorded and counted twice for one load in audit mode"
is "control: the host loads a program in audit mode" allowed "$(probe load | cut -d' ' -f3)"
is "a load of the host counts as no denial" "$counted" "$(status denied)"
is "a container loads a program in audit mode" allowed "$(probe load --enter $all_but_user | cut -d' ' -f3)"
is "a load of a container counts as one denial" $((counted + 1)) "$(status denied)"
becomes "the log has the denial of a load" 10 sh -c ". ./world.sh; [ \$(count '$loads') -gt $before ]"
sleep 2
is "a load of a container is one record" $((before + 1)) "$(count "$loads")"
