# In whatever order somebody loads, unloads, starts, stops and kills: the next denial is in the log within two seconds, or
# status, metrics and the service manager say that nobody writes it; and a daemon that is to run ends up writing.
# GK_ORDERS: short (the orders that once ended with a daemon that wrote nothing), pairs (each pair of operations follows one
# upon the other), triples, or a number of random sequences of eight. The last two take hours: GK_ORDERS_FROM goes on from
# that step or sequence on; for triples take the last two steps again.

# In this order the pairs need the fewest loads that verify all programs: each takes a guest more than ten seconds.
operations='unload other restart start pins stop reload kill load'
state=/run/manager
other=/run/other/gatekeeper
manager=''
from=${GK_ORDERS_FROM:-1}

mkdir -p $state "${other%/*}"
cp "$(command -v gatekeeper)" $other
{ cat $default; echo "protect: self"; } >/run/self.yaml
{ cat $default; echo "protect: off"; } >/run/off.yaml

unit() { cut -d' ' -f1 $state/state 2>/dev/null; }
unit_pid() { cut -d' ' -f2 $state/state 2>/dev/null; }

# The unit is at rest: it runs, or is stopped, or tries again and again in vain.
wait_for_unit() {
	local n=0
	[ -n "$manager" ] || return 0
	while [ "$(unit)" != active ] && [ $n -lt 150 ]; do
		sleep 0.2
		n=$((n + 1))
	done
}

# As the unit of the service manager: the daemon needs no more programs. The other binary loads those of the policy alone.
do_load() { gatekeeper load --all-programs $policy; }
do_other() { $other load $policy; }
do_unload() { gatekeeper unload; }
do_start() {
	[ -z "$manager" ] || return 0
	echo inactive >$state/state
	manager $state gatekeeper daemon $policy --log $log >>/run/manager.output 2>&1 </dev/null &
	manager=$!
	wait_for_unit
}
do_stop() {
	[ -n "$manager" ] || return 0
	kill -TERM $manager
	wait $manager
	manager=''
}
do_kill() { [ -z "$manager" ] || kill -9 "$(unit_pid)"; }
do_restart() {
	if [ -n "$manager" ]; then
		kill -USR1 $manager
		sleep 0.5
		wait_for_unit
	else
		do_start
	fi
}
do_pins() { rm -rf $pins; }
# The policy that is asked for changes its protection, too.
do_reload() {
	if cmp -s $policy /run/self.yaml; then cp /run/off.yaml $policy; else cp /run/self.yaml $policy; fi
	[ "$(unit)" != active ] || kill -HUP "$(unit_pid)"
}

denials_in_log() { cat $log $log.* 2>/dev/null | grep -c '"verdict":"deny"'; }

# What status, metrics and the service manager say of the denial that comes now: "denied" or "allowed", and what each says.
ask() {
	said=$(gatekeeper status --json 2>/dev/null | jq -Mr '"\(.enforcing) \(.log.written)"')
	metrics=$(gatekeeper metrics 2>/dev/null | sed -n 's/^gatekeeper_\(enforcing\|log_written\) //p' | xargs)
	unit_text=$(cat $state/status 2>/dev/null)
}

# Which of them claim what is not so, while `verdict` is not written?
find_liars() {
	if [ "$verdict" = refused ]; then
		case $said in *true) echo "nothing is written, status says: enforcing, written: $said;" ;; esac
		case $metrics in *1) echo "nothing is written, metrics say: enforcing, written: $metrics;" ;; esac
	else
		case $said in true*) echo "nothing is denied, status says: enforcing, written: $said;" ;; esac
		case $metrics in 1*) echo "nothing is denied, metrics say: enforcing, written: $metrics;" ;; esac
	fi
	[ -z "$manager" ] || [ "$(unit)" != active ] || case $unit_text in
	"in force"*) echo "$verdict and not written, the unit is active and says: $unit_text;" ;;
	esac
}

# Prints what is wrong two seconds after a request that is denied, if enforced; nothing if the denial is in the log or
# nobody claims that it is.
check_now() {
	local before verdict n=0 said metrics unit_text
	before=$(denials_in_log)
	verdict=$(attach --enter $all_but_user)
	while :; do
		[ "$(denials_in_log)" = "$before" ] || return 0
		if [ $n -ge 1 ]; then
			ask
			# What came while they were asked counts, too.
			[ "$(denials_in_log)" = "$before" ] || return 0
			[ -n "$(find_liars)" ] || return 1
		fi
		[ $n -lt 6 ] || break
		sleep 0.3
		n=$((n + 1))
	done
	find_liars
	return 1
}

