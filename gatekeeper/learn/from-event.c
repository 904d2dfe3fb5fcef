// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Event -> the narrowest rule that allows it: see from-event.h. */
#include "gatekeeper/learn/from-event.h"

#include <string.h>

#include "policy/language/commands.h"
#include "policy/language/container-names.h"
#include "policy/language/unit-names.h"
#include "policy/language/words.h"

#include "gatekeeper/request/executable-of-host.h"
#include "gatekeeper/request/policy-path.h"

static bool is_attaching(unsigned int operation)
{
	return gk_verb(operation) != 0;
}

static enum learn_skip learn_operation(struct learn_sets *sets, const struct gk_request *request,
				       struct learnt_rule *rule)
{
	if (request->operation == GK_OP_UNKNOWN ||
	    (is_attaching(request->operation) && gk_family(request->operation) == GK_FAMILY_UNKNOWN))
		return LEARN_OPERATION_UNKNOWN;
	if (request->attach_type == GK_ATTACH_TYPE_UNKNOWN)
		return LEARN_ATTACH_TYPE_UNKNOWN;
	rule->set[LEARN_OPERATION] = learn_set_of(sets, word_text(&operation_words, request->operation));
	if (request->attach_type != GK_ATTACH_TYPE_NONE)
		rule->set[LEARN_ATTACH_TYPE] = learn_set_of(sets, word_text(&attach_type_words, request->attach_type));
	return LEARN_ACCEPTED;
}

/* A cgroup outside is named by its path: the word `outside` would allow every cgroup of the host. */
static enum learn_skip learn_target(struct learn_sets *sets, const struct event_request *event,
				    struct learnt_rule *rule)
{
	const struct gk_request *request = &event->described.request;
	const char *value;

	if (!operation_has_cgroup(request->operation))
		return LEARN_ACCEPTED;
	if (request->relation == GK_TARGET_OWN || request->relation == GK_TARGET_BELOW)
		value = word_text(&relation_words, request->relation);
	else if (request->relation == GK_TARGET_OUTSIDE && policy_path_is_valid_cgroup(event->target_path))
		value = event->target_path;
	else
		return LEARN_TARGET_UNKNOWN;
	rule->set[LEARN_TARGET] = learn_set_of(sets, value);
	rule->set[LEARN_RACE] = learn_set_of(sets, request->shared_files ? LEARN_VERIFY : LEARN_SURE);
	return LEARN_ACCEPTED;
}

static enum learn_skip learn_netns(struct learn_sets *sets, const struct gk_request *request, struct learnt_rule *rule)
{
	unsigned int netns = request->netns == GK_NETNS_OWN_INIT ? GK_NETNS_OWN : request->netns;

	if (netns == GK_NETNS_NONE)
		return LEARN_ACCEPTED;
	if (netns == GK_NETNS_UNKNOWN)
		return LEARN_NETNS_UNKNOWN;
	rule->set[LEARN_NETNS] = learn_set_of(sets, word_text(&netns_words, netns));
	return LEARN_ACCEPTED;
}

static void learn_program(struct learn_sets *sets, const struct gk_request *request, struct learnt_rule *rule)
{
	const char *type = word_text(&program_type_words, request->program_type);

	if (type && operation_has_program(request->operation) &&
	    (request->program_state == GK_PROGRAM_KNOWN || request->program_state == GK_PROGRAM_DECLARED))
		rule->set[LEARN_PROGRAM_TYPE] = learn_set_of(sets, type);
}

/* A path of another host is taken as it is, but of a caller that saw another tree. */
static const char *executable_of(const struct learn_options *options, const struct event_request *event)
{
	const struct gk_request *request = &event->described.request;

	if (!options->elsewhere)
		return executable_of_host(event, options->resolver);
	if (!request->executable_inode || request->namespaces & 1 << GK_NS_MNT)
		return NULL;
	return policy_path_is_valid(event->executable) ? event->executable : NULL;
}

/* The set of a text that a policy can have; LEARN_ANY: it can't, or there is none. */
static unsigned int set_of_text(struct learn_sets *sets, enum container_key key, const char *text)
{
	if (!text[0] || strchr(text, '*') || container_mistake(key, text))
		return LEARN_ANY;
	return learn_set_of(sets, text);
}

