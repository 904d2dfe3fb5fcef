# Packages of any suite from the mirror that this machine's apt uses, for the scripts that source this and have a die().
# They are those of $architecture.
architecture=amd64

# find_mirror: sets archive, and security if there is one.
# The mirrors' addresses are this machine's; before its first apt-get update they stand in its sources only. Of all
# sources here Debian's own are those that have a suite of -updates, and one of -security.
find_mirror() {
	local sites
	sites=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | sort -u)
	[ -n "$sites" ] || sites=$(apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*\)/dists/\([^/]*\)/InRelease'.*|\1 \2|p")
	archive=$(awk '$2 ~ /-updates/ { print $1; exit }' <<<"$sites")
	[ -n "$archive" ] || archive=$(awk '$2 !~ /-security/ { print $1; exit }' <<<"$sites")
	security=$(awk '$2 ~ /-security/ { print $1; exit }' <<<"$sites")
	[ -n "$archive" ] || die "apt has no sources here"
}

# own_apt FOLDER SUITE...: from here on apt-get is one of our own, with its state, cache and sources in FOLDER. What it
# gets is checked against the Debian archive keys as always; this machine's sources and packages are not touched.
own_apt() {
	local apt=$1 suite site keyring=/usr/share/keyrings/debian-archive-keyring.gpg archive security
	shift
	for tool in apt-get dpkg-deb; do
		command -v $tool >/dev/null || die "needs $tool (package apt or dpkg of Debian)"
	done
	[ -r $keyring ] || die "no $keyring: install the package debian-archive-keyring"
	find_mirror
	rm -rf "$apt/sources.list" "$apt/debs" "$apt/root"
	mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$apt/empty" "$apt/root"
	: >"$apt/status"
	for suite in "$@"; do
		case $suite in
		*-security) site=${security:-$archive-security} ;;
		*)          site=$archive ;;
		esac
		echo "deb [signed-by=$keyring arch=$architecture] $site $suite main"
	done >"$apt/sources.list"
	cat >"$apt/apt.conf" <<-CONF
		Dir::State "$apt/state";
		Dir::State::status "$apt/status";
		Dir::Cache "$apt/cache";
		Dir::Etc::sourcelist "$apt/sources.list";
		Dir::Etc::sourceparts "$apt/empty";
		Dir::Etc::preferencesparts "$apt/empty";
		Dir::Etc::preferences "$apt/none";
		APT::Architecture "$architecture";
		APT::Architectures { "$architecture"; };
		APT::Sandbox::User "$(id -un)";
		APT::Install-Recommends "false";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Acquire::Check-Valid-Until "true";
	CONF
	export APT_CONFIG=$apt/apt.conf
	echo "${0##*/}: reading the package index of $1" >&2
	apt-get -q -o APT::Update::Error-Mode=any update >"$apt/log" 2>&1 ||
		die "apt-get update failed: $(grep -E '^(E|W): ' "$apt/log" | head -1) (see $apt/log)"
}

# unpack FOLDER PACKAGE...: gets packages with the apt of FOLDER, and unpacks them, without installing, to FOLDER/root.
unpack() {
	local apt=$1 deb
	shift
	echo "${0##*/}: getting" "$@" >&2
	(cd "$apt/debs" && apt-get -q download "$@") >>"$apt/log" 2>&1 ||
		die "download failed: $(grep '^E:' "$apt/log" | tail -1) (see $apt/log)"
	for deb in "$apt"/debs/*.deb; do
		dpkg-deb -x "$deb" "$apt/root" || die "cannot unpack ${deb##*/}"
	done
}

# unpack_with_needs FOLDER PACKAGE...: the same, and with all the packages that these depend on.
unpack_with_needs() {
	local apt=$1 needed
	shift
	needed=$(apt-get -q -y --no-install-recommends --simulate install "$@" 2>>"$apt/log" | awk '$1 == "Inst" { print $2 }') ||
		die "cannot get $*: $(grep '^E:' "$apt/log" | tail -1) (see $apt/log)"
	# shellcheck disable=SC2086 # a list of package names
	unpack "$apt" $needed
}
