// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Rules that name containers, as their engines call them. */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/image/vectors.h"

#define HOST 0
#define FOREIGN 1 /* a namespace that is not init */

static const struct container known[] = {
	{.cgroup = "/c/web", .name = "web-1", .image = "example.org:5000/web:1.2", .engine = "podman"},
	{.cgroup = "/c/db", .name = "db", .image = "example.org:5000/web/db:1.2", .namespace = "shop", .pod = "db-0"},
	{.cgroup = "/c/nameless"},
	{.cgroup = "/c/labels",
	 .name = "labels",
	 .image = "web",
	 .labels = {{"app", "agent"}, {"tier", ""}},
	 .label_count = 2},
	{.cgroup = "/c/full",
	 .name = "full",
	 .image = "web",
	 .labels = {{"a", "b"}},
	 .label_count = CONTAINER_LABELS_MAX},
	{.cgroup = "/c/unlabelled", .name = "unlabelled", .no_labels = true},
	{.cgroup = "/c/both", .name = "both", .image = "both:1@sha256:12"},
	{.cgroup = "/c/digest", .name = "digest", .image = "web@sha256:12", .image_digest = "sha256:12"},
	{.cgroup = "/c/replaced", .cgroup_id = 1, .name = "web-1"}, /* its path is that of another cgroup now */
	{.cgroup = "/c/web/inner", .name = "inner", .image = "evil"},
};

static int tell(void *context, int (*take)(void *to, const struct container *container), void *to, uint64_t *generation)
{
	const int *error = context;
	int r = 0;

	*generation = 77;
	if (error)
		return *error;
	for (size_t i = 0; i < ARRAY_LENGTH(known) && r == 0; i++)
		r = take(to, &known[i]);
	return r;
}

/* Compiles a rule whose caller.container is `condition`, under another default. */
static struct gk_image *compile(const char *verdict, const char *condition, int *error, struct findings *findings)
{
	struct resolver resolver = resolver_by_name;
	struct gk_image *image = NULL;
	char text[512];

	resolver.containers = tell;
	resolver.context = error;
	snprintf(text, sizeof(text),
		 "version: 1\ndefault: %s\nrules:\n- {name: a, %s: load, caller: {container: {%s}}}\n",
		 strcmp(verdict, "deny") == 0 ? "allow" : "deny", verdict, condition);
	compile_bytes_by(&resolver, text, strlen(text), findings, &image);
	if (!image)
		findings_print(findings, false, stderr);
	assert_non_null(image);
	return image;
}

/* Does the rule decide about a caller in this cgroup? */
static bool decides(const struct gk_image *image, const char *path, unsigned int namespaces)
{
	uint64_t ids[GK_CGROUP_LEVELS] = {1};
	struct gk_request request = {.operation = GK_OP_LOAD, .namespaces = namespaces};
	char above[256];
	__u32 level = 0;

	for (const char *end = path; *end; level++) {
		end += 1 + strcspn(end + 1, "/");
		snprintf(above, sizeof(above), "%.*s", (int)(end - path), path);
		resolver_by_name.cgroup(NULL, above, &ids[level + 1]);
	}
	request.caller = (struct gk_cgroup_place){.where = (uintptr_t)ids, .id = ids[level], .level = level};
	return gk_decide(image, &request).rule == 0;
}

static bool fits(const char *verdict, const char *condition, const char *path)
{
	struct findings findings;
	_cleanup_free_ struct gk_image *image = compile(verdict, condition, NULL, &findings);

	return decides(image, path, FOREIGN);
}

