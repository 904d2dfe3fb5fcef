// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Words -> request. What the words leave out is unknown, as on the kernel side. */
#include "gatekeeper/request/from-words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/words.h"

#include "gatekeeper/request/from-words-caller.h"
#include "gatekeeper/request/from-words-container.h"

#define BIT(number) (1ULL << (number))

static bool is_attaching(unsigned int operation)
{
	return gk_verb(operation) != 0;
}

static unsigned int family_of(unsigned int operation)
{
	return is_attaching(operation) ? gk_family(operation) : GK_FAMILY_COUNT;
}

bool operation_has_attach_type(unsigned int operation)
{
	return is_attaching(operation) || operation == GK_OP_LOAD;
}

bool operation_has_cgroup(unsigned int operation)
{
	const unsigned int families = GK_FAMILIES_ON(GK_ACTS_ON_CGROUP) | GK_FAMILIES_ON(GK_ACTS_ON_ANYTHING);

	return families >> family_of(operation) & 1;
}

bool operation_has_netns(unsigned int operation)
{
	const unsigned int families = GK_FAMILIES_ON(GK_ACTS_ON_NETNS) | GK_FAMILIES_ON(GK_ACTS_ON_ANYTHING);

	return families >> family_of(operation) & 1;
}

bool operation_has_program(unsigned int operation)
{
	return is_attaching(operation) || operation == GK_OP_LOAD || operation == GK_OP_RUN || operation == GK_OP_PIN ||
	       operation == GK_OP_GET;
}

/* Rejects an option for something that the operation does not have. */
static int expect_none(const struct description *description, enum check check, const char *option, const char *value,
		       bool has)
{
	if (!value || has)
		return 0;
	return set_fault(description->fault, check, option, "operation '%s' has no %s", description->words->operation,
			 option);
}

static int find_attach_type(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	bool has = operation_has_attach_type(request->operation);
	unsigned int number;

	request->attach_type = has ? GK_ATTACH_TYPE_UNKNOWN : GK_ATTACH_TYPE_NONE;
	if (expect_none(description, CHECK_ATTACH_TYPES_NEED_ATTACH, "attach-type", words->attach_type, has) < 0)
		return -EINVAL;
	if (!words->attach_type)
		return 0;
	if (strcmp(words->attach_type, "none") == 0) {
		request->attach_type = GK_ATTACH_TYPE_NONE;
		return 0;
	}
	if (find_word(description, "attach-type", &attach_type_words, words->attach_type, &number) < 0)
		return -EINVAL;
	if (is_attaching(request->operation) && family_of(request->operation) != GK_FAMILY_UNKNOWN &&
	    word_by_number(&attach_type_words, number)->family != family_of(request->operation))
		return set_fault(description->fault, CHECK_ATTACH_TYPE_FAMILY, "attach-type",
				 "'%s' does not belong to '%s'", words->attach_type, words->operation);
	request->attach_type = number;
	return 0;
}

static int find_netns(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	bool has = operation_has_netns(request->operation);
	unsigned int number = has ? GK_NETNS_UNKNOWN : GK_NETNS_NONE;

	if (expect_none(description, CHECK_TARGET_NEEDS_ATTACH, "netns", words->netns, has) < 0 ||
	    (words->netns && find_word(description, "netns", &netns_words, words->netns, &number) < 0))
		return -EINVAL;
	request->netns = number;
	return 0;
}

/* Seen from a caller in the init cgroup namespace. */
static enum gk_relation relation_of(const struct request_words *words)
{
	size_t length = strlen(words->caller_cgroup);

	if (length == 1)
		return GK_TARGET_OUTSIDE; /* the root cgroup is nobody's own */
	if (strcmp(words->caller_cgroup, words->target_cgroup) == 0)
		return GK_TARGET_OWN;
	if (strncmp(words->caller_cgroup, words->target_cgroup, length) == 0 && words->target_cgroup[length] == '/')
		return GK_TARGET_BELOW;
	return GK_TARGET_OUTSIDE;
}

static int find_relation(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	bool has = operation_has_cgroup(request->operation);
	unsigned int number = has ? GK_TARGET_UNKNOWN : GK_TARGET_NONE;

	if (expect_none(description, CHECK_TARGET_NEEDS_ATTACH, "target", words->target, has) < 0 ||
	    expect_none(description, CHECK_TARGET_NEEDS_ATTACH, "target-cgroup", words->target_cgroup, has) < 0)
		return -EINVAL;
	if (words->target && find_word(description, "target", &relation_words, words->target, &number) < 0)
		return -EINVAL;
	if (has && number == GK_TARGET_NONE)
		return set_fault(description->fault, CHECK_UNKNOWN_WORD, "target",
				 "%s has a target cgroup: own, below, outside or unknown", words->operation);
	if (!words->target && words->target_cgroup) {
		if (!words->caller_cgroup)
			return set_fault(description->fault, CHECK_MISSING_KEY, "target-cgroup",
					 "its relation to the caller is missing: give target (own, below or outside) "
					 "or the cgroup of the caller");
		number = relation_of(words);
	}
	request->relation = number == GK_TARGET_STRICTLY_BELOW ? GK_TARGET_BELOW : number;
	return 0;
}

