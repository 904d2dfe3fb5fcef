# TUTORIAL.md from step 3 on, in its own commands and with the kernel: watch, enforce on trial, a denial, why, the exception.

cat >$policy <<'END'
version: 1
mode: audit                     # logs each verdict and denies nothing
default: allow                  # what no rule names stays as the kernel decides it
rules:
  - name: no-cgroup-programs-from-containers
    deny: [attach:cgroup, replace:cgroup, detach:cgroup]
    caller: {from: container}   # not in all of the host's own namespaces
END
rm -f $log
mkdir -p $cgroups/system.slice
start_daemon
exits "the program of step 5 is loaded" 0 bpftool prog load /live/pass.bpf.o /sys/fs/bpf/pass
as_container() { unshare --pid --fork --net bpftool cgroup attach $cgroups/system.slice egress pinned /sys/fs/bpf/pass; }
denied() { gatekeeper log --file $log --denied; }
denied_has() { denied | grep -q -- "$1"; }

# Step 3: watch first.
has "step 3: status says what audit means" "audit: decisions are logged, nothing is denied" "$(gatekeeper status)"
exits "step 3: in audit mode bpftool attaches from a container" 0 as_container
becomes "step 3: log --denied shows what would have been denied" 10 denied_has "deny(audit) attach:cgroup"
has "step 3: the summary by caller has bpftool" "bpftool" "$(gatekeeper log --file $log --summary --by caller)"
exits "step 3: report writes a page" 0 gatekeeper report --file $log --since yesterday --output /run/report.html
has "step 3: the page has the rule" "no-cgroup-programs-from-containers" "$(cat /run/report.html)"
bpftool cgroup detach $cgroups/system.slice egress pinned /sys/fs/bpf/pass

# Step 4: enforce.
sed -i 's/^mode: audit .*/mode: enforce/' $policy
becomes "step 4: the daemon loads the changed policy" 15 status_is mode enforce
has "step 4: status says that it enforces" "enforcing (a test call was denied just now)" "$(gatekeeper status)"

# Steps 5 and 6: the first denied container, and why.
as_container >/tmp/denial 2>&1
is "step 5: bpftool fails" "255" $?
has "step 5: it says what failed" "failed to attach program" "$(cat /tmp/denial)"
becomes "step 5: the log has the denial" 10 denied_has "deny attach:cgroup cgroup_inet_egress by bpftool"
has "step 5: it is of a container" "container (not init: pid net)" "$(denied | tail -n 1)"
has "step 5: by the rule, with its line" "rule no-cgroup-programs-from-containers:5" "$(denied | tail -n 1)"
gatekeeper why --last --file $log >/tmp/why
for text in "The policy denied it: rule 'no-cgroup-programs-from-containers', line 5. The caller got EPERM." \
	"To allow just this, put this rule in front of line 5" "- name: allow-bpftool-attach-cgroup" \
	"Checked: with this rule," "The rule also allows:"; do
	has "step 6: why says: $text" "$text" "$(cat /tmp/why)"
done

# Step 7: the exception.
id=$(gatekeeper log --file $log --denied --tail 1 --format event.id)
is "step 7: edit --allow writes the rule" 0 "$(echo y | VISUAL=true gatekeeper edit --file $log --allow "$id" $policy >/tmp/output 2>&1; echo $?)"
has "step 7: it shows what would be allowed" "denied before, now allowed:" "$(cat /tmp/output)"
has "step 7: and which recent decision" "now allowed, 2 times: attach:cgroup by /usr/bin/bpftool of user 0" "$(cat /tmp/output)"
exits "step 7: the policy is sound" 0 gatekeeper check $policy
has "step 7: explain says that the policy allows it" "allow-bpftool-attach-cgroup" \
	"$(gatekeeper log --file $log --json --denied --tail 1 | gatekeeper explain $policy -)"
exits "step 7: the same call is allowed" 0 as_container
is "step 7: another program is denied as before" refused "$(attach --enter pid-children,net)"

bpftool cgroup detach $cgroups/system.slice egress pinned /sys/fs/bpf/pass
rm -f /sys/fs/bpf/pass /run/report.html
