// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb explain: the rule of a policy that decides a described request, or events of the log, and why no earlier
 * one. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"

#include "gatekeeper/explain/answer.h"
#include "gatekeeper/explain/logged.h"
#include "gatekeeper/log/all-lines.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/request/described-container.h"

static struct request_words words;
static bool as_json;

static int print_answer(const struct answer *answer)
{
	if (!print_json(answer_to_json(answer), JSON_INDENT(2)))
		return EXIT_OK;
	print_error("%s", strerror(ENOMEM));
	return EXIT_FAILED;
}

static int misuse_of(const struct request_fault *fault)
{
	if (fault->option)
		return print_misuse("--%s: %s", fault->option, fault->text);
	return print_misuse("%s; see gatekeeper help explain", fault->text);
}

static int explain(const struct findings *findings, const struct gk_image *image, struct described_request *described)
{
	struct answer answer = {.findings = findings, .image = image, .described = described};
	struct request_fault fault;

	answer.decision = gk_decide(image, &described->request);
	if (request_check_from(&words, answer.decision.from, &fault) < 0)
		return misuse_of(&fault);
	if (as_json)
		return print_answer(&answer);
	answer_print(&answer);
	return EXIT_OK;
}

static struct gk_image *compile(const char *path, const struct resolver *resolver, struct findings *findings)
{
	struct gk_image *image = NULL;
	int r = policy_compile_file(path, resolver, findings, NULL, &image);

	findings_print(findings, false, stderr);
	if (r == -ENOMEM)
		print_error("%s: %s", findings->file, strerror(ENOMEM));
	return r < 0 ? NULL : image;
}

static int explain_described(const char *policy)
{
	struct described_request described;
	struct request_fault fault;
	struct findings findings;
	struct described_resolver resolver;
	_cleanup_free_ struct gk_image *image = NULL;

	if (request_from_words(&words, &resolver_described, &described, &fault) < 0)
		return misuse_of(&fault);
	described_resolver_init(&resolver, &resolver_described, &described.container);
	image = compile(policy, &resolver.resolver, &findings);
	if (!image)
		return EXIT_FAILED;
	return explain(&findings, image, &described);
}

/* Explains all decisions of the log on stdin. Returns 0 or a negative errno; lines that fail are reported and counted.
 */
static int explain_lines(const struct findings *findings, const struct gk_image *image, struct record_lines *lines,
			 uint64_t *ret_explained)
{
	struct failure failure;
	uint64_t explained = 0;
	json_t *record;
	int r, read = record_lines_next(lines, &record);

	for (; read > 0; read = record_lines_next(lines, &record)) {
		r = explain_record(findings, image, record, as_json, &failure);
		json_decref(record);
		explained += r > 0;
		if (r >= 0)
			continue;
		print_error("%s:%" PRIu64 ": %s", lines->name, lines->line, failure.text);
		lines->bad++;
	}
	*ret_explained = explained;
	return read;
}

static int explain_stdin(const struct findings *findings, const struct gk_image *image)
{
	struct record_lines lines;
	uint64_t explained = 0;
	int r = record_lines_open(stdin, "stdin", &lines);

	if (r == 0) {
		r = explain_lines(findings, image, &lines, &explained);
		record_lines_close(&lines);
	}
	if (r < 0) {
		print_error("cannot read stdin: %s", strerror(-r));
		return EXIT_FAILED;
	}
	if (!explained && !lines.bad)
		print_error("stdin has no decision: pipe lines of the log in, as gatekeeper log --json prints them");
	return lines.bad || !explained ? EXIT_FAILED : EXIT_OK;
}

/* An event identifies the executable by inode and device: paths of the policy are looked up on this host. */
static int explain_logged(const char *policy)
{
	struct host_context context = {0};
	const struct resolver resolver = {
		.executable = resolve_host_executable,
		.cgroup = resolver_by_name.cgroup,
		.context = &context,
	};
	struct findings findings;
	_cleanup_free_ struct gk_image *image = compile(policy, &resolver, &findings);

	if (!image)
		return EXIT_FAILED;
	return explain_stdin(&findings, image);
}

static int run_explain(char **arguments)
{
	static const struct request_words nothing;

	if (!arguments[1])
		return explain_described(arguments[0]);
	if (strcmp(arguments[1], "-") != 0)
		return print_misuse("explain reads events from stdin only: explain POLICY -");
	if (memcmp(&words, &nothing, sizeof(words)) != 0)
		return print_misuse("explain takes a request from options or events from stdin, not both");
	return explain_logged(arguments[0]);
}

#define WORD_OPTION(member, option, key, placeholder, text_of_help) \
	{.name = option, .value = placeholder, .help = text_of_help, .text = &words.member},

/* clang-format off */
static const struct option_spec options[] = {
	REQUEST_WORDS(WORD_OPTION)
	REQUEST_PROGRAM_WORDS(WORD_OPTION)
	{.name = "shared-fds", .help = "assume that another thread may repoint the caller's descriptors", .flag = &words.shared_files},
	{.name = "json", .help = "print a JSON object", .flag = &as_json},
	{0},
};
/* clang-format on */

const struct verb verb_explain = {
	.name = "explain",
	.arguments = "POLICY [-]",
	.summary = "explain which rule decides a described request, or events of the log on stdin, and why",
	.minimum = 1,
	.maximum = 2,
	.options = options,
	.run = run_explain,
};
