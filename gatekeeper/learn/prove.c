// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A learnt policy, proven: see prove.h. */
#include "gatekeeper/learn/prove.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/policy.h"

#include "gatekeeper/request/executable-of-host.h"

/* Gives the text as a memory file, which is closed by the caller. */
static int write_file(const char *text, size_t length, int *ret_fd)
{
	_cleanup_close_ int fd = memfd_create("policy", MFD_CLOEXEC);
	ssize_t written;

	if (fd < 0)
		return -errno;
	written = write(fd, text, length);
	if (written < 0)
		return -errno;
	if ((size_t)written != length)
		return -ENOSPC;
	*ret_fd = STEAL_FD(fd);
	return 0;
}

#define CONTAINER_CGROUP "/learnt-container-%zu" /* as two samples may be of containers that had the same one */

static int tell(void *context, int (*take)(void *to, const struct container *container), void *to,
		uint64_t *ret_generation)
{
	const struct learnt_rules *rules = context;
	int r = 0;

	*ret_generation = 0;
	for (size_t i = 0; i < rules->count && r == 0; i++) {
		struct container container = rules->rule[i].sample->described.container;

		if (!container.cgroup[0])
			continue;
		snprintf(container.cgroup, sizeof(container.cgroup), CONTAINER_CGROUP, i);
		r = take(to, &container);
	}
	return r;
}

static int compile(const char *text, size_t length, const struct learnt_rules *rules, struct gk_image **ret_image,
		   struct failure *failure)
{
	struct resolver resolver = resolver_by_name;
	_cleanup_close_ int fd = -1;
	struct findings findings;
	char path[64];
	int r = write_file(text, length, &fd);

	if (r < 0)
		return failure_set(failure, r, "cannot write the policy to check it: %s", strerror(-r));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	resolver.containers = tell;
	resolver.context = (void *)rules;
	r = policy_compile_file(path, &resolver, &findings, NULL, ret_image);
	if (r < 0)
		return failure_set(failure, r,
				   "%s; generalise more: --generalise cgroup-prefix,executable,container-name",
				   findings.count ? findings.finding[0].text : strerror(-r));
	return 0;
}

/* from-event.c checked that a path is the executable of its events; here executables are identified by path. */
static bool is_allowed(const struct gk_image *image, const struct learnt_rules *rules, size_t number)
{
	const struct event_request *sample = rules->rule[number].sample;
	struct gk_request request = sample->described.request;
	struct executable_id id;
	char cgroup[64];
	uint64_t ids[2];

	resolver_by_name.executable(NULL, executable_name(sample), &id);
	request.executable_inode = id.inode;
	request.executable_device = id.device;
	if (sample->described.container.cgroup[0]) {
		snprintf(cgroup, sizeof(cgroup), CONTAINER_CGROUP, number);
		resolver_by_name.cgroup(NULL, "/", &ids[0]);
		resolver_by_name.cgroup(NULL, cgroup, &ids[1]);
		request.caller = (struct gk_cgroup_place){
			.where = (uintptr_t)ids, .level = 1, .id = (uintptr_t)cgroup, .kept = 1};
	}
	return gk_decide(image, &request).verdict == GK_ALLOW;
}

int learn_prove(const char *text, size_t length, const struct learnt_rules *rules, struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	int r = compile(text, length, rules, &image, failure);

	if (r < 0)
		return r;
	for (size_t i = 0; i < rules->count; i++) {
		if (!is_allowed(image, rules, i))
			return failure_set(
				failure, -EINVAL,
				"the policy would deny an event of %s that it was learnt from: this is a bug, "
				"please report it",
				rules->rule[i].first);
	}
	return 0;
}
