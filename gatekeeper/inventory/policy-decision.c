// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/policy-decision.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/resolve.h"

#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/request/from-record.h"
#include "gatekeeper/request/from-words.h"

#define ALL_CAPABILITIES ~0ULL
#define ROOT_PATH "/"

/* Finds the ids of the cgroups on `path`. A cgroup that is gone has id 0, which no policy names. */
static void find_cgroups(const char *path, __u64 *ids, struct gk_cgroup_place *ret_place)
{
	size_t length = 1, size = strlen(path);
	__u32 level = 0;
	uint64_t id = 0;

	resolve_host_cgroup(NULL, ROOT_PATH, &id);
	ids[0] = id;
	while (length < size && level + 1 < GK_CGROUP_LEVELS) {
		length += strcspn(path + length, "/");
		id = 0;
		resolve_host_cgroup(NULL, strndupa(path, length++), &id);
		ids[++level] = id;
	}
	*ret_place = (struct gk_cgroup_place){.where = (uintptr_t)ids, .id = id, .level = level};
}

static enum gk_netns netns_of(unsigned int operation)
{
	return operation_has_netns(operation) ? GK_NETNS_UNKNOWN : GK_NETNS_NONE;
}

/* Fills in what is known without a record: the program and the target, but nothing of the caller. */
static void describe(const struct attachment *attachment, struct gk_request *request)
{
	request->operation = attachment->operation;
	request->attach_type =
		attachment->attach_type < GK_ATTACH_TYPE_NONE ? attachment->attach_type : GK_ATTACH_TYPE_NONE;
	request->relation = attachment->cgroup_id ? GK_TARGET_OUTSIDE : GK_TARGET_NONE;
	request->netns = netns_of(attachment->operation);
	request->program_state = attachment->program_id ? GK_PROGRAM_KNOWN : GK_PROGRAM_UNKNOWN;
	request->program_type = attachment->program_type;
	memcpy(request->program_name, attachment->program_name, sizeof(attachment->program_name));
	memcpy(&request->program_tag, attachment->program_tag, sizeof(attachment->program_tag));
}

static void store_decision(struct attachment *attachment, const struct gk_image *image,
			   const struct gk_decision *decision)
{
	struct attachment_decision *stored = &attachment->decision;

	stored->verdict = decision->verdict;
	stored->rule = decision->rule < image->rule_count ? &image->rule[decision->rule] : NULL;
	stored->file = stored->rule ? image->file[stored->rule->file & (GK_FILES - 1)] : "";
}

static bool evaluate_recorded(struct attachment *attachment, const struct gk_image *image)
{
	struct event_request event;
	struct gk_decision decision;
	struct failure ignored;

	if (!attachment->record || event_request_read_outcome(attachment->record, &event, &ignored) < 0)
		return false;
	/* The record has the paths of cgroups, the image their ids on this host. */
	find_cgroups(event.caller_path[0] ? event.caller_path : ROOT_PATH, event.described.caller,
		     &event.described.request.caller);
	find_cgroups(attachment->cgroup_path ? attachment->cgroup_path : ROOT_PATH, event.described.target,
		     &event.described.request.target);
	event.described.request.shared_files = false; /* the outcome is known, whichever thread named the descriptor */
	decision = gk_decide(image, &event.described.request);
	attachment->decision.caller = CALLER_RECORDED;
	store_decision(attachment, image, &decision);
	return true;
}

static void evaluate_container(struct attachment *attachment, const struct gk_image *image)
{
	__u64 caller[GK_CGROUP_LEVELS], target[GK_CGROUP_LEVELS];
	struct gk_request request = {.capabilities = ALL_CAPABILITIES};
	struct gk_decision decision;

	describe(attachment, &request);
	find_cgroups(ROOT_PATH, caller, &request.caller);
	find_cgroups(attachment->cgroup_path ? attachment->cgroup_path : ROOT_PATH, target, &request.target);
	decision = gk_decide(image, &request); /* all init namespaces: the host */
	attachment->decision.host_verdict = decision.verdict;
	request.namespaces = GK_ALL_NAMESPACES;
	decision = gk_decide(image, &request);
	attachment->decision.caller = CALLER_CONTAINER;
	store_decision(attachment, image, &decision);
}

void attached_evaluate_policy(struct attached *attached, const struct gk_image *image)
{
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *attachment = &attached->items[i];

		if (attachment->origin == ORIGIN_OWN || attachment->inherited)
			continue;
		if (!evaluate_recorded(attachment, image))
			evaluate_container(attachment, image);
	}
}

bool attached_is_denied(const struct attachment *attachment)
{
	const struct attachment_decision *decision = &attachment->decision;

	if (decision->caller == CALLER_NONE || decision->verdict == GK_ALLOW)
		return false;
	return decision->caller == CALLER_RECORDED || decision->host_verdict == GK_DENY;
}

int attached_read_image(struct gk_image **ret_image)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct image_slot slot;
	int error = image_slot_open(&slot);

	if (error)
		return error;
	image = malloc(sizeof(*image));
	error = image ? image_slot_read(&slot, image) : -ENOMEM;
	image_slot_close(&slot);
	if (error)
		return error;
	*ret_image = STEAL_POINTER(image);
	return 0;
}
