// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper list without a kernel: origins from records, attachments as JSON and as a tree, decisions of a policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"

#include "tests/unit/compile.h"

#define BOOTED 1700000000000000000LL

static const char record_text[] =
	"{\"@timestamp\":\"2023-11-15T00:00:00.000000001Z\",\"event\":{\"kind\":\"event\",\"action\":\"attached\","
	"\"outcome\":\"success\",\"id\":\"7-1\"},\"process\":{\"pid\":4,\"name\":\"tool\\\\x1b\"},\"user\":{\"id\":0},"
	"\"bpf\":{\"operation\":\"attach:cgroup\",\"attach_type\":\"cgroup_device\",\"program\":{\"id\":9,"
	"\"tag\":\"0102030405060708\",\"type\":\"cgroup_device\"},\"target\":{\"cgroup\":{\"id\":\"77\","
	"\"path\":\"/a\"},\"relation\":\"outside\"}},\"gatekeeper\":{\"rule\":\"r\",\"line\":3,\"from\":\"host\"},"
	"\"namespaces\":{\"user\":{\"init\":true},\"pid\":{\"init\":true},\"mnt\":{\"init\":true},\"net\":{\"init\":"
	"true},"
	"\"ipc\":{\"init\":true},\"uts\":{\"init\":true},\"cgroup\":{\"init\":true},\"time\":{\"init\":true}}}";

/* Returns the record with one text replaced by another. */
static json_t *record_with(const char *before, const char *after)
{
	char *text = NULL;
	const char *at = before ? strstr(record_text, before) : NULL;
	json_t *record;

	assert_true(!before || at);
	if (before)
		assert_true(asprintf(&text, "%.*s%s%s", (int)(at - record_text), record_text, after,
				     at + strlen(before)) > 0);
	record = json_loads(text ? text : record_text, 0, NULL);
	assert_non_null(record);
	free(text);
	return record;
}

static struct attachment *add_cgroup(struct attached *attached, const char *path, uint64_t id)
{
	struct attachment *attachment = attached_add(attached, GK_OP_ATTACH_CGROUP);

	assert_non_null(attachment);
	attachment->attach_type = 6;
	attachment->program_id = 9;
	attachment->program_type = 15;
	memcpy(attachment->program_tag, "\1\2\3\4\5\6\7\10", GK_PROGRAM_TAG_SIZE);
	strcpy(attachment->program_name, "p\x1b");
	attachment->cgroup_id = id;
	attachment->cgroup_path = strdup(path);
	return attachment;
}

static bool takes(const char *before, const char *after)
{
	struct attached attached = {};
	json_t *record = record_with(before, after);
	bool taken;

	add_cgroup(&attached, "/a", 77);
	attached_add_record(&attached, record, BOOTED);
	taken = attached.items[0].origin == ORIGIN_RECORDED && attached.items[0].record == record;
	json_decref(record);
	attached_release(&attached);
	return taken;
}

static void a_record_belongs_to_its_own_attachment_only(void **state)
{
	(void)state;
	assert_true(takes(NULL, NULL));
	assert_true(takes("\"attached\"", "\"replaced\""));
	assert_false(takes("\"attached\"", "\"detached\""));
	assert_false(takes("\"success\"", "\"failure\""));
	assert_false(takes("\"id\":9", "\"id\":8"));
	assert_false(takes("0102030405060708", "0102030405060709"));
	assert_false(takes("\"77\"", "\"78\""));
	assert_false(takes("\"cgroup_device\",\"program\"", "\"cgroup_sysctl\",\"program\""));
	assert_false(takes("2023-11-15", "2023-11-14")); /* of an earlier boot, which gave ids, too */
}

static void the_latest_record_counts(void **state)
{
	struct attached attached = {};
	json_t *first = record_with(NULL, NULL), *second = record_with("\"tool", "\"other");

	(void)state;
	add_cgroup(&attached, "/a", 77);
	attached_add_record(&attached, first, BOOTED);
	attached_add_record(&attached, second, BOOTED);
	assert_ptr_equal(attached.items[0].record, second);
	attached.items[0].inherited = true;
	attached_add_record(&attached, first, BOOTED);
	assert_ptr_equal(attached.items[0].record, second);
	json_decref(first);
	json_decref(second);
	attached_release(&attached);
}

static void a_link_is_found_by_its_id(void **state)
{
	static const char link[] = "\"bpf\":{\"link\":{\"id\":5,\"type\":\"xdp\"},";
	struct attached attached = {};
	struct attachment *attachment;
	json_t *record = record_with("\"bpf\":{", link);

	(void)state;
	for (uint32_t id = 4; id < 6; id++) {
		attachment = attached_add(&attached, GK_OP_ATTACH_XDP);
		attachment->program_id = 9;
		attachment->link_id = id;
		attachment->link_type = 6;
	}
	attached_add_record(&attached, record, BOOTED);
	assert_int_equal(attached.items[0].origin, ORIGIN_NOT_ON_RECORD);
	assert_int_equal(attached.items[1].origin, ORIGIN_RECORDED);
	json_decref(record);
	attached_release(&attached);
}

