# The kernel's gk_decide(), that of user space, and an evaluation rule by rule agree on random policies and requests.
# GK_POLICIES is the number of policies; on 6.12 they give over 100,000 pairs of policy and request.

policies=${GK_POLICIES:-60}
seen() { sed -n "s/^$1 //p" /tmp/output; }
exits "control: differential runs with another policy in the kernel" 0 differential --stale judge.bpf.o 5
is "control: another policy in the kernel gives different decisions" "0 true" "$(seen user-differs) $([ "$(seen kernel-differs)" -gt 0 ] && echo true)"
exits "differential runs with $policies random policies" 0 differential judge.bpf.o "$policies"
diag </tmp/output
is "nearly every policy was asked 256 requests" true "$([ "$(seen pairs)" -ge $((policies * 220)) ] && echo true)"
is "rules decide at least a quarter of the requests" true "$([ $(($(seen by-rule) * 4)) -gt "$(seen pairs)" ] && echo true)"
is "the kernel, user space and the reference agree on every request" "0 0" "$(seen user-differs) $(seen kernel-differs)"
