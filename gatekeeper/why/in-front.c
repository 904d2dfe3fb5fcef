// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A rule in front of the others: see in-front.h. */
#include "gatekeeper/why/in-front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/policy.h"

#include "gatekeeper/why/policy-text.h"

#define DEFAULT_INDENT 2
#define ALONE "version: 1\ndefault: deny\nrules:\n"

/* The line of the first rule that is in the policy file itself; 0: none. */
static unsigned int find_first_rule(const struct gk_image *image)
{
	unsigned int first = 0;

	for (__u32 i = 0; i < image->rule_count; i++) {
		if (image->rule[i].file == 0 && (!first || image->rule[i].line < first))
			first = image->rule[i].line;
	}
	return first;
}

/* The line `rules: []`; 0: none. */
static unsigned int find_empty_list(const char *text)
{
	unsigned int number = 1;

	for (const char *line = text; line; line = policy_text_line(line, 2), number++) {
		const char *value = line + strlen("rules:");

		if (strncmp(line, "rules:", strlen("rules:")) != 0)
			continue;
		value += strspn(value, " ");
		return strncmp(value, "[]", 2) == 0 && strchr("\r\n #", value[2]) ? number : 0;
	}
	return 0;
}

struct placement placement_find(const char *text, const struct gk_image *image)
{
	struct placement placement = {.where = IN_FRONT_ALONE, .indent = DEFAULT_INDENT};
	unsigned int line = find_first_rule(image);
	const char *start = line ? policy_text_line(text, line) : NULL;

	if (start && policy_text_is_item(start, &placement.indent)) {
		placement.where = IN_FRONT_OF_FIRST;
		placement.line = line;
	} else if (!line && find_empty_list(text)) {
		placement.where = IN_FRONT_OF_NONE;
		placement.line = find_empty_list(text);
	}
	return placement;
}

void placement_write(const struct placement *placement, const struct allow_rule *rule, const char *text, FILE *stream)
{
	const char *at = placement->where == IN_FRONT_ALONE ? NULL : policy_text_line(text, placement->line);

	if (!at) {
		fputs(ALONE, stream);
		allow_rule_print(rule, placement->indent, stream);
		return;
	}
	fwrite(text, 1, at - text, stream);
	if (placement->where == IN_FRONT_OF_NONE) {
		fputs("rules:\n", stream);
		at = policy_text_line(at, 2);
	}
	allow_rule_print(rule, placement->indent, stream);
	fputs(at ? at : "", stream);
}

/* Gives the policy with the rule as a memory file, which is closed by the caller. */
static int write_file(const struct placement *placement, const struct allow_rule *rule, const char *text, int *ret_fd)
{
	_cleanup_close_ int fd = memfd_create("policy", MFD_CLOEXEC);
	int copy = fd < 0 ? -1 : dup(fd);
	FILE *stream = copy < 0 ? NULL : fdopen(copy, "w");

	if (!stream) {
		int r = -errno;

		close_fd(&copy);
		return r;
	}
	placement_write(placement, rule, text, stream);
	if (fclose(stream) != 0)
		return -errno;
	*ret_fd = STEAL_FD(fd);
	return 0;
}

/* The first error; a policy may have warnings. */
static const char *error_of(const struct findings *findings, int r)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (check_info[findings->finding[i].check].severity == SEVERITY_ERROR)
			return findings->finding[i].text;
	}
	return strerror(-r);
}

int placement_check(const struct placement *placement, const struct allow_rule *rule, const char *path,
		    const char *text, const struct resolver *resolver, struct gk_image **ret_image,
		    struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	_cleanup_close_ int fd = -1;
	struct findings findings;
	struct gk_decision decision;
	char edited[64];
	int r = write_file(placement, rule, text, &fd);

	if (r < 0)
		return failure_set(failure, r, "cannot write the policy to check it: %s", strerror(-r));
	snprintf(edited, sizeof(edited), "/proc/self/fd/%d", fd);
	r = policy_compile_edited(path, NULL, edited, resolver, &findings, &image);
	if (r < 0)
		return failure_set(failure, r, "the policy has no room for the rule: %s", error_of(&findings, r));
	decision = gk_decide(image, &rule->event->described.request);
	if (decision.rule != 0 || decision.verdict != GK_ALLOW)
		return failure_set(failure, -EINVAL,
				   "the rule does not allow the request: this is a bug, please report it");
	*ret_image = STEAL_POINTER(image);
	return 0;
}
