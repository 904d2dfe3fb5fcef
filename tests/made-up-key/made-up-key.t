#!/bin/bash
# A policy key of one word is one row: with one more row, reader, image, schema check and manual page have it. TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
root=$PWD
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=made-up-key
folder=$(mktemp -d) || exit
trap 'rm -r "$folder"' EXIT
row='ROW(X, TOP_MADE_UP, "made-up", loss_words, made_up, GK_LOSS_COUNT, 64, "a key that nobody needs") \\'

# compile: the policy compiler with the changed keys.h, and what is linked with it
compile() (
	local flags sources
	mkdir "$folder/obj" && cd "$folder/obj" || return
	flags="-std=gnu11 -O0 -D_GNU_SOURCE -I$folder/include -I$root -I$root/$O $(pkg-config --cflags libfyaml jansson)"
	sources=$(find "$root/policy" -name '*.c' -not -path '*/manual/*')
	# shellcheck disable=SC2086
	${CC:-gcc} $flags -c $sources && ar rc ../libkeys.a ./*.o && cd .. || return
	link show "$root/tests/made-up-key/show.c" &&
		link words "$root/policy/manual/words.c" &&
		link schema "$root/tests/unit/policy/policy-schema.c" -lcmocka
)

# link NAME SOURCE LIBRARY...
link() {
	# shellcheck disable=SC2046,SC2086
	${CC:-gcc} $flags "$2" libkeys.a $(pkg-config --libs libfyaml libmd jansson) "${@:3}" -o "$1"
}

# reads NAME EXPECTED LINE: what show prints of a policy with that line
reads() {
	printf 'version: 1\ndefault: deny\n%s\nrules: []\n' "$3" >"$folder/policy.yaml"
	is "$1" "$2" "$("$folder/show" "$folder/policy.yaml" | sed -n 's/.*: error: /error: /p; /^flags/p')"
}

mkdir -p "$folder/include/policy/language" "$folder/with/policy"
keys=policy/language/keys.h
sed "/^#define TOP_WORD_KEYS/a\\\t$row" $keys >"$folder/include/$keys"
is "the patch is one row" 1 "$(diff $keys "$folder/include/$keys" | grep -c '^>')"
exits "builds with the row" 0 compile

reads "reader: the key may be missing" "flags 0" ""
reads "reader: takes a word" "flags 0" "made-up: count"
reads "image: another word sets the flag of the row" "flags 64" "made-up: deny"
reads "reader: names the words" "error: unknown loss choice 'x': must be count or deny [unknown-word]" "made-up: x"
reads "reader: knows what was meant" "error: unknown key 'made-pu' in the policy: did you mean 'made-up'? [unknown-key]" \
	"made-pu: deny"

"$folder/words" <policy/manual/gatekeeper-policy.5.in >"$folder/policy.5"
is "manual page: not without the row" 0 "$(grep -c made-up "$O/gatekeeper-policy.5")"
is "manual page: has the key with its line" ".It Cm made\-up a key that nobody needs" \
	"$(grep -A1 '^\.It Cm made' "$folder/policy.5" | tr '\n' ' ' | sed 's/ $//')"
is "manual page: lists its words" ".Cm made\-up is one of .Bl -tag -width Ds .It Cm count" \
	"$(grep -A3 '^\.Cm made' "$folder/policy.5" | tr '\n' ' ' | sed 's/ $//')"

export CMOCKA_MESSAGE_OUTPUT=STDOUT
has "schema check: names the missing key" "the schema has no properties/made-up/enum" "$("$folder/schema" 2>&1)"
sed 's/^    "mode": {/    "made-up": {\n      "description": "a key that nobody needs. count: WORD1; deny: WORD2",\n      "enum": ["count", "deny"],\n      "default": "count"\n    },\n&/' \
	policy/schema.json >"$folder/schema.json"
doc() { grep -o "X(GK_LOSS_$1, [0-9], \"[a-z]*\", \"[^\"]*" bpf-lsm/contract/vocabulary.h | sed 's/.*"//'; }
sed "s/WORD1/$(doc COUNT)/; s/WORD2/$(doc DENY)/" "$folder/schema.json" >"$folder/with/policy/schema.json"
exits "schema check: passes when the schema has the key" 0 sh -c "cd $folder/with && ../schema"
finish
