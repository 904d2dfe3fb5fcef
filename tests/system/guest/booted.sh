# Shared by scripts of the guest: a container whose first process is systemd, with one unit for each setting that is a BPF
# program. What a unit is limited in is what it tried itself (unit-tries), not what systemd says.
# shellcheck shell=bash

booted=/srv/booted
preset_of() { echo "/usr/share/gatekeeper/presets/$1.yaml"; }

# Each unit starts after the one before: they try the same port.
booted_unit() { # NAME SETTING...
	local name=$1
	shift
	{
		printf '[Unit]\nDefaultDependencies=no\nAfter=%s\n[Service]\nType=oneshot\n' "$booted_last"
		printf 'ExecStart=/usr/bin/perl /test/unit-tries\nStandardOutput=file:/results/%s\n' "$name"
		printf '%s\n' "$@"
	} >"$booted/etc/systemd/system/try-$name.service"
	booted_last=try-$name.service
	booted_wants+=" try-$name.service"
}

make_booted() {
	local dir units=$booted/etc/systemd/system
	mkdir -p $booted/{usr,dev,proc,sys,run,tmp,test,var,root,results} $units /run/booted
	cp /usr/lib/os-release $booted/etc/os-release
	echo 0000000000000000000000000000000b >$booted/etc/machine-id
	for dir in bin sbin lib lib64; do
		ln -sfn "usr/$dir" "$booted/$dir"
	done
	booted_last=prepare.service booted_wants=prepare.service
	booted_unit plain
	booted_unit address IPAddressDeny=any
	booted_unit closed DevicePolicy=closed
	booted_unit file-system RestrictFileSystems=ext4
	booted_unit interface RestrictNetworkInterfaces=~lo
	booted_unit port SocketBindDeny=any
	booted_unit strict DevicePolicy=strict DeviceAllow=/dev/null
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/usr/bin/mknod /dev/kmsg-of-test c 1 11\n' >$units/prepare.service
	printf '[Unit]\nDefaultDependencies=no\nAfter=%s\nSuccessAction=exit-force\n[Service]\nType=oneshot\nExecStart=/usr/bin/true\n' \
		"$booted_last" >$units/end.service
	printf '[Unit]\nDefaultDependencies=no\nWants=end.service %s\n' "$booted_wants" >$units/probe.target
}

# boot_units NAME: boots the container, which ends by itself. Leaves what its units could do in /run/units-NAME, systemd's
# messages in /run/booted.output, in $booted_before the number of records before it and in $booted_denied that of denials.
boot_units() {
	rm -f /run/booted/*
	booted_before=$(wc -l <$log)
	booted_denied=$(status denied)
	# systemd-nspawn looks for the version of the container's systemd in the folder alone, finds none and takes an old one.
	exits "$1: systemd boots in a container and ends" 0 timeout 90 systemd-run --quiet --wait --pipe --collect \
		-E SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 \
		-p Slice=machine.slice -p Delegate=yes -p KillMode=mixed systemd-nspawn --quiet --keep-unit --register=no --boot \
		--directory=$booted --private-network --capability=all --system-call-filter=bpf --bind-ro=/usr --bind-ro=/test \
		--bind=/run/booted:/results --console=read-only -- --unit=probe.target --log-target=console --show-status=no
	tr -d '\r' </tmp/output >/run/booted.output
	(cd /run/booted && grep . ./*) | sed 's,^\./,,' >"/run/units-$1"
	has "$1: a unit without a setting may do everything" "plain:kmsg=open null=open port=open proc=open traffic=open zero=open" "$(cat "/run/units-$1")"
}

# limited_units NAME: those that may not do what the one without a setting may
limited_units() { sed -n 's/:.*denied.*//p' "/run/units-$1" | xargs; }
# What was denied since the boot: the units at whose cgroups a program was to be attached; of other requests the operation.
denied_units() {
	tail -n "+$((booted_before + 1))" $log | jq -r 'select(.gatekeeper.verdict == "deny") |
		(.bpf.target.cgroup.path // "" | capture("/try-(?<unit>[a-z-]*)[.]service$").unit) // .bpf.operation' | sort -u | xargs
}
denied_units_are() { [ "$(denied_units)" = "$1" ]; }

# units_of NAME LIMITED DENIED: LIMITED units are, by what they tried; the log has denials for the units DENIED and no other
units_of() {
	boot_units "$1"
	is "$1: these units are limited, the others open" "$2" "$(limited_units "$1")"
	becomes "$1: the log has denials for these and nothing else: ${3:-none}" 5 denied_units_are "$3"
}

# units_as_control NAME: as without the gatekeeper
units_as_control() {
	boot_units "$1"
	is "$1: each unit is limited as without the gatekeeper" "$(cat /run/units-control)" "$(cat "/run/units-$1")"
	is "$1: nothing was denied" "$booted_denied" "$(status denied)"
}
