#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# The lints of this folder fail on what they forbid: each fault is planted in a copy of the tree. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 1
copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
tests=0 failed=0

{ find bpf-lsm policy gatekeeper tests -name '*.[ch]'; ls SECURITY.md tests/live/cases/*.sh; } | cpio --quiet -pd "$copy" || exit 1
planted=()

# FILE, HEADER: an include at the end of a file of the copy
plant() { planted+=("$1"); echo "#include \"$2\"" >>"$copy/$1"; }

restore() {
	local path
	for path in "${planted[@]}"; do
		rm -rf "${copy:?}/$path"
		[ ! -e "$path" ] || cp "$path" "$copy/$path"
	done
	planted=()
}

# NAME, LINT, what it must print
refuses() {
	tests=$((tests + 1))
	local output
	output=$("tests/lint/$2" "$copy" 2>&1)
	if [ $? -eq 1 ] && grep -qE -- "$3" <<<"$output"; then
		echo "ok $tests - $1"
	else
		echo "not ok $tests - $1"
		sed 's/^/# /' <<<"$output"
		failed=1
	fi
	restore
}

accepts() {
	tests=$((tests + 1))
	if "tests/lint/$2" "$copy" >/dev/null 2>&1; then echo "ok $tests - $1"; else echo "not ok $tests - $1"; failed=1; fi
}

accepts 'includes takes an unchanged copy' includes
plant gatekeeper/base/escape.c gatekeeper/log/reader.h
refuses 'includes finds an upward include' includes '^# gatekeeper/base/escape.c:[0-9]*: gatekeeper/base must not include gatekeeper/log'
plant policy/source/findings.c gatekeeper/base/escape.h
refuses 'includes finds policy including the program' includes '^# policy/source/findings.c:.*must not include gatekeeper/base'
plant gatekeeper/log/reader.c bpf-lsm/gatekeeper.skel.h
refuses 'includes finds a skeleton outside enforce and doctor' includes '^# gatekeeper/log/reader.c:.*a skeleton'
plant policy/source/findings.c bpf/libbpf.h && sed -i 's,"bpf/libbpf.h",<bpf/libbpf.h>,' "$copy/policy/source/findings.c"
refuses 'includes finds libbpf in policy' includes '^# policy/source/findings.c:.*without libbpf'
plant gatekeeper/daemon/ring-to-log.c gatekeeper/verbs/log.h
refuses 'includes finds an include of a verb' includes '^# gatekeeper/daemon/ring-to-log.c:.*a verb'
plant gatekeeper/base/escape.h gatekeeper/log/reader.h
refuses 'includes finds a circle between folders' includes '^# circle: gatekeeper/base .*gatekeeper/log'
planted=(gatekeeper/new) && mkdir "$copy/gatekeeper/new" && echo '#include "policy/base/cleanup.h"' >"$copy/gatekeeper/new/new.c"
refuses 'includes asks for the rule of a new folder' includes 'gatekeeper/new has no rule'
plant gatekeeper/base/a.c gatekeeper/base/b.h && plant gatekeeper/base/b.c gatekeeper/base/a.h
refuses 'includes finds two sources that include each other' includes '^# circle: gatekeeper/base/a gatekeeper/base/b'

accepts 'guards takes an unchanged copy' guards
planted=(policy/new.h) && printf '#ifndef POLICY_OLD_H\n#define POLICY_OLD_H\n#endif\n' >"$copy/policy/new.h"
refuses 'guards finds the guard of another path' guards '^# policy/new.h: the include guard must be POLICY_NEW_H'

accepts 'named-files takes an unchanged copy' named-files
planted=(policy/new.h) && echo '/* See policy/source/findings.c and findings.h, linux/bpf.h, and policy/moved-away.c. */' >"$copy/policy/new.h"
refuses 'named-files finds a name of no file' named-files '^# policy/new.h: a comment names policy/moved-away.c, which does not exist$'

accepts 'sizes takes an unchanged copy' sizes
planted=(policy/long.c) && yes '/* */' | head -n 451 >"$copy/policy/long.c"
refuses 'sizes finds a file above 450 lines' sizes '^# policy/long.c is above the limit'
planted=(policy/full) && mkdir "$copy/policy/full" && for ((i = 1; i <= 41; i++)); do : >"$copy/policy/full/$i.c"; done
refuses 'sizes finds a folder above 40 sources' sizes '^# policy/full is above the limit'
planted=(policy/deep) && mkdir "$copy/policy/deep" && for ((i = 1; i <= 40; i++)); do
	for ((j = 1; j <= 10; j++)); do echo "int f${i}_$j(void)"; echo '{'; yes '	x();' | head -n 30; echo '}'; done >"$copy/policy/deep/$i.c"
done
refuses 'sizes finds too many long functions' sizes '^# the-ninetieth-percentile'
accepts 'attacks takes an unchanged copy' attacks
planted=(SECURITY.md) && sed -i '/^| switch trampolines off /d' "$copy/SECURITY.md"
refuses 'attacks finds an attack of a test without a row' attacks '^# > switch trampolines off '
planted=(SECURITY.md) && sed -i '/^| switch trampolines off /s/denied/NOT denied/' "$copy/SECURITY.md"
refuses 'attacks finds an attack that a kernel did not deny' attacks '^# . switch trampolines off .*NOT denied'
planted=(tests/live/cases/10-load.sh) && echo 'begin_attack "new"' >>"$copy/tests/live/cases/10-load.sh"
refuses 'attacks finds a new attack' attacks '^# > new . 10-load'
echo "1..$tests"
exit $failed
