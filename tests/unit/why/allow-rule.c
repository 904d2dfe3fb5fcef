// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The rule that `gatekeeper why` proposes, over random denials by random policies: in front of the policy it allows the
 * request, and what else it allows is exactly what its text says. The text is read here as a person would: a value is
 * fixed unless a line says otherwise.
 */
#include "tests/unit/compile.h"

#include "gatekeeper/why/in-front.h"
#include "policy/image/decision.h"
#include "policy/language/paths.h"
#include "policy/language/words.h"
#include "tests/reference/random.h"
#include "tests/reference/world.h"
#include "tests/reference/write.h"

#define DENIALS 2000 /* GK_DENIALS says another number: `make soak` 10,000 */
#define DENIALS_PER_POLICY 25
#define ASKED 60

/* Each cgroup is there: rules name those of callers, too. */
static int find_any_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	*ret_id = world_cgroup_id(path);
	return 0;
}

static int find_world_executable(void *context, const char *path, struct executable_id *ret_id)
{
	return world_resolver.executable(context, path, ret_id);
}

static const struct resolver resolver = {.executable = find_world_executable, .cgroup = find_any_cgroup};

static void normalise_program(struct gk_request *request)
{
	char *name = (char *)request->program_name;
	size_t length = strnlen(name, GK_PROGRAM_NAME_SIZE - 1);
	bool is_known;

	memset(name + length, 0, GK_PROGRAM_NAME_SIZE - length);
	if (request->program_state > GK_PROGRAM_NONE)
		request->program_state = GK_PROGRAM_UNKNOWN;
	if (!operation_has_program(request->operation))
		request->program_state = GK_PROGRAM_NONE;
	is_known = request->program_state == GK_PROGRAM_KNOWN;
	if (!is_known)
		request->program_tag = 0;
	if (!is_known || request->signature == GK_SIGNATURE_LATER || request->signature >= GK_SIGNATURE_COUNT)
		request->signature = GK_SIGNATURE_UNKNOWN;
	if (request->program_state == GK_PROGRAM_DECLARED || request->program_state == GK_PROGRAM_LATER)
		request->signature = GK_SIGNATURE_LATER;
	if (is_known || request->program_state == GK_PROGRAM_DECLARED)
		return;
	request->program_type = GK_NO_NUMBER;
	memset(request->program_name, 0, sizeof(request->program_name));
}

static void normalise_netns(struct gk_request *request)
{
	bool in_init = !(request->namespaces & 1 << GK_NS_NET);

	if (request->netns > GK_NETNS_UNKNOWN)
		request->netns = GK_NETNS_UNKNOWN;
	if (!operation_has_netns(request->operation))
		request->netns = GK_NETNS_NONE;
	else if (in_init && (request->netns == GK_NETNS_OWN || request->netns == GK_NETNS_INIT))
		request->netns = GK_NETNS_OWN_INIT;
	else if (!in_init && request->netns == GK_NETNS_OWN_INIT)
		request->netns = GK_NETNS_OWN;
}

/* Makes a random request one that the kernel could have made, and a record can have. */
static void normalise(struct gk_request *request)
{
	if (!word_by_number(&operation_words, request->operation))
		request->operation = GK_OP_UNKNOWN;
	if (!operation_has_attach_type(request->operation))
		request->attach_type = GK_ATTACH_TYPE_NONE;
	else if (request->attach_type != GK_ATTACH_TYPE_NONE &&
		 !word_by_number(&attach_type_words, request->attach_type))
		request->attach_type = GK_ATTACH_TYPE_UNKNOWN;
	if (!operation_has_cgroup(request->operation))
		request->relation = GK_TARGET_NONE;
	else if (request->relation == GK_TARGET_NONE)
		request->relation = GK_TARGET_UNKNOWN;
	normalise_netns(request);
	normalise_program(request);
}

/* The path of a random place. */
static void find_path(const struct gk_cgroup_place *place, char *ret_path)
{
	static uint64_t id[WORLD_PLACES];

	for (size_t i = 0; i < WORLD_PLACES; i++) {
		if (!id[i])
			id[i] = world_cgroup_id(world_places[i]);
		if (id[i] == ((const __u64 *)(uintptr_t)place->where)[place->level])
			strcpy(ret_path, world_places[i]);
	}
}

