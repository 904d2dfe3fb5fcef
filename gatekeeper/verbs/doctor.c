// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb `doctor`: is this host ready, what is missing, and what mends it. */
#include "gatekeeper/doctor/finding.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <jansson.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json;

struct doctor_finding doctor_found(enum doctor_state state, const char *remedy, const char *format, ...)
{
	struct doctor_finding finding = {.state = state};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(finding.detail, sizeof(finding.detail), format, arguments);
	va_end(arguments);
	snprintf(finding.remedy, sizeof(finding.remedy), "%s", remedy ? remedy : "");
	return finding;
}

/* By effect: everything else here is only what makes it likely. */
static struct doctor_finding enforcement(void)
{
	uint64_t generation;
	int error = enforcer_prove(&generation);

	if (!error)
		return doctor_found(DOCTOR_OK, NULL,
				    "a call that must be refused was refused (policy generation %" PRIu64 ")",
				    generation);
	if (error == -ENOENT)
		return doctor_found(DOCTOR_NOT_LOADED, "gatekeeper load POLICY", "no policy is loaded");
	if (error == -EUCLEAN)
		return doctor_found(DOCTOR_FAILED, "mend what failed above, then: gatekeeper load POLICY",
				    "a policy is loaded, but a call that must be refused was not");
	return doctor_found(DOCTOR_UNKNOWN, "run it as root on the host", "the proof could not be made: %s",
			    strerror(-error));
}

const struct doctor_check doctor_checks[] = {
	{"root", "loading BPF LSM programs takes CAP_SYS_ADMIN, CAP_BPF and CAP_PERFMON", doctor_root},
	{"namespaces", "the host is told from containers by the init namespaces, so the gatekeeper runs in them",
	 doctor_namespaces},
	{"btf", "the programs find the kernel's structures by its BTF", doctor_btf},
	{"functions", "each hook is a function of the kernel", doctor_functions},
	{"programs", "the kernel has to know what the programs use, and its verifier to accept them", doctor_programs},
	{"jit", "LSM programs run only when they are compiled", doctor_jit},
	{"trampolines", "ftrace_enabled=0 silently switches off every BPF LSM program", doctor_trampolines},
	{"lsm", "without bpf in the list of security modules the programs attach and never run", doctor_lsm},
	{"boot", "without bpf in lsm= at the next boot nothing is enforced from then on", doctor_boot},
	{"lockdown", "in confidentiality mode BPF programs may not read the caller's namespaces", doctor_lockdown},
	{"bpffs", "enforcement lives in pins there, so that it outlives every process", doctor_bpffs},
	{"cgroup2", "programs attach to cgroups of the unified hierarchy only", doctor_cgroup2},
	{"enforcement", "only a call that was refused proves that the policy is in force", enforcement},
	{"attached", "a policy refuses nothing that was attached before it", doctor_attached},
	{0},
};

static const char *const state_words[] = {
	[DOCTOR_OK] = "ok",           [DOCTOR_FAILED] = "failed",
	[DOCTOR_UNKNOWN] = "unknown", [DOCTOR_NOT_LOADED] = "not-loaded",
	[DOCTOR_WARNING] = "warning",
};

static bool is_ready(enum doctor_state state)
{
	return state == DOCTOR_OK || state == DOCTOR_NOT_LOADED || state == DOCTOR_WARNING;
}

static void print_text(const struct doctor_check *check, const struct doctor_finding *finding)
{
	printf("%-10s  %-11s  %s\n", state_words[finding->state], check->name, finding->detail);
	if (finding->state == DOCTOR_OK)
		return;
	printf("%-25swhy: %s\n", "", check->why);
	if (finding->remedy[0])
		printf("%-25sfix: %s\n", "", finding->remedy);
}

static json_t *to_json(const struct doctor_check *check, const struct doctor_finding *finding)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s*}", "name", check->name, "state", state_words[finding->state],
			 "detail", finding->detail, "why", check->why, "remedy",
			 finding->remedy[0] ? finding->remedy : NULL);
}

/* Runs every check; prints each as it comes, or adds it to `rows`. How many are not as they must be. */
static unsigned int run_checks(json_t *rows)
{
	unsigned int failed = 0;

	for (const struct doctor_check *check = doctor_checks; check->name; check++) {
		struct doctor_finding finding = check->check();

		failed += !is_ready(finding.state);
		if (rows)
			json_array_append_new(rows, to_json(check, &finding));
		else
			print_text(check, &finding);
	}
	return failed;
}

static int run_doctor(char **arguments)
{
	json_t *rows = as_json ? json_array() : NULL;
	unsigned int failed;
	int error = 0;

	(void)arguments;
	libbpf_set_print(NULL); /* what libbpf has to say is in the findings */
	failed = run_checks(rows);
	if (as_json)
		error = print_json(json_pack("{s:b, s:O}", "ready", failed == 0, "checks", rows), JSON_INDENT(2));
	else if (failed == 0)
		printf("this host is ready\n");
	else
		printf("this host is not ready: %u of the above %s not as %s must be\n", failed,
		       failed == 1 ? "is" : "are", failed == 1 ? "it" : "they");
	json_decref(rows);
	if (error)
		print_error("the findings can't be printed: %s", strerror(-error));
	return failed || error ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print JSON", .flag = &as_json},
	{0},
};

const struct verb verb_doctor = {
	.name = "doctor",
	.arguments = "",
	.summary = "is this host ready; what is missing and what mends it",
	.options = options,
	.run = run_doctor,
};
