# Faults of the host and hostile names: each fault is an error with a remedy or has no effect, the active policy stays
# enforced, and the next command works.

objects() { echo "$(bpftool -j prog show | jq 'map(select(.name // "" | startswith("gk_"))) | length') $(bpftool -j map show | jq length) $(bpftool -j link show | jq length)"; }
objects_are() { [ "$(objects)" = "$1" ]; }
leftover() { ls -d /sys/fs/bpf/gatekeeper?* 2>/dev/null; }

exits "load succeeds" 0 gatekeeper load $default
loaded=$(objects)
mount -o remount,ro /sys/fs/bpf
exits "load fails while bpffs is read-only" 1 gatekeeper load $own_subtree
is "the old policy denies while bpffs is read-only" refused "$(attach --enter $all_but_user)"
mount -o remount,rw /sys/fs/bpf
gatekeeper unload
mount -o remount,ro /sys/fs/bpf
exits "a first load fails while bpffs is read-only" 1 gatekeeper load $default
has "the error of the first load says that the file system is read-only" "Read-only file system" "$(cat /tmp/output)"
is "a failed first load enforces nothing" allowed "$(attach --enter $all_but_user)"
mount -o remount,rw /sys/fs/bpf
mkdir -m 0777 /sys/fs/bpf/gatekeeper-staged
exits "load fails if another directory has the name of the staging directory" 1 gatekeeper load $default
has "the error of load says to remove that directory" "remove it first" "$(cat /tmp/output)"
rmdir /sys/fs/bpf/gatekeeper-staged
exits "load succeeds after the directory was removed" 0 gatekeeper load $default
for limit in 3 5 9 16 24; do
	(ulimit -n $limit; exec gatekeeper load $own_subtree) >/tmp/output 2>&1 || echo "$limit: $(tail -n 1 /tmp/output)"
done >/run/limits
diag </run/limits
is "a container is denied after loads with too few descriptors" refused "$(attach --enter $all_but_user)"
{ cat $default; echo "protect: off"; } >$policy
exits "load succeeds with protect: off" 0 gatekeeper load $policy
exits "control: a pin is removed, so that the next load is a whole load" 0 rm $pins/gk_mkdir
(ulimit -n 24; exec gatekeeper load $own_subtree) >/tmp/output 2>&1
is "a whole load with too few descriptors fails, and the old policy denies" "1 refused" "$? $(attach --enter $all_but_user)"
(ulimit -l 0; exec gatekeeper load $default) >/tmp/output 2>&1
is "load succeeds with no locked memory allowed" 0 $?
becomes "no program, map or link is left behind" 10 objects_are "$loaded"
is "no staging directory is left behind" "" "$(leftover)"
exits "the daemon fails if it cannot write its log" 1 gatekeeper daemon $default --log /proc/1/audit.jsonl

cp $default $policy
start_daemon
attach --enter $all_but_user >/dev/null
now=$(date +%s)
date -s "@$((now + 86400))" >/dev/null
sleep 1.2
is "a container is denied after the clock jumped" refused "$(attach --enter $all_but_user)"
becomes "the next record has the new time" 10 sh -c ". ./world.sh; [ \$(count '$denials and (.[\"@timestamp\"] | .[0:10]) == \"$(date +%F)\"') -ge 1 ]"
date -s "@$now" >/dev/null

hostile=$(printf '/run/a\n{"x":1}\033[31m\377\r')
cp "$(command -v probe)" "$hostile"
mkdir "$cgroups/$(printf 'c\033]0;x\007\377"}')"
long=/run/$(printf '%0200d' 1)
for n in $(seq 10); do mkdir -p "$long" && long=$long/$(printf '%0200d' $n); done
mkdir -p "$long" && cp "$(command -v probe)" "$long/probe"
before=$(count "$denials")
for exe in "$hostile" "$long/probe"; do
	for cgroup in target "$(printf 'c\033]0;x\007\377"}')"; do
		"$exe" attach --cgroup "$cgroups/$cgroup" --type cgroup_inet_sock_create --route link-create --enter $all_but_user | cut -d' ' -f3
	done
done >/run/answers
is "callers and cgroups with hostile names are denied" 4 "$(grep -cx refused /run/answers)"
becomes "the log has each of them" 10 sh -c ". ./world.sh; [ \$(count '$denials') -ge $((before + 4)) ]"
is "hostile names do not break the lines of the log" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"
is "the log has only printable ASCII and UTF-8" 0 "$(LC_ALL=C grep -c "$(printf '[\001-\037\177\377]')" $log)"
gatekeeper log --file $log >/tmp/output
is "gatekeeper log prints only printable ASCII and UTF-8" 0 "$(LC_ALL=C grep -c "$(printf '[\001-\037\177\377]')" /tmp/output)"
is "no hostile name forges a record" 0 "$(records '.x == 1' | wc -l)"
exits "the log's chain is whole" 0 gatekeeper log --verify --file $log
sed -i '2s/"outcome":"failure"/"outcome":"success"/; 2s/refused/allowed/; 2s/deny/allo/' $log
exits "gatekeeper log --verify fails if a record was changed" 1 gatekeeper log --verify --file $log
has "gatekeeper log --verify names the changed line" "$log:2:" "$(cat /tmp/output)"
rm -rf "$hostile" /run/0*
rmdir "$cgroups/$(printf 'c\033]0;x\007\377"}')"
