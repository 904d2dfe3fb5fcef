// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Describing a request: what is not said is taken as not known, which is what the kernel side does, too. */
#include <errno.h>
#include <string.h>

#include "policy/words.h"

#include "explain-request.h"
#include "verb.h"

/* The number of a word of the command line; what the log may say is allowed here, too. */
static int find_word(const char *option, const struct word_set *set, const char *text, unsigned int *ret_number)
{
	const struct word *word = word_by_text(set, text), *near;

	if (word) {
		*ret_number = word->number;
		return 0;
	}
	near = word_nearest(set, text);
	if (near)
		misuse("--%s: unknown %s '%s': did you mean '%s'?", option, set->noun, text, near->text);
	else
		misuse("--%s: unknown %s '%s'", option, set->noun, text);
	return -EINVAL;
}

static bool is_cgroup_operation(unsigned int operation)
{
	return operation == GK_OP_ATTACH_CGROUP || operation == GK_OP_REPLACE_CGROUP ||
	       operation == GK_OP_DETACH_CGROUP;
}

static int find_attach_type(const struct request_words *words, struct gk_request *request)
{
	unsigned int number;

	request->attach_type = GK_ATTACH_TYPE_NONE;
	if (!words->attach_type)
		return 0;
	if (find_word("attach-type", &attach_type_words, words->attach_type, &number) < 0)
		return -EINVAL;
	if (!word_by_number(&attach_type_words, number)->cgroup) {
		misuse("--attach-type: '%s' does not attach to a cgroup", words->attach_type);
		return -EINVAL;
	}
	request->attach_type = number;
	return 0;
}

static int find_target(const struct request_words *words, struct gk_request *request)
{
	unsigned int number;

	request->relation = GK_TARGET_UNKNOWN;
	if (!words->target)
		return 0;
	if (find_word("target", &relation_words, words->target, &number) < 0)
		return -EINVAL;
	if (number == GK_TARGET_NONE) {
		misuse("--target: %s has a target cgroup: own, own-subtree, outside or unknown", words->operation);
		return -EINVAL;
	}
	request->relation = number;
	return 0;
}

/* Attach type and target are of the operations on cgroups; the others have neither. */
static int find_where(const struct request_words *words, struct gk_request *request)
{
	if (is_cgroup_operation(request->operation)) {
		if (find_attach_type(words, request) < 0)
			return -EINVAL;
		return find_target(words, request);
	}
	if (words->attach_type || words->target) {
		misuse("--%s: operation '%s' has none", words->attach_type ? "attach-type" : "target",
		       words->operation);
		return -EINVAL;
	}
	request->attach_type = GK_ATTACH_TYPE_NONE;
	request->relation = GK_TARGET_NONE;
	return 0;
}

static int find_namespaces(const char *list, __u8 *ret_namespaces)
{
	__u8 namespaces = 0;
	unsigned int number;
	char name[64];

	if (strcmp(list, "all") == 0) {
		*ret_namespaces = GK_ALL_NAMESPACES;
		return 0;
	}
	while (*list) {
		size_t length = strcspn(list, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, list);
		if (find_word("not-init", &namespace_words, name, &number) < 0)
			return -EINVAL;
		namespaces |= 1U << number;
		list += length;
		list += *list == ',';
	}
	*ret_namespaces = namespaces;
	return 0;
}

static int find_caller(const struct request_words *words, struct gk_request *request)
{
	unsigned int from;

	if (!words->from && !words->not_init) {
		misuse("say who asks: --from host, --from container or --not-init NAMESPACES");
		return -EINVAL;
	}
	if (words->not_init)
		return find_namespaces(words->not_init, &request->namespaces);
	if (find_word("from", &from_words, words->from, &from) < 0)
		return -EINVAL;
	request->namespaces = from == GK_FROM_HOST ? 0 : GK_ALL_NAMESPACES;
	return 0;
}

int request_from_words(const struct request_words *words, struct gk_request *ret_request)
{
	struct gk_request request = {0};
	unsigned int operation;

	if (!words->operation) {
		misuse("say what is asked for: --operation OPERATION");
		return -EINVAL;
	}
	if (find_word("operation", &operation_words, words->operation, &operation) < 0)
		return -EINVAL;
	request.operation = operation;
	if (find_where(words, &request) < 0 || find_caller(words, &request) < 0)
		return -EINVAL;
	*ret_request = request;
	return 0;
}

int request_check_from(const struct request_words *words, enum gk_from from)
{
	unsigned int said;

	if (!words->from)
		return 0;
	if (find_word("from", &from_words, words->from, &said) < 0)
		return -EINVAL;
	if (said == from)
		return 0;
	misuse("--from %s does not go with --not-init '%s': host.namespaces of this policy makes that %s", words->from,
	       words->not_init, from == GK_FROM_HOST ? "the host" : "a container");
	return -EINVAL;
}

/* "user,pid"; "none" and "all" for what they say. */
static void namespaces_text(__u8 namespaces, char *ret_text, size_t size)
{
	size_t used = 0;

	if (namespaces == 0 || namespaces == GK_ALL_NAMESPACES) {
		snprintf(ret_text, size, "%s", namespaces ? "all" : "none");
		return;
	}
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT && used < size; i++) {
		if (namespaces & 1U << i)
			used += snprintf(ret_text + used, size - used, "%s%s", used ? "," : "",
					 word_text(&namespace_words, i));
	}
}

static const char *attach_type_text(const struct gk_request *request)
{
	const char *text = word_text(&attach_type_words, request->attach_type);

	return text ? text : "unknown";
}

void request_print(const struct gk_request *request, enum gk_from from, FILE *stream)
{
	char namespaces[64];

	namespaces_text(request->namespaces, namespaces, sizeof(namespaces));
	fprintf(stream, "%s from %s, not in the init namespaces: %s", word_text(&operation_words, request->operation),
		word_text(&from_words, from), namespaces);
	if (is_cgroup_operation(request->operation))
		fprintf(stream, ", attach type: %s, target: %s", attach_type_text(request),
			word_text(&relation_words, request->relation));
	fputc('\n', stream);
}

json_t *request_to_json(const struct gk_request *request, enum gk_from from)
{
	json_t *namespaces = json_object(), *object;

	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++)
		json_object_set_new(namespaces, word_text(&namespace_words, i),
				    json_string(request->namespaces & 1U << i ? "not-init" : "init"));
	object = json_pack("{s:s, s:s, s:o}", "operation", word_text(&operation_words, request->operation), "from",
			   word_text(&from_words, from), "namespaces", namespaces);
	if (object && is_cgroup_operation(request->operation)) {
		json_object_set_new(object, "attach_type", json_string(attach_type_text(request)));
		json_object_set_new(object, "target", json_string(word_text(&relation_words, request->relation)));
	}
	return object;
}
