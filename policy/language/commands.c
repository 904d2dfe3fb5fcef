// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/commands.h"

#include <stddef.h>

#include "bpf-lsm/contract/abi.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BIT(number) (1ULL << (number))

/* All families of a verb, also the one that could not be known. */
#define VERB_OPERATIONS(verb) (0xffffULL << ((verb) << GK_FAMILY_BITS))

#define OPERATION_ROW(number, word, operation) [number] = (operation),
static const unsigned char operation_of[] = {GK_COMMANDS(OPERATION_ROW)};

#define MAP_ATTACH(number, word, family) | BIT(GK_OP_ATTACH_##family)
#define MAP_DETACH(number, word, family) | BIT(GK_OP_DETACH_##family)

uint64_t command_operations(unsigned int command)
{
	unsigned int operation = command < COUNT(operation_of) ? operation_of[command] : GK_OP_UNKNOWN;
	uint64_t operations = BIT(operation);

	if (operation >> GK_FAMILY_BITS && (operation & 15) == GK_FAMILY_UNKNOWN)
		operations = VERB_OPERATIONS(operation >> GK_FAMILY_BITS);
	switch (command) {
	case COMMAND_PROG_ATTACH: /* BPF_F_REPLACE */
		return operations | VERB_OPERATIONS(GK_VERB_REPLACE);
	case COMMAND_MAP_UPDATE_ELEM:
		return operations GK_PROGRAM_MAPS(MAP_ATTACH);
	case COMMAND_MAP_DELETE_ELEM:
		return operations GK_PROGRAM_MAPS(MAP_DETACH);
	default:
		return operations;
	}
}

uint64_t commands_of_operations(uint64_t operations)
{
	uint64_t commands = 0;

	for (unsigned int command = 0; command <= GK_COMMAND_UNKNOWN; command++) {
		if (command_operations(command) & operations)
			commands |= BIT(command);
	}
	return commands;
}