# A service that is to run ends up with a daemon that writes what is denied, or says that nothing is loaded.
check_end() {
	local before n=0
	[ -n "$manager" ] || return 0
	while [ $n -lt 40 ]; do
		before=$(denials_in_log)
		case $(attach --enter $all_but_user) in
		allowed) case $(cat $state/status) in *"nothing is loaded"*) return 0 ;; esac ;;
		esac
		sleep 0.5
		[ "$(denials_in_log)" = "$before" ] || return 0
		sleep 0.7
		[ "$(denials_in_log)" = "$before" ] || return 0
		n=$((n + 1))
	done
	echo "no daemon writes in the end: unit $(cat $state/state), $(cat $state/status);"
}

# step OPERATION: prints what is wrong after it. A daemon looks once a second.
step() {
	do_$1 >/run/step.output 2>&1 </dev/null
	[ -z "$manager" ] || sleep 1
	if check_now; then
		written=$((written + 1))
	else
		check_end
	fi
}

# Nothing loaded, nothing running.
reset() {
	do_stop
	gatekeeper unload >/dev/null 2>&1 || { gatekeeper load /run/off.yaml && gatekeeper unload; } >/dev/null 2>&1
	rm -f $log $log.* $state/*
	cp /run/self.yaml $policy
}

# Words of `length` operations in a row so that each follows once (a de Bruijn sequence), one a line.
all_rows() {
	awk -v list="$operations" -v length_="$1" '
	function add(t, p,   j) {
		if (t > n) { if (n % p == 0) for (j = 1; j <= p; j++) print word[a[j] + 1]; return }
		a[t] = a[t - p]; add(t + 1, p)
		for (j = a[t - p] + 1; j < k; j++) { a[t] = j; add(t + 1, t) }
	}
	BEGIN { k = split(list, word, " "); n = length_; a[0] = 0; add(1, 1); for (j = 1; j < n; j++) print word[1] }'
}

# walk NAME: the operations of /run/steps in one go; each fault is shown with the operations before it
walk() {
	local name=$1 count=0 trail='' wrong='' operation
	written=0
	reset
	for operation in $(cat /run/steps); do
		trail="$(echo "$trail" | cut -d' ' -f2-6) $operation"
		step "$operation" >/run/fault
		count=$((count + 1))
		echo "# $(cut -d. -f1 /proc/uptime) s: $operation: $(head -c 300 /run/fault)"
		[ ! -s /run/fault ] || wrong="$wrong
after$trail: $(cat /run/fault)"
	done
	is "$name: after each of $count operations a denial is in the log, or all say that nobody writes it" "" "$wrong"
	echo "$written of $count denials were in the log within two seconds" | diag
}

# The check finds a status that lies, and a daemon that is deaf while its unit is active.
reset
do_load >/dev/null 2>&1
gatekeeper() { echo '{"enforcing": true, "log": {"written": true}}'; }
fault=$(check_now)
unset -f gatekeeper
has "control: a status that lies is found" "nothing is written, status says: enforcing, written: true true" "$fault"
do_start
is "control: the daemon writes" "" "$(check_now || echo "nothing in time")"
kill -STOP "$(unit_pid)"
fault=$(check_now)
kill -CONT "$(unit_pid)"
has "control: a daemon that is deaf is found" "the unit is active and says: in force" "$fault"

case ${GK_ORDERS:-short} in
short)
	echo load start unload load reload pins kill other other restart stop load reload pins start | xargs -n 1 >/run/steps
	walk "short"
	is "control: short: some denials are in the log within two seconds" true "$([ $written -ge 1 ] && echo true)"
	;;
pairs)
	all_rows 2 >/run/steps
	walk "each pair of operations"
	is "control: each pair of operations: some denials are in the log within two seconds" true "$([ $written -ge 1 ] && echo true)"
	;;
triples)
	all_rows 3 | tail -n +$from >/run/steps
	walk "each triple of operations"
	;;
*)
	for seed in $(seq $from "$GK_ORDERS"); do
		awk -v list="$operations" -v seed="$seed" \
			'BEGIN { k = split(list, word, " "); srand(seed); for (i = 0; i < 8; i++) print word[int(rand() * k) + 1] }' >/run/steps
		walk "random sequence $seed"
	done
	;;
esac
do_stop
