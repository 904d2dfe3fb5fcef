// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Compares gk_decide() on compiled policies with a second implementation: random policies, always the same ones, are
 * described in words, written as YAML and compiled; tests/reference evaluates the same description rule by rule.
 */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/language/commands.h"
#include "policy/image/decision.h"
#include "policy/language/words.h"
#include "tests/reference/evaluate.h"
#include "tests/reference/world.h"
#include "tests/reference/write.h"

#define POLICIES 1000
#define REQUESTS 200

static int compile_said(const char *text, struct findings *findings, struct gk_image **ret_image)
{
	int fd = memfd_create("policy", MFD_CLOEXEC), r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = policy_compile_file(path, &world_resolver, findings, NULL, ret_image);
	close(fd);
	return r;
}

static void fail_request(const struct gk_request *request, const struct gk_decision *decision,
			 const struct opinion *opinion, const char *text)
{
	printf("%s\noperation %u, attach type %u, namespaces %02x, relation %u, shared %u, netns %u, program state %u, "
	       "type %u, name %llx %llx, tag %llx, signature %u, uid %u, exe %llu %llu, capabilities %llx, levels %u "
	       "%u\n",
	       text, request->operation, request->attach_type, request->namespaces, request->relation,
	       request->shared_files, request->netns, request->program_state, request->program_type,
	       request->program_name[0], request->program_name[1], request->program_tag, request->signature,
	       request->uid, request->executable_inode, request->executable_device, request->capabilities,
	       request->caller.level, request->target.level);
	fail_msg("rule %d, verdict %u, logged %u, from %u; not rule %d, verdict %u, logged %u, from %d",
		 (int)decision->rule, decision->verdict, decision->logged, decision->from, (int)opinion->rule,
		 opinion->deny, opinion->logged, opinion->from);
}

/* The kernel side does not look up values that the image does not need. */
static struct gk_request forget_unused(const struct gk_image *image, const struct gk_request *request)
{
	struct gk_request known = *request;

	if (!(image->uses & GK_USES_UID))
		known.uid = 0;
	if (!(image->uses & GK_USES_EXECUTABLE))
		known.executable_inode = known.executable_device = 0;
	if (!(image->uses & GK_USES_CALLER_CGROUP))
		known.caller.where = 0;
	if (!(image->uses & GK_USES_TARGET_CGROUP))
		known.target.where = 0;
	if (!(image->uses & GK_USES_TARGET))
		known.relation = GK_TARGET_NONE;
	if (!(image->uses & GK_USES_CAPABILITIES))
		known.capabilities = 0;
	if (!(image->uses & GK_USES_NETNS))
		known.netns = GK_NETNS_NONE;
	if (!(image->uses & GK_USES_PROGRAM)) {
		known.program_state = GK_PROGRAM_NONE;
		known.signature = GK_SIGNATURE_UNKNOWN;
	}
	return known;
}

static struct gk_decision check_request(const struct said_policy *policy, const struct gk_image *image,
					const struct gk_request *request, const char *text)
{
	struct opinion opinion = evaluate(policy, request);
	struct gk_request known = forget_unused(image, request);
	struct gk_decision decision = gk_decide(image, request), again = gk_decide(image, &known);
	__u32 rule = opinion.rule == policy->count ? GK_NO_RULE : opinion.rule;

	if (decision.rule != rule || decision.verdict != (opinion.deny ? GK_DENY : GK_ALLOW) ||
	    decision.logged != opinion.logged || decision.from != opinion.from ||
	    decision.reason != (rule == GK_NO_RULE ? GK_REASON_DEFAULT : GK_REASON_RULE))
		fail_request(request, &decision, &opinion, text);
	assert_int_equal(again.rule, decision.rule);
	/* A request that the kernel side need not decide is neither denied nor logged. */
	if (!(image->operations >> request->operation & 1))
		assert_true(!opinion.deny && !opinion.logged);
	return decision;
}

/* No caller matches a rule that the compiler calls contradictory. */
static void check_contradictions(struct random_state *random, const struct said_policy *policy,
				 const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];
		const struct said_rule *rule = policy->rules;
		struct random_request asked = {0};

		if (check_info[finding->check].severity == SEVERITY_WARNING)
			continue;
		assert_true(finding->check == CHECK_CONTRADICTORY_NAMESPACES ||
			    finding->check == CHECK_CONTRADICTORY_CGROUP);
		while (rule + 1 < policy->rules + policy->count && rule[1].line <= finding->place.line)
			rule++;
		for (unsigned int j = 0; j < 300; j++) {
			random_caller(random, &asked);
			assert_false(caller_fits(policy, rule, &asked.request));
		}
	}
}

/* Rules with a warning decide nothing. */
static void check_reachable(const struct findings *findings, const struct gk_image *image,
			    const struct gk_decision *decision)
{
	for (size_t i = 0; i < findings->count && decision->rule != GK_NO_RULE; i++) {
		if (findings->finding[i].check == CHECK_UNREACHABLE_RULE ||
		    findings->finding[i].check == CHECK_DUPLICATE_RULE)
			assert_int_not_equal(findings->finding[i].place.line, image->rule[decision->rule].line);
	}
}

