// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* See ring.h. The layout is the kernel's: a page for the consumer, one for the producer, the data. */
#include "ring.h"

#include <err.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t *consumer, *producer;
static const uint8_t *data;
static uint64_t size;

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

	if (fd < 0)
		err(1, "%s", pin);
	attr = (union bpf_attr){.info = {.bpf_fd = (uint32_t)fd, .info_len = sizeof(info), .info = (uintptr_t)&info}};
	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		err(1, "%s: info", pin);
	size = info.max_entries;
	consumer = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	/* Without the second mapping of the data that makes records contiguous: only their heads are read. */
	producer = mmap(NULL, (size_t)page + size, PROT_READ, MAP_SHARED, fd, page);
	if (consumer == MAP_FAILED || producer == MAP_FAILED)
		err(1, "%s: mmap", pin);
	data = (const uint8_t *)producer + page;
}

unsigned int ring_drain(void)
{
	unsigned int count = 0;
	uint64_t at, end;

	if (!consumer)
		return 0;
	at = *consumer;
	end = __atomic_load_n(producer, __ATOMIC_ACQUIRE);
	while (at < end) {
		uint32_t head = *(const uint32_t *)(data + (at & (size - 1)));

		if (!(head & BPF_RINGBUF_DISCARD_BIT))
			count++;
		head &= ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);
		at += (head + BPF_RINGBUF_HDR_SZ + 7) & ~7U;
	}
	__atomic_store_n(consumer, at, __ATOMIC_RELEASE);
	return count;
}
