// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Hooks that come and go with the policy: see routes.h. */
#include "gatekeeper/enforce/route-links.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf-lsm/contract/route-hooks.h"
#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/own-ids.h"
#include "gatekeeper/enforce/pins.h"

#define ROUTE_ROW(program, route, operations) {#program, operations},
static const struct route_hook {
	const char *program;
	uint64_t operations;
} hooks[] = {GK_ROUTE_HOOKS(ROUTE_ROW)};

#define HOOK_COUNT (sizeof(hooks) / sizeof(hooks[0]))

/* Of 32-bit programs; a kernel without this hook asks that of the others. */
#define OPTIONAL_PROGRAM "gk_ioctl_compat"

static void program_pin(const char *program, char *ret_name, size_t size)
{
	snprintf(ret_name, size, "%s_program", program);
}

static int open_program(const char *program)
{
	char name[PINS_PATH_SIZE];

	program_pin(program, name, sizeof(name));
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
	int fd;

	if (!hook || !(hook->operations & operations))
		return false;
	if (strcmp(program, OPTIONAL_PROGRAM) != 0)
		return true;
	fd = open_program(program);
	if (fd >= 0)
		close(fd);
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

	bpf_object__for_each_program(program, object)
	{
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
	int fd;

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		if (!(hooks[i].operations & operations) || !strcmp(hooks[i].program, OPTIONAL_PROGRAM))
			continue;
		fd = open_program(hooks[i].program);
		if (fd < 0)
			return false;
		close(fd);
	}
	return true;
}

int routes_stage(struct bpf_object *object, struct failure *failure)
{
	char name[PINS_PATH_SIZE], path[PINS_PATH_SIZE];
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
	{
		if (!routes_is_route(bpf_program__name(program)) || !bpf_program__autoload(program))
			continue;
		program_pin(bpf_program__name(program), name, sizeof(name));
		pins_stage_path(name, path, sizeof(path));
		if (bpf_obj_pin(bpf_program__fd(program), path))
			return failure_set(failure, -errno, "%s: %s", path, strerror(errno));
	}
	return 0;
}

static bool is_attached(const char *program)
{
	int fd = pins_open(program);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int attach(const char *program, struct failure *failure)
{
	char path[PINS_PATH_SIZE];
	int fd = open_program(program);
	int link, error = 0;

	if (fd == -ENOENT)
		return failure_set(
			failure, fd,
			"the policy needs the program %s, which is not loaded: gatekeeper load loads it, if the "
			"kernel has its hook",
			program);
	if (fd < 0)
		return failure_set(failure, fd, "the program %s can't be opened: %s", program, strerror(-fd));
	snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", program);
	link = bpf_raw_tracepoint_open(NULL, fd); /* takes programs of LSM and tracing on every kernel */
	error = link < 0 ? -errno : own_objects_add_link(link);
	if (!error && bpf_obj_pin(link, path))
		error = -errno;
	if (error)
		failure_set(failure, error, "%s can't be attached: %s", program, error_text(error));
	if (link >= 0)
		close(link);
	close(fd);
	return error;
}

int routes_attach(uint64_t operations, struct failure *failure)
{
	int error = 0;

	for (size_t i = 0; !error && i < HOOK_COUNT; i++)
		if (routes_is_needed(hooks[i].program, operations) && !is_attached(hooks[i].program))
			error = attach(hooks[i].program, failure);
	return error;
}

int routes_detach(uint64_t operations, struct failure *failure)
{
	char path[PINS_PATH_SIZE];
	int link;

	for (size_t i = 0; i < HOOK_COUNT; i++) {
		if (hooks[i].operations & operations)
			continue;
		link = pins_open(hooks[i].program);
		if (link >= 0) {
			own_objects_remove_link(link);
			close(link);
		}
		snprintf(path, sizeof(path), PINS_DIRECTORY "/%s", hooks[i].program);
		if (unlink(path) && errno != ENOENT)
			return failure_set(failure, -errno, "%s: %s", path, strerror(errno));
	}
	return 0;
}