static void check_head(const struct said_policy *policy, const struct gk_image *image)
{
	assert_int_equal(image->mode, policy->audit ? GK_AUDIT : GK_ENFORCE);
	assert_int_equal(image->rule_count, policy->count);
	for (size_t i = 0; i < policy->count; i++)
		assert_int_equal(image->rule[i].line, policy->rules[i].line);
	for (unsigned int command = 0; command < 64; command++)
		assert_int_equal(image->commands >> command & 1,
				 (image->operations & command_operations(command)) != 0);
}

static bool check_policy(struct random_state *random)
{
	struct gk_image *image = NULL;
	struct findings findings;
	struct said_policy policy;
	char *text;
	int r;

	assert_true(random_policy(random, &policy));
	text = said_write(&policy, random);
	assert_non_null(text);
	r = compile_said(text, &findings, &image);
	if (r < 0)
		check_contradictions(random, &policy, &findings);
	else
		check_head(&policy, image);
	for (int i = 0; r == 0 && i < REQUESTS; i++) {
		struct random_request asked;
		struct gk_decision decision;

		if (policy.count > 0 && i % 2)
			random_request_for(random, &policy, &policy.rules[random_pick(random, policy.count)], &asked);
		else
			random_request(random, &asked);
		decision = check_request(&policy, image, &asked.request, text);
		check_reachable(&findings, image, &decision);
	}
	free(image);
	free(text);
	said_release(&policy);
	return r == 0;
}

static void random_policies_decide_as_the_reference(void **state)
{
	struct random_state random = {.state = 20170217};
	unsigned int compiled = 0;

	(void)state;
	for (int i = 0; i < POLICIES; i++)
		compiled += check_policy(&random);
	/* At least 100,000 pairs of a policy and a request. */
	assert_true(compiled * REQUESTS >= 100000);
}

/* Each of 1,024 rules decides for its own set of namespaces and operation, and for nothing else. */
static void every_rule_of_a_full_image_decides(void **state)
{
	static const struct {
		const char *text;
		unsigned int number;
	} operations[] = {{"load", GK_OP_LOAD},
			  {"get", GK_OP_GET},
			  {"attach:xdp", GK_OP_ATTACH_XDP},
			  {"detach:other", GK_OP_DETACH_OTHER}};
	struct gk_image *image = NULL;
	struct findings findings;
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	fputs("version: 1\ndefault: deny\nrules:\n", file);
	for (unsigned int i = 0; i < GK_MAX_RULES; i++) {
		fprintf(file, "- {name: r%u, allow: '%s', caller: {namespaces: {", i, operations[i / 256].text);
		for (unsigned int j = 0; j < 8; j++)
			fprintf(file, "%s: %s, ", word_text(&namespace_words, j), i >> j & 1 ? "not-init" : "init");
		fputs("}}}\n", file);
	}
	fclose(file);
	assert_int_equal(compile_text(text, &findings, &image), 0);
	for (unsigned int i = 0; i < GK_MAX_RULES; i++) {
		struct gk_request request = {.operation = operations[i / 256].number,
					     .attach_type = 6,
					     .namespaces = i % 256,
					     .relation = 4};

		assert_int_equal(gk_decide(image, &request).rule, i);
		request.operation = GK_OP_INSPECT;
		assert_int_equal(gk_decide(image, &request).rule, GK_NO_RULE);
	}
	free(image);
	free(text);
}

static void without_a_policy_everything_is_denied(void **state)
{
	const struct gk_request request = {.operation = GK_OP_LOAD};
	struct gk_image *image = calloc(1, sizeof(*image));
	struct gk_decision decision;

	(void)state;
	assert_non_null(image);
	decision = gk_decide(image, &request);
	assert_int_equal(decision.verdict, GK_DENY);
	assert_int_equal(decision.reason, GK_REASON_NO_POLICY);
	assert_int_equal(decision.logged, 1);

	image->magic = GK_IMAGE_MAGIC + 1; /* another version */
	assert_int_equal(gk_decide(image, &request).reason, GK_REASON_NO_POLICY);
	image->magic = GK_IMAGE_MAGIC;
	assert_int_equal(gk_decide(image, &request).reason, GK_REASON_DEFAULT);
	free(image);
}

static void lowest_bit_is_found(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 64; i++) {
		assert_int_equal(gk_lowest_bit(1ULL << i), i);
		assert_int_equal(gk_lowest_bit(~0ULL << i), i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_policies_decide_as_the_reference),
		cmocka_unit_test(every_rule_of_a_full_image_decides),
		cmocka_unit_test(without_a_policy_everything_is_denied),
		cmocka_unit_test(lowest_bit_is_found),
	};

	return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
