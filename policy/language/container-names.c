// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/container-names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/source/text.h"

#define HEXADECIMAL "0123456789abcdef"

static size_t size_of(enum container_key key)
{
	return key == CONTAINER_ENGINE ? CONTAINER_LABEL_SIZE : CONTAINER_TEXT_SIZE;
}

static const char *pattern_mistake(enum container_key key, const char *text)
{
	const char *star = strchr(text, '*');

	if (!star)
		return NULL;
	if (key != CONTAINER_NAME && key != CONTAINER_POD && key != CONTAINER_IMAGE)
		return "has a '*': only names, pods and images can be patterns";
	if (star == text)
		return "would fit whatever is known; leave the key out, or begin with a name";
	if (star[1])
		return "is no pattern: '*' stands at the end, for the rest of a name";
	if (key == CONTAINER_IMAGE && star[-1] != '/')
		return "is no pattern of images: '*' stands after a '/', so that no other registry or user begins so";
	return NULL;
}

static const char *digest_mistake(const char *text)
{
	const char *colon = strchr(text, ':');

	if (colon && colon > text && colon[1] && strspn(colon + 1, HEXADECIMAL) == strlen(colon + 1))
		return NULL;
	return "is not a digest: must be ALGORITHM:HEX, as sha256:... with small letters";
}

static const char *label_mistake(const char *text)
{
	const char *equal = strchr(text, '=');

	if (!equal || equal == text)
		return "is not a label: must be NAME=VALUE";
	if (equal - text >= CONTAINER_LABEL_SIZE - 1 || strlen(equal + 1) >= CONTAINER_LABEL_SIZE - 1)
		return "is longer than the label of a container";
	return NULL;
}

const char *container_mistake(enum container_key key, const char *text)
{
	if (!text[0])
		return "is empty";
	if (!text_is_shown(text))
		return "has a character that editors do not show; remove it";
	if (key == CONTAINER_LABELS)
		return label_mistake(text);
	if (strlen(text) >= size_of(key) - 1)
		return "is longer than what is known of a container";
	return key == CONTAINER_IMAGE_DIGEST ? digest_mistake(text) : pattern_mistake(key, text);
}

char *container_text(struct container *container, enum container_key key, size_t *ret_size)
{
	*ret_size = size_of(key);
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
		return container->engine;
	case CONTAINER_LABELS:
		break;
	}
	return NULL;
}

int container_add_label(struct container *container, const char *label)
{
	struct container_label *to = &container->labels[container->label_count];
	const char *equal = strchr(label, '=');

	if (container->label_count == CONTAINER_LABELS_MAX)
		return -E2BIG;
	snprintf(to->name, sizeof(to->name), "%.*s", (int)(equal - label), label);
	snprintf(to->value, sizeof(to->value), "%s", equal + 1);
	container->label_count++;
	return 0;
}

/* Is `rest` what may follow the name of an image, a tag or a digest, and nothing more? */
static bool is_version(const char *rest)
{
	return (rest[0] == ':' || rest[0] == '@') && !strchr(rest, '/');
}

/* Does the name of an image say which one it is? The colon of a port is before the last '/'. */
static bool has_version(const char *image)
{
	const char *last = strrchr(image, '/');

	return strpbrk(last ? last : image, ":@") != NULL;
}

static bool text_fits(enum container_key key, const char *wanted, const char *text)
{
	const size_t length = strlen(wanted);

	if (wanted[length - 1] == '*' && key != CONTAINER_ENGINE && key != CONTAINER_NAMESPACE)
		return strncmp(wanted, text, length - 1) == 0;
	if (key == CONTAINER_IMAGE && strncmp(wanted, text, length) == 0 && text[length])
		return has_version(wanted) ? text[length] == '@' : is_version(text + length);
	return strcmp(wanted, text) == 0;
}

static const char *text_at(const struct policy *policy, struct list list, unsigned int i)
{
	return policy->container_texts.item[policy->numbers[list.first + i]]->text;
}

static bool any_fits(const struct policy *policy, const struct rule *rule, enum container_key key, const char *text)
{
	const struct list list = rule->container[key];

	if (!text[0])
		return rule->verdict == GK_DENY;
	for (unsigned int i = 0; i < list.count; i++)
		if (text_fits(key, text_at(policy, list, i), text))
			return true;
	return false;
}

/* Some engines tell no labels. Where there are as many as are kept, others may have been left out. */
static bool may_have_others(const struct container *container)
{
	return container->label_count == CONTAINER_LABELS_MAX || (!container->label_count && !container->no_labels);
}

static bool label_fits(const struct rule *rule, const char *wanted, const struct container *container)
{
	const size_t length = (size_t)(strchr(wanted, '=') - wanted);

	for (size_t i = 0; i < container->label_count; i++) {
		const struct container_label *label = &container->labels[i];

		if (strlen(label->name) == length && strncmp(label->name, wanted, length) == 0)
			return strcmp(label->value, wanted + length + 1) == 0;
	}
	return rule->verdict == GK_DENY && may_have_others(container);
}

bool container_fits(const struct policy *policy, const struct rule *rule, const struct container *container)
{
	const struct list labels = rule->container[CONTAINER_LABELS];
	size_t size;

	for (size_t key = 0; key < CONTAINER_LABELS; key++) {
		if (rule->container[key].count &&
		    !any_fits(policy, rule, key, container_text((struct container *)container, key, &size)))
			return false;
	}
	for (unsigned int i = 0; i < labels.count; i++) {
		if (!label_fits(rule, text_at(policy, labels, i), container))
			return false;
	}
	return true;
}

/* Has the text with this number in the list, as it fits: something in the place of a '*'. */
static void take_text(const struct policy *policy, const struct rule *rule, enum container_key key, unsigned int number,
		      struct container *container)
{
	const char *text = text_at(policy, rule->container[key], number);
	const size_t length = strcspn(text, "*");
	size_t size;
	char *to = container_text(container, key, &size);

	snprintf(to, size, "%.*s%s", (int)length, text, text[length] ? "any" : "");
}

static struct container first_example(const struct policy *policy, const struct rule *rule)
{
	struct container container = {0};

	for (size_t key = 0; key < CONTAINER_LABELS; key++)
		if (rule->container[key].count)
			take_text(policy, rule, key, 0, &container);
	for (unsigned int i = 0; i < rule->container[CONTAINER_LABELS].count; i++)
		container_add_label(&container, text_at(policy, rule->container[CONTAINER_LABELS], i));
	return container;
}

int container_examples(const struct policy *policy, const struct rule *rule,
		       int (*take)(void *context, const struct container *example), void *context)
{
	const struct container first = first_example(policy, rule);
	int r = rule->has_container ? take(context, &first) : 0;

	for (size_t key = 0; key < CONTAINER_LABELS; key++) {
		for (unsigned int i = 1; i < rule->container[key].count && r == 0; i++) {
			struct container example = first;

			take_text(policy, rule, key, i, &example);
			r = take(context, &example);
		}
	}
	return r;
}
