#!/bin/bash
# The Debian package is reproducible: built twice, in other folders, with another umask, time zone, language, home and number
# of jobs, it is the same byte for byte. Long: two whole builds of the last commit.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
command -v dpkg-buildpackage >/dev/null || { echo "1..0 # SKIP no dpkg-buildpackage: make test-deps installs it"; exit 0; }
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
. tests/live/tap.sh
tap_case=reproducible

# build FOLDER UMASK VARIABLE=VALUE...
build() {
	mkdir -p "$work/$1/tree" && git archive HEAD | tar -x -C "$work/$1/tree" || return
	(cd "$work/$1/tree" && umask "$2" && shift 2 && env "$@" dpkg-buildpackage -b -us -uc)
}
digests() { (cd "$work/$1" && sha256sum -- *.deb); }

exits "the package is built" 0 build one 022 DEB_BUILD_OPTIONS="nocheck parallel=2"
exits "the package is built elsewhere" 0 build other/folder 027 DEB_BUILD_OPTIONS="nocheck parallel=1" TZ=Pacific/Auckland \
	LC_ALL=de_DE.UTF-8 HOME=/nonexistent
is "there are the package and its debugging symbols" 2 "$(digests one | wc -l)"
is "both builds are the same" "$(digests one)" "$(digests other/folder)"
finish
