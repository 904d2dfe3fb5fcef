// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/log-writer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/enforce/pins.h"

#define WRITER_PIN "gk_writer"
#define FRESH_NS 3000000000ULL /* a daemon notes itself every second */
#define SECOND_NS 1000000000ULL
#define SAMPLE_HEADER 8 /* BPF_RINGBUF_HDR_SZ of the kernel */

static const __u32 zero;

int log_writer_open(void)
{
	return pins_open(WRITER_PIN);
}

void log_writer_note(int fd, const char *path, int error, uint64_t recorded, uint64_t left_out)
{
	struct gk_writer writer = {.checked = clock_nanoseconds(CLOCK_BOOTTIME),
				   .recorded = recorded,
				   .pid = (__u32)getpid(),
				   .error = error,
				   .left_out = left_out};

	snprintf(writer.log, sizeof(writer.log), "%s", path ? path : "");
	bpf_map_update_elem(fd, &zero, &writer, BPF_ANY);
}

void log_writer_end(int fd)
{
	struct gk_writer writer;

	if (bpf_map_lookup_elem(fd, &zero, &writer))
		return;
	writer.pid = 0;
	bpf_map_update_elem(fd, &zero, &writer, BPF_ANY);
}

/* One position of a ring: the consumer's is on its first page, the producer's on the second one. */
static uint64_t read_position(int fd, size_t page)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	unsigned long *position = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, (off_t)(page * size));
	uint64_t value;

	if (position == MAP_FAILED)
		return 0;
	value = __atomic_load_n(position, __ATOMIC_ACQUIRE);
	munmap(position, size);
	return value;
}

/* All samples of a ring are events, so that their number follows from the bytes. */
static uint64_t count_waiting(const char *pin)
{
	_cleanup_close_ int fd = pins_open(pin); /* a ring opened for reading alone cannot be mapped (EINVAL) */
	uint64_t consumed;

	if (fd < 0)
		return 0;
	consumed = read_position(fd, 0);
	return (read_position(fd, 1) - consumed) / ((sizeof(struct gk_event) + SAMPLE_HEADER + 7) / 8 * 8);
}

static bool is_alive(uint32_t pid)
{
	return pid && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

static void read_file(struct log_writer *writer)
{
	struct statvfs system;
	struct stat file;

	if (!writer->path[0] || stat(writer->path, &file) || statvfs(writer->path, &system))
		return;
	writer->has_file = true;
	writer->size = (uint64_t)file.st_size;
	writer->free = (uint64_t)system.f_bfree * system.f_frsize;
}

void log_writer_read(struct log_writer *ret_writer)
{
	_cleanup_close_ int fd = pins_open_to_read(WRITER_PIN);
	struct gk_writer note = {0};
	uint64_t time = clock_nanoseconds(CLOCK_BOOTTIME);

	*ret_writer = (struct log_writer){.waiting = count_waiting("gk_events") + count_waiting("gk_denials")};
	if (fd < 0 || bpf_map_lookup_elem(fd, &zero, &note))
		return;
	note.log[sizeof(note.log) - 1] = '\0';
	memcpy(ret_writer->path, note.log, sizeof(note.log));
	ret_writer->pid = is_alive(note.pid) && time - note.checked < FRESH_NS ? note.pid : 0;
	ret_writer->error = note.error;
	ret_writer->left_out = note.left_out;
	ret_writer->writes = ret_writer->pid && !note.error;
	ret_writer->has_record = note.recorded != 0;
	ret_writer->age = time > note.recorded ? (time - note.recorded) / SECOND_NS : 0;
	read_file(ret_writer);
}
