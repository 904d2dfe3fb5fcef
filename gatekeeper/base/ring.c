// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The layout of a ring buffer is the kernel's interface: see kernel/bpf/ringbuf.c and bpf.h. */
#include "gatekeeper/base/ring.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#define FLAGS (BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT)

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t producer_size(const struct ring *ring)
{
	return page_size() + 2 * ring->size;
}

static int map_pages(struct ring *ring)
{
	void *consumer = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0), *producer;

	if (consumer == MAP_FAILED)
		return -errno;
	ring->consumer = consumer;
	producer = mmap(NULL, producer_size(ring), PROT_READ, MAP_SHARED, ring->fd, (off_t)page_size());
	if (producer == MAP_FAILED)
		return -errno;
	ring->producer = producer;
	return 0;
}

int ring_open(int fd, struct ring *ret_ring)
{
	_cleanup_(ring_close) struct ring ring = {.fd = fd};
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int error;

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	if (info.type != BPF_MAP_TYPE_RINGBUF)
		return -EINVAL;
	ring.size = info.max_entries;
	error = map_pages(&ring);
	if (error)
		return error;
	*ret_ring = ring;
	ring = (struct ring)RING_CLOSED;
	return 0;
}

void ring_close(struct ring *ring)
{
	if (ring->producer)
		munmap(ring->producer, producer_size(ring));
	if (ring->consumer)
		munmap(ring->consumer, page_size());
	close_fd(&ring->fd);
	*ring = (struct ring)RING_CLOSED;
}

/* The sample at `position`: its header, of which the kernel writes the length last. */
static uint32_t *header_at(const struct ring *ring, unsigned long position)
{
	return (uint32_t *)((char *)ring->producer + page_size() + (position & (ring->size - 1)));
}

static size_t room_of(uint32_t length)
{
	return ((length & ~FLAGS) + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
}

bool ring_has(const struct ring *ring, const void *sample)
{
	const char *data = ring->producer ? (const char *)ring->producer + page_size() : NULL;

	return data && (const char *)sample >= data && (const char *)sample < data + 2 * ring->size;
}

int ring_consume(struct ring *ring, int (*take)(void *context, void *sample, size_t size), void *context)
{
	unsigned long position = __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
	const unsigned long end = __atomic_load_n((unsigned long *)ring->producer, __ATOMIC_ACQUIRE);

	while (position < end) {
		uint32_t *header = header_at(ring, position);
		uint32_t length = __atomic_load_n(header, __ATOMIC_ACQUIRE);
		int error = 0;

		if (length & BPF_RINGBUF_BUSY_BIT)
			return 0;
		if (!(length & BPF_RINGBUF_DISCARD_BIT))
			error = take(context, (char *)header + BPF_RINGBUF_HDR_SZ, length);
		if (error)
			return error;
		position += room_of(length);
		__atomic_store_n(ring->consumer, position, __ATOMIC_RELEASE);
	}
	return 0;
}
