# What a host may lack at any moment, and what an enemy may be called: each is refused with a remedy or comes out whole,
# what is enforced stays, and the next command works.

objects() { echo "$(bpftool -j prog show | jq 'map(select(.name // "" | startswith("gk_"))) | length') $(bpftool -j map show | jq length) $(bpftool -j link show | jq length)"; }
objects_are() { [ "$(objects)" = "$1" ]; }
leftover() { ls -d /sys/fs/bpf/gatekeeper?* 2>/dev/null; }

exits "load" 0 gatekeeper load $default
loaded=$(objects)
mount -o remount,ro /sys/fs/bpf
exits "the bpf file system is read-only: no new policy" 1 gatekeeper load $own_subtree
is "and the old one refuses" refused "$(attach --enter $all_but_user)"
mount -o remount,rw /sys/fs/bpf
gatekeeper unload
mount -o remount,ro /sys/fs/bpf
exits "nor a first load" 1 gatekeeper load $default
has "and says where" "Read-only file system" "$(cat /tmp/output)"
is "nothing is enforced by halves" allowed "$(attach --enter $all_but_user)"
mount -o remount,rw /sys/fs/bpf
mkdir -m 0777 /sys/fs/bpf/gatekeeper-staged
exits "somebody else's directory in our place" 1 gatekeeper load $default
has "with the remedy" "remove it first" "$(cat /tmp/output)"
rmdir /sys/fs/bpf/gatekeeper-staged
exits "load" 0 gatekeeper load $default
for limit in 3 5 9 16 24; do
	(ulimit -n $limit; exec gatekeeper load $own_subtree) >/tmp/output 2>&1 || echo "$limit: $(tail -n 1 /tmp/output)"
done >/run/limits
diag </run/limits
is "no descriptors: still refused" refused "$(attach --enter $all_but_user)"
{ cat $default; echo "protect: off"; } >$policy
exits "load, with pins that can be removed" 0 gatekeeper load $policy
exits "one is: a load makes all anew" 0 rm $pins/gk_mkdir
(ulimit -n 24; exec gatekeeper load $own_subtree) >/tmp/output 2>&1
is "not enough for a whole load: it fails, and the old one refuses" "1 refused" "$? $(attach --enter $all_but_user)"
(ulimit -l 0; exec gatekeeper load $default) >/tmp/output 2>&1
is "no locked memory: load" 0 $?
becomes "nothing is left behind" 10 objects_are "$loaded"
is "no directory is" "" "$(leftover)"
exits "a log that can't be written" 1 gatekeeper daemon $default --log /proc/1/audit.jsonl

cp $default $policy
start_daemon
attach --enter $all_but_user >/dev/null
now=$(date +%s)
date -s "@$((now + 86400))" >/dev/null
sleep 1.2
is "the clock jumps: refused" refused "$(attach --enter $all_but_user)"
becomes "the next event has the new time" 10 sh -c ". ./world.sh; [ \$(count '$denials and (.[\"@timestamp\"] | .[0:10]) == \"$(date +%F)\"') -ge 1 ]"
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
is "hostile names are refused" 4 "$(grep -cx refused /run/answers)"
becomes "each is on record" 10 sh -c ". ./world.sh; [ \$(count '$denials') -ge $((before + 4)) ]"
is "a line each, all of them JSON" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"
is "nothing but printable ASCII and UTF-8 in the log" 0 "$(LC_ALL=C grep -c "$(printf '[\001-\037\177\377]')" $log)"
gatekeeper log --file $log >/tmp/output
is "nor from gatekeeper log" 0 "$(LC_ALL=C grep -c "$(printf '[\001-\037\177\377]')" /tmp/output)"
is "no line is forged" 0 "$(records '.x == 1' | wc -l)"
exits "the chain is whole" 0 gatekeeper log --verify --file $log
sed -i '2s/"outcome":"failure"/"outcome":"success"/; 2s/refused/allowed/; 2s/deny/allo/' $log
exits "and shows what was changed" 1 gatekeeper log --verify --file $log
has "by its line" "$log:2:" "$(cat /tmp/output)"
rm -rf "$hostile" /run/0*
rmdir "$cgroups/$(printf 'c\033]0;x\007\377"}')"
