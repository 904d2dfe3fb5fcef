// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Reads and composes the kernel's list of security modules: see lsm-list.h. An `lsm=` replaces the whole built-in
 * list and makes the kernel ignore `security=`, so what is composed has to stand for both.
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

#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/text-file.h"

#ifndef SYS_lsm_list_modules
#define SYS_lsm_list_modules 461
#endif
#define LSM_ID_OF_BPF 109
#define MAXIMUM_MODULES 64

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
static int ask_kernel(bool *ret_bpf)
{
	uint64_t ids[MAXIMUM_MODULES];
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
	char *list;
	int r = lsm_list_running(sources, &list);

	if (r < 0)
		return ask_kernel(ret_bpf) < 0 ? r : 0;
	*ret_bpf = lsm_list_has(list, "bpf");
	free(list);
	return 0;
}

int lsm_list_running(const struct lsm_sources *sources, char **ret_list)
{
	int r = text_file_read(sources->active, ret_list);

	if (r == 0)
		(*ret_list)[strcspn(*ret_list, "\n")] = '\0';
	return r;
}

/* One of the modules that `security=` chooses among. */
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

/* `capability` always runs and is no name for lsm=. */
static bool is_dropped(const char *name, const char *major)
{
	return strcmp(name, "capability") == 0 || (major && is_major(name) && strcmp(name, major) != 0);
}

/*
 * The names of `list`, which is cut up, and then those of `more` that are missing. With `major` the list is what
 * `security=` would leave of it: that module, and none of its rivals.
 */
static int rebuild(char *list, const char *major, const char *const more[], char **ret_value)
{
	char *out = calloc(1, strlen(list) + (major ? strlen(major) : 0) + 64), *name;

	if (!out)
		return -ENOMEM;
	while ((name = strsep(&list, ",\n"))) {
		if (!is_name(name)) {
			free(out);
			return -EBADMSG;
		}
		if (*name && !lsm_list_has(out, name) && !is_dropped(name, major))
			append(out, name);
	}
	for (; *more; more++)
		if (!lsm_list_has(out, *more))
			append(out, *more);
	*ret_value = out;
	return 0;
}

int lsm_list_with_bpf(const char *list, char **ret_value)
{
	static const char *const more[] = {"bpf", NULL};
	char *copy = strdup(list);
	int r = copy ? rebuild(copy, NULL, more, ret_value) : -ENOMEM;

	free(copy);
	return r;
}

int lsm_list_built_in(const struct lsm_sources *sources, char **ret_list)
{
	static const char key[] = "\nCONFIG_LSM=\"";
	char *config, *start;
	int r = text_file_read(sources->config, &config);

	if (r < 0)
		return r;
	start = strstr(config, key);
	if (start) {
		start += strlen(key);
		start[strcspn(start, "\"\n")] = '\0';
		memmove(config, start, strlen(start) + 1);
		*ret_list = config;
		return 0;
	}
	free(config);
	return -ENOENT;
}

/* CONFIG_LSM is kept whole: what of it does not run today, does not for a reason that lsm= leaves as it is. */
static int from_config(const struct lsm_sources *sources, const char *major, char **ret_value)
{
	const char *more[] = {"bpf", NULL, NULL};
	char *list;
	int r = lsm_list_built_in(sources, &list);

	if (r < 0)
		return r;
	if (major && *major && is_major(major)) {
		more[0] = major;
		more[1] = "bpf";
	}
	r = rebuild(list, more[1] ? major : NULL, more, ret_value);
	free(list);
	return r;
}

/*
 * The last resort. `integrity`, which up to 6.x is not shown here, would be lost; a kernel that does not know the name
 * ignores it.
 */
static int from_active(const char *path, char **ret_value)
{
	static const char *const more[] = {"integrity", "bpf", NULL};
	char *list;
	int r = text_file_read(path, &list);

	if (r < 0)
		return r;
	r = rebuild(list, NULL, more, ret_value);
	free(list);
	return r;
}

static char *read_command_line(const struct lsm_sources *sources)
{
	char *line;

	return text_file_read(sources->command_line, &line) < 0 ? strdup("") : line;
}

int lsm_list_compose_built_in(const struct lsm_sources *sources, char **ret_value)
{
	char *line = read_command_line(sources), *major = NULL;
	int r = line ? kernel_line_value(line, "security", NULL, &major) : -ENOMEM;

	if (r == 0 || r == -ENOENT)
		r = from_config(sources, major, ret_value);
	free(major);
	free(line);
	return r;
}

int lsm_list_compose(const struct lsm_sources *sources, char **ret_value)
{
	char *line = read_command_line(sources), *list;
	int r = line ? kernel_line_value(line, "lsm", NULL, &list) : -ENOMEM;

	free(line);
	if (r == 0) {
		r = lsm_list_with_bpf(list, ret_value);
		free(list);
	} else if (r == -ENOENT) {
		r = lsm_list_compose_built_in(sources, ret_value);
		if (r < 0 && r != -EBADMSG && r != -ENOMEM)
			r = from_active(sources->active, ret_value);
	}
	return r;
}
