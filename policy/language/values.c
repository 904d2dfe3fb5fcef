// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/base/hidden-character.h"
#include "policy/language/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/container-names.h"
#include "policy/language/paths.h"
#include "policy/language/unit-names.h"
#include "policy/source/text.h"

/* A list that is being read into one of the policy's pools. */
struct name_list {
	struct names *names;
	unsigned int number; /* of this list */
	struct list list;
};

static int add_number(struct policy *policy, unsigned int number)
{
	if (policy->number_count == policy->number_room) {
		size_t room = policy->number_room * 2;
		unsigned int *numbers = realloc(policy->numbers, room * sizeof(*numbers));

		if (!numbers)
			return -ENOMEM;
		policy->numbers = numbers;
		policy->number_room = room;
	}
	policy->numbers[policy->number_count++] = number;
	return 0;
}

static void add_name(struct reader *reader, const struct node *item, const char *text, struct name_list *list)
{
	struct policy *policy = reader->policy;
	struct name *name;

	if (reader->error < 0 || policy->too_many_names)
		return;
	reader->error = names_add(list->names, text, item->place, &name);
	if (reader->error < 0)
		return;
	if (name->list == list->number) {
		report_twice(reader, item);
		return;
	}
	name->list = list->number;
	reader->error = add_number(policy, name->number);
	list->list.count++;
	if (!policy_has_too_many_names(policy))
		return;
	policy->too_many_names = true;
	findings_add(
		reader->findings, CHECK_TOO_COMPLEX, item->place,
		"more than %d executables, cgroups, units, program names and tags, the limit of a policy; name fewer",
		GK_NAMES_MAX);
}

static struct name_list start_list(struct reader *reader, struct names *names)
{
	return (struct name_list){
		.names = names,
		.number = ++reader->policy->list_count,
		.list.first = reader->policy->number_count,
	};
}

