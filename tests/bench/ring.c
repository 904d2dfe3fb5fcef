// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* See ring.h. The layout is the kernel's: a page for the consumer, one for the producer, the data. */
#include "tests/bench/ring.h"

#include <err.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct ring {
	uint64_t *consumer, *producer;
	const uint8_t *data;
	uint64_t size;
} rings[2];
static unsigned int ring_count;

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

void ring_open(const char *pin)
{
	union bpf_attr attr = {.pathname = (uintptr_t)pin};
	struct bpf_map_info info = {0};
	long page = sysconf(_SC_PAGESIZE);
	int fd = (int)bpf(BPF_OBJ_GET, &attr);
	struct ring *ring = &rings[ring_count++ % 2];

	if (fd < 0)
		err(1, "%s", pin);
	attr = (union bpf_attr){.info = {.bpf_fd = (uint32_t)fd, .info_len = sizeof(info), .info = (uintptr_t)&info}};
	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		err(1, "%s: info", pin);
	ring->size = info.max_entries;
	ring->consumer = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	/* Without the second mapping of the data that makes records contiguous: only their heads are read. */
	ring->producer = mmap(NULL, (size_t)page + ring->size, PROT_READ, MAP_SHARED, fd, page);
	if (ring->consumer == MAP_FAILED || ring->producer == MAP_FAILED)
		err(1, "%s: mmap", pin);
	ring->data = (const uint8_t *)ring->producer + page;
}

static unsigned int drain(struct ring *ring)
{
	unsigned int count = 0;
	uint64_t at = *ring->consumer;
	uint64_t end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);

	while (at < end) {
		uint32_t head = *(const uint32_t *)(ring->data + (at & (ring->size - 1)));

		if (!(head & BPF_RINGBUF_DISCARD_BIT))
			count++;
		head &= ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		at += (head + BPF_RINGBUF_HDR_SZ + 7) & ~7U;
	}
	__atomic_store_n(ring->consumer, at, __ATOMIC_RELEASE);
	return count;
}

unsigned int ring_drain(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < ring_count; i++)
		count += drain(&rings[i]);
	return count;
}
