# TAP for busybox's sh: every check prints one line, finish prints the plan.

tap_count=0
tap_failed=0

# The output of a command, as a comment below a check that failed.
diag() { sed 's/^/#   /'; }

ok() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $tap_case: $1"
}

not_ok() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $tap_case: $1"
}

# is NAME EXPECTED SEEN
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		printf 'expected: %s\nseen:     %s\n' "$2" "$3" | diag
	fi
}

# has NAME TEXT SEEN: SEEN contains TEXT
has() {
	case $3 in
	*"$2"*) ok "$1" ;;
	*)
		not_ok "$1"
		printf 'expected somewhere: %s\nseen: %s\n' "$2" "$3" | diag
		;;
	esac
}

# exits NAME CODE COMMAND...: leaves the output in /tmp/output for later checks
exits() {
	local name=$1 expected=$2 code=0
	shift 2
	"$@" >/tmp/output 2>&1 </dev/null || code=$?
	if [ $code = "$expected" ]; then
		ok "$name"
	else
		not_ok "$name"
		{ echo "$* ended with $code, not $expected:"; head -c 4000 /tmp/output; } | diag
	fi
}

# becomes NAME SECONDS COMMAND...: the command succeeds within that time
becomes() {
	local name=$1 until
	until=$(($(cut -d. -f1 /proc/uptime) + $2))
	shift 2
	while ! "$@" >/tmp/output 2>&1; do
		if [ "$(cut -d. -f1 /proc/uptime)" -ge $until ]; then
			not_ok "$name"
			{ echo "not in time: $*"; head -c 4000 /tmp/output; } | diag
			return
		fi
		sleep 0.2
	done
	ok "$name"
}

finish() {
	echo "1..$tap_count"
	[ $tap_failed = 0 ]
}
