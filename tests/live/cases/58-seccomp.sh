# A container under an engine's profile with a policy merged into it: what the policy denies gets EPERM, by each runtime, and
# everything else is as under the profile alone. No policy is loaded: this is for hosts that can't load one.
# The engine's profile asks for CAP_SYS_ADMIN where newer ones take CAP_BPF, and has no io_uring, as moby's had.
base=/tmp/engine.json
jq -M '.syscalls += [{names: ["io_uring_setup", "io_uring_enter"], action: "SCMP_ACT_ALLOW"}]' /live/seccomp.json >$base
new_cgroup target >/dev/null
cat >/tmp/denied.yaml <<END
version: 1
default: allow
rules:
  - name: nothing-attached-to-cgroups-and-sockets
    deny: [attach:cgroup, attach:socket]
END
cat >/tmp/attach.yaml <<END
version: 1
default: allow
rules:
  - name: nothing-attached
    deny: [attach:*]
END

# profile NAME POLICY CAPABILITIES OPTION...: for crun and runc, in /tmp/NAME.json
profile() {
	local name=$1 profiled=$2 capabilities=$3
	shift 3
	exits "the profile $name" 0 sh -c 'out=$1; shift; gatekeeper seccomp profile "$@" >"$out"' sh /tmp/$name.json "$profiled" \
		--base $base --format oci --capability "$capabilities" "$@"
}

# run RUNTIME: the bundle filtered
run() {
	case $1 in
	crun) crun --cgroup-manager=cgroupfs run --bundle /c/filtered filtered 2>/tmp/errors ;;
	runc) runc run --bundle /c/filtered filtered 2>/tmp/errors ;;
	esac
	diag </tmp/errors
	rmdir $cgroups/filtered 2>/dev/null
}

# under PROFILE RUNTIME CAPABILITIES ARGUMENT...: what the calls of a container with these capabilities (JSON; .: all) get
under() {
	local profile=$1 runtime=$2 capabilities=$3 arguments
	shift 3
	arguments=$(printf '%s\n' "$@" | jq -MRc . | jq -Msc .)
	bundle filtered ".process.args = $arguments | .process.capabilities |= map_values($capabilities)
		| .linux.devices += [{path: \"/dev/net/tun\", type: \"c\", major: 10, minor: 200, fileMode: 438}]
		| .linux.resources.devices += [{allow: true, type: \"c\", major: 10, minor: 200, access: \"rwm\"}]" || return
	jq -M --slurpfile profile /tmp/$profile.json '.linux.seccomp = $profile[0]' /c/filtered/config.json >/c/filtered/new &&
		mv /c/filtered/new /c/filtered/config.json
	run $runtime
}
three='["CAP_BPF", "CAP_NET_ADMIN", "CAP_PERFMON"]'
calls() { under $1 $2 "$three" filtered /host-cgroup/target compat; }

four=sys_admin,bpf,net_admin,perfmon
profile base /live/allow-all.yaml $four --compat
profile merged /tmp/denied.yaml $four --compat
profile native /tmp/denied.yaml $four

# The most common mistake: rules that deny, behind one that allows the call.
jq -M '.syscalls += [{names: ["bpf"], action: "SCMP_ACT_ERRNO", errnoRet: 1,
	args: [{index: 0, value: 4294967295, valueTwo: 28, op: "SCMP_CMP_MASKED_EQ"}]}]' /tmp/base.json >/tmp/appended.json

uring=allowed # io_uring sets socket options from 6.7 on
[ "$GK_KERNEL" != 6.1 ] || uring=EOPNOTSUPP
denied='(compat-)?(prog-attach|link-create|syscall-program|attach-bpf|uring|socketcall)'
for runtime in crun runc; do
	calls base $runtime >/tmp/calls-base
	is "$runtime: all calls are tried, 5 of them by a 32-bit caller" "20 5" "$(grep -c . /tmp/calls-base) $(grep -c ^compat- /tmp/calls-base)"
	is "$runtime: the base alone lets each through" "$(sed -E "s/ .*/ allowed/; s/^(uring.*) .*/\1 $uring/" /tmp/calls-base)" \
		"$(cat /tmp/calls-base)"
	calls merged $runtime >/tmp/calls-merged
	is "$runtime: what the policy denies gets EPERM, the rest is as before" "$(sed -E "s/^($denied.*) .*/\1 EPERM/" /tmp/calls-base)" \
		"$(cat /tmp/calls-merged)"
	has "$runtime: programs load" "load allowed" "$(cat /tmp/calls-merged)"
	has "$runtime: other socket options are set" "attach-filter allowed
reuseaddr allowed
ipv6only allowed" "$(cat /tmp/calls-merged)"
	is "$runtime: without --compat 32-bit callers do not run, and the rest is the same" "$(grep -v '^compat-' /tmp/calls-merged)" \
		"$(calls native $runtime | grep -v '^#')"
	echo "# $(cut -d. -f1 /proc/uptime) s: $runtime"
done
calls appended crun >/tmp/calls-merged
has "a rule that is only appended denies nothing" "link-create allowed" "$(cat /tmp/calls-merged)"

# Every way to attach that COVERAGE.md knows, by a container with all capabilities: what no filter sees stays open.
all=sys_admin,sys_ptrace,bpf,net_admin,perfmon,audit_write,sys_resource
profile every-way /live/allow-all.yaml $all --compat
profile no-way /tmp/attach.yaml $all --compat
open='xdp|xdp-detach|tc-filter|tc-action|tc-nested|lwt|nexthop-lwt|seg6local|nft-match|scm-rights|pidfd-getfd|seccomp-addfd|classic-filter'
under every-way crun . routes >/tmp/calls-base
ways=$(sed -n 's/ allowed$//p' /tmp/calls-base)
is "at least 30 ways to attach are there" yes "$([ "$(echo "$ways" | wc -l)" -ge 30 ] && echo yes || cat /tmp/calls-base)"
is "the base alone refuses no way to attach" "" "$(grep -vE ' (allowed|could-not-try .*)$' /tmp/calls-base)"
under no-way crun . routes >/tmp/calls-merged
is "each way that a filter sees gets EPERM, and the others stay open" \
	"$(sed -nE -e "/^($open) allowed\$/p" -e "/^($open) /!s/ allowed\$/ refused EPERM/p" /tmp/calls-base)" \
	"$(grep -E "^($(echo $ways | tr ' ' '|')) " /tmp/calls-merged)"
