// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/route-links.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf-lsm/contract/route-hooks.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/own-ids.h"
#include "gatekeeper/enforce/pins.h"

#define ROUTE_ROW(program, route, operations) {#program, operations},
static const struct route_hook {
	const char *program;
	uint64_t operations;
} hooks[] = {GK_ROUTE_HOOKS(ROUTE_ROW)};

#define HOOK_COUNT ARRAY_LENGTH(hooks)

/* The ioctls of 32-bit programs. A kernel without this hook calls the hook of the others for them. */
#define OPTIONAL_PROGRAM "gk_ioctl_compat"

static int open_program(const char *program)
{
	char name[PINS_PATH_SIZE];

	pins_program_name(program, name);
	return pins_open(name);
}

static const struct route_hook *find_hook(const char *program)
{
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (!strcmp(hooks[i].program, program))
			return &hooks[i];
	return NULL;
}

bool routes_is_route(const char *program)
{
	return find_hook(program) != NULL;
}

bool routes_is_needed(const char *program, uint64_t operations)
{
	const struct route_hook *hook = find_hook(program);
	_cleanup_close_ int fd = -1;

	if (!hook || !(hook->operations & operations))
		return false;
	if (strcmp(program, OPTIONAL_PROGRAM) != 0)
		return true;
	fd = open_program(program);
	return fd != -ENOENT;
}

static bool has_function(const struct btf *btf, const struct bpf_program *program)
{
	char name[64];

	return object_hooked_function(program, name, sizeof(name)) &&
	       btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) >= 0;
}

void routes_prepare(struct bpf_object *object, uint64_t operations, uint64_t loaded)
{
	struct btf *btf = NULL;
	struct bpf_program *program;

	bpf_object__for_each_program (program, object) {
		const struct route_hook *hook = find_hook(bpf_program__name(program));

		if (!hook)
			continue;
		bpf_program__set_autoattach(program, hook->operations & operations);
		if (hook->operations & (operations | loaded) && !btf)
			btf = btf__load_vmlinux_btf();
		bpf_program__set_autoload(program,
					  hook->operations & (operations | loaded) && has_function(btf, program));
	}
	btf__free(btf);
}

bool routes_are_loaded(uint64_t operations)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		_cleanup_close_ int fd = -1;

		if (!(hooks[i].operations & operations) || strcmp(hooks[i].program, OPTIONAL_PROGRAM) == 0)
			continue;
		fd = open_program(hooks[i].program);
		if (fd < 0)
			return false;
	}
	return true;
}

static bool is_attached(const char *program)
{
	_cleanup_close_ int fd = pins_open(program);

	return fd >= 0;
}

/* bpf_raw_tracepoint_open() attaches programs of LSM and tracing on every kernel. */
static int attach_and_pin(const char *program, int program_fd)
{
	char path[PINS_PATH_SIZE];
	_cleanup_close_ int link = bpf_raw_tracepoint_open(NULL, program_fd);
	int error;

	if (link < 0)
		return -errno;
	error = own_objects_add_link(link);
	if (error)
		return error;
	snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", program);
	return bpf_obj_pin(link, path) ? -errno : 0;
}

static int attach(const char *program, struct failure *failure)
{
	_cleanup_close_ int fd = open_program(program);
	int error;

	if (fd == -ENOENT)
		return failure_set(
			failure, fd,
			"the policy needs the program %s, which is not loaded: gatekeeper load loads it, if the "
			"kernel has its hook",
			program);
	if (fd < 0)
		return failure_set(failure, fd, "cannot open the program %s: %s", program, strerror(-fd));
	error = attach_and_pin(program, fd);
	if (error)
		return failure_set(failure, error, "cannot attach %s: %s", program, error_text(error));
	return 0;
}

int routes_attach(uint64_t operations, struct failure *failure)
{
	for (size_t i = 0; i < HOOK_COUNT; i++) {
		int error;

		if (!routes_is_needed(hooks[i].program, operations) || is_attached(hooks[i].program))
			continue;
		error = attach(hooks[i].program, failure);
		if (error)
			return error;
	}
	return 0;
}

int routes_detach(uint64_t operations, struct failure *failure)
{
	char path[PINS_PATH_SIZE];

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		_cleanup_close_ int link = -1;

		if (hooks[i].operations & operations)
			continue;
		link = pins_open(hooks[i].program);
		if (link >= 0)
			own_objects_remove_link(link);
		snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", hooks[i].program);
		if (unlink(path) && errno != ENOENT)
			return failure_set(failure, -errno, "cannot remove %s: %s", path, strerror(errno));
	}
	return 0;
}
