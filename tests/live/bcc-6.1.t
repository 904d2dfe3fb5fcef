#!/bin/sh
# bpfcc-tools, which compile their programs in the guest, on Debian's kernel 6.1: the release that has these tools has its
# headers as well.
exec "$(dirname "$0")/boot" 6.1 cases-bcc
