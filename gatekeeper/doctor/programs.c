// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Does the kernel accept the programs? Looks up each hooked function in the kernel's BTF, then loads the programs and
 * drops them without attaching them. If that fails, looks up which helpers and map types the kernel lacks.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "bpf-lsm/contract/init-task.h"
#include "bpf-lsm/gatekeeper.skel.h"
#include "gatekeeper/base/failure.h"
#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/find-init-task.h"
#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/base/libbpf-messages.h"
#include "gatekeeper/enforce/route-links.h"
#include "gatekeeper/host/outside.h"

#define TESTED_KERNELS "Debian's are tested from 6.1 on, which bullseye has as linux-image-6.1 in its security archive"

#define HELPER_NAME(name) "bpf_" #name
static const char *const helper_names[] = {__BPF_FUNC_MAPPER(HELPER_NAME)};

#define HELPER_COUNT (sizeof(helper_names) / sizeof(*helper_names))

/* Names with commas, as many as fit. */
struct lacks {
	char text[160];
};

static void lacks_add(struct lacks *lacks, const char *name)
{
	size_t used = strlen(lacks->text);

	snprintf(lacks->text + used, sizeof(lacks->text) - used, "%s%s", used ? ", " : "", name);
}

static int count_functions(const struct bpf_object *object, const struct btf *btf, struct lacks *lacks)
{
	struct bpf_program *program;
	char name[128];
	int count = 0;

	bpf_object__for_each_program (program, object) {
		if (!bpf_program__autoload(program) || !object_hooked_function(program, name, sizeof(name)))
			continue;
		count++;
		if (btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) < 0)
			lacks_add(lacks, name);
	}
	return count;
}

static struct doctor_finding find_functions(const struct btf *btf)
{
	struct gatekeeper_bpf *skeleton = object_open();
	struct lacks lacks = {""};
	int count;

	if (!skeleton)
		return doctor_found(DOCTOR_UNKNOWN, "install the gatekeeper anew",
				    "cannot open the embedded programs: %s", strerror(errno));
	routes_prepare(skeleton->obj, 0, ~0ULL);
	count = count_functions(skeleton->obj, btf, &lacks);
	gatekeeper_bpf__destroy(skeleton);
	if (lacks.text[0])
		return doctor_found(DOCTOR_FAILED,
				    "boot a kernel with CONFIG_BPF_LSM=y and CONFIG_CGROUP_BPF=y: " TESTED_KERNELS,
				    "the kernel has no function %s", lacks.text);
	return doctor_found(DOCTOR_OK, NULL, "the kernel has all %d hooked functions", count);
}

struct doctor_finding doctor_functions(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct doctor_finding finding;

	if (!btf)
		return doctor_found(DOCTOR_UNKNOWN, "fix btf first", "cannot read the kernel's BTF: %s",
				    strerror(errno));
	finding = find_functions(btf);
	btf__free(btf);
	return finding;
}

/* The value of `last` in an enum of the kernel, or one more than the greatest value without it; 0: unknown. */
static int enum_end(const struct btf *btf, const char *name, const char *last)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_ENUM);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id);
	const struct btf_enum *row = type ? btf_enum(type) : NULL;
	int end = 0;

	for (int i = 0; type && i < btf_vlen(type); i++, row++)
		if (strcmp(btf__name_by_offset(btf, row->name_off), last) == 0)
			return row->val;
		else if (row->val >= end)
			end = row->val + 1;
	return end;
}

static void mark_helpers(const struct bpf_program *program, bool called[HELPER_COUNT])
{
	const struct bpf_insn *insn = bpf_program__insns(program);
	size_t count = bpf_program__insn_cnt(program);

	for (size_t i = 0; i < count; i++)
		if (insn[i].code == (BPF_JMP | BPF_CALL) && insn[i].src_reg == 0 && insn[i].imm > 0 &&
		    (size_t)insn[i].imm < HELPER_COUNT)
			called[insn[i].imm] = true;
}

