// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Reads and composes the kernel's list of security modules: see lsm-list.h. An `lsm=` replaces the whole built-in
 * list and makes the kernel ignore `security=`, so what is composed has to stand for both.
 */
#include "lsm-list.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAXIMUM_TEXT (1024 * 1024) /* four times the configuration of a distribution's kernel */

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

static int read_text(const char *path, char **ret_text)
{
	FILE *file = fopen(path, "re");
	char *text;
	size_t size;
	int r;

	if (!file)
		return -errno;
	text = malloc(MAXIMUM_TEXT);
	size = text ? fread(text, 1, MAXIMUM_TEXT - 1, file) : 0;
	r = !text ? -ENOMEM : ferror(file) ? -EIO : !feof(file) ? -E2BIG : 0;
	fclose(file);
	if (r < 0) {
		free(text);
		return r;
	}
	text[size] = '\0';
	*ret_text = text;
	return 0;
}

/* Is `name` one of the names of a list with commas? */
static bool list_has(const char *list, const char *name)
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
	int r = read_text(sources->active, &list);

	if (r < 0)
		return ask_kernel(ret_bpf) < 0 ? r : 0;
	*ret_bpf = list_has(list, "bpf");
	free(list);
	return 0;
}

/* The kernel's command line as words, one after the other, each with its NUL. */
struct words {
	char *text;
	const char *end;
};

/* As the kernel does it: blanks part words, double quotes hold one together. */
static struct words read_words(const char *path)
{
	struct words words = {NULL, NULL};
	bool quoted = false;
	char *out;

	if (read_text(path, &words.text) < 0)
		return words;
	out = words.text;
	for (const char *in = words.text; *in; in++) {
		if (*in == '"')
			quoted = !quoted;
		else
			*out++ = isspace((unsigned char)*in) && !quoted ? '\0' : *in;
	}
	*out++ = '\0';
	words.end = out;
	return words;
}

/* The value of the last `name=VALUE`, which is the one that counts; what follows "--" is for init. */
static const char *parameter(const struct words *words, const char *name)
{
	size_t length = strlen(name);
	const char *value = NULL;

	for (const char *word = words->text; word < words->end && strcmp(word, "--") != 0; word += strlen(word) + 1)
		if (strncmp(word, name, length) == 0 && word[length] == '=')
			value = word + length + 1;
	return value;
}

/* One of the modules that `security=` chooses among. */
static bool is_major(const char *name)
{
	return list_has("apparmor,selinux,smack,tomoyo", name);
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
		if (*name && !list_has(out, name) && !is_dropped(name, major))
			append(out, name);
	}
	for (; *more; more++)
		if (!list_has(out, *more))
			append(out, *more);
	*ret_value = out;
	return 0;
}

static int from_command_line(const char *list, char **ret_value)
{
	static const char *const more[] = {"bpf", NULL};
	char *copy = strdup(list);
	int r = copy ? rebuild(copy, NULL, more, ret_value) : -ENOMEM;

	free(copy);
	return r;
}

/* CONFIG_LSM is kept whole: what of it does not run today, does not for a reason that lsm= leaves as it is. */
static int from_config(const char *path, const char *major, char **ret_value)
{
	static const char key[] = "\nCONFIG_LSM=\"";
	const char *more[] = {"bpf", NULL, NULL};
	char *config, *start;
	int r = read_text(path, &config);

	if (r < 0)
		return r;
	if (major && *major && is_major(major)) {
		more[0] = major;
		more[1] = "bpf";
	}
	start = strstr(config, key);
	if (start) {
		start += strlen(key);
		start[strcspn(start, "\"\n")] = '\0';
	}
	r = start ? rebuild(start, more[1] ? major : NULL, more, ret_value) : -ENOENT;
	free(config);
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
	int r = read_text(path, &list);

	if (r < 0)
		return r;
	r = rebuild(list, NULL, more, ret_value);
	free(list);
	return r;
}

int lsm_list_compose(const struct lsm_sources *sources, char **ret_value)
{
	struct words line = read_words(sources->command_line);
	const char *list = parameter(&line, "lsm");
	int r;

	if (list) {
		r = from_command_line(list, ret_value);
	} else {
		r = from_config(sources->config, parameter(&line, "security"), ret_value);
		if (r < 0 && r != -EBADMSG)
			r = from_active(sources->active, ret_value);
	}
	free(line.text);
	return r;
}
