# boot on a host with an unknown boot loader, with GRUB, with a read-only /etc, with an edited drop-in, twice, in a container.

drop_in=/etc/default/grub.d/zz-gatekeeper.cfg
built_in=$(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' /boot/config-$(uname -r))
composed=lsm=$built_in,bpf

# All files that boot may write, to check that it wrote none.
written() { find /etc /boot /run/gatekeeper* -type f ! -name '*.lock' -exec sha256sum {} + 2>/dev/null | sort; }
written >/tmp/before

exits "boot enable fails if the boot loader is unknown" 1 gatekeeper boot enable
is "boot enable prints the exact parameter to add" "$composed" "$(head -n 1 /tmp/output)"
has "boot enable says where to add the parameter" "on the kernel's command line" "$(cat /tmp/output)"
exits "boot disable succeeds if there is nothing to undo" 0 gatekeeper boot disable
is "boot enable and disable write nothing if the boot loader is unknown" "" "$(written | diff /tmp/before -)"

# A host with GRUB: its settings, and an update-grub that sources them as grub-mkconfig does.
mkdir -p /etc/default /boot/grub /usr/sbin
echo 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX=""' >/etc/default/grub
cat >/usr/sbin/update-grub <<-'END'
	#!/bin/sh
	set -e
	[ ! -e /run/broken ] || { echo "this update-grub is broken" >&2; exit 1; }
	. /etc/default/grub
	for x in /etc/default/grub.d/*.cfg; do
		[ ! -e "$x" ] || . "$x"
	done
	{
		echo "menuentry 'Debian' {"
		echo "	linux	/vmlinuz root=/dev/vda1 ro $GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT"
		echo "}"
	} >/boot/grub/grub.cfg
END
chmod 755 /usr/sbin/update-grub
update-grub
written >/tmp/before

mv /boot/grub/grub.cfg /run
is "without grub.cfg doctor does not know the next boot, and tells root to do something else than be root" \
	"unknown see what is known: gatekeeper boot show" \
	"$(gatekeeper doctor --json | jq -Mr '.checks[] | select(.name == "boot") | "\(.state) \(.remedy)"')"
mv /run/grub.cfg /boot/grub

exits "boot show succeeds" 0 gatekeeper boot show --json
is "boot show names the mechanism" grub "$(jq -Mr .mechanism.name /tmp/output)"
is "boot show says that the next boot lacks bpf" false "$(jq -Mr .next.bpf /tmp/output)"
exits "boot enable --dry-run succeeds" 0 gatekeeper boot enable --dry-run
has "boot enable --dry-run shows the difference" "+gatekeeper_lsm=\"$composed\"" "$(cat /tmp/output)"
is "boot enable --dry-run writes nothing" "" "$(written | diff /tmp/before -)"
exits "doctor fails before boot enable" 1 gatekeeper doctor
is "doctor names the remedy for this boot and the next" "gatekeeper boot enable gatekeeper boot enable" \
	"$(sed -n 's/.*fix: \(gatekeeper boot.*\)/\1/p' /tmp/output | xargs)"

exits "boot enable fails in a container" 1 unshare --pid --fork --uts gatekeeper boot enable
has "boot enable says that it runs in a container" "running in a container (not in the init " "$(cat /tmp/output)"
mkdir -p /tmp/root/usr /tmp/root/proc /tmp/root/etc
for dir in bin lib lib64; do ln -sfn usr/$dir /tmp/root/$dir; done
mount --bind /usr /tmp/root/usr && mount -t proc proc /tmp/root/proc
exits "boot enable fails in a chroot" 1 chroot /tmp/root gatekeeper boot enable
has "boot enable says that the root is not that of process 1" "not that of process 1" "$(cat /tmp/output)"
umount /tmp/root/usr /tmp/root/proc
exits "boot enable fails if the user is not root" 1 /usr/bin/setpriv --reuid=65534 --clear-groups gatekeeper boot enable
has "boot enable says to run it as root" "run as root" "$(cat /tmp/output)"

mount -t tmpfs etc /mnt && cp -a /etc/. /mnt && mount --move /mnt /etc && mount -o remount,ro /etc
exits "boot enable fails if /etc is read-only" 1 gatekeeper boot enable
has "boot enable says that the file system is read-only" "read-only" "$(tr A-Z a-z </tmp/output)"
umount /etc
touch /run/broken
exits "boot enable fails if update-grub fails" 1 gatekeeper boot enable
has "boot enable prints the message of update-grub" "this update-grub is broken" "$(cat /tmp/output)"
has "boot enable says that everything is undone" "everything is undone" "$(cat /tmp/output)"
rm /run/broken
is "all failed calls of boot enable leave every file unchanged" "" "$(written | diff /tmp/before -)"

exits "boot enable succeeds" 0 gatekeeper boot enable
has "grub.cfg has the new parameter" " ro  $composed quiet" "$(cat /boot/grub/grub.cfg)"
written >/tmp/enabled
exits "a second boot enable succeeds" 0 gatekeeper boot enable
has "a second boot enable says that there is nothing to do" "nothing to do" "$(cat /tmp/output)"
is "a second boot enable writes nothing" "" "$(written | diff /tmp/enabled -)"
exits "doctor fails before the reboot" 1 gatekeeper doctor
has "doctor says that only the reboot is missing" "only the reboot is missing" "$(grep '^failed  *lsm ' /tmp/output)"
has "doctor says that the next boot is ready" "ok          boot         $composed" "$(cat /tmp/output)"
touch -d '2001-01-01 00:00' $drop_in
exits "doctor fails if the drop-in is older than this boot" 1 gatekeeper doctor
has "doctor says that this boot did not take the drop-in" "did not take it" "$(grep '^failed  *lsm ' /tmp/output)"

echo GRUB_TIMEOUT=1 >>$drop_in
written >/tmp/edited
exits "boot enable fails if the drop-in was edited" 1 gatekeeper boot enable
has "boot enable names the edited file" "$drop_in is not as the gatekeeper wrote it" "$(cat /tmp/output)"
exits "boot disable fails if the drop-in was edited" 1 gatekeeper boot disable
is "the edited drop-in is left unchanged" "" "$(written | diff /tmp/edited -)"
sed -i '/GRUB_TIMEOUT/d' $drop_in
exits "boot disable succeeds" 0 gatekeeper boot disable
exits "a second boot disable succeeds" 0 gatekeeper boot disable
is "boot disable restores every file" "" "$(written | diff /tmp/before -)"

gatekeeper boot enable --dry-run | sed -n 's/^+gatekeeper_lsm="lsm=\(.*\)"/\1/p' >/run/composed