static void missing_helpers(const struct btf *btf, const struct bpf_object *object, struct lacks *lacks)
{
	int end = enum_end(btf, "bpf_func_id", "__BPF_FUNC_MAX_ID");
	bool called[HELPER_COUNT] = {false};
	struct bpf_program *program;

	bpf_object__for_each_program (program, object)
		mark_helpers(program, called);
	for (size_t i = (size_t)end; end && i < HELPER_COUNT; i++)
		if (called[i])
			lacks_add(lacks, helper_names[i]);
}

static void missing_maps(const struct btf *btf, const struct bpf_object *object, struct lacks *lacks)
{
	int end = enum_end(btf, "bpf_map_type", "__MAX_BPF_MAP_TYPE");
	struct bpf_map *map;

	bpf_object__for_each_map (map, object) {
		const char *name = libbpf_bpf_map_type_str(bpf_map__type(map));

		if (end && (int)bpf_map__type(map) >= end)
			lacks_add(lacks, name ? name : "a type of map");
	}
}

static struct lacks find_lacks(const struct bpf_object *object)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct lacks lacks = {""};

	if (!btf)
		return lacks;
	missing_helpers(btf, object, &lacks);
	missing_maps(btf, object, &lacks);
	btf__free(btf);
	return lacks;
}

static int try_to_load(struct gatekeeper_bpf *skeleton)
{
	struct gk_init_task host = {};
	struct failure ignored;
	int error;

	/* Without them the verifier would see less of the programs; that they are missing is another check's. */
	if (host_find(&host, &ignored) == 0)
		memcpy((void *)&skeleton->rodata->gk_host, &host, sizeof(host));
	routes_prepare(skeleton->obj, 0, ~0ULL);
	libbpf_messages_begin();
	libbpf_messages_show_progress(skeleton->obj);
	error = gatekeeper_bpf__load(skeleton);
	libbpf_messages_end();
	return error;
}

static struct doctor_finding not_taken(const struct gatekeeper_bpf *skeleton, int error)
{
	struct lacks lacks = find_lacks(skeleton->obj);

	if (lacks.text[0])
		return doctor_found(DOCTOR_FAILED, "boot a kernel that has it: " TESTED_KERNELS,
				    "the kernel lacks what the programs use: %s", lacks.text);
	if (doctor_lockdown().state == DOCTOR_FAILED)
		return doctor_found(DOCTOR_UNKNOWN, "fix lockdown first",
				    "the kernel's lockdown does not let programs read its memory");
	if (error == -EPERM)
		return doctor_found(DOCTOR_UNKNOWN,
				    "run as root on the host; as root, check lockdown and what confines this process",
				    "the kernel does not let this process load programs");
	return doctor_found(DOCTOR_FAILED, "boot another kernel: Debian's are tested from 6.1 on",
			    "cannot load BPF programs: %s: %s", error_text(error), libbpf_messages_first());
}

/* A second load would not say more than programs that run. */
static bool runs_already(void)
{
	struct enforcer_status status;
	struct failure ignored;

	return !enforcer_status(&status, &ignored) && status.loaded && status.current && status.proven;
}

struct doctor_finding doctor_programs(void)
{
	struct gatekeeper_bpf *skeleton;
	struct doctor_finding finding;
	struct failure outside;
	int error;

	if (outside_check_host(&outside))
		return doctor_found(DOCTOR_UNKNOWN, "fix namespaces first", "%.200s", outside.text);
	if (runs_already())
		return doctor_found(DOCTOR_OK, NULL, "the programs of this build are loaded and run");
	skeleton = object_open();
	if (!skeleton)
		return doctor_found(DOCTOR_UNKNOWN, "install the gatekeeper anew",
				    "cannot open the embedded programs: %s", strerror(errno));
	error = try_to_load(skeleton);
	if (error)
		finding = not_taken(skeleton, error);
	else
		finding = doctor_found(DOCTOR_OK, NULL, "the kernel accepts all %d programs",
				       skeleton->skeleton->prog_cnt);
	gatekeeper_bpf__destroy(skeleton);
	return finding;
}
