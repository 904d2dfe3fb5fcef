// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/names.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/* What the tree holds are the texts, so that one can be looked for that is in no name. */
static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static struct name *name_of(const void *found)
{
	char *text = *(char *const *)found;

	return (struct name *)(text - offsetof(struct name, text));
}

static int make_room(struct names *names)
{
	size_t room = names->room ? names->room * 2 : 16;
	struct name **item;

	if (names->count < names->room)
		return 0;
	item = realloc(names->item, room * sizeof(*item));
	if (!item)
		return -ENOMEM;
	names->item = item;
	names->room = room;
	return 0;
}

int names_add(struct names *names, const char *text, struct place place, struct name **ret_name)
{
	struct name *name = names_find(names, text);
	size_t length = strlen(text);

	if (name) {
		*ret_name = name;
		return 0;
	}
	name = calloc(1, sizeof(*name) + length + 1);
	if (!name)
		return -ENOMEM;
	memcpy(name->text, text, length);
	name->place = place;
	if (make_room(names) < 0 || !tsearch(name->text, &names->tree, by_text)) {
		free(name);
		return -ENOMEM;
	}
	name->number = names->count;
	names->item[names->count++] = name;
	*ret_name = name;
	return 0;
}

struct name *names_find(const struct names *names, const char *text)
{
	const void *found = tfind(text, &names->tree, by_text);

	return found ? name_of(found) : NULL;
}

static void release_none(void *text)
{
	(void)text;
}

void names_release(struct names *names)
{
	tdestroy(names->tree, release_none);
	for (size_t i = 0; i < names->count; i++)
		free(names->item[i]);
	free(names->item);
	memset(names, 0, sizeof(*names));
}
