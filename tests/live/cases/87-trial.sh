# load --confirm: the new policy is active at once, and the old one comes back by itself unless somebody confirms in time,
# whoever is killed meanwhile.

allow_all=/live/allow-all.yaml
objects() { echo "$(bpftool prog show | grep -c ' name gk_') $(bpftool map show | wc -l) $(bpftool link show | wc -l)"; }
objects_are() { [ "$(objects)" = "$1" ]; }
verdict() { attach --enter $all_but_user; }
verdict_is() { [ "$(verdict)" = "$1" ]; }
digest_is() { status_is digest "$1"; }
actions() { records "$1" | jq -Mr .event.action | xargs; }
trials='.event.action == "trial-begun" or .event.action == "confirmed" or .event.action == "taken-back"'
trial_actions_end_with() { case "$(actions "$trials")" in *"$1") ;; *) actions "$trials"; return 1 ;; esac; }

exits "load --confirm fails if nothing is loaded that could come back" 1 gatekeeper load --confirm 5 $allow_all
has "the error says so" "no policy is loaded" "$(cat /tmp/output)"
exits "nothing is loaded after that" 1 gatekeeper status
exits "load --confirm 0 is misuse" 2 gatekeeper load --confirm 0 $allow_all

exits "control: load succeeds" 0 gatekeeper load $default
old=$(status digest)
loaded=$(objects)
is "control: a container is denied" refused "$(verdict)"
exits "load --confirm of the active policy fails" 1 gatekeeper load --confirm 5 $default
exits "confirm fails without a trial" 1 gatekeeper confirm
has "the error says so" "no policy is on trial" "$(cat /tmp/output)"

# Nobody acts: no process of the gatekeeper is there when the time is over.
exits "load --confirm succeeds without a terminal" 0 gatekeeper load --confirm 20 $allow_all
is "on trial: the new policy is active" allowed "$(verdict)"
has "on trial: status says for how long" "more seconds" "$(gatekeeper status | grep '^trial')"
exits "on trial: load of another policy fails" 1 gatekeeper load $own_subtree
has "on trial: the error says what to do" "gatekeeper confirm" "$(cat /tmp/output)"
exits "on trial: another trial fails" 1 gatekeeper load --confirm 5 $own_subtree
date -s "@$(($(date +%s) + 7200))" >/dev/null
is "on trial: a clock that is set ahead does not end it" allowed "$(verdict)"
date -s "@$(($(date +%s) - 7200))" >/dev/null
becomes "not confirmed: the old policy denies again" 25 verdict_is refused
is "not confirmed: the old policy is active, proven" "$old true 0" "$(status digest) $(status enforcing) $(status trial_seconds)"
exits "not confirmed: confirm comes too late" 1 gatekeeper confirm
has "the error says so" "too late" "$(cat /tmp/output)"
is "not confirmed: the old policy is still active" "$old refused" "$(status digest) $(verdict)"
exits "the next load succeeds" 0 gatekeeper load $default
becomes "no program, map or link is left behind" 10 objects_are "$loaded"

# The loader and the shell are killed while they wait, as with a session that is lost; the disk is full.
mkfifo /run/terminal
sh -c 'exec 3<>/run/terminal; gatekeeper load --confirm 30 /live/allow-all.yaml <&3 >/run/output & echo $! >/run/loader; wait' &
shell=$!
becomes "the trial begins" 10 verdict_is allowed
is "the loader waits for an answer" true "$(kill -0 "$(cat /run/loader)" && echo true)"
kill -9 $shell "$(cat /run/loader)"
wait $shell 2>/dev/null
dd if=/dev/zero of=/run/fill bs=1M 2>/dev/null
is "killed: the new policy is active for its time" allowed "$(verdict)"
becomes "killed, with a full disk: the old policy denies again" 35 verdict_is refused
is "killed, with a full disk: the old policy is active, proven" "$old true" "$(status digest) $(status enforcing)"
rm -f /run/fill /run/terminal
exits "load succeeds after the kill" 0 gatekeeper load $default
becomes "nothing is left behind after the kill" 10 objects_are "$loaded"

# A session that is lost: its terminal hangs up.
mkdir -p /dev/pts
[ -e /dev/pts/ptmx ] || mount -t devpts devpts /dev/pts
is "the terminal hangs up while the loader waits" "hung up: signal 1" \
	"$(hangup 'press Enter' sh -c 'gatekeeper load --confirm 20 /live/allow-all.yaml; true' </dev/null | tail -n 1)"
