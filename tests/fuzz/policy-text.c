// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Any bytes as a policy, for libFuzzer: an image or an error, and findings that a terminal can be shown. An image
 * decides on a request made of the same bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/base/hidden-character.h"
#include "policy/image/decision.h"
#include "policy/policy.h"
#include "policy/base/utf8.h"
#include "policy/source/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_shown(const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t point = 0;
		size_t taken = utf8_decode(text, length, &point);

		require(taken > 0 && !is_hidden_character(point));
		text += taken;
		length -= taken;
	}
}

static void check_findings(const struct findings *findings)
{
	check_shown(findings->file);
	check_shown(findings->directory);
	for (size_t i = 0; i < findings->count; i++) {
		check_shown(findings->finding[i].text);
		check_shown(findings->finding[i].source);
	}
}

static void check_image(const struct gk_image *image, const uint8_t *bytes, size_t length)
{
	__u64 ids[GK_CGROUP_LEVELS] = {0};
	struct gk_request request = {0};
	struct gk_decision decision;

	memcpy(&request, bytes, length < sizeof(request) ? length : sizeof(request));
	request.caller = request.target =
		(struct gk_cgroup_place){.where = (uintptr_t)ids, .level = length % GK_CGROUP_LEVELS};
	decision = gk_decide(image, &request);
	require(image->rule_count <= GK_MAX_RULES);
	require(decision.reason != GK_REASON_NO_POLICY);
	require(decision.rule == GK_NO_RULE || decision.rule < image->rule_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct findings findings;
	struct gk_image *image = NULL;
	static char path[64];
	static int fd = -1;
	int r;

	if (fd < 0) {
		fd = memfd_create("policy", MFD_CLOEXEC);
		require(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	require(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, length, 0) == (ssize_t)length);

	r = policy_compile_file(path, &resolver_by_name, &findings, NULL, &image);
	require((r == 0) == (image != NULL) && (r == 0) == (findings.errors == 0));
	check_findings(&findings);
	if (image)
		check_image(image, bytes, length);
	free(image);
	return 0;
}
