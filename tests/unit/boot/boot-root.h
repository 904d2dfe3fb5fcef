/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A system to configure, in a temporary directory: files, programs that are shell scripts, and what was left there. */
#ifndef TESTS_UNIT_BOOT_BOOT_ROOT_H
#define TESTS_UNIT_BOOT_BOOT_ROOT_H

#include <fts.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/boot/plan.h"
#include "gatekeeper/boot/state.h"

#define DEBIAN_11 "lockdown,yama,loadpin,safesetid,integrity,apparmor,selinux,smack,tomoyo"
#define COMPOSED DEBIAN_11 ",bpf"

static char root[64], sources_active[PATH_MAX], sources_line[PATH_MAX];
static struct boot_host host;
static struct failure failure;
static char said[16384]; /* what enable or disable printed */

static const char *at(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s", root, name);
	return path;
}

static void make_directories(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", at(name));
	for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

static void put(const char *name, const char *text)
{
	FILE *file;

	make_directories(name);
	file = fopen(at(name), "we");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void put_program(const char *name, const char *text)
{
	put(name, text);
	assert_int_equal(chmod(at(name), 0755), 0);
}

static void put_directory(const char *name)
{
	make_directories(name);
	mkdir(at(name), 0755);
}

/* A variable NAME-VENDOR begins with its attributes, four bytes. */
static FILE *__attribute__((unused)) open_variable(const char *name, const char *vendor, const char *attributes)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/firmware/efi/efivars/%s-%s", name, vendor);
	make_directories(path);
	file = fopen(at(path), "we");
	assert_non_null(file);
	fwrite(attributes, 4, 1, file);
	return file;
}

/* A variable of the boot loader's interface: UTF-16. */
static void __attribute__((unused)) put_variable(const char *name, const char *text)
{
	FILE *file = open_variable(name, "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "\6\0\0\0");

	do {
		fputc(*text, file);
		fputc('\0', file);
	} while (*text++);
	assert_int_equal(fclose(file), 0);
}

/* A variable of the firmware with a number: two bytes. */
static void __attribute__((unused)) put_number(const char *name, char number)
{
	FILE *file = open_variable(name, "8be4df61-93ca-11d2-aa0d-00e098032b8c", "\7\0\0\0");

	fputc(number, file);
	fputc('\0', file);
	assert_int_equal(fclose(file), 0);
}

#define PE_HEAD_SIZE 256
#define PE_LINE_SIZE 1024

/* The head of a PE file with the sections .osrel and .cmdline, which follows the head and is PE_LINE_SIZE long. */
static void __attribute__((unused)) put_pe_head(const char *name)
{
	unsigned char head[PE_HEAD_SIZE] = "MZ";
	FILE *file;

	head[0x3c] = 0x40;
	memcpy(head + 0x40, "PE\0\0\x64\x86\2\0", 8);
	memcpy(head + 0x58, ".osrel", 6);
	memcpy(head + 0x80, ".cmdline", 8);
	head[0x80 + 9] = head[0x80 + 17] = PE_LINE_SIZE >> 8;
	head[0x80 + 21] = PE_HEAD_SIZE >> 8;
	make_directories(name);
	file = fopen(at(name), "we");
	assert_non_null(file);
	fwrite(head, sizeof(head), 1, file);
	assert_int_equal(fclose(file), 0);
}

static void __attribute__((unused)) put_image(const char *name, const char *line)
{
	FILE *file;

	put_pe_head(name);
	file = fopen(at(name), "ae");
	assert_non_null(file);
	fprintf(file, "%-*s", PE_LINE_SIZE, line);
	assert_int_equal(fclose(file), 0);
}

/* The text of a file; "(none)" when there is none. */
static __attribute__((unused)) const char *text_of(const char *name)
{
	static char *text;

	free(text);
	text = NULL;
	return text_file_read(at(name), &text) ? "(none)" : text;
}

/* Debian 11's kernel, booted with its own list. */
static int __attribute__((unused)) enter(void **state)
{
	(void)state;
	strcpy(root, "/tmp/boot.XXXXXX");
	if (!mkdtemp(root))
		return -1;
	host.root = root;
	snprintf(sources_active, sizeof(sources_active), "%s/active", root);
	snprintf(sources_line, sizeof(sources_line), "%s/cmdline", root);
	host.sources.active = sources_active;
	host.sources.command_line = sources_line;
	snprintf(host.sources.config, sizeof(host.sources.config), "%s/config", root);
	put("/active", "capability,lockdown,yama,apparmor,tomoyo");
	put("/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro quiet\n");
	put("/config", "CONFIG_SECURITY=y\nCONFIG_LSM=\"" DEBIAN_11 "\"\n");
	put_directory("/run");
	put_directory("/etc");
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static int __attribute__((unused)) leave(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Runs `act` with what it prints in `said`. */
static int run(int (*act)(const struct boot_host *, bool, FILE *, struct failure *), bool dry)
{
	FILE *out = fmemopen(said, sizeof(said), "w");
	int error;

	assert_non_null(out);
	memset(said, 0, sizeof(said));
	failure.text[0] = '\0';
	error = act(&host, dry, out, &failure);
	fclose(out);
	return error;
}

static void assert_in(const char *needle, const char *text)
{
	if (!strstr(text, needle))
		fail_msg("'%s' is not in: %s", needle, text);
}

static void __attribute__((unused)) assert_not_in(const char *needle, const char *text)
{
	if (strstr(text, needle))
		fail_msg("'%s' is in: %s", needle, text);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Every file below the root but locks, with mode and text, as one string: what is equal was not changed. */
static char *__attribute__((unused)) snapshot(void)
{
	char *paths[] = {root, NULL}, *whole = strdup(""), *longer, *text;
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	assert_non_null(tree);
	while ((entry = fts_read(tree))) {
		if (entry->fts_info == FTS_DP || strstr(entry->fts_name, ".lock"))
			continue;
		text = NULL;
		if (entry->fts_info == FTS_F)
			text_file_read(entry->fts_path, &text);
		assert_true(asprintf(&longer, "%s%s %o %s\n", whole, entry->fts_path, entry->fts_statp->st_mode,
				     text ? text : "") > 0);
		free(whole);
		free(text);
		whole = longer;
	}
	fts_close(tree);
	return whole;
}

/* Compares with an earlier one and frees both. */
static void __attribute__((unused)) assert_unchanged(char *before)
{
	char *after = snapshot();

	if (strcmp(after, before) != 0)
		fail_msg("before:\n%s\nafter:\n%s", before, after);
	free(before);
	free(after);
}

#endif
