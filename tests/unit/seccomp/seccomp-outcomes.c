// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The outcome of an operation over all values that a filter can't see has each single decision of gk_decide(), for
 * random policies and requests (tests/reference).
 */
#include "tests/unit/random-policy.h"

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/words.h"

#include "gatekeeper/seccomp/outcomes.h"
#include "tests/reference/random.h"
#include "tests/reference/world.h"
#include "tests/reference/write.h"

/* The sanitizers take two seconds for a policy. */
#ifdef __SANITIZE_ADDRESS__
#define POLICIES 5
#else
#define POLICIES 60
#endif
#define REQUESTS 200

/* Takes away what a request with this operation never has: outcomes_of() does not ask for it. */
static void make_possible(struct gk_request *request)
{
	const unsigned int operation = request->operation;

	make_target_possible(request);
	if (!operation_has_netns(operation))
		request->netns = GK_NETNS_NONE;
	if (!operation_has_program(operation)) {
		request->program_state = GK_PROGRAM_NONE;
		request->program_type = GK_NO_NUMBER;
	}
}

static enum outcome outcome_of(struct outcomes *outcomes, unsigned int operation)
{
	struct deciders deciders;

	assert_int_equal(outcomes_of(outcomes, 1ULL << operation, &deciders), 0);
	return deciders.outcome;
}

/* What was seen beside what is said: how often each was exact. */
struct seen {
	unsigned int requests, exact, depends;
};

static void check_request(const struct gk_image *image, const struct gk_request *request, struct outcomes *by_side,
			  struct seen *seen)
{
	struct gk_decision decision = gk_decide(image, request);
	enum outcome expected = decision.verdict == GK_DENY && image->mode == GK_ENFORCE ? OUTCOME_DENY : OUTCOME_ALLOW;
	enum outcome outcome = outcome_of(&by_side[decision.from == GK_FROM_HOST], request->operation);

	if (!(outcome & expected))
		fail_msg("operation %u, attach type %u: rule %d decides %d, and the outcome is %d", request->operation,
			 request->attach_type, (int)decision.rule, expected, outcome);
	seen->requests++;
	seen->exact += outcome == expected;
	seen->depends += outcome == OUTCOME_DEPENDS;
}

static void check_policy(struct random_state *random, struct seen *seen)
{
	_cleanup_free_ struct gk_image *image = NULL;
	static const struct request_words any_caller;
	static const uint64_t root_cgroup = 1;
	const struct gk_request described = {.namespaces = GK_ALL_NAMESPACES,
					     .caller = {.where = (uintptr_t)&root_cgroup}};
	const struct plan_caller container = {&any_caller, &described, GK_FROM_CONTAINER},
				 host = {&any_caller, &described, GK_FROM_HOST};
	struct said_policy policy;

	assert_true(random_policy(random, &policy));
	if (compile_random(random, &policy, &world_resolver, &image) == 0) {
		struct outcomes by_side[] = {{.image = image, .caller = &container}, {.image = image, .caller = &host}};

		for (int i = 0; i < REQUESTS; i++) {
			struct random_request asked;

			if (policy.count > 0 && i % 2)
				random_request_for(random, &policy, &policy.rules[random_pick(random, policy.count)],
						   &asked);
			else
				random_request(random, &asked);
			if (!word_by_number(&operation_words, asked.request.operation))
				continue;
			make_possible(&asked.request);
			check_request(image, &asked.request, by_side, seen);
		}
	}
	said_release(&policy);
}

static void test_outcome_has_each_decision(void **state)
{
	struct random_state random = {.state = 20261128};
	struct seen seen = {0};

	(void)state;
	for (int i = 0; i < POLICIES; i++)
		check_policy(&random, &seen);
	/* "Depends" for everything would pass: many have to be exact, and some have to depend. */
	print_message("# %u requests, %u exact, %u depend\n", seen.requests, seen.exact, seen.depends);
	assert_true(seen.requests >= POLICIES * REQUESTS / 2);
	assert_true(seen.exact >= seen.requests / 10 && seen.depends >= seen.requests / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcome_has_each_decision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
