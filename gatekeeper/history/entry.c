// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/entry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

static const struct word how_rows[] = {
#define HISTORY_ROW(name, value, word, documentation) {.number = (name), .text = (word), .doc = (documentation)},
	HISTORY_HOWS(HISTORY_ROW)
#undef HISTORY_ROW
};

const struct word_set history_how_words = {
	.noun = "change", .words = how_rows, .count = ARRAY_LENGTH(how_rows), .listed = "gatekeeper(8)"};

static uint32_t read_login_uid(void)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/loginuid", "re");
	uint32_t uid;

	return file && fscanf(file, "%u", &uid) == 1 ? uid : HISTORY_NO_UID;
}

void history_entry_sign(struct history_entry *entry)
{
	ssize_t length = readlink("/proc/self/exe", entry->executable, sizeof(entry->executable) - 1);

	entry->executable[length < 0 ? 0 : length] = '\0';
	entry->time = time(NULL);
	entry->uid = getuid();
	entry->login_uid = read_login_uid();
}

void history_entry_make(const struct gk_image *image, const char *path, enum history_how how,
			struct history_entry *ret_entry)
{
	*ret_entry = (struct history_entry){.how = how, .mode = image->mode, .rule_count = image->rule_count};
	policy_digest_text(image->digest, ret_entry->digest);
	snprintf(ret_entry->path, sizeof(ret_entry->path), "%s", path);
	history_entry_sign(ret_entry);
}

static int set_login_uid(json_t *json, const struct history_entry *entry)
{
	if (entry->login_uid == HISTORY_NO_UID)
		return 0;
	return json_object_set_new(json, "login_uid", json_integer(entry->login_uid));
}

static int set_difference(json_t *json, const struct history_entry *entry)
{
	if (!entry->difference[0])
		return 0;
	return json_object_set_new(json, "difference", json_string(entry->difference));
}

json_t *history_entry_to_json(const struct history_entry *entry)
{
	json_t *json = json_pack("{s:I,s:s,s:s,s:s,s:I,s:s,s:I,s:s}", "time", (json_int_t)entry->time, "how",
				 word_text(&history_how_words, entry->how), "digest", entry->digest, "mode",
				 word_text(&mode_words, entry->mode), "rules", (json_int_t)entry->rule_count, "path",
				 entry->path, "uid", (json_int_t)entry->uid, "executable", entry->executable);

	if (!json || (!set_login_uid(json, entry) && !set_difference(json, entry)))
		return json;
	json_decref(json);
	return NULL;
}

static bool is_digest(const char *text)
{
	return strlen(text) == 2 * GK_DIGEST_SIZE && strspn(text, "0123456789abcdef") == 2 * GK_DIGEST_SIZE;
}

/* Copies a text that fits and is not empty. */
static bool copy_text(const char *text, char *ret_text, size_t size)
{
	return *text && snprintf(ret_text, size, "%s", text) < (int)size;
}

static bool is_number(json_int_t number)
{
	return number >= 0 && number <= UINT32_MAX;
}

int history_entry_from_json(const json_t *json, struct history_entry *ret_entry)
{
	struct history_entry entry = {0};
	const struct word *how_word, *mode_word;
	const char *how, *digest, *mode, *path, *executable, *difference = "";
	json_int_t time, rules, uid, login_uid = HISTORY_NO_UID;

	if (json_unpack((json_t *)json, "{s:I,s:s,s:s,s:s,s:I,s:s,s:I,s:s,s?I,s?s}", "time", &time, "how", &how,
			"digest", &digest, "mode", &mode, "rules", &rules, "path", &path, "uid", &uid, "executable",
			&executable, "login_uid", &login_uid, "difference", &difference))
		return -EINVAL;
	how_word = word_by_text(&history_how_words, how);
	mode_word = word_by_text(&mode_words, mode);
	if (!how_word || !mode_word || !is_digest(digest) || !is_number(rules) || !is_number(uid) ||
	    !is_number(login_uid) || time < 0 || time > UINT32_MAX ||
	    !copy_text(path, entry.path, sizeof(entry.path)) ||
	    snprintf(entry.executable, sizeof(entry.executable), "%s", executable) >= (int)sizeof(entry.executable) ||
	    snprintf(entry.difference, sizeof(entry.difference), "%s", difference) >= (int)sizeof(entry.difference))
		return -EINVAL;
	strcpy(entry.digest, digest);
	entry.time = time;
	entry.how = how_word->number;
	entry.mode = mode_word->number;
	entry.rule_count = (uint32_t)rules;
	entry.uid = (uint32_t)uid;
	entry.login_uid = (uint32_t)login_uid;
	*ret_entry = entry;
	return 0;
}

bool history_entry_is_alike(const struct history_entry *a, const struct history_entry *b)
{
	return strcmp(a->digest, b->digest) == 0 && a->mode == b->mode;
}
