// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Perf events that processes hold by a descriptor: a program that was attached by ioctl has no link, and the kernel
 * shows it only through a process that has the event open.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collectors.h"

#define NAME_SIZE (ATTACHED_DETAIL_SIZE - 32) /* leaves room for the kind and the offset */

static const char *const kinds[] = {
	[BPF_FD_TYPE_RAW_TRACEPOINT] = "raw tracepoint",
	[BPF_FD_TYPE_TRACEPOINT] = "tracepoint",
	[BPF_FD_TYPE_KPROBE] = "kprobe",
	[BPF_FD_TYPE_KRETPROBE] = "kretprobe",
	[BPF_FD_TYPE_UPROBE] = "uprobe",
	[BPF_FD_TYPE_URETPROBE] = "uretprobe",
};

static bool has_offset(__u32 kind)
{
	return kind == BPF_FD_TYPE_KPROBE || kind == BPF_FD_TYPE_KRETPROBE || kind == BPF_FD_TYPE_UPROBE ||
	       kind == BPF_FD_TYPE_URETPROBE;
}

static void describe(struct attachment *attachment, __u32 kind, const char *name, __u64 offset)
{
	const char *word = kind < ARRAY_LENGTH(kinds) ? kinds[kind] : "perf event";

	if (has_offset(kind))
		snprintf(attachment->detail, sizeof(attachment->detail), "%s %s+0x%llx", word, name, offset);
	else
		snprintf(attachment->detail, sizeof(attachment->detail), "%s %s", word, name);
}

static int collect_descriptor(struct attached *attached, unsigned int pid, unsigned int fd)
{
	__u32 length = NAME_SIZE, program = 0, kind = 0;
	char name[NAME_SIZE] = "";
	__u64 offset = 0, address = 0;
	struct attachment *attachment;

	if (bpf_task_fd_query(pid, fd, 0, name, &length, &program, &kind, &offset, &address))
		return 0;
	if (attached_has_link(attached, program))
		return 0;
	attachment = attached_add(attached, GK_OP_ATTACH_TRACING);
	if (!attachment)
		return -ENOMEM;
	attachment->program_id = program;
	attachment->pid = pid;
	describe(attachment, kind, name, offset);
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

static int collect_process(struct attached *attached, const char *pid)
{
	_cleanup_closedir_ DIR *directory = NULL;
	char path[64];
	int error;

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	directory = opendir(path);
	if (!directory) /* it ended, or is a kernel thread */
		return 0;
	for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
		if (!is_perf_event(dirfd(directory), entry->d_name))
			continue;
		error = collect_descriptor(attached, strtoul(pid, NULL, 10), strtoul(entry->d_name, NULL, 10));
		if (error)
			return error;
	}
	return 0;
}

int collect_perf(struct attached *attached, unsigned int options)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	int error;

	(void)options;
	if (!processes)
		return -errno;
	for (const struct dirent *entry = readdir(processes); entry; entry = readdir(processes)) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		error = collect_process(attached, entry->d_name);
		if (error)
			return error;
	}
	return 0;
}
