// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb seccomp: what of a policy a system call filter can hold, as a profile of container engines. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/seccomp/merge.h"
#include "gatekeeper/seccomp/plan.h"
#include "gatekeeper/seccomp/profile.h"
#include "gatekeeper/seccomp/prove.h"

#define CAPABILITIES_MAX 64

static struct request_words words;
static const char *format, *base_path, *when_unsure, *capability_list;
static bool compat;

static char capability_text[2048];
static const char *capabilities[CAPABILITIES_MAX + 1];

static int misuse_of(const struct request_fault *fault)
{
	if (fault->option && strcmp(fault->option, "operation") != 0)
		return print_misuse("--%s: %s", fault->option, fault->text);
	return print_misuse("%s; see gatekeeper help seccomp", fault->text);
}

static struct gk_image *compile(const char *path, struct findings *findings)
{
	struct gk_image *image = NULL;
	int r = policy_compile_file(path, &resolver_described, findings, NULL, &image);

	findings_print(findings, false, stderr);
	if (r == -ENOMEM)
		print_error("%s: %s", findings->file, strerror(ENOMEM));
	return r < 0 ? NULL : image;
}

/* One line for each rule that a profile can't express, and for the default. */
static void print_unseen(const struct findings *findings, const struct gk_image *image, const struct unseen *unseen,
			 const char *what)
{
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	for (__u32 rule = 0; rule < image->rule_count; rule++) {
		struct place place = {.file = image->rule[rule].file};

		if (!gk_has_rule(&unseen->rules, rule))
			continue;
		findings_path(findings, place, path, sizeof(path));
		fprintf(stderr, "%s:%u: rule '%s' %s\n", path, image->rule[rule].line, image->rule[rule].name, what);
	}
	if (unseen->by_default)
		fprintf(stderr, "%s: the default %s\n", findings->file, what);
}

static void print_inexact(const struct findings *findings, const struct gk_image *image, const struct plan *plan,
			  bool deny_unsure)
{
	char what[200];

	snprintf(what, sizeof(what),
		 "depends on what a filter can't see; the calls that it decides are %s: only the LSM can tell",
		 deny_unsure ? "denied" : "allowed");
	print_unseen(findings, image, &plan->inexact, what);
	print_unseen(
		findings, image, &plan->netlink,
		"denies what netlink messages attach or detach, which a filter can't see: take CAP_NET_ADMIN away");
	print_unseen(findings, image, &plan->receive,
		     "denies programs that other processes pass (SCM_RIGHTS, pidfd_getfd()), which a filter can't see: "
		     "pass none into containers");
}

static void print_reach(void)
{
	fprintf(stderr, "A profile holds only the processes that start under it, and never a privileged container.\n");
}

static int read_base(json_t **ret_base)
{
	struct failure failure;

	if (!base_path || strcmp(base_path, "none") == 0) {
		*ret_base = profile_empty(compat);
		return *ret_base ? 0 : -ENOMEM;
	}
	if (profile_read(base_path, compat, ret_base, &failure) == 0)
		return 0;
	print_error("%s", failure.text);
	return -EINVAL;
}

/* systemd filters whole calls only. */
static int print_systemd(const struct plan *plan)
{
	const struct plan_call *partly = NULL;
	bool any = false;

	for (size_t i = 0; i < CALL_COUNT; i++) {
		any |= plan_denies_any(&plan->call[i]);
		if (plan_denies_any(&plan->call[i]) && !plan_denies_all(&plan->call[i]))
			partly = &plan->call[i];
	}
	if (partly) {
		print_error("systemd filters whole calls, and this policy denies only some arguments of %s: use "
			    "--format oci or docker",
			    partly->name);
		return EXIT_FAILED;
	}
	printf("[Service]\n%s", any && !compat ? "SystemCallArchitectures=native\n" : "");
	for (size_t i = 0; i < CALL_COUNT; i++)
		if (plan_denies_any(&plan->call[i]))
			printf("SystemCallFilter=~%s:EPERM\n", plan->call[i].name);
	return EXIT_OK;
}

