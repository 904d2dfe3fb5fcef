# Mutations of each netlink message that attaches a program: without a policy the kernel accepts and attaches some, under
# a policy none attaches. Each GK_MESSAGES_STEPth single mutation is sent, and GK_MESSAGES random ones of each kind.
messages=${GK_MESSAGES:-100}
step=${GK_MESSAGES_STEP:-11}
# Without a policy each message that attaches leaves a network namespace, which the kernel clears away later.
control=$((messages < 1000 ? messages : 1000))

# count_of FILE KIND WORD: the number after WORD in the line of KIND
count_of() { awk -v name="$2" -v what="$3" '$1 == name { for (i = 2; i < NF; i++) if ($i == what) print $(i + 1) }' "$1"; }

begin_attack "attach by a netlink message that is changed in every way that the kernel accepts"
netlink-mutate --enter net --step "$step" >/tmp/each
netlink-mutate --enter net --random "$control" --seed 1 >/tmp/random
diag </tmp/each
diag </tmp/random
for name in $(cut -d' ' -f1 /tmp/each); do
	is "control: without a policy, mutations of $name attach a program" yes \
		"$([ "$(count_of /tmp/each "$name" attached)" -ge 10 ] && echo yes)"
	is "control: without a policy, random mutations of $name attach a program" yes \
		"$([ "$(count_of /tmp/random "$name" attached)" -ge 1 ] && echo yes)"
done

# Prepared before the policy: a filter of the host, whose program a container changes.
mkfifo /tmp/each.go /tmp/random.go
netlink-mutate --enter net --step "$step" --wait --show </tmp/each.go >/tmp/each.denied &
each=$!
netlink-mutate --enter net --wait --show --random "$messages" --seed 1 </tmp/random.go >/tmp/random.denied &
random=$!
exec 7>/tmp/each.go 8>/tmp/random.go
becomes "both senders are ready before the policy is loaded" 30 sh -c 'grep -q ready /tmp/each.denied && grep -q ready /tmp/random.denied'
with_rule "    deny: [attach:xdp, attach:tc, attach:lwt, attach:netfilter]
    caller: {from: container}"
start_daemon
echo >&7
wait $each
is "the sender tried each mutation" 0 $?
echo >&8
wait $random
is "the sender tried each random mutation" 0 $?
exec 7>&- 8>&-
for name in $(cut -d' ' -f1 /tmp/each); do
	is "a policy lets no mutation of $name attach a program" 0 "$(count_of /tmp/each.denied "$name" attached)"
	is "a policy lets no random mutation of $name attach a program" 0 "$(count_of /tmp/random.denied "$name" attached)"
done
grep '^#' /tmp/each.denied /tmp/random.denied | head -5 | diag
for operation in xdp tc lwt netfilter; do
	becomes "the denials are on record: attach:$operation" 10 sh -c ". ./world.sh
		[ \$(count '$denials and .process.name == \"netlink-mutate\" and .bpf.operation == \"attach:$operation\"') -ge 1 ]"
done
is "the policy is still enforced" true "$(status enforcing)"
