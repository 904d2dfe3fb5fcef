/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Texts of strangers, within bounds. */
#ifndef GATEKEEPER_CONTAINER_TEXT_H
#define GATEKEEPER_CONTAINER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "policy/language/container.h"

/* Copies at most `size` - 1 bytes of valid UTF-8, never part of a character. */
void text_cut(const char *text, char *ret_text, size_t size);

/* text_cut() of a string in `object`; leaves `ret_text` as it is if there is none. */
void text_take(json_t *object, const char *name, char *ret_text, size_t size);

/* Each byte that is not UTF-8 becomes '?'. */
void text_repair(char *text, size_t length);

/* Parses JSON after text_repair(). Returns an object to be released, or NULL if it is not one. */
json_t *text_to_object(char *text, size_t length);

/* The digest behind the '@' of an image's name, a digest alone, or the image ID, 64 digits; else `ret_digest` stays as
 * it is. */
void text_take_digest(const char *text, char ret_digest[CONTAINER_TEXT_SIZE]);

/* Reads a JSON file of the absolute path `folder`. Returns an object to be released, or NULL if it is not one. */
json_t *text_read_object(const char *folder, const char *name);

/* Can it be the id of a container, and so the name of a file? */
bool is_container_id(const char *text);

#endif
