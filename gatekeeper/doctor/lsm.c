// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checks of the BPF LSM: does it run now, by trying it, and will it run after the next boot? */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/boot/state.h"
#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/doctor/lsm-probe.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/host/lsm-list.h"
#include "gatekeeper/host/outside.h"

/* How to bring bpf into the list. */
static void find_remedy(const struct boot_state *state, char *ret_remedy, size_t size)
{
	if (state->own_error == -EBADMSG)
		snprintf(ret_remedy, size, "%.400s", state->own_why.text);
	else if (state->mechanism)
		snprintf(ret_remedy, size, "gatekeeper boot enable");
	else if (!state->composed_error)
		snprintf(ret_remedy, size, "put lsm=%.200s on the kernel's command line (%.230s), then reboot",
			 state->composed.list, state->mechanism_why.text);
	else
		snprintf(ret_remedy, size, "add bpf to lsm= on the kernel's command line and reboot");
}

static struct doctor_finding with_remedy(const struct boot_state *state, const char *detail)
{
	char remedy[sizeof(((struct doctor_finding *)0)->remedy)];

	find_remedy(state, remedy, sizeof(remedy));
	return doctor_found(DOCTOR_FAILED, remedy, "%s", detail);
}

static struct doctor_finding explain_inactive(const struct boot_state *state)
{
	if (state->next_has_bpf != BOOT_YES)
		return with_remedy(state, "bpf is not an active security module");
	if (state->is_assumed)
		return doctor_found(DOCTOR_FAILED, "boot a kernel with CONFIG_BPF_LSM=y",
				    "bpf is in the list, but not an active security module");
	if (state->missed)
		return doctor_found(DOCTOR_FAILED,
				    "reboot with the boot loader's default entry, then check /proc/cmdline",
				    "bpf is not active: it was configured before this boot, which did not take it");
	return doctor_found(DOCTOR_FAILED, "reboot",
			    "bpf is not active yet: it is configured, only the reboot is missing");
}

static struct doctor_finding find_inactive(void)
{
	struct doctor_finding finding;
	struct boot_state state;
	struct boot_host host;
	struct failure failure;

	if (outside_check_boots(&failure))
		return doctor_found(DOCTOR_FAILED, "gatekeeper boot enable, on the host",
				    "bpf is not an active security module");
	boot_host_of_system(&host);
	boot_look(&host, &state);
	finding = explain_inactive(&state);
	boot_state_free(&state);
	return finding;
}

static struct doctor_finding find_not_run(bool listed)
{
	if (listed)
		return doctor_found(DOCTOR_FAILED, "fix jit and trampolines if they failed above; otherwise reboot",
				    "bpf is listed as active, but a program attached to lsm/bpf did not run");
	return find_inactive();
}

/* A process that may not load a program has only the list. */
static struct doctor_finding find_by_list(int unlisted, bool listed, const char *why)
{
	if (unlisted)
		return doctor_found(DOCTOR_UNKNOWN, "mount -t securityfs securityfs /sys/kernel/security",
				    "cannot read the list of security modules: %s", strerror(-unlisted));
	if (!listed)
		return find_inactive();
	return doctor_found(DOCTOR_OK, NULL, "bpf is listed as active; not tried: %.150s", why);
}

struct doctor_finding doctor_lsm(void)
{
	struct lsm_sources sources;
	bool listed = false, runs = false;
	struct failure failure;
	uint64_t generation;
	int unlisted, error = enforcer_prove(&generation);

	if (!error || error == -EBADR)
		return doctor_found(DOCTOR_OK, NULL, "the gate of the loaded policy runs");
	lsm_sources_of_host(&sources);
	unlisted = lsm_list_active(&sources, &listed);
	error = effect_probe(&runs, &failure);
	if (error)
		return find_by_list(unlisted, listed, failure.text);
	if (!runs)
		return find_not_run(listed);
	return doctor_found(DOCTOR_OK, NULL, "a program attached to lsm/bpf ran");
}

static struct doctor_finding find_next_boot(const struct boot_state *state)
{
	char detail[sizeof(((struct doctor_finding *)0)->detail)];

	if (state->next_has_bpf == BOOT_UNKNOWN)
		return doctor_found(DOCTOR_UNKNOWN,
				    geteuid() == 0 ? "see what is known: gatekeeper boot show"
						   : "run as root on the host, and see: gatekeeper boot show",
				    "%.250s", state->next_why.text);
	if (state->next_why.text[0])
		snprintf(detail, sizeof(detail), "%.250s", state->next_why.text);
	else if (!state->next)
		snprintf(detail, sizeof(detail), "no lsm= is configured, and the kernel's own list has %s",
			 state->next_has_bpf == BOOT_YES ? "bpf" : "no bpf");
	else
		snprintf(detail, sizeof(detail), "lsm=%.180s%s", state->next,
			 state->is_assumed ? ", if the next boot has the command line of this one" : "");
	if (state->next_has_bpf == BOOT_NO)
		return with_remedy(state, detail);
	return doctor_found(DOCTOR_OK, NULL, "%s", detail);
}

struct doctor_finding doctor_boot(void)
{
	struct doctor_finding finding;
	struct boot_state state;
	struct boot_host host;
	struct failure failure;

	if (outside_check_boots(&failure))
		return doctor_found(DOCTOR_UNKNOWN, "run on the host, not in a container", "%.200s", failure.text);
	boot_host_of_system(&host);
	boot_look(&host, &state);
	finding = find_next_boot(&state);
	boot_state_free(&state);
	return finding;
}
