# load proves that the policy is enforced, status reports it, unload removes everything.

exits "status fails while nothing is loaded" 1 gatekeeper status

# /sys/kernel/security/lsm says that the BPF LSM is active; only a program that ran proves it.
if echo 0 >/proc/sys/kernel/ftrace_enabled; then
	exits "doctor fails while trampolines are off" 1 gatekeeper doctor
	has "doctor finds that BPF LSM programs do not run, although bpf is listed as active" "bpf is listed as active, but" "$(cat /tmp/output)"
	echo 1 >/proc/sys/kernel/ftrace_enabled
fi
exits "doctor passes before the first load" 0 gatekeeper doctor
has "doctor says that a BPF LSM program ran" "a program attached to lsm/bpf ran" "$(cat /tmp/output)"

exits "load succeeds, with --verifier-log" 0 gatekeeper load --verifier-log /run/verifier.log $default
is "without a terminal it does not show how far it is" 0 "$(grep -c verified /tmp/output)"
# One "processed N insns" for each program, and for each function that is verified alone.
is "--verifier-log has the log of each program" "" "$(for program in gk_bpf gk_bpf_map gk_bpf_prog gk_exec; do
	grep -q "prog '$program': -- BEGIN PROG LOAD LOG --" /run/verifier.log || echo "$program"
done)"
is "--verifier-log has what each program cost" "" "$(awk '/BEGIN PROG LOAD LOG/ { name = $3; cost = 0 } /^processed [0-9]+ insns/ { cost = 1 } /END PROG LOAD LOG/ && !cost { print name }' /run/verifier.log)"
exits "load fails if the file of --verifier-log cannot be opened" 1 gatekeeper load --verifier-log /nowhere/verifier.log $default
has "load says why it cannot open the file" "cannot open /nowhere/verifier.log: No such file" "$(cat /tmp/output)"
exits "load with --verifier-log succeeds if nothing is verified" 0 gatekeeper load --verifier-log /run/verifier.log $default
has "load says why the verifier log is empty" "the programs were loaded already" "$(cat /tmp/output)"
gatekeeper status --json >/tmp/status 2>/tmp/status.errors
is "status succeeds after the load" 0 $?
for key in enforcing mode policy digest rules hooks allowed denied lost; do
	is "status --json has $key" true "$(jq -M "has(\"$key\")" /tmp/status)"
done
is "status reports that the policy is enforced" true "$(status enforcing)"
is "status reports each hook as attached" true "$(status 'hooks | all')"
is "status lists the tcx hook if, and only if, the kernel has that function (6.6)" "$(grep -c ' tcx_prog_attach$' /proc/kallsyms)" \
	"$(status 'hooks | keys | map(select(. == "fexit/tcx_prog_attach")) | length')"
is "status reports the mode" enforce "$(status mode)"
has "status names the policy file" default.yaml "$(status policy)"
is "status counts the rules" 1 "$(status rules)"
is "status counts no denials before the first" 0 "$(status denied)"
is "a container is denied" refused "$(attach --enter $all_but_user)"
is "the host is allowed" allowed "$(attach)"
is "status counts the denial" 1 "$(status denied)"
is "status reports no lost events" 0 "$(status 'lost | if type == "object" then add else . end')"
digest=$(status digest)
exits "the same policy can be loaded again" 0 gatekeeper load $default
is "the digest of the same policy stays the same" "$digest" "$(status digest)"
exits "another policy can be loaded" 0 gatekeeper load $own_subtree
is "the digest of another policy differs" changed "$([ "$(status digest)" = "$digest" ] || echo changed)"
is "status counts the rules of the new policy" 2 "$(status rules)"
exits "doctor passes while a policy is loaded" 0 gatekeeper doctor

# status is right also when it runs between two publishes.
(while gatekeeper load $default && gatekeeper load $own_subtree; do :; done >/dev/null 2>&1) &
storm=$!
for i in $(seq 1 15); do
	status enforcing
done | sort | uniq -c >/tmp/statuses
kill $storm
wait $storm 2>/dev/null
is "status reports enforcement in each of 15 calls during a storm of publishes" "15 true" "$(sed 's/^ *//' /tmp/statuses)"

{ cat $default; echo "protect: off"; } >$policy # or a pin could not be removed
for pin in gk_tcx_prog gk_raw_tp_linked; do
	exits "load succeeds with protect: off" 0 gatekeeper load $policy
	[ -e $pins/$pin ] || continue # this kernel has no such hook
	rm $pins/$pin
	is "status reports no enforcement while the pin $pin is missing" false "$(status enforcing)"
done

# On a terminal, a load shows how far it is, and leaves nothing of that.
shown() { tr '\r' '\n' <"$1"; }
exits "load restores the missing pin, on a terminal" 0 script -qec "gatekeeper load $policy" /run/typescript
is "a load on a terminal counts the programs up to the last" "$(shown /run/typescript | grep -o 'of [0-9]* programs' | tail -n 1 | cut -d' ' -f2)" \
	"$(shown /run/typescript | grep -o 'verified [0-9]* of' | tail -n 1 | cut -d' ' -f2)"
has "from the first on" "the kernel has verified 1 of" "$(shown /run/typescript)"
has "and erases that before it says the result" "$(printf '\033[K%s: active' "$policy")" "$(shown /run/typescript)"
is "status reports enforcement after the pin was restored" true "$(status enforcing)"

exits "unload succeeds" 0 gatekeeper unload
is "unload removes every pin" "" "$(ls $pins 2>/dev/null)"
is "a container is allowed after unload" allowed "$(attach --enter $all_but_user)"
exits "unload succeeds if nothing is loaded" 0 gatekeeper unload

exits "load without a policy file is a usage error" 2 gatekeeper load
exits "an unknown verb is a usage error" 2 gatekeeper lod
is "a usage error is one line" 1 "$(wc -l </tmp/output)"
exits "an unknown option is a usage error" 2 gatekeeper load --adit $default
exits "help succeeds" 0 gatekeeper help
exits "version succeeds" 0 gatekeeper version
