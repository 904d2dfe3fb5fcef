// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Follows the hash chain from the oldest file to the newest line: see verify.h. */
#include "gatekeeper/log/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/log/chain.h"
#include "gatekeeper/log/files.h"
#include "gatekeeper/log/input.h"

struct verification {
	struct log_chain chain;
	bool begun;       /* a line with a hash was seen */
	bool from_start;  /* the first of these follows no other: nothing is missing before it */
	uint64_t records; /* lines with a hash */
	uint64_t before;  /* lines without a hash before the first of these */
	bool torn;        /* the last line was cut off by a crash of the machine */
	bool renewed;     /* behind such a line a daemon began a new chain */
};

/* NUL bytes are in no record: the file had grown, and the machine crashed before the bytes were on the disk. */
static size_t count_zeros(const char *line, size_t length)
{
	size_t zeros = 0;

	while (zeros < length && line[length - 1 - zeros] == '\0')
		zeros++;
	return memchr(line, '\0', length - zeros) ? 0 : zeros;
}

/* Older daemons ended such a line, and began a chain behind it. */
static bool is_renewed(struct verification *verification, const char *line, size_t length)
{
	static const struct log_chain nothing;

	if (!verification->torn || !log_chain_follows(&nothing, line, length))
		return false;
	verification->renewed = true;
	return true;
}

/* Returns false if this line does not belong where it is. */
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
	else if (!log_chain_follows(&verification->chain, line, length) && !is_renewed(verification, line, length))
		return false;
	verification->begun = true;
	verification->torn = false;
	verification->chain = chain;
	verification->records++;
	return true;
}

/* Returns false if the line is another one, that is to be looked at. */
static bool take_torn(struct verification *verification, const char *path, uint64_t number, const char *line,
		      size_t length)
{
	size_t zeros = count_zeros(line, length);

	if (!zeros)
		return false;
	printf("%s:%" PRIu64
	       ": cut off by a crash of the machine: %zu bytes are zero, as they were not on the disk yet; "
	       "the latest records before the crash may be missing\n",
	       path, number, zeros);
	verification->torn = true;
	return true;
}

/* Returns 1 if each whole line belongs where it is, 0 with the number of the first that does not, or a negative errno.
 */
static int verify_lines(struct verification *verification, const char *path, FILE *file, uint64_t *ret_number)
{
	_cleanup_free_ char *line = NULL;
	size_t room = 0;

	for (uint64_t number = 1;; number++) {
		ssize_t length = getline(&line, &room, file);
		bool is_whole = length > 0 && line[length - 1] == '\n';

		if (length < 0)
			return feof(file) ? 1 : -errno;
		length -= is_whole;
		/* A last line without its end is being written. */
		if (!take_torn(verification, path, number, line, (size_t)length) && is_whole &&
		    !take_line(verification, line, (size_t)length)) {
			*ret_number = number;
			return 0;
		}
	}
}

static int verify_file(struct verification *verification, const struct log_files *files, size_t i)
{
	_cleanup_fclose_ FILE *file = NULL;
	const char *path = files->path[i];
	struct log_input *input;
	uint64_t number = 0;
	int r = log_files_open(files, i, &input);

	if (r == 0)
		r = log_input_as_stream(input, &file);

	if (r < 0) {
		print_error("cannot open %s: %s", path, strerror(-r));
		return EXIT_FAILED;
	}
	r = verify_lines(verification, path, file, &number);
	if (r < 0)
		print_error("cannot read %s: %s", path,
			    r == -EBADMSG ? "the compressed data is damaged or cut off" : strerror(-r));
	if (r == 0)
		printf("%s:%" PRIu64
		       ": the chain is broken: this record was changed, or one before it was removed or inserted\n",
		       path, number);
	return r > 0 ? EXIT_OK : EXIT_FAILED;
}

static void print_verified(const struct verification *verification)
{
	char text[2 * LOG_CHAIN_SIZE + 1];

	if (!verification->begun) {
		printf("no record has a hash: there is nothing to verify\n");
		return;
	}
	log_chain_text(&verification->chain, text);
	if (verification->renewed)
		printf("%" PRIu64
		       " records, the chain begins anew after a crash: that nothing was removed there cannot be "
		       "verified; it ends with %s\n",
		       verification->records, text);
	else
		printf("%" PRIu64 " records, the chain is whole and ends with %s\n", verification->records, text);
	if (verification->before)
		printf("%" PRIu64 " lines before it have no hash\n", verification->before);
	if (!verification->from_start)
		printf("the chain starts in an older file that is missing; the first record cannot be verified\n");
}

int log_verify(const char *path)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	struct verification verification = {0};
	int code = EXIT_OK;

	if (log_files_find(path, &files) < 0) {
		print_error("%s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < files.count && code == EXIT_OK; i++)
		code = verify_file(&verification, &files, i);
	if (code != EXIT_OK)
		return code;
	print_verified(&verification);
	return verification.begun && !verification.renewed ? EXIT_OK : EXIT_FAILED;
}
