#!/bin/bash
# gatekeeper report: its figures against those of log and jq, hostile texts, and how it writes: TAP. O is the build folder.
# If there is a Chromium, its pictures are in O/report.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=report
gatekeeper=$PWD/$O/gatekeeper
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
log=$folder/log page=$folder/page.html

tests/report/write-log 5000 >"$log"
read_page() { tests/report/read-page "$page" "$1"; }
# report OPTION...: makes the page
report() { "$gatekeeper" report --file "$log" -o "$page" "$@" 2>"$folder/errors"; }

report
is "lines that are not records make it fail, as they do log" 1 $?
has "and it counts them" ": 24 lines are not records" "$(cat "$folder/errors")"
is "the page is sound, and has nothing that runs or is loaded" "" "$(read_page faults)"
has "hostile text is text" '<script>alert(1)</script>' "$(read_page Callers)"
is "hostile text is escaped" 0 "$(grep -cE '<script|<img|onerror=["a-z]*>|<b>' "$page")"
has "control characters are printable" '\x1b[2J' "$(read_page Callers)"

# What jq counts. Like the gatekeeper, it sees no record in a line with an escaped NUL.
count_with_jq() {
	# shellcheck disable=SC2016
	grep -vF '\u0000' "$log" | jq -rs --arg verdict "$1" 'map(select(.gatekeeper.verdict == $verdict) | .gatekeeper.repeat // 1) | add'
}
tile() { read_page tiles | sed -n "s/ $1\$//p"; }
is "denied as jq counts" "$(count_with_jq deny)" "$(tile Denied)"
is "allowed as jq counts" "$(count_with_jq allow)" "$(tile Allowed)"
is "lost as jq counts" "$(grep -vF '\u0000' "$log" | jq -s 'map(.gatekeeper.lost // {} | add) | add')" "$(tile 'Lost events')"
is "records as log counts" "$("$gatekeeper" log --file "$log" --json 2>/dev/null | wc -l)" "$(tile Records)"
is "bad lines are counted" "$(grep -cF '\u0000' "$log")" "$(tile 'Lines that are not records')"

# same_rows TITLE KEY OPTION...: the table has the rows of log --summary
same_rows() {
	local title=$1 key=$2
	shift 2
	is "$title $* as log --summary counts" \
		"$("$gatekeeper" log --file "$log" --summary --by "$key" "$@" 2>/dev/null | sed -n '3,22s/^ *\([0-9]*\) *\([0-9]*\) *\([^ ]*\)Z *\([^ ]*\)Z |.*| /\1 \2 \3 \4 /p' | tr T ' ' | head -n 20)" \
		"$(read_page "$title" | awk -F '\t' '{ print $2, $3, $5, $6, $1 }' | tr T ' ')"
}
for pair in Callers:caller Containers:container Rules:rule Operations:operation Programs:program; do
	same_rows "${pair%:*}" "${pair#*:}"
done
is "the timeline adds up" "$(tile Denied) $(tile Allowed) $(tile 'Lost events')" \
	"$(read_page Timeline | awk -F '\t' '{ d += $2; a += $3; l += $4 } END { print d, a, l }')"
is "changes as jq finds them" "$(jq -r 'select(.event.action | test("^(policy|daemon)-")) | .event.action' "$log" | tac)" \
	"$(read_page 'Changes of the policy and the daemon' | sed 's/^[^\t]*\t\([a-z-]*\).*/\1/')"
"$gatekeeper" log --file "$log" --summary --since 2026-11-28T00:00Z --verdict deny --rule '!host-may-attach' >"$folder/summary" 2>/dev/null
report --since 2026-11-28T00:00Z --verdict deny --rule '!host-may-attach'
is "its options select what those of log select" "$(head -n 1 "$folder/summary")" "$(tile Denied) denied, $(tile Allowed) allowed, $(tile 'Lost events') lost"
same_rows Callers caller --since 2026-11-28T00:00Z --verdict deny --rule '!host-may-attach'
report --since 2030-01-01
is "a page of no record is sound" "0 " "$(tile Denied) $(read_page faults)"
xz -k "$log" && mv "$log.xz" "$log.1.xz"
report
is "rotated and compressed files count" "$((2 * $(count_with_jq deny)))" "$(tile Denied)"
head -c 3000 "$log.1.xz" >"$folder/cut" && mv "$folder/cut" "$log.1.xz"
report
is "a damaged file makes it fail" 1 $?
has "and the page says so" "could not be read whole" "$(cat "$page")"
rm "$log.1.xz"

