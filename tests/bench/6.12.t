#!/bin/sh
# What calls cost on Debian's kernel 6.12, as a test.
exec "$(dirname "$0")/as-test" 6.12
