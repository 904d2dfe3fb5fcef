// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/report: the parts that are of this moment, from a made-up kernel and hostile names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/report/now.h"
#include "policy/language/words.h"

#define HOSTILE "<b onclick='x'>&\"\x1b"
#define ESCAPED "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;\\x1b"

static char *page;
static size_t page_size;

static int release(void **state)
{
	(void)state;
	free(page);
	page = NULL;
	return 0;
}

static const char *print_status(const struct enforcer_status *status)
{
	FILE *out;

	free(page);
	out = open_memstream(&page, &page_size);
	assert_non_null(out);
	now_print_status(status, out);
	fclose(out);
	return page;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in:\n%s", part, text);
}

static void state_is_a_sentence_with_a_colour(void **state)
{
	struct enforcer_status status = {.pinned = true,
					 .loaded = true,
					 .proven = true,
					 .mode = GK_ENFORCE,
					 .path = "/etc/" HOSTILE,
					 .rule_count = 12};

	(void)state;
	status.counters.decided[GK_DENY] = 7;
	status.hook_count = 1;
	status.hook[0] = (struct enforcer_hook){.section = "lsm/bpf", .attached = true, .needed = true};
	assert_has(print_status(&status), "<p class=\"state good\">enforcing (");
	assert_has(page, "<code>/etc/" ESCAPED "</code>");
	assert_has(page, "<dt>Denied since it was loaded</dt><dd>7</dd>");
	assert_has(page, "<td class=\"key\">lsm/bpf</td><td class=\"muted\">attached</td>");
	status.hook[0].attached = false;
	assert_has(print_status(&status), "<p class=\"state bad\">NOT ENFORCING: hooks are missing");
	assert_has(page, "<td class=\"deny\">MISSING</td>");
	status.hook[0].attached = true;
	status.proven = false;
	assert_has(print_status(&status), "<p class=\"state bad\">NOT ENFORCING: a test call");
	status.narrow = true;
	assert_has(print_status(&status), "<p class=\"state bad\">NOT ENFORCING: the gate was changed");
	status.proven = true;
	status.narrow = false;
	status.mode = GK_AUDIT;
	assert_has(print_status(&status), "<p class=\"state \">audit: ");
	assert_has(print_status(&(struct enforcer_status){0}), "<p class=\"state bad\">no policy is loaded");
	assert_null(strstr(page, "<dl"));
	assert_has(print_status(&(struct enforcer_status){.pinned = true}),
		   "<p class=\"state bad\">DENYING EVERYTHING");
}

static const char *print_table(const struct attached *attached)
{
	FILE *out;

	free(page);
	out = open_memstream(&page, &page_size);
	assert_non_null(out);
	now_print_table(attached, out);
	fclose(out);
	return page;
}

static void attached_names_who_and_the_policy(void **state)
{
	struct gk_rule rule = {.name = "no-" HOSTILE};
	struct attached attached = {0};
	struct attachment *attachment = attached_add(&attached, GK_OP_ATTACH_CGROUP);

	(void)state;
	assert_non_null(attachment);
	attachment->program_id = 42;
	strcpy(attachment->program_name, "<i>&'\x1b");
	attachment->cgroup_id = 7;
	attachment->cgroup_path = strdup("/" HOSTILE);
	attachment->origin = ORIGIN_RECORDED;
	attachment->record = json_pack("{s:s, s:{s:s, s:i}, s:{s:i}, s:{s:s, s:s}}", "@timestamp",
				       "2026-11-28T06:00:00.000000000Z", "process", "name", HOSTILE, "pid", 4242,
				       "user", "id", 1000, "container", "id", HOSTILE, "name", HOSTILE);
	attachment->decision =
		(struct attachment_decision){.caller = CALLER_RECORDED, .verdict = GK_DENY, .rule = &rule, .file = ""};
	print_table(&attached);
	assert_has(page, "<td class=\"key\">/" ESCAPED "</td>");
	assert_has(page, "&lt;i&gt;&amp;&#39;\\x1b id 42</td>");
	assert_has(page, "<td class=\"wide\">" ESCAPED ", pid 4242, uid 1000");
	assert_has(page, ", container " ESCAPED ", name " ESCAPED ", at 2026-11-28T06:00:00.000000000Z");
	assert_has(page, "<td class=\"deny\">deny by rule no-" ESCAPED "</td>");
	assert_null(strstr(page, "<b "));
	assert_null(strchr(page, '\x1b'));
	attachment->origin = ORIGIN_OWN;
	assert_has(print_table(&attached), "the gatekeeper itself");
	attachment->origin = ORIGIN_NOT_ON_RECORD;
	assert_has(print_table(&attached), "no record of who attached it");
	attached_release(&attached);
	assert_has(print_table(&attached), "Nothing.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(state_is_a_sentence_with_a_colour, release),
		cmocka_unit_test_teardown(attached_names_who_and_the_policy, release),
	};

	return cmocka_run_group_tests_name("now", tests, NULL, NULL);
}
