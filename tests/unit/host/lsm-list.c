// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/host/lsm-list.c: the `lsm=` that is composed on different systems. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/host/lsm-list.h"

static char directory[64], active_path[96], command_line_path[96];
static struct lsm_sources sources;

static int enter(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/lsm-list.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(active_path, sizeof(active_path), "%s/lsm", directory);
	snprintf(command_line_path, sizeof(command_line_path), "%s/cmdline", directory);
	sources.active = active_path;
	sources.command_line = command_line_path;
	snprintf(sources.config, sizeof(sources.config), "%s/config", directory);
	return 0;
}

/* The file as `text`; no file for NULL. */
static void put(const char *path, const char *text)
{
	FILE *file;

	unlink(path);
	if (!text)
		return;
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int leave(void **state)
{
	(void)state;
	put(active_path, NULL);
	put(command_line_path, NULL);
	put(sources.config, NULL);
	return rmdir(directory);
}

#define DEBIAN_11 "lockdown,yama,loadpin,safesetid,integrity,apparmor,selinux,smack,tomoyo"
#define CONFIG(list) "CONFIG_SECURITY=y\nCONFIG_LSM=\"" list "\"\nCONFIG_BPF_LSM=y\n"

static const struct {
	const char *command_line;
	const char *config;
	const char *active;
	const char *composed; /* NULL: fails with `error` */
	int error;
} systems[] = {
	/* Debian 11: integrity, which securityfs does not show, stays */
	{"quiet", CONFIG(DEBIAN_11), "capability,lockdown,yama,apparmor,tomoyo", DEBIAN_11 ",bpf", 0},
	/* Debian 13: bpf is there, nothing moves */
	{"quiet", CONFIG("landlock,yama,apparmor,bpf,ipe"), NULL, "landlock,yama,apparmor,bpf,ipe", 0},
	/* what the administrator chose goes before the built-in list; the last one counts */
	{"lsm=a lsm=lockdown,yama\n", CONFIG(DEBIAN_11), NULL, "lockdown,yama,bpf", 0},
	{"lsm=yama,bpf", CONFIG(DEBIAN_11), NULL, "yama,bpf", 0},
	{"root=\"a b\" \"lsm=yama,integrity\" ro", NULL, NULL, "yama,integrity,bpf", 0},
	{"lsm=\"yama\"", NULL, NULL, "yama,bpf", 0},
	{"lsm=", CONFIG(DEBIAN_11), NULL, "bpf", 0},
	{"lsm=,yama,,yama,", NULL, NULL, "yama,bpf", 0},
	/* words that only look like lsm= */
	{"xlsm=a lsm_x=b lsm.debug init=\"/x lsm=c\" -- lsm=d", CONFIG("yama"), NULL, "yama,bpf", 0},
	/* security=, which lsm= switches off, is made part of the list */
	{"security=selinux", CONFIG(DEBIAN_11), NULL, "lockdown,yama,loadpin,safesetid,integrity,selinux,bpf", 0},
	{"security=apparmor", CONFIG("yama"), NULL, "yama,apparmor,bpf", 0},
	{"security=none", CONFIG("yama,apparmor"), NULL, "yama,apparmor,bpf", 0},
	{"security=selinux lsm=yama", CONFIG(DEBIAN_11), NULL, "yama,bpf", 0},
	/* no configuration: what runs, with what it may hide */
	{"quiet", NULL, "capability,landlock,yama,apparmor", "landlock,yama,apparmor,integrity,bpf", 0},
	{NULL, NULL, "capability,yama,integrity,bpf\n", "yama,integrity,bpf", 0},
	{NULL, "CONFIG_SECURITY=y\n", "capability", "integrity,bpf", 0},
	{NULL, "# CONFIG_LSM=\"x\"\n", "capability,yama", "yama,integrity,bpf", 0},
	{NULL, NULL, NULL, NULL, -ENOENT},
	/* names that would break a boot loader's configuration */
	{"lsm=\"yama;reboot\"", NULL, NULL, NULL, -EBADMSG},
	{"lsm=\"a b\"", NULL, NULL, NULL, -EBADMSG},
	{NULL, CONFIG("ya$(ma)"), "capability", NULL, -EBADMSG},
};

static void lists_are_composed_as_expected(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++) {
		char *value = NULL;
		int r;

		put(command_line_path, systems[i].command_line);
		put(sources.config, systems[i].config);
		put(active_path, systems[i].active);
		r = lsm_list_compose(&sources, &value);
		assert_int_equal(r, systems[i].error);
		if (systems[i].composed)
			assert_string_equal(value, systems[i].composed);
		else
			assert_null(value);
		free(value);
	}
}

static bool active_has_bpf(const char *text)
{
	bool bpf = false;

	put(active_path, text);
	assert_int_equal(lsm_list_active(&sources, &bpf), 0);
	return bpf;
}

static void bpf_is_found_in_the_active_list(void **state)
{
	(void)state;
	assert_true(active_has_bpf("capability,bpf"));
	assert_true(active_has_bpf("bpf\n"));
	assert_true(active_has_bpf("capability,bpf,ipe"));
	assert_false(active_has_bpf("capability,bpfx,xbpf,bp"));
	assert_false(active_has_bpf(""));
}

/* Then lsm_list_modules() answers, from 6.8 on. */
static void without_securityfs_the_kernel_is_queried(void **state)
{
	bool bpf = true;
	int r;

	(void)state;
	put(active_path, NULL);
	r = lsm_list_active(&sources, &bpf);
	assert_true(r == 0 || r == -ENOENT);
}

static void an_endless_file_is_an_error(void **state)
{
	struct lsm_sources endless = {.active = "/dev/zero", .command_line = "/dev/zero", .config = "/dev/zero"};
	char *value = NULL;

	(void)state;
	assert_int_equal(lsm_list_compose(&endless, &value), -E2BIG);
	assert_null(value);
}

static void the_hosts_paths_are_used(void **state)
{
	struct lsm_sources host;

	(void)state;
	lsm_sources_of_host(&host);
	assert_string_equal(host.active, "/sys/kernel/security/lsm");
	assert_memory_equal(host.config, "/boot/config-", 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lists_are_composed_as_expected, enter, leave),
		cmocka_unit_test_setup_teardown(bpf_is_found_in_the_active_list, enter, leave),
		cmocka_unit_test_setup_teardown(without_securityfs_the_kernel_is_queried, enter, leave),
		cmocka_unit_test(an_endless_file_is_an_error),
		cmocka_unit_test(the_hosts_paths_are_used),
	};

	return cmocka_run_group_tests_name("lsm-list", tests, NULL, NULL);
}
