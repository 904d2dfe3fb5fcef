#!/bin/bash
# usage: tests/diff/presets.t [--update]
# What gatekeeper diff prints of each preset against each other one is what tests/samples/diff has, of which somebody read
# every line: TAP. --update writes it anew, to be read again. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=diff-presets

# against_others PRESET: the difference from it to each other preset
against_others() {
	local other
	for other in policy/presets/*.yaml; do
		[ "$other" != "policy/presets/$1.yaml" ] || continue
		echo "== $1, now $(basename "$other" .yaml)"
		"$O/gatekeeper" diff "policy/presets/$1.yaml" "$other" 2>&1 && echo "they do not differ"
	done
}

for preset in policy/presets/*.yaml; do
	name=$(basename "$preset" .yaml)
	[ "$1" != --update ] || against_others "$name" >"tests/samples/diff/$name.txt"
	is "$name against the other presets" "" "$(diff "tests/samples/diff/$name.txt" <(against_others "$name") 2>&1)"
	exits "$name does not differ from itself" 0 "$O/gatekeeper" diff "$preset" "$preset"
done
finish
