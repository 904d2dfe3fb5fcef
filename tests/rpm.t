#!/bin/bash
# The RPM of contrib/rpm builds, from what is built already, has what an installation has, and passes rpmlint.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
O=${O:-build}
for program in rpmbuild rpmlint; do
	command -v $program >/dev/null || { echo "1..0 # SKIP no $program: make test-deps installs it"; exit 0; }
done
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
. tests/live/tap.sh
tap_case=rpm
spec=contrib/rpm/bpf-gatekeeper.spec

mkdir "$work/BUILD"
rpmbuild -bb --build-in-place --nodeps --define "_topdir $work" $spec >"$work/log" 2>&1
is "rpmbuild builds the package" 0 $?
package=$(find "$work/RPMS" -name '*.rpm')
[ -n "$package" ] || sed 's/^/# /' "$work/log"
is "the package has the program's version" "$(sed -n 's/^VERSION := //p' Makefile)" "$(rpm -qp --queryformat '%{VERSION}' "$package")"
rpmlint -c contrib/rpm/rpmlint.toml $spec "$package" >"$work/rpmlint" 2>&1
is "rpmlint finds no error" "0" "$(sed -n 's/.* checked; \([0-9]*\) errors.*/\1/p' "$work/rpmlint")"
grep ' E: ' "$work/rpmlint" | sed 's/^/# /'
sed '/"no-signature"/d' contrib/rpm/rpmlint.toml >"$work/stricter.toml"
is "control: without its filter rpmlint finds an error" 1 "$(rpmlint -c "$work/stricter.toml" $spec "$package" 2>&1 | grep -c 'E: no-signature')"

# Everything but the hooks of initramfs-tools, and the licence besides.
make O="$O" DESTDIR="$work/root" install >/dev/null
installed=$(cd "$work/root" && find . ! -type d | sed 's/^\.//; s/\.gz$//' | grep -v initramfs-tools | sort)
is "the package has all that make install installs" "$installed" \
	"$(rpm -qpl "$package" | sed 's/\.gz$//' | grep -vE '/licenses/|/\.build-id' |
		while read -r path; do [ -d "$work/root$path" ] && [ ! -L "$work/root$path" ] || echo "$path"; done | sort)"
is "the package keeps the files that administrators edit" "/etc/default/gatekeeper
/etc/gatekeeper/policy.yaml
/etc/logrotate.d/gatekeeper" "$(rpm -qpc "$package" | sort)"

# The documents name files beside them: each is installed there. The licence is where a package has licences.
documents=$work/root/usr/share/doc/bpf-gatekeeper
missing() {
	find "$1" -name '*.md' | while read -r file; do
		grep -oE '\]\([^)#:]+\)' "$file" | sed 's/^](//; s/)$//' | while read -r link; do
			[ -e "${file%/*}/$link" ] || echo "${file#"$1/"}: $link"
		done
	done | sort
}
is "what the installed documents link to is installed" "README.md: LICENSE" "$(missing "$documents")"
rm "$documents/SECURITY.md"
is "control: a missing document is found" "README.md: SECURITY.md" "$(missing "$documents" | grep '^README.*SECURITY.md' | sort -u)"
finish
