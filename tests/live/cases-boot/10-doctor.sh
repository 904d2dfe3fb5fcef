# doctor on a kernel whose built-in list lacks bpf and which lacks functions that the programs need: every failed check
# has its remedy.

exits "doctor fails" 1 gatekeeper doctor
has "doctor finds by trying it that bpf is not an active security module" "bpf is not an active security module" "$(grep '^failed  *lsm ' /tmp/output)"
has "doctor finds that the next boot will lack bpf" "own list has no bpf" "$(grep '^failed  *boot ' /tmp/output)"
for check in root namespaces btf jit trampolines lockdown bpffs cgroup2; do
	is "doctor passes the check $check" ok "$(sed -n "s/^\([a-z]*\)  *$check  .*/\1/p" /tmp/output)"
done
is "doctor names the hooked functions that this kernel lacks" \
	"the kernel has no function perf_event_set_bpf_prog, bpf_raw_tp_link_attach, _perf_ioctl" \
	"$(sed -n 's/^failed  *functions  *//p' /tmp/output)"
is "doctor loads the programs or names what this kernel lacks" 1 \
	"$(grep -cE '^ok +programs |^failed +programs .*lacks what the programs use: bpf_[a-z]' /tmp/output)"
is "and where bullseye has a kernel that has them" 1 "$(sed -n '/^failed  *functions /,/^[a-z]/p' /tmp/output | grep -c 'fix: .*linux-image-6.1 in its security archive')"
has "the remedy has integrity, which securityfs does not list" "integrity,apparmor" "$(grep 'fix: put lsm=' /tmp/output)"

has "doctor says what a seccomp profile would leave open" "it leaves open: privileged containers" \
	"$(sed -n '/^failed  *lsm /,/^[a-z]/p' /tmp/output)"

exits "doctor --json fails" 1 gatekeeper doctor --json
is "doctor --json says that the host is not ready" false "$(jq -M .ready /tmp/output)"
is "every failed check has a reason and a remedy" "" \
	"$(jq -Mr '.checks[] | select(.state != "ok") | select((.why and .remedy) | not) | .name' /tmp/output)"

exits "doctor fails if the user is not root" 1 /usr/bin/setpriv --reuid=65534 --clear-groups gatekeeper doctor
has "doctor names the user" "runs as user" "$(grep '^failed  *root ' /tmp/output)"
