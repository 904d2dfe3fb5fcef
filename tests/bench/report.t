#!/bin/bash
# tests/bench/report finds what it has to find: TAP.
cd "$(dirname "$0")" || exit
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
count=0

# A boot in which every target holds.
good() {
	awk -F '\t' 'NR > 1 { for (i = 1; i <= 3; i++) print "none\t" $1 "\t2000"; print "empty\t" $1 "\t2000"
		print "ours\t" $1 "\t2000" }' targets.tsv
}

# judged NAME EXIT-CODE COMPLAINT [KERNEL]: the figures in $work/figures against $work/reference
judged() {
	local code=0 test=ok
	./report -v kernel="${4:-6.12}" -v table="$work/table" targets.tsv "$work/reference" "$work/figures" >"$work/out" || code=$?
	[ $code = "$2" ] && grep -q "$3" "$work/out" || test='not ok'
	count=$((count + 1))
	echo "$test $count - $1"
	[ "$test" = ok ] || sed 's/^/# /' "$work/out"
}

# with CASE LABEL OLD NEW: one figure of the good boot, the first of its kind, is another
with() { good | awk -v key="$2	$1	$3" -v new="$2	$1	$4" '$0 == key && !done { $0 = new; done = 1 } { print }' >"$work/figures"; }

: >"$work/reference"
good >"$work/figures"
judged "every target is reached" 0 'Linux 6.12'
cp "$work/table" "$work/reference"
judged "as the reference" 0 'Linux 6.12'
with lookup ours 2000 2019
judged "grown, within its target" 1 'lookup: grew: adds 19, in the reference 0'
with lookup ours 2000 2013
judged "grown within the noise" 0 'Linux 6.12'
: >"$work/reference"
with lookup ours 2000 2020
judged "at the target" 0 'Linux 6.12'
with lookup ours 2000 2021
judged "over a target above the empty program" 1 'lookup: missed: adds 21, may add 20'
judged "which holds for one kernel" 0 'Linux 6.1,' 6.1
with getppid ours 2000 2090
judged "over a target of nothing" 1 'getppid: missed: adds 90'
with prog-load ours 2000 2061
judged "over a target by a factor" 1 'prog-load: missed: adds 61, may add 60'
{ good | grep -v '^ours	decided-1'; printf 'ours\tdecided-10\t2100\nours\tdecided-1000\t2106\n'; } >"$work/figures"
judged "over the target of many rules" 1 'decided-1000: missed: adds 106, may add 105'
with lookup none 2000 2041
judged "a guest that was not at rest" 1 'lookup: moved: without a program 2000 and 2041'
with lookup none 2000 2039
judged "a guest that was" 0 'Linux 6.12'
good | grep -v '^ours	denied	' >"$work/figures"
judged "a case that was not measured" 1 'denied: not measured'
good | grep -v 'denied	' >"$work/figures"
judged "one that is not there at all" 1 'denied: not measured'
: >"$work/figures"
judged "no figures" 1 'all: no figures'
printf 'case\tnone\tempty\tours\ngetppid\t300\t300\t100\n' >"$work/reference"
good >"$work/figures"
judged "what the reference took away is given back" 1 'getppid: grew: adds 0, in the reference -200'
echo "1..$count"
