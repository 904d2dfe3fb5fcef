// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "boot-record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "small-file.h"

#define HEAD \
	"# What `gatekeeper boot enable` put on the kernel's command line; `gatekeeper boot disable` takes it " \
	"away.\nlsm="

int boot_record_read(const struct boot_host *host, char **ret_value, struct failure *failure)
{
	const size_t head = strlen(HEAD);
	char path[PATH_MAX], *text, *end;
	int error;

	boot_path(host, BOOT_RECORD, path);
	error = small_file_read(path, &text);
	if (error == -ENOENT)
		return error;
	if (error)
		return failure_set(failure, error, "%s can't be read: %s", BOOT_RECORD, strerror(-error));
	end = strncmp(text, HEAD, head) == 0 ? strchr(text + head, '\n') : NULL;
	if (end && !end[1])
		*end = '\0';
	if (!end || !boot_is_value(text + head))
		error = failure_set(failure, -EBADMSG,
				    "%s is not as the gatekeeper wrote it, so nothing is changed; if the lsm= on the "
				    "command line is yours, remove this file, then try again",
				    BOOT_RECORD);
	else if (!(*ret_value = strdup(text + head)))
		error = failure_set(failure, -ENOMEM, "%s: %s", BOOT_RECORD, strerror(ENOMEM));
	free(text);
	return error;
}

int boot_record_plan(const struct boot_host *host, const char *value, struct boot_change *ret_change,
		     struct failure *failure)
{
	char text[sizeof(HEAD) + 512];
	int size = snprintf(text, sizeof(text), HEAD "%s\n", value ? value : "");

	if ((size_t)size >= sizeof(text))
		return failure_set(failure, -E2BIG, "lsm=%s is too long", value);
	return boot_change_add(ret_change, host->root, BOOT_RECORD, value ? text : NULL, failure);
}
