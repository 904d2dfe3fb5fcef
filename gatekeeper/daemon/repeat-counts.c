// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/repeat-counts.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/pins.h"

#define MAPPED_SIZE (GK_REPEATS * sizeof(struct gk_repeat)) /* mmap() takes whole pages of it */

int repeats_open(struct repeats *ret_repeats)
{
	_cleanup_close_ int fd = pins_open("gk_repeats");
	void *places;

	if (fd < 0)
		return fd;
	places = mmap(NULL, MAPPED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (places == MAP_FAILED)
		return -errno;
	ret_repeats->places = places;
	return 0;
}

void repeats_close(struct repeats *repeats)
{
	if (repeats->places)
		munmap(repeats->places, MAPPED_SIZE);
	repeats->places = NULL;
}

static uint64_t load(const __u64 *word)
{
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

/*
 * Copies a slot that has a count without a record. Its owner cannot change before that count is reported, so an owner
 * that is the same before and after is the owner of all that was read.
 */
static bool read_place(const struct gk_repeat *place, struct repeat *ret_repeat)
{
	uint64_t state = load(&place->state), reported = load(&place->reported);

	if (state & GK_REPEAT_BUSY || GK_REPEAT_COUNT(state) == reported ||
	    load(&place->described) != GK_REPEAT_OWNER(state))
		return false;
	memcpy(&ret_repeat->event, &place->event, sizeof(place->event));
	ret_repeat->total = GK_REPEAT_COUNT(state);
	ret_repeat->count = ret_repeat->total - reported;
	ret_repeat->since = reported ? load(&place->reported_time) : ret_repeat->event.time;
	return GK_REPEAT_OWNER(load(&place->state)) == GK_REPEAT_OWNER(state);
}

static void set_reported(struct gk_repeat *place, uint64_t total, uint64_t now)
{
	__atomic_store_n(&place->reported_time, now, __ATOMIC_SEQ_CST);
	__atomic_store_n(&place->reported, total, __ATOMIC_SEQ_CST); /* from here on the slot may change its owner */
}

int repeats_collect(struct repeats *repeats, uint64_t now, int (*write)(void *context, const struct repeat *repeat),
		    void *context)
{
	struct repeat repeat;
	int error = 0;

	for (unsigned int i = 0; !error && repeats->places && i < GK_REPEATS; i++) {
		if (!read_place(&repeats->places[i], &repeat))
			continue;
		error = write(context, &repeat);
		if (!error)
			set_reported(&repeats->places[i], repeat.total, now);
	}
	return error;
}

void repeats_settle(struct repeats *repeats, uint64_t time, uint64_t total)
{
	struct repeat repeat;

	for (unsigned int i = 0; repeats->places && i < GK_REPEATS; i++) {
		if (read_place(&repeats->places[i], &repeat) && repeat.event.time == time &&
		    total > repeat.total - repeat.count && total <= repeat.total)
			set_reported(&repeats->places[i], total, time);
	}
}
