# A program of a container that changes other processes as they run: it writes to their memory (bpf_probe_write_user), or
# sets their registers at a function of theirs (7.2 on). Nothing that it is attached to is the gatekeeper's.
protect() {
	{ cat $default; echo "protect: $1"; } >$policy
	exits "load succeeds: protect: $1" 0 gatekeeper load $policy
}
# ends NAME: of what waits for /NAME to be removed and says what became of it in /run/NAME
ends() {
	inside c1 rm -f /$1
	rm -f /$1
	becomes "it has ended: $1" 30 test -s /run/$1
}
written() { [ "$(cut -c1-4 /run/written | sort -u | xargs)" = "$1" ]; }
crashes() { gatekeeper version >/dev/null 2>&1; [ $? = 139 ]; }

exits "a container starts" 0 container c1 '.linux.namespaces |= map(select(.type != "pid"))'
sh -c 'while sleep 0.1; do echo truth >/run/written; done' &
writer=$!
protect off
inside c1 attack forge $writer /forged >/run/forged 2>&1 &
becomes "control: off: a container changes what a process of the host writes" 30 written IES!
ends forged
is "control: off: its program was loaded" allowed "$(cat /run/forged)"
becomes "control: off: as it was" 10 written trut
crashed=refused
inside c1 attack registers "$(command -v gatekeeper)" /crashed >/run/crashed 2>&1 &
case $GK_KERNEL in
6.1* | arm64-* | 6.12*)
	crashed='' # the kernel's verifier refuses it; 6.1 has no such link
	becomes "off: no program sets registers on this kernel" 30 grep -qxE 'refused|EINVAL' /run/crashed
	;;
*) becomes "control: off: a container makes the gatekeeper crash" 30 crashes ;;
esac
ends crashed

protect self
start_daemon
begin_attack "write to the memory of the gatekeeper by a program"
is "self: a container cannot load a program that writes to the memory of others" EINVAL "$(inside c1 attack forge $daemon_pid /forged 2>&1)"
# From 6.12 on the verifier asks twice.
becomes "self: it is on record" 10 sh -c ". ./world.sh
	[ \$(count '.event.action == \"guarded\" and .gatekeeper.guarded == \"trace\" and .gatekeeper.from == \"container\" and
		.process.name == \"attack\"') -ge 1 ]"
is "control: self: a container can load a program that only looks on" allowed "$(inside c1 attack trace-hook vfs_write)"
attack forge $writer /forged >/run/forged 2>&1 &
becomes "control: self: the host changes what its own process writes" 30 written IES!
ends forged
begin_attack "set the registers of the gatekeeper by a program at its functions" \
	"$([ "$crashed" = refused ] && echo denied || echo "not possible")"
case $crashed in
refused)
	is "self: a container cannot load a program that sets registers" refused "$(inside c1 attack registers "$(command -v gatekeeper)" /crashed)"
	becomes "self: it is on record" 10 sh -c ". ./world.sh
		[ \$(count '$denials and .event.reason == \"own-object\" and .bpf.operation == \"load\" and .bpf.program.type == \"kprobe\" and
			.gatekeeper.from == \"container\"') -ge 1 ]"
	;;
*) is "self: no program sets registers on this kernel" "" "$(inside c1 attack registers "$(command -v gatekeeper)" /crashed | grep allowed)" ;;
esac
exits "self: the gatekeeper runs" 0 gatekeeper version
end_attack
exits "self: nothing was changed in the log" 0 gatekeeper log --verify --file $log
kill $writer
kill_daemon
