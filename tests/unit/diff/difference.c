// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The difference of two random policies is what the second opinion (tests/reference) says: each request that it decides
 * otherwise is in one of the changes, and in one of the lines that are printed; the example of each change is decided
 * as the change says.
 */
#include "tests/unit/random-policy.h"

#include <errno.h>

#include "policy/image/decision.h"
#include "policy/language/words.h"

#include "gatekeeper/diff/difference.h"
#include "gatekeeper/diff/json.h"
#include "gatekeeper/diff/lines.h"
#include "gatekeeper/diff/print.h"
#include "gatekeeper/diff/summary.h"
#include "gatekeeper/diff/values.h"
#include "gatekeeper/request/from-words.h"
#include "tests/reference/evaluate.h"
#include "tests/reference/random.h"
#include "tests/reference/world.h"
#include "tests/reference/write.h"

/* The sanitizers take a second for a policy. GATEKEEPER_PAIRS is another number of pairs: make unit ALL=1 takes 20,000.
 */
#ifdef __SANITIZE_ADDRESS__
#define PAIRS 3
#else
#define PAIRS 500
#endif
#define REQUESTS 300

struct seen {
	unsigned int pairs, same, changes, requests, different, too_large;
};

struct pair {
	struct said_policy policy[DIFF_SIDES];
	struct gk_image *image[DIFF_SIDES];
	struct diff_names names;
	struct difference difference;
	struct diff_lines lines;
};

/* Takes away what a request with this operation never has. */
static void make_possible(struct random_request *asked)
{
	struct gk_request *request = &asked->request;
	const unsigned int operation = request->operation;

	make_target_possible(request);
	if (request->relation == GK_TARGET_OWN)
		request->target = request->caller;
	request->netns = operation_has_netns(operation) ? request->netns % GK_NETNS_COUNT : GK_NETNS_NONE;
	request->program_state =
		operation_has_program(operation) ? request->program_state % GK_PROGRAM_STATE_COUNT : GK_PROGRAM_NONE;
	request->signature %= GK_SIGNATURE_COUNT;
	if (request->program_state == GK_PROGRAM_NONE)
		request->signature = GK_SIGNATURE_UNKNOWN;
}

/* Requests in which nothing differs that the difference knows are of one value. */
static bool has_class(const struct pair *pair, const struct diff_change *change, size_t number, enum diff_level level,
		      const struct gk_request *request)
{
	const struct difference *difference = &pair->difference;
	const struct diff_frame *frame = &difference->frame[number].frame;
	const struct diff_classes *classes = diff_level_classes(difference, number, level);
	struct gk_request with = *request;
	struct gk_cells cells[2];
	__u32 never_host;

	for (size_t i = 0; i < classes->value_count; i++) {
		bool is_equal = true;

		if (!diff_bit(change->classes[level], classes->class_of[i]))
			continue;
		with = *request;
		diff_set_value(&difference->input, frame, level, classes->value[i], &with);
		for (size_t side = 0; side < DIFF_SIDES && is_equal; side++) {
			const struct gk_image *image = pair->image[side];
			struct gk_places places;

			memset(cells, 0, sizeof(cells));
			gk_find_places(image, image->uses, request, &places);
			gk_find_cells(image, image->uses, request, &places, &cells[0], &never_host);
			gk_find_places(image, image->uses, &with, &places);
			gk_find_cells(image, image->uses, &with, &places, &cells[1], &never_host);
			is_equal = memcmp(&cells[0], &cells[1], sizeof(cells[0])) == 0;
		}
		if (is_equal)
			return true;
	}
	return false;
}

/* The frame of the operation and of what is known of the program. */
static size_t frame_of(const struct difference *difference, const struct gk_request *request)
{
	for (size_t i = 0; i < difference->frame_count; i++) {
		const struct diff_frame *frame = &difference->frame[i].frame;

		if (frame->state == request->program_state && diff_frame_has(frame, request->operation))
			return i;
	}
	fail_msg("no frame has operation %u", request->operation);
	return 0;
}

