// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Learnt rules as a policy: see write.h. Texts of the log were checked before they came here (from-event.c). */
#include "gatekeeper/learn/write.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"
#include "policy/language/words.h"

#include "gatekeeper/request/policy-path.h"

/* What needs no quotes. A star is only in operations. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-*"

#define SHORT_LIST 4 /* as many items go on one line */

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void put_value(const char *value, FILE *stream)
{
	if (value[strspn(value, PLAIN)])
		policy_path_print(value, stream);
	else
		fputs(value, stream);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The values of a set, to be freed; paths are sorted. NULL: none, or no memory. */
static const char **list_values(const struct learn_sets *sets, unsigned int set, size_t *ret_count)
{
	size_t position = 0, count = 0;
	const char **values;

	while (learn_set_next(sets, set, &position))
		count++;
	values = calloc(count, sizeof(*values));
	position = 0;
	for (size_t i = 0; values && i < count; i++)
		values[i] = learn_set_next(sets, set, &position);
	if (values && count > 0 && values[0][0] == '/')
		qsort(values, count, sizeof(*values), by_text);
	*ret_count = values ? count : 0;
	return values;
}

static void put_lines(const char *indent, const char **values, size_t count, FILE *stream)
{
	fputc('\n', stream);
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, "%s  - ", indent);
		put_value(values[i], stream);
		fputc('\n', stream);
	}
}

static void put_list(const char **values, size_t count, FILE *stream)
{
	fputs(count > 1 ? " [" : " ", stream);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : "", stream);
		put_value(values[i], stream);
	}
	fputs(count > 1 ? "]\n" : "\n", stream);
}

/* A key with the values of a set; nothing for LEARN_ANY. */
static void put_set(const struct learnt_policy *policy, const char *indent, const char *key, unsigned int set,
		    FILE *stream)
{
	size_t count;
	_cleanup_free_ const char **values = list_values(policy->sets, set, &count);

	if (count == 0)
		return;
	fprintf(stream, "%s%s:", indent, key);
	if (count > SHORT_LIST || (count > 1 && values[0][0] == '/'))
		put_lines(indent, values, count, stream);
	else
		put_list(values, count, stream);
}

static bool has_container(const struct learnt_rule *rule)
{
	return rule->set[LEARN_CONTAINER_NAME] || rule->set[LEARN_IMAGE];
}

static void put_container(const struct learnt_policy *policy, const struct learnt_rule *rule, FILE *stream)
{
	if (!has_container(rule))
		return;
	fputs("      container:\n", stream);
	put_set(policy, "        ", "name", rule->set[LEARN_CONTAINER_NAME], stream);
	put_set(policy, "        ", "image", rule->set[LEARN_IMAGE], stream);
	put_set(policy, "        ", "namespace", rule->set[LEARN_KUBE_NAMESPACE], stream);
}

static void put_namespaces(const struct learnt_rule *rule, FILE *stream)
{
	const char *separator = "      namespaces: {";

	if (rule->limited == GK_ALL_NAMESPACES && !rule->foreign && !has_container(rule)) {
		fprintf(stream, "      from: %s\n", word_text(&from_words, GK_FROM_HOST));
		return;
	}
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		if (!(rule->limited & 1U << i))
			continue;
		fprintf(stream, "%s%s: %s", separator, word_text(&namespace_words, i),
			word_text(&membership_words, rule->foreign & 1U << i ? MEMBER_NOT_INIT : MEMBER_INIT));
		separator = ", ";
	}
	if (rule->limited)
		fputs("}\n", stream);
}

static void put_caller(const struct learnt_policy *policy, const struct learnt_rule *rule, FILE *stream)
{
	if (!rule->limited && !rule->set[LEARN_EXECUTABLE] && !rule->set[LEARN_CGROUP] && !rule->set[LEARN_UNIT] &&
	    !has_container(rule))
		return;
	fputs("    caller:\n", stream);
	put_namespaces(rule, stream);
	put_set(policy, "      ", "exe", rule->set[LEARN_EXECUTABLE], stream);
	put_set(policy, "      ", "cgroup", rule->set[LEARN_CGROUP], stream);
	put_set(policy, "      ", "unit", rule->set[LEARN_UNIT], stream);
	put_container(policy, rule, stream);
}

static void put_target(const struct learnt_policy *policy, const struct learnt_rule *rule, FILE *stream)
{
	if (rule->set[LEARN_TARGET] || rule->set[LEARN_NETNS])
		fputs("    target:\n", stream);
	put_set(policy, "      ", "cgroup", rule->set[LEARN_TARGET], stream);
	put_set(policy, "      ", "netns", rule->set[LEARN_NETNS], stream);
	if (rule->set[LEARN_PROGRAM_TYPE])
		fputs("    program:\n", stream);
	put_set(policy, "      ", "type", rule->set[LEARN_PROGRAM_TYPE], stream);
}

static bool is_verified(const struct learnt_policy *policy, const struct learnt_rule *rule)
{
	size_t position = 0;
	const char *race = learn_set_next(policy->sets, rule->set[LEARN_RACE], &position);

	return race && strcmp(race, LEARN_VERIFY) == 0;
}

static void put_comment(const struct learnt_policy *policy, const struct learnt_rule *rule, FILE *stream)
{
	fputs("\n  # ", stream);
	if (rule->events)
		fprintf(stream, "%" PRIu64 " event%s", rule->events, plural(rule->events));
	if (rule->raced)
		fprintf(stream, "%swhat another thread could make of events by repointing a descriptor",
			rule->events ? ", and " : "");
	if (rule->first[0])
		fprintf(stream, ", %s%s%s", rule->first, strcmp(rule->first, rule->last) ? " to " : "",
			strcmp(rule->first, rule->last) ? rule->last : "");
	fputc('\n', stream);
	if (is_verified(policy, rule))
		fputs("  # race: verify, because callers share their descriptor table among threads\n", stream);
}

