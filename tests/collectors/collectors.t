#!/bin/bash
# What collectors of logs are given: the table to OCSF and OpenTelemetry on sample records, rsyslog, examples: TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=collectors
folder=$(mktemp -d) || exit
server=''
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
files=contrib/collectors
samples=tests/unit/record/record.jsonl
fields=$(sed -n 's/^\.It Va //p' "$O/gatekeeper-audit.5")

# missing_fields NAME...: those that no record has; a part of one, or of namespaces, is fine
missing_fields() {
	local name
	for name; do
		grep -qE "^$name(\.|\$)" <<<"$fields" || [[ $name == namespaces.* ]] || echo "$name"
	done
}
mapfile -t names < <(grep -v '^#' $files/fields.tsv | cut -f 1)
is "the table has fields of a record" "" "$(missing_fields "${names[@]}")"
is "control: another field is found" no.such.field "$(missing_fields process.pid no.such.field process namespaces.user)"
is "each row has three columns" "" "$(grep -v '^#' $files/fields.tsv | awk -F '\t' 'NF != 3 || $1 == "" || $2 == "" || $3 == ""')"
for column in 2 3; do
	is "no two fields have one name, column $column" "" "$(grep -v '^#' $files/fields.tsv | cut -f $column | grep -vx -- - | sort | uniq -d)"
done

# map TO: all sample records, and a record in audit mode
sed -n 's/"mode":"enforce"/"mode":"audit"/; 1p' $samples >"$folder/audit"
map() { cat $samples "$folder/audit" | jq -c --rawfile table $files/fields.tsv --arg to "$1" --arg host h -f $files/map.jq; }
count=$(cat $samples "$folder/audit" | wc -l)
map ocsf >"$folder/ocsf"
map otel >"$folder/otel"
is "each record is an OCSF event, and a log record" "$count $count" "$(wc -l <"$folder/ocsf") $(wc -l <"$folder/otel")"
is "an OCSF event has what its class requires" "" "$(jq -c 'select((
	(.activity_id | numbers) and .category_uid == 1 and .class_uid == 1003 and .type_uid == .class_uid * 100 + .activity_id and
	(.severity_id | numbers) and (.time | numbers) and (.metadata.version | strings) and (.metadata.product.vendor_name | strings) and
	(.device.hostname | strings) and (.device.type_id | numbers) and (.kernel.name | strings) and (.kernel.type_id | numbers)) | not)' "$folder/ocsf")"
is "a denial is denied and blocked" "1003 4 2 2 3 no-cgroup-programs 4242 0 1700000005000" \
	"$(head -n 1 "$folder/ocsf" | jq -r '[.class_uid, .activity_id, .action_id, .disposition_id, .severity_id, .policy.name, .actor.process.pid, .actor.user.uid, .time] | join(" ")')"
is "in audit mode it is allowed and logged" "1 17" "$(tail -n 1 "$folder/ocsf" | jq -r '[.action_id, .disposition_id] | join(" ")')"
is "a denial is a warning with its time to the nanosecond" "1700000005000000007 WARN 4242 no-cgroup-programs" \
	"$(head -n 1 "$folder/otel" | jq -r '(.attributes | from_entries) as $a | [.timeUnixNano, .severityText, $a["process.pid"].intValue, $a["security_rule.name"].stringValue] | join(" ")')"
