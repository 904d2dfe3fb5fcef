#!/bin/bash
# The manual pages and the completion against the program's own help: TAP. O is the build folder.
cd "$(dirname "$0")/.." || exit
O=${O:-build}
PATH=$PWD/$O:$PATH
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=documentation

page=gatekeeper/gatekeeper.8
verbs=$(gatekeeper help | sed -n 's/^  \([a-z-]*\) .*/\1/p')
is "the help has verbs" yes "$(grep -qx load <<<"$verbs" && echo yes)"
for verb in $verbs; do
	section=$(sed -n "/^\.\(It \)\?Nm Cm $verb\( \|\$\)/,/^\.It\( Nm\| Xo\|\$\)/p" $page)
	missing=''
	[ -n "$section" ] || missing=" the verb itself"
	for option in $(gatekeeper help "$verb" | sed -n 's/^  --\([a-z-]*\).*/\1/p'); do
		grep -q "Fl -$option\( \|\$\)" <<<"$section" || missing+=" --$option"
	done
	is "$page has $verb with its options" "" "$missing"
done
missing=''
for field in $(jq -r 'del(.namespaces[]?) | [paths | map(strings) | join(".")] | unique[]' tests/unit/record/record.jsonl | sort -u); do
	grep -q "^\.It Va $field\(\.\|\$\)" "$O/gatekeeper-audit.5" || missing+=" $field"
done
is "gatekeeper-audit.5 has the fields of a record" "" "$missing"
for file in $page "$O/gatekeeper-policy.5" "$O/gatekeeper-audit.5"; do
	exits "$file is sound" 0 mandoc -T lint -W warning "$file"
done

# Every word that editors are offered is in the page, as a word of its own.
missing=''
set -f # a word is *
text=$(mandoc -T utf8 "$O/gatekeeper-policy.5" | col -b | tr -s ' ,\n' '\n\n\n')
for word in $(jq -r '.. | objects | (.enum // [])[], (.properties // {} | keys[])' policy/schema.json | sort -u); do
	grep -qxF -- "$word" <<<"$text" || grep -qF -- "$word." <<<"$text" || [ "$word" = '*' ] || missing+=" $word"
done
is "gatekeeper-policy.5 has the words of the schema" "" "$missing"
set +f
missing=''
for preset in policy/presets/*.yaml; do
	grep -qx ".It Pa ${preset##*/}" policy/manual/gatekeeper-policy.5.in || missing+=" $preset"
done
is "gatekeeper-policy.5 has the presets" "" "$missing"

# missing_paths FILE...: the paths of the tree that these documents name, in backticks or as a link, and that do not exist
missing_paths() {
	local file path
	for file; do
		# shellcheck disable=SC2016
		{
			grep -o '`[^` ]*`' "$file" | tr -d '`' | grep -E '^(bpf-lsm|contrib|debian|gatekeeper|policy|tests)/'
			grep -o '](\([^):]*\))' "$file" | sed "s,^](,$(dirname "$file")/,; s,)$,,"
		} | while read -r path; do
			compgen -G "$path" >/dev/null || echo "$file: $path"
		done
	done
}
is "every path that the documents name exists" "" "$(missing_paths ./*.md bpf-lsm/*.md policy/*.md contrib/*.md contrib/*/*.md)"
# shellcheck disable=SC2016
printf '`bpf-lsm/no-such-file.c` `bpf-lsm/hooks` `tests/*.t` [x](no-such-link.md)\n' >"$O/named-paths.md"
is "control: missing paths are found" 2 "$(missing_paths "$O/named-paths.md" | wc -l)"

# What is installed beside the documents names no file that is only here.
root=$(mktemp -d)
make --no-print-directory -s install O="$O" PREFIX=/usr DESTDIR="$root" >/dev/null
source_paths() {
	grep -rIohE '(^|[^A-Za-z0-9_./-])(bpf-lsm|contrib|debian|gatekeeper|policy|tests)/[A-Za-z0-9_./-]+' "$@" | tr -d ' "(`' | sort -u |
		while read -r path; do
			[ ! -e "${path%.}" ] || echo "$path"
		done
}
is "no installed file names a path of the tree" "" "$(source_paths --exclude-dir=doc "$root")"
is "control: such paths are found in the documents" bpf-lsm/hooks "$(source_paths "$root/usr/share/doc" | grep -x bpf-lsm/hooks)"
rm -r "$root"

