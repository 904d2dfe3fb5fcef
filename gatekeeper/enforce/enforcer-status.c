// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Reads what is loaded and active. */
#include "gatekeeper/enforce/enforcer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/build-id.h"
#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/counters.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/install.h"
#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/route-links.h"

#define PUBLISHES_MAX 100 /* between two reads of ours before we give up */

static bool hook_attached(const struct bpf_program *program)
{
	_cleanup_close_ int fd = pins_open(bpf_program__name(program));
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size) || !info.prog_id)
		return false;
	/* A cgroup link can outlive its attachment; then it has no cgroup. */
	return info.type != GK_LINK_CGROUP || info.cgroup.cgroup_id;
}

static void read_hooks(struct enforcer_status *status, const struct gatekeeper_bpf *skeleton)
{
	struct bpf_program *program;
	struct gk_build build = {};
	unsigned int optional = 0;

	build_id_pinned(&build);
	status->hook_count = 0;
	bpf_object__for_each_program (program, skeleton->obj) {
		struct enforcer_hook *hook = &status->hook[status->hook_count];

		if (status->hook_count == ENFORCER_HOOKS_MAX)
			break;
		if (!bpf_program__autoload(program) && !(build.optional >> optional++ & 1))
			continue; /* this kernel has no such function */
		if (!object_is_hook(program))
			continue;
		snprintf(hook->section, sizeof(hook->section), "%s", bpf_program__section_name(program));
		hook->attached = hook_attached(program);
		hook->guard = object_is_guard(skeleton, program);
		hook->route = routes_is_route(bpf_program__name(program));
		if (hook->route)
			hook->needed = routes_is_needed(bpf_program__name(program), status->operations);
		else
			hook->needed = !hook->guard || status->protect != GK_PROTECT_OFF;
		status->hook_count++;
	}
}

bool enforcer_all_attached(const struct enforcer_status *status)
{
	for (unsigned int i = 0; i < status->hook_count; i++)
		if (status->hook[i].needed && !status->hook[i].attached)
			return false;
	return status->hook_count > 0;
}

uint64_t enforcer_lost_events(const struct gk_counters *counters)
{
	return counters->lost[GK_ALLOW] + counters->lost[GK_DENY] + counters->lost_outcomes;
}

enum enforcer_state enforcer_state(const struct enforcer_status *status)
{
	if (status->hidden)
		return STATE_UNREADABLE;
	if (!status->loaded)
		return status->pinned ? STATE_DENYING_EVERYTHING : STATE_NOT_LOADED;
	if (!status->proven)
		return status->narrow ? STATE_GATE_CHANGED : STATE_NOT_PROVEN;
	if (!enforcer_all_attached(status))
		return STATE_HOOKS_MISSING;
	return status->mode == GK_ENFORCE ? STATE_ENFORCING : STATE_AUDIT;
}

const char *enforcer_state_text(enum enforcer_state state)
{
	static const char *const texts[] = {
#define ENFORCER_STATE_TEXT(name, text) [name] = (text),
		ENFORCER_STATES(ENFORCER_STATE_TEXT)
#undef ENFORCER_STATE_TEXT
	};

	return texts[state];
}

bool enforcer_has_policy(const struct enforcer_status *status)
{
	return status->loaded || status->hidden;
}

bool enforcer_is_protected(const struct enforcer_status *status)
{
	return status->loaded && status->armed && !status->lifted;
}

/* Reads the head of the active image. Returns 0, -ENOENT if nothing is loaded, or another negative errno. */
static int read_policy(struct enforcer_status *status)
{
	_cleanup_(image_slot_close) struct image_slot slot = IMAGE_SLOT_CLOSED;
	_cleanup_free_ struct gk_image *image = malloc(sizeof(*image));
	int error = image_slot_open(&slot);

	if (error)
		return error;
	if (!image)
		return -ENOMEM;
	error = image_slot_read(&slot, image);
	if (error)
		return error;
	memcpy(status->path, image->path, sizeof(status->path));
	memcpy(status->digest, image->digest, sizeof(status->digest));
	status->generation = image->generation;
	status->rule_count = image->rule_count;
	status->operations = image->operations;
	status->mode = image->mode;
	status->protect = image->protect;
	status->loaded = true;
	return 0;
}

/* Asks the canary. If another policy was published since `status` was read, reads that one and tries again. */
static bool prove(struct enforcer_status *status)
{
	for (int i = 0; i < PUBLISHES_MAX; i++) {
		int answer = canary_call(status->generation);

		status->narrow = answer == GK_CANARY_NARROW_ERRNO;
		if (answer != GK_CANARY_STALE_ERRNO)
			return answer == GK_CANARY_ERRNO;
		if (read_policy(status))
			return false;
	}
	return false;
}

/* Reads the policy and the hooks that it needs, again if another policy was published meanwhile. */
static int read_policy_and_hooks(struct enforcer_status *status, const struct gatekeeper_bpf *skeleton)
{
	struct enforcer_status again = {};
	int error = 0;

	for (int i = 0; i < PUBLISHES_MAX; i++) {
		error = read_policy(status);
		read_hooks(status, skeleton);
		if (error || enforcer_all_attached(status) || read_policy(&again) ||
		    again.generation == status->generation)
			break;
	}
	return error;
}

int enforcer_operations(uint64_t *ret_operations)
{
	struct enforcer_status status = {};
	int error = read_policy(&status);

	if (error)
		return error;
	*ret_operations = status.operations;
	return 0;
}

static void read_counters(struct enforcer_status *status)
{
	_cleanup_(counters_close) struct counters counters = COUNTERS_CLOSED;

	if (!counters_open_to_read(&counters) && !counters_read(&counters, &status->counters))
		counters_read_reported(&counters, &status->counters, &status->reported);
}

bool enforcer_is_alive(void)
{
	return canary_is_answered(0);
}

bool enforcer_is_narrow(void)
{
	return canary_call(0) == GK_CANARY_NARROW_ERRNO;
}

bool enforcer_is_guarded(void)
{
	_cleanup_close_ int fd = pins_open("gk_sysctl");
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) && info.cgroup.cgroup_id;
}

int enforcer_status(struct enforcer_status *ret_status, struct failure *failure)
{
	struct gatekeeper_bpf *skeleton = object_open();
	struct enforcer_status status = {};
	struct protection protection = {0};
	int error;

	if (!skeleton)
		return failure_set(failure, -errno, "cannot read the embedded BPF object: %s", strerror(errno));
	status.pinned = pins_has("gk_build");
	status.hidden = protection_keeps_us_out() || (!status.pinned && canary_is_answered(0));
	error = read_policy_and_hooks(&status, skeleton);
	gatekeeper_bpf__destroy(skeleton);
	if (error && error != -ENOENT)
		return failure_set(failure, error, "cannot read %s: %s%s", PINS_DIRECTORY, strerror(-error),
				   error == -EPERM
					   ? "; it takes root with CAP_SYS_ADMIN, and nobody else who denies bpf(): "
					     "see gatekeeper doctor"
					   : "");
	if (status.loaded) {
		status.current = build_id_is_pinned();
		status.proven = prove(&status);
		protection_read(&protection);
		trial_read(&status.trial);
		status.armed = protection.protect == status.protect;
		status.lifted = protection.lifted;
		read_counters(&status);
	}
	*ret_status = status;
	return 0;
}

int enforcer_prove(uint64_t *ret_generation)
{
	struct enforcer_status status = {};
	int error = read_policy(&status);

	if (error)
		return error;
	if (!prove(&status))
		return status.narrow ? -EBADR : -EUCLEAN;
	*ret_generation = status.generation;
	return 0;
}
