// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/host/power-off.h"

#define DAYS_MAX 36500
#define MEBIBYTES_MAX (1 << 20)

/* An option whose value is a number. Not given: *value stays. */
struct number_option {
	const char *name;
	const char *text;
	uint64_t minimum, maximum;
	uint64_t *value;
};

/* An option whose value is one of `words`, which end with NULL. Not given: the first one. */
struct choice_option {
	const char *name;
	const char *text;
	const char *const *words;
	unsigned int *index;
};

static int read_number(const struct number_option *option, struct failure *failure)
{
	unsigned long long number;
	char *end;

	if (!option->text)
		return 0;
	errno = 0;
	number = strtoull(option->text, &end, 10);
	if (!isdigit((unsigned char)*option->text) || *end || errno || number < option->minimum ||
	    number > option->maximum)
		return failure_set(failure, -EINVAL, "--%s is a number from %llu to %llu, not '%s'", option->name,
				   (unsigned long long)option->minimum, (unsigned long long)option->maximum,
				   option->text);
	*option->value = number;
	return 0;
}

/* "never or batch" */
static void list_words(const char *const words[], char *ret_list, size_t size)
{
	size_t length = 0;

	*ret_list = '\0';
	for (size_t i = 0; words[i] && length < size; i++) {
		const char *separator = i == 0 ? "" : words[i + 1] ? ", " : " or ";

		length += (size_t)snprintf(ret_list + length, size - length, "%s%s", separator, words[i]);
	}
}

static int read_choice(const struct choice_option *option, struct failure *failure)
{
	char list[64];

	for (unsigned int i = 0; option->words[i]; i++) {
		if (!option->text || strcmp(option->text, option->words[i]) == 0) {
			*option->index = i;
			return 0;
		}
	}
	list_words(option->words, list, sizeof(list));
	return failure_set(failure, -EINVAL, "--%s is %s, not '%s'", option->name, list, option->text);
}

static int check_disk_full(enum disk_full disk_full, struct failure *failure)
{
	if (disk_full != DISK_FULL_HALT || power_off_is_possible())
		return 0;
	return failure_set(failure, -EINVAL,
			   "--disk-full halt asks systemd to shut the machine down, and process 1 is another program");
}

static const char *const disk_full_words[] = {
	[DISK_FULL_SUSPEND] = "suspend", [DISK_FULL_ROTATE] = "rotate", [DISK_FULL_HALT] = "halt", NULL};
static const char *const sync_words[] = {"never", "batch", NULL};

int daemon_options_read(const struct daemon_words *words, struct daemon_options *ret_options, struct failure *failure)
{
	uint64_t mebibytes = 0, days = 0, keep = LOG_ROTATE_KEEP;
	unsigned int disk_full, sync;
	const struct number_option numbers[] = {
		{"rotate-size", words->rotate_size, 1, MEBIBYTES_MAX, &mebibytes},
		{"rotate-age", words->rotate_age, 1, DAYS_MAX, &days},
		{"rotate-keep", words->rotate_keep, 1, LOG_ROTATE_KEEP_MAXIMUM, &keep},
	};
	const struct choice_option choices[] = {
		{"disk-full", words->disk_full, disk_full_words, &disk_full},
		{"sync", words->sync, sync_words, &sync},
	};
	int error = 0;

	for (size_t i = 0; !error && i < ARRAY_LENGTH(numbers); i++)
		error = read_number(&numbers[i], failure);
	for (size_t i = 0; !error && i < ARRAY_LENGTH(choices); i++)
		error = read_choice(&choices[i], failure);
	if (error)
		return error;
	error = check_disk_full(disk_full, failure);
	if (error)
		return error;
	ret_options->rotation = (struct log_rotation){
		.size = mebibytes << 20, .seconds = days * 24 * 60 * 60, .keep = (unsigned int)keep};
	ret_options->disk_full = disk_full;
	ret_options->sync = sync;
	return 0;
}

unsigned int daemon_load_flags(const struct daemon_options *options)
{
	return (options->audit ? POLICY_LOAD_AUDIT : 0U) | (options->allow_writable ? POLICY_LOAD_WRITABLE : 0U);
}
