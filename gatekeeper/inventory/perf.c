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

/* Returns whether it is one, or a negative errno. */
static int is_perf_event(int directory, const char *name)
{
	char target[64];
	ssize_t length = readlinkat(directory, name, target, sizeof(target) - 1);

	if (length < 0)
		return errno == EACCES ? -EACCES : 0; /* otherwise it was closed */
	target[length] = '\0';
	return strcmp(target, "anon_inode:[perf_event]") == 0;
}

static int collect_descriptors(struct attached *attached, DIR *directory, unsigned int pid)
{
	for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
		int r = entry->d_name[0] == '.' ? 0 : is_perf_event(dirfd(directory), entry->d_name);

		if (r > 0)
			r = collect_descriptor(attached, pid, strtoul(entry->d_name, NULL, 10));
		if (r < 0)
			return r;
	}
	return 0;
}

/* Returns 0, -EACCES if this process may not look at that one, or -ENOMEM. */
static int collect_process(struct attached *attached, const char *pid)
{
	_cleanup_closedir_ DIR *directory = NULL;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.20s/fd", pid);
	directory = opendir(path);
	if (!directory)
		return errno == EACCES ? -EACCES : 0; /* otherwise it ended */
	return collect_descriptors(attached, directory, strtoul(pid, NULL, 10));
}

int collect_perf(struct attached *attached, unsigned int options)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	unsigned int hidden = 0;
	int error;

	(void)options;
	if (!processes)
		return -errno;
	for (const struct dirent *entry = readdir(processes); entry; entry = readdir(processes)) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		error = collect_process(attached, entry->d_name);
		if (error == -EACCES)
			hidden++;
		else if (error)
			return error;
	}
	if (hidden > 0)
		attached_miss(attached,
			      "the perf events and network namespaces of %u processes: %s; it takes CAP_SYS_PTRACE and "
			      "CAP_DAC_READ_SEARCH",
			      hidden, strerror(EACCES));
	return 0;
}
