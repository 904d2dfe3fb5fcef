#!/bin/bash
# What Prometheus and Grafana are given: names, alert rules, dashboard, and an answer over a socket: TAP. O is the build folder.
cd "$(dirname "$0")/../.." || exit
O=${O:-build}
# shellcheck source=tests/live/tap.sh
. tests/live/tap.sh
tap_case=metrics
gatekeeper=$PWD/$O/gatekeeper
folder=$(mktemp -d) || exit
server=''
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
files=contrib/prometheus

GK_METRICS=$folder/all "$O/tests/unit/metrics/metrics.t" >/dev/null 2>&1
names=$(sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$folder/all")
has "there are metrics" gatekeeper_decisions_total "$names"
# missing_names FILE: the metrics that it names and that do not exist
missing_names() { grep -oE 'gatekeeper_[a-z_]+' "$1" | sort -u | grep -vxF "$names"; }
for file in alerts.yaml grafana-dashboard.json; do
	is "$file names metrics that exist" "" "$(missing_names $files/$file)"
done
echo 'gatekeeper_no_such_metric' >"$folder/wrong"
is "control: a metric that does not exist is found" gatekeeper_no_such_metric "$(missing_names "$folder/wrong")"
is "counters end in _total, and only they" "" \
	"$(awk '/^# TYPE/ && ($4 == "counter") != ($3 ~ /_total$/) { print $3 }' "$folder/all")"
is "the dashboard has what Grafana needs of a panel" 0 \
	"$(jq '[.panels[] | select((.id and .title and .type and .gridPos and .datasource.uid and (.targets | length > 0)) | not)] | length' $files/grafana-dashboard.json)"
is "its panels have numbers of their own, and do not overlap" "true true" \
	"$(jq -r '[([.panels[].id] | length == (unique | length)), ([.panels[].gridPos | . as $p | range(.w) as $x | range(.h) as $y | [$p.x + $x, $p.y + $y]] | length == (unique | length))] | join(" ")' $files/grafana-dashboard.json)"

if command -v promtool >/dev/null; then
	is "promtool finds nothing in the metrics" "" "$(promtool check metrics <"$folder/all" 2>&1)"
	is "nor without a policy" "" "$("$gatekeeper" metrics | promtool check metrics 2>&1)"
	has "control: it finds a counter without _total" _total "$(printf '# HELP a b\n# TYPE a counter\na 1\n' | promtool check metrics 2>&1)"
	exits "promtool loads the alert rules" 0 promtool check rules $files/alerts.yaml
	cp $files/*.yaml "$folder"
	exits "promtool loads the configuration" 0 promtool check config "$folder/prometheus.yaml"
	sed "s,ALERTS,$PWD/$files/alerts.yaml," tests/metrics/alerts-test.yaml >"$folder/test.yaml"
	exits "each alert is raised by what it is for, and by nothing else" 0 promtool test rules "$folder/test.yaml"
	# Expressions of the dashboard, with its variables replaced, as rules.
	jq '{groups: [{name: "x", rules: [.panels[].targets[].expr | gsub("\\$__rate_interval"; "5m") | gsub("\\$instance"; ".*") | {record: "a", expr: .}] | unique}]}' \
		$files/grafana-dashboard.json >"$folder/dashboard.yaml"
	exits "promtool parses the expressions of the dashboard" 0 promtool check rules "$folder/dashboard.yaml"
else
	echo "# no promtool: package prometheus"
fi

# One answer for each connection, as systemd gives it: the connection is standard input and output.
cat >"$folder/serve" <<'END'
import socket, subprocess, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
while True:
    connection, _ = listener.accept()
    subprocess.run([sys.argv[2], "metrics", "--http"], stdin=connection, stdout=connection)
    connection.close()
END
cat >"$folder/get" <<'END'
import http.client, socket, sys
connection = http.client.HTTPConnection("localhost")
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.connect(sys.argv[1])
connection.request(sys.argv[2], sys.argv[3])
answer = connection.getresponse()
body = answer.read().decode()
print(answer.status, answer.getheader("Content-Type"), len(body) == int(answer.getheader("Content-Length")) or sys.argv[2])
print(body, end="")
END
python3 "$folder/serve" "$folder/socket" "$gatekeeper" &
server=$!
becomes "it listens" 5 test -S "$folder/socket"
get() { python3 "$folder/get" "$folder/socket" "$@"; }
is "GET has the metrics" "200 text/plain; version=0.0.4; charset=utf-8 True
$("$gatekeeper" metrics)" "$(get GET /metrics)"
is "HEAD has none of them" "200 text/plain; version=0.0.4; charset=utf-8 HEAD" "$(get HEAD /metrics)"
is "another path is not found" 404 "$(get GET /etc/passwd | cut -d' ' -f1)"
is "another method is not allowed" 405 "$(get DELETE /metrics | cut -d' ' -f1)"
if [ "$(id -u)" = 0 ]; then
	cp "$gatekeeper" "$folder/gatekeeper" && chmod 755 "$folder"
	exits "without root there is no false alarm" 1 setpriv --reuid=65534 --clear-groups "$folder/gatekeeper" metrics
	has "but an error" "run as root" "$(cat /tmp/output)"
	is "nor over HTTP" "HTTP/1.1 500 Internal Server Error" \
		"$(printf 'GET /metrics HTTP/1.1\r\n\r\n' | setpriv --reuid=65534 --clear-groups "$folder/gatekeeper" metrics --http 2>/dev/null | head -n 1 | tr -d '\r')"
fi
if command -v systemd-analyze >/dev/null; then
	sed "s,/usr/sbin/gatekeeper,$gatekeeper," contrib/systemd/gatekeeper-metrics@.service >"$folder/gatekeeper-metrics@.service"
	cp contrib/systemd/gatekeeper-metrics.socket "$folder/"
	is "systemd finds nothing in the units" "" "$(systemd-analyze verify --man=no "$folder/gatekeeper-metrics.socket" "$folder/gatekeeper-metrics@1.service" 2>&1 | grep gatekeeper-metrics)"
fi
finish
