// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Follows the hash chain from the oldest file to the newest line: see log-verify.h. */
#include "gatekeeper/log/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/log/chain.h"
#include "gatekeeper/cli/verb.h"

#define FILES_MAX 1000

struct verification {
	struct log_chain chain;
	bool begun;      /* a line with a hash was seen */
	bool from_start; /* the first of these goes on from nothing: nothing is missing before it */
	uint64_t records;
	uint64_t before; /* lines without a hash, before any that has one */
};

/* False: this line does not belong where it is. */
static bool take_line(struct verification *verification, const char *line, size_t length)
{
	static const struct log_chain nothing;
	struct log_chain chain;

	if (!log_chain_read(line, length, &chain)) {
		verification->before += !verification->begun;
		return !verification->begun;
	}
	if (!verification->begun)
		verification->from_start = log_chain_follows(&nothing, line, length);
	else if (!log_chain_follows(&verification->chain, line, length))
		return false;
	verification->begun = true;
	verification->chain = chain;
	verification->records++;
	return true;
}

static int verify_file(struct verification *verification, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	uint64_t number = 0;
	bool whole = true;
	ssize_t length;

	if (!file) {
		print_error("%s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	while (whole && (length = getline(&line, &room, file)) > 0) {
		number++;
		/* A last line without its end is one that is being written. */
		if (line[length - 1] == '\n')
			whole = take_line(verification, line, length - 1);
	}
	free(line);
	fclose(file);
	if (whole)
		return EXIT_OK;
	printf("%s:%" PRIu64
	       ": the chain is broken: this record was changed, or one before it was removed or inserted\n",
	       path, number);
	return EXIT_FAILED;
}

static void print_verified(const struct verification *verification)
{
	char text[2 * LOG_CHAIN_SIZE + 1];

	if (!verification->begun) {
		printf("no record has a hash: there is nothing to verify\n");
		return;
	}
	log_chain_text(&verification->chain, text);
	printf("%" PRIu64 " records, the chain is whole and ends with %s\n", verification->records, text);
	if (verification->before)
		printf("%" PRIu64 " lines before it have no hash\n", verification->before);
	if (!verification->from_start)
		printf("it goes on from records that are not here: the first one can't be verified\n");
}

static char *numbered(const char *path, unsigned int number)
{
	char *text = NULL;

	return asprintf(&text, number ? "%s.%u" : "%s", path, number) < 0 ? NULL : text;
}

static unsigned int count_rotated(const char *path)
{
	unsigned int count = 0;
	bool there = true;

	while (there && count < FILES_MAX) {
		char *name = numbered(path, count + 1);

		there = name && access(name, F_OK) == 0;
		count += there;
		free(name);
	}
	return count;
}

int log_verify(const char *path)
{
	struct verification verification = {0};
	int code = EXIT_OK;

	for (int number = (int)count_rotated(path); number >= 0 && code == EXIT_OK; number--) {
		char *name = numbered(path, number);

		code = name ? verify_file(&verification, name) : EXIT_FAILED;
		free(name);
	}
	if (code == EXIT_OK)
		print_verified(&verification);
	return code == EXIT_OK && !verification.begun ? EXIT_FAILED : code;
}