/* The path of the executable; empty: it is not in the world. */
static void find_executable(const struct gk_request *request, char *ret_path)
{
	for (size_t i = 0; i < WORLD_EXECUTABLES && request->executable_inode; i++) {
		if (world_executables[i].inode == request->executable_inode &&
		    world_executables[i].device == request->executable_device)
			strcpy(ret_path, world_executables[i].path);
	}
}

/* As read from the record of the request. */
static void make_event(const struct random_request *random, struct event_request *ret_event)
{
	memset(ret_event, 0, sizeof(*ret_event));
	ret_event->described.request = random->request;
	ret_event->recorded_verdict = GK_DENY;
	find_path(&random->request.caller, ret_event->caller_path);
	find_path(&random->request.target, ret_event->target_path);
	find_executable(&random->request, ret_event->executable);
}

/* A record may have no path: the kernel side forgot it, or it is too long. */
static void forget_paths(struct random_state *state, struct event_request *event)
{
	if (random_chance(state, 10))
		event->caller_path[0] = '\0';
	if (random_chance(state, 30))
		event->target_path[0] = '\0';
	if (random_chance(state, 10))
		event->executable[0] = '\0';
	if (!random_chance(state, 10))
		return;
	/* It ran from a mount in no tree; its first word names it or another. */
	strcpy(event->first_word, random_chance(state, 50) ? event->executable : world_executables[0].path);
	strcpy(event->executable, "/");
}

/* A request that differs from `random` in a few of its parts. */
static void change_request(struct random_state *state, const struct random_request *random,
			   struct random_request *ret_changed)
{
	struct gk_request *to = &ret_changed->request;
	struct random_request other;
	struct gk_request *from = &other.request;

	*ret_changed = *random;
	to->caller.where = (uintptr_t)ret_changed->caller;
	to->target.where = (uintptr_t)ret_changed->target;
	random_request(state, &other);
	for (unsigned int changes = random_pick(state, 3); changes > 0; changes--) {
		switch (random_pick(state, 12)) {
		case 0:
			to->operation = random_chance(state, 50) && gk_verb(to->operation)
						? (to->operation & ~15) | random_pick(state, 16)
						: from->operation;
			break;
		case 1:
			to->attach_type = from->attach_type;
			break;
		case 2:
			to->namespaces ^= 1U << random_pick(state, 8);
			break;
		case 3:
			to->uid = from->uid;
			break;
		case 4:
			to->executable_inode = from->executable_inode;
			to->executable_device = from->executable_device;
			break;
		case 5:
			memcpy(ret_changed->caller, other.caller, sizeof(other.caller));
			to->caller.level = from->caller.level;
			break;
		case 6:
			memcpy(ret_changed->target, other.target, sizeof(other.target));
			to->target.level = from->target.level;
			break;
		case 7:
			to->relation = from->relation;
			break;
		case 8:
			to->shared_files ^= 1;
			break;
		case 9:
			to->netns = from->netns;
			break;
		case 10:
			to->program_state = from->program_state;
			to->signature = from->signature;
			break;
		default:
			to->capabilities = from->capabilities;
			memcpy(to->program_name, from->program_name, sizeof(to->program_name));
			if (random_chance(state, 50))
				to->program_tag = from->program_tag;
			else
				to->program_type = from->program_type;
		}
	}
	normalise(to);
}

/* --- what the text says ------------------------------------------------------------------------ */

struct reading {
	const char *text; /* what else is allowed */
	const struct event_request *denied;
	const struct event_request *asked;
};

static bool has_line(const struct reading *reading, const char *line)
{
	return strstr(reading->text, line) != NULL;
}

static bool operation_follows(const struct reading *reading)
{
	const struct gk_request *denied = &reading->denied->described.request,
				*asked = &reading->asked->described.request;

	if (denied->operation != asked->operation &&
	    !(has_line(reading, "- operations of any family") && denied->operation >> 4 == asked->operation >> 4))
		return false;
	return !operation_has_attach_type(asked->operation) || has_line(reading, "- any attach type") ||
	       denied->attach_type == asked->attach_type;
}

