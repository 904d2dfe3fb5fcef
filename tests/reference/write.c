// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/reference/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/reference/world.h"

static const char *const namespaces[] = {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup", "time"};
static const char *const relations[] = {"own", "own-subtree", "outside", "below"};
static const char *const netns[] = {"own", "init", "other"};
static const char *const logs[] = {"denied", "all", "none"};
static const char *const sides[] = {"host", "container"};
static const char *const verbs[] = {"", "attach", "replace", "detach"};

/* A list that is written as its items come; `indent` is that of its key. */
struct writer {
	FILE *file;
	struct random_state *random;
	bool block;
	size_t count;
	int indent;
};

static struct writer start(FILE *file, struct random_state *random, int indent, const char *key)
{
	struct writer writer = {.file = file, .random = random, .indent = indent, .block = random_chance(random, 30)};

	fprintf(file, "%*s%s:%s", indent, "", key, writer.block ? "\n" : " [");
	return writer;
}

static void item(struct writer *writer, const char *text)
{
	const char *quote = text[0] == '*' || text[0] == '\0' ? "'" : random_chance(writer->random, 20) ? "\"" : "";

	if (writer->block)
		fprintf(writer->file, "%*s- %s%s%s\n", writer->indent + 2, "", quote, text, quote);
	else
		fprintf(writer->file, "%s%s%s%s", writer->count ? ", " : "", quote, text, quote);
	writer->count++;
}

static void end(struct writer *writer)
{
	if (!writer->block)
		fputs("]\n", writer->file);
}

/* The items of a mask over a table of rows with a text. */
#define ITEMS(writer, mask, table, count, text) \
	do { \
		for (size_t row = 0; row < (count); row++) { \
			if ((mask) >> row & 1) \
				item(writer, (table)[row] text); \
		} \
	} while (0)

static void write_operations(FILE *file, struct random_state *random, const struct said_rule *rule)
{
	struct writer writer = start(file, random, 4, rule->deny ? "deny" : "allow");
	char text[64];

	if (rule->star)
		item(&writer, "*");
	for (size_t i = 0; i < WORLD_SINGLES; i++) {
		if (rule->operations >> world_singles[i].number & 1)
			item(&writer, world_singles[i].text);
	}
	for (unsigned int verb = 1; verb <= 3; verb++) {
		snprintf(text, sizeof(text), "%s:*", verbs[verb]);
		if (rule->stars >> verb & 1)
			item(&writer, text);
		for (unsigned int family = 0; family < WORLD_FAMILIES; family++) {
			snprintf(text, sizeof(text), "%s:%s", verbs[verb], world_families[family]);
			if (rule->operations >> (verb * 16 + family) & 1)
				item(&writer, text);
		}
	}
	end(&writer);
}

static void write_uids(FILE *file, struct random_state *random, const struct said_rule *rule)
{
	struct writer writer = start(file, random, 6, "uid");
	char text[32];

	for (size_t i = 0; i < rule->range_count; i++) {
		if (rule->ranges[i][0] == rule->ranges[i][1])
			snprintf(text, sizeof(text), "%u", rule->ranges[i][0]);
		else
			snprintf(text, sizeof(text), "%u-%u", rule->ranges[i][0], rule->ranges[i][1]);
		item(&writer, text);
	}
	end(&writer);
}

static void write_members(FILE *file, const struct said_rule *rule)
{
	bool any = false;

	for (size_t i = 0; i < 8; i++) {
		if (rule->member[i] == ANY)
			continue;
		fprintf(file, "%s        %s: %s\n", any ? "" : "      namespaces:\n", namespaces[i],
			rule->member[i] ? "init" : "not-init");
		any = true;
	}
}

static bool has_caller(const struct said_rule *rule)
{
	for (size_t i = 0; i < 8; i++) {
		if (rule->member[i] != ANY)
			return true;
	}
	return rule->from != ANY || rule->range_count || rule->executables || rule->caller_cgroups ||
	       rule->capabilities;
}

#define WRITE_LIST(file, random, key, mask, table, count, text) \
	do { \
		if (mask) { \
			struct writer list = start(file, random, 6, key); \
\
			ITEMS(&list, mask, table, count, text); \
			end(&list); \
		} \
	} while (0)

static void write_caller(FILE *file, struct random_state *random, const struct said_rule *rule)
{
	if (!has_caller(rule))
		return;
	fputs("    caller:\n", file);
	if (rule->from != ANY)
		fprintf(file, "      from: %s\n", sides[rule->from]);
	write_members(file, rule);
	if (rule->range_count)
		write_uids(file, random, rule);
	WRITE_LIST(file, random, "exe", rule->executables, world_executables, WORLD_EXECUTABLES, .path);
	WRITE_LIST(file, random, "cgroup", rule->caller_cgroups, world_cgroups, WORLD_CGROUPS, .path);
	WRITE_LIST(file, random, "capabilities", rule->capabilities, world_capabilities, WORLD_CAPABILITIES, .text);
}

static void write_target(FILE *file, struct random_state *random, const struct said_rule *rule)
{
	if (!rule->relations && !rule->target_cgroups && !rule->netns)
		return;
	fputs("    target:\n", file);
	if (rule->relations || rule->target_cgroups) {
		struct writer writer = start(file, random, 6, "cgroup");

		ITEMS(&writer, rule->relations, relations, 4, );
		ITEMS(&writer, rule->target_cgroups, world_cgroups, WORLD_CGROUPS, .path);
		end(&writer);
	}
	WRITE_LIST(file, random, "netns", rule->netns, netns, 3, );
}

static void write_program(FILE *file, struct random_state *random, const struct said_rule *rule)
{
	static const char *const signed_text[] = {
		[SAID_UNSIGNED] = "no", [SAID_SIGNED] = "yes", [SAID_SIGNED_BY_USER] = "user"};

	if (!rule->program_types && !rule->names && !rule->tags && rule->is_signed == ANY)
		return;
	fputs("    program:\n", file);
	WRITE_LIST(file, random, "type", rule->program_types, world_program_types, WORLD_PROGRAM_TYPES, .text);
	WRITE_LIST(file, random, "name", rule->names, world_names, WORLD_NAMES, );
	WRITE_LIST(file, random, "tag", rule->tags, world_tags, WORLD_TAGS, );
	if (rule->is_signed != ANY)
		fprintf(file, "      signed: %s\n", signed_text[rule->is_signed]);
}

static void write_rule(FILE *file, struct random_state *random, const struct said_rule *rule, size_t index)
{
	fprintf(file, "  - name: rule-%zu\n", index);
	write_operations(file, random, rule);
	if (rule->types) {
		struct writer writer = start(file, random, 4, "attach-types");

		ITEMS(&writer, rule->types, world_types, WORLD_TYPES, .text);
		end(&writer);
	}
	write_caller(file, random, rule);
	write_target(file, random, rule);
	write_program(file, random, rule);
	if (rule->race != ANY)
		fprintf(file, "    race: %s\n", rule->race == SAID_RACE_VERIFY ? "verify" : "deny");
	if (rule->log != ANY)
		fprintf(file, "    log: %s\n", logs[rule->log]);
}

static void write_head(FILE *file, struct random_state *random, const struct said_policy *policy)
{
	struct writer writer;

	fprintf(file, "version: 1\nmode: %s\ndefault: %s\nlog: %s\nhost:\n", policy->audit ? "audit" : "enforce",
		policy->deny ? "deny" : "allow", logs[policy->log]);
	writer = start(file, random, 2, "namespaces");
	if (policy->host == 255)
		item(&writer, "all");
	else
		ITEMS(&writer, policy->host, namespaces, 8, );
	end(&writer);
	if (policy->not_in_cgroups) {
		writer = start(file, random, 2, "not-in-cgroups");
		ITEMS(&writer, policy->not_in_cgroups, world_cgroups, WORLD_CGROUPS, .path);
		end(&writer);
	}
	fputs(policy->count ? "rules:\n" : "rules: []\n", file);
}

/* The line behind `length` bytes of text. */
static unsigned int line_behind(const char *text, size_t length)
{
	unsigned int line = 1;

	for (size_t i = 0; i < length; i++)
		line += text[i] == '\n';
	return line;
}

char *said_write(struct said_policy *policy, struct random_state *random)
{
	char *text = NULL;
	size_t size = 0, before = 0;
	FILE *file = open_memstream(&text, &size);
	unsigned int line = 1;

	if (!file)
		return NULL;
	write_head(file, random, policy);
	for (size_t i = 0; i < policy->count; i++) {
		fflush(file);
		line += line_behind(text + before, size - before) - 1;
		before = size;
		policy->rules[i].line = line;
		write_rule(file, random, &policy->rules[i], i);
	}
	fclose(file);
	return text;
}
