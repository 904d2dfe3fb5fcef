// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Makes a bpf() call by bpf_sys_bpf(): at once, in a timer, in a work queue, in another task that returns to user
 * space. Some make none, but leave it to an extension of their function place().
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "elsewhere.h"

char license_of_all[] SEC("license") = "GPL";
struct shared shared SEC(".data.shared");

struct bpf_wq {
	__u64 opaque[2];
} __attribute__((aligned(8)));

struct bpf_task_work {
	__u64 opaque;
} __attribute__((aligned(8)));

struct timed {
	struct bpf_timer timer;
};

struct queued {
	struct bpf_wq work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct timed);
} timers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct queued);
} works SEC(".maps");

#ifdef SINCE_7
struct awaited {
	struct bpf_task_work work;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct awaited);
} tasks SEC(".maps");

/* Not only declared: libbpf compares the types of a function with the kernel's. */
struct bpf_map {
	int id;
};

struct task_struct {
	int pid;
};

extern struct task_struct *bpf_task_from_vpid(int pid) __weak __ksym;
extern void bpf_task_release(struct task_struct *task) __weak __ksym;
extern int bpf_task_work_schedule_signal(struct task_struct *task, struct bpf_task_work *work, void *map,
					 int (*callback)(struct bpf_map *map, void *key, void *value)) __weak __ksym;
extern int bpf_task_work_schedule_resume(struct task_struct *task, struct bpf_task_work *work, void *map,
					 int (*callback)(struct bpf_map *map, void *key, void *value)) __weak __ksym;
#endif

extern int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __weak __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __weak __ksym;
#ifdef SINCE_7
extern int bpf_wq_set_callback(struct bpf_wq *wq, int (*callback)(void *map, int *key, void *value),
			       unsigned int flags) __weak __ksym;
#define set_callback(wq, callback) bpf_wq_set_callback(wq, callback, 0)
#else
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*callback)(void *map, int *key, void *value),
				    unsigned int flags, void *aux) __weak __ksym;
#define set_callback(wq, callback) bpf_wq_set_callback_impl(wq, callback, 0, 0)
#endif

static int load(void *map, int *key, void *value)
{
	bpf_get_current_comm(shared.by, sizeof(shared.by));
	shared.load.insns = (unsigned long)shared.instructions;
	shared.load.license = (unsigned long)shared.license;
	shared.answer = bpf_sys_bpf(BPF_PROG_LOAD, &shared.load, sizeof(shared.load));
	shared.done = 1;
	return 0;
}

/* A timer runs where the kernel cannot sleep: a call that ends at once. */
static int freeze(void *map, int *key, void *value)
{
	bpf_get_current_comm(shared.by, sizeof(shared.by));
	shared.answer = bpf_sys_bpf(BPF_MAP_FREEZE, &shared.freeze, sizeof(shared.freeze));
	shared.done = 1;
	return 0;
}

static int do_nothing(void *map, int *key, void *value)
{
	bpf_get_current_comm(shared.by, sizeof(shared.by));
	shared.done = 1;
	return 0;
}

SEC("syscall")
int direct(void *context)
{
	return load(0, 0, 0);
}

SEC("syscall")
int timer(void *context)
{
	struct timed *timed;
	int key = 0;

	timed = bpf_map_lookup_elem(&timers, &key);
	if (!timed || bpf_timer_init(&timed->timer, &timers, 1) || bpf_timer_set_callback(&timed->timer, freeze))
		return 1;
	return bpf_timer_start(&timed->timer, 1000, 0) != 0;
}

SEC("syscall")
int silent(void *context)
{
	struct timed *timed;
	int key = 0;

	timed = bpf_map_lookup_elem(&timers, &key);
	if (!timed || bpf_timer_init(&timed->timer, &timers, 1) || bpf_timer_set_callback(&timed->timer, do_nothing))
		return 1;
	return bpf_timer_start(&timed->timer, 1000, 0) != 0;
}

SEC("syscall")
int queue(void *context)
{
	struct queued *queued;
	int key = 0;

	queued = bpf_map_lookup_elem(&works, &key);
	if (!queued || bpf_wq_init(&queued->work, &works, 0) || set_callback(&queued->work, load))
		return 1;
	return bpf_wq_start(&queued->work, 0) != 0;
}

/* Its place is taken by an extension, which has none in the file of the other. */
__attribute__((noinline)) int place(int number)
{
	bpf_get_current_comm(shared.by, sizeof(shared.by));
	shared.done = 1;
	return number;
}

static int go_to_place(void *map, int *key, void *value)
{
	return place(0) != 0;
}

SEC("syscall")
int hollow_timer(void *context)
{
	struct timed *timed;
	int key = 0;

	timed = bpf_map_lookup_elem(&timers, &key);
	if (!timed || bpf_timer_init(&timed->timer, &timers, 1) || bpf_timer_set_callback(&timed->timer, go_to_place))
		return 1;
	return bpf_timer_start(&timed->timer, 1000, 0) != 0;
}

SEC("syscall")
int hollow_queue(void *context)
{
	struct queued *queued;
	int key = 0;

	queued = bpf_map_lookup_elem(&works, &key);
	if (!queued || bpf_wq_init(&queued->work, &works, 0) || set_callback(&queued->work, go_to_place))
		return 1;
	return bpf_wq_start(&queued->work, 0) != 0;
}

SEC("freplace/place")
int fills_timer(int number)
{
	return freeze(0, 0, 0);
}

SEC("freplace/place")
int fills_queue(int number)
{
	return load(0, 0, 0);
}

#ifdef SINCE_7
static int load_there(struct bpf_map *map, void *key, void *value)
{
	return load(0, 0, 0);
}

#define IN_ANOTHER_TASK(how) \
	SEC("syscall") \
	int how(void *context) \
	{ \
		struct task_struct *task = bpf_task_from_vpid(shared.other); \
		struct awaited *awaited; \
		int key = 0, error = 1; \
\
		if (!task) \
			return 1; \
		awaited = bpf_map_lookup_elem(&tasks, &key); \
		if (awaited) \
			error = bpf_task_work_schedule_##how(task, &awaited->work, &tasks, load_there); \
		bpf_task_release(task); \
		return error != 0; \
	}

IN_ANOTHER_TASK(signal)
IN_ANOTHER_TASK(resume)
#endif
