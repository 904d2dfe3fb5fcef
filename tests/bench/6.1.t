#!/bin/sh
# What calls cost on Debian's kernel 6.1, as a test.
exec "$(dirname "$0")/as-test" 6.1
