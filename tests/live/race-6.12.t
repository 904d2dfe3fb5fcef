#!/bin/sh
# Each race between a check and what was checked, 100,000 tries: of a descriptor, an ID, a link, a mount, an execve().
GK_RACE=100000 GK_LIVE_ONLY='@(32|52|90)-' GK_LIVE_TIMEOUT=14400 exec "$(dirname "$0")/boot" 6.12
