#!/bin/sh
# The daemon under the sanitizers, on Debian's kernel 6.1.
GK_PROGRAM=${O:-build}/tests/sanitized/gatekeeper GK_LIVE_PROCESSORS=1 exec "$(dirname "$0")/boot" 6.1 cases-sanitized
