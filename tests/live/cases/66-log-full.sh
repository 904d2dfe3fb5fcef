# The log can not be written: the daemon goes on, the events wait in the ring, and none is lost when there is room again.

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