static bool caller_follows(const struct reading *reading)
{
	const struct gk_request *denied = &reading->denied->described.request,
				*asked = &reading->asked->described.request;

	if (denied->namespaces != asked->namespaces)
		return false;
	if (denied->uid != asked->uid && !has_line(reading, "- callers of any user"))
		return false;
	if ((denied->executable_inode != asked->executable_inode ||
	     denied->executable_device != asked->executable_device) &&
	    !has_line(reading, "- callers with any executable"))
		return false;
	if (denied->capabilities != asked->capabilities && !has_line(reading, "- callers with other capabilities"))
		return false;
	if (has_line(reading, "- callers in any cgroup") ||
	    strcmp(reading->denied->caller_path, reading->asked->caller_path) == 0)
		return true;
	return has_line(reading, "- callers in cgroups below") &&
	       path_is_below(reading->asked->caller_path, reading->denied->caller_path);
}

static bool target_follows(const struct reading *reading)
{
	const struct gk_request *denied = &reading->denied->described.request,
				*asked = &reading->asked->described.request;

	if (!operation_has_cgroup(asked->operation) || has_line(reading, "- any target cgroup: "))
		return true;
	if (asked->relation == GK_TARGET_UNKNOWN)
		return false;
	if (has_line(reading, "- target cgroups below"))
		return path_is_below(reading->asked->target_path, reading->denied->target_path);
	if (has_line(reading, "- any target cgroup that is the caller's own, or below it"))
		return asked->relation == GK_TARGET_OWN || asked->relation == GK_TARGET_BELOW;
	if (denied->relation == GK_TARGET_OUTSIDE)
		return asked->relation == GK_TARGET_OUTSIDE && has_line(reading, "- any target cgroup outside");
	return asked->relation == denied->relation;
}

/* Whether descriptors are shared matters where a target must be certain. */
static bool sharing_follows(const struct reading *reading)
{
	return !reading->asked->described.request.shared_files || has_line(reading, "- a moment in which") ||
	       has_line(reading, "- callers that share their descriptors");
}

static bool program_follows(const struct reading *reading)
{
	const struct gk_request *denied = &reading->denied->described.request,
				*asked = &reading->asked->described.request;
	bool is_later = has_line(reading, "- requests on a program that is not known yet"),
	     any_type = has_line(reading, "- programs of any type"),
	     any_name = has_line(reading, "- programs of any name"),
	     any_tag = has_line(reading, "- programs with other instructions"),
	     any_signature = has_line(reading, "- programs with a signature or without");
	bool same_name =
		memcmp(denied->program_name, asked->program_name, sizeof(asked->program_name)) == 0 || any_name;

	if (!operation_has_program(asked->operation) || (any_type && any_name && any_tag && any_signature))
		return true;
	if (asked->program_state == GK_PROGRAM_LATER)
		return is_later;
	if (asked->program_state != GK_PROGRAM_KNOWN && asked->program_state != GK_PROGRAM_DECLARED)
		return false;
	if ((denied->program_type != asked->program_type && !any_type) || !same_name)
		return false;
	if (asked->program_state == GK_PROGRAM_DECLARED)
		return is_later;
	return (denied->program_tag == asked->program_tag || any_tag) &&
	       (denied->signature == asked->signature ||
		(GK_SIGNATURES_TRUSTED >> denied->signature & GK_SIGNATURES_TRUSTED >> asked->signature & 1) ||
		any_signature);
}

static bool follows(const struct reading *reading)
{
	const struct gk_request *asked = &reading->asked->described.request;

	if (has_line(reading, "- any network namespace") || !operation_has_netns(asked->operation) ||
	    asked->netns == reading->denied->described.request.netns)
		return operation_follows(reading) && caller_follows(reading) && target_follows(reading) &&
		       sharing_follows(reading) && program_follows(reading);
	return false;
}

struct counts {
	size_t denials, allowed, denied, races;
};

