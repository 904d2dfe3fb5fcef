# doctor on a kernel whose own list lacks bpf, and which the programs may not know either: each state with its remedy.

exits "doctor: not ready" 1 gatekeeper doctor
has "bpf is not active, by trying it" "bpf is not an active security module" "$(grep '^failed  *lsm ' /tmp/output)"
has "and will not be at the next boot" "own list has no bpf" "$(grep '^failed  *boot ' /tmp/output)"
for check in root namespaces btf jit trampolines lockdown bpffs cgroup2; do
	is "doctor: $check" ok "$(sed -n "s/^\([a-z]*\)  *$check  .*/\1/p" /tmp/output)"
done
is "what this kernel lacks of the functions that are hooked is named" \
	"the kernel has no function perf_event_set_bpf_prog, bpf_raw_tp_link_attach, _perf_ioctl" \
	"$(sed -n 's/^failed  *functions  *//p' /tmp/output)"
is "the programs are taken, or what this kernel lacks is named" 1 \
	"$(grep -cE '^ok +programs |^failed +programs .*lacks what the programs use: bpf_[a-z]' /tmp/output)"
has "the remedy, with integrity, which securityfs does not show" "integrity,apparmor" "$(grep 'fix: put lsm=' /tmp/output)"

exits "doctor --json: not ready" 1 gatekeeper doctor --json
is "it is JSON" false "$(jq -M .ready /tmp/output)"
is "every check that is not ok has a reason and a remedy" "" \
	"$(jq -Mr '.checks[] | select(.state != "ok") | select((.why and .remedy) | not) | .name' /tmp/output)"

exits "without root it fails" 1 /usr/bin/setpriv --reuid=65534 --clear-groups gatekeeper doctor
has "and names the user" "runs as user" "$(grep '^failed  *root ' /tmp/output)"