/* An image has another tag tomorrow. */
static unsigned int set_of_image(struct learn_sets *sets, const char *image)
{
	const char *last = strrchr(image, '/');
	size_t length = strcspn(last ? last : image, ":@") + (last ? (size_t)(last - image) : 0);

	return set_of_text(sets, CONTAINER_IMAGE, strndupa(image, length));
}

/* Is its container known by name, as far as a policy can say it? Its executables are not files of the host. */
static bool learn_container(struct learn_sets *sets, const struct learn_options *options,
			    const struct container *container, struct learnt_rule *rule)
{
	if (!container->cgroup[0])
		return false;
	rule->set[LEARN_IMAGE] = set_of_image(sets, container->image);
	if (!rule->set[LEARN_IMAGE] || !(options->generalise & 1U << LEARN_ANY_NAME))
		rule->set[LEARN_CONTAINER_NAME] = set_of_text(sets, CONTAINER_NAME, container->name);
	rule->set[LEARN_KUBE_NAMESPACE] = set_of_text(sets, CONTAINER_NAMESPACE, container->namespace);
	return rule->set[LEARN_CONTAINER_NAME] || rule->set[LEARN_IMAGE];
}

/* A scope with the id of a container has another name tomorrow: known by its cgroup, it is said to be gone. */
static bool is_unit_known_again(const struct event_request *event)
{
	return event->unit[0] && !unit_mistake(event->unit) && !learn_length_before_id(event->caller_path);
}

static enum learn_skip learn_caller(struct learn_sets *sets, const struct learn_options *options,
				    const struct event_request *event, struct learnt_rule *rule)
{
	const char *executable;

	rule->limited = GK_ALL_NAMESPACES;
	rule->foreign = event->described.request.namespaces;
	if (learn_container(sets, options, &event->described.container, rule))
		return LEARN_ACCEPTED;
	if (is_unit_known_again(event))
		rule->set[LEARN_UNIT] = learn_set_of(sets, event->unit);
	else if (!policy_path_is_valid_cgroup(event->caller_path))
		return LEARN_CGROUP_UNKNOWN;
	else if (event->caller_path[1])
		rule->set[LEARN_CGROUP] = learn_set_of(sets, event->caller_path);
	if (options->generalise & 1U << LEARN_ANY_EXECUTABLE)
		return LEARN_ACCEPTED;
	executable = executable_of(options, event);
	if (!executable)
		return LEARN_EXECUTABLE_UNKNOWN;
	rule->set[LEARN_EXECUTABLE] = learn_set_of(sets, executable);
	return LEARN_ACCEPTED;
}

enum learn_skip learn_event(struct learn_sets *sets, const struct learn_options *options,
			    const struct event_request *event, struct learnt_rule *ret_rule)
{
	const struct gk_request *request = &event->described.request;
	struct learnt_rule rule = {.events = 1};
	enum learn_skip skip;

	if (event->recorded_mode != GK_AUDIT && event->recorded_verdict == GK_DENY)
		return LEARN_DENIED;
	if (!options->host && !request->namespaces && !event->described.container.cgroup[0])
		return LEARN_OF_HOST;
	skip = learn_operation(sets, request, &rule);
	if (skip != LEARN_ACCEPTED)
		return skip;
	skip = learn_target(sets, event, &rule);
	if (skip != LEARN_ACCEPTED)
		return skip;
	skip = learn_netns(sets, request, &rule);
	if (skip != LEARN_ACCEPTED)
		return skip;
	skip = learn_caller(sets, options, event, &rule);
	if (skip != LEARN_ACCEPTED)
		return skip;
	learn_program(sets, request, &rule);
	*ret_rule = rule;
	return LEARN_ACCEPTED;
}

__u64 learn_raced_operations(const struct event_request *event, const char *command)
{
	const struct word *word = command ? word_by_text(&command_words, command) : NULL;

	return word && event->described.request.shared_files ? command_raced_operations(word->number) : 0;
}

/* The conditions that only the event's own operation has are dropped. */
void learn_raced_rule(struct learn_sets *sets, unsigned int operation, struct learnt_rule *rule)
{
	rule->set[LEARN_OPERATION] = learn_set_of(sets, word_text(&operation_words, operation));
	rule->set[LEARN_ATTACH_TYPE] = rule->set[LEARN_TARGET] = rule->set[LEARN_RACE] = LEARN_ANY;
	rule->set[LEARN_NETNS] = rule->set[LEARN_PROGRAM_TYPE] = LEARN_ANY;
	rule->raced = true;
	rule->events = 0;
}