is "losses are errors" "4 17" "$(jq -s '.[5].severity_id' "$folder/ocsf") $(jq -s '.[5].severityNumber' "$folder/otel")"
is "no attribute is there twice" "" "$(jq -c 'select((.attributes | map(.key)) | length != (unique | length))' "$folder/otel")"
# Each value of a record is in what is made of it: as text, since identifiers become that.
lost_values() {
	paste -d '\n' <(cat $samples "$folder/audit") "$1" | jq -cn '[inputs] | range(0; length; 2) as $i | .[$i] as $record | ([.[$i + 1] | .. | scalars | tostring]) as $there
		| $record | del(.["@timestamp"]) | [.. | scalars | tostring] - $there | select(. != [])'
}
is "OCSF keeps each value" "" "$(lost_values "$folder/ocsf")"
is "OpenTelemetry keeps each value" "" "$(lost_values "$folder/otel")"
jq -c 'del(.policy)' "$folder/ocsf" >"$folder/lossy"
has "control: a lost value is found" no-cgroup-programs "$(lost_values "$folder/lossy")"
exits "another target is an error" 5 jq --rawfile table $files/fields.tsv --arg to x --arg host h -f $files/map.jq $samples

# The fields that the examples name.
examples=$(cat $files/fluent-bit.yaml $files/vector.yaml $files/otel-collector.yaml $files/rsyslog.conf)
mapfile -t names < <({
	grep -oE "\\$[a-z]+\['[a-z]+'\]" <<<"$examples" | sed "s/^.//; s/\['/./; s/'\]//"
	grep -oE '\$![a-z]+![a-z]+' <<<"$examples" | sed 's/^..//; s/!/./'
	grep -oE ' \.[a-z]+\.[a-z]+ ==' <<<"$examples" | sed 's/^ \.//; s/ ==//'
	grep -oE 'attributes\["[a-z]+"\]\["[a-z]+"\]' <<<"$examples" | sed 's/attributes\["//; s/"\]\["/./; s/"\]//'
} | sort -u)
is "the examples name fields" yes "$([ ${#names[@]} -ge 5 ] && echo yes || echo "${names[*]}")"
is "each of them is one of a record" "" "$(missing_fields "${names[@]}")"
is "the examples read the log where it is" 4 "$(grep -l /var/log/gatekeeper/audit.jsonl $files/*.yaml $files/*.conf | wc -l)"
is "names in the example for OpenTelemetry are those of the table" "" \
	"$(grep -oE 'set\(attributes\["[a-z._]+"\]' $files/otel-collector.yaml | sed 's/.*\["//; s/"\]//' | while read -r name; do
		grep -v '^#' $files/fields.tsv | cut -f 3 | grep -qxF "$name" || echo "$name"; done)"
if python3 -c 'import yaml' 2>/dev/null; then
	for file in $files/*.yaml contrib/prometheus/*.yaml; do
		exits "$file is YAML" 0 python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$file"
	done
fi

# rsyslog as a child, on files of its own.
if command -v rsyslogd >/dev/null; then
	log=$folder/audit.jsonl
	sed "s,/var/log/gatekeeper/audit.jsonl,$log,; s,/var/log/gatekeeper-denied.jsonl,$folder/denied.jsonl," $files/rsyslog.conf >"$folder/part.conf"
	{ echo "global(workDirectory=\"$folder\")"; cat "$folder/part.conf"; } >"$folder/rsyslog.conf"
	exits "rsyslog accepts the configuration" 0 rsyslogd -N1 -f "$folder/rsyslog.conf" -i "$folder/pid"
	tests/report/write-log 3000 | grep -vF '\u0000' >"$log"
	rsyslogd -n -f "$folder/rsyslog.conf" -i "$folder/pid" >"$folder/messages" 2>&1 &
	server=$!
	wanted() { jq -c 'select(.gatekeeper.verdict == "deny" or .event.kind == "pipeline_error")' "$@"; }
	has_all() { [ "$(wc -l <"$folder/denied.jsonl")" -ge "$(wanted "$log"* | wc -l)" ]; }
	becomes "rsyslog reads the log" 20 has_all
	mv "$log" "$log.1"
	tests/report/write-log 100 | grep -vF '\u0000' >"$log"
	becomes "also after a rotation" 30 has_all
	is "denials and losses arrive whole, each once" "$(wanted "$log.1" "$log" | md5sum)" "$(jq -c . "$folder/denied.jsonl" | md5sum)"
else
	echo "# no rsyslogd"
fi
finish