static int print_oci(const json_t *merged, const struct conditions *conditions)
{
	return print_json(profile_resolve(merged, conditions), JSON_INDENT(1)) < 0 ? EXIT_FAILED : EXIT_OK;
}

static bool is_format(const char *name)
{
	return strcmp(format ? format : "docker", name) == 0;
}

/* Nothing is printed that was not simulated. */
static int merge_proven(const json_t *base, const struct plan *plan, const struct conditions *conditions,
			json_t **ret_merged)
{
	struct failure failure;
	json_t *merged = NULL;
	int r = profile_merge(base, plan, compat, &merged, &failure);

	if (r == 0)
		r = is_format("docker") ? prove_conditions(base, merged, plan, conditions, &failure)
					: prove_merged(base, merged, plan, conditions, &failure);
	if (r < 0) {
		print_error("%s", failure.text);
		json_decref(merged);
		return r;
	}
	*ret_merged = merged;
	return 0;
}

static int print_merged(const json_t *base, const struct plan *plan, const struct conditions *conditions)
{
	json_t *merged = NULL;
	int code;

	if (merge_proven(base, plan, conditions, &merged) < 0)
		return EXIT_FAILED;
	if (is_format("docker"))
		return print_json(merged, JSON_INDENT(1)) < 0 ? EXIT_FAILED : EXIT_OK;
	code = is_format("oci") ? print_oci(merged, conditions) : print_systemd(plan);
	json_decref(merged);
	return code;
}

static int print_profile(const struct plan *plan)
{
	struct conditions conditions = {.capability = capabilities, .compat = compat};
	struct utsname host;
	json_t *base = NULL;
	int code;

	if (uname(&host) == 0)
		sscanf(host.release, "%u.%u", &conditions.kernel[0], &conditions.kernel[1]);
	if (read_base(&base) < 0)
		return EXIT_FAILED;
	code = print_merged(base, plan, &conditions);
	json_decref(base);
	return code;
}

/* A name that no engine knows would resolve to nothing, without a word. */
static bool is_capability(const char *upper)
{
	char lower[64];
	size_t length = 0;

	while (length < sizeof(lower) - 1 && upper[length]) {
		lower[length] = tolower((unsigned char)upper[length]);
		length++;
	}
	lower[length] = '\0';
	return word_by_text(&capability_words, lower) != NULL;
}

/* CAP_BPF, cap_bpf and bpf are the same. */
static int read_capabilities(const char *list)
{
	size_t used = 0, count = 0;

	while (list && *list) {
		size_t length = strcspn(list, ",");
		int size = snprintf(capability_text + used, sizeof(capability_text) - used, "%s%.*s",
				    strncasecmp(list, "cap_", 4) == 0 ? "" : "CAP_", (int)length, list);

		if (count == CAPABILITIES_MAX || used + (size_t)size >= sizeof(capability_text))
			return print_misuse("--capability: more than there are");
		capabilities[count++] = capability_text + used;
		for (char *character = capability_text + used; *character; character++)
			*character = toupper((unsigned char)*character);
		if (!is_capability(capability_text + used))
			return print_misuse("--capability: unknown capability '%.*s'; capabilities(7) lists them",
					    (int)length, list);
		used += (size_t)size + 1;
		list += length;
		list += *list == ',';
	}
	capabilities[count] = NULL;
	return EXIT_OK;
}

/* The caller by its words; which side it is on is in *ret_from. */
static int describe_caller(struct described_request *ret_described, enum gk_from *ret_from)
{
	struct request_fault fault;

	words.operation = "load";
	if (!words.from && !words.not_init)
		words.from = "container";
	if (request_from_words(&words, &resolver_described, ret_described, &fault) < 0)
		return misuse_of(&fault);
	*ret_from = words.from && strcmp(words.from, "host") == 0 ? GK_FROM_HOST : GK_FROM_CONTAINER;
	return EXIT_OK;
}

