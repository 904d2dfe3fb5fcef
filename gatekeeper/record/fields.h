/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * How the values of a record are written: 64-bit ids as strings, 32-bit numbers as numbers, kernel enums as words,
 * text escaped, times as RFC 3339. What is absent is left out. A failure (memory) sticks until fields_end().
 *
 * A field has a path like "process.parent.pid": the objects on the way are made when the first field in them is put.
 */
#ifndef GATEKEEPER_RECORD_FIELDS_H
#define GATEKEEPER_RECORD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "policy/language/words.h"

struct fields {
	json_t *object;
	bool failed;
};

struct fields fields_begin(void);

/* The object, or NULL when anything failed. */
json_t *fields_end(struct fields *fields);

/* Takes over `value`; NULL (no memory) is a failure. */
void put_value(struct fields *fields, const char *path, json_t *value);

/* As put_value(), but an empty object is left out. */
void put_object(struct fields *fields, const char *path, json_t *object);

/* A number that counts; above INT64_MAX, where JSON numbers of jansson end, it stays there. */
void put_number(struct fields *fields, const char *path, uint64_t number);

void put_bool(struct fields *fields, const char *path, bool value);

/* Our own words: printable, not escaped. */
void put_string(struct fields *fields, const char *path, const char *text);

/* Untrusted text of at most `size` bytes, which need not end in a NUL; left out when empty. */
void put_text(struct fields *fields, const char *path, const char *text, size_t size);

/* 64-bit id, in decimal; left out when 0. */
void put_id(struct fields *fields, const char *path, uint64_t id);

/* The word of a kernel enum; "unknown(N)" when the table has no such number. */
void put_word(struct fields *fields, const char *path, const struct word_set *set, uint32_t number);

/* The same, left out when the number is GK_NO_NUMBER. */
void put_word_if_any(struct fields *fields, const char *path, const struct word_set *set, uint32_t number);

/* "major:minor"; left out when both are 0. */
void put_device(struct fields *fields, const char *path, uint32_t major, uint32_t minor);

/* Bytes in hexadecimal; left out when all are 0. */
void put_hex(struct fields *fields, const char *path, const uint8_t *bytes, size_t size);

/* RFC 3339 in UTC with nanoseconds, from ns since 1970. */
void put_time(struct fields *fields, const char *path, int64_t time);

#endif
