#!/bin/sh
# The live tests on Debian's newest kernel. The storm of reloads is 6.12's; so are 57, 63, 68, 69 and 91; 46 and 85 are
# 6.1's, too.
GK_LIVE_WITHOUT='46 47 57 63 68 69 85 91' exec "$(dirname "$0")/boot" newest
