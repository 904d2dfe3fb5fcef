// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The state of enforcement in a report, as `gatekeeper status` finds it. */
#include "gatekeeper/report/now.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"
#include "policy/policy.h"

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/report/html.h"
#include "gatekeeper/report/status-text.h"

static void print_sentence(const char *class, const char *text, FILE *out)
{
	fprintf(out, "<p class=\"state %s\">", class);
	html_bytes(out, text, strcspn(text, "\n"));
	fputs("</p>\n", out);
}

static void print_fact(FILE *out, const char *name, const char *text, size_t length)
{
	fprintf(out, "<dt>%s</dt><dd><code>", name);
	html_bytes(out, text, length);
	fputs("</code></dd>\n", out);
}

static void print_count(FILE *out, const char *name, uint64_t count)
{
	fprintf(out, "<dt>%s</dt><dd>%" PRIu64 "</dd>\n", name, count);
}

static void print_facts(const struct enforcer_status *status, FILE *out)
{
	const struct gk_counters *counters = &status->counters;
	const char *mode = word_text(&mode_words, status->mode),
		   *protect = word_text(&protection_words, status->protect);
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(status->digest, digest);
	fputs("<dl class=\"facts\">\n", out);
	print_fact(out, "Policy", status->path, strnlen(status->path, sizeof(status->path)));
	print_fact(out, "Digest", digest, strlen(digest));
	print_fact(out, "Mode", mode, strlen(mode));
	print_fact(out, "Protection", protect, strlen(protect));
	print_count(out, "Rules", status->rule_count);
	print_count(out, "Generation", status->generation);
	print_count(out, "Allowed since it was loaded", counters->decided[GK_ALLOW]);
	print_count(out, "Denied since it was loaded", counters->decided[GK_DENY]);
	print_count(out, "Lost events since it was loaded", enforcer_lost_events(counters));
	fputs("</dl>\n", out);
}

static void print_hooks(const struct enforcer_status *status, FILE *out)
{
	static const char *const heads[] = {"hook", "state", NULL};

	fputs("<details><summary>Hooks</summary>\n", out);
	html_begin_table(out, "hooks", heads);
	for (unsigned int i = 0; i < status->hook_count; i++) {
		const struct enforcer_hook *hook = &status->hook[i];
		bool missing = hook->needed && !hook->attached;

		fputs("<tr>", out);
		html_cell(out, "key", hook->section);
		html_cell(out, missing ? "deny" : "muted",
			  hook->attached ? "attached"
			  : missing      ? "MISSING"
					 : "not needed by this policy");
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fputs("</details>\n", out);
}

static const char *class_of(enum enforcer_state state)
{
	return state == STATE_ENFORCING ? "good" : state == STATE_AUDIT ? "" : "bad";
}

void now_print_status(const struct enforcer_status *status, FILE *out)
{
	_cleanup_free_ char *sentence = NULL;
	size_t size;
	FILE *stream = open_memstream(&sentence, &size);
	bool is_active;

	if (!stream)
		return;
	is_active = status_print_sentence(status, stream);
	fclose(stream);
	print_sentence(class_of(enforcer_state(status)), sentence ? sentence : "", out);
	if (!is_active)
		return;
	print_facts(status, out);
	print_hooks(status, out);
}

void now_print_state(FILE *out)
{
	struct enforcer_status status;
	struct failure failure;

	html_begin_section(out, "State of enforcement now");
	if (geteuid() != 0)
		print_sentence("", "unknown: only root can read it; run gatekeeper report as root", out);
	else if (enforcer_status(&status, &failure))
		print_sentence("", failure.text, out);
	else
		now_print_status(&status, out);
	html_end_section(out);
}
