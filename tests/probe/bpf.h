/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The bpf(2) calls of the probes, without a library. Each returns a descriptor or 0, or a negative errno.
 */
#ifndef TESTS_PROBE_BPF_H
#define TESTS_PROBE_BPF_H

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "tests/probe/attach-type.h"

#define FLAG_ALLOW_MULTI (1U << 1)
#define FLAG_REPLACE (1U << 2)

static inline int sys_bpf_sized(unsigned int cmd, void *attr, size_t size)
{
	long ret = syscall(SYS_bpf, cmd, attr, size);

	return ret < 0 ? -errno : (int)ret;
}

static inline int sys_bpf(unsigned int cmd, union bpf_attr *attr)
{
	return sys_bpf_sized(cmd, attr, sizeof(*attr));
}

static inline int prog_load(unsigned int prog_type, unsigned int attach_type, const struct bpf_insn *insns,
			    unsigned int n, unsigned int flags, int attach_btf_id)
{
	union bpf_attr attr = {
		.prog_type = prog_type,
		.expected_attach_type = attach_type,
		.insns = (uintptr_t)insns,
		.insn_cnt = n,
		.license = (uintptr_t) "GPL",
		.prog_flags = flags,
		.attach_btf_id = attach_btf_id,
		.prog_name = "probe",
	};

	return sys_bpf(BPF_PROG_LOAD, &attr);
}

/* LSM and iterator programs must name a kernel function, by its type ID in the kernel's BTF. */
static inline int kernel_function_id(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -ENOENT;

	btf__free(btf);
	return id;
}

static inline int lsm_hook_id(void)
{
	static int id;

	if (!id)
		id = kernel_function_id("bpf_lsm_socket_bind");
	return id;
}

/* r0 = 1; exit: for every cgroup attach type this changes nothing. */
static inline int cgroup_prog_load(const struct attach_type *type)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int hook = 0;

	if (type->number == ATTACH_LSM_CGROUP) {
		hook = lsm_hook_id();
		if (hook < 0)
			return hook;
	}
	return prog_load(type->prog_type, type->number, insns, 2, 0, hook);
}

/*
 * A minimal light skeleton: a program of type syscall that calls bpf_sys_bpf(LINK_CREATE) with the attributes in its
 * context, and returns the result.
 */
#define LIGHT_ATTR_SIZE 48

static inline int light_load(void)
{
	struct bpf_insn insns[32] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_6, .src_reg = BPF_REG_1},
	};
	unsigned int n = 1;

	for (int off = 0; off < LIGHT_ATTR_SIZE; off += 8) {
		insns[n++] = (struct bpf_insn){
			.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_2, .src_reg = BPF_REG_6, .off = off};
		insns[n++] = (struct bpf_insn){.code = BPF_STX | BPF_MEM | BPF_DW,
					       .dst_reg = BPF_REG_10,
					       .src_reg = BPF_REG_2,
					       .off = off - LIGHT_ATTR_SIZE};
	}
	insns[n++] =
		(struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1, .imm = BPF_LINK_CREATE};
	insns[n++] =
		(struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_2, .src_reg = BPF_REG_10};
	insns[n++] =
		(struct bpf_insn){.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_2, .imm = -LIGHT_ATTR_SIZE};
	insns[n++] =
		(struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = LIGHT_ATTR_SIZE};
	insns[n++] = (struct bpf_insn){.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_sys_bpf};
	insns[n++] = (struct bpf_insn){.code = BPF_JMP | BPF_EXIT};
	return prog_load(PROG_SYSCALL, 0, insns, n, BPF_F_SLEEPABLE, 0);
}

static inline int prog_attach(int cgroup, int prog, unsigned int type)
{
	union bpf_attr attr = {
		.target_fd = cgroup, .attach_bpf_fd = prog, .attach_type = type, .attach_flags = FLAG_ALLOW_MULTI};

	return sys_bpf(BPF_PROG_ATTACH, &attr);
}

/* It takes the place of another program. */
static inline int prog_attach_alone(int cgroup, int prog, unsigned int type)
{
	union bpf_attr attr = {.target_fd = cgroup, .attach_bpf_fd = prog, .attach_type = type};

	return sys_bpf(BPF_PROG_ATTACH, &attr);
}

static inline int prog_replace(int cgroup, int prog, int old, unsigned int type)
{
	union bpf_attr attr = {.target_fd = cgroup,
			       .attach_bpf_fd = prog,
			       .attach_type = type,
			       .attach_flags = FLAG_ALLOW_MULTI | FLAG_REPLACE,
			       .replace_bpf_fd = old};

	return sys_bpf(BPF_PROG_ATTACH, &attr);
}

static inline int prog_detach(int cgroup, int prog, unsigned int type)
{
	union bpf_attr attr = {.target_fd = cgroup, .attach_bpf_fd = prog, .attach_type = type};

	return sys_bpf(BPF_PROG_DETACH, &attr);
}

static inline int link_create(int cgroup, int prog, unsigned int type)
{
	union bpf_attr attr = {.link_create = {.prog_fd = prog, .target_fd = cgroup, .attach_type = type}};

	return sys_bpf(BPF_LINK_CREATE, &attr);
}

static inline int link_update(int link, int prog)
{
	union bpf_attr attr = {.link_update = {.link_fd = link, .new_prog_fd = prog}};

	return sys_bpf(BPF_LINK_UPDATE, &attr);
}

static inline int link_detach(int link)
{
	union bpf_attr attr = {.link_detach = {.link_fd = link}};

	return sys_bpf(BPF_LINK_DETACH, &attr);
}

/* link_create() from inside the kernel, by the program that light_load() loaded. */
static inline int light_link_create(int light, int cgroup, int prog, unsigned int type)
{
	union bpf_attr inner = {.link_create = {.prog_fd = prog, .target_fd = cgroup, .attach_type = type}};
	union bpf_attr attr = {.test = {.prog_fd = light, .ctx_in = (uintptr_t)&inner, .ctx_size_in = LIGHT_ATTR_SIZE}};
	int ret = sys_bpf(BPF_PROG_RUN, &attr);

	return ret < 0 ? ret : (int)attr.test.retval;
}

static inline int prog_get(unsigned int id)
{
	union bpf_attr attr = {.prog_id = id};

	return sys_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
}

static inline int prog_id(int prog)
{
	struct bpf_prog_info info = {0};
	union bpf_attr attr = {.info = {.bpf_fd = prog, .info = (uintptr_t)&info, .info_len = sizeof(info)}};
	int ret = sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);

	return ret < 0 ? ret : (int)info.id;
}

/* Returns 1 if the program is attached to this cgroup itself, else 0. */
static inline int is_attached(int cgroup, int prog, unsigned int type)
{
	unsigned int ids[64] = {0}, flags[64] = {0};
	union bpf_attr attr = {
		.query = {.target_fd = cgroup, .attach_type = type, .prog_ids = (uintptr_t)ids, .prog_cnt = 64}};
	int id = prog_id(prog), ret;

	if (type == ATTACH_LSM_CGROUP) /* the kernel insists, and for the other types older ones refuse */
		attr.query.prog_attach_flags = (uintptr_t)flags;
	ret = id < 0 ? id : sys_bpf(BPF_PROG_QUERY, &attr);
	if (ret < 0)
		return ret;
	for (unsigned int i = 0; i < attr.query.prog_cnt; i++) {
		if (ids[i] == (unsigned int)id)
			return 1;
	}
	return 0;
}

#endif
