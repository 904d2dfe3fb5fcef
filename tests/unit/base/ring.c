// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/ring.c: a sample leaves the ring when it was taken, not before. A file stands for the ring. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <cmocka.h>

#include "gatekeeper/base/ring.h"

#define SIZE 4096
#define ROOM 16 /* of a header and a sample of 5 bytes */

static uint32_t type = BPF_MAP_TYPE_RINGBUF;
static unsigned int taken, fails;
static char last;

int bpf_obj_get_info_by_fd(int fd, void *info, __u32 *size)
{
	struct bpf_map_info *map = info;

	(void)fd;
	assert_true(*size >= sizeof(*map));
	map->type = type;
	map->max_entries = SIZE;
	return 0;
}

static int make_file(void)
{
	int fd = memfd_create("ring", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 2 * sysconf(_SC_PAGESIZE) + 2 * SIZE), 0);
	return fd;
}

static void put(const struct ring *ring, unsigned long position, uint32_t flags, char letter)
{
	const off_t page = sysconf(_SC_PAGESIZE);
	const uint32_t header[2] = {5 | flags};
	const unsigned long end = position + ROOM;

	assert_int_equal(pwrite(ring->fd, header, sizeof(header), 2 * page + (off_t)position), sizeof(header));
	assert_int_equal(pwrite(ring->fd, &letter, 1, 2 * page + (off_t)position + 8), 1);
	assert_int_equal(pwrite(ring->fd, &end, sizeof(end), page), sizeof(end));
}

static int take(void *context, void *sample, size_t size)
{
	(void)context;
	assert_int_equal(size, 5);
	last = *(const char *)sample;
	taken++;
	return fails && fails-- ? -ENOSPC : 0;
}

static void a_sample_that_was_not_taken_stays(void **state)
{
	struct ring ring;

	(void)state;
	assert_int_equal(ring_open(make_file(), &ring), 0);
	assert_int_equal(ring_consume(&ring, take, NULL), 0);
	assert_int_equal(taken, 0);
	put(&ring, 0, 0, 'a');
	put(&ring, ROOM, 0, 'b');
	fails = 2;
	assert_int_equal(ring_consume(&ring, take, NULL), -ENOSPC);
	assert_int_equal(ring_consume(&ring, take, NULL), -ENOSPC);
	assert_int_equal(*ring.consumer, 0);
	assert_int_equal(last, 'a');
	assert_int_equal(ring_consume(&ring, take, NULL), 0);
	assert_int_equal(*ring.consumer, 2 * ROOM);
	assert_int_equal(last, 'b');
	assert_int_equal(taken, 4);
	ring_close(&ring);
	ring_close(&ring);
}

static void what_is_being_written_waits_and_what_was_given_up_is_left_out(void **state)
{
	struct ring ring;

	(void)state;
	taken = 0;
	assert_int_equal(ring_open(make_file(), &ring), 0);
	put(&ring, 0, BPF_RINGBUF_DISCARD_BIT, 'a');
	put(&ring, ROOM, BPF_RINGBUF_BUSY_BIT, 'b');
	assert_int_equal(ring_consume(&ring, take, NULL), 0);
	assert_int_equal(taken, 0);
	assert_int_equal(*ring.consumer, ROOM);
	put(&ring, ROOM, 0, 'b');
	put(&ring, SIZE - ROOM, 0, 'y');
	*ring.consumer = SIZE - ROOM;
	assert_int_equal(ring_consume(&ring, take, NULL), 0);
	assert_int_equal(last, 'y');
	put(&ring, 0, 0, 'z');
	assert_int_equal(pwrite(ring.fd, &(unsigned long){SIZE + ROOM}, sizeof(long), sysconf(_SC_PAGESIZE)),
			 sizeof(long));
	assert_int_equal(ring_consume(&ring, take, NULL), 0);
	assert_int_equal(last, 'z');
	assert_int_equal(taken, 2);
	ring_close(&ring);
}

/* As fast as it is read. */
static int take_and_put(void *context, void *sample, size_t size)
{
	struct ring *ring = context;

	assert_true(taken < 100);
	assert_true(ring_has(ring, sample));
	put(ring, (taken + 1) * ROOM, 0, 'n');
	return take(NULL, sample, size);
}

static void who_writes_on_and_on_keeps_nobody_reading(void **state)
{
	struct ring ring, other;

	(void)state;
	taken = 0;
	assert_int_equal(ring_open(make_file(), &ring), 0);
	assert_int_equal(ring_open(make_file(), &other), 0);
	put(&ring, 0, 0, 'a');
	assert_int_equal(ring_consume(&ring, take_and_put, &ring), 0);
	assert_int_equal(taken, 1);
	assert_int_equal(last, 'a');
	assert_int_equal(ring_consume(&ring, take_and_put, &ring), 0);
	assert_int_equal(taken, 2);
	assert_int_equal(last, 'n');
	assert_false(ring_has(&ring, other.producer));
	ring_close(&ring);
	ring_close(&other);
	assert_false(ring_has(&ring, &ring));
}

static void another_map_is_not_a_ring(void **state)
{
	struct ring ring = RING_CLOSED;

	(void)state;
	type = BPF_MAP_TYPE_ARRAY;
	assert_int_equal(ring_open(make_file(), &ring), -EINVAL);
	type = BPF_MAP_TYPE_RINGBUF;
	assert_true(ring_open(-1, &ring) < 0);
	assert_int_equal(ring.fd, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sample_that_was_not_taken_stays),
		cmocka_unit_test(what_is_being_written_waits_and_what_was_given_up_is_left_out),
		cmocka_unit_test(who_writes_on_and_on_keeps_nobody_reading),
		cmocka_unit_test(another_map_is_not_a_ring),
	};

	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