becomes "lost session: the loader has ended" 5 sh -c '! pidof gatekeeper'
is "lost session: the new policy is active for its time" allowed "$(verdict)"
becomes "lost session: the old policy denies again" 25 verdict_is refused
is "lost session: the old policy is active, proven" "$old true 0" "$(status digest) $(status enforcing) $(status trial_seconds)"
exits "load succeeds after the lost session" 0 gatekeeper load $default
becomes "nothing is left behind after the lost session" 10 objects_are "$loaded"

# A clock that is set back again and again, so that it never reaches the time at which the trial ends.
uptime_seconds() { cut -d. -f1 /proc/uptime; }
exits "a trial begins before the clock stands still" 0 gatekeeper load --confirm 12 $allow_all
begun=$(uptime_seconds)
clock=$(date +%s)
while verdict_is allowed && [ $(($(uptime_seconds) - begun)) -lt 60 ]; do
	date -s "@$((clock - 86400))" >/dev/null
	sleep 0.2
done
took=$(($(uptime_seconds) - begun))
date -s "@$((clock + took))" >/dev/null
is "a clock that stands still does not keep the policy" refused "$(verdict)"
is "it was taken back neither early nor late" "" "$([ $took -ge 8 ] && [ $took -le 30 ] || echo "after $took s")"
exits "load succeeds after the clock stood still" 0 gatekeeper load $default

# With a daemon, which has a policy file of its own and records both ends.
cp $default $policy
start_daemon
old=$(status digest)
is "Enter confirms" 0 "$(echo | gatekeeper load --confirm 6 $allow_all >/tmp/output 2>&1; echo $?)"
has "load says so" "confirmed" "$(cat /tmp/output)"
sleep 7
is "confirmed: the new policy stays" "allowed 0" "$(verdict) $(status trial_seconds)"
exits "load of the old policy succeeds" 0 gatekeeper load $default
exits "a trial begins" 0 gatekeeper load --confirm 40 $allow_all
exits "confirm succeeds from another process" 0 gatekeeper confirm
is "confirmed: there is no trial" "allowed 0" "$(verdict) $(status trial_seconds)"
exits "load of the old policy succeeds again" 0 gatekeeper load $default
is "n takes back" 1 "$(echo n | gatekeeper load --confirm 40 $allow_all >/tmp/output 2>&1; echo $?)"
is "taken back: the old policy is active" "refused $old" "$(verdict) $(status digest)"
exits "a trial begins again" 0 gatekeeper load --confirm 40 $allow_all
exits "confirm --take-back succeeds" 0 gatekeeper confirm --take-back
is "taken back: the old policy is active again" "refused $old" "$(verdict) $(status digest)"
exits "a trial begins for the daemon" 0 gatekeeper load --confirm 15 $allow_all
cp $own_subtree $policy
sleep 3
is "on trial: the daemon does not replace the policy" allowed "$(verdict)"
cp $default $policy
becomes "the daemon records that the policy was taken back" 20 trial_actions_end_with "trial-begun taken-back trial-begun confirmed trial-begun confirmed trial-begun taken-back trial-begun taken-back trial-begun taken-back"
is "taken back: the record has the digest of the old policy" "${old#sha256:}" "$(records '.event.action == "taken-back"' | jq -Mr .gatekeeper.policy_digest | tail -n 1)"
is "the record of a trial tells who began it" "0 gatekeeper" "$(records '.event.action == "trial-begun"' | jq -Mr '"\(.user.id) \(.process.name)"' | tail -n 1)"
becomes "the daemon frees what the trial needed" 10 objects_are "$loaded"
is "the old policy is active, proven" "refused true" "$(verdict) $(status enforcing)"

# The daemon is killed while a policy is on trial.
exits "a trial begins before the daemon is killed" 0 gatekeeper load --confirm 15 $allow_all
kill_daemon
is "daemon killed: the new policy is active for its time" allowed "$(verdict)"
becomes "daemon killed: the old policy denies again" 25 verdict_is refused
is "daemon killed: the old policy is active, proven" "$old true" "$(status digest) $(status enforcing)"
start_daemon
becomes "the next daemon records that the policy was taken back" 20 trial_actions_end_with "trial-begun taken-back"
becomes "nothing is left behind by the trial" 10 objects_are "$loaded"
is "the history has how it ended" "loaded taken-back" "$(gatekeeper history --json | jq -Mr '.[].how' | grep -v tried | sort -u | grep -e loaded -e taken | xargs)"
kill_daemon

