# Audit mode refuses nothing, and logs what it would have refused.

cp $default $policy
exits "load --audit" 0 gatekeeper load --audit $policy
is "status: mode" audit "$(status mode)"
matrix $cgroups/target --enter $all_but_user >/tmp/container
is "everything is as without a policy" "" "$(diff $control/all-but-user /tmp/container)"

sed 's/^mode: enforce/mode: audit/' $default >$policy
start_daemon
is "mode: audit in the policy" audit "$(status mode)"
is "allowed" allowed "$(attach --enter $all_but_user)"
becomes "logged with the verdict it would have had" 10 \
	sh -c ". ./world.sh; [ \$(count '$denials and .gatekeeper.mode == \"audit\"') -ge 1 ]"
is "and as a success" success "$(records "$denials" | tail -n 1 | jq -Mr .event.outcome)"
is "the outcome also: it was attached" 1 "$(count '.event.action == "attached"' | sed 's/^[1-9][0-9]*$/1/')"
