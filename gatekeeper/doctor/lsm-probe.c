// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/doctor/lsm-probe.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf-lsm/contract/effect.h"
#include "bpf-lsm/probes/effect.skel.h"
#include "policy/base/cleanup.h"

static bool is_answered(__u32 number)
{
	__u32 attr[4] = {number};

	return syscall(__NR_bpf, GK_EFFECT_COMMAND, attr, sizeof(attr)) < 0 && errno == GK_EFFECT_ERRNO;
}

static void destroy(struct effect_bpf **effect)
{
	effect_bpf__destroy(*effect);
}

int effect_probe(bool *ret_runs, struct failure *failure)
{
	_cleanup_(destroy) struct effect_bpf *effect = effect_bpf__open();
	__u32 number;
	int error;

	if (!effect)
		return failure_set(failure, -errno, "cannot read the embedded probe: %s", strerror(errno));
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return failure_set(failure, -errno, "cannot get a random number: %s", strerror(errno));
	memcpy((void *)&effect->rodata->gk_number, &number, sizeof(number));
	error = effect_bpf__load(effect);
	if (error)
		return failure_set(failure, error, "cannot load the probe: %s", error_text(error));
	error = effect_bpf__attach(effect);
	if (error)
		return failure_set(failure, error, "cannot attach the probe: %s", error_text(error));
	*ret_runs = is_answered(number);
	return 0;
}
