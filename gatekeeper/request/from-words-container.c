// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/request/from-words-container.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/container-names.h"
#include "policy/language/keys.h"

#define OPTION "container"
#define OTHERWISE "/container-%08" PRIx32 /* its cgroup, if none is given: the same for the same words */

static int add_text(const struct description *description, enum container_key key, const char *text)
{
	const char *mistake =
		strchr(text, '*') ? "has a '*': say what the container is called" : container_mistake(key, text);
	struct container *container = &description->described->container;
	size_t size;
	char *to;

	if (mistake)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "'%.100s' %s", text, mistake);
	to = container_text(container, key, &size);
	if (to)
		snprintf(to, size, "%s", text);
	else if (container_add_label(container, text) < 0)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "more than %d labels are not kept",
				 CONTAINER_LABELS_MAX);
	return 0;
}

/* One KEY=VALUE. */
static int add_word(const struct description *description, char *word)
{
	char *equal = strchr(word, '=');
	unsigned int key;

	if (!equal)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION,
				 "'%.100s' is not KEY=VALUE, as name=web or labels=app=web", word);
	*equal = '\0';
	if (find_word(description, OPTION, &container_keys.words, word, &key) < 0)
		return -EINVAL;
	return add_text(description, key, equal + 1);
}

static int set_cgroup(const struct description *description)
{
	const struct request_words *words = description->words;
	char *cgroup = description->described->container.cgroup;
	uint32_t hash = 0x811c9dc5; /* FNV-1a */

	for (const char *text = words->container; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x01000193;
	if (!words->caller_cgroup) {
		snprintf(cgroup, GK_CGROUP_PATH_SIZE, OTHERWISE, hash);
		return 0;
	}
	if (strlen(words->caller_cgroup) >= GK_CGROUP_PATH_SIZE || !words->caller_cgroup[1])
		return set_fault(description->fault, CHECK_BAD_PATH, "caller-cgroup",
				 "'%.100s' is not the cgroup of a container", words->caller_cgroup);
	strcpy(cgroup, words->caller_cgroup);
	return 0;
}

int describe_container(const struct description *description)
{
	const struct request_words *words = description->words;
	char *list, *rest, *word;
	int r = 0;

	if (!words->container)
		return 0;
	if (set_cgroup(description) < 0)
		return -EINVAL;
	list = strdup(words->container);
	if (!list)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "%s", strerror(ENOMEM));
	for (word = strtok_r(list, ",", &rest); word && r == 0; word = strtok_r(NULL, ",", &rest))
		r = add_word(description, word);
	free(list);
	return r;
}
