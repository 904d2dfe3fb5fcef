/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The paths by io_uring: one request on a ring of its own, without a library. */
#ifndef TESTS_PROBE_ROUTE_URING_H
#define TESTS_PROBE_ROUTE_URING_H

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

/* A socket option by IORING_OP_URING_CMD (6.7), with the struct io_uring_sqe of that version. */
#define SOCKET_URING_OP_SETSOCKOPT 3

struct setsockopt_entry {
	uint8_t opcode, flags;
	uint16_t priority;
	int32_t fd;
	uint32_t command, pad;
	uint32_t level, option;
	uint32_t length, command_flags;
	uint64_t user_data;
	uint16_t buffer, personality;
	uint32_t value_size;
	uint64_t value;
	uint64_t reserved;
};

_Static_assert(sizeof(struct setsockopt_entry) == sizeof(struct io_uring_sqe), "an entry of the ring");

/* Returns the result of the request, or a negative errno. */
static inline int uring_submit(const void *entry)
{
	struct io_uring_params parameters = {0};
	int fd = syscall(SYS_io_uring_setup, 1, &parameters);
	size_t size = parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe);
	unsigned char *ring, *entries;

	if (fd < 0)
		return -errno;
	if (size < parameters.sq_off.array + sizeof(uint32_t))
		size = parameters.sq_off.array + sizeof(uint32_t);
	ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING);
	entries = mmap(NULL, sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQES);
	if (ring == MAP_FAILED || entries == MAP_FAILED)
		return -errno;
	memcpy(entries, entry, sizeof(struct io_uring_sqe));
	*(uint32_t *)(ring + parameters.sq_off.array) = 0;
	__atomic_store_n((uint32_t *)(ring + parameters.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return -errno;
	return ((struct io_uring_cqe *)(ring + parameters.cq_off.cqes))->res;
}

static inline int try_uring_sockopt(int program)
{
	struct setsockopt_entry entry = {.opcode = IORING_OP_URING_CMD,
					 .fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
					 .command = SOCKET_URING_OP_SETSOCKOPT,
					 .level = SOL_SOCKET,
					 .option = SO_ATTACH_BPF,
					 .value_size = sizeof(program),
					 .value = (uintptr_t)&program};

	return uring_submit(&entry);
}

#endif
