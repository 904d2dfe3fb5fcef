#!/bin/sh
# The cases in which something races, on Debian's kernel 6.1 and two processors: see 6.1.t.
GK_LIVE_ONLY='@(32|90)-' exec "$(dirname "$0")/boot" 6.1