/* A struct_ops has no program; its map identifies it. */
static void a_map_is_found_by_its_id(void **state)
{
	struct attached attached = {};
	json_t *record = json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:{s:i}}}", "@timestamp", "2023-11-15T00:00:00Z",
				   "event", "action", "attached", "outcome", "success", "bpf", "operation",
				   "attach:struct-ops", "map", "id", 5);

	(void)state;
	assert_non_null(record);
	for (uint32_t map = 4; map <= 5; map++) {
		struct attachment *attachment = attached_add(&attached, GK_OP_ATTACH_STRUCT_OPS);

		assert_non_null(attachment);
		attachment->map_id = map;
	}
	attached_add_record(&attached, record, BOOTED);
	assert_int_equal(attached.items[0].origin, ORIGIN_NOT_ON_RECORD);
	assert_int_equal(attached.items[1].origin, ORIGIN_RECORDED);
	json_decref(record);
	attached_release(&attached);
}

static void json_has_the_fields_of_the_log(void **state)
{
	static const char expected[] =
		"{\"bpf\":{\"operation\":\"attach:cgroup\",\"attach_type\":\"cgroup_device\",\"program\":{\"id\":9,"
		"\"name\":\"p\\\\x1b\",\"tag\":\"0102030405060708\",\"type\":\"cgroup_device\"},\"target\":{\"cgroup\":"
		"{"
		"\"id\":\"77\",\"path\":\"/a\"}}},\"origin\":{\"state\":\"recorded\","
		"\"@timestamp\":\"2023-11-15T00:00:00.000000001Z\",\"id\":\"7-1\",\"process\":{\"pid\":4,"
		"\"name\":\"tool\\\\x1b\"},\"user\":{\"id\":0},\"gatekeeper\":{\"from\":\"host\",\"rule\":\"r\","
		"\"line\":3}},\"policy\":{\"caller\":\"recorded\",\"verdict\":\"deny\"}}";
	struct attached attached = {};
	json_t *record = record_with(NULL, NULL), *object;
	char *text;

	(void)state;
	add_cgroup(&attached, "/a", 77)->decision =
		(struct attachment_decision){.caller = CALLER_RECORDED, .verdict = GK_DENY, .file = ""};
	attached_add_record(&attached, record, BOOTED);
	object = attachment_to_json(&attached.items[0]);
	text = json_dumps(object, JSON_COMPACT);
	assert_string_equal(text, expected);
	free(text);
	json_decref(object);
	json_decref(record);
	attached_release(&attached);
}

static void the_tree_nests_cgroups(void **state)
{
	static const char what[] = "cgroup_device  program 9 p\\x1b (cgroup_device, 0102030405060708)\n";
	struct attached attached = {};
	char *text = NULL, *expected;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	(void)state;
	add_cgroup(&attached, "/a", 1);
	add_cgroup(&attached, "/a/b", 2);
	add_cgroup(&attached, "/ab", 3)->origin = ORIGIN_BEFORE_GATEKEEPER;
	attached_print(&attached, stream);
	fclose(stream);
	assert_true(asprintf(&expected,
			     "cgroups\n"
			     "  /a\n"
			     "    %s"
			     "        no record of who attached it\n"
			     "    /b\n"
			     "      %s"
			     "          no record of who attached it\n"
			     "  /ab\n"
			     "    %s"
			     "        attached before the gatekeeper was loaded\n",
			     what, what, what) > 0);
	assert_string_equal(text, expected);
	free(expected);
	free(text);
	attached_release(&attached);
}

/* Returns the decision of `policy` about an attachment with this record (NULL: none). */
static struct attachment_decision decide(const char *policy, json_t *record, bool *ret_refused)
{
	struct attached attached = {};
	struct attachment_decision answer;
	struct gk_image *image = NULL;
	struct findings findings;

	assert_int_equal(compile_text(policy, &findings, &image), 0);
	add_cgroup(&attached, "/a", 77);
	if (record)
		attached_add_record(&attached, record, BOOTED);
	attached_evaluate_policy(&attached, image);
	answer = attached.items[0].decision;
	*ret_refused = attached_is_denied(&attached.items[0]);
	attached_release(&attached);
	free(image);
	return answer;
}

static void a_policy_decides_about_attachments(void **state)
{
	static const char containers[] = "version: 1\ndefault: allow\nrules:\n  - name: r\n    deny: [attach:cgroup]\n"
					 "    caller: {from: container}\n";
	static const char everybody[] = "version: 1\ndefault: allow\nrules:\n  - name: r\n    deny: [attach:cgroup]\n";
	json_t *by_host = record_with(NULL, NULL);
	json_t *by_container = record_with("\"user\":{\"init\":true}", "\"user\":{\"init\":false}");
	struct attachment_decision answer;
	bool refused;

	(void)state;
	answer = decide(containers, by_host, &refused);
	assert_true(answer.caller == CALLER_RECORDED && answer.verdict == GK_ALLOW && !refused);
	answer = decide(containers, by_container, &refused);
	assert_true(answer.caller == CALLER_RECORDED && answer.verdict == GK_DENY && refused);
	answer = decide(containers, NULL, &refused); /* true of all that a host has: no warning */
	assert_true(answer.caller == CALLER_CONTAINER && answer.verdict == GK_DENY && !refused);
	answer = decide(everybody, NULL, &refused);
	assert_true(answer.caller == CALLER_CONTAINER && answer.host_verdict == GK_DENY && refused);
	json_decref(by_host);
	json_decref(by_container);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_belongs_to_its_own_attachment_only),
		cmocka_unit_test(the_latest_record_counts),
		cmocka_unit_test(a_link_is_found_by_its_id),
		cmocka_unit_test(a_map_is_found_by_its_id),
		cmocka_unit_test(json_has_the_fields_of_the_log),
		cmocka_unit_test(the_tree_nests_cgroups),
		cmocka_unit_test(a_policy_decides_about_attachments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