# Killed after each system call of a sample: at most for its time the new policy is active, and the next load works.
{ cat $default; echo "protect: off"; } >/run/old.yaml # or what is traced could not do it
{ cat $allow_all; echo "protect: off"; } >/run/new.yaml
exits "load succeeds without protection" 0 gatekeeper load /run/old.yaml
old=$(status digest)
sleep 3 # until the programs before these are gone
loaded_off=$(objects)
step=$(((${GK_FAULT_STEP:-97} + 47) / 48)) # these have few
n=1
rounds=0
begun=0
wrong=''
while :; do
	said=$(killer $n gatekeeper load --confirm 2 /run/new.yaml 2>/dev/null </dev/null | tail -n 1)
	case $said in killed*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	[ "$(verdict)" = refused ] || begun=$((begun + 1))
	for try in 1 2 3 4 5 6; do verdict_is refused && break; sleep 0.5; done
	[ "$(verdict) $(status digest) $(status enforcing)" = "refused $old true" ] || wrong="$wrong; $said: $(verdict) $(status digest)"
	gatekeeper load /run/old.yaml >/tmp/output 2>&1 || wrong="$wrong; $said: $(tail -n 1 /tmp/output)"
	n=$((n + step))
done
[ $rounds -gt 3 ] || wrong="killed $rounds times; $wrong"
is "after each of $rounds kills ($begun while on trial) the old policy is active after its time" "" "$wrong"
sleep 3
exits "load succeeds after all kills" 0 gatekeeper load /run/old.yaml
becomes "nothing is left behind after all kills" 10 objects_are "$loaded_off"

# confirm is killed: either the old or the new policy is active in the end, and the next load works.
n=1
rounds=0
wrong=''
while :; do
	gatekeeper load --confirm 4 /run/new.yaml </dev/null >/tmp/output 2>&1 || wrong="$wrong; before $n: $(tail -n 1 /tmp/output)"
	said=$(killer $n gatekeeper confirm 2>/dev/null </dev/null | tail -n 1)
	case $said in killed*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	sleep 4
	case "$(verdict) $(status digest) $(status enforcing)" in
	"refused $old true" | "allowed "*" true") ;;
	*) wrong="$wrong; $said: $(verdict) $(status digest)" ;;
	esac
	gatekeeper load /run/old.yaml >/tmp/output 2>&1 || wrong="$wrong; $said: $(tail -n 1 /tmp/output)"
	n=$((n + step))
done
[ $rounds -gt 1 ] || wrong="killed $rounds times; $wrong"
is "after each of $rounds kills of confirm the old or the new policy is active" "" "$wrong"
has "confirm finishes if it is not killed" ended "$said"
exits "load succeeds after the kills of confirm" 0 gatekeeper load /run/old.yaml
becomes "nothing is left behind after the kills of confirm" 10 objects_are "$loaded_off"

# The disk is full from each system call of a sample on: the trial begins, and ends in time, without its history.
n=1
rounds=0
wrong=''
while :; do
	said=$(killer --full-disk $n gatekeeper load --confirm 2 /run/new.yaml 2>/dev/null </dev/null | tail -n 1)
	case $said in full*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	case "${said##* } $(verdict)" in
	"0 allowed" | "1 refused") ;;
	*) wrong="$wrong; $said: $(verdict)" ;;
	esac
	for try in 1 2 3 4 5 6; do verdict_is refused && break; sleep 0.5; done
	[ "$(verdict) $(status digest) $(status enforcing)" = "refused $old true" ] || wrong="$wrong; $said: $(verdict) $(status digest)"
	gatekeeper load /run/old.yaml >/tmp/output 2>&1 || wrong="$wrong; $said: $(tail -n 1 /tmp/output)"
	n=$((n + step))
done
[ $rounds -gt 1 ] || wrong="full $rounds times; $wrong"
is "with a disk that is full at $rounds places the old policy is active after its time" "" "$wrong"
becomes "the trial of the load with room on the disk ends, too" 10 verdict_is refused

# The daemon that settles a trial is killed after each system call of a sample, a small one: it has to wait each time.
step=$(((${GK_FAULT_STEP:-97} + 3) / 4))
n=1
rounds=0
wrong=''
while :; do
	gatekeeper load --confirm 3 /run/new.yaml </dev/null >/tmp/output 2>&1 || wrong="$wrong; before $n: $(tail -n 1 /tmp/output)"
	timeout 7 killer $n gatekeeper daemon --log /run/killed.jsonl /run/old.yaml >/tmp/said 2>/dev/null </dev/null
	said=$(tail -n 1 /tmp/said)
	case $said in killed*) ;; *) break ;; esac
	rounds=$((rounds + 1))
	for try in 1 2 3 4 5 6 7 8; do verdict_is refused && break; sleep 0.5; done
	[ "$(verdict) $(status digest) $(status enforcing)" = "refused $old true" ] || wrong="$wrong; $said: $(verdict) $(status digest)"
	gatekeeper load /run/old.yaml >/tmp/output 2>&1 || wrong="$wrong; $said: $(tail -n 1 /tmp/output)"
	n=$((n + step))