# systemd warns of each variable that a unit uses and does not set.
unset_variables() {
	local file variable
	for file; do
		for variable in $(sed -n 's/^Exec[A-Za-z]*=//p' "$file" | sed 's/\$\$//g' | grep -oE '\$\{?[A-Z_]+' | tr -d '${'); do
			grep -q "^Environment=\"\?$variable=" "$file" || echo "$file: $variable"
		done
	done
}
is "the units set the variables that they use" "" "$(unset_variables contrib/systemd/*.service contrib/kubernetes/*.service)"
# shellcheck disable=SC2016
printf 'Environment=SET=\nExecStart=/bin/true $SET $UNSET\nExecReload=/bin/kill $$MAINPID\n' >"$O/variables.service"
is "control: a variable that is not set is found" "$O/variables.service: UNSET" "$(unset_variables "$O/variables.service")"

# complete WORD...: what bash offers for the last
complete_words() {
	# shellcheck disable=SC1091,SC2016,SC2034
	bash --norc -c '. /usr/share/bash-completion/bash_completion; . contrib/bash-completion/gatekeeper
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
		_gatekeeper 2>/dev/null; echo "${COMPREPLY[*]}"' bash "$@"
}
is "completes verbs" "load log" "$(complete_words gatekeeper lo)"
is "completes options" "--audit" "$(complete_words gatekeeper load --au)"
is "completes values" "host container" "$(complete_words gatekeeper explain --from '')"
is "completes actions" "enable" "$(complete_words gatekeeper boot e)"
is "completes actions on containers" "add" "$(complete_words gatekeeper container a)"
is "completes the profile" "profile" "$(complete_words gatekeeper seccomp p)"

# complete_in_fish LINE, complete_in_zsh WORD...: the same for fish, and what zsh chooses from
complete_in_fish() { fish --no-config -c 'source contrib/fish-completion/gatekeeper.fish; complete -C $argv[1]' "$1" | paste -sd' '; }
complete_in_zsh() {
	# shellcheck disable=SC2016
	zsh -fc 'compadd() { [[ $1 == -- ]] && shift; print -r -- $@ }; _files() { print files }; words=("$@") CURRENT=$#
		. contrib/zsh-completion/_gatekeeper' zsh "$@"
}
verbs=$("$O/gatekeeper" help | sed -n 's/^  \([a-z-]*\) .*/\1/p' | paste -sd' ')
is "fish completes verbs" "load log" "$(complete_in_fish 'gatekeeper lo')"
is "fish completes options" "--audit" "$(complete_in_fish 'gatekeeper load --au')"
is "fish completes values" "container host" "$(complete_in_fish 'gatekeeper explain --from ')"
is "fish completes actions" "enable" "$(complete_in_fish 'gatekeeper boot e')"
is "fish completes actions on containers" "add" "$(complete_in_fish 'gatekeeper container a')"
is "fish completes files" "contrib/" "$(complete_in_fish 'gatekeeper load contri')"
is "zsh chooses from all verbs" "$verbs" "$(complete_in_zsh gatekeeper lo)"
has "zsh chooses from the options" " --confirm " "$(complete_in_zsh gatekeeper load --)"
is "zsh chooses from the values" "host container" "$(complete_in_zsh gatekeeper explain --from '')"
is "zsh chooses from the actions" "show enable disable" "$(complete_in_zsh gatekeeper boot e)"
is "zsh chooses from the actions on containers" "add remove list scan" "$(complete_in_zsh gatekeeper container a)"
is "zsh completes files" "files files" "$(complete_in_zsh gatekeeper load p) $(complete_in_zsh gatekeeper log --file p)"

# Digests come from the history of this host: a program that has one stands before ours.
other=$(mktemp -d)
cat >"$other/gatekeeper" <<EOF
#!/bin/sh
[ "\$*" != "history --json" ] || exec printf '[\n  {\n    "digest": "0123456789abcdef",\n    "mode": "enforce"\n  }\n]\n'
exec "$(realpath "$O/gatekeeper")" "\$@"
EOF
chmod +x "$other/gatekeeper"
PATH=$other:$PATH
is "bash completes digests" "0123456789abcdef" "$(complete_words gatekeeper load --digest 01)"
is "fish completes digests" "0123456789abcdef" "$(complete_in_fish 'gatekeeper load --digest 01')"
is "zsh chooses from digests" "0123456789abcdef" "$(complete_in_zsh gatekeeper load --digest 01)"
rm -r "$other"
finish
