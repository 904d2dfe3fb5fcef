// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Reads and composes the kernel's list of security modules. An `lsm=` replaces the whole built-in list and makes the
 * kernel ignore `security=`, so a composed list stands for both.
 */
#include "gatekeeper/host/lsm-list.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/host/kernel-line.h"

#ifndef SYS_lsm_list_modules
#define SYS_lsm_list_modules 461
#endif
#define LSM_ID_OF_BPF 109
#define MODULES_MAX 64

void lsm_sources_of_host(struct lsm_sources *ret_sources)
{
	struct utsname name;

	uname(&name); /* fails only for a wrong address */
	ret_sources->active = "/sys/kernel/security/lsm";
	ret_sources->command_line = "/proc/cmdline";
	snprintf(ret_sources->config, sizeof(ret_sources->config), "/boot/config-%s", name.release);
}

bool lsm_list_has(const char *list, const char *name)
{
	size_t length = strlen(name);

	while (*list) {
		size_t part = strcspn(list, ",\n");

		if (part == length && strncmp(list, name, length) == 0)
			return true;
		list += part + (list[part] != '\0');
	}
	return false;
}

/* lsm_list_modules(2), from 6.8 on. */
static int query_kernel(bool *ret_bpf)
{
	uint64_t ids[MODULES_MAX];
	uint32_t size = sizeof(ids);
	long count = syscall(SYS_lsm_list_modules, ids, &size, 0);

	if (count < 0)
		return -errno;
	*ret_bpf = false;
	for (long i = 0; i < count; i++)
		*ret_bpf = *ret_bpf || ids[i] == LSM_ID_OF_BPF;
	return 0;
}

int lsm_list_active(const struct lsm_sources *sources, bool *ret_bpf)
{
	_cleanup_free_ char *list = NULL;
	int error = lsm_list_running(sources, &list);

	if (error)
		return query_kernel(ret_bpf) < 0 ? error : 0;
	*ret_bpf = lsm_list_has(list, "bpf");
	return 0;
}

int lsm_list_running(const struct lsm_sources *sources, char **ret_list)
{
	int error = text_file_read(sources->active, ret_list);

	if (error)
		return error;
	(*ret_list)[strcspn(*ret_list, "\n")] = '\0';
	return 0;
}

/* Is it one of the modules that exclude each other, of which `security=` chooses one? */
static bool is_major(const char *name)
{
	return lsm_list_has("apparmor,selinux,smack,tomoyo", name);
}

static bool is_name(const char *name)
{
	return name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static void append(char *list, const char *name)
{
	if (*list)
		strcat(list, ",");
	strcat(list, name);
}

/* `capability` is always active and not a name for lsm=. */
static bool is_dropped(const char *name, const char *major)
{
	return strcmp(name, "capability") == 0 || (major && is_major(name) && strcmp(name, major) != 0);
}

/*
 * Writes the names of `list`, which strsep() changes, without repetitions, then the names of `more` that are missing.
 * With `major`: that module and none of its rivals, as `security=` would leave the list.
 */
static int rebuild(char *list, const char *major, const char *const more[], char **ret_value)
{
	_cleanup_free_ char *out = calloc(1, strlen(list) + (major ? strlen(major) : 0) + 64);

	if (!out)
		return -ENOMEM;
	for (char *name = strsep(&list, ",\n"); name; name = strsep(&list, ",\n")) {
		if (!is_name(name))
			return -EBADMSG;
		if (*name && !lsm_list_has(out, name) && !is_dropped(name, major))
			append(out, name);
	}
	for (; *more; more++)
		if (!lsm_list_has(out, *more))
			append(out, *more);
	*ret_value = STEAL_POINTER(out);
	return 0;
}

int lsm_list_with_bpf(const char *list, char **ret_value)
{
	static const char *const more[] = {"bpf", NULL};
	_cleanup_free_ char *copy = strdup(list);

	return copy ? rebuild(copy, NULL, more, ret_value) : -ENOMEM;
}

int lsm_list_built_in(const struct lsm_sources *sources, char **ret_list)
{
	static const char key[] = "\nCONFIG_LSM=\"";
	_cleanup_free_ char *config = NULL;
	int error = text_file_read(sources->config, &config);
	char *start;

	if (error)
		return error;
	start = strstr(config, key);
	if (!start)
		return -ENOENT;
	start += strlen(key);
	start[strcspn(start, "\"\n")] = '\0';
	*ret_list = strdup(start);
	return *ret_list ? 0 : -ENOMEM;
}

/* Keeps the modules of CONFIG_LSM that are not active today: the reason for that does not depend on lsm=. */
static int from_config(const struct lsm_sources *sources, const char *major, char **ret_value)
{
	const char *const chosen[] = {major, "bpf", NULL}, *const any[] = {"bpf", NULL};
	bool is_chosen = major && *major && is_major(major);
	_cleanup_free_ char *list = NULL;
	int error = lsm_list_built_in(sources, &list);

	if (error)
		return error;
	return rebuild(list, is_chosen ? major : NULL, is_chosen ? chosen : any, ret_value);
}

/*
 * The last resort. Adds `integrity`, which up to 6.x is missing in the list of active modules; a kernel that does not
 * know the name ignores it.
 */
static int from_active(const char *path, char **ret_value)
{
	static const char *const more[] = {"integrity", "bpf", NULL};
	_cleanup_free_ char *list = NULL;
	int error = text_file_read(path, &list);

	if (error)
		return error;
	return rebuild(list, NULL, more, ret_value);
}

/* The value of a word of this boot's command line; NULL: none, or no command line. */
static int read_word(const struct lsm_sources *sources, const char *name, char **ret_value)
{
	_cleanup_free_ char *line = NULL;
	int error = text_file_read(sources->command_line, &line);

	*ret_value = NULL;
	if (error)
		return error == -ENOMEM ? error : 0;
	error = kernel_line_value(line, name, NULL, ret_value);
	return error == -ENOENT ? 0 : error;
}

int lsm_list_compose_built_in(const struct lsm_sources *sources, char **ret_value)
{
	_cleanup_free_ char *major = NULL;
	int error = read_word(sources, "security", &major);

	if (error)
		return error;
	return from_config(sources, major, ret_value);
}

int lsm_list_compose(const struct lsm_sources *sources, char **ret_value)
{
	_cleanup_free_ char *list = NULL;
	int error = read_word(sources, "lsm", &list);

	if (error)
		return error;
	if (list)
		return lsm_list_with_bpf(list, ret_value);
	error = lsm_list_compose_built_in(sources, ret_value);
	if (!error || error == -EBADMSG || error == -ENOMEM)
		return error;
	return from_active(sources->active, ret_value);
}
