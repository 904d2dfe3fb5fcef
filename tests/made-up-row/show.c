// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * usage: show COMMAND ATTACH-TYPE LINK-TYPE POLICY
 * What records, their reader, the compiler and list-operations make of these numbers and this policy, for
 * made-up-row.t, which links this with a changed vocabulary.
 */
#include <stdio.h>
#include <stdlib.h>

#include "policy/policy.h"
#include "policy/language/commands.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/record/record.h"
#include "gatekeeper/request/from-record.h"

static const char *word_at(json_t *record, const char *first, const char *second)
{
	json_t *value = json_object_get(json_object_get(record, "bpf"), first);
	const char *text = json_string_value(second ? json_object_get(value, second) : value);

	return text ? text : "none";
}

static int show_record(const struct gk_event *event)
{
	const struct record_context context = {0};
	json_t *record = record_event(&context, event);
	struct event_request request;
	struct failure failure;

	printf("record: command %s\n", word_at(record, "command", NULL));
	printf("record: attach type %s\n", word_at(record, "attach_type", NULL));
	printf("record: link type %s\n", word_at(record, "link", "type"));
	if (event_request_read(record, &request, &failure) != 1) {
		fprintf(stderr, "%s\n", failure.text);
		return 1;
	}
	printf("reader: attach type %u\n", request.described.request.attach_type);
	printf("reader: program state %u\n", request.described.request.program_state);
	event_request_release(&request);
	json_decref(record);
	return 0;
}

static void show_policy(const char *path)
{
	struct gk_image *image = NULL;
	struct findings findings;
	int r = policy_compile_file(path, &resolver_by_name, &findings, NULL, &image);

	printf("policy: %s\n", r < 0 ? "rejected" : "accepted");
	free(image);
}

int main(int argc, char **argv)
{
	/* Of a shared descriptor table, so that the state of a program is what the command says. */
	struct gk_event event = {.version = GK_ABI_VERSION,
				 .operation = GK_OP_ATTACH_TRACING,
				 .program_type = GK_NO_NUMBER,
				 .program_state = GK_PROGRAM_NONE,
				 .shared_files = 1};

	if (argc != 5)
		return 2;
	event.command = strtoul(argv[1], NULL, 10);
	event.attach_type = strtoul(argv[2], NULL, 10);
	event.link_type = strtoul(argv[3], NULL, 10);
	show_policy(argv[4]);
	return show_record(&event) || verb_list_operations.run(NULL);
}
