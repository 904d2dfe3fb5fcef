// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the presets promise, as decision tables: a request and the rule that decides it. */
#include <linux/bpf.h>

#include "compile.h"

#include "policy/decision.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { HOST = 0, ALL = GK_ALL_NAMESPACES, USER = 1 << GK_NS_USER, NET = 1 << GK_NS_NET, TIME = 1 << GK_NS_TIME };
enum { INGRESS = 0, EGRESS = 1, SOCK_CREATE = 2, DEVICE = 6, LSM_CGROUP = 43, NO_TYPE = GK_ATTACH_TYPE_NONE };

#define NO_PROGRAMS "no-cgroup-programs-from-containers"
#define OWN_TRAFFIC "container-filters-own-traffic"
#define NO_OTHERS "no-other-cgroup-programs-from-containers"

struct row {
	unsigned char operation, attach_type, namespaces, relation;
	enum gk_verdict verdict;
	const char *rule; /* NULL: the default */
};

static const struct row default_rows[] = {
	{GK_OP_ATTACH_CGROUP, INGRESS, HOST, GK_TARGET_OUTSIDE, GK_ALLOW, NULL},
	{GK_OP_ATTACH_CGROUP, INGRESS, HOST, GK_TARGET_UNKNOWN, GK_ALLOW, NULL},
	{GK_OP_ATTACH_CGROUP, DEVICE, ALL, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	{GK_OP_ATTACH_CGROUP, LSM_CGROUP, ALL, GK_TARGET_BELOW, GK_DENY, NO_PROGRAMS},
	{GK_OP_ATTACH_CGROUP, NO_TYPE, ALL, GK_TARGET_UNKNOWN, GK_DENY, NO_PROGRAMS},
	{GK_OP_REPLACE_CGROUP, EGRESS, ALL, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	{GK_OP_DETACH_CGROUP, EGRESS, ALL, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	/* One namespace of its own is enough to be a container. */
	{GK_OP_ATTACH_CGROUP, INGRESS, USER, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	{GK_OP_ATTACH_CGROUP, INGRESS, NET, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	{GK_OP_ATTACH_CGROUP, INGRESS, TIME, GK_TARGET_OWN, GK_DENY, NO_PROGRAMS},
	/* Everything else stays with the kernel. */
	{GK_OP_LOAD, NO_TYPE, ALL, GK_TARGET_NONE, GK_ALLOW, NULL},
	{GK_OP_INSPECT, NO_TYPE, ALL, GK_TARGET_NONE, GK_ALLOW, NULL},
};

static const struct row own_subtree_rows[] = {
	{GK_OP_ATTACH_CGROUP, INGRESS, ALL, GK_TARGET_OWN, GK_ALLOW, OWN_TRAFFIC},
	{GK_OP_ATTACH_CGROUP, EGRESS, ALL, GK_TARGET_BELOW, GK_ALLOW, OWN_TRAFFIC},
	{GK_OP_REPLACE_CGROUP, EGRESS, NET, GK_TARGET_BELOW, GK_ALLOW, OWN_TRAFFIC},
	{GK_OP_DETACH_CGROUP, INGRESS, USER, GK_TARGET_OWN, GK_ALLOW, OWN_TRAFFIC},
	{GK_OP_ATTACH_CGROUP, INGRESS, ALL, GK_TARGET_OUTSIDE, GK_DENY, NO_OTHERS},
	/* Not sure is not allowed. */
	{GK_OP_ATTACH_CGROUP, INGRESS, ALL, GK_TARGET_UNKNOWN, GK_DENY, NO_OTHERS},
	{GK_OP_REPLACE_CGROUP, NO_TYPE, ALL, GK_TARGET_OWN, GK_DENY, NO_OTHERS},
	{GK_OP_ATTACH_CGROUP, SOCK_CREATE, ALL, GK_TARGET_OWN, GK_DENY, NO_OTHERS},
	{GK_OP_ATTACH_CGROUP, DEVICE, ALL, GK_TARGET_OWN, GK_DENY, NO_OTHERS},
	{GK_OP_DETACH_CGROUP, LSM_CGROUP, ALL, GK_TARGET_BELOW, GK_DENY, NO_OTHERS},
	{GK_OP_ATTACH_CGROUP, DEVICE, HOST, GK_TARGET_OUTSIDE, GK_ALLOW, NULL},
	{GK_OP_LOAD, NO_TYPE, ALL, GK_TARGET_NONE, GK_ALLOW, NULL},
	{GK_OP_INSPECT, NO_TYPE, ALL, GK_TARGET_NONE, GK_ALLOW, NULL},
};

static void check_rows(const char *path, const struct row *rows, size_t count)
{
	struct gk_image *image = compile_right(path);

	for (size_t i = 0; i < count; i++) {
		const struct gk_request request = {
			.operation = rows[i].operation,
			.attach_type = rows[i].attach_type,
			.namespaces = rows[i].namespaces,
			.relation = rows[i].relation,
		};
		struct gk_decision decision = gk_decide(image, &request);
		const char *rule = decision.rule == GK_NO_RULE ? NULL : image->rule[decision.rule].name;

		if (decision.verdict != rows[i].verdict || !rule != !rows[i].rule ||
		    (rule && strcmp(rule, rows[i].rule) != 0))
			fail_msg("%s, row %zu: verdict %u by %s", path, i, decision.verdict, rule ? rule : "default");
		assert_int_equal(decision.reason, rule ? GK_REASON_RULE : GK_REASON_DEFAULT);
		assert_int_equal(decision.logged, decision.verdict == GK_DENY);
		assert_int_equal(decision.from, rows[i].namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST);
	}
	free(image);
}

static void preset_default(void **state)
{
	(void)state;
	check_rows("policy/presets/default.yaml", default_rows, COUNT(default_rows));
}

static void preset_own_subtree(void **state)
{
	(void)state;
	check_rows("policy/presets/own-subtree.yaml", own_subtree_rows, COUNT(own_subtree_rows));
}

/* The kernel side need not decide what neither preset refuses or logs. */
static void operations_decided(void **state)
{
	static const char *const paths[] = {"policy/presets/default.yaml", "policy/presets/own-subtree.yaml"};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct gk_image *image = compile_right(paths[i]);

		/* An operation that could not be known could be one of them. */
		assert_true(image->operations == (1ULL << GK_OP_ATTACH_CGROUP | 1ULL << GK_OP_ATTACH_UNKNOWN |
						  1ULL << GK_OP_REPLACE_CGROUP | 1ULL << GK_OP_REPLACE_UNKNOWN |
						  1ULL << GK_OP_DETACH_CGROUP | 1ULL << GK_OP_DETACH_UNKNOWN));
		assert_true(image->commands ==
			    (1ULL << BPF_PROG_ATTACH | 1ULL << BPF_PROG_DETACH | 1ULL << BPF_RAW_TRACEPOINT_OPEN |
			     1ULL << BPF_LINK_CREATE | 1ULL << BPF_LINK_UPDATE | 1ULL << BPF_LINK_DETACH));
		assert_int_equal(image->mode, GK_ENFORCE);
		free(image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(preset_default),
		cmocka_unit_test(preset_own_subtree),
		cmocka_unit_test(operations_decided),
	};

	return cmocka_run_group_tests_name("policy-presets", tests, NULL, NULL);
}
