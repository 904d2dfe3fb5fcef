// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/protection.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/host/passphrase.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/host/outside.h"

#define TAKE_OVER_MINUTES 5 /* a load, and the start of a daemon that lets the old programs go */

static const __u32 zero;

static int read_pin(const char *name, void *ret_value)
{
	_cleanup_close_ int fd = pins_open_to_read(name);

	if (fd < 0)
		return fd;
	return bpf_map_lookup_elem(fd, &zero, ret_value) ? -errno : 0;
}

int protection_read(struct protection *ret_protection)
{
	struct gk_gate gate;
	struct gk_seal seal;
	uint64_t now;
	int error = read_pin("gk_gate", &gate);

	if (error)
		return error;
	error = read_pin("gk_seal", &seal);
	if (error)
		return error;
	*ret_protection = (struct protection){.protect = gate.protect, .has_key = seal.has_key};
	now = clock_nanoseconds(CLOCK_BOOTTIME);
	if (seal.until > now)
		ret_protection->lifted = (seal.until - now) / 1000000000 + 1;
	memcpy(ret_protection->setting, seal.setting, sizeof(seal.setting));
	ret_protection->setting[GK_SETTING_SIZE - 1] = 0;
	return 0;
}

bool protection_is_sealed(void)
{
	struct protection protection;

	return !protection_read(&protection) && protection.protect == GK_PROTECT_SEALED && !protection.lifted;
}

bool protection_keeps_us_out(void)
{
	_cleanup_close_ int fd = -1;

	if (!pins_has("gk_gate"))
		return false;
	fd = pins_open_to_read("gk_gate");
	return fd == -ENOENT;
}

int protection_lift(unsigned int minutes, const uint8_t *key)
{
	struct gk_unseal request = {.minutes = minutes};

	if (key)
		memcpy(request.key, key, sizeof(request.key));
	syscall(__NR_bpf, GK_UNSEAL_COMMAND, &request, sizeof(request));
	memset(request.key, 0, sizeof(request.key));
	switch (errno) {
	case GK_UNSEAL_ERRNO:
		return 0;
	case GK_UNSEAL_WRONG_ERRNO:
		return -EKEYREJECTED;
	case EPERM:
		return -EPERM;
	}
	return -ENOENT;
}

int protection_take_over(bool *ret_lifted, struct failure *failure)
{
	int error;

	*ret_lifted = false;
	if (protection_is_sealed())
		return failure_set(
			failure, -EPERM,
			"sealed: nothing is loaded or unloaded until the next boot, or until the passphrase is "
			"given to gatekeeper unseal");
	if (!protection_keeps_us_out())
		return 0;
	error = protection_lift(TAKE_OVER_MINUTES, NULL);
	if (error && outside_check_host(failure))
		return -EPERM;
	if (error)
		return failure_set(
			failure, error == -ENOENT ? -EPERM : error,
			"a protected instance loaded by a different binary is active, or this process is being "
			"traced: give the passphrase to gatekeeper unseal first");
	*ret_lifted = true;
	return 0;
}

void protection_stay_lifted(void)
{
	struct protection protection;

	if (!protection_read(&protection) && !protection.has_key && protection.lifted &&
	    protection.lifted < TAKE_OVER_MINUTES * 60)
		protection_lift(TAKE_OVER_MINUTES, NULL);
}

int protection_set_key(int seal_fd, bool needed, struct failure *failure)
{
	struct gk_seal seal = {0}, before;
	int error = passphrase_read(&seal, failure);

	if (error == -ENOENT && needed)
		return failure_set(
			failure, error,
			"protect: sealed needs a passphrase, and none was chosen: run gatekeeper seal first");
	if (error && error != -ENOENT)
		return error;
	if (!bpf_map_lookup_elem(seal_fd, &zero, &before))
		seal.until = before.until;
	if (bpf_map_update_elem(seal_fd, &zero, &seal, BPF_ANY))
		return failure_set(failure, -errno, "cannot give the key to the kernel: %s", strerror(errno));
	return 0;
}
