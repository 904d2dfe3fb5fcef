// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Links of all types: which program each attaches, and where. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/inventory/collectors.h"
#include "gatekeeper/inventory/many-functions.h"

/* A word of struct bpf_link_info behind type, id and program, for links that are newer than the build's headers. */
#define LINK_WORD(info, number) (((const __u32 *)(info))[4 + (number)])

#define VMLINUX_BTF 1 /* the id of the kernel's own BTF; modules and programs have others */

/* The kernel's BTF, read on first use. */
struct names {
	bool wanted;
	struct btf *btf;
};

/* Links of type tracing also attach LSM programs and replacements. */
static unsigned int operation_of(__u32 link_type, __u32 program_type)
{
	const struct word *word = word_by_number(&link_type_words, link_type);

	if (link_type == GK_LINK_TRACING && program_type == BPF_PROG_TYPE_LSM)
		return GK_OP_ATTACH_LSM;
	if (link_type == GK_LINK_TRACING && program_type == BPF_PROG_TYPE_EXT)
		return GK_OP_ATTACH_FREPLACE;
	return GK_OPERATION_ON(GK_VERB_ATTACH, word ? word->family : GK_FAMILY_UNKNOWN);
}

static void name_function(struct attachment *attachment, struct names *names, const struct bpf_prog_info *program)
{
	const struct btf_type *type;

	if (!program->attach_btf_id || program->attach_btf_obj_id > VMLINUX_BTF)
		return;
	if (!names->btf)
		names->btf = btf__load_vmlinux_btf();
	type = names->btf ? btf__type_by_id(names->btf, program->attach_btf_id) : NULL;
	if (type)
		snprintf(attachment->detail, sizeof(attachment->detail), "%s",
			 btf__name_by_offset(names->btf, type->name_off));
}

/* The function that the link's program was loaded for. */
static void read_function(struct attachment *attachment, struct names *names, const struct bpf_link_info *info)
{
	_cleanup_close_ int fd = names->wanted ? bpf_prog_get_fd_by_id(info->prog_id) : -1;
	struct bpf_prog_info program = {};
	__u32 size = sizeof(program);

	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &program, &size))
		name_function(attachment, names, &program);
}

static void read_functions(struct attachment *attachment, int fd)
{
	char path[64];
	_cleanup_fclose_ FILE *fdinfo = NULL;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	fdinfo = fopen(path, "re");
	if (fdinfo)
		many_functions_read(fdinfo, attachment);
}

static void read_netfilter(struct attachment *attachment, const struct bpf_link_info *info)
{
	static const char *const hooks[] = {"prerouting", "input", "forward", "output", "postrouting"};
	__u32 hook = LINK_WORD(info, 1);

	attachment->attach_type = GK_ATTACH_NETFILTER;
	snprintf(attachment->detail, sizeof(attachment->detail), "protocol family %u, %s, priority %d",
		 LINK_WORD(info, 0), hook < ARRAY_LENGTH(hooks) ? hooks[hook] : "?", (int)LINK_WORD(info, 2));
}

/* Our headers have no members for links that are newer than perf events: LINK_WORD(). */
static void read_location(struct attachment *attachment, struct names *names, const struct bpf_link_info *info,
			  const char *text)
{
	switch (info->type) {
	case GK_LINK_RAW_TRACEPOINT:
	case GK_LINK_ITER:
		snprintf(attachment->detail, sizeof(attachment->detail), "%s", text);
		break;
	case GK_LINK_TRACING:
		attachment->attach_type = info->tracing.attach_type;
		read_function(attachment, names, info);
		break;
	case GK_LINK_CGROUP:
		attachment->cgroup_id = info->cgroup.cgroup_id; /* 0: the cgroup is gone, or it was detached */
		attachment->attach_type = info->cgroup.attach_type;
		read_function(attachment, names, info); /* of LSM programs */
		break;
	case GK_LINK_NETNS:
		attachment->netns_inode = info->netns.netns_ino;
		attachment->attach_type = info->netns.attach_type;
		break;
	case GK_LINK_XDP:
		attachment->ifindex = info->xdp.ifindex;
		attachment->attach_type = BPF_XDP;
		break;
	case GK_LINK_STRUCT_OPS:
		attachment->map_id = LINK_WORD(info, 0);
		attachment->attach_type = GK_ATTACH_STRUCT_OPS;
		break;
	case GK_LINK_NETFILTER:
		read_netfilter(attachment, info);
		break;
	case GK_LINK_TCX:
	case GK_LINK_NETKIT:
		attachment->ifindex = LINK_WORD(info, 0);
		attachment->attach_type = LINK_WORD(info, 1);
		break;
	case GK_LINK_SOCKMAP:
		attachment->map_id = LINK_WORD(info, 0);
		attachment->attach_type = LINK_WORD(info, 1);
		break;
	}
}

static int add_link(struct attached *attached, struct names *names, int fd)
{
	struct bpf_link_info info = {};
	char text[ATTACHED_DETAIL_SIZE] = "";
	__u32 size = sizeof(info);
	struct attachment *attachment;

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	if (info.type == GK_LINK_RAW_TRACEPOINT ||
	    info.type == GK_LINK_ITER) { /* the kernel writes their name to a buffer of the caller */
		info.raw_tracepoint.tp_name = (__u64)(uintptr_t)text;
		info.raw_tracepoint.tp_name_len = sizeof(text);
		size = sizeof(info);
		if (bpf_obj_get_info_by_fd(fd, &info, &size))
			text[0] = '\0';
	}
	attachment = attached_add(attached, GK_OP_ATTACH_UNKNOWN);
	if (!attachment)
		return -ENOMEM;
	attachment->link_id = info.id;
	attachment->link_type = info.type;
	attachment->program_id = info.prog_id;
	attached_read_program(attachment);
	attachment->operation = operation_of(info.type, attachment->program_type);
	read_location(attachment, names, &info, text);
	if (info.type == GK_LINK_TRACING_MULTI)
		read_functions(attachment, fd);
	return 0;
}

static int collect_link(struct attached *attached, struct names *names, __u32 id)
{
	_cleanup_close_ int fd = bpf_link_get_fd_by_id(id);

	if (fd < 0) /* ENOENT: it is gone, or not complete yet */
		return errno == ENOENT ? 0 : -errno;
	return add_link(attached, names, fd);
}

static void free_names(struct names *names)
{
	btf__free(names->btf);
}

int collect_links(struct attached *attached, unsigned int options)
{
	_cleanup_(free_names) struct names names = {.wanted = options & COLLECT_NAMES};
	__u32 id = 0;
	int error;

	while (!bpf_link_get_next_id(id, &id)) {
		error = collect_link(attached, &names, id);
		if (error)
			return error;
	}
	return errno == ENOENT ? 0 : -errno;
}
