#!/bin/sh
# Each operation of load, unload, start, stop, kill and so on, followed by each: a guest of its own, as they take minutes; on the
# kernel that loads fastest.
# `make orders` has more.
GK_ORDERS=pairs GK_LIVE_PROCESSORS=1 GK_LIVE_ONLY=82 exec "$(dirname "$0")/boot" 6.1
