#!/bin/bash
# gatekeeper top in a terminal of tmux, in two sizes: TAP. O is the build folder; what it shows is left in O/top.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=top
gatekeeper=$PWD/$O/gatekeeper
folder=$(mktemp -d) || exit
socket=$folder/tmux log=$folder/log
tmux() { command tmux -S "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null; rm -rf "$folder"' EXIT
mkdir -p "$O/top"
# The server ends with its last session, and a new one that comes just then is lost.
tmux new-session -d -s lasting cat
tests/report/write-log 3000 >"$log"

# start SIZE OPTION...: a shell in a terminal of this size, which runs it
start() {
	local size=$1
	shift
	LC_ALL=C.UTF-8 tmux new-session -d -s "$size" -x "${size%x*}" -y "${size#*x}" 'env PS1="shell> " bash --norc'
	tmux send-keys -t "$size" "clear; stty -a | tail -n +2 >$folder/before; $gatekeeper top --file $log --since 2026-01-01 $*; echo code \$?" Enter
}
screen() { tmux capture-pane -p -t "$1"; }
shows() { screen "$1" | grep -qF -- "$2"; }
# The shell has its terminal back: no alternate screen, the same modes, the cursor is seen.
is_restored() {
	tmux send-keys -t "$1" "stty -a | tail -n +2 >$folder/after" Enter
	becomes "$2: the shell is back" 5 shows "$1" "code $3"
	becomes "$2: and its terminal as it was" 5 cmp "$folder/before" "$folder/after"
	is "$2: no alternate screen is left, and the cursor" "0 1" "$(tmux display -p -t "$1" '#{alternate_on} #{cursor_flag}')"
	rm -f "$folder/after"
}

for size in 120x30 40x12; do
	start $size
	becomes "$size: it shows the rules" 10 shows $size host-may-attach
	screen $size >"$O/top/$size.txt"
	row=$("$gatekeeper" log --file "$log" --summary 2>/dev/null | sed -n 3p)
	read -r denied allowed _ <<<"$row"
	has "$size: with the numbers of log --summary" "$denied $allowed" "$(screen $size | sed -n 4p | tr -s ' ')"
	has "$size: totals and losses" "lost $("$gatekeeper" log --file "$log" --summary 2>/dev/null | sed -n '1s/.* \([0-9]*\) lost/\1/p')" "$(screen $size | head -n 1)"
	is "$size: nothing goes beyond the last line" "q quit" "$(screen $size | tail -n 1 | cut -c1-6)"
	is "$size: a row has one line" "${size#*x}" "$(screen $size | wc -l)"
	tmux send-keys -t $size 2
	becomes "$size: 2 shows the callers" 5 shows $size /usr/sbin/bpftool
	screen $size >"$O/top/$size-callers.txt"
	tmux send-keys -t $size Down Down Down
	becomes "$size: hostile names are escaped" 5 shows $size '/tmp/\x1b[2J'
	tmux send-keys -t $size Tab
	becomes "$size: Tab shows the containers" 5 shows $size 00000000000000
	tmux send-keys -t $size 1
	becomes "$size: 1 shows the rules again" 5 shows $size host-may-attach
	echo '{"@timestamp":"2026-11-28T07:00:00.000000000Z","event":{"kind":"event","action":"decision"},"gatekeeper":{"verdict":"deny","rule":"a-new-rule"}}' >>"$log"
	becomes "$size: a new record is shown" 5 shows $size a-new-rule
	[ $size = 40x12 ] || { tmux resize-window -t $size -x 60 -y 20; becomes "$size: another size is taken" 5 [ "$(screen $size | wc -l)" = 20 ]; }
	tmux send-keys -t $size q
	is_restored $size "$size, q" 0
	tmux kill-session -t $size
	sed -i '$d' "$log"
done

for signal in INT TERM HUP QUIT; do
	start 80x24
	becomes "$signal: it runs" 10 shows 80x24 host-may-attach
	kill -$signal "$(pgrep -f -x "$gatekeeper top --file $log --since 2026-01-01")"
	is_restored 80x24 "$signal" 0
	tmux kill-session -t 80x24
done

start 80x24 --verdict allow --by operation
becomes "its options select and choose" 10 shows 80x24 'attach:tracing'
has "only what is selected" "denied 0" "$(screen 80x24 | head -n 1)"
tmux send-keys -t 80x24 q
is_restored 80x24 "options" 0
exits "without a terminal it is misuse" 2 "$gatekeeper" top --file "$log"
has "and says what to use" "log --summary" "$(cat /tmp/output)"
is "an unknown terminal is an error" 1 "$(TERM=no-such-terminal script -qec "$gatekeeper top --file $log >/dev/tty; echo \$?" /dev/null </dev/null | tr -d '\r' | tail -n 1)"
exits "a wrong word is misuse" 2 "$gatekeeper" top --by weather
finish
