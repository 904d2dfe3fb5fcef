// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/storm/memory.h"

#include <stdio.h>
#include <time.h>

#include <bpf/bpf.h>

#define READINGS 40
#define PAUSE_NS 50000000

static struct memory read_once(void)
{
	struct memory memory = {0};
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	unsigned int id = 0;

	while (file && fgets(line, sizeof(line), file)) {
		sscanf(line, "MemAvailable: %ld", &memory.available_kib);
		sscanf(line, "Slab: %ld", &memory.slab_kib);
	}
	if (file)
		fclose(file);
	while (bpf_map_get_next_id(id, &id) == 0)
		memory.maps++;
	return memory;
}

/* Maps and their memory are given back a little later: the best of some readings. */
struct memory memory_read(void)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct memory best = read_once(), now;

	for (int i = 1; i < READINGS; i++) {
		nanosleep(&pause, NULL);
		now = read_once();
		if (now.available_kib > best.available_kib)
			best.available_kib = now.available_kib;
		if (now.slab_kib < best.slab_kib)
			best.slab_kib = now.slab_kib;
		if (now.maps < best.maps)
			best.maps = now.maps;
	}
	return best;
}
