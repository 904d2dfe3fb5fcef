// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * How long it takes to put another policy in force. Beside it the one step that has to wait for the kernel: a slot of
 * a map of maps is given another map, of eight bytes, and the kernel waits until nobody can be reading the one before.
 *
 *   publish POLICY [NAME]      into the gatekeeper's slot, until the canary has proven it
 *   publish --native POLICY    into a slot of its own, on a machine where no BPF LSM may be loaded
 *
 * Prints time<TAB>NAME<TAB>NANOSECONDS for slot-update and NAME ("publish" if none is given), and for each with -cpu
 * what it did not wait. Exit code 77: this machine refuses bpf().
 */
#include <err.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/bpf.h>

#include "gatekeeper/enforce/policy-load.h"

#define ROUNDS 16
#define TICK_NS 4000000
#define CANNOT_TRY 77

static const uint32_t zero;
static struct image_slot slot;
static struct gk_image *image;
static const char *path;

static int64_t now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int new_array(size_t size)
{
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, sizeof(zero), (uint32_t)size, 1, NULL);

	if (fd < 0)
		err(errno == EPERM ? CANNOT_TRY : 1, "a map");
	return fd;
}

static int new_slot(int inner)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .inner_map_fd = (uint32_t)inner);
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, NULL, sizeof(zero), sizeof(inner), 1, &options);

	if (fd < 0)
		err(1, "a map of maps");
	return fd;
}

static void slot_update(void)
{
	static int outer, inner[2], turn;

	if (!outer) {
		inner[0] = new_array(8);
		inner[1] = new_array(8);
		outer = new_slot(inner[0]);
	}
	turn = !turn;
	if (bpf_map_update_elem(outer, &zero, &inner[turn], BPF_ANY))
		err(1, "slot update");
}

static void publish(void)
{
	struct failure failure = {0};

	if (enforcer_publish(&slot, image, path, 0, &failure))
		errx(1, "%s", failure.text);
}

static void publish_natively(void)
{
	struct failure failure = {0};

	if (image_slot_publish(&slot, image, path, &failure))
		errx(1, "%s", failure.text);
}

/*
 * The kernel's wait ends with a tick, of which there are 250 a second, and so does a sleep: rounds that begin one
 * after the other at each part of a tick have a mean in which own work counts, and is not taken out of the wait.
 */
static void measure(const char *name, void (*once)(void))
{
	int64_t all = 0, cpu = 0;
	int i;

	once();
	for (i = 0; i < ROUNDS; i++) {
		const struct timespec pause = {.tv_nsec = 10 * TICK_NS + i * (TICK_NS / ROUNDS)};

		nanosleep(&pause, NULL);
		cpu -= now(CLOCK_PROCESS_CPUTIME_ID);
		all -= now(CLOCK_MONOTONIC);
		once();
		all += now(CLOCK_MONOTONIC);
		cpu += now(CLOCK_PROCESS_CPUTIME_ID);
	}
	printf("time\t%s\t%lld\ntime\t%s-cpu\t%lld\n", name, (long long)(all / ROUNDS), name,
	       (long long)(cpu / ROUNDS));
}

static void open_slot(void)
{
	errno = -image_slot_open(&slot);
	if (errno)
		err(1, "the gatekeeper's slot");
}

int main(int argc, char **argv)
{
	bool native = argc > 1 && !strcmp(argv[1], "--native");
	struct failure failure = {0};

	if (argc < 2 + native || argc > 3)
		errx(2, "usage: publish POLICY [NAME] or publish --native POLICY");
	path = argv[1 + native];
	if (policy_load_compile(path, 0, NULL, &image, &failure))
		errx(1, "%s", failure.text);
	if (native)
		slot = (struct image_slot){.policy_fd = new_slot(new_array(sizeof(*image))),
					   .build_fd = new_array(sizeof(struct gk_build)),
					   .gate_fd = new_array(sizeof(struct gk_gate)),
					   .trial_fd = -1,
					   .is_first = true};
	else
		open_slot();
	measure("slot-update", slot_update);
	measure(!native && argc == 3 ? argv[2] : "publish", native ? publish_natively : publish);
	free(image);
	return 0;
}