/* The last part of the executable, or the operation, in the characters that the name of a rule may have. */
static void put_name(const struct learnt_policy *policy, size_t number, FILE *stream)
{
	const struct learnt_rule *rule = &policy->rule[number];
	static const enum learn_dimension named_after[] = {LEARN_EXECUTABLE, LEARN_CONTAINER_NAME, LEARN_IMAGE,
							   LEARN_UNIT, LEARN_OPERATION};
	unsigned int set = LEARN_ANY;
	const char *text, *base;

	for (size_t i = 0; set == LEARN_ANY; i++)
		set = rule->set[named_after[i]];
	text = learn_set_next(policy->sets, set, &(size_t){0});
	base = strrchr(text, '/');
	fprintf(stream, "  - name: learnt-%zu-", number + 1);
	text = base ? base + 1 : text;
	for (size_t i = 0; i < 32 && text[i]; i++) {
		char c = text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i];

		fputc(strchr("abcdefghijklmnopqrstuvwxyz0123456789._", c) ? c : '-', stream);
	}
	fputc('\n', stream);
}

/* A cgroup that is made again is found again; one whose name has an id that is not used twice never is. */
static void put_gone(const struct learnt_policy *policy, unsigned int set, FILE *stream)
{
	size_t position = 0;

	for (const char *path = learn_set_next(policy->sets, set, &position); path;
	     path = learn_set_next(policy->sets, set, &position)) {
		char full[sizeof(CGROUP_ROOT) + GK_CGROUP_PATH_SIZE];

		if (path[0] != '/')
			continue;
		snprintf(full, sizeof(full), CGROUP_ROOT "%s", path);
		if (access(full, F_OK) < 0 && errno == ENOENT)
			fprintf(stream, "  # GONE since: the cgroup %s\n", path);
	}
}

static void put_rule(const struct learnt_policy *policy, size_t number, FILE *stream)
{
	const struct learnt_rule *rule = &policy->rule[number];

	put_comment(policy, rule, stream);
	if (!policy->options->elsewhere) {
		put_gone(policy, rule->set[LEARN_CGROUP], stream);
		put_gone(policy, rule->set[LEARN_TARGET], stream);
	}
	put_name(policy, number, stream);
	put_set(policy, "    ", "allow", rule->set[LEARN_OPERATION], stream);
	put_set(policy, "    ", "attach-types", rule->set[LEARN_ATTACH_TYPE], stream);
	put_caller(policy, rule, stream);
	put_target(policy, rule, stream);
	if (is_verified(policy, rule))
		fprintf(stream, "    race: %s\n", word_text(&race_words, GK_RACE_VERIFY));
}

static void put_generalised(const struct learnt_policy *policy, FILE *stream)
{
	static const char *const words[] = {LEARN_GENERALISATIONS(LEARN_GENERALISATION_WORD)};
	const char *separator = "";

	fputs("# Generalised on request: ", stream);
	for (unsigned int i = 0; i < LEARN_GENERALISATION_COUNT; i++) {
		if (!(policy->options->generalise & 1U << i))
			continue;
		fprintf(stream, "%s%s", separator, words[i]);
		separator = ", ";
	}
	fputs(policy->options->generalise ? ".\n#\n" : "nothing.\n#\n", stream);
}

static void put_skipped(const struct learnt_policy *policy, FILE *stream)
{
	static const char *const texts[] = {LEARN_SKIPS(LEARN_SKIP_TEXT)};

	for (unsigned int i = 0; i < LEARN_SKIP_COUNT; i++) {
		if (policy->skipped[i])
			fprintf(stream, "# NOT learnt from %" PRIu64 " event%s: %s.\n", policy->skipped[i],
				plural(policy->skipped[i]), texts[i]);
	}
}

static void put_head(const struct learnt_policy *policy, FILE *stream)
{
	fprintf(stream,
		"# Learnt by gatekeeper from %" PRIu64 " event%s of the audit log, for review.\n"
		"#\n"
		"# It allows %s what was seen and nothing else, with these generalisations: containers that their "
		"engine "
		"told of\n"
		"# are known by name, image with any tag, and namespace of Kubernetes, with any executable, and "
		"services by "
		"their unit;\n"
		"# other callers, and targets named by a path, are at or below the cgroups that were seen; own-subtree "
		"includes own;\n"
		"# user IDs, capabilities, and names, tags and signatures of programs are not limited, nor is anything "
		"that "
		"an event\n"
		"# does not have.\n",
		policy->events, plural(policy->events), policy->options->host ? "host and containers" : "containers");
	put_generalised(policy, stream);
	put_skipped(policy, stream);
	fputs("# Load it in audit mode, as it is, and see what it would deny: gatekeeper log --denied. Then enforce.\n",
	      stream);
}

/* A service of the host that lost its programs to a default would go on without its filters. */
static void put_host_rule(FILE *stream)
{
	fputs("\n  # The host may do everything: gatekeeper learn --host limits it to what was seen.\n"
	      "  - name: host\n    allow: '*'\n    caller:\n      from: host\n",
	      stream);
}

void learn_write(const struct learnt_policy *policy, FILE *stream)
{
	put_head(policy, stream);
	fprintf(stream, "version: 1\nmode: %s\nhost:\n  namespaces: all\ndefault: %s\nlog: %s\nrules:\n",
		word_text(&mode_words, GK_AUDIT), word_text(&verdict_words, GK_DENY),
		word_text(&log_words, GK_LOG_DENIED));
	if (!policy->options->host)
		put_host_rule(stream);
	for (size_t i = 0; i < policy->count; i++)
		put_rule(policy, i, stream);
}
