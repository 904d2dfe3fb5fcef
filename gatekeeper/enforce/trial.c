// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/trial.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/enforce/pins.h"

#define NANOSECONDS 1000000000ULL

struct trial trial_of(uint64_t word, uint64_t now)
{
	struct trial trial = {.running = gk_is_trial(word), .over = gk_is_trial_over(word, now)};

	if (trial.over)
		trial.running = false;
	if (trial.running)
		trial.seconds = ((word & ~GK_TRIAL_SLOT) - now + NANOSECONDS - 1) / NANOSECONDS;
	return trial;
}

int trial_read(struct trial *ret_trial)
{
	_cleanup_close_ int fd = pins_open_to_read("gk_trial");
	const __u32 zero = 0;
	__u64 word;

	if (fd < 0)
		return fd;
	if (bpf_map_lookup_elem(fd, &zero, &word))
		return -errno;
	*ret_trial = trial_of(word, clock_nanoseconds(CLOCK_BOOTTIME));
	return 0;
}

int trial_call(enum gk_trial_action action, unsigned int seconds)
{
	struct gk_trial_call call = {.action = action, .seconds = seconds};

	syscall(__NR_bpf, GK_TRIAL_COMMAND, &call, sizeof(call)); /* no answer is success */
	switch (errno) {
	case GK_TRIAL_ERRNO:
		return 0;
	case GK_TRIAL_NONE_ERRNO:
		return -ETIME;
	}
	return -EPERM;
}
