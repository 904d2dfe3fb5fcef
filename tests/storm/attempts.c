// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/storm/attempts.h"

#include <sched.h>

#include "tests/probe/bpf.h"

const struct question questions[QUESTIONS] = {
	[QUESTION_SOCK] = {GK_OP_ATTACH_CGROUP, BPF_CGROUP_INET_SOCK_CREATE, "sock-create", {GK_ALLOW, GK_DENY}},
	[QUESTION_DEVICE] = {GK_OP_ATTACH_CGROUP, BPF_CGROUP_DEVICE, "device", {GK_DENY, GK_ALLOW}},
	[QUESTION_BIND] = {GK_OP_ATTACH_CGROUP, BPF_CGROUP_INET4_BIND, "bind", {GK_DENY, GK_DENY}},
	[QUESTION_DETACH] = {GK_OP_DETACH_CGROUP, GK_NO_NUMBER, "detach", {GK_ALLOW, GK_ALLOW}},
};

int question_find(unsigned int operation, unsigned int attach_type)
{
	for (int i = 0; i < QUESTIONS; i++) {
		if (questions[i].operation == operation &&
		    (questions[i].attach_type == attach_type || questions[i].attach_type == GK_NO_NUMBER))
			return i;
	}
	return -1;
}

int attempts_prepare(struct attempts *attempts, const char *cgroup)
{
	attempts->cgroup = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (attempts->cgroup < 0)
		return -errno;
	for (int i = 0; i < QUESTION_DETACH; i++) {
		const struct attach_type *type = attach_types;

		while (type->number != questions[i].attach_type)
			type++;
		attempts->program[i] = cgroup_prog_load(type);
		if (attempts->program[i] < 0)
			return attempts->program[i];
	}
	return 0;
}

static void remember(struct attempts *attempts, int question, int answer)
{
	unsigned long n = atomic_load_explicit(&attempts->done_count, memory_order_relaxed);

	while (n - atomic_load_explicit(&attempts->seen_count, memory_order_acquire) >= ATTEMPTS_AHEAD - 1)
		sched_yield();
	attempts->done[n % ATTEMPTS_AHEAD].question = question;
	attempts->done[n % ATTEMPTS_AHEAD].refused = answer == -EPERM;
	attempts->odd += answer < 0 && answer != -EPERM;
	atomic_store_explicit(&attempts->done_count, n + 1, memory_order_release);
}

static void attach_and_detach(struct attempts *attempts, int question)
{
	unsigned int type = questions[question].attach_type;
	int program = attempts->program[question], answer;

	answer = attempts->by_link ? link_create(attempts->cgroup, program, type)
				   : prog_attach(attempts->cgroup, program, type);
	remember(attempts, question, answer);
	if (answer < 0)
		return;
	if (attempts->by_link)
		close(answer); /* is not decided */
	else
		remember(attempts, QUESTION_DETACH, prog_detach(attempts->cgroup, program, type));
}

void *attempts_run(void *argument)
{
	struct attempts *attempts = argument;

	attempts->tid = gettid();
	for (unsigned int turn = 0; !atomic_load(attempts->ending); turn++)
		attach_and_detach(attempts, turn % QUESTION_DETACH);
	return NULL;
}