static bool is_of_change(const struct pair *pair, const struct diff_change *change, const struct gk_request *request,
			 const unsigned int *rule)
{
	const size_t frame = frame_of(&pair->difference, request);

	if (change->rule[0] != rule[0] || change->rule[1] != rule[1] ||
	    change->frame != pair->difference.frame[frame].like)
		return false;
	for (size_t level = 0; level < DIFF_LEVELS; level++) {
		if (!has_class(pair, change, frame, level, request))
			return false;
	}
	return true;
}

static const char *name_of(const struct pair *pair, size_t side, size_t rule)
{
	return rule == pair->policy[side].count ? "" : pair->image[side]->rule[rule].name;
}

static bool is_different(const struct pair *pair, const struct opinion *opinion)
{
	return opinion[0].deny != opinion[1].deny || opinion[0].logged != opinion[1].logged ||
	       strcmp(name_of(pair, 0, opinion[0].rule), name_of(pair, 1, opinion[1].rule)) != 0;
}

static bool has_rule_of_side(const struct diff_line *line, size_t side, unsigned int rule)
{
	for (size_t i = 0; i < line->rule_count[side]; i++) {
		if (line->rule[side][i] == rule)
			return true;
	}
	return false;
}

static size_t uid_number(const struct diff_input *input, unsigned int uid)
{
	size_t number = input->uid_count - 1;

	while (input->uid[number] > uid)
		number--;
	return number;
}

/* Is there a line with these rules that has the operation, the user and what is known of the program? */
static bool is_in_a_line(const struct pair *pair, const struct gk_request *request, const unsigned int *rule)
{
	const struct diff_input *input = &pair->difference.input;

	for (size_t i = 0; i < pair->lines.count; i++) {
		const struct diff_line *line = &pair->lines.line[i];
		uint64_t *const *values = line->extent.values;

		if (has_rule_of_side(line, 0, rule[0]) && has_rule_of_side(line, 1, rule[1]) &&
		    diff_bit(values[DIFF_PART_OPERATION], request->operation) &&
		    diff_bit(values[DIFF_PART_UID], uid_number(input, request->uid)) &&
		    (!operation_has_program(request->operation) ||
		     diff_bit(values[DIFF_PART_PROGRAM], request->program_state)) &&
		    (!operation_has_netns(request->operation) || diff_bit(values[DIFF_PART_NETNS], request->netns)) &&
		    (!operation_has_cgroup(request->operation) ||
		     diff_bit(values[DIFF_PART_RELATION],
			      request->relation == GK_TARGET_BELOW ? GK_TARGET_STRICTLY_BELOW : request->relation)))
			return true;
	}
	return false;
}

static void check_request(const struct pair *pair, const struct gk_request *request, struct seen *seen)
{
	const struct difference *difference = &pair->difference;
	struct opinion opinion[DIFF_SIDES];
	unsigned int rule[DIFF_SIDES];

	for (size_t side = 0; side < DIFF_SIDES; side++) {
		opinion[side] = evaluate(&pair->policy[side], request);
		rule[side] = opinion[side].rule == pair->policy[side].count ? GK_NO_RULE : opinion[side].rule;
	}
	seen->requests++;
	if (!is_different(pair, opinion))
		return;
	seen->different++;
	if (!is_in_a_line(pair, request, rule))
		fail_msg("pair %u: operation %u: rule %d decided, rule %d decides, and no line has it", seen->pairs,
			 request->operation, (int)rule[0], (int)rule[1]);
	for (size_t i = 0; i < difference->change_count; i++) {
		if (is_of_change(pair, &difference->change[i], request, rule))
			return;
	}
	fail_msg("pair %u: operation %u, attach type %u: rule %d decided, rule %d decides, and no change has it",
		 seen->pairs, request->operation, request->attach_type, (int)rule[0], (int)rule[1]);
}

static void check_change(const struct pair *pair, const struct diff_change *change, struct seen *seen)
{
	struct opinion opinion[DIFF_SIDES];

	for (size_t side = 0; side < DIFF_SIDES; side++) {
		opinion[side] = evaluate(&pair->policy[side], &change->example);
		assert_int_equal(opinion[side].rule,
				 change->rule[side] == GK_NO_RULE ? pair->policy[side].count : change->rule[side]);
	}
	assert_true(is_different(pair, opinion));
	seen->changes++;
}

