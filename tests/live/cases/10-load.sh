# load proves enforcement, status tells it, unload takes everything back.

exits "nothing is loaded: status fails" 1 gatekeeper status

# The list says that the BPF LSM is active; only a program that was run proves it.
if echo 0 >/proc/sys/kernel/ftrace_enabled; then
	exits "trampolines are off: doctor fails" 1 gatekeeper doctor
	has "by trying it, whatever the list says" "bpf is listed as active, but" "$(cat /tmp/output)"
	echo 1 >/proc/sys/kernel/ftrace_enabled
fi
exits "doctor passes before the load" 0 gatekeeper doctor
has "by trying it" "a program attached to lsm/bpf ran" "$(cat /tmp/output)"

exits "load" 0 gatekeeper load $default
gatekeeper status --json >/tmp/status 2>/tmp/status.errors
is "status: exit code" 0 $?
for key in enforcing mode policy digest rules hooks allowed denied lost; do
	is "status --json has $key" true "$(jq -M "has(\"$key\")" /tmp/status)"
done
is "status: enforcing" true "$(status enforcing)"
is "each hook that it shows is attached" true "$(status 'hooks | all')"
is "tcx, which came with 6.6, has one where the kernel has it" "$(grep -c ' tcx_prog_attach$' /proc/kallsyms)" \
	"$(status 'hooks | keys | map(select(. == "fexit/tcx_prog_attach")) | length')"
is "status: mode" enforce "$(status mode)"
has "status: policy" default.yaml "$(status policy)"
is "status: rules" 1 "$(status rules)"
is "status: denied" 0 "$(status denied)"
is "a container is refused" refused "$(attach --enter $all_but_user)"
is "the host is allowed" allowed "$(attach)"
is "status: the refusal is counted" 1 "$(status denied)"
is "status: nothing lost" 0 "$(status 'lost | if type == "object" then add else . end')"
digest=$(status digest)
exits "load of the same policy again" 0 gatekeeper load $default
is "the digest is the same" "$digest" "$(status digest)"
exits "load of another policy" 0 gatekeeper load $own_subtree
is "the digest is another" changed "$([ "$(status digest)" = "$digest" ] || echo changed)"
is "rules are those of the other" 2 "$(status rules)"
exits "doctor passes" 0 gatekeeper doctor

# A status that falls between two publishes is as true as any other.
(while gatekeeper load $default && gatekeeper load $own_subtree; do :; done >/dev/null 2>&1) &
storm=$!
for i in $(seq 1 15); do
	status enforcing
done | sort | uniq -c >/tmp/statuses
kill $storm
wait $storm 2>/dev/null
is "during 15 looks in a storm of publishes: enforcing" "15 true" "$(sed 's/^ *//' /tmp/statuses)"

{ cat $default; echo "protect: off"; } >$policy # or a pin could not be removed
for pin in gk_raw_tp_linked gk_tcx_prog; do
	exits "load" 0 gatekeeper load $policy
	[ -e $pins/$pin ] || continue # as said above
	rm $pins/$pin
	is "without $pin it is not content" false "$(status enforcing)"
done
exits "load makes it whole" 0 gatekeeper load $policy
is "enforcing again" true "$(status enforcing)"

exits "unload" 0 gatekeeper unload
is "nothing is pinned" "" "$(ls $pins 2>/dev/null)"
is "a container is allowed again" allowed "$(attach --enter $all_but_user)"
exits "unload of nothing" 0 gatekeeper unload

exits "misuse: no policy" 2 gatekeeper load
exits "misuse: an unknown verb" 2 gatekeeper lod
is "it is one line" 1 "$(wc -l </tmp/output)"
exits "misuse: an unknown option" 2 gatekeeper load --adit $default
exits "help" 0 gatekeeper help
exits "version" 0 gatekeeper version
