// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Any bytes as a policy, for libFuzzer: an image or an error, and findings that a terminal can be shown.
 * Built by clang with -fsanitize=fuzzer,address,undefined together with the files of policy/.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf-lsm/decide.h"
#include "policy/policy.h"
#include "policy/text.h"

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

		require(taken > 0 && !text_is_unsafe(point));
		text += taken;
		length -= taken;
	}
}

static void check_image(const struct gk_image *image)
{
	const struct gk_request request = {.operation = GK_OP_ATTACH_CGROUP, .namespaces = GK_ALL_NAMESPACES};
	struct gk_decision decision = gk_decide(image, &request);

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
	for (size_t i = 0; i < findings.count; i++) {
		check_shown(findings.finding[i].text);
		check_shown(findings.finding[i].source);
	}
	if (image)
		check_image(image);
	free(image);
	return 0;
}
