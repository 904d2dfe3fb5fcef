// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/part-text.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "policy/language/words.h"
#include "policy/source/text.h"

#define TEXT_SIZE (PATH_MAX + 1)

static bool has(const uint64_t *set, size_t number)
{
	return set[number / 64] >> (number % 64) & 1;
}

static void print_word(const struct word_set *words, size_t number, char *ret_text)
{
	const struct word *word = word_by_number(words, number);

	snprintf(ret_text, TEXT_SIZE, "%s", word ? word->text : "unknown");
}

static void print_executable(const struct diff_input *input, size_t number, char *ret_text)
{
	const struct diff_key *key = &input->executable.key[number];

	for (size_t i = 0; i < input->names->executable_count; i++) {
		const struct diff_executable *executable = &input->names->executable[i];

		if (executable->id.inode == key->a && executable->id.device == key->b) {
			snprintf(ret_text, TEXT_SIZE, "%s", executable->path);
			return;
		}
	}
	if (key->a == 0 && key->b == 0) { /* the kernel knows no executable of the caller */
		snprintf(ret_text, TEXT_SIZE, "unknown");
		return;
	}
	snprintf(ret_text, TEXT_SIZE, "inode %" PRIu64 " of device %" PRIu64 ":%" PRIu64, key->a, key->b >> 20,
		 key->b & 0xfffff);
}

static void print_name(const struct diff_key *key, char *ret_text)
{
	char bytes[GK_PROGRAM_NAME_SIZE + 1] = {0};

	memcpy(bytes, &key->a, sizeof(key->a));
	memcpy(bytes + sizeof(key->a), &key->b, sizeof(key->b));
	snprintf(ret_text, TEXT_SIZE, "%s", bytes);
}

/* The kernel's tag is bytes. */
static void print_tag(const struct diff_key *key, char *ret_text)
{
	unsigned char bytes[GK_PROGRAM_TAG_SIZE];

	memcpy(bytes, &key->a, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		sprintf(ret_text + 2 * i, "%02x", bytes[i]);
}

static void print_pair(const struct diff_input *input, enum diff_part part, size_t number, char *ret_text)
{
	if (part == DIFF_PART_NAMESPACES)
		snprintf(ret_text, TEXT_SIZE, "%s: %s", word_text(&namespace_words, number / 2),
			 number & 1 ? "not-init" : "init");
	else
		snprintf(ret_text, TEXT_SIZE, "%s%s", number & 1 ? "" : "not ",
			 word_text(&capability_words, input->capability[number / 2]));
}

static void print_value(const struct diff_input *input, enum diff_part part, size_t number, char *ret_text)
{
	if (diff_part_info[part].kind == DIFF_PART_WORDS)
		print_word(diff_part_info[part].words, number, ret_text);
	else if (diff_part_info[part].kind == DIFF_PART_PAIRS)
		print_pair(input, part, number, ret_text);
	else if (number == 0)
		snprintf(ret_text, TEXT_SIZE, "others");
	else if (part == DIFF_PART_EXECUTABLE)
		print_executable(input, number, ret_text);
	else if (part == DIFF_PART_PROGRAM_NAME)
		print_name(&input->name.key[number], ret_text);
	else if (part == DIFF_PART_PROGRAM_TAG)
		print_tag(&input->tag.key[number], ret_text);
	else
		snprintf(ret_text, TEXT_SIZE, "%s", input->names->cgroup[number].path);
}

static void print_uids(const struct diff_input *input, size_t first, size_t end, char *ret_text)
{
	unsigned int last = end < input->uid_count ? input->uid[end] - 1 : UINT32_MAX;

	if (input->uid[first] == last)
		snprintf(ret_text, TEXT_SIZE, "%u", last);
	else
		snprintf(ret_text, TEXT_SIZE, "%u-%u", input->uid[first], last);
}

/* In the init namespace of every type. */
static bool is_all_init(enum diff_part part, const uint64_t *set)
{
	uint64_t init = 0;

	for (size_t i = 0; i < GK_NAMESPACE_COUNT; i++)
		init |= 1ULL << (2 * i);
	return part == DIFF_PART_NAMESPACES && *set == init;
}

json_t *diff_part_texts(const struct diff_input *input, enum diff_part part, const uint64_t *set)
{
	json_t *texts = json_array();
	const size_t size = diff_part_size(input, part);
	char text[TEXT_SIZE], escaped[TEXT_SIZE];

	if (is_all_init(part, set)) {
		json_array_append_new(texts, json_string("all: init"));
		return texts;
	}
	for (size_t i = 0, end; i < size && texts; i = end) {
		end = i + 1;
		if (!has(set, i))
			continue;
		while (part == DIFF_PART_UID && end < size && has(set, end))
			end++;
		if (part == DIFF_PART_UID)
			print_uids(input, i, end, text);
		else
			print_value(input, part, i, text);
		text_escape(text, strlen(text), escaped, sizeof(escaped));
		json_array_append_new(texts, json_string(escaped));
	}
	return texts;
}
