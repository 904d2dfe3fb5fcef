#!/bin/bash
# A bpf() command, an attach type and a link type are one row each: with that row alone, the kernel side, records and their
# reader, the compiler, list-operations and the manual page have it, and the check of the schema asks for its word.
# TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=made-up-row
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
vocabulary=bpf-lsm/contract/kernel-numbers.h
mkdir -p "$folder/$(dirname $vocabulary)"

# Each row takes the place of the last one of its table, as all numbers of attach types below GK_ATTACH_TYPE_NONE are taken.
last_number() { sed -nE "/^#define $1\(X\)/,/[^\\\\]$/s/^\tX\([A-Z0-9_]+, ([0-9]+), .*/\1/p" $vocabulary | tail -1; }
command=$(last_number GK_COMMANDS) attach_type=$(last_number GK_ATTACH_TYPES) link_type=$(last_number GK_LINK_TYPES)
sed -E -e "/^#define GK_COMMANDS\(X\)/,/[^\\\\]$/s/^\tX\([A-Z_]+, $command, .*/\tX(MADE_UP_COMMAND, $command, GK_OP_DETACH_UNKNOWN, BY_LINK, WORD_1, WORD_0, LINK)/" \
	-e "/^#define GK_ATTACH_TYPES\(X\)/,/[^\\\\]$/s/^\tX\([A-Z_]+, $attach_type, .*/\tX(MADE_UP, $attach_type, \"made_up_attach\", NETFILTER)/" \
	-e "/^#define GK_LINK_TYPES\(X\)/,/[^\\\\]$/s/^\tX\([A-Z_]+, $link_type, .*/\tX(MADE_UP, $link_type, \"made_up_link\", LWT)/" \
	$vocabulary >"$folder/$vocabulary"
is "each table differs in one row" 3 "$(diff $vocabulary "$folder/$vocabulary" | grep -c '^>.*MADE_UP')"
cat >"$folder/policy.yaml" <<-END
	version: 1
	default: deny
	rules:
	  - name: made-up
	    allow: attach:netfilter
	    attach-types: made_up_attach
END

# build NAME INCLUDE-FOLDER: the programs with the vocabulary of that folder
build() {
	local flags program object objects=()
	flags="-std=gnu11 -D_GNU_SOURCE -I$2 -I. -I$O $(pkg-config --cflags jansson libfyaml)"
	# The sources that have tables of the rows; the others have only numbers, which stay.
	for source in policy/language/words.c policy/language/commands.c policy/match/match.c; do
		object=$folder/$1-$(basename $source .c).o
		# shellcheck disable=SC2086
		${CC:-gcc} $flags -c $source -o "$object" || return
		objects+=("$object")
	done
	for program in tests/made-up-row/show.c policy/manual/words.c tests/unit/policy/policy-schema.c; do
		# shellcheck disable=SC2046,SC2086
		${CC:-gcc} $flags "$program" "${objects[@]}" "$O/libgatekeeper.a" "$O/libpolicy.a" -lcmocka \
			$(pkg-config --libs jansson libfyaml libmd) -o "$folder/$1-$(basename "$program" .c)" || return
	done
	${CLANG:-clang} -target bpf -mcpu=v3 -O2 -g -std=gnu11 -I"$2" -I. -idirafter "/usr/include/$(gcc -print-multiarch)" \
		-c tests/made-up-row/kernel.bpf.c -o "$folder/$1.bpf.o" &&
		llvm-objcopy -O binary -j .rodata "$folder/$1.bpf.o" "$folder/$1.rodata"
}
exits "builds with the rows" 0 build with "$folder"
exits "builds without the rows" 0 build without .

for name in without with; do
	"$folder/$name-show" "$command" "$attach_type" "$link_type" "$folder/policy.yaml" >"$folder/$name"
	"$folder/$name-words" <policy/manual/gatekeeper-policy.5.in >"$folder/$name.5"
	"$folder/$name-policy-schema" >"$folder/$name.schema" 2>&1
	# The byte of TABLE (its name in the object) with that index.
	eval "${name}_byte() { od -An -tu1 -j \$((0x\$(llvm-nm '$folder/$name.bpf.o' | sed -n \"s/ . \$1\$//p\") + \$2)) -N1 '$folder/$name.rodata'; }"
done
line() { grep "^$2" "$folder/$1"; }

is "record: no made-up word without the rows" 0 "$(grep -c '^record.*made_up' "$folder/without")"
is "record: has the command" "record: command MADE_UP_COMMAND" "$(line with 'record: command')"
is "record: has the attach type" "record: attach type made_up_attach" "$(line with 'record: attach type')"
is "record: has the link type" "record: link type made_up_link" "$(line with 'record: link type')"
is "reader: knows the attach type's word" "reader: attach type $attach_type" "$(line with 'reader: attach type')"
is "reader: without the row the command has no program" "reader: program state 4" "$(line without 'reader: program state')"
is "reader: by the column the command has a program" "reader: program state 0" "$(line with 'reader: program state')"
is "compiler: rejects the attach type without its row" "policy: rejected" "$(line without policy:)"
is "compiler: accepts the attach type" "policy: accepted" "$(line with policy:)"
is "list-operations: has what the command becomes" "detach:*" "$(line with '  MADE_UP_COMMAND' | tr -s ' ' | cut -d' ' -f3-)"
is "list-operations: has the family of the attach type" netfilter "$(line with '  made_up_attach' | tr -s ' ' | cut -d' ' -f3)"
is "list-operations: has the family of the link type" lwt "$(line with '  made_up_link' | tr -s ' ' | cut -d' ' -f3)"
is "manual page: not without the row" 0 "$(grep -c made_up_attach "$folder/without.5")"
is "manual page: has the attach type" 1 "$(grep -c '^\.Cm made_up_attach' "$folder/with.5")"
is "schema: complete without the rows" 0 "$(grep -c 'has no' "$folder/without.schema")"
has "schema: its check asks for the word" "\$defs/attach-type/enum has no 'made_up_attach'" "$(cat "$folder/with.schema")"
# The tables have the difference to `unknown` (15): lwt is 12, netfilter 9, detach:unknown 63.
is "kernel side: has the family of the attach type" $((15 ^ 9)) "$(with_byte gk_attach_type_family "$attach_type" | tr -d ' ')"
is "kernel side: has the family of the link type" $((15 ^ 12)) "$(with_byte gk_link_type_family "$link_type" | tr -d ' ')"
is "kernel side: has the operation of the command" $((15 ^ 63)) "$(with_byte gk_command_operation "$command" | tr -d ' ')"
is "kernel side: another family of the attach type without the row" $((15 ^ 3)) "$(without_byte gk_attach_type_family "$attach_type" | tr -d ' ')"
finish
