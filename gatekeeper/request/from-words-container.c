// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/request/from-words-container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/container-names.h"
#include "policy/language/keys.h"

#define OPTION "container"
#define OTHERWISE "/a-container" /* its cgroup, if none is given */

static char *text_of(struct container *container, enum container_key key, size_t *ret_size)
{
	*ret_size = sizeof(container->name);
	switch (key) {
	case CONTAINER_NAME:
		return container->name;
	case CONTAINER_IMAGE:
		return container->image;
	case CONTAINER_IMAGE_DIGEST:
		return container->image_digest;
	case CONTAINER_NAMESPACE:
		return container->namespace;
	case CONTAINER_POD:
		return container->pod;
	case CONTAINER_ENGINE:
		*ret_size = sizeof(container->engine);
		return container->engine;
	case CONTAINER_LABELS:
		break;
	}
	return NULL;
}

static int add_label(const struct description *description, const char *text)
{
	struct container *container = &description->described->container;
	struct container_label *label = &container->labels[container->label_count];
	const char *equal = strchr(text, '=');

	if (container->label_count == CONTAINER_LABELS_MAX)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "more than %d labels are not kept",
				 CONTAINER_LABELS_MAX);
	snprintf(label->name, sizeof(label->name), "%.*s", (int)(equal - text), text);
	snprintf(label->value, sizeof(label->value), "%s", equal + 1);
	container->label_count++;
	return 0;
}

static int add_text(const struct description *description, enum container_key key, const char *text)
{
	const char *mistake =
		strchr(text, '*') ? "has a '*': say what the container is called" : container_mistake(key, text);
	size_t size;
	char *to;

	if (mistake)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "'%.100s' %s", text, mistake);
	to = text_of(&description->described->container, key, &size);
	if (!to)
		return add_label(description, text);
	snprintf(to, size, "%s", text);
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

int describe_container(const struct description *description)
{
	const struct request_words *words = description->words;
	struct container *container = &description->described->container;
	const char *cgroup = words->caller_cgroup ? words->caller_cgroup : OTHERWISE;
	char *list, *rest, *word;
	int r = 0;

	if (!words->container)
		return 0;
	if (strlen(cgroup) >= sizeof(container->cgroup) || !cgroup[1])
		return set_fault(description->fault, CHECK_BAD_PATH, "caller-cgroup",
				 "'%.100s' is not the cgroup of a container", cgroup);
	strcpy(container->cgroup, cgroup);
	list = strdup(words->container);
	if (!list)
		return set_fault(description->fault, CHECK_BAD_CONTAINER, OPTION, "%s", strerror(ENOMEM));
	for (word = strtok_r(list, ",", &rest); word && r == 0; word = strtok_r(NULL, ",", &rest))
		r = add_word(description, word);
	free(list);
	return r;
}

static int tell(void *context, int (*take)(void *to, const struct container *container), void *to,
		uint64_t *ret_generation)
{
	const struct described_request *described = context;

	*ret_generation = 0;
	return described->container.cgroup[0] ? take(to, &described->container) : 0;
}

struct resolver request_resolver(const struct resolver *resolver, const struct described_request *described)
{
	struct resolver with_container = *resolver;

	with_container.containers = tell;
	with_container.context = (void *)described;
	return with_container;
}
