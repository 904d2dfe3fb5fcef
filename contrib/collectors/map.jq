# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Records of the audit log as OCSF events or OpenTelemetry log records (one object of OTLP/JSON each), by fields.tsv:
#
#   gatekeeper log --json | jq -c --rawfile table fields.tsv --arg to ocsf --arg host "$(hostname)" -f map.jq
#   gatekeeper log --json | jq -c --rawfile table fields.tsv --arg to otel --arg host "$(hostname)" -f map.jq

# {field: target} of a column.
def targets($column):
	[$table | split("\n")[] | select(. != "" and (startswith("#") | not)) | split("\t") | select(.[$column] != "-")
		| {key: .[0], value: .[$column]}] | from_entries;

# [field, value] of everything but objects.
def leaves: . as $record | paths(type != "object") | select(all(.[]; type == "string")) as $path
	| [($path | join(".")), ($record | getpath($path))];

def seconds: .["@timestamp"][:19] + "Z" | fromdate;
def is_denied: .gatekeeper.verdict? == "deny";
def is_trouble: .event.kind == "pipeline_error";

# OCSF has identifiers as text.
def ocsf_value($target): if ($target | endswith(".uid")) then tostring else . end;

def ocsf:
	targets(1) as $targets
	| . as $record
	| reduce leaves as [$field, $value] ({};
		if $targets[$field] then setpath($targets[$field] | split("."); $value | ocsf_value($targets[$field]))
		else .unmapped[$field] = $value end)
	| .category_uid = 1 | .class_uid = 1003 | .activity_id = (if $record.gatekeeper.verdict? then 4 else 99 end)
	| .type_uid = .class_uid * 100 + .activity_id
	| .time = ($record | seconds * 1000 + (.["@timestamp"][20:23] | tonumber))
	| .severity_id = ($record | if is_trouble then 4 elif is_denied then 3 else 1 end)
	| .status_id = ({success: 1, failure: 2}[$record.event.outcome // ""] // 0)
	| .kernel = {name: ($record.event.action), type_id: 2} + (.kernel // {})
	| .device = {hostname: $host, type_id: 0}
	| .metadata += {version: "1.3.0", profiles: ["host", "container", "security_control"],
		product: {name: "BPF Gatekeeper", vendor_name: "BPF Gatekeeper"}}
	| if $record.gatekeeper.verdict? then .action_id = ($record | if is_denied and .gatekeeper.mode != "audit" then 2 else 1 end)
		| .disposition_id = (if $record.gatekeeper.mode == "audit" then 17 else .action_id end) else . end;

def otel_value:
	if type == "boolean" then {boolValue: .}
	elif type == "number" then {intValue: tostring}
	elif type == "array" then {arrayValue: {values: map(otel_value)}}
	else {stringValue: tostring} end;

def otel:
	targets(2) as $targets
	| . as $record
	| {
		timeUnixNano: "\(seconds)\(.["@timestamp"][20:29])",
		severityNumber: (if is_trouble then 17 elif is_denied then 13 else 9 end),
		severityText: (if is_trouble then "ERROR" elif is_denied then "WARN" else "INFO" end),
		body: {stringValue: (.message // "\(.event.action) \(.bpf.operation? // "")")},
		eventName: "gatekeeper.\(.event.action)",
		attributes: ([["host.name", $host]] + [leaves | select(.[0] != "@timestamp" and .[0] != "message")
			| [$targets[.[0]] // .[0], .[1]]] | map({key: .[0], value: (.[1] | otel_value)}))
	};

if $to == "ocsf" then ocsf elif $to == "otel" then otel else error("--arg to: ocsf or otel") end
