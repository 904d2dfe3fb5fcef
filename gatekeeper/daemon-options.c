// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Words and numbers of the daemon's options: see daemon-options.h. */
#include "daemon-options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

static int read_number(const char *name, const char *text, uint64_t least, uint64_t most, uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	if (!text)
		return 0;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || number < least || number > most) {
		misuse("--%s is a number from %llu to %llu, not '%s'", name, (unsigned long long)least,
		       (unsigned long long)most, text);
		return -EINVAL;
	}
	*ret_number = number;
	return 0;
}

/* The index of a word of two. */
static int read_choice(const char *name, const char *text, const char *first, const char *second, bool *ret_second)
{
	if (!text || strcmp(text, first) == 0)
		return 0;
	if (strcmp(text, second) != 0) {
		misuse("--%s is %s or %s, not '%s'", name, first, second, text);
		return -EINVAL;
	}
	*ret_second = true;
	return 0;
}

int daemon_options_read(const struct daemon_words *words, struct daemon_options *ret_options)
{
	uint64_t mebibytes = 0, days = 0, keep = LOG_ROTATE_KEEP;
	struct daemon_options options = {0};
	bool rotate = false;
	int error = read_number("rotate-size", words->rotate_size, 1, 1 << 20, &mebibytes);

	error = error ?: read_number("rotate-age", words->rotate_age, 1, 36500, &days);
	error = error ?: read_number("rotate-keep", words->rotate_keep, 1, LOG_ROTATE_KEEP_MAXIMUM, &keep);
	error = error ?: read_choice("disk-full", words->disk_full, "suspend", "rotate", &rotate);
	error = error ?: read_choice("sync", words->sync, "never", "batch", &options.sync);
	if (error)
		return error;
	options.rotation = (struct log_rotation){
		.size = mebibytes << 20, .seconds = days * 24 * 60 * 60, .keep = (unsigned int)keep};
	options.disk_full = rotate ? DISK_FULL_ROTATE : DISK_FULL_SUSPEND;
	*ret_options = options;
	return 0;
}
