// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb list-operations: the operations of a policy, from the tables of the compiler and the kernel side. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/route-hooks.h"
#include "policy/base/cleanup.h"
#include "policy/language/commands.h"
#include "policy/language/words.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json;

static const struct {
	uint64_t mask;
	const char *text;
} whole_verbs[] = {
	{GK_ALL_OF_VERB(GK_VERB_ATTACH), "attach:*"},
	{GK_ALL_OF_VERB(GK_VERB_REPLACE), "replace:*"},
	{GK_ALL_OF_VERB(GK_VERB_DETACH), "detach:*"},
};

/* Calls `take` with the name of each operation of a set; all operations of a verb are one, as attach:*. */
static void each_operation(uint64_t operations, void (*take)(const char *text, void *context), void *context)
{
	for (size_t i = 0; i < ARRAY_LENGTH(whole_verbs); i++) {
		if ((operations & whole_verbs[i].mask) != whole_verbs[i].mask)
			continue;
		take(whole_verbs[i].text, context);
		operations &= ~whole_verbs[i].mask;
	}
	for (; operations; operations &= operations - 1)
		take(word_text(&operation_words, __builtin_ctzll(operations)), context);
}

static void print_operation(const char *text, void *context)
{
	bool *first = context;

	printf("%s%s", *first ? "" : ", ", text);
	*first = false;
}

static void print_operations(uint64_t operations)
{
	bool first = true;

	each_operation(operations, print_operation, &first);
	putchar('\n');
}

static void print_names(void)
{
	printf("Operations, by their names in a policy; '*' means all of them:\n");
	for (size_t i = 0; i < operation_words.count; i++) {
		if (operation_words.words[i].number <= GK_OP_UNKNOWN)
			printf("  %-30s %s\n", operation_words.words[i].text, operation_words.words[i].doc);
	}
	printf("  %-30s %s\n", "attach:F, replace:F, detach:F", "F is a family, or * for all of them:");
	for (size_t i = 0; i < family_words.count; i++) {
		if (family_words.words[i].number != GK_FAMILY_UNKNOWN)
			printf("    %-28s %s\n", family_words.words[i].text, family_words.words[i].doc);
	}
}

static void print_families(const char *title, const struct word_set *set)
{
	printf("\n%s\n", title);
	for (size_t i = 0; i < set->count; i++)
		printf("  %-30s %s\n", set->words[i].text, word_text(&family_words, set->words[i].family));
}

static void print_commands(void)
{
	printf("\nCommands of bpf(), and the operations that each can be, which depends on its attach type, program, "
	       "link or map:\n");
	for (size_t i = 0; i < command_words.count; i++) {
		printf("  %-30s ", command_words.words[i].text);
		print_operations(command_operations(command_words.words[i].number));
	}
	printf("  %-30s ", "(any other)");
	print_operations(command_operations(GK_COMMAND_UNKNOWN));
}

#define ROUTE_OPERATIONS(program, row_route, bits) operations |= route == (row_route) ? (bits) : 0;

static uint64_t operations_of_route(unsigned int route)
{
	uint64_t operations = 0;

	GK_ROUTE_HOOKS(ROUTE_OPERATIONS)
	return operations;
}

static void print_routes(void)
{
	printf("\nNon-bpf() paths to the kernel, in the log as bpf.route, and the operations that each can be:\n");
	for (size_t i = 0; i < route_words.count; i++) {
		const struct word *word = &route_words.words[i];

		if (word->number == GK_ROUTE_BPF)
			continue;
		printf("  %-30s %s: ", word->text, word->doc);
		print_operations(operations_of_route(word->number));
	}
}

static void print_all(void)
{
	print_names();
	print_commands();
	print_routes();
	print_families("Attach types, and the family F of attach:F, replace:F and detach:F:", &attach_type_words);
	print_families("Link types, for LINK_UPDATE and LINK_DETACH:", &link_type_words);
	print_families("Map types, for MAP_UPDATE_ELEM (attach:F) and MAP_DELETE_ELEM (detach:F):", &map_type_words);
	printf("\nProgram types, for program.type:\n");
	for (size_t i = 0; i < program_type_words.count; i++) {
		if (program_type_words.words[i].policy)
			printf("  %s\n", program_type_words.words[i].text);
	}
}

static void append_operation(const char *text, void *context)
{
	json_array_append_new(context, json_string(text));
}

static json_t *operations_to_json(void)
{
	json_t *array = json_array();

	for (size_t i = 0; i < operation_words.count; i++) {
		const struct word *word = &operation_words.words[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:i, s:b, s:s}", "operation", word->text, "number",
						(int)word->number, "policy", word->policy, "description", word->doc));
	}
	return array;
}

static json_t *commands_to_json(void)
{
	json_t *array = json_array();

	for (size_t i = 0; i < command_words.count; i++) {
		const struct word *word = &command_words.words[i];
		json_t *operations = json_array();

		each_operation(command_operations(word->number), append_operation, operations);
		json_array_append_new(array, json_pack("{s:s, s:i, s:o}", "command", word->text, "number",
						       (int)word->number, "operations", operations));
	}
	return array;
}

static json_t *families_to_json(const char *key, const struct word_set *set)
{
	json_t *array = json_array();

	for (size_t i = 0; i < set->count; i++)
		json_array_append_new(array, json_pack("{s:s, s:i, s:s}", key, set->words[i].text, "number",
						       (int)set->words[i].number, "family",
						       word_text(&family_words, set->words[i].family)));
	return array;
}

static json_t *routes_to_json(void)
{
	json_t *array = json_array();

	for (size_t i = 0; i < route_words.count; i++) {
		const struct word *word = &route_words.words[i];
		json_t *operations = json_array();

		each_operation(operations_of_route(word->number), append_operation, operations);
		if (word->number == GK_ROUTE_BPF)
			json_decref(operations);
		else
			json_array_append_new(array, json_pack("{s:s, s:o, s:s}", "route", word->text, "operations",
							       operations, "description", word->doc));
	}
	return array;
}

static int print_tables(void)
{
	json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "operations", operations_to_json(), "commands",
				   commands_to_json(), "routes", routes_to_json(), "attach_types",
				   families_to_json("attach_type", &attach_type_words), "link_types",
				   families_to_json("link_type", &link_type_words), "map_types",
				   families_to_json("map_type", &map_type_words));
	int error = print_json(object, JSON_INDENT(2));

	if (!error)
		return EXIT_OK;
	print_error("cannot print the operations: %s", strerror(-error));
	return EXIT_FAILED;
}

static int run_list_operations(char **arguments)
{
	(void)arguments;
	if (as_json)
		return print_tables();
	print_all();
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print a JSON object", .flag = &as_json},
	{0},
};

const struct verb verb_list_operations = {
	.name = "list-operations",
	.arguments = "",
	.summary = "list the operations that a rule can name, each with its commands and types",
	.options = options,
	.run = run_list_operations,
};
