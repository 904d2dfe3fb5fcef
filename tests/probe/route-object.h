/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The paths of programs that need BTF types of their own: libbpf loads them from the objects in tests/live. */
#ifndef TESTS_PROBE_ROUTE_OBJECT_H
#define TESTS_PROBE_ROUTE_OBJECT_H

#include <bpf/libbpf.h>

#include "tests/probe/bpf.h"

#define ATTACH_STRUCT_OPS 44
#define MAP_FLAG_LINK (1U << 13) /* from 6.4 on */

static struct bpf_map *struct_ops;

/* Returns the descriptor of the map of a struct_ops in an object, without registering it. */
static inline int struct_ops_load(const char *path, unsigned int flags)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	int error;

	if (!object)
		return -errno;
	struct_ops = bpf_object__find_map_by_name(object, "probe");
	error = bpf_map__set_map_flags(struct_ops, flags);
	if (!error)
		error = bpf_object__load(object);
	return error ? error : bpf_map__fd(struct_ops);
}

/*
 * The update only fills a struct_ops that is for a link; it registers others. A filter may refuse the update: then the
 * link is tried with an empty map, which the kernel does not take.
 */
static inline int struct_ops_load_for_link(const char *path)
{
	int map = struct_ops_load(path, MAP_FLAG_LINK);

	if (map < 0)
		return map;
	return bpf_map__attach_struct_ops(struct_ops) || errno == EPERM ? map : -errno;
}

static inline int load_congestion(void)
{
	return struct_ops_load("/live/congestion.bpf.o", 0);
}

/* Registers it by an update of the map, and removes it again, so that its name is free. */
static inline int try_struct_ops(int map)
{
	struct bpf_link *link = bpf_map__attach_struct_ops(struct_ops);

	(void)map;
	return link ? bpf_link__destroy(link) : -errno;
}

static inline int load_congestion_for_link(void)
{
	return struct_ops_load_for_link("/live/congestion.bpf.o");
}

/* A scheduler of all tasks, or of the tasks of a cgroup that it names by ID. */
static inline int load_scheduler(void)
{
	return struct_ops_load_for_link("/live/scheduler.bpf.o");
}

static inline int try_struct_ops_link(int map)
{
	return link_create(0, map, ATTACH_STRUCT_OPS);
}

/* Loads one of the two programs of the object. */
static inline struct bpf_object *replaced_open(const char *loaded, struct bpf_program **ret_program)
{
	struct bpf_object *object = bpf_object__open_file("/live/replaced.bpf.o", NULL);
	struct bpf_program *program;

	if (!object)
		return NULL;
	bpf_object__for_each_program (program, object)
		bpf_program__set_autoload(program, !strcmp(bpf_program__name(program), loaded));
	*ret_program = bpf_object__find_program_by_name(object, loaded);
	return object;
}

/* Replaces a function of another program, which stays loaded. */
static inline int load_replacement(void)
{
	struct bpf_program *replaceable = NULL, *replacement = NULL;
	struct bpf_object *first = replaced_open("replaceable", &replaceable);
	struct bpf_object *second = first ? replaced_open("replacement", &replacement) : NULL;
	int error = second ? bpf_object__load(first) : -errno;

	if (!error)
		error = bpf_program__set_attach_target(replacement, bpf_program__fd(replaceable), "replaced");
	if (!error)
		error = bpf_object__load(second);
	return error ? error : bpf_program__fd(replacement);
}

/* The target was given when the program was loaded. */
static inline int try_freplace_link(int program)
{
	return link_create(0, program, 0);
}

#endif
