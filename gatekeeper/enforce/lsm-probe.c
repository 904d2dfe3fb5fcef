// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/lsm-probe.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf-lsm/contract/effect.h"
#include "bpf-lsm/probes/effect.skel.h"

static bool is_answered(__u32 number)
{
	__u32 attr[4] = {number};

	return syscall(__NR_bpf, GK_EFFECT_COMMAND, attr, sizeof(attr)) < 0 && errno == GK_EFFECT_ERRNO;
}

int effect_probe(bool *ret_runs, struct failure *failure)
{
	struct effect_bpf *effect = effect_bpf__open();
	__u32 number = 0;
	int error;

	if (!effect)
		return failure_set(failure, -errno, "the probe can't be read: %s", strerror(errno));
	error = getrandom(&number, sizeof(number), 0) == sizeof(number) ? 0 : -errno;
	memcpy((void *)&effect->rodata->gk_number, &number, sizeof(number));
	error = error ?: effect_bpf__load(effect);
	if (error)
		failure_set(failure, error, "the probe can't be loaded: %s", error_text(error));
	if (!error && (error = effect_bpf__attach(effect)))
		failure_set(failure, error, "the probe can't be attached: %s", error_text(error));
	if (!error)
		*ret_runs = is_answered(number);
	effect_bpf__destroy(effect);
	return error;
}
