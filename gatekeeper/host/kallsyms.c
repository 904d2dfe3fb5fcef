// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/kallsyms.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

int kallsyms_find(const char *name, uint64_t *ret_address)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/kallsyms", "re");
	char line[600], symbol[512];
	uint64_t address;
	bool told = false;

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		told = true;
		if (sscanf(line, "%" SCNx64 " %*s %511s", &address, symbol) != 2 || strcmp(symbol, name) != 0)
			continue;
		if (ret_address)
			*ret_address = address;
		return 0;
	}
	return told ? -ENOENT : -ENODATA;
}
