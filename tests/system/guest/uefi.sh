# Shared by the scripts of the guests that systemd-boot boots: the firmware's variables, the boot entries, what comes next.
# shellcheck shell=bash
kver=$(uname -r)
esp=/boot/efi
efivars=/sys/firmware/efi/efivars
mount $esp

# loader_variable NAME: a variable of the Boot Loader Interface, which is UTF-16 behind four bytes of attributes
loader_variable() { cat "$efivars/$1-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f" 2>/dev/null | tail -c +5 | tr -d '\0'; }

# All files of the ESP but the seed, which systemd-boot changes at each boot.
esp_sums() { (cd $esp && find . -type f ! -name random-seed -exec sha256sum {} + | LC_ALL=C sort -k 2); }
settings() { find /etc/kernel -maxdepth 1 -type f -exec sha256sum {} + | sort; }

# What bootctl, a second opinion, says of the entry that it takes for the default one.
default_entry() { bootctl list --json=short | jq -r ".[] | select(.isDefault) | .$1"; }
lsm_of() { grep -o 'lsm=[^ ]*' | tail -n 1; }

# What the gatekeeper says of the next boot: true, false or null, and the list.
next_boot() { gatekeeper boot show --json | jq -r '.next | "\(.bpf) \(.lsm)"'; }

# This boot enforces.
proven() {
	is "the last lsm= of this boot is what enable configured" "lsm=$(cat /root/configured)" "$(lsm_of </proc/cmdline)"
	has "bpf is an active security module" ,bpf, ",$(cat /sys/kernel/security/lsm),"
	exits "doctor passes" 0 gatekeeper doctor
	is "both units are active" "active active" "$(systemctl is-active gatekeeper gatekeeper-load | xargs)"
	is "no unit failed" "" "$(systemctl --failed --plain --no-legend)"
	exits "status reports enforcement, by a call denied just now" 0 gatekeeper status
	has "the first call of the container was denied" "refused EPERM" "$(journalctl -b -u container.service)"
	is "a later call of the container is denied" refused "$(container_attach)"
}

# This boot has none of it.
gone() {
	is "this boot has the command line of before" "$(cat /root/cmdline)" "$(words_of_boot)"
	is "bpf is not an active security module" "" "$(grep -ow bpf /sys/kernel/security/lsm)"
	is "the container may attach" allowed "$(container_attach)"
	is "the next boot has no bpf" "false landlock,lockdown,yama,integrity,apparmor" "$(next_boot)"
}
# The command line without the initrd= of an entry, which an image does not have.
words_of_boot() { tr ' ' '\n' </proc/cmdline | grep -v '^$\|^initrd=' | xargs; }

enable() {
	exits "boot enable succeeds" 0 gatekeeper boot enable
	sed -n 's/^configured for the next boot .*: lsm=//p' /tmp/output >/root/configured
	has "it configured a list with bpf" ,bpf "$(cat /root/configured)"
	is "the next boot has that list" "true $(cat /root/configured)" "$(next_boot)"
}
disable() {
	exits "boot disable succeeds" 0 gatekeeper boot disable
	is "each file of the ESP is as before" "$(cat /root/esp)" "$(esp_sums)"
	is "the settings are as before" "$(cat /root/settings)" "$(settings)"
}
remember() {
	esp_sums >/root/esp
	settings >/root/settings
}

# build_image LINE: builds EFI/Linux/vendor.efi, as somebody elsewhere would, and signs it
key=/root/secure-boot.key certificate=/root/secure-boot.pem
build_image() {
	ukify build --linux="/boot/vmlinuz-$kver" --initrd="/boot/initrd.img-$kver" --uname="$kver" --cmdline="$1" \
		--secureboot-private-key=$key --secureboot-certificate=$certificate --output=$esp/EFI/Linux/vendor.efi
}
