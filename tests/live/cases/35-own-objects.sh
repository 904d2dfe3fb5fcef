# A container with every capability can not reach the gatekeeper's own maps and programs, and so not its policy.

exits "a container starts" 0 container c1
exits "control: a map of the host" 0 bpftool map create /sys/fs/bpf/control type array key 4 value 4 entries 1 name control
exits "control: the container reads it" 0 inside c1 bpftool map lookup name control key 0 0 0 0
exits "control: and writes it" 0 inside c1 bpftool map update name control key 0 0 0 0 value 1 0 0 0
rm /sys/fs/bpf/control

cp $default $policy
start_daemon
set -- $(bpftool -j map lookup name gk_policy key 0 0 0 0 | jq -Mr '.value[]')
image=$(($1 + $2 * 256 + $3 * 65536))
exits "the host opens the image in force" 0 bpftool map show id $image
for map in "name gk_policy" "name gk_counters" "name gk_build" "name gk_events" "id $image"; do
	exits "the container can not open map $map" 255 inside c1 bpftool map dump $map
done
exits "nor delete the policy" 255 inside c1 bpftool map delete name gk_policy key 0 0 0 0
program=$(bpftool -j prog show | jq -Mr '.[] | select(.name == "gk_bpf") | .id')
exits "nor open a program" 1 inside c1 probe get --id "$program"
exits "the host can" 0 probe get --id "$program"
is "enforcing as before" true "$(status enforcing)"
becomes "it is on record" 10 sh -c ". ./world.sh; [ \$(count '.event.reason == \"own-object\"') -ge 7 ]"

bpftool map delete name gk_policy key 0 0 0 0
is "without a policy in the slot everything is refused" refused "$(probe load | cut -d' ' -f3)"
exits "status says so" 1 gatekeeper status
has "in so many words" "REFUSING EVERYTHING" "$(cat /tmp/output)"
exits "load puts a policy in force again" 0 gatekeeper load $default
is "enforcing" true "$(status enforcing)"