# The same for the parts that are of this moment, which only root can see.
has "it has the state" "State of enforcement now" "$(cat "$page")"
if [ "$(id -u)" = 0 ]; then
	cp "$gatekeeper" "$log" "$folder/" 2>/dev/null
	chmod 755 "$folder" && chmod 644 "$log"
	setpriv --reuid=65534 --clear-groups "$folder/gatekeeper" report --file "$log" >"$page" 2>/dev/null
	is "without root it says what it cannot know" 2 "$(grep -c 'class="state[^>]*>unknown: .*as root' "$page")"
	is "and has the figures" "$(count_with_jq deny)" "$(tile Denied)"
fi

# How it writes.
rm -f "$page"
report
is "a new file is readable by its owner alone" 600 "$(stat -c %a "$page")"
chmod 644 "$page"
report
is "a file that was there keeps its mode" 644 "$(stat -c %a "$page")"
is "standard output has the same page" "$(sed /Made/d "$page" | md5sum)" "$("$gatekeeper" report --file "$log" 2>/dev/null | sed /Made/d | md5sum)"
echo old >"$page"
(
	trap '' XFSZ
	ulimit -f 1
	"$gatekeeper" report --file "$log" --output "$page" 2>"$folder/errors"
)
is "on a full disk it fails" 1 $?
has "and says why" "cannot write $page: " "$(cat "$folder/errors")"
is "and leaves the old page" old "$(cat "$page")"
is "and nothing else" 0 "$(find "$folder" -name '.gatekeeper-*' | wc -l)"
(cd "$folder" && "$gatekeeper" report --file "$log" -o page.html 2>/dev/null)
is "a name without a folder is one of this folder" "" "$(read_page faults)"
ln -s "$page" "$folder/link"
exits "a symbolic link is not replaced" 1 "$gatekeeper" report --file "$log" -o "$folder/link"
is "a terminal gets no page" 2 "$(script -qec "$gatekeeper report --file $log >/dev/tty; $gatekeeper report --file $log; echo \$?" /dev/null </dev/null | tr -d '\r' | tail -n 1)"
exits "a wrong time is misuse" 2 "$gatekeeper" report --file "$log" --since tomorrow -o "$page"

# A caller that has another name each time can't make it large.
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{\"@timestamp\":\"2026-11-28T00:00:00.000000000Z\",\"event\":{\"kind\":\"event\",\"action\":\"decision\"},\"process\":{\"executable\":\"/tmp/%0200d\"},\"container\":{\"id\":\"%064d\"},\"bpf\":{\"program\":{\"name\":\"p%d\"}},\"gatekeeper\":{\"verdict\":\"deny\",\"rule\":\"r%d\"}}\n", i, i, i, i }' >"$log"
/usr/bin/time -o "$folder/memory" -f %M "$gatekeeper" report --file "$log" -o "$page"
is "100,000 callers, containers, programs and rules take at most 64 MB" yes "$([ "$(cat "$folder/memory")" -le 65536 ] && echo yes || cat "$folder/memory")"
is "all of them are counted" 100000 "$(tile Denied)"
has "and it says that rows are missing" "are in none" "$(cat "$page")"

if command -v chromium >/dev/null; then
	tests/report/write-log 5000 >"$log"
	report
	mkdir -p "$O/report"
	for look in light:1280 light:420 dark:1280 dark:420; do
		width=${look#*:} scheme=1
		[ "${look%:*}" = light ] || scheme=0
		timeout 60 chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" \
			--enable-logging=stderr --blink-settings=preferredColorScheme=$scheme --window-size="$width,4200" \
			--screenshot="$PWD/$O/report/${look/:/-}.png" "file://$page" >"$folder/browser" 2>&1
		is "a browser shows it, $look, and refuses nothing" "1 0" \
			"$(grep -c 'bytes written' "$folder/browser") $(grep -ciE 'refused|violates|CONSOLE' "$folder/browser")"
	done
	sed 's/<\/style>/ &/' "$page" >"$folder/other.html"
	timeout 60 chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$folder/profile" --enable-logging=stderr \
		--screenshot="$folder/other.png" "file://$folder/other.html" >"$folder/browser" 2>&1
	has "control: it refuses a style sheet with another hash" "Content Security Policy" "$(cat "$folder/browser")"
else
	echo "# no chromium: no pictures"
fi
finish
