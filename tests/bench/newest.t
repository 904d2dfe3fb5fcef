#!/bin/sh
# What calls cost on Debian's newest kernel, as a test.
exec "$(dirname "$0")/as-test" newest
