# Third boot, from dracut's initramfs; this script is the first process of the real root.
# shellcheck shell=bash source-path=SCRIPTDIR
PATH=/usr/sbin:/usr/bin:/sbin:/bin
. /test/tap.sh
tap_case=early-dracut

mount -t tmpfs tmpfs /tmp
is "control: this script is the first process" 1 $PPID
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup2 /sys/fs/cgroup
has "status says that the policy was loaded by another executable" "another executable loaded it" "$(gatekeeper status)"
has "the kernel's log has the load of the initramfs" "active, proven by a denied test call" "$(dmesg | grep "gatekeeper in the initramfs: ")"
mkdir /sys/fs/cgroup/target
attach() { "$@" /test/probe attach --cgroup /sys/fs/cgroup/target --type cgroup_inet_sock_create --route link-create; }
has "control: the host may attach" allowed "$(attach 2>&1)"
has "a caller in other namespaces is denied" refused "$(attach unshare --uts --ipc 2>&1)"
rmdir /sys/fs/cgroup/target
finish
