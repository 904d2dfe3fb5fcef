#!/bin/sh
# PREEMPT_RT: a program of ours that sleeps where it must not, and an unload that does not wait for the kernel, show here.
exec "$(dirname "$0")/short" 6.12-rt
