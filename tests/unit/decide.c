// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * gk_decide() over compiled policies against a second opinion: random policies are described in words, written as YAML
 * and compiled; the same description is evaluated here rule by rule, without bit vectors. Always the same policies.
 */
#include <errno.h>

#include "compile.h"

#include "bpf-lsm/decide.h"
#include "policy/words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define POLICIES 2500
#define REQUESTS 60
#define MAX_TYPES 4

static const char *const operations[] = {"load", "attach:cgroup", "replace:cgroup", "detach:cgroup", "other"};
static const char *const namespaces[] = {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup", "time"};
static const char *const targets[] = {"own", "own-subtree", "outside"};
static const char *const logs[] = {"denied", "all", "none"};
static const char *const from[] = {"host", "container"};
static const struct {
	const char *text;
	unsigned int number;
} types[] = {
	{"cgroup_inet_ingress", 0}, {"cgroup_inet_egress", 1}, {"cgroup_device", 6},
	{"cgroup_sysctl", 18},      {"lsm_cgroup", 43},        {"cgroup_unix_getsockname", 53},
};

enum { OWN, OWN_SUBTREE, OUTSIDE };
enum { DENIED, ALL, NONE };
enum { HOST, CONTAINER };
#define ANY (-1)

/* A rule as somebody would say it. */
struct said {
	bool deny;
	bool star;
	unsigned int operations; /* of operations[], without star */
	size_t type_count;       /* 0: any */
	size_t types[MAX_TYPES]; /* of types[] */
	int from;                /* of from[], or ANY */
	int member[8];           /* 1: init, 0: not-init, ANY */
	unsigned int targets;    /* of targets[]; 0: any */
	int log;                 /* of logs[], or ANY: as the policy */
};

struct said_policy {
	bool audit, deny;
	int log;
	unsigned int host; /* of namespaces[] */
	size_t count;
	struct said *rules;
};

static unsigned int seed = 20170217;

static unsigned int pick(unsigned int below)
{
	return rand_r(&seed) % below;
}

static bool chance(unsigned int percent)
{
	return pick(100) < percent;
}

static void say_cgroup_conditions(struct said *rule)
{
	if (chance(40)) {
		rule->type_count = 1 + pick(MAX_TYPES);
		for (size_t i = 0; i < rule->type_count; i++)
			rule->types[i] = (i * 7 + pick(2) * 3 + rule->type_count) % COUNT(types);
	}
	if (chance(50))
		rule->targets = 1 + pick(7);
}

static void say_rule(struct said *rule)
{
	memset(rule, 0, sizeof(*rule));
	rule->deny = chance(50);
	rule->star = chance(5);
	rule->operations = chance(70) ? 2 + 2 * pick(7) : 1 + pick(15);
	if (!rule->star && !(rule->operations & 1))
		say_cgroup_conditions(rule);
	rule->from = chance(50) ? (int)pick(2) : ANY;
	for (size_t i = 0; i < 8; i++)
		rule->member[i] = chance(12) ? (int)pick(2) : ANY;
	rule->log = chance(30) ? (int)pick(3) : ANY;
}

static struct said_policy say_policy(void)
{
	struct said_policy policy = {.audit = chance(20), .deny = chance(30), .log = pick(3)};

	policy.host = chance(50) ? 255 : 1 + pick(255);
	policy.count = chance(10) ? 100 + pick(300) : pick(12);
	policy.rules = calloc(policy.count + 1, sizeof(*policy.rules));
	assert_non_null(policy.rules);
	for (size_t i = 0; i < policy.count; i++)
		say_rule(&policy.rules[i]);
	return policy;
}

/* A list of the words whose bits are set, in one of the ways to write it. */
static void write_list(FILE *file, const char *const *words, size_t count, unsigned int chosen)
{
	bool block = chance(30), first = true;

	if (chosen && !(chosen & (chosen - 1)) && chance(50)) {
		fprintf(file, " %s\n", words[__builtin_ctz(chosen)]);
		return;
	}
	fputs(block ? "\n" : " [", file);
	for (size_t i = 0; i < count; i++) {
		if (!(chosen >> i & 1))
			continue;
		if (block)
			fprintf(file, "    - %s\n", words[i]);
		else
			fprintf(file, chance(20) ? "%s\"%s\"" : "%s%s", first ? "" : ", ", words[i]);
		first = false;
	}
	if (!block)
		fputs("]\n", file);
}

static void write_types(FILE *file, const struct said *rule)
{
	if (rule->type_count == 0)
		return;
	fputs("    attach-types: [", file);
	for (size_t i = 0; i < rule->type_count; i++)
		fprintf(file, "%s%s", i ? ", " : "", types[rule->types[i]].text);
	fputs("]\n", file);
}

static void write_caller(FILE *file, const struct said *rule)
{
	bool any = false;

	for (size_t i = 0; i < 8; i++)
		any |= rule->member[i] != ANY;
	if (rule->from == ANY && !any)
		return;
	fputs("    caller:\n", file);
	if (rule->from != ANY)
		fprintf(file, "      from: %s\n", from[rule->from]);
	if (any)
		fputs("      namespaces:\n", file);
	for (size_t i = 0; i < 8; i++) {
		if (rule->member[i] != ANY)
			fprintf(file, "        %s: %s\n", namespaces[i], rule->member[i] ? "init" : "not-init");
	}
}

static void write_rule(FILE *file, const struct said *rule, size_t index)
{
	fprintf(file, "  - name: rule-%zu\n    %s:", index, rule->deny ? "deny" : "allow");
	if (rule->star)
		fputs(" '*'\n", file);
	else
		write_list(file, operations, 4, rule->operations);
	write_types(file, rule);
	write_caller(file, rule);
	if (rule->targets) {
		fputs("    target:\n      cgroup:", file);
		if (rule->targets & (rule->targets - 1))
			fprintf(file, " [%s%s%s]\n", rule->targets & 1 ? "own, " : "",
				rule->targets & 2 ? "own-subtree, " : "", rule->targets & 4 ? "outside" : "");
		else
			fprintf(file, " %s\n", targets[__builtin_ctz(rule->targets)]);
	}
	if (rule->log != ANY)
		fprintf(file, "    log: %s\n", logs[rule->log]);
}

static char *write_policy(const struct said_policy *policy)
{
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	fprintf(file, "version: 1\nmode: %s\ndefault: %s\nlog: %s\n", policy->audit ? "audit" : "enforce",
		policy->deny ? "deny" : "allow", logs[policy->log]);
	fputs("host:\n  namespaces:", file);
	if (policy->host == 255)
		fputs(" all\n", file);
	else
		write_list(file, namespaces, 8, policy->host);
	fputs(policy->count ? "rules:\n" : "rules: []\n", file);
	for (size_t i = 0; i < policy->count; i++)
		write_rule(file, &policy->rules[i], i);
	fclose(file);
	return text;
}

static int side_of(const struct said_policy *policy, const struct gk_request *request)
{
	for (size_t i = 0; i < 8; i++) {
		if (policy->host >> i & 1 && request->namespaces >> i & 1)
			return CONTAINER;
	}
	return HOST;
}

static bool caller_fits(const struct said *rule, const struct gk_request *request, int side)
{
	if (rule->from != ANY && rule->from != side)
		return false;
	for (size_t i = 0; i < 8; i++) {
		bool init = !(request->namespaces >> i & 1);

		if (rule->member[i] != ANY && rule->member[i] != init)
			return false;
	}
	return true;
}

static bool type_fits(const struct said *rule, unsigned int type)
{
	if (rule->type_count == 0)
		return true;
	if (type > 61)
		return rule->deny;
	for (size_t i = 0; i < rule->type_count; i++) {
		if (types[rule->types[i]].number == type)
			return true;
	}
	return false;
}

static bool target_fits(const struct said *rule, unsigned int relation)
{
	bool own = rule->targets >> OWN & 1, subtree = rule->targets >> OWN_SUBTREE & 1;

	if (!rule->targets)
		return true;
	if (relation == GK_TARGET_OWN)
		return own || subtree;
	if (relation == GK_TARGET_BELOW)
		return subtree;
	if (relation == GK_TARGET_OUTSIDE)
		return rule->targets >> OUTSIDE & 1;
	return relation != GK_TARGET_NONE && rule->deny;
}

static bool rule_fits(const struct said *rule, const struct gk_request *request, int side)
{
	if (!rule->star && (request->operation > 3 || !(rule->operations >> request->operation & 1)))
		return false;
	return caller_fits(rule, request, side) && type_fits(rule, request->attach_type) &&
	       target_fits(rule, request->relation);
}

static bool logged(int log, bool deny)
{
	return log == ALL || (log == DENIED && deny);
}

static struct gk_decision second_opinion(const struct said_policy *policy, const struct gk_request *request)
{
	int side = side_of(policy, request);
	struct gk_decision decision = {
		.rule = GK_NO_RULE,
		.verdict = policy->deny ? GK_DENY : GK_ALLOW,
		.logged = logged(policy->log, policy->deny),
		.reason = GK_REASON_DEFAULT,
		.from = side,
	};

	for (size_t i = 0; i < policy->count; i++) {
		const struct said *rule = &policy->rules[i];

		if (!rule_fits(rule, request, side))
			continue;
		decision.rule = i;
		decision.verdict = rule->deny ? GK_DENY : GK_ALLOW;
		decision.logged = logged(rule->log == ANY ? policy->log : rule->log, rule->deny);
		decision.reason = GK_REASON_RULE;
		break;
	}
	return decision;
}

/* Now and then numbers that this version has no word for. */
static struct gk_request ask(void)
{
	struct gk_request request = {
		.operation = chance(5) ? pick(GK_OPERATION_SLOTS) : pick(GK_OPERATION_COUNT),
		.attach_type = chance(20) ? pick(GK_ATTACH_TYPE_SLOTS) : types[pick(COUNT(types))].number,
		.namespaces = chance(30)   ? 0
			      : chance(50) ? 1U << pick(8)
					   : pick(256),
		.relation = chance(5) ? pick(GK_RELATION_SLOTS) : pick(GK_RELATION_COUNT),
	};

	return request;
}

static void check_request(const struct said_policy *policy, const struct gk_image *image,
			  const struct gk_request *request, const char *text)
{
	struct gk_decision expected = second_opinion(policy, request), decision = gk_decide(image, request);

	if (decision.rule != expected.rule || decision.verdict != expected.verdict ||
	    decision.logged != expected.logged || decision.reason != expected.reason || decision.from != expected.from)
		fail_msg("operation %u, attach type %u, namespaces %02x, relation %u: rule %d, not %d, of\n%s",
			 request->operation, request->attach_type, request->namespaces, request->relation,
			 (int)decision.rule, (int)expected.rule, text);
	/* What the kernel side does not ask about is neither refused nor logged. */
	if (!(image->operations >> request->operation & 1))
		assert_true(expected.verdict == GK_ALLOW && !expected.logged);
}

/* No caller at all fits a rule that the compiler calls contradictory. */
static void check_contradiction(const struct said_policy *policy, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		assert_true(findings->finding[i].check == CHECK_CONTRADICTORY_NAMESPACES ||
			    findings->finding[i].check == CHECK_DUPLICATE_WORD);
	for (size_t i = 0; i < policy->count; i++) {
		bool fits = false;

		for (unsigned int set = 0; set < 256 && !fits; set++) {
			struct gk_request request = {.namespaces = set};

			fits = caller_fits(&policy->rules[i], &request, side_of(policy, &request));
		}
		if (!fits)
			return;
	}
	fail_msg("no rule is contradictory");
}

/* Rules that are warned about decide none of these requests. */
static void check_unreachable(const struct findings *findings, const struct gk_image *image,
			      const struct gk_decision *decision)
{
	for (size_t i = 0; i < findings->count && decision->rule != GK_NO_RULE; i++) {
		if (findings->finding[i].check == CHECK_UNREACHABLE_RULE)
			assert_int_not_equal(findings->finding[i].place.line, image->rule[decision->rule].line);
	}
}

static bool check_policy(void)
{
	struct said_policy policy = say_policy();
	char *text = write_policy(&policy);
	struct gk_image *image = NULL;
	struct findings findings;
	int r = compile_text(text, &findings, &image);

	if (r < 0) {
		check_contradiction(&policy, &findings);
	} else {
		assert_int_equal(image->mode, policy.audit ? GK_AUDIT : GK_ENFORCE);
		for (int i = 0; i < REQUESTS; i++) {
			struct gk_request request = ask();
			struct gk_decision decision = gk_decide(image, &request);

			check_request(&policy, image, &request, text);
			check_unreachable(&findings, image, &decision);
		}
	}
	free(image);
	free(text);
	free(policy.rules);
	return r == 0;
}

static void random_policies(void **state)
{
	unsigned int compiled = 0;

	(void)state;
	for (int i = 0; i < POLICIES; i++)
		compiled += check_policy();
	assert_true(compiled > POLICIES / 2);
}

/* Each of 1,024 rules decides for its own set of namespaces and operation, and for nothing else. */
static void every_rule_of_a_full_image(void **state)
{
	struct gk_image *image = NULL;
	struct findings findings;
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	fputs("version: 1\ndefault: deny\nrules:\n", file);
	for (unsigned int i = 0; i < GK_MAX_RULES; i++) {
		fprintf(file, "- {name: r%u, allow: '%s', caller: {namespaces: {", i, operations[i / 256]);
		for (unsigned int j = 0; j < 8; j++)
			fprintf(file, "%s: %s, ", namespaces[j], i >> j & 1 ? "not-init" : "init");
		fputs("}}}\n", file);
	}
	fclose(file);
	assert_int_equal(compile_text(text, &findings, &image), 0);
	assert_int_equal(findings.count, 0);
	for (unsigned int i = 0; i < GK_MAX_RULES; i++) {
		struct gk_request request = {
			.operation = i / 256, .attach_type = 6, .namespaces = i % 256, .relation = 4};

		assert_int_equal(gk_decide(image, &request).rule, i);
		request.operation = GK_OP_OTHER;
		assert_int_equal(gk_decide(image, &request).rule, GK_NO_RULE);
	}
	free(image);
	free(text);
}

static void no_policy(void **state)
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

	image->magic = GK_IMAGE_MAGIC;
	image->version = GK_ABI_VERSION + 1;
	assert_int_equal(gk_decide(image, &request).reason, GK_REASON_NO_POLICY);
	image->version = GK_ABI_VERSION;
	assert_int_equal(gk_decide(image, &request).reason, GK_REASON_DEFAULT);
	free(image);
}

static void lowest_bit(void **state)
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
		cmocka_unit_test(random_policies),
		cmocka_unit_test(every_rule_of_a_full_image),
		cmocka_unit_test(no_policy),
		cmocka_unit_test(lowest_bit),
	};

	return cmocka_run_group_tests_name("decide", tests, NULL, NULL);
}