static int make_plan(const char *policy, bool deny_unsure, struct plan *ret_plan)
{
	struct described_request described;
	struct plan_caller caller = {.words = &words, .request = &described.request};
	struct findings findings;
	_cleanup_free_ struct gk_image *image = NULL;
	int code = describe_caller(&described, &caller.from);

	if (code != EXIT_OK)
		return code;
	image = compile(policy, &findings);
	if (!image)
		return EXIT_FAILED;
	if (plan_from_image(image, &caller, ret_plan) < 0) {
		print_error("%s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	plan_settle(ret_plan, deny_unsure);
	print_inexact(&findings, image, ret_plan, deny_unsure);
	print_reach();
	return EXIT_OK;
}

static int check_options(char **arguments)
{
	if (strcmp(arguments[0], "profile") != 0)
		return print_misuse("seccomp has no action '%s', only profile; see gatekeeper help seccomp",
				    arguments[0]);
	if (!is_format("docker") && !is_format("oci") && !is_format("systemd"))
		return print_misuse("--format: '%s' is not docker, oci or systemd", format);
	if (when_unsure && strcmp(when_unsure, "deny") != 0 && strcmp(when_unsure, "allow") != 0)
		return print_misuse("--when-unsure: '%s' is neither deny nor allow", when_unsure);
	if (is_format("systemd") && base_path && strcmp(base_path, "none") != 0)
		return print_misuse("--format systemd takes no base: systemd adds its filters to each other");
	return read_capabilities(capability_list);
}

static int run_seccomp(char **arguments)
{
	struct plan plan;
	int code = check_options(arguments);

	if (code != EXIT_OK)
		return code;
	code = make_plan(arguments[1], !when_unsure || strcmp(when_unsure, "deny") == 0, &plan);
	if (code != EXIT_OK)
		return code;
	return print_profile(&plan);
}

/* clang-format off */
static const struct option_spec options[] = {
	{.name = "format", .value = "docker|oci|systemd", .help = "print for Docker, podman and CRI-O; containerd; a unit (default: docker)", .text = &format},
	{.name = "base", .value = "FILE", .help = "merge into this profile of an engine; none: allow all else (default: none)", .text = &base_path},
	{.name = "when-unsure", .value = "deny|allow", .help = "settle what a filter can't decide (default: deny)", .text = &when_unsure},
	{.name = "capability", .value = "LIST", .help = "resolve the base's conditions for these capabilities of the container (default: none)", .text = &capability_list},
	{.name = "compat", .help = "keep 32-bit and x32 callers, without socketcall", .flag = &compat},
	{.name = "from", .value = "host|container", .help = "caller in all init namespaces, or not (default: container)", .text = &words.from},
	{.name = "not-init", .value = "NAMESPACES", .help = "namespaces of the caller that are not init (default: any)", .text = &words.not_init},
	{.name = "uid", .value = "NUMBER", .help = "real user ID of the caller (default: any)", .text = &words.uid},
	{.name = "exe", .value = "PATH", .help = "executable of the caller (default: any)", .text = &words.exe},
	{.name = "caller-cgroup", .value = "PATH", .help = "cgroup of the caller (default: any)", .text = &words.caller_cgroup},
	{.name = "capabilities", .value = "LIST", .help = "effective capabilities of the caller, for the policy (default: any)", .text = &words.capabilities},
	{0},
};
/* clang-format on */

const struct verb verb_seccomp = {
	.name = "seccomp",
	.arguments = "profile POLICY",
	.summary = "print what a system call filter can hold of a policy, as a seccomp profile",
	.minimum = 2,
	.maximum = 2,
	.options = options,
	.run = run_seccomp,
};
