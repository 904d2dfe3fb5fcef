// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Perf events and raw tracepoints that processes hold by a descriptor: what is attached by ioctl has no link, and is
 * known only through whoever has the event open.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/inventory/collection.h"

static const char *const kinds[] = {
	[BPF_FD_TYPE_RAW_TRACEPOINT] = "raw tracepoint",
	[BPF_FD_TYPE_TRACEPOINT] = "tracepoint",
	[BPF_FD_TYPE_KPROBE] = "kprobe",
	[BPF_FD_TYPE_KRETPROBE] = "kretprobe",
	[BPF_FD_TYPE_UPROBE] = "uprobe",
	[BPF_FD_TYPE_URETPROBE] = "uretprobe",
};

/* A perf event that has a link is in the list with its link. */
static bool is_by_link(const struct attached *attached, __u32 program)
{
	for (size_t i = 0; i < attached->count; i++)
		if (attached->items[i].link_id && attached->items[i].program_id == program)
			return true;
	return false;
}

static int ask(struct attached *attached, unsigned int pid, unsigned int fd)
{
	__u32 length = ATTACHED_DETAIL_SIZE - 32, program = 0, kind = 0;
	char name[ATTACHED_DETAIL_SIZE - 32] = "";
	__u64 offset = 0, address = 0;
	struct attachment *attachment;

	if (bpf_task_fd_query(pid, fd, 0, name, &length, &program, &kind, &offset, &address) ||
	    is_by_link(attached, program))
		return 0;
	attachment = attached_add(attached, GK_OP_ATTACH_TRACING);
	if (!attachment)
		return -ENOMEM;
	attachment->program_id = program;
	attachment->pid = pid;
	if (kind == BPF_FD_TYPE_KPROBE || kind == BPF_FD_TYPE_KRETPROBE || kind == BPF_FD_TYPE_UPROBE ||
	    kind == BPF_FD_TYPE_URETPROBE)
		snprintf(attachment->detail, sizeof(attachment->detail), "%s %s+0x%llx", kinds[kind], name, offset);
	else
		snprintf(attachment->detail, sizeof(attachment->detail), "%s %s",
			 kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : "perf event", name);
	attached_read_program(attachment);
	return 0;
}

static bool is_perf_event(int directory, const char *name)
{
	char target[64];
	ssize_t length = readlinkat(directory, name, target, sizeof(target) - 1);

	target[length < 0 ? 0 : length] = '\0';
	return strcmp(target, "anon_inode:[perf_event]") == 0;
}

static int ask_process(struct attached *attached, const char *pid)
{
	const struct dirent *entry;
	char path[64];
	DIR *directory;
	int error = 0;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	directory = opendir(path);
	if (!directory) /* it ended, or is a thread of the kernel's */
		return 0;
	while (!error && (entry = readdir(directory)))
		if (is_perf_event(dirfd(directory), entry->d_name))
			error = ask(attached, strtoul(pid, NULL, 10), strtoul(entry->d_name, NULL, 10));
	closedir(directory);
	return error;
}

int attached_perf(struct attached *attached)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	int error = 0;

	if (!processes)
		return -errno;
	while (!error && (entry = readdir(processes)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			error = ask_process(attached, entry->d_name);
	closedir(processes);
	return error;
}
