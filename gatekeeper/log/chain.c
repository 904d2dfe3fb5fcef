// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The hash chain over the lines of the log: see chain.h. */
#include "gatekeeper/log/chain.h"

#include <errno.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX ",\"chain\":\""
#define PREFIX_LENGTH (sizeof(PREFIX) - 1)
_Static_assert(PREFIX_LENGTH + 2 * LOG_CHAIN_SIZE + 2 == LOG_CHAIN_SUFFIX, "the suffix of a line");
_Static_assert(LOG_CHAIN_SIZE == SHA256_DIGEST_LENGTH, "the hash of a line");

/* Over the hash before and the line as it was: without the suffix and the last '}'. */
static struct log_chain hash(const struct log_chain *before, const char *line, size_t length)
{
	struct log_chain after;
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, before->hash, sizeof(before->hash));
	SHA256Update(&context, (const uint8_t *)line, length);
	SHA256Final(after.hash, &context);
	return after;
}

void log_chain_text(const struct log_chain *chain, char ret_text[2 * LOG_CHAIN_SIZE + 1])
{
	for (size_t i = 0; i < LOG_CHAIN_SIZE; i++)
		snprintf(ret_text + 2 * i, 3, "%02x", chain->hash[i]);
}

int log_chain_seal(const struct log_chain *before, const char *line, size_t length, char **ret_line, size_t *ret_length,
		   struct log_chain *ret_after)
{
	char text[2 * LOG_CHAIN_SIZE + 1];
	struct log_chain after;
	char *sealed = NULL;
	int size;

	if (length < 4 || line[length - 1] != '\n' || line[length - 2] != '}')
		return -EINVAL;
	after = hash(before, line, length - 2);
	log_chain_text(&after, text);
	size = asprintf(&sealed, "%.*s" PREFIX "%s\"}\n", (int)length - 2, line, text);
	if (size < 0)
		return -ENOMEM;
	*ret_line = sealed;
	*ret_length = size;
	*ret_after = after;
	return 0;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool log_chain_read(const char *line, size_t length, struct log_chain *ret_chain)
{
	const char *suffix = line + length - LOG_CHAIN_SUFFIX;
	struct log_chain chain;

	if (length < LOG_CHAIN_SUFFIX || memcmp(suffix, PREFIX, PREFIX_LENGTH) != 0 ||
	    memcmp(line + length - 2, "\"}", 2) != 0)
		return false;
	suffix += PREFIX_LENGTH;
	for (size_t i = 0; i < LOG_CHAIN_SIZE; i++) {
		int high = digit(suffix[2 * i]), low = digit(suffix[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		chain.hash[i] = high << 4 | low;
	}
	*ret_chain = chain;
	return true;
}

bool log_chain_follows(const struct log_chain *before, const char *line, size_t length)
{
	struct log_chain chain, expected;

	if (!log_chain_read(line, length, &chain))
		return false;
	expected = hash(before, line, length - LOG_CHAIN_SUFFIX);
	return memcmp(&chain, &expected, sizeof(chain)) == 0;
}
