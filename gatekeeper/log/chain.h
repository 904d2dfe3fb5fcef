/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Tamper evidence: each line of the audit log ends with a hash over the line and the hash of the line before it.
 * Somebody who changes, removes or inserts a line has to rewrite all later lines; the last hash, kept elsewhere, shows
 * even that.
 */
#ifndef GATEKEEPER_LOG_CHAIN_H
#define GATEKEEPER_LOG_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_CHAIN_SIZE 32              /* SHA-256 */
#define LOG_CHAIN_SUFFIX (10 + 64 + 2) /* ,"chain":"..."} */

/* The hash of a line; all zero: what the first line of all continues. */
struct log_chain {
	uint8_t hash[LOG_CHAIN_SIZE];
};

/*
 * `line` is a JSON object and its '\n'. Gives the line with its hash as the last member, to be freed by the caller, and
 * the hash that the next line continues. Returns 0, -EINVAL if `line` is not an object, or -ENOMEM.
 */
int log_chain_seal(const struct log_chain *before, const char *line, size_t length, char **ret_line, size_t *ret_length,
		   struct log_chain *ret_after);

/* The hash at the end of a line (without its '\n'); false if there is none. */
bool log_chain_read(const char *line, size_t length, struct log_chain *ret_chain);

/* Whether a line (without its '\n') continues `before`. */
bool log_chain_follows(const struct log_chain *before, const char *line, size_t length);

void log_chain_text(const struct log_chain *chain, char ret_text[2 * LOG_CHAIN_SIZE + 1]);

#endif
