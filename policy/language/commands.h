/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which operations a bpf() command can become, by the tables of bpf-lsm/contract/vocabulary.h. */
#ifndef POLICY_LANGUAGE_COMMANDS_H
#define POLICY_LANGUAGE_COMMANDS_H

#include <stdint.h>

#define COMMAND_PROG_ATTACH 8
#define COMMAND_MAP_UPDATE_ELEM 2
#define COMMAND_MAP_DELETE_ELEM 3

/*
 * A set of operations, bit by number: what the command of this number can turn out to be as its attach type, program,
 * link or map is looked at. A number that is not in the table is the operation `unknown`.
 */
uint64_t command_operations(unsigned int command);

/* Bit c: bpf() command c can become one of `operations`; GK_COMMAND_UNKNOWN: those that are not in the table. */
uint64_t commands_of_operations(uint64_t operations);

#endif