done
[ $rounds -gt 1 ] || wrong="killed $rounds times; $wrong"
is "after each of $rounds kills of the daemon the old policy is active" "" "$wrong"
rm -f /run/killed.jsonl
sleep 3
exits "load succeeds after the kills of the daemon" 0 gatekeeper load /run/old.yaml
becomes "nothing is left behind by the killed daemons" 10 objects_are "$loaded_off"

# A policy that needs programs which are not loaded: the hooks of all paths, and the guards of its protection.
strict=/policy/presets/strict.yaml
digest_of() { gatekeeper check "$1" | sed 's/.*sha256://'; }
exits "a trial begins that needs more programs" 0 gatekeeper load --confirm 20 $strict
is "on trial: the policy with more programs is active, proven" "$(digest_of $strict) true" "$(status digest) $(status proven)"
has "on trial: its protection is not active yet" "NOT ACTIVE until" "$(gatekeeper status | grep ^protect)"
is "on trial: JSON and metrics say so" "false gatekeeper_protection_active 0" "$(status protect_active) $(gatekeeper metrics | grep ^gatekeeper_protection)"
is "on trial: its hooks are attached" "" "$(gatekeeper status --json | jq -Mr '.routes | to_entries[] | select(.value.needed and (.value.attached | not)) | .key')"
becomes "not confirmed: the policy with fewer programs is active again" 30 digest_is "$old"
is "not confirmed: it is proven" "true refused" "$(status enforcing) $(verdict)"
exits "the next load succeeds after more programs" 0 gatekeeper load /run/old.yaml
becomes "nothing is left behind after more programs" 10 objects_are "$loaded_off"
exits "a second trial begins that needs more programs" 0 gatekeeper load --confirm 60 $strict
exits "it is confirmed with more programs" 0 gatekeeper confirm
is "confirmed: it is active and protected" "$(digest_of $strict) true true 1" "$(status digest) $(status enforcing) $(status protect_active) $(rm $pins/gk_bpf 2>/dev/null; echo $?)"
exits "a trial begins that is to be unloaded" 0 gatekeeper load --confirm 60 $allow_all
exits "unload succeeds during a trial" 0 gatekeeper unload
becomes "unloaded: nothing is enforced" 10 verdict_is allowed
exits "unloaded: there is nothing to confirm" 1 gatekeeper confirm
exits "load succeeds with protection" 0 gatekeeper load $default
old=$(status digest)
becomes "nothing is left behind with protection" 10 objects_are "$loaded"

# Sealed: the passphrase first. The new protection comes with the confirmation.
rm -f /etc/gatekeeper/seal
mkdir -p /etc/gatekeeper
{ cat $allow_all; echo "protect: sealed"; } >/run/sealed.yaml
exits "a trial of a sealed policy fails if no passphrase was chosen" 1 gatekeeper load --confirm 5 /run/sealed.yaml
is "a passphrase is chosen" 0 "$(echo 'correct horse' | gatekeeper seal >/tmp/output 2>&1; echo $?)"
is "the active policy does not change by that" "refused $old" "$(verdict) $(status digest)"
exits "a trial of a sealed policy begins" 0 gatekeeper load --confirm 60 /run/sealed.yaml
exits "on trial it is not sealed: it is taken back without a passphrase" 0 gatekeeper confirm --take-back
exits "a second trial of it begins" 0 gatekeeper load --confirm 60 /run/sealed.yaml
exits "it is confirmed" 0 gatekeeper confirm
exits "confirmed: it is sealed: load fails" 1 gatekeeper load $default
is "sealed: a trial fails with a wrong passphrase" 1 "$(echo 'wrong horse' | gatekeeper load --confirm 9 $default >/tmp/output 2>&1; echo $?)"
is "sealed: the active policy stays" allowed "$(verdict)"
is "sealed: a trial begins with the passphrase" 0 "$(echo 'correct horse' | gatekeeper load --confirm 9 $default >/tmp/output 2>&1; echo $?)"
is "sealed: the policy on trial denies" refused "$(verdict)"
exits "sealed: confirm fails without the passphrase" 1 gatekeeper confirm
becomes "sealed, not confirmed: the sealed policy is active again" 12 verdict_is allowed
is "sealed, not confirmed: it is still sealed" "sealed true 1" "$(status protect) $(status enforcing) $(gatekeeper load $default >/dev/null 2>&1; echo $?)"
echo 'correct horse' | gatekeeper unseal --minutes 1 >/dev/null
exits "unload succeeds after unseal" 0 gatekeeper unload
rm -f /etc/gatekeeper/seal
