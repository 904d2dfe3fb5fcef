#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
# Module of dracut: the program and its policy into the initramfs, where the administrator asked for it.
# shellcheck disable=SC2154 # moddir is dracut's

check() {
	require_binaries gatekeeper || return 1
	[ -e /etc/gatekeeper/initramfs ] && return 0
	return 255
}

install() {
	gatekeeper check /etc/gatekeeper/policy.yaml >&2 ||
		dwarn 'gatekeeper: the policy is wrong: the initramfs will not be able to load it'
	inst_multiple cat mount umount /usr/sbin/gatekeeper
	inst_simple /usr/lib/gatekeeper/load-early
	inst_simple /etc/gatekeeper/policy.yaml
	inst_hook pre-pivot 90 "$moddir/load.sh"
}