static char *print(void (*put)(const struct allow_rule *rule, FILE *stream), const struct allow_rule *rule)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	put(rule, stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void put_rule(const struct allow_rule *rule, FILE *stream)
{
	allow_rule_print(rule, 0, stream);
}

static void check_asked(const struct gk_image *before, const struct gk_image *after, const struct reading *reading,
			const struct allow_rule *rule, struct counts *counts)
{
	const struct gk_request *asked = &reading->asked->described.request;
	struct gk_decision then = gk_decide(before, asked), now = gk_decide(after, asked);
	bool expected = follows(reading);

	if ((now.rule == 0) != expected)
		fail_msg("must%s be allowed by\n%sbut by its text:\n%s\noperation %u, asked %u, state %u, shared %u",
			 expected ? "" : " not", print(put_rule, rule), reading->text,
			 reading->denied->described.request.operation, asked->operation, asked->program_state,
			 asked->shared_files);
	expected ? counts->allowed++ : counts->denied++;
	assert_int_equal(now.verdict, expected ? GK_ALLOW : then.verdict);
	if (!expected)
		assert_int_equal(now.rule, then.rule == GK_NO_RULE ? GK_NO_RULE : then.rule + 1);
}

static void check_denial(struct random_state *state, const char *text, const struct gk_image *image,
			 const struct random_request *denied, struct counts *counts)
{
	struct placement placement = placement_find(text, image);
	struct event_request event, asked_event;
	struct gk_image *after = NULL;
	struct random_request asked;
	struct allow_rule rule;
	struct failure failure;
	char *more;

	make_event(denied, &event);
	forget_paths(state, &event);
	counts->denials++;
	allow_rule_from_event(&event, &resolver, &rule);
	counts->races += rule.has_race;
	allow_rule_set_name(&rule, image);
	assert_int_not_equal(placement.where, IN_FRONT_ALONE);
	if (placement_check(&placement, &rule, "policy.yaml", text, &resolver, &after, &failure) < 0)
		fail_msg("%s\n%s", failure.text, print(put_rule, &rule));
	assert_int_equal(gk_decide(after, &denied->request).verdict, GK_ALLOW);
	more = print(allow_rule_print_more, &rule);
	for (int i = 0; i < ASKED; i++) {
		const struct reading reading = {.text = more, .denied = &event, .asked = &asked_event};

		change_request(state, denied, &asked);
		make_event(&asked, &asked_event);
		check_asked(image, after, &reading, &rule, counts);
	}
	free(more);
	free(after);
}

static struct gk_image *compile_random(struct random_state *state, struct said_policy *policy, char **ret_text)
{
	struct gk_image *image = NULL;
	struct findings findings;
	int fd = memfd_create("policy", MFD_CLOEXEC);
	char path[64];

	assert_true(fd >= 0 && random_policy(state, policy));
	*ret_text = said_write(policy, state);
	assert_int_equal(write(fd, *ret_text, strlen(*ret_text)), strlen(*ret_text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	policy_compile_file(path, &resolver, &findings, NULL, &image); /* NULL: it is contradictory, take another */
	close(fd);
	return image;
}

static void denials_of(struct random_state *state, struct counts *counts)
{
	struct random_request denied;
	struct said_policy policy;
	char *text;
	struct gk_image *image = compile_random(state, &policy, &text);

	for (int i = 0, tries = 0; image && i < DENIALS_PER_POLICY && tries < 40 * DENIALS_PER_POLICY; tries++) {
		if (policy.count)
			random_request_for(state, &policy, &policy.rules[random_pick(state, policy.count)], &denied);
		else
			random_request(state, &denied);
		normalise(&denied.request);
		if (gk_decide(image, &denied.request).verdict != GK_DENY)
			continue;
		check_denial(state, text, image, &denied, counts);
		i++;
	}
	free(image);
	free(text);
	said_release(&policy);
}

static void rule_allows_the_request_and_what_its_text_says(void **state)
{
	struct random_state random = {.state = 21};
	const char *wanted = getenv("GK_DENIALS");
	size_t denials = wanted ? strtoul(wanted, NULL, 10) : DENIALS;
	struct counts counts = {0};

	(void)state;
	while (counts.denials < denials)
		denials_of(&random, &counts);
	printf("# %zu denials, %zu with race: verify; %zu requests allowed by the rules, %zu not\n", counts.denials,
	       counts.races, counts.allowed, counts.denied);
	/* Each kind must have come often enough to mean something. */
	assert_true(counts.allowed > denials && counts.denied > denials && counts.races > denials / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(rule_allows_the_request_and_what_its_text_says)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
