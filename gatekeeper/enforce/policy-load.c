// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/policy-load.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"
#include "policy/source/writable.h"

#include "gatekeeper/container/resolver.h"
#include "gatekeeper/host/lsm-list.h"

static void first_error(const struct findings *findings, struct failure *failure)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];
		const struct check_info *info = &check_info[finding->check];
		char file[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

		if (info->severity != SEVERITY_ERROR)
			continue;
		findings_path(findings, finding->place, file, sizeof(file));
		if (finding->place.line)
			failure_set(failure, 0, "%s:%u:%u: %s [%s]", file, finding->place.line, finding->place.column,
				    finding->text, info->name);
		else
			failure_set(failure, 0, "%s: %s [%s]", file, finding->text, info->name);
		return;
	}
	failure_set(failure, 0, "cannot compile %s", findings->file);
}

int policy_load_compile(const char *path, unsigned int flags, struct policy_inputs *ret_inputs,
			struct gk_image **ret_image, struct failure *failure)
{
	_cleanup_(policy_inputs_release) struct policy_inputs inputs = {0};
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings findings;
	struct host_resolver host;
	int error;

	host_resolver_init(&host);
	error = policy_compile_file(path, &host.resolver, &findings, &inputs, &image);
	if (!(flags & POLICY_LOAD_WRITABLE))
		writable_check(&inputs, &findings);
	if (ret_inputs) {
		*ret_inputs = inputs;
		memset(&inputs, 0, sizeof(inputs));
	}
	findings_print(&findings, false, stderr);
	if (!error && findings.errors > 0)
		error = -EPERM;
	if (error) {
		first_error(&findings, failure);
		return error;
	}
	if (flags & POLICY_LOAD_AUDIT)
		image->mode = GK_AUDIT;
	*ret_image = STEAL_POINTER(image);
	return 0;
}

bool policy_load_is_writable(const char *path, char *ret_text, size_t size)
{
	_cleanup_(policy_inputs_release) struct policy_inputs inputs = {0};
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings findings;
	struct host_resolver host;

	host_resolver_init(&host);
	policy_compile_file(path, &host.resolver, &findings, &inputs,
			    &image); /* gatekeeper check tells what else is wrong */
	findings_init(&findings, path);
	writable_check(&inputs, &findings);
	if (findings.count > 0)
		snprintf(ret_text, size, "%s", findings.finding[0].text);
	return findings.count > 0;
}

/* Does the kernel tell that it runs no BPF LSM program? If it tells nothing, the canary finds out. */
static bool is_inactive(const struct lsm_sources *sources)
{
	bool active = true;

	return !lsm_list_active(sources, &active) && !active;
}

/* Programs would attach and never run: bpf is not in lsm=, or all trampolines are switched off. */
static void explain_inactive(const struct lsm_sources *sources, struct failure *failure)
{
	_cleanup_free_ char *value = NULL;
	bool active = false;

	if (!lsm_list_active(sources, &active) && active) {
		failure_set(failure, 0,
			    "the BPF LSM is listed as active, but the kernel does not run its programs; is "
			    "/proc/sys/kernel/ftrace_enabled 0? Nothing was loaded");
	} else if (!lsm_list_compose(sources, &value)) {
		failure_set(failure, 0,
			    "the BPF LSM is not active in this kernel, so nothing would be enforced; nothing was "
			    "loaded\nthe kernel's command line needs: lsm=%s\n"
			    "gatekeeper boot enable configures it for the next boot; gatekeeper doctor says more",
			    value);
	} else {
		failure_set(failure, 0,
			    "the BPF LSM is not active in this kernel, so nothing would be enforced; nothing was "
			    "loaded\nadd bpf to the end of the kernel's lsm= list, then reboot");
	}
}

int policy_load_install(struct gk_image *image, const char *path, uint64_t later, struct failure *failure)
{
	_cleanup_free_ char *real = realpath(path, NULL);
	struct lsm_sources sources;
	int error;

	lsm_sources_of_host(&sources);
	error = is_inactive(&sources) ? -ENOTRECOVERABLE : enforcer_load(image, real ? real : path, later, failure);
	if (error == -ENOTRECOVERABLE)
		explain_inactive(&sources, failure);
	return error;
}
