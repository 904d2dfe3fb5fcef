# The log can not be written: the daemon goes on, the events wait in the ring, and none is lost when there is room again.

exits "--disk-full halt where process 1 is not systemd" 2 gatekeeper daemon $default --disk-full halt
exits "a word that --disk-full does not have" 2 gatekeeper daemon $default --disk-full stop
has "says which it has" "suspend, rotate or halt" "$(cat /tmp/output)"
cp $default $policy
mkdir -p /run/small
mount -t tmpfs -o size=64k small /run/small
log_before=$log
log=/run/small/audit.jsonl
start_daemon
flood $cgroups/target 1 200 distinct >/run/flood
is "refused" "200 200 0 0" "$(cat /run/flood)"
becomes "the daemon says that the log can not be written" 10 grep -q "No space left" /run/daemon.output
used() { awk '{ print $14 + $15 }' /proc/$daemon_pid/stat; }
before=$(used)
sleep 3
is "it does not spin meanwhile" true "$([ $(($(used) - before)) -lt 50 ] && echo true)"
is "still refused" refused "$(attach --enter $all_but_user)"
is "nothing is lost" 0 "$(status lost)"
mount -o remount,size=8m /run/small
becomes "with room again all are on record" 10 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') = 201 ]"
is "each once" 201 "$(records "$denials" | jq -Mr .event.sequence | sort -u | wc -l)"
is "every line is JSON" "$(wc -l <$log)" "$(jq -Mc . $log | wc -l)"
kill_daemon
umount /run/small
log=$log_before

# rotate: the oldest rotated file makes room.
fresh
cp $default $policy
mount -t tmpfs -o size=256k small /run/small
log=/run/small/audit.jsonl
gatekeeper daemon $policy --log $log --disk-full rotate >/run/daemon.output 2>&1 </dev/null &
daemon_pid=$!
becomes "the daemon is up" 60 grep -q "daemon started" /run/daemon.output
head -c 100k /dev/zero >$log.2
head -c 50k /dev/zero >$log.1
flood $cgroups/target 1 70 distinct >/run/flood
becomes "with --disk-full rotate all are on record" 20 sh -c ". ./world.sh; log=$log; [ \$(count '$denials') = 70 ]"
is "as the oldest file is gone, and no other" "$log $log.1" "$(ls $log* | xargs)"
kill_daemon
umount /run/small
log=$log_before