static int find_target(const struct description *description)
{
	struct described_request *described = description->described;
	const struct request_words *words = description->words;
	struct gk_request *request = &described->request;

	if (check_absolute(description, "target-cgroup", words->target_cgroup) < 0 ||
	    find_relation(description, request) < 0)
		return -EINVAL;
	request->shared_files = words->shared_files;
	return find_cgroup_ids(description, "target-cgroup", words->target_cgroup ? words->target_cgroup : "/",
			       described->target, &request->target);
}

static int find_tag(const struct description *description, const char *text, __u64 *ret_tag)
{
	unsigned char tag[GK_PROGRAM_TAG_SIZE];
	char digits[3] = "";

	if (strlen(text) != 2 * sizeof(tag) || strspn(text, "0123456789abcdefABCDEF") != 2 * sizeof(tag))
		return set_fault(description->fault, CHECK_BAD_TAG, "program-tag",
				 "'%s' is not a tag: must be %zu hexadecimal digits", text, 2 * sizeof(tag));
	for (size_t i = 0; i < sizeof(tag); i++) {
		memcpy(digits, text + 2 * i, 2);
		tag[i] = strtoul(digits, NULL, 16);
	}
	memcpy(ret_tag, tag, sizeof(tag));
	return 0;
}

static int find_identity(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	unsigned int number = GK_SIGNATURE_UNKNOWN;

	if (words->program_name && strlen(words->program_name) >= GK_PROGRAM_NAME_SIZE)
		return set_fault(description->fault, CHECK_BAD_PROGRAM_NAME, "program-name",
				 "'%s' is longer than %d bytes", words->program_name, GK_PROGRAM_NAME_SIZE - 1);
	if (words->program_name)
		memcpy(request->program_name, words->program_name, strlen(words->program_name));
	if (words->program_tag && find_tag(description, words->program_tag, &request->program_tag) < 0)
		return -EINVAL;
	if (words->is_signed && find_word(description, "signed", &signed_words, words->is_signed, &number) < 0)
		return -EINVAL;
	request->signature = number;
	return 0;
}

/* Rejects words about the program of an operation without one. */
static int expect_no_program(const struct description *description, bool has)
{
	const struct request_words *words = description->words;

	if (expect_none(description, CHECK_PROGRAM_NEEDS_PROGRAM, "program-type", words->program_type, has) < 0 ||
	    expect_none(description, CHECK_PROGRAM_NEEDS_PROGRAM, "program-name", words->program_name, has) < 0 ||
	    expect_none(description, CHECK_PROGRAM_NEEDS_PROGRAM, "program-tag", words->program_tag, has) < 0)
		return -EINVAL;
	return expect_none(description, CHECK_PROGRAM_NEEDS_PROGRAM, "signed", words->is_signed, has);
}

/* A program of which any word is given is known; a type that is not given is unknown. */
static int find_program(const struct description *description, struct gk_request *request)
{
	const struct request_words *words = description->words;
	bool has = operation_has_program(request->operation);
	unsigned int type = GK_NO_NUMBER;

	request->program_type = type;
	request->program_state = has ? GK_PROGRAM_UNKNOWN : GK_PROGRAM_NONE;
	if (expect_no_program(description, has) < 0)
		return -EINVAL;
	if (!words->program_type && !words->program_name && !words->program_tag && !words->is_signed)
		return 0;
	if (words->program_type && strcmp(words->program_type, "none") == 0) {
		request->program_state = GK_PROGRAM_NONE;
		return 0;
	}
	if (words->program_type &&
	    find_word(description, "program-type", &program_type_words, words->program_type, &type) < 0)
		return -EINVAL;
	request->program_state = GK_PROGRAM_KNOWN;
	request->program_type = type;
	return find_identity(description, request);
}

int request_from_words(const struct request_words *words, const struct resolver *resolver,
		       struct described_request *ret_request, struct request_fault *ret_fault)
{
	const struct description description = {
		.words = words,
		.resolver = resolver,
		.described = ret_request,
		.fault = ret_fault,
	};
	struct gk_request *request = &ret_request->request;
	unsigned int operation;

	memset(ret_request, 0, sizeof(*ret_request));
	ret_request->words = *words;
	if (!words->operation)
		return set_fault(ret_fault, CHECK_MISSING_KEY, NULL, "the operation is missing");
	if (find_word(&description, "operation", &operation_words, words->operation, &operation) < 0)
		return -EINVAL;
	request->operation = operation;
	if (find_attach_type(&description, request) < 0 || find_netns(&description, request) < 0 ||
	    find_target(&description) < 0 || find_program(&description, request) < 0)
		return -EINVAL;
	if (describe_container(&description) < 0)
		return -EINVAL;
	return describe_caller(&description);
}

int request_check_from(const struct request_words *words, enum gk_from from, struct request_fault *ret_fault)
{
	const struct description description = {.words = words, .fault = ret_fault};
	unsigned int described = 0;

	if (!words->from)
		return 0;
	if (find_word(&description, "from", &from_words, words->from, &described) < 0)
		return -EINVAL;
	if (described == from)
		return 0;
	return set_fault(ret_fault, CHECK_CONTRADICTORY_NAMESPACES, "from",
			 "'%s' contradicts the namespaces '%s' and the cgroup '%s': the `host` of this policy "
			 "makes that %s",
			 words->from, words->not_init ? words->not_init : "all",
			 words->caller_cgroup ? words->caller_cgroup : "/",
			 from == GK_FROM_HOST ? "the host" : "a container");
}
