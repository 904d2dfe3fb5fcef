// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The reload storm: publishes two contradictory policies in turn, as fast as it can, while two threads attach and
 * detach. Each decision must be the one of the policy that its event names, no call may end in any other way than
 * those two policies say, and neither this process nor the kernel may grow.
 *
 *   storm DENY-POLICY ALLOW-POLICY CGROUP PUBLISHES
 *
 * Needs the gatekeeper loaded. Every rule of DENY-POLICY is named deny..., every one of ALLOW-POLICY allow..., and
 * both log all. Prints one line of figures; exits 1 when a promise was broken, 2 when it could not try.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "gatekeeper/image-slot.h"
#include "gatekeeper/pins.h"
#include "policy/policy.h"
#include "tests/probe/bpf.h"

#define ATTACHERS 2

struct policy {
	const char *path;
	struct gk_image *image;
	const char *prefix; /* of the names of its rules */
	int verdict;
};

static struct policy policies[2] = {{.prefix = "deny", .verdict = GK_DENY}, {.prefix = "allow", .verdict = GK_ALLOW}};
static int cgroup_fd;
static atomic_bool ending;
static atomic_ulong refused, attached, unexpected, events, mixed;

static void *attach_and_detach(void *unused)
{
	const struct bpf_insn insns[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
					 {.code = BPF_JMP | BPF_EXIT}};
	int program = prog_load(BPF_PROG_TYPE_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, insns, 2, 0, 0);
	union bpf_attr attr = {.target_fd = cgroup_fd,
			       .attach_bpf_fd = program,
			       .attach_type = BPF_CGROUP_INET_SOCK_CREATE,
			       .attach_flags = FLAG_ALLOW_MULTI};

	(void)unused;
	if (program < 0)
		exit(2);
	while (!ending) {
		int error = sys_bpf(BPF_PROG_ATTACH, &attr);

		if (error == -EPERM) {
			refused++;
			continue;
		}
		if (error) {
			unexpected++;
			continue;
		}
		attached++;
		while ((error = sys_bpf(BPF_PROG_DETACH, &attr)) == -EPERM)
			refused++;
		if (error)
			unexpected++;
	}
	close(program);
	return NULL;
}

/* The verdict and the rule of a decision are those of the policy whose digest is in its event. */
static int look_at_event(void *unused, void *sample, size_t size)
{
	const struct gk_event *event = sample;

	(void)unused;
	if (size != sizeof(*event) || event->kind != GK_EVENT_DECISION || event->pid != (uint32_t)getpid())
		return 0;
	events++;
	for (size_t i = 0; i < 2; i++) {
		if (memcmp(event->digest, policies[i].image->digest, GK_DIGEST_SIZE) == 0 &&
		    event->verdict == policies[i].verdict &&
		    strncmp(event->rule, policies[i].prefix, strlen(policies[i].prefix)) == 0)
			return 0;
	}
	mixed++;
	return 0;
}

static void *look_at_events(void *unused)
{
	struct ring_buffer *ring = ring_buffer__new(pins_open("gk_events"), look_at_event, NULL, NULL);

	(void)unused;
	if (!ring)
		exit(2);
	while (!ending)
		ring_buffer__poll(ring, 50);
	ring_buffer__consume(ring);
	ring_buffer__free(ring);
	return NULL;
}

/* A number behind `key` of a file of /proc, in KiB. */
static unsigned long kibibytes(const char *path, const char *key)
{
	FILE *file = fopen(path, "re");
	unsigned long number = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, key, strlen(key)) == 0)
			number = strtoul(line + strlen(key), NULL, 10);
	if (file)
		fclose(file);
	return number;
}

struct memory {
	unsigned long own, kernel;
};

static struct memory memory_now(void)
{
	return (struct memory){kibibytes("/proc/self/status", "VmRSS:"), kibibytes("/proc/meminfo", "VmallocUsed:")};
}

/* Returns the number of publishes that failed. */
static unsigned long publish(unsigned long publishes, struct memory *ret_early)
{
	unsigned long failed = 0;
	struct image_slot slot;

	if (image_slot_open(&slot))
		exit(2);
	for (unsigned long i = 0; i < publishes; i++) {
		struct policy *policy = &policies[i % 2];
		struct failure failure = {};

		if (image_slot_publish(&slot, policy->image, policy->path, &failure)) {
			fprintf(stderr, "storm: %s\n", failure.text);
			failed++;
		}
		if (i == publishes / 10)
			*ret_early = memory_now();
	}
	image_slot_close(&slot);
	return failed;
}

static void compile(struct policy *policy, const char *path)
{
	static struct findings findings;

	policy->path = path;
	if (policy_compile_file(path, NULL, &findings, NULL, &policy->image) == 0)
		return;
	findings_print(&findings, false, stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	pthread_t attacher[ATTACHERS], reader;
	struct memory early = {}, late;
	unsigned long failed;
	bool grown;

	if (argc != 5) {
		fprintf(stderr, "usage: storm DENY-POLICY ALLOW-POLICY CGROUP PUBLISHES\n");
		return 2;
	}
	compile(&policies[0], argv[1]);
	compile(&policies[1], argv[2]);
	cgroup_fd = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup_fd < 0) {
		perror(argv[3]);
		return 2;
	}
	pthread_create(&reader, NULL, look_at_events, NULL);
	for (int i = 0; i < ATTACHERS; i++)
		pthread_create(&attacher[i], NULL, attach_and_detach, NULL);
	failed = publish(strtoul(argv[4], NULL, 10), &early);
	late = memory_now();
	ending = true;
	for (int i = 0; i < ATTACHERS; i++)
		pthread_join(attacher[i], NULL);
	pthread_join(reader, NULL);

	/* Two images of slack: one may still wait for its readers. */
	grown = late.own > early.own + 1024 || late.kernel > early.kernel + 2 * sizeof(struct gk_image) / 1024 + 512;
	printf("publishes=%s failed=%lu attached=%lu refused=%lu unexpected=%lu events=%lu mixed=%lu "
	       "own_kib=%lu..%lu kernel_kib=%lu..%lu\n",
	       argv[4], failed, attached, refused, unexpected, events, mixed, early.own, late.own, early.kernel,
	       late.kernel);
	return failed || unexpected || mixed || grown || !attached || !refused || !events;
}
