#!/bin/bash
# gatekeeper log in a terminal of its own (script), and what completion offers from a log: TAP. O is the build folder.
cd "$(dirname "$0")/.." || exit
O=${O:-build}
PATH=$PWD/$O:$PATH
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=log-terminal

log=$(mktemp) && bin=$(mktemp -d) || exit
trap 'rm -rf "$log" "$log.long" "$bin"' EXIT
head -n 1 tests/unit/record/record.jsonl >"$log"

# in_terminal ENVIRONMENT COMMAND: what it prints there
in_terminal() { env -u PAGER -u GATEKEEPER_PAGER TERM=dumb "$1" script -qec "$2" /dev/null </dev/null | tr -d '\r'; }
show="gatekeeper log --color never --file $log"
paged="sed s/^/paged:/"
has "a terminal has a pager" paged:2023-11-14 "$(in_terminal "GATEKEEPER_PAGER=$paged" "$show")"
has "PAGER is used" paged:2023-11-14 "$(in_terminal "PAGER=$paged" "$show")"
# Counts the records that no pager changed.
plain() { grep -c ^2023-11-14; }
is "--no-pager has no pager" 1 "$(in_terminal "PAGER=$paged" "$show --no-pager" | plain)"
is "an empty pager is no pager" 1 "$(in_terminal "GATEKEEPER_PAGER=" "PAGER='$paged' $show" | plain)"
is "a pipe has no pager" 1 "$(in_terminal "PAGER=$paged" "$show | cat" | plain)"
is "--follow has no pager" 1 "$(in_terminal "PAGER=$paged" "timeout 2 $show --follow" | plain)"
ln -s "$(command -v cat)" "$bin/cat"
is "without less the records are printed" 1 "$(in_terminal A=b "PATH=$bin $PWD/$O/$show" | plain)"
has "errors go to the pager" "paged:gatekeeper: " "$(echo nonsense >>"$log"; in_terminal "PAGER=$paged" "$show")"
is "a pager that is left early is no failure" 0 "$(head -n 1 tests/unit/record/record.jsonl >"$log"
	in_terminal "PAGER=true" "$show; echo \$?" | tail -n 1)"
is "nor is one that leaves much unread" 0 "$(for _ in {1..2000}; do cat tests/unit/record/record.jsonl; done >"$log.long"
	in_terminal "PAGER=true" "$show.long; echo \$?" | tail -n 1)"
is "a narrow terminal has the record on one line" 1 "$(in_terminal "PAGER=cat" "stty cols 40; $show" | wc -l)"
is "a terminal that is not UTF-8 gets the same" "$(in_terminal "LC_ALL=C.UTF-8" "$show")" "$(in_terminal "LC_ALL=C" "$show")"

# complete_words WORD...: what bash offers for the last
complete_words() {
	# shellcheck disable=SC1091,SC2016,SC2034
	bash --norc -c '. /usr/share/bash-completion/bash_completion; . contrib/bash-completion/gatekeeper
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
		_gatekeeper 2>/dev/null; echo "${COMPREPLY[*]}"' bash "$@"
}
missing=''
for option in id action verdict operation attach-type rule exe cgroup container uid program-name program-tag; do
	[ -n "$(complete_words gatekeeper log --file "$log" --$option '')" ] || missing+=" --$option"
done
is "completes values that the log has" "" "$missing"
is "completes a rule" no-cgroup-programs "$(complete_words gatekeeper log --file "$log" --rule n)"
is "completes a rule for report and top" "no-cgroup-programs no-cgroup-programs" \
	"$(complete_words gatekeeper report --file "$log" --rule n) $(complete_words gatekeeper top --file "$log" --rule n)"
is "completes a file behind -o" contrib "$(complete_words gatekeeper report -o contri)"
is "completes no other rule" "" "$(complete_words gatekeeper log --file "$log" --rule x)"
is "completes an event ID" 5000000007-41 "$(complete_words gatekeeper why --file "$log" 5)"
# shellcheck disable=SC2016
sed -i 's/no-cgroup-programs/$(touch evil);`id` x/' "$log"
# shellcheck disable=SC2016
is "completion quotes what the log has" '\$\(touch\ evil\)\;\`id\`\ x' "$(complete_words gatekeeper log --file "$log" --rule '')"
is "completion runs nothing that the log has" no "$([ -e evil ] && echo yes || echo no)"
finish
