// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A storm of reloads: two policies that contradict each other are published in turn, without pause, by the
 * gatekeeper's own publisher, while two threads attach and detach, also without pause. Each decision must be one of
 * either policy: its event names a rule of the policy with the event's digest, and that policy's verdict.
 *
 *   storm [--in-place] PUBLISHES A.yaml B.yaml CGROUP CGROUP
 *
 * A is loaded already, by the gatekeeper. The threads each have a cgroup of their own. --in-place is the control: it
 * writes over the image in force, as a publisher must not, until a decision is of both policies at once.
 *
 * Prints NAME VALUE lines; memory is what the kernel has in use after a tenth of the publishes, and after all.
 */
#include <err.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/policy-load.h"

#include "tests/storm/agree.h"
#include "tests/storm/memory.h"

static const __u32 zero;
static struct image_slot slot;
static struct gk_image *image[2];
static struct attempts attempts[STORM_THREADS];
static struct agree agree;
static atomic_bool ending, reading;

/* Denials come by a ring of their own: events wait here until all before them are there. */
#define WAITING 8192
static struct gk_event waiting[WAITING];
static uint64_t next_sequence;

static int see(void *context, void *sample, size_t size)
{
	const struct gk_event *event = sample;

	if (size != sizeof(*event) || event->sequence < next_sequence)
		return 0;
	waiting[event->sequence % WAITING] = *event;
	while (waiting[next_sequence % WAITING].sequence == next_sequence)
		agree_event(context, &waiting[next_sequence++ % WAITING]);
	agree_attempts(context);
	return 0;
}

static void *read_events(void *argument)
{
	struct ring_buffer *ring = argument;

	while (atomic_load(&reading)) {
		ring_buffer__poll(ring, 2);
		agree_attempts(&agree);
	}
	ring_buffer__consume(ring);
	agree_attempts(&agree);
	return NULL;
}

/* What the gatekeeper never does: the new image over the old one, in the map that is in force. */
static void publish_in_place(struct gk_image *next)
{
	static uint64_t generation;
	static int fd = -1;
	__u32 id;

	if (fd < 0) {
		if (bpf_map_lookup_elem(slot.policy_fd, &zero, &id))
			err(1, "the slot");
		fd = bpf_map_get_fd_by_id(id);
		generation = agree.first;
	}
	next->generation = ++generation;
	if (bpf_map_update_elem(fd, &zero, next, BPF_ANY))
		err(1, "the image");
}

static void publish(struct gk_image *next, const char *path)
{
	struct failure failure = {0};

	if (image_slot_publish(&slot, next, path, &failure))
		errx(1, "%s", failure.text);
}

static struct gk_counters counters(void)
{
	struct gk_counters now = {0};
	int fd = pins_open("gk_counters");

	if (fd < 0 || bpf_map_lookup_elem(fd, &zero, &now))
		err(1, "the counters");
	close(fd);
	return now;
}

static void prepare(char **paths, char **cgroups)
{
	struct gk_image *now = malloc(sizeof(*now));
	struct failure failure = {0};

	errno = -image_slot_open(&slot);
	if (errno || !now || image_slot_read(&slot, now))
		err(1, "the gatekeeper's slot");
	for (int i = 0; i < 2; i++) {
		if (policy_load_compile(paths[i], 0, NULL, &image[i], &failure))
			errx(1, "%s", failure.text);
		memcpy(agree.digest[i], image[i]->digest, GK_DIGEST_SIZE);
	}
	if (memcmp(now->digest, agree.digest[0], GK_DIGEST_SIZE) != 0)
		errx(1, "%s is not loaded", paths[0]);
	agree.first = now->generation;
	free(now);
	for (int i = 0; i < STORM_THREADS; i++) {
		attempts[i].ending = &ending;
		attempts[i].by_link = i;
		agree.thread[i] = &attempts[i];
		errno = -attempts_prepare(&attempts[i], cgroups[i]);
		if (errno)
			err(1, "%s", cgroups[i]);
	}
}

static struct ring_buffer *open_ring(void)
{
	struct ring_buffer *ring = ring_buffer__new(pins_open("gk_events"), see, &agree, NULL);

	if (!ring || ring_buffer__add(ring, pins_open("gk_denials"), see, &agree))
		err(1, "the ring");
	return ring;
}

static void report(const struct gk_counters *before)
{
	struct gk_counters now = counters();

	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < QUESTIONS; j++)
			printf("%c-%s %lu\n", "ab"[i], questions[j].rule, agree.decisions[i][j]);
	}
	printf("truths %lu\nmixed %lu\ndiffer %lu\nodd %lu\nforeign %lu\n", agree.truths, agree.mixed, agree.differ,
	       attempts[0].odd + attempts[1].odd, agree.foreign);
	printf("unseen %lu\n",
	       attempts[0].done_count + attempts[1].done_count - attempts[0].seen_count - attempts[1].seen_count);
	printf("lost %llu\n", now.lost[0] + now.lost[1] + now.lost_outcomes - before->lost[0] - before->lost[1] -
				      before->lost_outcomes);
}

/* What is published is freed after a grace period, on a busy machine seconds later. A leak stays. */
static struct memory memory_when_freed(const struct memory *early)
{
	struct memory now = memory_read();

	for (int i = 0; i < 50 && now.available_kib < early->available_kib; i++) {
		usleep(200000);
		now = memory_read();
	}
	return now;
}

static void report_memory(const struct memory *early)
{
	struct memory late = memory_when_freed(early);

	printf("maps-grew %d\navailable-shrank %ld\nslab-grew %ld\n", late.maps - early->maps,
	       early->available_kib - late.available_kib, late.slab_kib - early->slab_kib);
}

static unsigned long storm(unsigned long publishes, bool in_place, char **paths, struct memory *ret_early)
{
	unsigned long i;

	for (i = 1; i <= publishes && !(in_place && agree.mixed); i++) {
		if (in_place)
			publish_in_place(image[i & 1]);
		else
			publish(image[i & 1], paths[i & 1]);
		if (i == publishes / 10)
			*ret_early = memory_read();
	}
	return i - 1;
}

int main(int argc, char **argv)
{
	bool in_place = argc > 1 && strcmp(argv[1], "--in-place") == 0;
	unsigned long publishes;
	struct memory early = {0};
	struct gk_counters before;
	struct ring_buffer *ring;
	pthread_t reader, thread[STORM_THREADS];

	if (argc != 6 + in_place)
		errx(2, "usage: storm [--in-place] PUBLISHES A.yaml B.yaml CGROUP CGROUP");
	argv += 1 + in_place;
	publishes = strtoul(argv[0], NULL, 10);
	/* Emulated page faults at each malloc() of an image would be much of the time of this. */
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	prepare(argv + 1, argv + 3);
	ring = open_ring();
	before = counters();
	next_sequence = before.sequence + 1;
	ring_buffer__consume(ring); /* what was there before */

	atomic_store(&reading, true);
	pthread_create(&reader, NULL, read_events, ring);
	for (int i = 0; i < STORM_THREADS; i++)
		pthread_create(&thread[i], NULL, attempts_run, &attempts[i]);
	setpriority(PRIO_PROCESS, 0, -20); /* of this thread: of three on two processors, the one that counts */
	printf("publishes %lu\n", storm(publishes, in_place, argv + 1, &early));
	if (!in_place)
		report_memory(&early);
	atomic_store(&ending, true);
	for (int i = 0; i < STORM_THREADS; i++)
		pthread_join(thread[i], NULL);
	atomic_store(&reading, false);
	pthread_join(reader, NULL);
	report(&before);
	return 0;
}
