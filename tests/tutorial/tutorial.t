#!/bin/bash
# The commands of TUTORIAL.md, in its order: TAP. O is the build folder. What needs the kernel side or another program is only
# checked for verbs and options that exist; the log is tests/tutorial/audit.jsonl, which has the denial of step 5.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=tutorial
folder=$(mktemp -d) || exit
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/etc" "$folder/work"
program=$PWD/$O/gatekeeper
cp tests/tutorial/audit.jsonl "$folder/audit.jsonl"

# The gatekeeper of the tutorial: the log and policy of the test; y to the question of edit.
cat >"$folder/bin/gatekeeper" <<END
#!/bin/bash
verb=\$1
for word; do
	case \$word in
	--*) "$program" help "\$verb" | grep -q -- "^  \${word%%=*}\\( \\|\$\\)" || { echo "\$verb has no option \$word"; exit 99; } ;;
	esac
done
case \$verb in
check | explain | test) exec "$program" "\$@" ;;
log | report) exec "$program" "\$@" --file "$folder/audit.jsonl" ;;
why) exec "$program" "\$@" --file "$folder/audit.jsonl" --policy "$folder/etc/policy.yaml" ;;
edit) echo y | EDITOR=true VISUAL=true "$program" "\$@" --file "$folder/audit.jsonl" ;;
*) "$program" help "\$verb" >/dev/null || exit 99 ;;
esac
END
for other in dpkg-buildpackage apt systemctl bpftool unshare; do
	echo '#!/bin/sh' >"$folder/bin/$other"
done
chmod +x "$folder/bin/"*

# The blocks, numbered: N.sh to run, N.text with lines whose parts the output of the block before must have.
awk -v folder="$folder/work" '
	/^```(sh|text)$/ { kind = substr($0, 4); if (kind == "sh") number++; file = sprintf("%s/%02d.%s", folder, number, kind); next }
	/^```$/ { file = ""; next }
	file { print >file }' TUTORIAL.md
count=$(find "$folder/work" -name '*.sh' | wc -l)
is "the tutorial has blocks of commands" yes "$([ "$count" -ge 15 ] && echo yes || echo "$count")"

for block in "$folder"/work/*.sh; do
	# rm is of a pin of the kernel.
	sed -i "s,/etc/gatekeeper/,$folder/etc/,g; s,^rm /sys/.*,:," "$block"
	name=$(grep -v '^END' "$block" | grep -m 1 -oE '^(id=\$\()?[a-z-]+( [a-z]+)?' | head -n 1)
	(cd "$folder/work" && PATH=$folder/bin:$PATH bash -e "$block") >"$block.out" 2>&1 </dev/null
	code=$?
	is "block $(basename "$block" .sh), $name: its commands work" 0 $code
	[ $code = 0 ] || diag <"$block.out"
	[ -e "${block%.sh}.text" ] || continue
	while read -r line; do
		has "block $(basename "$block" .sh) prints: $line" "$line" "$(cat "$block.out")"
	done <"${block%.sh}.text"
done
has "the exception is in the policy at the end" "name: allow-bpftool-attach-cgroup" "$(cat "$folder/etc/policy.yaml")"
is "the program of step 5 compiles, with its section" yes "$(grep -q cgroup_skb/egress "$folder/work/pass.bpf.o" && echo yes)"
is "the report is written" yes "$([ -s "$folder/work/report.html" ] && echo yes)"
# The errors that a newcomer makes in it say what to do next.
# errs NAME TEXT COMMAND...: it fails, and its message has the text
errs() {
	local name=$1 text=$2 output
	shift 2
	output=$("$@" 2>&1 </dev/null) && output="it succeeds: $output"
	has "$name: what to do next" "$text" "$output"
}
as_nobody() { setpriv --reuid=65534 --clear-groups "$folder/gatekeeper" "$@"; }
errs "a policy that is not there" "check the path" "$program" check "$folder/no.yaml"
errs "a verb that is none" "gatekeeper help lists them" "$program" stat
errs "an option that is none" "see gatekeeper help log" "$program" log --deny
errs "a time that is none" "-2h, yesterday or boot" "$program" log --since lately
errs "an operation by half its name" "did you mean 'attach:cgroup'?" "$program" explain "$folder/etc/policy.yaml" --operation attach:cgrop --from host
errs "a log that is not there" "is it running, or is this another file?" "$program" log --file "$folder/no.log"
errs "the log of a daemon that has denied nothing" "has no denied decision" "$program" why --last --file /dev/null
errs "a page for a terminal" "give -o FILE" script -qec "$program report --file $folder/audit.jsonl" /dev/null
errs "top in a pipe" "log --summary" "$program" top --file "$folder/audit.jsonl"
if [ "$(id -u)" = 0 ]; then
	cp "$program" "$folder/" && chmod 755 "$folder" && chmod 600 "$folder/audit.jsonl"
	for verb in status metrics list confirm unload daemon 'boot enable' "load $folder/etc/policy.yaml"; do
		# shellcheck disable=SC2086 # words
		errs "$verb without root" "run as root" as_nobody $verb
	done
	errs "a log of root without root" "run as root" as_nobody log --file "$folder/audit.jsonl"
	errs "confirm without a trial" "gatekeeper load --confirm" "$program" confirm
fi
is "control: an option that does not exist is found" 99 "$(PATH=$folder/bin:$PATH gatekeeper log --no-such-option >/dev/null 2>&1; echo $?)"
is "control: a verb that does not exist is found" 99 "$(PATH=$folder/bin:$PATH gatekeeper no-such-verb >/dev/null 2>&1; echo $?)"
finish
