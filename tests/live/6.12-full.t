#!/bin/sh
# The full kernel, that of a machine with real hardware: more options and more security modules than the cloud's.
exec "$(dirname "$0")/short" 6.12-full
