#!/bin/sh
# Runs in the guest that was booted with the lsm= that `boot enable` composed: collects for boot-5.10.t which modules the
# kernel started.
dmesg >/run/dmesg
cat /sys/kernel/security/lsm >/run/active
gatekeeper doctor >/run/doctor
exit 0
