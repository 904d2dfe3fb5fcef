# A program that runs as a sealed copy of itself, as crun does, is its original to a policy: only as long as the copy has
# the same content, nobody can write to it, and the original itself made it.

cp "$(command -v cloned)" /run/cloned
cp /run/cloned /run/other
loads() { /run/cloned "$@" | cut -d' ' -f3; }
loaded() { # 'MODE' 'RULE'
	printf 'version: 1\nmode: %s\ndefault: allow\nrules:\n%s  - name: others\n    deny: load\n' "$1" "$2" >$policy
	exits "load succeeds: $1" 0 gatekeeper load --all-programs $policy
}
named='  - name: named
    allow: load
    caller: {exe: /run/cloned}
    log: all
'
for kind in sealed unsealed altered twice child call; do
	is "control: $kind: loads without a policy" allowed "$(loads $kind)"
done
loaded enforce "$named"
start_daemon
is "doctor finds that this kernel can compare a copy" ok "$(gatekeeper doctor --json | jq -Mr '.checks[] | select(.name == "copies") | .state')"
is "control: the named executable itself is allowed" allowed "$(loads call)"
is "control: another executable is denied" refused "$(probe load | cut -d' ' -f3)"
is "a sealed copy that it made of itself is allowed" allowed "$(loads sealed)"
is "a copy of the copy is allowed" allowed "$(loads twice)"
is "a child of the copy is allowed" allowed "$(loads child)"
is "a copy to which others can write is denied" refused "$(loads unsealed)"
is "a copy of the same size with one other byte is denied" refused "$(loads altered)"
is "the sealed copy that another file with the same bytes made of itself is denied" refused \
	"$(/run/other sealed | cut -d' ' -f3)"
# Each processor knows 64 copies; one that it has forgotten is none any more.
mkfifo /run/end
after() { # COPIES: what a copy may after so many others of its processor
	taskset 1 /run/cloned late </run/end >/run/late 2>&1 &
	exec 8>/run/end
	for copy in $(seq "$1"); do
		taskset 1 /run/cloned sealed >/dev/null
	done
	exec 8>&-
	wait $!
	cut -d' ' -f3 /run/late
}
is "a copy is known after ten others" allowed "$(after 10)"
is "one that is forgotten for a hundred others is denied" refused "$(after 100)"
is "a new one is allowed" allowed "$(loads sealed)"
rm /run/end
copied='.process.executable == "/run/cloned" and .process.executable_copied'
is_recorded() { records "$1" | grep -q .; }
becomes "the record has the original, and that a copy of it ran" 10 \
	is_recorded "$copied and .gatekeeper.verdict == \"allow\""
becomes "the record of an altered copy has what ran" 10 \
	is_recorded '.process.executable == "/memfd:cloned (deleted)" and .gatekeeper.verdict == "deny"'

printf 'version: 1\ndefault: allow\nrules:\n  - name: named\n    deny: load\n    caller: {exe: /run/cloned}\n' >$policy
exits "a rule that denies what the executable does loads" 0 gatekeeper load $policy
is "a sealed copy is denied, too" refused "$(loads sealed)"
is "control: another executable is allowed" allowed "$(probe load | cut -d' ' -f3)"

printf 'version: 1\ndefault: deny\nmode: audit\nrules: []\n' >$policy
exits "a policy in audit mode that names no executable loads" 0 gatekeeper load $policy
is "audit: a sealed copy loads" allowed "$(loads sealed)"
becomes "audit: its record has the original, for a policy to be learnt" 10 \
	is_recorded "$copied and .gatekeeper.mode == \"audit\""
gatekeeper learn --host "$log" >/tmp/learnt.yaml 2>/tmp/errors
is "learn names the original of what ran as a copy" 1 "$(grep -c 'exe:.*/run/cloned' /tmp/learnt.yaml)"
is "learn names no file in memory" 0 "$(grep -c memfd /tmp/learnt.yaml)"
kill_daemon

# A container finds the copy of the engine that started it, and could execute it with libraries of its own.
container copied-in >/dev/null
printf 'version: 1\ndefault: allow\nrules:\n  - name: named\n    allow: load\n    caller: {exe: %s}\n  - name: others\n    deny: load\n' "$(command -v cloned)" >$policy
exits "a rule that names an executable which a container has, too, loads" 0 gatekeeper load $policy
is "control: the copy is allowed on the host" allowed "$(cloned sealed | cut -d' ' -f3)"
is "control: the executable itself is allowed in the container" allowed "$(inside copied-in cloned call | cut -d' ' -f3)"
is "a copy is denied in a container" refused "$(inside copied-in cloned sealed | cut -d' ' -f3)"
crun delete --force copied-in

# crun itself.
bundle copied
runtime() { # NAME
	crun --cgroup-manager=cgroupfs run --detach --bundle /c/copied "$1" 2>/tmp/errors
	code=$?
	crun delete --force "$1" 2>/dev/null
	rmdir $cgroups/copied 2>/dev/null
	return $code
}
printf 'version: 1\ndefault: deny\nrules:\n  - name: crun\n    allow: "*"\n    caller: {exe: %s, from: host}\n' "$(command -v crun)" >$policy
exits "a policy that lets crun alone loads" 0 gatekeeper load $policy
exits "crun, which runs as a copy, sets the device filter of a container" 0 runtime sealed-copy
printf 'version: 1\ndefault: deny\nrules:\n  - name: crun\n    allow: "*"\n    caller: {exe: /run/cloned, from: host}\n' >$policy
exits "a policy that lets another executable alone loads" 0 gatekeeper load $policy
exits "control: crun fails" 1 runtime sealed-copy
gatekeeper load $default
rm /run/cloned /run/other
