// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* From cgroup names to path and container: see container-id.h. Part of flow A. */
#include "gatekeeper/record/container-id.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define ENGINE_ID_LENGTH 64 /* hexadecimal digits of a SHA-256: docker, containerd, CRI-O, podman */

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

/* Names that carry an id or a name between a prefix and a suffix. */
static const struct {
	const char *prefix;
	const char *suffix;
	bool engine_id; /* 64 hexadecimal digits, not any name */
} shapes[] = {
	{"docker-", ".scope", true},   {"cri-containerd-", ".scope", true}, {"crio-", ".scope", true},
	{"crio-", "", true},           {"libpod-", ".scope", true},         {"libpod-", "", true},
	{"libpod-payload-", "", true}, {"lxc.payload.", "", false},         {"crun-", ".scope", false},
	{"runc-", ".scope", false},    {"machine-", ".scope", false},
};

/* Removes prefix and suffix of `name`. Returns false if it does not have that shape. */
static bool has_shape(struct name name, size_t shape, struct name *ret_id)
{
	size_t prefix = strlen(shapes[shape].prefix), suffix = strlen(shapes[shape].suffix);
	struct name id = {name.text + prefix, name.length - prefix - suffix};

	if (name.length <= prefix + suffix || !starts_with(name, shapes[shape].prefix) ||
	    memcmp(id.text + id.length, shapes[shape].suffix, suffix) != 0)
		return false;
	if (shapes[shape].engine_id && !is_engine_id(id))
		return false;
	*ret_id = id;
	return true;
}

/* machine-NAME.scope is also used for virtual machines; those of libvirt are recognised. */
static bool is_virtual_machine(struct name name)
{
	return starts_with(name, "machine-qemu\\x2d") || starts_with(name, "machine-qemu-");
}

/* cgroupfs drivers give the bare id a cgroup of its own below one of a known name. */
static bool is_bare_id(struct name name, struct name parent, bool in_pods)
{
	return is_engine_id(name) && (in_pods || is_name(parent, "docker"));
}

static bool find_id(struct name name, struct name parent, bool in_pods, struct name *ret_id)
{
	if (is_virtual_machine(name))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++)
		if (has_shape(name, i, ret_id))
			return true;
	if (!is_bare_id(name, parent, in_pods))
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
	struct name name = {path, 0}, parent, id;
	bool in_pods = false;

	ret_id[0] = '\0';
	while (name.text[name.length] == '/') {
		parent = name;
		name.text += name.length + 1;
		name.length = strcspn(name.text, "/");
		if (find_id(name, parent, in_pods, &id)) {
			unescape_dash(id, ret_id);
			return;
		}
		in_pods = in_pods || starts_with(name, "kubepods");
	}
}
