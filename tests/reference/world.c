// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/reference/world.h"

#include <errno.h>
#include <string.h>

const char *const world_families[WORLD_FAMILIES] = {"cgroup",     "xdp",     "tc",     "tracing", "lsm",
						    "struct-ops", "sockmap", "socket", "netns",   "netfilter",
						    "freplace",   "iter",    "lwt",    "other"};

const struct world_number world_singles[WORLD_SINGLES] = {
	{.text = "load", .number = 0},  {.text = "map-create", .number = 1}, {.text = "map-data", .number = 2},
	{.text = "run", .number = 3},   {.text = "pin", .number = 4},        {.text = "get", .number = 5},
	{.text = "token", .number = 6}, {.text = "inspect", .number = 7},    {.text = "unknown", .number = 15},
};

const struct world_number world_types[WORLD_TYPES] = {
	{"cgroup_inet_ingress", 0, 0},
	{"cgroup_inet_egress", 1, 0},
	{"cgroup_device", 6, 0},
	{"lsm_cgroup", 43, 0},
	{"xdp", 37, 1},
	{"xdp_cpumap", 35, 1},
	{"tcx_ingress", 46, 2},
	{"netkit_peer", 55, 2},
	{"trace_fentry", 24, 3},
	{"trace_fsession_multi", 61, 3},
	{"lsm_mac", 27, 4},
	{"struct_ops", 44, 5},
	{"sk_msg_verdict", 7, 6},
	{"sk_reuseport_select", 39, 7},
	{"sk_lookup", 36, 8},
	{"netfilter", 45, 9},
	{"trace_iter", 28, 11},
	{"lirc_mode2", 16, 13},
};

const struct world_number world_program_types[WORLD_PROGRAM_TYPES] = {
	{.text = "socket_filter", .number = 1},  {.text = "xdp", .number = 6},      {.text = "cgroup_skb", .number = 8},
	{.text = "cgroup_device", .number = 15}, {.text = "tracing", .number = 26}, {.text = "netfilter", .number = 32},
};

const struct world_number world_capabilities[WORLD_CAPABILITIES] = {
	{.text = "cap_chown", .number = 0},         {.text = "cap_kill", .number = 5},
	{.text = "cap_net_admin", .number = 12},    {.text = "cap_net_raw", .number = 13},
	{.text = "cap_sys_ptrace", .number = 19},   {.text = "cap_sys_admin", .number = 21},
	{.text = "cap_sys_resource", .number = 24}, {.text = "cap_perfmon", .number = 38},
	{.text = "cap_bpf", .number = 39},          {.text = "cap_checkpoint_restore", .number = 40},
};

/* The second is another path of the first; the two behind them differ in one half of their identity only. */
const struct world_executable world_executables[WORLD_EXECUTABLES] = {
	{"/usr/bin/runc", 1001, 8 << 20 | 1},
	{"/bin/runc", 1001, 8 << 20 | 1},
	{"/usr/bin/crun", 1002, 8 << 20 | 1},
	{"/opt/bin/crun", 1002, 8 << 20 | 2},
	{"/usr/bin/bpftool", 1003, 8 << 20 | 1},
	{"/usr/lib/systemd/systemd", 1, 1},
	{"/srv/a", 0xfedcba9876543210ULL, 0xfffff},
	{"/srv/b", 7, 0},
	{"/gone/a", 0, 0},
	{"/gone/b", 0, 0},
};

const struct world_cgroup world_cgroups[WORLD_CGROUPS] = {
	{"/", true},
	{"/system.slice", true},
	{"/system.slice/a.service", true},
	{"/system.slice/a.service/x/y", true},
	{"/kubepods.slice", true},
	{"/kubepods.slice/pod1", true},
	{"/kubepods.slice/pod1/c1", true},
	{"/kubepods.slice/pod1/c1/init", true},
	{"/kubepods.slice/pod2", true},
	{"/user.slice", true},
	{"/user.slice/deep/er/and/deep/er/still", true},
	{"/kubepods.slice2", true},
	{"/gone.slice", false},
	{"/kubepods.slice/pod1/gone", false},
};

const char *const world_places[WORLD_PLACES] = {
	"/",
	"/system.slice",
	"/system.slice/a.service",
	"/system.slice/a.service/x",
	"/system.slice/a.service/x/y/z",
	"/system.slice/b.service",
	"/kubepods.slice",
	"/kubepods.slice/pod1",
	"/kubepods.slice/pod1/c1",
	"/kubepods.slice/pod1/c1/init/sub",
	"/kubepods.slice/pod1/c2",
	"/kubepods.slice/pod2/c",
	"/kubepods.slice2/pod",
	"/user.slice",
	"/user.slice/deep/er/and/deep/er/still/a/b/c",
	"/other",
};

const char *const world_names[WORLD_NAMES] = {"", "a", "sd_devices", "fifteen_letters", "x.y", "eight_by"};
const char *const world_tags[WORLD_TAGS] = {"0000000000000000", "0123456789abcdef", "ffffffffffffffff",
					    "0123456789abcdee", "8000000000000000"};

/* Nothing that the compiler could rely on: ids that grow with the order in which cgroups were made, as on a host. */
uint64_t world_cgroup_id(const char *path)
{
	uint64_t id = 1;

	for (; *path; path++)
		id = id * 31 + (unsigned char)*path;
	return id % 1000003 + 1;
}

unsigned int world_ids(const char *path, uint64_t *ret_ids)
{
	unsigned int level = 0;
	char above[256];

	ret_ids[0] = world_cgroup_id("/");
	for (size_t i = 1; path[1] && i <= strlen(path); i++) {
		if (path[i] && path[i] != '/')
			continue;
		memcpy(above, path, i);
		above[i] = '\0';
		ret_ids[++level] = world_cgroup_id(above);
	}
	return level;
}

static int find_executable(void *context, const char *path, struct executable_id *ret_id)
{
	(void)context;
	for (size_t i = 0; i < WORLD_EXECUTABLES; i++) {
		const struct world_executable *executable = &world_executables[i];

		if (strcmp(executable->path, path) != 0)
			continue;
		ret_id->inode = executable->inode;
		ret_id->device = executable->device;
		return executable->inode ? 0 : -ENOENT;
	}
	return -ENOENT;
}

static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	for (size_t i = 0; i < WORLD_CGROUPS; i++) {
		if (strcmp(world_cgroups[i].path, path) != 0)
			continue;
		*ret_id = world_cgroup_id(path);
		return world_cgroups[i].there ? 0 : -ENOENT;
	}
	return -ENOENT;
}

const struct resolver world_resolver = {.executable = find_executable, .cgroup = find_cgroup};
