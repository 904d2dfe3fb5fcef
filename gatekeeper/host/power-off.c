// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/power-off.h"

#include <errno.h>
#include <unistd.h>

bool power_off_is_possible(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

int power_off(void)
{
	return kill(1, POWER_OFF_SIGNAL) ? -errno : 0;
}
