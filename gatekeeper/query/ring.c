// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/query/ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

int log_ring_open(size_t size, struct log_ring *ret_ring)
{
	struct log_ring ring = {.size = size, .line = calloc(size ? size : 1, sizeof(*ring.line))};

	if (!ring.line)
		return -ENOMEM;
	*ret_ring = ring;
	return 0;
}

int log_ring_add(struct log_ring *ring, const char *line, size_t length)
{
	char *copy;

	if (ring->size == 0)
		return 0;
	copy = strndup(line, length);
	if (!copy)
		return -ENOMEM;
	free(ring->line[ring->next]);
	ring->line[ring->next] = copy;
	ring->next = (ring->next + 1) % ring->size;
	ring->count += ring->count < ring->size;
	return 0;
}

const char *log_ring_line(const struct log_ring *ring, size_t number)
{
	return ring->line[(ring->next + ring->size - ring->count + number) % ring->size];
}

static char *take_line(struct log_ring *ring, size_t number)
{
	char **line = &ring->line[(ring->next + ring->size - ring->count + number) % ring->size];

	return STEAL_POINTER(*line);
}

int log_ring_prepend(struct log_ring *ring, struct log_ring *older)
{
	struct log_ring joined;

	if (log_ring_open(ring->size, &joined) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < older->count; i++)
		joined.line[joined.count++] = take_line(older, i);
	for (size_t i = 0; i < ring->count; i++)
		joined.line[joined.count++] = take_line(ring, i);
	joined.next = joined.count % joined.size;
	log_ring_close(ring);
	log_ring_close(older);
	*ring = joined;
	return 0;
}

void log_ring_clear(struct log_ring *ring)
{
	for (size_t i = 0; ring->line && i < ring->size; i++) {
		free(ring->line[i]);
		ring->line[i] = NULL;
	}
	ring->count = ring->next = 0;
}

void log_ring_close(struct log_ring *ring)
{
	log_ring_clear(ring);
	free(ring->line);
	*ring = (struct log_ring){0};
}
