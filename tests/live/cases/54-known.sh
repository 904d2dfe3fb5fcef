# The kernel side remembers what it found out about a caller (bpf-lsm/state/remembered.bpf.h). Callers that differ in one
# thing only call in turn: each gets the same answer each time, until another policy is loaded.

new_cgroup other >/dev/null
new_cgroup pods/one >/dev/null
cp "$(command -v call)" /run/copy
ask() { "$@" command 23; } # BTF_GET_NEXT_ID
callers() {
	echo "$(ask call) $(ask as_user 65534 '' call) $(ask as_user 65533 '' call) $(ask in_cgroup pods/one call)" \
		"$(ask in_cgroup other call) $(ask /run/copy) $(ask unshare --uts call)"
}

is "control: without a policy all seven callers are allowed" "allowed allowed allowed allowed allowed allowed allowed" "$(callers)"
cat >$policy <<'POLICY'
version: 1
default: allow
rules:
  - {name: user, deny: inspect, caller: {uid: 65534}}
  - {name: cgroup, deny: inspect, caller: {cgroup: /pods}}
  - {name: file, deny: inspect, caller: {exe: /run/copy}}
  - {name: container, deny: inspect, caller: {from: container}}
POLICY
exits "load succeeds: a policy that treats the callers differently" 0 gatekeeper load --all-programs $policy
for time in first second third; do
	is "under the first policy each caller gets its own answer the $time time" "allowed refused allowed refused allowed refused refused" "$(callers)"
done
sed -i 's/65534/65533/; s,/pods,/other,; s/from: container/from: host, uid: 0/' $policy
exits "load succeeds: a policy that says the opposite" 0 gatekeeper load $policy
for time in first second third; do
	is "under the second policy each caller gets its own answer the $time time" "refused allowed refused refused refused refused allowed" "$(callers)"
done
rm /run/copy
