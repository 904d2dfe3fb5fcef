// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Words -> request, the caller; and words and paths, which the rest of the request also needs. */
#include "gatekeeper/request/from-words-caller.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/resolve.h"

#define BIT(number) (1ULL << (number))
#define NO_UID UINT32_MAX

int set_fault(struct request_fault *fault, enum check check, const char *option, const char *format, ...)
{
	va_list arguments;

	fault->check = check;
	fault->option = option;
	va_start(arguments, format);
	vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	return -EINVAL;
}

int find_word(const struct description *description, const char *option, const struct word_set *set, const char *text,
	      unsigned int *ret_number)
{
	const struct word *word = word_by_text(set, text), *near;

	if (word) {
		*ret_number = word->number;
		return 0;
	}
	near = word_nearest(set, text);
	if (near)
		return set_fault(description->fault, CHECK_UNKNOWN_WORD, option, "unknown %s '%s': did you mean '%s'?",
				 set->noun, text, near->text);
	return set_fault(description->fault, CHECK_UNKNOWN_WORD, option, "unknown %s '%s'; %s", set->noun, text,
			 set->listed);
}

/* The numbers of a comma-separated list. */
static int find_list(const struct description *description, const char *option, const struct word_set *set,
		     const char *list, __u64 *ret_numbers)
{
	unsigned int number = 0;
	__u64 numbers = 0;
	char name[64];

	while (*list) {
		size_t length = strcspn(list, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, list);
		if (find_word(description, option, set, name, &number) < 0)
			return -EINVAL;
		numbers |= BIT(number);
		list += length;
		list += *list == ',';
	}
	*ret_numbers = numbers;
	return 0;
}

/* The namespaces that are not init, by the words. */
static int find_namespaces(const struct description *description, __u64 *ret_namespaces)
{
	const struct request_words *words = description->words;
	unsigned int from = GK_FROM_CONTAINER;

	if (words->not_init && strcmp(words->not_init, "all") != 0)
		return find_list(description, "not-init", &namespace_words, words->not_init, ret_namespaces);
	if (!words->not_init && words->from && find_word(description, "from", &from_words, words->from, &from) < 0)
		return -EINVAL;
	*ret_namespaces = !words->not_init && from == GK_FROM_HOST ? 0 : GK_ALL_NAMESPACES;
	return 0;
}

static int find_side(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	__u64 namespaces = 0;

	if (!words->from && !words->not_init && !words->container)
		return set_fault(
			description->fault, CHECK_MISSING_KEY, NULL,
			"the caller is missing: from (host or container), or the namespaces that are not init");
	if (find_namespaces(description, &namespaces) < 0)
		return -EINVAL;
	request->namespaces = namespaces;
	return 0;
}

static int find_uid(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	unsigned long long uid;
	char *end;

	if (!words->uid)
		return 0;
	errno = 0;
	uid = strtoull(words->uid, &end, 10);
	if (words->uid[0] < '0' || words->uid[0] > '9' || *end || errno || uid >= NO_UID)
		return set_fault(description->fault, CHECK_BAD_UID, "uid", "'%s' is not a user ID: must be a number",
				 words->uid);
	request->uid = uid;
	return 0;
}

/* By default the caller is root, with every capability. */
static int find_capabilities(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	request->capabilities = 0;
	if (!words->capabilities || strcmp(words->capabilities, "all") == 0)
		request->capabilities = BIT(capability_words.words[capability_words.count - 1].number + 1) - 1;
	else if (strcmp(words->capabilities, "none") != 0)
		return find_list(description, "capabilities", &capability_words, words->capabilities,
				 &request->capabilities);
	return 0;
}

int check_absolute(const struct description *description, const char *option, const char *path)
{
	if (!path || path[0] == '/')
		return 0;
	return set_fault(description->fault, CHECK_BAD_PATH, option, "'%s' is not an absolute path", path);
}

static void find_executable(const struct description *description, struct gk_request *request)
{
	const struct resolver *resolver = description->resolver;
	const char *exe = description->words->exe;
	struct executable_id id;

	if (!exe || resolver->executable(resolver->context, exe, &id) < 0)
		return;
	request->executable_inode = id.inode;
	request->executable_device = id.device;
}

int find_cgroup_ids(const struct description *description, const char *option, const char *path, __u64 *ids,
		    struct gk_cgroup_place *ret_place)
{
	size_t length = 1, size = strlen(path);
	__u32 level = 0;
	uint64_t id;
	char *above;

	resolver_by_name.cgroup(NULL, "/", &id);
	ids[0] = id;
	while (length < size) {
		length += strcspn(path + length, "/");
		above = strndupa(path, length++);
		if (++level == GK_CGROUP_LEVELS)
			return set_fault(description->fault, CHECK_BAD_PATH, option,
					 "'%s' is deeper than a policy can name", path);
		resolver_by_name.cgroup(NULL, above, &id);
		ids[level] = id;
	}
	ret_place->where = (uintptr_t)ids;
	ret_place->level = level;
	ret_place->id = (uintptr_t)path;
	ret_place->kept = 1;
	return 0;
}

int describe_caller(const struct description *description)
{
	struct described_request *described = description->described;
	const struct request_words *words = description->words;
	struct gk_request *request = &described->request;
	const char *cgroup = words->caller_cgroup ? words->caller_cgroup : "/";

	if (find_side(description, request) < 0 || find_uid(description, request) < 0 ||
	    find_capabilities(description, request) < 0 || check_absolute(description, "exe", words->exe) < 0 ||
	    check_absolute(description, "caller-cgroup", words->caller_cgroup) < 0)
		return -EINVAL;
	find_executable(description, request);
	if (described->container.cgroup[0])
		cgroup = described->container.cgroup;
	return find_cgroup_ids(description, "caller-cgroup", cgroup, described->caller, &request->caller);
}
