// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Describing a request: who asks; and words and paths, as the rest of the description needs them, too. */
#include "explain-caller.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/resolve.h"

#include "verb.h"

#define BIT(number) (1ULL << (number))
#define NO_UID UINT32_MAX

int explain_word(const char *option, const struct word_set *set, const char *text, unsigned int *ret_number)
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
		misuse("--%s: unknown %s '%s'; %s", option, set->noun, text, set->listed);
	return -EINVAL;
}

/* The numbers of a comma-separated list. */
static int find_list(const char *option, const struct word_set *set, const char *list, __u64 *ret_numbers)
{
	unsigned int number = 0;
	__u64 numbers = 0;
	char name[64];

	while (*list) {
		size_t length = strcspn(list, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, list);
		if (explain_word(option, set, name, &number) < 0)
			return -EINVAL;
		numbers |= BIT(number);
		list += length;
		list += *list == ',';
	}
	*ret_numbers = numbers;
	return 0;
}

static int find_side(const struct request_words *words, struct gk_request *request)
{
	__u64 namespaces = GK_ALL_NAMESPACES;
	unsigned int from = 0;

	if (!words->from && !words->not_init) {
		misuse("say who asks: --from host, --from container or --not-init NAMESPACES");
		return -EINVAL;
	}
	if (words->not_init) {
		if (strcmp(words->not_init, "all") != 0 &&
		    find_list("not-init", &namespace_words, words->not_init, &namespaces) < 0)
			return -EINVAL;
	} else {
		if (explain_word("from", &from_words, words->from, &from) < 0)
			return -EINVAL;
		namespaces = from == GK_FROM_HOST ? 0 : GK_ALL_NAMESPACES;
	}
	request->namespaces = namespaces;
	return 0;
}

static int find_uid(const struct request_words *words, struct gk_request *request)
{
	unsigned long long uid;
	char *end;

	if (!words->uid)
		return 0;
	errno = 0;
	uid = strtoull(words->uid, &end, 10);
	if (words->uid[0] < '0' || words->uid[0] > '9' || *end || errno || uid >= NO_UID) {
		misuse("--uid: '%s' is no user id", words->uid);
		return -EINVAL;
	}
	request->uid = uid;
	return 0;
}

/* Who says nothing else means root: with every capability. */
static int find_capabilities(const struct request_words *words, struct gk_request *request)
{
	request->capabilities = 0;
	if (!words->capabilities || strcmp(words->capabilities, "all") == 0)
		request->capabilities = BIT(capability_words.words[capability_words.count - 1].number + 1) - 1;
	else if (strcmp(words->capabilities, "none") != 0)
		return find_list("capabilities", &capability_words, words->capabilities, &request->capabilities);
	return 0;
}

int explain_absolute(const char *option, const char *path)
{
	if (!path || path[0] == '/')
		return 0;
	misuse("--%s: '%s' is no absolute path", option, path);
	return -EINVAL;
}

static void find_executable(const struct request_words *words, struct gk_request *request)
{
	struct executable_id id;

	if (!words->exe || resolver_described.executable(NULL, words->exe, &id) < 0)
		return;
	request->executable_inode = id.inode;
	request->executable_device = id.device;
}

int explain_place(const char *option, const char *path, __u64 *ids, struct gk_cgroup_place *ret_place)
{
	size_t length = 1, size = strlen(path);
	__u32 level = 0;
	uint64_t id;
	char *above;

	resolver_described.cgroup(NULL, "/", &id);
	ids[0] = id;
	while (length < size) {
		length += strcspn(path + length, "/");
		above = strndupa(path, length++);
		if (++level == GK_CGROUP_LEVELS) {
			misuse("--%s: '%s' is deeper than a policy can name", option, path);
			return -EINVAL;
		}
		resolver_described.cgroup(NULL, above, &id);
		ids[level] = id;
	}
	ret_place->where = (uintptr_t)ids;
	ret_place->level = level;
	return 0;
}

int explain_caller(const struct request_words *words, struct described_request *described)
{
	struct gk_request *request = &described->request;

	if (find_side(words, request) < 0 || find_uid(words, request) < 0 || find_capabilities(words, request) < 0 ||
	    explain_absolute("exe", words->exe) < 0 || explain_absolute("caller-cgroup", words->caller_cgroup) < 0)
		return -EINVAL;
	find_executable(words, request);
	return explain_place("caller-cgroup", words->caller_cgroup ? words->caller_cgroup : "/", described->caller,
			     &request->caller);
}

int request_check_from(const struct request_words *words, enum gk_from from)
{
	unsigned int said = 0;

	if (!words->from)
		return 0;
	if (explain_word("from", &from_words, words->from, &said) < 0)
		return -EINVAL;
	if (said == from)
		return 0;
	misuse("--from %s does not go with --not-init '%s' and --caller-cgroup '%s': the `host` of this policy makes "
	       "that "
	       "%s",
	       words->from, words->not_init ? words->not_init : "all",
	       words->caller_cgroup ? words->caller_cgroup : "/", from == GK_FROM_HOST ? "the host" : "a container");
	return -EINVAL;
}
