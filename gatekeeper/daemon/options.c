// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Words and numbers of the daemon's options: see daemon-options.h. */
#include "gatekeeper/daemon/options.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/host/power-off.h"
#include "gatekeeper/cli/verb.h"

static int read_number(const char *name, const char *text, uint64_t least, uint64_t most, uint64_t *ret_number)
{
	unsigned long long number;
	char *end;

	if (!text)
		return 0;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || number < least || number > most) {
		print_misuse("--%s is a number from %llu to %llu, not '%s'", name, (unsigned long long)least,
			     (unsigned long long)most, text);
		return -EINVAL;
	}
	*ret_number = number;
	return 0;
}

/* The index of one of `words`, which end with NULL. */
static int read_choice(const char *name, const char *text, const char *const words[], unsigned int *ret_index)
{
	char list[64] = "";
	size_t length = 0;
	unsigned int i;

	*ret_index = 0;
	for (i = 0; words[i]; i++) {
		if (!text || strcmp(text, words[i]) == 0) {
			*ret_index = i;
			return 0;
		}
		length += (size_t)snprintf(list + length, sizeof(list) - length, "%s%s",
					   !i              ? ""
					   : !words[i + 1] ? " or "
							   : ", ",
					   words[i]);
	}
	print_misuse("--%s is %s, not '%s'", name, list, text);
	return -EINVAL;
}

static const char *const disk_full_words[] = {
	[DISK_FULL_SUSPEND] = "suspend", [DISK_FULL_ROTATE] = "rotate", [DISK_FULL_HALT] = "halt", NULL};
static const char *const sync_words[] = {"never", "batch", NULL};

int daemon_options_read(const struct daemon_words *words, struct daemon_options *ret_options)
{
	uint64_t mebibytes = 0, days = 0, keep = LOG_ROTATE_KEEP;
	struct daemon_options options = {0};
	unsigned int disk_full, sync;
	int error = read_number("rotate-size", words->rotate_size, 1, 1 << 20, &mebibytes);

	error = error ?: read_number("rotate-age", words->rotate_age, 1, 36500, &days);
	error = error ?: read_number("rotate-keep", words->rotate_keep, 1, LOG_ROTATE_KEEP_MAXIMUM, &keep);
	error = error ?: read_choice("disk-full", words->disk_full, disk_full_words, &disk_full);
	error = error ?: read_choice("sync", words->sync, sync_words, &sync);
	if (error)
		return error;
	if (disk_full == DISK_FULL_HALT && !power_off_is_possible()) {
		print_misuse(
			"--disk-full halt asks systemd to shut the machine down, and process 1 is another program");
		return -EINVAL;
	}
	options.rotation = (struct log_rotation){
		.size = mebibytes << 20, .seconds = days * 24 * 60 * 60, .keep = (unsigned int)keep};
	options.disk_full = disk_full;
	options.sync = sync;
	*ret_options = options;
	return 0;
}
