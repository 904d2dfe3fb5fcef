// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/present-objects.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "gatekeeper/base/iterator.h"

int present_find_cgroups(struct gatekeeper_bpf *skeleton)
{
	union bpf_iter_link_info all = {.cgroup.order = BPF_CGROUP_ITER_DESCENDANTS_PRE};
	LIBBPF_OPTS(bpf_iter_attach_opts, options, .link_info = &all, .link_info_len = sizeof(all));

	skeleton->links.gk_mkdir = bpf_program__attach(skeleton->progs.gk_mkdir);
	if (!skeleton->links.gk_mkdir)
		return -errno;
	skeleton->links.gk_present = bpf_program__attach_iter(skeleton->progs.gk_present, &options);
	if (!skeleton->links.gk_present)
		return -errno;
	return iterator_run(bpf_link__fd(skeleton->links.gk_present));
}

/* The sample programs show how the kernel writes some calls; nobody attaches or runs them. Each returns a descriptor.
 */
static int load_sysctl_sample(void)
{
	const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1},
		[GK_SAMPLE_RETVAL] = {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_set_retval},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_CGROUP_SYSCTL);

	return bpf_prog_load(BPF_PROG_TYPE_CGROUP_SYSCTL, "gk_sysctl_calls", "GPL", instructions,
			     ARRAY_LENGTH(instructions), &options);
}

static int load_syscall_sample(void)
{
	const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1},
		[GK_SAMPLE_SYS_CLOSE] = {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_sys_close},
		{.code = BPF_ST | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_10, .off = -8},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_2, .src_reg = BPF_REG_10},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_2, .imm = -8},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = 8},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1},
		[GK_SAMPLE_SYS_BPF] = {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_sys_bpf},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .prog_flags = BPF_F_SLEEPABLE);

	return bpf_prog_load(BPF_PROG_TYPE_SYSCALL, "gk_calls", "GPL", instructions, ARRAY_LENGTH(instructions),
			     &options);
}

static int read_program(int fd, struct bpf_prog_info *ret_info)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	*ret_info = info;
	return 0;
}

/* 0: there is no such program. */
static __u32 id_of_program(int fd)
{
	struct bpf_prog_info info;

	return fd < 0 || read_program(fd, &info) ? 0 : info.id;
}

int present_find_aimed(struct gatekeeper_bpf *skeleton)
{
	_cleanup_close_ int at_sysctl = load_sysctl_sample(), syscall = load_syscall_sample();

	skeleton->data_others->gk_others.sysctl_sample = id_of_program(at_sysctl);
	skeleton->data_others->gk_others.syscall_sample = id_of_program(syscall);
	skeleton->links.gk_find_aimed = bpf_program__attach_iter(skeleton->progs.gk_find_aimed, NULL);
	if (!skeleton->links.gk_find_aimed)
		return -errno;
	return iterator_run(bpf_link__fd(skeleton->links.gk_find_aimed));
}

int present_mark_tasks(const struct gatekeeper_bpf *skeleton)
{
	struct bpf_link *link = bpf_program__attach_iter(skeleton->progs.gk_mark_present, NULL);
	int error;

	if (!link)
		return -errno;
	error = iterator_run(bpf_link__fd(link));
	bpf_link__destroy(link);
	return error;
}

static int cgroups_fd = -1; /* for remember_cgroup(), which nftw() calls without a context */

static int remember_cgroup(const char *path, const struct stat *status, int type, struct FTW *place)
{
	struct gk_cgroup_path value = {};
	__u64 id = status->st_ino; /* the id of the kernfs node, on 64 bits */

	(void)place;
	if (type != FTW_D)
		return 0;
	path += strlen(CGROUP_ROOT);
	snprintf(value.text, sizeof(value.text), "%s", *path ? path : "/");
	bpf_map_update_elem(cgroups_fd, &id, &value, BPF_ANY);
	return 0;
}

void present_remember_cgroups(const struct gatekeeper_bpf *skeleton)
{
	cgroups_fd = bpf_map__fd(skeleton->maps.gk_cgroups);
	nftw(CGROUP_ROOT, remember_cgroup, 16, FTW_PHYS | FTW_MOUNT);
}

/* Of two programs with the same instructions each does what the other does. */
static bool is_same_program(const struct bpf_prog_info *a, const struct bpf_prog_info *b)
{
	return memcmp(a->tag, b->tag, sizeof(a->tag)) == 0;
}

static void remember_program(struct gatekeeper_bpf *skeleton, const struct bpf_prog_info *guard, __u32 id)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);
	struct gk_program value = {.id = id};
	struct bpf_prog_info info;
	__u32 slot = id % GK_PROGRAMS;

	if (fd < 0 || read_program(fd, &info))
		return;
	memcpy(value.name, info.name, sizeof(value.name));
	memcpy(value.tag, info.tag, sizeof(value.tag));
	bpf_map_update_elem(bpf_map__fd(skeleton->maps.gk_programs), &slot, &value, BPF_ANY);
	if (info.type == BPF_PROG_TYPE_CGROUP_SYSCTL && !is_same_program(&info, guard))
		skeleton->data_others->gk_others.sysctl = 1;
}

int present_remember_programs(struct gatekeeper_bpf *skeleton)
{
	struct bpf_prog_info guard;
	int error = read_program(bpf_program__fd(skeleton->progs.gk_sysctl), &guard);
	__u32 id = 0;

	if (error)
		return error;
	while (!bpf_prog_get_next_id(id, &id))
		remember_program(skeleton, &guard, id);
	return 0;
}
