// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Record -> the conditions of the rule: see allow-rule.h. As text: allow-rule-print.c. */
#include "gatekeeper/why/allow-rule.h"

#include <stdio.h>
#include <string.h>

#include "policy/language/container-names.h"
#include "policy/language/words.h"

#include "gatekeeper/request/executable-of-host.h"
#include "gatekeeper/request/policy-path.h"

#define NO_UID UINT32_MAX
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789._"
#define NAME_PART 24 /* bytes of the executable's name in the name of the rule */

static bool is_attaching(unsigned int operation)
{
	return gk_verb(operation) != 0;
}

/* An attach type of another family than the operation's is one that the kernel does not look at. */
static void choose_attach_type(const struct gk_request *request, struct allow_rule *rule)
{
	const struct word *type = word_by_number(&attach_type_words, request->attach_type);

	if (!type || !operation_has_attach_type(request->operation))
		return;
	if (request->operation == GK_OP_LOAD || rule->any_family || type->family == gk_family(request->operation))
		rule->attach_type = type->text;
}

static const char *container_text_of(enum container_key key, const char *text)
{
	return text[0] && !strpbrk(text, "*\"\\") && !container_mistake(key, text) ? text : NULL;
}

/* A pod's name is made for it. */
static void choose_container(const struct container *container, struct allow_rule *rule)
{
	if (!container->cgroup[0])
		return;
	rule->container_name = container_text_of(CONTAINER_NAME, container->name);
	rule->image = container_text_of(CONTAINER_IMAGE, container->image);
	rule->namespace = container_text_of(CONTAINER_NAMESPACE, container->namespace);
	rule->has_container = rule->container_name || rule->image;
}

static void choose_caller(const struct event_request *event, const struct resolver *resolver, struct allow_rule *rule)
{
	rule->has_uid = event->described.request.uid != NO_UID;
	rule->executable = executable_of_host(event, resolver);
	choose_container(&event->described.container, rule);
	if (!rule->has_container && event->caller_path[0] && event->caller_path[1] &&
	    policy_path_is_valid_cgroup(event->caller_path))
		rule->cgroup = event->caller_path;
}

/* The path of a target that is not the caller's own is narrower than the words for it. */
static void choose_target(const struct event_request *event, struct allow_rule *rule)
{
	const struct gk_request *request = &event->described.request;
	bool is_known = request->relation == GK_TARGET_OWN || request->relation == GK_TARGET_BELOW ||
			request->relation == GK_TARGET_OUTSIDE;

	if (!operation_has_cgroup(request->operation) || rule->any_family || !is_known)
		return;
	rule->target = word_text(&relation_words, request->relation);
	if (request->relation != GK_TARGET_OWN && policy_path_is_valid_cgroup(event->target_path))
		rule->target = event->target_path;
	rule->has_race = request->shared_files;
}

static void choose_netns(const struct gk_request *request, struct allow_rule *rule)
{
	unsigned int netns = request->netns == GK_NETNS_OWN_INIT ? GK_NETNS_OWN : request->netns;

	if (!operation_has_netns(request->operation) || rule->any_family || netns == GK_NETNS_NONE ||
	    netns >= GK_NETNS_UNKNOWN)
		return;
	rule->netns = word_text(&netns_words, netns);
}

static void choose_tag(const struct gk_request *request, struct allow_rule *rule)
{
	const unsigned char *tag = (const unsigned char *)&request->program_tag;

	if (!request->program_tag)
		return;
	for (size_t i = 0; i < GK_PROGRAM_TAG_SIZE; i++)
		sprintf(rule->tag + 2 * i, "%02x", tag[i]);
	rule->program_tag = rule->tag;
}

/* A program that was only declared has type and name: its tag is known when it is decided again. */
static void choose_program(const struct gk_request *request, struct allow_rule *rule)
{
	const struct word *type = word_by_number(&program_type_words, request->program_type);
	bool is_known = request->program_state == GK_PROGRAM_KNOWN;

	if (!operation_has_program(request->operation) || (!is_known && request->program_state != GK_PROGRAM_DECLARED))
		return;
	if (type && type->policy)
		rule->program_type = type->text;
	memcpy(rule->program, request->program_name, sizeof(rule->program));
	rule->program[sizeof(rule->program) - 1] = '\0';
	if (rule->program[0] && strspn(rule->program, NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
					strnlen((const char *)request->program_name, sizeof(request->program_name)))
		rule->program_name = rule->program;
	if (!is_known)
		return;
	choose_tag(request, rule);
	rule->is_signed =
		word_text(&signed_words,
			  GK_SIGNATURES_TRUSTED >> request->signature & 1 ? GK_SIGNATURE_BUILTIN : request->signature);
}

void allow_rule_from_event(const struct event_request *event, const struct resolver *resolver,
			   struct allow_rule *ret_rule)
{
	const struct gk_request *request = &event->described.request;
	struct allow_rule *rule = ret_rule;

	memset(rule, 0, sizeof(*rule));
	rule->event = event;
	rule->any_family = is_attaching(request->operation) && gk_family(request->operation) == GK_FAMILY_UNKNOWN;
	choose_attach_type(request, rule);
	choose_caller(event, resolver, rule);
	choose_target(event, rule);
	choose_netns(request, rule);
	choose_program(request, rule);
}

/* Appends `text` in the characters that the name of a rule may have. */
static void append_name(const char *text, size_t limit, char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < limit && text[i]; i++) {
		char c = text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i];

		name[length++] = strchr(NAME_CHARACTERS, c) ? c : '-';
	}
	name[length] = '\0';
}

static bool has_name(const struct gk_image *image, const char *name)
{
	for (__u32 i = 0; i < image->rule_count; i++) {
		if (strcmp(image->rule[i].name, name) == 0)
			return true;
	}
	return false;
}

void allow_rule_set_name(struct allow_rule *rule, const struct gk_image *image)
{
	const char *path = rule->executable ? rule->executable : rule->event->executable, *base = strrchr(path, '/');
	char name[GK_RULE_NAME_SIZE] = "allow-";

	append_name(base && base[1] ? base + 1 : "caller", NAME_PART, name);
	append_name("-", 1, name);
	append_name(word_text(&operation_words, rule->event->described.request.operation), NAME_PART, name);
	strcpy(rule->name, name);
	for (unsigned int number = 2; has_name(image, rule->name); number++)
		snprintf(rule->name, sizeof(rule->name), "%.56s-%u", name, number);
}
