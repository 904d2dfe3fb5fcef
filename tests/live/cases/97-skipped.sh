# A kernel that preempts what runs in it skips a program at a function while another task on that processor is in the same
# one. A result that has no record for that is counted, and a gap record reports it, once. Other kernels skip none.

printf 'version: 1\ndefault: allow\nlog: all\nprotect: off\nrules: []\n' >$policy
exits "load succeeds" 0 gatekeeper load $policy
start_daemon
skipped() { bpftool -j prog show | jq -M '[.[] | .recursion_misses // 0] | add'; }
reported() { records '.event.action == "gap"' | jq -Ms '[.[].gatekeeper.lost.truth] | add // 0'; }
reported_is() { [ "$(reported)" = "$1" ]; }
made=0
for try in 1 2 3 4 5 6; do
	exits "two tasks make links, the one as the other lets it" 0 preempted 10
	made=$((made + $(cat /tmp/output)))
	[ "$(skipped)" = 0 ] || break
done
lost=$(status lost_by_kind.truth)
echo "# $made links made, $lost results skipped"
case $(uname -r) in
*-rt-*) is "control: some were skipped" true "$(status 'lost_by_kind.truth > 0')" ;;
*)      is "none was skipped" 0 "$lost" ;;
esac
is "status counts what the kernel counts" "$(skipped)" "$lost"
becomes "gap records have them" 10 reported_is "$lost"
results=$(count '.event.action == "attached" and .bpf.link.type == "raw_tracepoint"')
is "links = results on record + at most those that were skipped" true "$(jq -n "$results <= $made and $made <= $results + $lost")"

# What is reported stays reported: by the next daemon, and after a load, whose programs begin at 0.
kill_daemon
start_daemon
sleep 2
is "the next daemon does not report them again" "$lost" "$(reported)"
sed -i 's/protect: off/protect: self/' $policy
exits "a policy that is protected is loaded, with new programs" 0 gatekeeper load $policy
is "they have skipped nothing" 0 "$(status lost_by_kind.truth)"
exits "the two tasks make links again" 0 preempted 10
again=$(status lost_by_kind.truth)
sleep 3
is "what these skipped is reported, and nothing twice" $((lost + again)) "$(reported)"
