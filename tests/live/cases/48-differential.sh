# The kernel's gk_decide(), user space's, and the rules taken one by one agree on random policies and requests. How
# many policies GK_POLICIES says: over 100,000 pairs with a request on 6.12.

policies=${GK_POLICIES:-60}
seen() { sed -n "s/^$1 //p" /tmp/output; }
exits "control: the kernel is given another policy" 0 differential --stale judge.bpf.o 5
is "control: it differs" "0 true" "$(seen user-differs) $([ "$(seen kernel-differs)" -gt 0 ] && echo true)"
exits "$policies random policies" 0 differential judge.bpf.o "$policies"
diag </tmp/output
is "256 requests of nearly each" true "$([ "$(seen pairs)" -ge $((policies * 220)) ] && echo true)"
is "many of them decided by a rule" true "$([ $(($(seen by-rule) * 4)) -gt "$(seen pairs)" ] && echo true)"
is "no opinion differs" "0 0" "$(seen user-differs) $(seen kernel-differs)"
