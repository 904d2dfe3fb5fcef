# A call that cannot succeed gets the kernel's errno and leaves no denial in the log: by such calls clients find out what
# a kernel has, and what they take for missing they do without.

failing_calls() { inside c1 call failing; }
new_cgroup race/other >/dev/null
mkdir -p /tmp/no-cgroup
race() { racer "$1" /tmp/no-cgroup $cgroups/race/other "$2"; }
cannot='version: 1
default: allow
rules:
  - name: nothing
    deny: ["attach:*", "detach:*", "replace:*", inspect, map-data, run, unknown]'

exits "a container starts" 0 container c1
failing_calls >/tmp/kernel
diag </tmp/kernel
is "control: without a policy 17 calls fail" 17 "$(grep -c ' E[A-Z]*$' /tmp/kernel)"
is "control: without a policy the two calls that can succeed do" "control-attach allowed control-detach allowed" \
	"$(grep ^control /tmp/kernel | xargs)"
for route in prog-attach link-create; do
	exits "control: without a policy $route succeeds with a descriptor that becomes a cgroup's" 0 race $route 100000
done

echo "$cannot" >$policy
start_daemon
is "each call that cannot succeed gets the kernel's errno, the others are denied" "" \
	"$(failing_calls | sed 's/^\(control-.*\) refused$/\1 allowed/' | diff /tmp/kernel - 2>&1)"
is "the calls that can succeed are denied" "control-attach refused control-detach refused" \
	"$(failing_calls | grep ^control | xargs)"
becomes "the log has the denials of the calls that can succeed" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .bpf.command == \"PROG_ATTACH\"') -ge 1 ] &&
	[ \$(count '$denials and .bpf.command == \"PROG_DETACH\"') -ge 1 ]"
is "the log has no denial of a call that cannot succeed" "" \
	"$(records "$denials" | jq -Mr '.bpf.command' | grep -v '^PROG_ATTACH$\|^PROG_DETACH$' | xargs)"
is "status counts the denials of the calls that can succeed and no others" 4 "$(status denied)"
kill_daemon

# Without a capability the kernel ends these, whoever asks.
unprivileged=/proc/sys/kernel/unprivileged_bpf_disabled
incapable_calls() { inside c1 /usr/bin/setpriv --reuid 1000 --clear-groups call capable; }
gatekeeper unload >/dev/null
inside c1 call capable >/tmp/capable
is "control: without a policy each call succeeds with capabilities" "$(awk '{ print $1, "allowed" }' /tmp/capable)" "$(cat /tmp/capable)"
is "control: BPF is closed to who has no capability" 2 "$(cat $unprivileged)"
incapable_calls >/tmp/closed
is "control: without a policy no call succeeds without" "$(awk '{ print $1, "refused" }' /tmp/capable)" "$(cat /tmp/closed)"
echo 0 >$unprivileged
incapable_calls >/tmp/open
is "control: without a policy two calls succeed without, where the host leaves that open" "load-for-unprivileged create-map" \
	"$(sed -n 's/ allowed$//p' /tmp/open | xargs)"
echo 2 >$unprivileged

rm -f $log
printf 'version: 1\ndefault: allow\nrules:\n  - name: nothing\n    deny: [load, map-create, get, inspect]\n' >$policy
start_daemon
before=$(status denied)
is "without a capability the answers are the kernel's" "$(cat /tmp/closed)" "$(incapable_calls)"
is "they are no denials" "$before" "$(status denied)"
is "with capabilities the calls are denied" "$(awk '{ print $1, "refused" }' /tmp/capable)" "$(inside c1 call capable)"
is "each of them is a denial" $((before + $(grep -c . /tmp/capable))) "$(status denied)"
echo 0 >$unprivileged
is "where the host leaves it open, what the kernel would allow is denied" "$(cat /tmp/closed)" "$(incapable_calls)"
is "these are two denials" $((before + $(grep -c . /tmp/capable) + 2)) "$(status denied)"
becomes "they are in the log" 10 sh -c ". ./world.sh
	[ \$(count '$denials and .user.id == 1000 and .bpf.command == \"PROG_LOAD\"') = 1 ] &&
	[ \$(count '$denials and .user.id == 1000 and .bpf.command == \"MAP_CREATE\"') = 1 ]"
echo 2 >$unprivileged
kill_daemon

printf 'version: 1\ndefault: allow\nrules:\n  - name: no-attach\n    deny: [attach:cgroup]\n' >$policy
exits "load succeeds: deny attach:cgroup" 0 gatekeeper load $policy
for route in prog-attach link-create; do
	exits "$route never succeeds with a descriptor that becomes a cgroup's" 1 race $route ${GK_RACE:-500}
done

echo "$cannot" >$policy
exits "load --audit succeeds" 0 gatekeeper load --audit $policy
start_audit=$(status denied)
is "audit mode changes no answer" "" "$(failing_calls | diff /tmp/kernel -)"
is "audit mode counts the two calls that can succeed" $((start_audit + 2)) "$(status denied)"
bpftool cgroup detach $cgroups/race/other sock_create id "$(bpftool cgroup show $cgroups/race/other | awk '/sock_create/ { print $1; exit }')" 2>/dev/null
rmdir /tmp/no-cgroup
