// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Three opinions on random policies and requests: rule by rule from the policy's words (tests/reference), gk_decide()
 * in user space, and gk_decide() in the kernel (judge.bpf.c). Always the same policies and requests for a seed.
 *
 *   differential [--stale] OBJECT POLICIES [SEED]
 *
 * --stale is the control: the kernel is given the image of the policy before.
 * Prints NAME VALUE lines. Ends with 0, also when opinions differ, if all could be asked.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/image/decision.h"
#include "policy/policy.h"
#include "tests/reference/evaluate.h"
#include "tests/reference/world.h"
#include "tests/reference/write.h"

#include "tests/differential/judge.h"

#define SHOWN 3

static struct {
	int program;
	struct gk_image *image;
	struct judge_asked *asked;
	struct gk_decision *answer;
} judge;

static unsigned long compiled, pairs, by_rule, user_differs, kernel_differs;

static void *map_memory(struct bpf_object *object, const char *name, size_t size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	void *memory = map ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0) : MAP_FAILED;

	if (memory == MAP_FAILED)
		err(1, "map %s", name);
	return memory;
}

static void open_judge(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);

	if (!object || bpf_object__load(object))
		err(1, "%s", path);
	judge.program = bpf_program__fd(bpf_object__find_program_by_name(object, "judge"));
	judge.image = map_memory(object, "judge_image", sizeof(*judge.image));
	judge.asked = map_memory(object, "judge_asked", JUDGE_BATCH * sizeof(*judge.asked));
	judge.answer = map_memory(object, "judge_answer", JUDGE_BATCH * sizeof(*judge.answer));
}

/* NULL for the policies that the compiler refuses: random ones may contradict themselves. */
static struct gk_image *compile(const char *text)
{
	int fd = memfd_create("policy", MFD_CLOEXEC);
	static struct findings findings;
	struct gk_image *image = NULL;
	char path[64];

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(1, "memfd");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	policy_compile_file(path, &world_resolver, &findings, NULL, &image);
	close(fd);
	return image;
}

static void ask_kernel(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);

	memset(judge.answer, 0xff, JUDGE_BATCH * sizeof(*judge.answer));
	errno = -bpf_prog_test_run_opts(judge.program, &options);
	if (errno)
		err(1, "the judge does not run");
	if (options.retval != JUDGE_BATCH)
		errx(1, "the judge decided %d requests of %d", (int)options.retval, JUDGE_BATCH);
}

static bool same(const struct gk_decision *decision, const struct opinion *opinion, size_t rules)
{
	bool none = opinion->rule == rules;

	return decision->rule == (none ? GK_NO_RULE : opinion->rule) &&
	       decision->verdict == (opinion->deny ? GK_DENY : GK_ALLOW) && decision->logged == opinion->logged &&
	       decision->from == opinion->from && decision->reason == (none ? GK_REASON_DEFAULT : GK_REASON_RULE);
}

static void show(const char *text, unsigned int i, const struct gk_decision *user, const struct opinion *opinion)
{
	const struct gk_decision *kernel = &judge.answer[i];

	printf("# request %u of policy %lu: reference: rule %d, deny %d; user: rule %d, verdict %u; kernel: rule %d, "
	       "verdict %u\n",
	       i, compiled, (int)opinion->rule, opinion->deny, (int)user->rule, user->verdict, (int)kernel->rule,
	       kernel->verdict);
	fprintf(stderr, "%s\n", text);
}

static void compare(const struct said_policy *policy, const struct gk_image *image, const struct random_request *asked,
		    const char *text)
{
	for (unsigned int i = 0; i < JUDGE_BATCH; i++) {
		struct opinion opinion = evaluate(policy, &asked[i].request);
		struct gk_decision user = gk_decide(image, &asked[i].request);
		bool user_same = same(&user, &opinion, policy->count);
		bool kernel_same = same(&judge.answer[i], &opinion, policy->count);

		pairs++;
		by_rule += user.rule != GK_NO_RULE;
		user_differs += !user_same;
		kernel_differs += !kernel_same;
		if ((!user_same || !kernel_same) && user_differs + kernel_differs <= SHOWN)
			show(text, i, &user, &opinion);
	}
}

static void make_requests(struct random_state *random, const struct said_policy *policy, struct random_request *asked)
{
	for (unsigned int i = 0; i < JUDGE_BATCH; i++) {
		if (policy->count > 0 && i % 2)
			random_request_for(random, policy, &policy->rules[random_pick(random, policy->count)],
					   &asked[i]);
		else
			random_request(random, &asked[i]);
		judge.asked[i].request = asked[i].request;
		memcpy(judge.asked[i].caller, asked[i].caller, sizeof(asked[i].caller));
		memcpy(judge.asked[i].target, asked[i].target, sizeof(asked[i].target));
	}
}

static void check_policy(struct random_state *random, bool stale)
{
	static struct random_request asked[JUDGE_BATCH]; /* they point into themselves */
	struct said_policy policy;
	struct gk_image *image;
	char *text;

	if (!random_policy(random, &policy))
		err(1, "a policy");
	text = said_write(&policy, random);
	if (!text)
		err(1, "a policy");
	image = compile(text);
	if (image) {
		compiled++;
		make_requests(random, &policy, asked);
		if (!stale || compiled == 1)
			*judge.image = *image;
		ask_kernel();
		compare(&policy, image, asked, stale ? "" : text);
		*judge.image = *image;
	}
	free(image);
	free(text);
	said_release(&policy);
}

int main(int argc, char **argv)
{
	bool stale = argc > 1 && strcmp(argv[1], "--stale") == 0;
	struct random_state random = {.state = 20170217};

	argv += stale;
	argc -= stale;
	if (argc != 3 && argc != 4)
		errx(2, "usage: differential [--stale] OBJECT POLICIES [SEED]");
	if (argc == 4)
		random.state = strtoull(argv[3], NULL, 10);
	open_judge(argv[1]);
	for (unsigned long i = strtoul(argv[2], NULL, 10); i > 0; i--)
		check_policy(&random, stale);
	printf("policies %lu\npairs %lu\nby-rule %lu\nuser-differs %lu\nkernel-differs %lu\n", compiled, pairs, by_rule,
	       user_differs, kernel_differs);
	return 0;
}
