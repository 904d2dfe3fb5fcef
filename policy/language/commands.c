// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/commands.h"

#include "policy/base/cleanup.h"

#define BIT(number) (1ULL << (number))

/* A row of GK_COMMANDS, as far as it matters outside the kernel. */
struct command {
	unsigned char operation;
	enum gk_becomes becomes;
	enum gk_source program;
};

#define COMMAND_ROW(id, number, row_operation, row_becomes, row_program, target, netns) \
	[number] = {(row_operation), GK_BECOMES_##row_becomes, GK_IN_##row_program},

/* Of a number that is not in the table. */
static const struct command unknown = {GK_OP_UNKNOWN, GK_BECOMES_ITSELF, GK_IN_NONE};
static const struct command commands[] = {GK_COMMANDS(COMMAND_ROW)};

#define IS_ROW(id, number, ...) | BIT(number)
#define ROWS (0 GK_COMMANDS(IS_ROW))

static const struct command *find_command(unsigned int number)
{
	return number < ARRAY_LENGTH(commands) && ROWS >> number & 1 ? &commands[number] : &unknown;
}

#define MAP_ATTACH(id, number, word, family) | BIT(GK_OP_ATTACH_##family)
#define MAP_DETACH(id, number, word, family) | BIT(GK_OP_DETACH_##family)

uint64_t command_raced_operations(unsigned int number)
{
	enum gk_becomes becomes = find_command(number)->becomes;

	if (becomes == GK_BECOMES_BY_ATTACH_TYPE_AND_PROGRAM)
		return BIT(GK_OP_ATTACH_FREPLACE);
	if (becomes == GK_BECOMES_ATTACH_BY_MAP)
		return 0 GK_PROGRAM_MAPS(MAP_ATTACH);
	return becomes == GK_BECOMES_DETACH_BY_MAP ? 0 GK_PROGRAM_MAPS(MAP_DETACH) : 0;
}

uint64_t command_operations(unsigned int number)
{
	const struct command *command = find_command(number);
	uint64_t any_family = GK_ALL_OF_VERB(gk_verb(command->operation));

	switch (command->becomes) {
	case GK_BECOMES_ITSELF:
	case GK_BECOMES_ATTACH_BY_MAP:
	case GK_BECOMES_DETACH_BY_MAP:
		break;
	case GK_BECOMES_BY_ATTACH_TYPE_AND_FLAGS:
		return any_family | GK_ALL_OF_VERB(GK_VERB_REPLACE);
	case GK_BECOMES_BY_ATTACH_TYPE:
	case GK_BECOMES_BY_ATTACH_TYPE_AND_PROGRAM:
	case GK_BECOMES_BY_PROGRAM:
	case GK_BECOMES_BY_LINK:
		return any_family;
	}
	return BIT(command->operation) | command_raced_operations(number);
}

bool command_has_program(unsigned int number)
{
	return find_command(number)->program != GK_IN_NONE;
}

uint64_t commands_of_operations(uint64_t operations)
{
	uint64_t found = 0;

	for (unsigned int command = 0; command <= GK_COMMAND_UNKNOWN; command++) {
		if (command_operations(command) & operations)
			found |= BIT(command);
	}
	return found;
}
