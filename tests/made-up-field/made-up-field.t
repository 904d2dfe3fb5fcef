#!/bin/bash
# A field of a record is one row: with one more row, record, shape, journal and manual page have it. TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=made-up-field
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
row='{"process.made_up", NUMBER(tid), JOURNAL("MADE_UP"), .doc = "a field that nobody needs"},'

# build NAME TABLE: the two programs with that table in the place of gatekeeper/record/table.c
build() {
	local program flags
	flags="-std=gnu11 -D_GNU_SOURCE -I. -I$O $(pkg-config --cflags jansson)"
	for program in tests/made-up-field/show.c gatekeeper/manual/fields.c; do
		# shellcheck disable=SC2046,SC2086
		${CC:-gcc} $flags "$program" "$2" "$O/libgatekeeper.a" "$O/libpolicy.a" $(pkg-config --libs jansson) \
			-o "$folder/$1-$(basename "$program" .c)" || return
	done
}
sed "/^\t{\"process.parent.pid\"/i\\\t$row" gatekeeper/record/table.c >"$folder/table.c"
is "the patch is one row" 1 "$(diff gatekeeper/record/table.c "$folder/table.c" | grep -c '^>')"
exits "builds with the row" 0 build with "$folder/table.c"
exits "builds without the row" 0 build without gatekeeper/record/table.c

for program in without with; do
	"$folder/$program-show" >"$folder/$program"
	"$folder/$program-fields" <gatekeeper/manual/gatekeeper-audit.5.in >"$folder/$program.5"
done
is "record: not without the row" 0 "$(grep -c '^record .*"made_up"' "$folder/without")"
is "record: has the field in its place" 1 "$(grep -c '^record .*"thread":{[^}]*},"made_up":4243,"parent"' "$folder/with")"
is "shape: without the row it may be anything" "shape made_up=text: a record" "$(grep '^shape' "$folder/without")"
is "shape: knows its type" "shape made_up=text: not a record" "$(grep '^shape' "$folder/with")"
is "journal: not without the row" "" "$(grep MADE_UP "$folder/without")"
is "journal: has the field" "journal GATEKEEPER_MADE_UP=4243" "$(grep '^journal GATEKEEPER_MADE_UP' "$folder/with")"
is "manual page: not without the row" 0 "$(grep -c made_up "$folder/without.5")"
is "manual page: has the field with its line" ".It Va process.made_up number: a field that nobody needs. In the journal: .Dv GATEKEEPER_MADE_UP ." \
	"$(grep -A3 'made_up' "$folder/with.5" | tr '\n' ' ' | sed 's/ $//')"
finish