static int by_number(const void *a, const void *b)
{
	const unsigned int *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static struct list end_list(struct reader *reader, const struct name_list *list)
{
	if (list->list.count > 0)
		qsort(reader->policy->numbers + list->list.first, list->list.count, sizeof(unsigned int), by_number);
	return list->list;
}

static void read_names(struct reader *reader, const struct node *value, struct names *names, const char *noun,
		       item_reader read, struct list *ret_list)
{
	struct name_list list = start_list(reader, names);

	read_items(reader, value, noun, read, &list);
	*ret_list = end_list(reader, &list);
}

/* What is wrong with an absolute path; NULL: nothing. A path that is written in two ways would be two names. */
static const char *path_mistake(const char *path)
{
	if (path[0] != '/')
		return "must be an absolute path, beginning with /";
	if (!text_is_shown(path))
		return "has a character that editors do not show; remove it";
	if (path[strlen(path) - 1] == ' ')
		return "ends with a blank; remove it";
	if (path_is_pattern(path))
		return "looks like a pattern; paths are literal: list each path, or name a cgroup above";
	for (const char *part = path; *part; part += strcspn(part, "/")) {
		size_t length = strcspn(++part, "/");

		if (length == 0 && part[0] == '/')
			return "has an empty part (//); remove one";
		if (length == 0 && part > path + 1)
			return "ends with /; remove it";
		if ((length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.'))
			return "has a part '.' or '..'; write the path without";
	}
	return NULL;
}

static bool check_path(struct reader *reader, const struct node *item, const char *mistake)
{
	if (mistake)
		findings_add(reader->findings, CHECK_BAD_PATH, item->place, "'%.100s' %s", item->text, mistake);
	return !mistake;
}

bool expect_path(struct reader *reader, const struct node *value)
{
	if (!expect_word(reader, value, "the path of a directory"))
		return false;
	return check_path(reader, value,
			  text_is_shown(value->text) ? NULL : "has a character that editors do not show; remove it");
}

static void read_executable(struct reader *reader, const struct node *item, void *context)
{
	const char *mistake = path_mistake(item->text);
	char *path = strdupa(item->text);

	if (!mistake && !item->text[1])
		mistake = "is a directory, not an executable";
	if (!check_path(reader, item, mistake))
		return;
	path_from_log(item->text, path);
	add_name(reader, item, path, context);
}

void read_executables(struct reader *reader, const struct node *value, struct list *ret_list)
{
	read_names(reader, value, &reader->policy->executables, "executable", read_executable, ret_list);
}

static void read_cgroup(struct reader *reader, const struct node *item, void *context)
{
	const char *mistake = path_mistake(item->text);
	char *path = strdupa(item->text);

	if (!mistake && (strcmp(item->text, CGROUP_ROOT) == 0 ||
			 strncmp(item->text, CGROUP_ROOT "/", strlen(CGROUP_ROOT "/")) == 0))
		mistake = "must be the path below " CGROUP_ROOT ", as /proc/self/cgroup shows it";
	if (!mistake && path_level(item->text) >= GK_CGROUP_LEVELS - 1)
		mistake = "is deeper than a policy can name; name a cgroup above it";
	if (!check_path(reader, item, mistake))
		return;
	path_from_log(item->text, path);
	add_name(reader, item, path, context);
}

void read_cgroups(struct reader *reader, const struct node *value, struct list *ret_list)
{
	read_names(reader, value, &reader->policy->cgroups, "cgroup", read_cgroup, ret_list);
}

static void read_unit(struct reader *reader, const struct node *item, void *context)
{
	const char *mistake = unit_mistake(item->text);

	if (mistake)
		findings_add(reader->findings, CHECK_BAD_UNIT, item->place, "'%.100s' %s", item->text, mistake);
	else
		add_name(reader, item, item->text, context);
}

void read_units(struct reader *reader, const struct node *value, struct list *ret_list)
{
	read_names(reader, value, &reader->policy->units, "unit", read_unit, ret_list);
}

struct container_list {
	struct name_list names;
	enum container_key key;
};

static void read_container_text(struct reader *reader, const struct node *item, void *context)
{
	struct container_list *list = context;
	const char *mistake = container_mistake(list->key, item->text);

	if (mistake)
		findings_add(reader->findings, CHECK_BAD_CONTAINER, item->place, "'%.100s' %s", item->text, mistake);
	else
		add_name(reader, item, item->text, &list->names);
}

void read_container_texts(struct reader *reader, const struct node *value, enum container_key key,
			  struct list *ret_list)
{
	struct container_list list = {.names = start_list(reader, &reader->policy->container_texts), .key = key};

	read_items(reader, value, word_text(&container_keys.words, key), read_container_text, &list);
	*ret_list = end_list(reader, &list.names);
}

static void add_all_services(struct reader *reader, const struct node *item, void *context)
{
	add_name(reader, item, UNIT_ALL_SERVICES, context);
}

void read_services(struct reader *reader, const struct node *value, struct list *ret_list)
{
	if (value->kind != NODE_WORD || (strcmp(value->text, "yes") != 0 && strcmp(value->text, "no") != 0))
		read_units(reader, value, ret_list);
	else if (strcmp(value->text, "yes") == 0)
		read_names(reader, value, &reader->policy->units, "unit", add_all_services, ret_list);
}

struct target_list {
	struct name_list names;
	uint8_t relations;
};

static void read_target_cgroup(struct reader *reader, const struct node *item, void *context)
{
	const struct word *word = word_by_text(&relation_words, item->text);
	struct target_list *list = context;

	if (item->text[0] == '/') {
		read_cgroup(reader, item, &list->names);
		return;
	}
	if (!word || !word->policy) {
		report_word(reader, item, &relation_words, (struct several[]){{"an absolute path", 0}, {0}});
		return;
	}
	if (list->relations & 1U << word->number)
		report_twice(reader, item);
	list->relations |= 1U << word->number;
}

void read_target_cgroups(struct reader *reader, const struct node *value, uint8_t *ret_relations, struct list *ret_list)
{
	struct target_list list = {.names = start_list(reader, &reader->policy->cgroups)};

	read_items(reader, value, "target cgroup", read_target_cgroup, &list);
	*ret_relations = list.relations;
	*ret_list = end_list(reader, &list.names);
}

/* The kernel gives a program no name with another character. */
static void read_program_name(struct reader *reader, const struct node *item, void *context)
{
	size_t length = strlen(item->text);

	if (length >= GK_PROGRAM_NAME_SIZE ||
	    strspn(item->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != length) {
		findings_add(reader->findings, CHECK_BAD_PROGRAM_NAME, item->place,
			     "'%.64s' is not a program name: it must have at most %d characters of a-z, A-Z, 0-9, '_' "
			     "and '.'",
			     item->text, GK_PROGRAM_NAME_SIZE - 1);
		return;
	}
	add_name(reader, item, item->text, context);
}

void read_program_names(struct reader *reader, const struct node *value, struct list *ret_list)
{
	read_names(reader, value, &reader->policy->program_names, "program name", read_program_name, ret_list);
}

#define TAG_DIGITS (2 * GK_PROGRAM_TAG_SIZE)

static void read_program_tag(struct reader *reader, const struct node *item, void *context)
{
	char tag[TAG_DIGITS + 1] = "";

	if (strlen(item->text) != TAG_DIGITS || strspn(item->text, "0123456789abcdefABCDEF") != TAG_DIGITS) {
		findings_add(
			reader->findings, CHECK_BAD_TAG, item->place,
			"'%.64s' is not a program tag: it must have %d hexadecimal digits, as bpftool prog shows them",
			item->text, TAG_DIGITS);
		return;
	}
	for (size_t i = 0; i < TAG_DIGITS; i++)
		tag[i] = item->text[i] | (item->text[i] >= 'A' ? 'a' - 'A' : 0);
	add_name(reader, item, tag, context);
}

void read_program_tags(struct reader *reader, const struct node *value, struct list *ret_list)
{
	read_names(reader, value, &reader->policy->program_tags, "tag", read_program_tag, ret_list);
}

void read_message(struct reader *reader, const struct node *value, char *ret_message)
{
	size_t length;

	if (!expect_word(reader, value, "a line of text"))
		return;
	length = strlen(value->text);
	if (length > 0 && length < GK_MESSAGE_SIZE && text_is_shown(value->text)) {
		memcpy(ret_message, value->text, length + 1);
		return;
	}
	findings_add(reader->findings, CHECK_BAD_MESSAGE, value->place,
		     "message %s; it must be one line of 1 to %d bytes without control characters",
		     length == 0                 ? "is empty"
		     : length >= GK_MESSAGE_SIZE ? "is too long"
						 : "has a control character",
		     GK_MESSAGE_SIZE - 1);
}
