# Sixth boot, of which the gatekeeper is gone. Then images with a signature: that of kernel-install, and one that was built
# elsewhere, which the administrator builds again with the list that the gatekeeper prints.
# shellcheck shell=bash source-path=SCRIPTDIR
. /test/tap.sh
. /test/world.sh
. /test/uefi.sh
tap_case=uefi-image-gone

image=$(echo $esp/EFI/Linux/*.efi)
signed() { sbverify --cert $certificate "$1"; }

has "control: an image booted" "systemd-stub 257" "$(loader_variable StubInfo)"
gone

# --- an image of kernel-install, with a signature ------------------------------------------------------
exits "someone signed the image" 0 sbsign --key $key --cert $certificate --output "$image" "$image"
remember
exits "boot enable fails" 1 gatekeeper boot enable
has "it says that the signature would be lost" "without a signature" "$(cat /tmp/output)"
is "it changed nothing" "$(cat /root/esp /root/settings)" "$(esp_sums; settings)"
exits "control: the image has its signature" 0 signed "$image"
printf '[UKI]\nSecureBootPrivateKey=%s\nSecureBootCertificate=%s\n' $key $certificate >/etc/kernel/uki.conf
enable
exits "kernel-install signs it: it has a signature" 0 signed "$image"
exits "boot disable succeeds" 0 gatekeeper boot disable
exits "it has a signature" 0 signed "$image"
is "the next boot has no bpf" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"

# --- an image of elsewhere -----------------------------------------------------------------------------
exits "an image is built elsewhere" 0 build_image "$(cat /root/cmdline)"
exits "it is the default" 0 bootctl set-default vendor.efi
remember
is "the next boot has no bpf" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"
exits "boot enable fails" 1 gatekeeper boot enable
has "it says what to do" "in the unified image vendor.efi: build it again with that word" "$(cat /tmp/output)"
has "and that it is signed" "sign it again" "$(cat /tmp/output)"
is "it changed nothing" "$(cat /root/esp /root/settings)" "$(esp_sums; settings)"
sed -n 's/^lsm=//p' /tmp/output >/root/configured
has "it printed a list with bpf" ,bpf "$(cat /root/configured)"
exits "the image is built again with that" 0 build_image "$(cat /root/cmdline) lsm=$(cat /root/configured)"
is "the next boot has that list" "true $(cat /root/configured)" "$(next_boot)"
exits "boot enable has nothing to do" 0 gatekeeper boot enable
has "it says so" "nothing to do: the next boot has bpf already" "$(cat /tmp/output)"

# --- the order of images -------------------------------------------------------------------------------
exits "no default" 0 bootctl set-default ''
is "bootctl says that the image of kernel-install comes first" "${image##*/}" "$(default_entry id)"
is "and so does the gatekeeper" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"
printf 'ID=aaa\nVERSION_ID=1\n' >/root/os-release
exits "an image of another system" 0 ukify build --linux="/boot/vmlinuz-$kver" --cmdline=lsm=yama --os-release=@/root/os-release \
	--output=$esp/EFI/Linux/first.efi
is "bootctl says that it comes first" first.efi "$(default_entry id)"
is "and so does the gatekeeper" "false yama" "$(next_boot)"
rm $esp/EFI/Linux/first.efi
exits "the image of elsewhere is the default again" 0 bootctl set-default vendor.efi
is "the next boot has its list" "true $(cat /root/configured)" "$(next_boot)"
finish
