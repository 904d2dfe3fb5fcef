# boot on a host with nothing known, with GRUB, with a read-only /etc, with an edited drop-in, twice, in a container.

drop_in=/etc/default/grub.d/zz-gatekeeper.cfg
built_in=$(sed -n 's/^CONFIG_LSM="\(.*\)"/\1/p' /boot/config-$(uname -r))
composed=lsm=$built_in,bpf

# All of what boot may write, to see that nothing of it was.
written() { find /etc /boot /run/gatekeeper* -type f ! -name '*.lock' -exec sha256sum {} + 2>/dev/null | sort; }
written >/tmp/before

exits "no boot loader that is known: it fails" 1 gatekeeper boot enable
is "and prints the exact words" "$composed" "$(head -n 1 /tmp/output)"
has "and what to do with them" "on the kernel's command line" "$(cat /tmp/output)"
exits "nothing to undo" 0 gatekeeper boot disable
is "nothing is written" "" "$(written | diff /tmp/before -)"

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

exits "boot show" 0 gatekeeper boot show --json
is "the mechanism" grub "$(jq -Mr .mechanism.name /tmp/output)"
is "the next boot is without bpf" false "$(jq -Mr .next.bpf /tmp/output)"
exits "enable --dry-run" 0 gatekeeper boot enable --dry-run
has "shows the difference" "+gatekeeper_lsm=\"$composed\"" "$(cat /tmp/output)"
is "nothing is written" "" "$(written | diff /tmp/before -)"
exits "doctor names the remedy" 1 gatekeeper doctor
is "for now and for the next boot" "gatekeeper boot enable gatekeeper boot enable" \
	"$(sed -n 's/.*fix: \(gatekeeper boot.*\)/\1/p' /tmp/output | xargs)"

exits "in a container: refused" 1 unshare --pid --fork --uts gatekeeper boot enable
has "it says why" "running in a container (not in the init " "$(cat /tmp/output)"
mkdir -p /tmp/root/usr /tmp/root/proc /tmp/root/etc
for dir in bin lib lib64; do ln -sfn usr/$dir /tmp/root/$dir; done
mount --bind /usr /tmp/root/usr && mount -t proc proc /tmp/root/proc
exits "in a chroot: refused" 1 chroot /tmp/root gatekeeper boot enable
has "it says why" "not that of process 1" "$(cat /tmp/output)"
umount /tmp/root/usr /tmp/root/proc
exits "not as root: refused" 1 /usr/bin/setpriv --reuid=65534 --clear-groups gatekeeper boot enable
has "it says so" "run as root" "$(cat /tmp/output)"

mount -t tmpfs etc /mnt && cp -a /etc/. /mnt && mount --move /mnt /etc && mount -o remount,ro /etc
exits "a read-only /etc: refused" 1 gatekeeper boot enable
has "it says what and why" "read-only" "$(tr A-Z a-z </tmp/output)"
umount /etc
touch /run/broken
exits "a broken update-grub: refused" 1 gatekeeper boot enable
has "with what it said" "this update-grub is broken" "$(cat /tmp/output)"
has "and that nothing stays" "everything is undone" "$(cat /tmp/output)"
rm /run/broken
is "after all these nothing is written" "" "$(written | diff /tmp/before -)"

exits "enable" 0 gatekeeper boot enable
has "the boot loader has it" " ro  $composed quiet" "$(cat /boot/grub/grub.cfg)"
written >/tmp/enabled
exits "enable twice" 0 gatekeeper boot enable
has "there is nothing to do" "nothing to do" "$(cat /tmp/output)"
is "nothing is written" "" "$(written | diff /tmp/enabled -)"
exits "doctor still fails" 1 gatekeeper doctor
has "only the reboot is missing" "only the reboot is missing" "$(grep '^failed  *lsm ' /tmp/output)"
has "the next boot is as it must be" "ok          boot         $composed" "$(cat /tmp/output)"
touch -d '2001-01-01 00:00' $drop_in
exits "had it been enabled before this boot" 1 gatekeeper doctor
has "it says that this boot did not take it" "did not take it" "$(grep '^failed  *lsm ' /tmp/output)"

echo GRUB_TIMEOUT=1 >>$drop_in
written >/tmp/edited
exits "an edited drop-in: enable refuses" 1 gatekeeper boot enable
has "it says which file" "$drop_in is not as the gatekeeper wrote it" "$(cat /tmp/output)"
exits "and so does disable" 1 gatekeeper boot disable
is "it is left as it is" "" "$(written | diff /tmp/edited -)"
sed -i '/GRUB_TIMEOUT/d' $drop_in
exits "disable" 0 gatekeeper boot disable
exits "disable twice" 0 gatekeeper boot disable
is "what was there is there" "" "$(written | diff /tmp/before -)"

gatekeeper boot enable --dry-run | sed -n 's/^+gatekeeper_lsm="lsm=\(.*\)"/\1/p' >/run/composed
