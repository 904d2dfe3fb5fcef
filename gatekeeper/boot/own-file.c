// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/own-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"

#define TEXT_SIZE (BOOT_LIST_SIZE + 1024)

const struct boot_form boot_record = {
	.file = BOOT_RECORD,
	.head = "# What `gatekeeper boot enable` put on the kernel's command line; `gatekeeper boot disable` takes it "
		"away.\n",
	.key = "lsm=",
	.tail = "\n",
};

/* By boot_value.of_boot. */
static const char *const made_from[] = {
	"# Made from what is configured, or from the kernel's own list.\n",
	"# Made from the lsm= with which the kernel was booted that day, and which is configured nowhere.\n",
};

static const char made_file[] = "# The file with the command line was created for it.\n";

static void format_text(const struct boot_form *form, const struct boot_value *value, char text[TEXT_SIZE])
{
	snprintf(text, TEXT_SIZE, "%s%s%s%s%s%s", form->head, made_from[value->of_boot],
		 value->made_file ? made_file : "", form->key, value->list, form->tail);
}

/* Moves `*text` behind `part` if it begins with it. */
static bool skip(const char **text, const char *part)
{
	size_t length = strlen(part);

	if (strncmp(*text, part, length) != 0)
		return false;
	*text += length;
	return true;
}

/* Reads the inverse of format_text(); false: the text has anything else. */
static bool scan(const struct boot_form *form, const char *text, struct boot_value *ret_value)
{
	size_t length;

	if (!skip(&text, form->head))
		return false;
	ret_value->of_boot = skip(&text, made_from[true]);
	if (!ret_value->of_boot && !skip(&text, made_from[false]))
		return false;
	ret_value->made_file = skip(&text, made_file);
	if (!skip(&text, form->key))
		return false;
	length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-,");
	if (length == 0 || length >= sizeof(ret_value->list) || strcmp(text + length, form->tail) != 0)
		return false;
	snprintf(ret_value->list, sizeof(ret_value->list), "%.*s", (int)length, text);
	return true;
}

int boot_form_read(const struct boot_form *form, const struct boot_host *host, struct boot_value *ret_value,
		   struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	struct boot_value value;
	char path[PATH_MAX];
	int error;

	boot_path(host, form->file, path);
	error = text_file_read(path, &text);
	if (error == -ENOENT)
		return error;
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", form->file, strerror(-error));
	if (!scan(form, text, &value))
		return failure_set(failure, -EBADMSG,
				   "%s is not as the gatekeeper wrote it, refusing to change anything; move it away, "
				   "then try again",
				   form->file);
	*ret_value = value;
	return 0;
}

int boot_form_plan(const struct boot_form *form, const struct boot_host *host, const struct boot_value *value,
		   struct boot_change *ret_change, struct failure *failure)
{
	char text[TEXT_SIZE];

	if (value)
		format_text(form, value, text);
	return boot_change_add(ret_change, host->root, form->file, value ? text : NULL, failure);
}
