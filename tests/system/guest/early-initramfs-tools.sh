# shellcheck shell=bash source-path=SCRIPTDIR
tap_case=early-initramfs-tools
. /test/early.sh
before "in force before the first process of the real root" \
	"$(journal_time _TRANSPORT=kernel -- "in force, proven by a refused call")" \
	"$(journal_time SYSLOG_IDENTIFIER=systemd -- "running in system mode")"
finish
