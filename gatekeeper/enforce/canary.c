// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/canary.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf-lsm/contract/abi.h"

int canary_call(uint64_t generation)
{
	__u64 attr[2] = {generation, 0};

	return syscall(__NR_bpf, GK_CANARY_COMMAND, attr, sizeof(attr)) < 0 ? errno : 0;
}

bool canary_is_answered(uint64_t generation)
{
	int answer = canary_call(generation);

	return answer == GK_CANARY_ERRNO || answer == GK_CANARY_STALE_ERRNO || answer == GK_CANARY_NARROW_ERRNO;
}
