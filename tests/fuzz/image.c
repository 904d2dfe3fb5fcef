// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Any bytes as a policy image, for libFuzzer: whatever it holds, deciding reads nothing outside of it, and an image
 * that is none refuses everything. The bytes are a request, then the image as one of two kinds: repeated over all of
 * it, or as changes of a compiled one.
 */
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/explain/why.h"
#include "policy/image/decision.h"
#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Every dimension and every table is in use. A copy is changed and mended, since a new one each time is slow. */
static struct gk_image *compiled, *changed;

static void prepare(void)
{
	static struct findings findings;

	if (compiled)
		return;
	require(policy_compile_file("tests/samples/good/every-key.yaml", &resolver_by_name, &findings, NULL,
				    &compiled) == 0);
	changed = malloc(sizeof(*changed));
	require(changed != NULL);
	*changed = *compiled;
}

/* Fills the whole image, doubling what is there. */
static void repeat(const uint8_t *bytes, size_t length)
{
	uint8_t *image = (uint8_t *)changed;
	size_t filled = length < sizeof(*changed) ? length : sizeof(*changed), more;

	memcpy(image, bytes, filled);
	for (; filled < sizeof(*changed); filled += more) {
		more = sizeof(*changed) - filled < filled ? sizeof(*changed) - filled : filled;
		memcpy(image + filled, image, more);
	}
}

/* Each change is a place and what is written there. */
struct change {
	uint32_t place;
	uint32_t value;
};

static void apply(const uint8_t *bytes, size_t length, bool undo)
{
	struct change change;

	for (; length >= sizeof(change); bytes += sizeof(change), length -= sizeof(change)) {
		memcpy(&change, bytes, sizeof(change));
		change.place %= sizeof(*changed) - sizeof(change.value);
		memcpy((uint8_t *)changed + change.place,
		       undo ? (const uint8_t *)compiled + change.place : (const uint8_t *)&change.value,
		       sizeof(change.value));
	}
}

static void decide(const struct gk_image *image, struct gk_request *request)
{
	bool valid = image->magic == GK_IMAGE_MAGIC;
	struct gk_decision decision = gk_decide(image, request);

	require(valid || (decision.reason == GK_REASON_NO_POLICY && decision.verdict == GK_DENY && decision.logged));
	require(!valid || decision.reason == GK_REASON_RULE || decision.reason == GK_REASON_DEFAULT);
	require(decision.rule == GK_NO_RULE || decision.rule < GK_MAX_RULES);
	request->operation %= GK_OPERATION_SLOTS;
	request->netns %= GK_NETNS_SLOTS;
	for (__u32 rule = 0; valid && rule < GK_MAX_RULES; rule += 97)
		failed_condition(image, request, rule);
}

static void decide_both(struct gk_request *request)
{
	decide(changed, request);
	changed->magic = GK_IMAGE_MAGIC;
	decide(changed, request);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	__u64 ids[GK_CGROUP_LEVELS] = {0};
	struct gk_request request;

	if (length <= sizeof(request) + 1)
		return 0;
	prepare();
	memcpy(&request, bytes, sizeof(request));
	for (size_t i = 0; i < GK_CGROUP_LEVELS; i++)
		ids[i] = bytes[i];
	request.caller.where = request.target.where = (uintptr_t)ids;
	if (request.caller.kept)
		request.caller.id = (uintptr_t) "/system.slice/getty@tty1.service/below"; /* see decision.h */
	request.caller.level %= GK_CGROUP_LEVELS;
	request.target.level %= GK_CGROUP_LEVELS;
	bytes += sizeof(request);
	length -= sizeof(request);

	if (bytes[0] % 16 == 1) {
		repeat(bytes + 1, length - 1);
		decide_both(&request);
		*changed = *compiled;
	} else {
		apply(bytes + 1, length - 1, false);
		decide_both(&request);
		apply(bytes + 1, length - 1, true);
	}
	return 0;
}
