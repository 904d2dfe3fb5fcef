# The log cannot be written: the daemon continues, the events wait in the ring, and none is lost once there is room.

exits "--disk-full halt is a usage error if process 1 is not systemd" 2 gatekeeper daemon $default --disk-full halt
exits "an unknown word for --disk-full is a usage error" 2 gatekeeper daemon $default --disk-full stop
has "the error lists the words that --disk-full accepts" "suspend, rotate or halt" "$(cat /tmp/output)"

mkdir -p /run/small
log_before=$log
# on_disk SIZE: a load whose log has a disk of its own
on_disk() {
	fresh
	cp $default $policy
	mount -t tmpfs -o size=$1 small /run/small
	log=/run/small/audit.jsonl
}
# fills_disk NAME: with 200 denials
fills_disk() {
	start_daemon
	flood $cgroups/target 1 200 distinct >/run/flood
	becomes "$1" 10 grep -q "No space left" /run/daemon.output
}
give_room() { mount -o remount,size=8m /run/small; }
end_disk() {
	kill_daemon
	umount /run/small
	log=$log_before
}

on_disk 64k
fills_disk "the daemon reports that it cannot write the log"
is "every call is denied" "200 200 0 0" "$(cat /run/flood)"
used() { awk '{ print $14 + $15 }' /proc/$daemon_pid/stat; }
before=$(used)
sleep 3
is "the daemon does not busy-wait while the disk is full" true "$([ $(($(used) - before)) -lt 50 ] && echo true)"
is "a container is denied while the disk is full" refused "$(attach --enter $all_but_user)"
is "no event is lost while the disk is full" 0 "$(status lost)"
give_room
becomes "the log has every denial once there is room" 10 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') = 201 ]"
is "the log has each denial once" 201 "$(records "$denials" | jq -Mr .event.sequence | sort -u | wc -l)"
is "every line of the log is JSON" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"
end_disk

# What the host did waits with its line when denials come, which have a ring of their own.
on_disk 256k
start_daemon
head -c 1m /dev/zero >/run/small/filler 2>/dev/null
for i in 1 2 3 4 5; do attach >/dev/null; done # the last page of the log has room for some records
becomes "the daemon reports it" 10 grep -q "No space left" /run/daemon.output
flood $cgroups/target 1 20 distinct >/run/flood
give_room
becomes "the log has the denials once there is room" 10 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') = 20 ]"
becomes "and the attach" 10 sh -c ". ./world.sh; log=$log; [ \$(count '.event.action == \"detached\"') -ge 1 ]"
is "the log has each event once" "" "$(records '.event.id != null' | jq -Mr .event.id | sort | uniq -d)"
end_disk

# --disk-full rotate removes the oldest rotated file to make room.
on_disk 256k
gatekeeper daemon $policy --log $log --disk-full rotate >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
becomes "the daemon started" 60 grep -q "daemon started" /run/daemon.output
head -c 100k /dev/zero >$log.2
# Room for 56 KiB before it is removed, and for 156 KiB after: 70 records of 0.8 to 2.2 KB are between.
head -c 100k /dev/zero >$log.1
flood $cgroups/target 1 70 distinct >/run/flood
becomes "with --disk-full rotate the log has every denial" 20 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') = 70 ]"
is "only the oldest rotated file was removed" "$log $log.1" "$(ls $log* | xargs)"
end_disk

# A full log keeps no unload from ending: what is left of the rings waits in the daemon, with its own records behind.
on_disk 64k
fills_disk "the log is full"
sed 's/^rules:/ruls:/' $default >$policy
becomes "the daemon rejects a bad policy" 15 grep -q "the old policy stays in force" /run/daemon.output
exits "unload ends while the log is full" 0 gatekeeper unload
is "a container is allowed" allowed "$(attach --enter $all_but_user)"
sleep 11 # enforcement that is lost for two looks of the watchdog ends the daemon
exits "the daemon goes on" 0 kill -0 $daemon_pid
give_room
unloaded='.event.action == "policy-unloaded"'
becomes "the log says that the policy was unloaded once there is room" 10 sh -c ". ./world.sh; log=$log; [ \$(count '$unloaded') = 1 ]"
is "the log has every denial" 200 "$(records "$denials" | jq -Mr .event.sequence | sort -u | wc -l)"
is "the log has the rejected policy" 1 "$(count '.event.action == "policy-rejected"')"
exits "the log is verified" 0 gatekeeper log --verify --file $log
end_disk

# A daemon that ends while the disk is full says so. The event that it has taken is in the ring still: the next one has all.
on_disk 64k
fills_disk "the disk is full"
sleep 2
kill -TERM $daemon_pid
wait $daemon_pid
is "a daemon that ends while the disk is full exits with 1" 1 $?
daemon_pid=''
has "it says where the events are" "events stay in the kernel for the next daemon" "$(cat /run/daemon.output)"
give_room
start_daemon
becomes "the next daemon writes every denial" 10 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') -ge 200 ]"
is "the log has each of these denials once" "200 200" "$(count "$denials") $(records "$denials" | jq -Mr .event.sequence | sort -u | wc -l)"
is "no gap record is needed" 0 "$(count '.event.action == "gap"')"
end_disk

# What an unload left in the memory of such a daemon has no ring any more: the next one counts it in a gap record.
on_disk 64k
fills_disk "the disk is full before an unload"
exits "unload ends with a full disk" 0 gatekeeper unload
is "what waits in memory is noted" true "$([ -s /run/gatekeeper-lost ] && echo true)"
kill_daemon
give_room
start_daemon
becomes "the next daemon writes a gap record" 10 sh -c ". ./world.sh; log=$log; [ \$(count '.event.action == \"gap\"') = 1 ]"
lost=$(records '.event.action == "gap"' | jq -Mr .gatekeeper.lost.deny)
is "denied = written + lost" 200 "$(($(count "$denials") + lost))"
is "nothing is noted any more" false "$([ -e /run/gatekeeper-lost ] && echo true || echo false)"
exits "the log is verified after a gap" 0 gatekeeper log --verify --file $log
end_disk