/* Whatever the policies are, what is printed is text, and empty only if they are the same. */
static void check_print(const struct pair *pair)
{
	static const struct findings no_files[DIFF_SIDES];
	char summary[DIFF_SUMMARY_SIZE], *text;
	size_t size, count;
	FILE *stream = open_memstream(&text, &size);
	json_t *json = difference_to_json(&pair->difference, no_files, true);

	assert_non_null(stream);
	assert_int_equal(difference_print(&pair->difference, no_files, stream, &count), 0);
	assert_int_equal(fclose(stream), 0);
	assert_int_equal(difference_summarise(&pair->difference, true, summary), 0);
	assert_true(json_is_object(json));
	assert_int_equal(json_array_size(json_object_get(json, "changes")), pair->lines.count);
	assert_int_equal(json_is_true(json_object_get(json, "same")), count == 0);
	assert_int_equal(size == 0, count == 0);
	assert_true(count >= pair->lines.count);
	json_decref(json);
	free(text);
}

static void check_requests(struct random_state *random, const struct pair *pair, struct seen *seen)
{
	for (int i = 0; i < REQUESTS; i++) {
		const struct said_policy *policy = &pair->policy[random_pick(random, DIFF_SIDES)];
		struct random_request asked;

		if (policy->count > 0 && i % 4)
			random_request_for(random, policy, &policy->rules[random_pick(random, policy->count)], &asked);
		else
			random_request(random, &asked);
		if (!word_by_number(&operation_words, asked.request.operation))
			continue;
		make_possible(&asked);
		check_request(pair, &asked.request, seen);
	}
}

/* A policy like the other, but for what an edit changes; now and then quite another one. */
static void make_policies(struct random_state *random, struct pair *pair)
{
	struct random_state again = *random;
	struct said_policy *after = &pair->policy[1];

	assert_true(random_policy(random, &pair->policy[0]));
	if (random_chance(random, 20))
		again = *random;
	assert_true(random_policy(&again, after));
	for (unsigned int edits = random_pick(random, 3); edits > 0 && after->count > 0; edits--) {
		struct said_rule *rule = &after->rules[random_pick(random, after->count)];

		if (random_chance(random, 50))
			rule->deny = !rule->deny;
		else if (random_chance(random, 50))
			rule->from = ANY;
		else
			rule->range_count = 0;
	}
}

static void check_pair(struct random_state *random, struct seen *seen)
{
	struct pair pair = {0};
	int error;

	make_policies(random, &pair);
	assert_int_equal(diff_names_init(&pair.names, &world_resolver), 0);
	if (compile_random(random, &pair.policy[0], &pair.names.resolver, &pair.image[0]) == 0 &&
	    compile_random(random, &pair.policy[1], &pair.names.resolver, &pair.image[1]) == 0) {
		error = difference_find(pair.image[0], pair.image[1], &pair.names, &pair.difference);
		assert_true(error == 0 || error == -E2BIG);
		for (size_t i = 0; i < pair.difference.change_count; i++)
			check_change(&pair, &pair.difference.change[i], seen);
		assert_int_equal(diff_lines_find(&pair.difference, &pair.lines), 0);
		if (seen->pairs % 8 == 0)
			check_print(&pair);
		if (error == 0)
			check_requests(random, &pair, seen);
		seen->pairs++;
		seen->too_large += error != 0;
		seen->same += error == 0 && pair.difference.change_count == 0;
	}
	diff_lines_release(&pair.lines);
	difference_release(&pair.difference);
	diff_names_release(&pair.names);
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		free(pair.image[side]);
		said_release(&pair.policy[side]);
	}
}

static void test_difference_is_that_of_the_reference(void **state)
{
	const char *wanted = getenv("GATEKEEPER_PAIRS");
	unsigned int pairs = wanted ? strtoul(wanted, NULL, 10) : PAIRS;
	struct random_state random = {.state = 20261128};
	struct seen seen = {0};

	(void)state;
	while (seen.pairs < pairs)
		check_pair(&random, &seen);
	print_message("# %u pairs, %u the same, %u too large; %u changes; %u requests, %u decided otherwise\n",
		      seen.pairs, seen.same, seen.too_large, seen.changes, seen.requests, seen.different);
	assert_true(seen.changes >= pairs && seen.different >= pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_difference_is_that_of_the_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