static void texts_are_compared(void **state)
{
	static const struct {
		const char *condition, *path;
		bool fits;
	} rows[] = {
		{"name: web-1", "/c/web", true},
		{"name: web-1", "/c/db", false},
		{"name: [x, web-1]", "/c/web", true},
		{"name: web", "/c/web", false},
		{"name: 'web-*'", "/c/web", true},
		{"name: 'web-1*'", "/c/web", true},
		{"name: 'web-12*'", "/c/web", false},
		{"image: 'example.org:5000/web'", "/c/web", true},
		{"image: 'example.org:5000/web'", "/c/db", false},
		{"image: 'example.org:5000/web:1.2'", "/c/web", true},
		{"image: 'example.org:5000/web:1'", "/c/web", false},
		{"image: 'example.org:5000/*'", "/c/db", true},
		{"image: 'example.org'", "/c/web", false},
		{"image: 'example.org:5000/web/*'", "/c/web", false},
		{"image: web", "/c/digest", true},
		{"image: we", "/c/digest", false},
		{"image: 'web@sha256:12'", "/c/digest", true},
		{"image: 'web@sha256:1'", "/c/digest", false},
		{"image: 'both:1'", "/c/both", true},
		{"image: both", "/c/both", true},
		{"image: 'both:1@sha256:1'", "/c/both", false},
		{"image: 'both:'", "/c/both", false},
		{"image-digest: 'sha256:12'", "/c/digest", true},
		{"image-digest: 'sha256:12'", "/c/web", false},
		{"engine: podman", "/c/web", true},
		{"engine: docker", "/c/web", false},
		{"namespace: shop", "/c/db", true},
		{"namespace: shop, pod: 'db-*'", "/c/db", true},
		{"namespace: shop, pod: 'web-*'", "/c/db", false},
		{"labels: app=agent", "/c/labels", true},
		{"labels: [app=agent, 'tier=']", "/c/labels", true},
		{"labels: [app=agent, tier=x]", "/c/labels", false},
		{"labels: app=agen", "/c/labels", false},
		{"labels: ap=agent", "/c/labels", false},
		{"labels: a=b", "/c/full", true},
		{"labels: z=b", "/c/full", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		if (fits("allow", rows[i].condition, rows[i].path) != rows[i].fits)
			fail_msg("%s in %s: not %d", rows[i].condition, rows[i].path, rows[i].fits);
}

static void what_is_below_belongs_to_the_outermost(void **state)
{
	(void)state;
	assert_true(fits("allow", "name: web-1", "/c/web/a/b"));
	assert_true(fits("allow", "name: web-1", "/c/web/inner"));
	assert_false(fits("allow", "name: inner", "/c/web/inner"));
	assert_false(fits("allow", "name: web-1", "/c"));
	assert_false(fits("allow", "name: web-1", "/c/web2"));
}

/* A container that nobody told of, or of which a text is not known, may be the one that is meant. */
static void what_is_not_known_is_denied(void **state)
{
	(void)state;
	assert_true(fits("deny", "name: web-1", "/c/web"));
	assert_false(fits("deny", "name: web-1", "/c/db"));
	assert_true(fits("deny", "name: web-1", "/other"));
	assert_false(fits("allow", "name: web-1", "/other"));
	assert_true(fits("deny", "name: web-1", "/c/nameless"));
	assert_false(fits("allow", "name: web-1", "/c/nameless"));
	assert_true(fits("deny", "labels: z=b", "/c/full")); /* others were left out */
	assert_false(fits("deny", "labels: z=b", "/c/labels"));
	assert_true(fits("deny", "labels: z=b", "/c/db")); /* its engine told none */
	assert_false(fits("allow", "labels: z=b", "/c/db"));
	assert_false(fits("deny", "labels: z=b", "/c/unlabelled"));
}

/* By its cgroup: also with all namespaces of the host. */
static void a_container_is_never_the_host(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	image = compile("deny", "name: web-1", NULL, &findings);
	assert_true(decides(image, "/c/web", HOST));
	assert_false(decides(image, "/other", HOST));
	assert_false(decides(image, "/c/db", HOST));
	free(image);
	image = compile("allow", "name: web-1", NULL, &findings);
	assert_true(decides(image, "/c/web", HOST));
	assert_false(decides(image, "/other", HOST));
	free(image);
}

static void other_conditions_hold_as_well(void **state)
{
	struct findings findings;
	struct resolver resolver = resolver_by_name;
	struct gk_image *image = NULL;
	const char *text = "version: 1\ndefault: deny\nrules:\n"
			   "- {name: a, allow: load, caller: {cgroup: /c/web/in, container: {name: web-1}}}\n";

	(void)state;
	resolver.containers = tell;
	compile_bytes_by(&resolver, text, strlen(text), &findings, &image);
	assert_non_null(image);
	assert_true(decides(image, "/c/web/in", FOREIGN));
	assert_true(decides(image, "/c/web/in/x", FOREIGN));
	assert_false(decides(image, "/c/web", FOREIGN));
	assert_false(decides(image, "/c/db", FOREIGN));
	free(image);
}

static void an_image_says_which_containers_it_knows(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	image = compile("allow", "name: web-1", NULL, &findings);
	assert_int_equal(image->containers, 77);
	assert_int_equal(image->flags, GK_IMAGE_NAMES_CONTAINERS);
	assert_int_equal(image_find_path(image, "/c/none"), GK_ENTRIES);
	free(image);
	image = compile_right("tests/samples/good/no-rules.yaml");
	assert_int_equal(image->containers, 0);
	assert_int_equal(image->flags, 0);
	free(image);
}

/* A container's cgroup is known by its id: what is made there later, of another container, is not found by its path. */
static void a_cgroup_made_later_is_another_container(void **state)
{
	struct findings findings;
	struct gk_image *image = compile("allow", "name: web-1", NULL, &findings);

	(void)state;
	assert_true(decides(image, "/c/web", FOREIGN));
	assert_false(decides(image, "/c/replaced", FOREIGN));
	assert_int_equal(image_find_path(image, "/c/web"), GK_ENTRIES);
	free(image);
}

/* Also where the policy names the path, or one below it. */
static void a_named_cgroup_made_later_is_another_container(void **state)
{
	struct resolver resolver = resolver_by_name;
	const char *text = "version: 1\ndefault: deny\nrules:\n"
			   "- {name: a, allow: load, caller: {cgroup: [/c/web, /c/web/in], container: {name: web-1}}}\n"
			   "- {name: b, allow: load, caller: {cgroup: [/c/web, /c/web/in]}}\n";
	struct findings findings;
	struct gk_image *image = NULL;

	(void)state;
	resolver.containers = tell;
	compile_bytes_by(&resolver, text, strlen(text), &findings, &image);
	assert_non_null(image);
	for (const char *path = "/c/web/in"; path; path = path[6] ? "/c/web" : NULL) {
		const __u32 entry = image_find_path(image, path);

		assert_true(decides(image, path, FOREIGN));
		assert_true(entry < GK_ENTRIES);
		assert_false(vector_has(&image->vector[GK_CELL_VECTOR(image->entry[entry].cell)], 0));
		assert_true(vector_has(&image->vector[GK_CELL_VECTOR(image->entry[entry].cell)], 1));
	}
	free(image);
}

static int find_no_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context, (void)path, (void)ret_id;
	return -ENOENT;
}

static void one_whose_cgroup_is_gone_is_left_out(void **state)
{
	struct resolver resolver = resolver_by_name;
	const char *text = "version: 1\ndefault: deny\nrules:\n"
			   "- {name: a, allow: load, caller: {cgroup: /c/db, container: {name: db}}}\n"
			   "- {name: b, allow: load, caller: {container: {name: web-1}}}\n";
	struct findings findings;
	struct gk_image *image = NULL;

	(void)state;
	resolver.containers = tell;
	resolver.cgroup = find_no_cgroup;
	compile_bytes_by(&resolver, text, strlen(text), &findings, &image);
	assert_non_null(image);
	assert_int_equal(image_find_path(image, "/c/web"), GK_ENTRIES);
	assert_true(image_find_path(image, "/c/db") < GK_ENTRIES);
	free(image);
}

static int tell_many(void *context, int (*take)(void *to, const struct container *container), void *to,
		     uint64_t *ret_generation)
{
	struct container container = {.name = "web-1"};
	int r = 0;

	(void)context;
	*ret_generation = 1;
	for (int i = 0; i < 4000 && r == 0; i++) {
		snprintf(container.cgroup, sizeof(container.cgroup), "/kubepods.slice/%0150d", i);
		r = take(to, &container);
	}
	return r;
}

/* However long the paths of their cgroups are. */
static void many_containers_fit(void **state)
{
	struct resolver resolver = resolver_by_name;
	const char *text = "version: 1\ndefault: deny\nrules:\n"
			   "- {name: a, allow: load, caller: {container: {name: web-1}}}\n";
	struct findings findings;
	struct gk_image *image = NULL;

	(void)state;
	resolver.containers = tell_many;
	compile_bytes_by(&resolver, text, strlen(text), &findings, &image);
	assert_non_null(image);
	free(image);
}

static void what_cannot_be_read_is_unknown(void **state)
{
	struct findings findings;
	int error = -EPERM;
	struct gk_image *image;

	(void)state;
	image = compile("allow", "name: web-1", &error, &findings);
	assert_false(decides(image, "/c/web", FOREIGN));
	free(image);
	image = compile("deny", "name: web-1", &error, &findings);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.finding[0].check, CHECK_UNKNOWN_CONTAINERS);
	assert_true(decides(image, "/c/web", FOREIGN));
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_compared),
		cmocka_unit_test(what_is_below_belongs_to_the_outermost),
		cmocka_unit_test(what_is_not_known_is_denied),
		cmocka_unit_test(a_container_is_never_the_host),
		cmocka_unit_test(other_conditions_hold_as_well),
		cmocka_unit_test(an_image_says_which_containers_it_knows),
		cmocka_unit_test(a_cgroup_made_later_is_another_container),
		cmocka_unit_test(a_named_cgroup_made_later_is_another_container),
		cmocka_unit_test(one_whose_cgroup_is_gone_is_left_out),
		cmocka_unit_test(many_containers_fit),
		cmocka_unit_test(what_cannot_be_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
