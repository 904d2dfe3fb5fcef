# From another mount or UTS namespace of the host (PrivateTmp=, a snap, a namespace of pam) the reason is named.

fresh
exits "load" 0 gatekeeper load $default
for namespace in mount:mnt uts:uts; do
	elsewhere="unshare --${namespace%:*} gatekeeper" name=${namespace#*:}
	exits "$name: status fails" 1 $elsewhere status
	has "$name: status names the namespace" "not in the host's $name namespace; run: systemd-run" "$(cat /tmp/output)"
	exits "$name: unload fails" 1 $elsewhere unload
	has "$name: unload names the namespace" "not in the host's $name namespace; run: systemd-run" "$(cat /tmp/output)"
	exits "$name: load fails" 1 $elsewhere load $default
	has "$name: load names the namespace" "not in the host's $name namespace; run: systemd-run" "$(cat /tmp/output)"
	exits "$name: doctor fails" 1 $elsewhere doctor
	has "$name: doctor names the namespace" "not in the host's $name namespace" "$(grep '^failed  *namespaces ' /tmp/output)"
	is "$name: doctor does not say that nothing is loaded" "" "$(grep 'no policy is loaded' /tmp/output)"
	exits "$name: list warns" 0 sh -c "$elsewhere list 2>&1 >/dev/null"
	has "$name: with the namespace" "not in the host's $name namespace" "$(cat /tmp/output)"
	exits "$name: a shell that enters the host's namespaces remains what it was" 1 \
		unshare --${namespace%:*} /usr/bin/nsenter --target 1 --all gatekeeper status
	has "$name: status says how to ask as the host" "systemd-run --pipe --wait gatekeeper status" "$(cat /tmp/output)"
done
exits "control: on the host doctor passes" 0 gatekeeper doctor
exits "unload" 0 gatekeeper unload
