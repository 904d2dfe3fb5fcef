#!/bin/sh
# The whole storm of reloads, 10,000 publishes, on Debian's kernel 6.12.
GK_LIVE_ONLY=47 GK_STORM=${GK_STORM:-10000} exec "$(dirname "$0")/boot" 6.12
