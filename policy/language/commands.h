/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the rows of GK_COMMANDS (bpf-lsm/contract/kernel-numbers.h) mean for a bpf() command of this number. */
#ifndef POLICY_LANGUAGE_COMMANDS_H
#define POLICY_LANGUAGE_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

/*
 * A set of operations, bit by number: what the command can turn out to be as its attach type, program, link or map is
 * looked at. A number that is not in the table is the operation `unknown`.
 */
uint64_t command_operations(unsigned int number);

/*
 * Those that the command becomes if another thread repoints its descriptor, beside what it is anyway: the gate asks
 * about each of them if the descriptor table is shared (bpf-lsm/request/command.bpf.h).
 */
uint64_t command_raced_operations(unsigned int number);

/* Whether the command is about a program, be it one that is known later. */
bool command_has_program(unsigned int number);

/* Bit c: bpf() command c can become one of `operations`; GK_COMMAND_UNKNOWN: those that are not in the table. */
uint64_t commands_of_operations(uint64_t operations);

#endif
