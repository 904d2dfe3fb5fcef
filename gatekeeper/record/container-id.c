// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* From cgroup names to path and container: see container-id.h. Part of flow A. */
#include "gatekeeper/record/container-id.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define ENGINE_ID_LENGTH 64 /* hexadecimal digits of a SHA-256: docker, containerd, CRI-O, podman */
#define TASK_ID_LENGTH 32

/* Where one name of a path begins, and how long it is. */
struct name {
	const char *text;
	size_t length;
};

static bool starts_with(struct name name, const char *prefix)
{
	return name.length >= strlen(prefix) && memcmp(name.text, prefix, strlen(prefix)) == 0;
}

static bool is_name(struct name name, const char *text)
{
	return name.length == strlen(text) && starts_with(name, text);
}

static bool is_engine_id(struct name name)
{
	if (name.length != ENGINE_ID_LENGTH)
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (!isxdigit((unsigned char)name.text[i]) || isupper((unsigned char)name.text[i]))
			return false;
	return true;
}

/* Names that carry a container's name between a prefix and a suffix. */
static const struct {
	const char *prefix;
	const char *suffix;
} shapes[] = {
	{"lxc.payload.", ""},
	{"crun-", ".scope"},
	{"runc-", ".scope"},
	{"machine-", ".scope"},
	{"systemd-nspawn@", ".service"},
};

static bool has_shape(struct name name, size_t shape, struct name *ret_id)
{
	size_t prefix = strlen(shapes[shape].prefix), suffix = strlen(shapes[shape].suffix);
	struct name id = {name.text + prefix, name.length - prefix - suffix};

	if (name.length <= prefix + suffix || !starts_with(name, shapes[shape].prefix) ||
	    memcmp(id.text + id.length, shapes[shape].suffix, suffix) != 0)
		return false;
	*ret_id = id;
	return true;
}

/* machine-NAME.scope is also used for virtual machines; those of libvirt are recognised. */
static bool is_virtual_machine(struct name name)
{
	return starts_with(name, "machine-qemu\\x2d") || starts_with(name, "machine-qemu-");
}

/* The monitor of a container has a cgroup of its own, with the container's id: libpod-conmon-ID.scope. */
static bool is_monitor(struct name name)
{
	static const char monitor[] = "conmon-";

	return memmem(name.text, name.length, monitor, strlen(monitor)) != NULL;
}

/*
 * PREFIX-ID.scope is what engines ask systemd for, each with a prefix of its own (docker, cri-containerd, crio, libpod,
 * nerdctl). SLICE:PREFIX:ID is what runc makes of a name for systemd without systemd. crio-ID, libpod-ID and
 * libpod-payload-ID are made without systemd.
 */
static bool has_engine_id(struct name name, struct name *ret_id)
{
	static const char suffix[] = ".scope";
	bool scope = name.length > strlen(suffix) &&
		     memcmp(name.text + name.length - strlen(suffix), suffix, strlen(suffix)) == 0;
	size_t end = name.length - (scope ? strlen(suffix) : 0);
	struct name id = {.length = ENGINE_ID_LENGTH};

	if (end < ENGINE_ID_LENGTH + 2)
		return false;
	id.text = name.text + end - ENGINE_ID_LENGTH;
	if (!is_engine_id(id) || is_monitor(name))
		return false;
	*ret_id = id;
	if (id.text[-1] == ':')
		return !scope;
	return id.text[-1] == '-' && (scope || starts_with(name, "crio-") || starts_with(name, "libpod-"));
}

/* Amazon's ECS on Fargate: below /ecs, the 32 digits of a task, a dash, and a number. */
static bool is_task_id(struct name name)
{
	static const char digits[] = "0123456789abcdef";
	size_t task = strspn(name.text, digits), number;

	if (task != TASK_ID_LENGTH || name.text[task] != '-')
		return false;
	number = strspn(name.text + task + 1, "0123456789");
	return number > 0 && task + 1 + number == name.length;
}

/* The names above one, as far as they tell what it is. */
struct above {
	struct name parent;
	bool ecs;    /* the path begins with /ecs */
	bool garden; /* the parent is Cloud Foundry's garden, or its garden/good or garden/bad */
};

static void go_below(struct above *above, struct name name)
{
	above->ecs = above->ecs || (above->parent.length == 0 && is_name(name, "ecs"));
	above->garden = is_name(name, "garden") || (above->garden && (is_name(name, "good") || is_name(name, "bad")));
	above->parent = name;
}

/* cgroupfs drivers give the bare id a cgroup of its own, below one that is theirs or the administrator's choice. */
static bool is_bare_id(struct name name, const struct above *above)
{
	if (is_engine_id(name))
		return above->parent.length > 0;
	if (above->garden)
		return name.length > 0 && !is_name(name, "good") && !is_name(name, "bad");
	return above->ecs && is_task_id(name);
}

static bool find_id(struct name name, const struct above *above, struct name *ret_id)
{
	if (is_virtual_machine(name))
		return false;
	if (has_engine_id(name, ret_id))
		return true;
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++)
		if (has_shape(name, i, ret_id))
			return true;
	if (!is_bare_id(name, above))
		return false;
	*ret_id = name;
	return true;
}

/* systemd writes a '-' within a machine's name as \x2d. */
static void unescape_dash(struct name name, char *out)
{
	static const char dash[] = "\\x2d";

	for (size_t i = 0; i < name.length;) {
		if (name.length - i >= strlen(dash) && memcmp(name.text + i, dash, strlen(dash)) == 0) {
			*out++ = '-';
			i += strlen(dash);
		} else {
			*out++ = name.text[i++];
		}
	}
	*out = '\0';
}

void cgroup_container(const char *path, char ret_id[GK_CGROUP_PATH_SIZE])
{
	struct name name = {path, 0}, id;
	struct above above = {.parent = name};

	ret_id[0] = '\0';
	while (name.text[name.length] == '/') {
		name.text += name.length + 1;
		name.length = strcspn(name.text, "/");
		if (find_id(name, &above, &id)) {
			unescape_dash(id, ret_id);
			return;
		}
		go_below(&above, name);
	}
}
