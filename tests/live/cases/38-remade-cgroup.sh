# A rule on a cgroup holds from the moment when it is made, however often, also while policies are published.

tries=${GK_REMADE:-1000}
# loads NAME: what the tries give in a cgroup below /made that is made for each of them
loads() { remade $cgroups/made "$1" "${2:-$tries}"; }
all_refused="allowed 0 refused" all_allowed="allowed $tries refused 0"

cat >/run/made.yaml <<-'POLICY'
	version: 1
	default: allow
	rules:
	  - {name: denied, deny: [load], caller: {cgroup: [/made/denied, /made/denied-too/with-a-longer-name]}}
	  - {name: may, allow: [load], caller: {cgroup: /made/allowed}}
	  - {name: others, deny: [load], caller: {cgroup: /made}}
POLICY
sed 's,/made},/nowhere},' /run/made.yaml >/run/made-open.yaml
new_cgroup made >/dev/null

exits "load: some of its cgroups are not there" 0 gatekeeper load /run/made.yaml
is "a task in the cgroup above is denied" "allowed 0 refused 1" "$(loads else 1)"
is "in the cgroup that is made for each of $tries tries it is allowed" "$all_allowed" "$(loads allowed)"
exits "load of a policy that allows the others" 0 gatekeeper load /run/made-open.yaml
is "control: a cgroup that is not named is allowed" "allowed 1 refused 0" "$(loads else 1)"
is "control: so is one whose name begins as a named one's" "allowed 1 refused 0" "$(loads denied1 1)"
is "control: and one whose name a named one's begins with" "allowed 1 refused 0" "$(loads denie 1)"
is "the named cgroup that is made for each of $tries tries is denied" "$all_refused $tries" "$(loads denied)"
new_cgroup made/denied-too/with-a-longer-name/below >/dev/null
is "a cgroup below a named one is denied" "allowed 0 refused 1" "$(remade $cgroups/made/denied-too/with-a-longer-name below-it 1)"
rmdir $cgroups/made/denied-too/with-a-longer-name/below $cgroups/made/denied-too/with-a-longer-name $cgroups/made/denied-too

loads denied >/run/denied &
pid=$!
published=0
while [ -e /proc/$pid/exe ]; do
	gatekeeper load /run/made.yaml >/dev/null && gatekeeper load /run/made-open.yaml >/dev/null || break
	published=$((published + 2))
done
wait $pid
is "it is denied each time while policies are published" "$all_refused $tries" "$(cat /run/denied)"
exits "control: policies were published meanwhile" 0 [ $published -ge 2 ]
exits "control: it is unloaded" 0 gatekeeper unload
is "control: without a policy it is allowed" "allowed 1 refused 0" "$(loads denied 1)"
rmdir $cgroups/made
