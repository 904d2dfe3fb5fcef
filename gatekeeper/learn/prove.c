// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A learnt policy, proven: see learn-prove.h. */
#include "gatekeeper/learn/prove.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/image/decision.h"
#include "policy/policy.h"

static int write_file(const char *text, size_t length, int *ret_fd)
{
	int fd = memfd_create("policy", MFD_CLOEXEC), error;

	if (fd >= 0 && write(fd, text, length) == (ssize_t)length) {
		*ret_fd = fd;
		return 0;
	}
	error = errno;
	if (fd >= 0)
		close(fd);
	return -error;
}

static int compile(const char *text, size_t length, struct gk_image **ret_image, struct failure *failure)
{
	struct findings findings;
	char path[64];
	int fd = -1, r = write_file(text, length, &fd);

	if (r < 0)
		return failure_set(failure, r, "cannot keep the policy to check it: %s", strerror(-r));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = policy_compile_file(path, &resolver_by_name, &findings, NULL, ret_image);
	close(fd);
	if (r < 0)
		return failure_set(failure, r, "%s; generalise more: --generalise cgroup-prefix,executable",
				   findings.count ? findings.finding[0].text : strerror(-r));
	return 0;
}

/* That a path is the executable of its events was looked at before; here it stands for its name, as in the policy. */
static bool is_allowed(const struct gk_image *image, const struct event_request *sample)
{
	struct gk_request request = sample->described.request;
	struct executable_id id;

	resolver_by_name.executable(NULL, sample->executable, &id);
	request.executable_inode = id.inode;
	request.executable_device = id.device;
	return gk_decide(image, &request).verdict == GK_ALLOW;
}

int learn_prove(const char *text, size_t length, const struct learnt_rules *rules, struct failure *failure)
{
	struct gk_image *image = NULL;
	int r = compile(text, length, &image, failure);

	for (size_t i = 0; i < rules->count && r == 0; i++) {
		if (!is_allowed(image, rules->rule[i].sample))
			r = failure_set(failure, -EINVAL,
					"the policy would refuse an event of %s that it was learnt from: a mistake of "
					"this program, please report it",
					rules->rule[i].first);
	}
	free(image);
	return r;
}
