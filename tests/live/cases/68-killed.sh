# load, unload and the daemon are killed after a system call that changes something: then the old or the new policy is
# active, the next command works, and nothing is left behind. GK_FAULT_STEP=1 kills after each such call; the default kills
# after a sample of them.

step=${GK_FAULT_STEP:-97}
objects() { echo "$(bpftool prog show | grep -c ' name gk_') $(bpftool map show | wc -l) $(bpftool link show | wc -l)"; }
objects_are() { [ "$(objects)" = "$1" ]; }
leftover() { ls -d /sys/fs/bpf/gatekeeper?* 2>/dev/null; }
killer_says() { killer "$@" 2>/dev/null </dev/null | tail -n 1; }
state() { echo "$(objects) $(attach --enter $all_but_user) $(status digest) $(ls /sys/fs/bpf /sys/fs/bpf/gatekeeper* 2>/dev/null | xargs)"; }
# The kernel frees objects a moment after the last reference is gone.
state_is() {
	for try in 1 2 3 4 5; do
		[ "$(state)" = "$1" ] && return
		sleep 0.2
	done
	return 1
}

# killed_everywhere NAME BEFORE COMMAND...: BEFORE makes what is killed, AFTER says what has to hold after each kill that
# changed something. Where all is as it was, the next to be killed is the next command that works.
killed_everywhere() {
	local name=$1 before=$2 n=1 said wrong='' calls=0 changed=0 every=$step was=none
	shift 2
	[ "$name" != "load of another policy" ] || every=$(((step + 6) / 7)) # that has few
	while :; do
		if [ "$was" = none ]; then
			$before >/tmp/output 2>&1 || wrong="$wrong; before $n: $(tail -n 1 /tmp/output)"
			was=$(state)
		fi
		said=$(killer_says $n "$@")
		case $said in killed*) ;; *) break ;; esac
		calls=$((calls + 1))
		if ! state_is "$was"; then
			changed=$((changed + 1))
			$after || wrong="$wrong; $said"
			was=none
		fi
		n=$((n + every))
	done
	[ $calls -gt 0 ] || wrong="never killed; $wrong"
	is "$name: after each of $calls kills, of which $changed changed something, the old or the new policy is active" "" "$wrong"
	has "$name: finishes if it is not killed" "ended" "$said"
}

refused() { [ "$(attach --enter $all_but_user)" = refused ]; }
nothing() { gatekeeper unload; ! gatekeeper status; }
old() { gatekeeper load $default; }
# The programs are incomplete, so that load makes all of them again.
incomplete() { gatekeeper load $policy && rm $pins/gk_mkdir; }
# Either nothing or everything is loaded, and the next load succeeds.
none_or_new() {
	case $(attach --enter $all_but_user) in
	refused) ;;
	allowed) [ ! -e $pins ] || return 1 ;;
	*) return 1 ;;
	esac
	gatekeeper load $own_subtree >/dev/null 2>&1 && refused
}
still_refused() { refused && gatekeeper load $own_subtree >/dev/null 2>&1 && [ "$(status enforcing)" = true ]; }
# The kernel detaches a program a moment after its pin is gone.
unloads() {
	gatekeeper unload >/dev/null 2>&1
	for n_try in 1 2 3 4 5; do [ "$(attach --enter $all_but_user)" = allowed ] && break; sleep 0.5; done
	[ $n_try -lt 5 ] && [ -z "$(ls $pins 2>/dev/null)$(leftover)" ]
}

exits "load succeeds" 0 gatekeeper load $own_subtree
loaded=$(objects)
after=none_or_new
killed_everywhere "load where nothing is" nothing gatekeeper load $default
after=still_refused
killed_everywhere "load of another policy" old gatekeeper load $own_subtree
{ cat $default; echo "protect: off"; } >$policy # or a pin could not be removed
killed_everywhere "load beside incomplete programs" incomplete gatekeeper load $own_subtree
exits "load succeeds after all kills" 0 gatekeeper load $own_subtree
becomes "no program, map or link is left behind" 10 objects_are "$loaded"
is "no staging directory is left behind" "" "$(leftover)"
after=unloads
killed_everywhere "unload" old gatekeeper unload

# The daemon: from its start over a denial and a reload to its end, with what is on record.
cp $default $policy
n=1
wrong=''
rounds=0
while :; do
	: >/run/killer
	killer $n gatekeeper daemon $policy --log $log >/run/killer 2>/dev/null </dev/null &
	killer=$!
	tries=0
	while ! grep -q '"daemon-started"' $log 2>/dev/null && [ $tries -lt 25 ] && [ ! -s /run/killer ]; do
		sleep 0.2
		tries=$((tries + 1))
	done
	attach --enter $all_but_user >/dev/null
	kill -TERM $killer 2>/dev/null
	wait $killer
	gatekeeper load $default >/dev/null 2>&1 && refused || wrong="$wrong; $(cat /run/killer)"
	[ ! -e $log ] || [ "$(wc -l <$log)" = "$(jq -Mc . $log | wc -l)" ] || wrong="$wrong; $(cat /run/killer): a broken line"
	grep -q ^killed /run/killer || break
	rounds=$((rounds + 1))
	n=$((n + (step + 6) / 7)) # it publishes, and does not load all anew
done
[ $rounds -gt 0 ] || wrong="never killed; $wrong"
is "after each of $rounds kills of the daemon its policy is active and the log has whole lines" "" "$wrong"
start_daemon
sleep 1.2
is "no event ID is in the log twice" "" "$(jq -Mr '.event.id // empty' $log | sort | uniq -d)"
is "denied = written + repeated" "$(status denied)" "$(jq -Ms "map(select($denials) | .gatekeeper.repeat // 1) | add" $log)"
