// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * boot by entries that kernel-install writes (systemd-boot, unified images): one word more in /etc/kernel/cmdline, at
 * its end, because the kernel takes the last lsm=. The file is the administrator's, so a record says which word is
 * ours.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/boot/entries.h"
#include "gatekeeper/boot/own-file.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/run-program.h"
#include "gatekeeper/base/text-file.h"

#define COMMAND_LINE BOOT_COMMAND_LINE
#define VENDOR_LINE "/usr/lib/kernel/cmdline"
#define PROGRAM "/usr/bin/kernel-install"
#define MODULES BOOT_MODULES

/* systemd has kernel-install on every system; one that boots by it has its entries too. */
static bool is_here(const struct boot_host *host)
{
	return boot_has_program(host, PROGRAM) && boot_entries_are_here(host);
}

/* The running command line without what the boot loader put there, as kernel-install takes it for want of a file. */
static int read_running(const struct boot_host *host, char **ret_text)
{
	char *line, *text, *word;
	int error = text_file_read(host->sources.command_line, &line);

	if (error)
		return error;
	text = calloc(1, strlen(line) + 2);
	for (char *rest = line; text && (word = strsep(&rest, " \t\n"));) {
		if (!*word || strncmp(word, "BOOT_IMAGE=", 11) == 0 || strncmp(word, "initrd=", 7) == 0)
			continue;
		strcat(text, *text ? " " : "");
		strcat(text, word);
	}
	free(line);
	if (!text)
		return -ENOMEM;
	strcat(text, "\n");
	*ret_text = text;
	return 0;
}

static int read_line(const struct boot_host *host, char **ret_text, struct failure *failure)
{
	char path[PATH_MAX];
	int error;

	boot_path(host, COMMAND_LINE, path);
	error = text_file_read(path, ret_text);
	if (error == -ENOENT) {
		boot_path(host, VENDOR_LINE, path);
		error = text_file_read(path, ret_text);
	}
	if (error == -ENOENT)
		error = read_running(host, ret_text);
	return error ? failure_set(failure, error, "%s can't be read: %s", COMMAND_LINE, strerror(-error)) : 0;
}

/* Where the last word `lsm=VALUE` of the text is, or NULL. */
static char *find_word(char *text, const char *value, size_t *ret_size)
{
	char *found = NULL, *word = text;
	size_t length;

	for (; *(word += strspn(word, " \t\n")); word += length) {
		length = strcspn(word, " \t\n");
		if (length == strlen(value) + 4 && strncmp(word, "lsm=", 4) == 0 &&
		    strncmp(word + 4, value, length - 4) == 0) {
			found = word;
			*ret_size = length;
		}
	}
	return found;
}

/* With the blank that was added with it, so that the text is byte for byte what it was. */
static void cut_word(char *text, const char *value)
{
	size_t size = 0;
	char *word = find_word(text, value, &size);

	if (!word)
		return;
	if (word > text && word[-1] == ' ') {
		word--;
		size++;
	} else if (word[size] == ' ') {
		size++;
	}
	memmove(word, word + size, strlen(word + size) + 1);
}

static char *with_word(const char *text, const char *value)
{
	char *longer = NULL;
	size_t end;

	if (kernel_line_end(text, &end) < 0)
		return NULL;
	if (asprintf(&longer, "%.*s%slsm=%s%s%s", (int)end, text, end ? " " : "", value,
		     end == 0 && text[0] && text[0] != '\n' ? " " : "", text + end) < 0)
		return NULL;
	return longer;
}

static int check_word(const struct boot_host *host, const char *value, struct failure *failure)
{
	char *text;
	size_t size;
	int error = read_line(host, &text, failure);

	if (error)
		return error;
	if (!find_word(text, value, &size))
		error = failure_set(failure, -EBADMSG,
				    "lsm=%s, which the gatekeeper put into %s, was changed there, so nothing is "
				    "changed; if what is there now is yours, remove %s, then try again",
				    value, COMMAND_LINE, BOOT_RECORD);
	free(text);
	return error;
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	struct boot_value own;
	int error = boot_form_read(&boot_record, host, &own, failure);

	error = error ? error : check_word(host, own.list, failure);
	if (!error)
		*ret_own = own;
	return error;
}

static bool counts_already(const char *text, const char *value)
{
	char *last;
	bool counts;

	if (kernel_line_value(text, "lsm", NULL, &last))
		return false;
	counts = strcmp(last, value) == 0;
	free(last);
	return counts;
}

/* The text with `value` as the last lsm= of the kernel's part, or without ours; freed by the caller. */
static char *edit_line(char *text, const struct boot_value *own, const struct boot_value *value)
{
	if (own && value && strcmp(own->list, value->list) == 0 && counts_already(text, value->list))
		return strdup(text);
	if (own)
		cut_word(text, own->list);
	return value ? with_word(text, value->list) : strdup(text);
}

/*
 * After `disable` a file that we made stays, without the word: without the file kernel-install would take the running
 * command line, with the word in it.
 */
static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	char *text, *after;
	int error = boot_form_plan(&boot_record, host, value, ret_change, failure);

	error = error ?: read_line(host, &text, failure);
	if (error)
		return error;
	after = edit_line(text, own, value);
	if (after)
		error = boot_change_add(ret_change, host->root, COMMAND_LINE, after, failure);
	else
		error = failure_set(failure, -ENOMEM, "%s: %s", COMMAND_LINE, strerror(ENOMEM));
	free(after);
	free(text);
	return error;
}

static int read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	char *line;
	int error = read_line(host, &line, failure);

	if (error)
		return error;
	error = boot_entries_read(host, line, ret_line, failure);
	free(line);
	return error;
}

/* `kernel-install add VERSION IMAGE [INITRD]`, as the packages of kernels and initramfs-tools call it. */
static int add_version(const struct boot_host *host, const char *version, struct failure *failure)
{
	char program[PATH_MAX], image[PATH_MAX], initrd[PATH_MAX], name[PATH_MAX];
	char *argv[] = {program, "add", (char *)version, image, NULL, NULL};

	if (!boot_entries_find_image(host, version, image))
		return -ENOENT;
	snprintf(name, sizeof(name), "/boot/initrd.img-%s", version);
	boot_path(host, name, initrd);
	if (boot_has(host, name))
		argv[4] = initrd;
	boot_path(host, PROGRAM, program);
	return run_program(argv, failure);
}

static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	char path[PATH_MAX];
	struct dirent *entry;
	unsigned int count = 0;
	int error = 0;
	DIR *directory;

	(void)own;
	(void)value;
	boot_path(host, MODULES, path);
	directory = opendir(path);
	while (directory && !error && (entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		error = add_version(host, entry->d_name, failure);
		count += error == 0;
		if (error == -ENOENT)
			error = 0;
	}
	if (directory)
		closedir(directory);
	if (!error && count == 0)
		error = failure_set(failure, -ENOENT, "no kernel to make an entry for is in %s or /boot", MODULES);
	return error;
}

const struct boot_mechanism boot_kernel_install = {
	.name = "kernel-install",
	.summary = "entries that kernel-install makes",
	.file = COMMAND_LINE,
	.written = BOOT_RECORD,
	.command = PROGRAM " add, for each kernel",
	.partial = true,
	.is_here = is_here,
	.read_own = read_own,
	.read_next = read_next,
	.read_configured = read_line,
	.plan = plan,
	.regenerate = regenerate,
};
