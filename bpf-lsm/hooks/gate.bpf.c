// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate: refuses what the policy refuses, before the kernel does it.
 *
 * hooks:
 *   lsm/bpf       every bpf() command, also those of syscall programs; attr is a kernel copy
 *   lsm/bpf_map   every map descriptor issued: ours are not for others
 *   lsm/bpf_prog  every program descriptor issued, with the verified program (load, by id, from a pin, xt_bpf)
 *
 * Handlers take the arguments that all kernels share and never `ret`: its position changed in 6.15. A refusal is
 * -EPERM; a value outside [-4095, 0] would be taken as permission.
 */
#include "bpf-lsm/kernel/types.bpf.h"

#include "bpf-lsm/event/event.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/event/repeat.bpf.h"
#include "bpf-lsm/request/request.bpf.h"

#define EPERM 1
#define ENOENT 2 /* hides: whoever lists maps or programs goes on with the next one */

/* The reason that explains a refusal best: a target that could not be known, else the rule or the default. */
static __always_inline __u8 reason_of(const struct call *call)
{
	if (call->decision.verdict == GK_DENY && call->request.relation != GK_TARGET_NONE) {
		if (call->request.shared_files)
			return GK_REASON_SHARED_FILES;
		if (call->request.relation == GK_TARGET_UNKNOWN)
			return GK_REASON_UNRESOLVED;
	}
	return call->decision.reason;
}

/* What the decision did not need, and the record wants. */
static __always_inline void gather_for_record(struct task_struct *task, struct call *call)
{
	if (call->request.relation == GK_TARGET_NONE && call->target_fd != GK_NO_NUMBER)
		gather_relation(task, call);
	if (!call->program && call->program_fd != GK_NO_NUMBER)
		call->program = (__u64)program_of(task, call->program_fd);
}

#define SHORT_PATH 64

/* The path of the caller's executable: found out once for a task, and again when it executes another file. */
static __always_inline void write_executable(struct gk_event *event, struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	struct file *file = mm ? mm->exe_file : NULL;
	struct gk_executable *known;

	if (!file)
		return;
	known = bpf_task_storage_get(&gk_executables, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!known) {
		if (bpf_d_path(&file->f_path, event->executable, sizeof(event->executable)) < 0)
			event->executable[0] = 0;
		return;
	}
	if (known->file != (__u64)file || known->inode != event->executable_inode ||
	    known->device != event->executable_device) {
		known->file = (__u64)file;
		known->inode = event->executable_inode;
		known->device = event->executable_device;
		known->path[SHORT_PATH - 1] = 0;
		if (bpf_d_path(&file->f_path, known->path, sizeof(known->path)) < 0)
			known->path[0] = 0;
	}
	/* Most paths are short. */
	__builtin_memcpy(event->executable, known->path, SHORT_PATH);
	if (known->path[SHORT_PATH - 1])
		__builtin_memcpy(event->executable + SHORT_PATH, known->path + SHORT_PATH,
				 sizeof(event->executable) - SHORT_PATH);
}

/*
 * False: it is not on record, and not among the repeats of what is. `with_path`: the hook may ask for the path of the
 * caller's executable.
 */
static __always_inline bool write_decision(struct call *call, struct task_struct *task, const struct gk_image *image,
					   bool with_path)
{
	int repeat = REPEAT_WRITE;
	struct gk_event *event;

	gather_for_record(task, call);
	if (call->decision.verdict == GK_DENY && !(image && image->flags & GK_IMAGE_RECORDS_EACH))
		repeat = gk_repeat(call, image);
	if (repeat == REPEAT_COUNTED)
		return true;
	event = repeat == REPEAT_WRITE ? event_reserve(GK_EVENT_DECISION, call->decision.verdict)
				       : repeat_event(repeat);
	if (!event)
		return false;
	event->reason = reason_of(call);
	gk_write_caller(event, &call->request);
	if (with_path)
		write_executable(event, task);
	event->target_id = cgroup_id((struct cgroup *)call->cgroup);
	event_netns(event, &call->request, call->netns);
	event_program(event, (struct bpf_prog *)call->program);
	event->program_state = call->request.program_state;
	event->signature = call->request.signature;
	if (call->request.program_state == GK_PROGRAM_DECLARED) {
		event->program_type = call->request.program_type;
		__builtin_memcpy(event->program_name, call->request.program_name, sizeof(event->program_name));
	}
	event_policy(event, image, call->decision.rule);
	event->operation = call->request.operation;
	event->relation = call->request.relation;
	event->from = call->decision.from;
	event->command = call->command;
	event->route = call->route;
	event->attach_type = attach_type_number(call->request.attach_type);
	event->result = call->result;
	if (repeat == REPEAT_WRITE)
		bpf_ringbuf_submit(event, 0);
	else
		repeat_described(repeat);
	return true;
}

static __always_inline void count_decision(__u8 verdict)
{
	__sync_fetch_and_add(&gk_counters.decided[verdict & 1], 1);
}

/*
 * What follows from a decision of `image` (NULL: there is none): the errno, the count, the event. The gatekeeper
 * itself is let through: a policy can't lock out the program that would replace it. A global function, see request.h.
 */
static __always_inline int conclude(struct call *call, const struct gk_image *image, bool with_path)
{
	bool audit = image && image->mode == GK_AUDIT;

	if (!call)
		return 0;
	call->result = call->own_object && call->request.operation != GK_OP_LOAD ? -ENOENT : -EPERM;
	if (audit && !call->own_object && call->decision.reason != GK_REASON_NO_POLICY)
		call->result = 0;
	if (call->decision.verdict == GK_ALLOW)
		call->result = 0;
	if (!call->own_object && caller_is_gatekeeper(&call->request)) {
		/* Nor on record: a record of reading what a record needs would make the next one, without end. */
		call->result = 0;
		return 0;
	}
	count_decision(call->decision.verdict);
	if (call->decision.logged && !(call->decision.verdict == GK_ALLOW && call->logged_later) &&
	    !write_decision(call, bpf_get_current_task_btf(), image, with_path) && image &&
	    image->flags & GK_IMAGE_DENIES_LOST && image->mode != GK_AUDIT && !call->result)
		call->result = -EPERM;
	return 0;
}

__noinline int gk_conclude(struct call *call, const struct gk_image *image)
{
	return conclude(call, image, true);
}

/* The decision of `image` on a gathered request. A global function, see request.h. */
__noinline int gk_decide_call(struct call *call, const struct gk_image *image)
{
	if (!call)
		return 0;
	if (call->own_object)
		call->decision = gk_own_object();
	else
		call->decision = image ? gk_decide(image, &call->request) : gk_no_policy();
	return 0;
}

/*
 * A hook looks up the image in force once and does everything by it: what is found out for a request and what decides
 * it must not be of two policies.
 */
static __always_inline void judge(struct call *call, const struct gk_image *image)
{
	gk_decide_call(call, image);
	gk_conclude(call, image);
}

/* The canary of abi.h: answered only to a caller in all init namespaces, and as unknown to everyone else. */
static __always_inline int answer_canary(union bpf_attr *attr, const struct gk_image *image)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 generation = 0;

	if (caller_namespaces(task, task->cred))
		return 0;
	bpf_probe_read_kernel(&generation, sizeof(generation), attr);
	if (!image || image->magic != GK_IMAGE_MAGIC || image->generation != generation)
		return -GK_CANARY_STALE_ERRNO;
	return -GK_CANARY_ERRNO;
}

/* Remembers for the hooks that see the program (lsm/bpf_prog, lsm/bpf_map) which call issues it. */
static __always_inline void remember(const struct call *call)
{
	struct gk_inflight *inflight =
		bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!inflight)
		return;
	inflight->started = bpf_ktime_get_boot_ns();
	inflight->command = call->command;
	inflight->valid = 1;
}

/* The command of the running call; GK_NO_NUMBER when none was remembered. Used up. */
static __always_inline __u32 recall(__u64 *ret_started)
{
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, 0);

	if (!inflight || !inflight->valid)
		return GK_NO_NUMBER;
	inflight->valid = 0;
	*ret_started = inflight->started;
	return inflight->command;
}

/*
 * The errno, or 0. A call that could become another operation by a repointed descriptor is allowed only if each of
 * these is allowed.
 */
static __always_inline int judge_each(struct call *call, const struct gk_image *image)
{
	int i;

	if (concerns(image, call->request.operation) || call->own_object)
		judge(call, image);
	for (i = 0; i < GK_SUSPECTS; i++) {
		if (call->result || !call->suspect[i])
			break;
		call->request.operation = call->suspect[i];
		call->logged_later = 1;
		if (concerns(image, call->request.operation))
			judge(call, image);
	}
	return call->result;
}

/* Commands whose operation is in the table, and that have no program and no target of their own. */
#define PLAIN_COMMANDS \
	(1ULL << BPF_MAP_CREATE | 1ULL << BPF_MAP_LOOKUP_ELEM | 1ULL << BPF_MAP_GET_NEXT_KEY | \
	 1ULL << BPF_PROG_GET_NEXT_ID | 1ULL << BPF_MAP_GET_NEXT_ID | 1ULL << BPF_MAP_GET_FD_BY_ID | \
	 1ULL << BPF_OBJ_GET_INFO_BY_FD | 1ULL << BPF_PROG_QUERY | 1ULL << BPF_BTF_LOAD | \
	 1ULL << BPF_BTF_GET_FD_BY_ID | 1ULL << BPF_TASK_FD_QUERY | 1ULL << BPF_MAP_LOOKUP_AND_DELETE_ELEM | \
	 1ULL << BPF_MAP_FREEZE | 1ULL << BPF_BTF_GET_NEXT_ID | 1ULL << BPF_MAP_LOOKUP_BATCH | \
	 1ULL << BPF_MAP_LOOKUP_AND_DELETE_BATCH | 1ULL << BPF_MAP_UPDATE_BATCH | 1ULL << BPF_MAP_DELETE_BATCH | \
	 1ULL << BPF_LINK_GET_NEXT_ID | 1ULL << BPF_ENABLE_STATS | 1ULL << BPF_ITER_CREATE | \
	 1ULL << BPF_PROG_BIND_MAP | 1ULL << BPF_LINK_GET_FD_BY_ID)

/* 0: not plain. Not static: see operation.h. */
#define GK_PLAIN_OPERATION_OF(number, word, operation) \
	[number] = PLAIN_COMMANDS >> (number)&1 ? GK_OP_UNKNOWN ^ operation : 0,

const __u8 gk_plain_operation[64] = {GK_COMMANDS(GK_PLAIN_OPERATION_OF)};

/*
 * The short way, for an operation that needs no descriptor to be looked at where no rule asks for more than the caller,
 * the operation and the attach type: false when this is none.
 */
static __always_inline bool is_short(__u32 command, union bpf_attr *attr, struct gk_request *request)
{
	request->attach_type = GK_ATTACH_TYPE_NONE;
	request->program_state = GK_PROGRAM_NONE;
	if (command > 63)
		return false;
	if (gk_plain_operation[command]) {
		request->operation = GK_OP_UNKNOWN ^ gk_plain_operation[command];
		return true;
	}
	if ((command != BPF_PROG_ATTACH && command != BPF_PROG_DETACH) ||
	    family_of_attach_type(attr->attach_type) != GK_FAMILY_CGROUP)
		return false;
	request->operation = operation_on(
		command == BPF_PROG_DETACH ? GK_VERB_DETACH : verb_of_attach(attr->attach_flags), GK_FAMILY_CGROUP);
	request->attach_type = attr->attach_type;
	return true;
}

/* What of the short way its rare end needs, in the hook's frame: neither has the other's below its own. */
struct found {
	const struct gk_image *image;
	struct gk_match match;
	__u64 executable_inode;
	__u64 executable_device;
	__u64 cgroup_id; /* 0: not asked for */
	__u32 uid;
	__u32 namespaces;
};

/* The rare end of the short way: what was decided is a refusal, or is to be on record. */
static __noinline int conclude_short(__u32 command, union bpf_attr *attr, const struct found *found)
{
	const struct gk_image *image = found->image;
	struct call call = {
		.command = command,
		.program_fd = GK_NO_NUMBER,
		.target_fd = GK_NO_NUMBER,
	};

	if (!image)
		return -EPERM;
	is_short(command, attr, &call.request);
	if (call.request.attach_type != GK_ATTACH_TYPE_NONE) {
		call.program_fd = attr->attach_bpf_fd;
		call.target_fd = attr->target_fd;
	}
	call.request.namespaces = found->namespaces;
	call.request.uid = found->uid;
	call.request.executable_inode = found->executable_inode;
	call.request.executable_device = found->executable_device;
	call.request.caller.id = found->cgroup_id;
	call.decision = gk_decision_of(image, &found->match, &call.request);
	call.request.shared_files = files_shared(bpf_get_current_task_btf());
	gk_conclude(&call, image);
	return call.result ? -EPERM : 0;
}

static __always_inline void read_attr(struct call *call, union bpf_attr *attr)
{
	const volatile __u32 *head = (const volatile void *)attr;

	call->attr[0] = head[0];
	call->attr[1] = head[1];
	call->attr[2] = head[2];
	call->attr[3] = head[3];
	if (call->command != BPF_PROG_LOAD)
		return;
	call->program_name = (__u64)attr->prog_name;
	call->expected_attach_type = attr->expected_attach_type;
	call->logged_later = 1; /* by lsm/bpf_prog, which knows the program */
}

static __noinline int gate_long(__u32 command, union bpf_attr *attr)
{
	const struct gk_image *image = published_image();
	struct call call = {.command = command};

	if (command == GK_CANARY_COMMAND)
		return answer_canary(attr, image);
	read_attr(&call, attr);
	gk_gather(&call, image);
	if (judge_each(&call, image))
		return call.own_object ? -ENOENT : -EPERM;
	if (command == BPF_PROG_LOAD ||
	    (call.request.program_state == GK_PROGRAM_LATER && uses_of(image) & GK_USES_PROGRAM))
		remember(&call);
	return 0;
}

/* A request that does not come from a call's attributes. A global function, see request.h. */
__noinline int gk_gather_object(struct call *call, const struct gk_image *image)
{
	if (!call)
		return 0;
	gk_gather_caller(&call->request, uses_of(image));
	call->request.attach_type = GK_ATTACH_TYPE_NONE;
	call->request.program_state = GK_PROGRAM_NONE;
	call->program_fd = GK_NO_NUMBER;
	call->target_fd = GK_NO_NUMBER;
	if (call->program)
		set_program(&call->request, (struct bpf_prog *)call->program);
	return 0;
}

#define LONG_WAY 1 /* nothing is decided yet */
#define NOT_SILENT 2

/* A link of ours, asked for by its id. */
static __noinline int refuse_link(__u32 command, __u32 id)
{
	const struct gk_image *image = published_image();
	struct call call = {.command = command};

	if (!is_own_link(id) || may_reach_own(current_namespaces(), true))
		return LONG_WAY;
	call.request.operation = GK_OP_GET;
	call.own_object = 1;
	gk_gather_object(&call, image);
	judge(&call, image);
	return -ENOENT;
}

/*
 * The short way. Apart from the hook, so that a call that no rule concerns does not pay for its stack and registers.
 * `ret_found` is set with NOT_SILENT.
 */
static __noinline int gate(__u32 command, union bpf_attr *attr, struct found *ret_found)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_request request = {};
	const struct gk_image *image;
	__u32 uses, known;

	if (command < GK_COMMAND_UNKNOWN && !(gk_gate.init_commands >> command & 1) && plainly_init(task, task->cred)) {
		count_decision(GK_ALLOW);
		return 0;
	}
	image = published_image();
	if (!is_short(command, attr, &request) || !image || image->magic != GK_IMAGE_MAGIC)
		return LONG_WAY;
	uses = image->uses;
	if (uses & GK_USES_RARE)
		return LONG_WAY;
	gather_caller(&request, uses);
	known = gk_decide_short(image, uses, &request);
	if (!known_silent(known)) {
		ret_found->match = known_match(known);
		ret_found->image = image;
		ret_found->executable_inode = request.executable_inode;
		ret_found->executable_device = request.executable_device;
		ret_found->cgroup_id = request.caller.id;
		ret_found->uid = request.uid;
		ret_found->namespaces = request.namespaces;
		return NOT_SILENT;
	}
	count_decision(GK_ALLOW);
	return 0;
}

SEC("lsm/bpf")
int BPF_PROG(gk_bpf, unsigned int cmd, union bpf_attr *attr, unsigned int size)
{
	struct found found;
	int answer;

	if (cmd < GK_COMMAND_UNKNOWN && !(gk_gate.commands >> cmd & 1))
		return 0;
	if (cmd == BPF_LINK_GET_FD_BY_ID && (answer = refuse_link(cmd, attr->link_id)) != LONG_WAY)
		return answer;
	if (cmd == GK_UNSEAL_COMMAND)
		return unseal(attr);
	answer = gate(cmd, attr, &found);
	if (answer == LONG_WAY)
		return gate_long(cmd, attr);
	return answer == NOT_SILENT ? conclude_short(cmd, attr, &found) : 0;
}

#define FMODE_WRITE 2 /* include/linux/fs.h */

/* Could the descriptor change what is in force? Draining the ring writes, too, and the account of that. */
static __always_inline bool changes_state(struct bpf_map *map, unsigned int fmode)
{
	__u64 address = address_of(map);

	return fmode & FMODE_WRITE && address != (__u64)&gk_events && address != (__u64)&gk_denials &&
	       address != (__u64)&gk_reported && address != (__u64)&gk_repeats;
}

/* Hides what is the gatekeeper's own; decides on a map from a pin, which might have been a program. */
SEC("lsm/bpf_map")
int BPF_PROG(gk_bpf_map, struct bpf_map *map, unsigned int fmode)
{
	const struct gk_image *image = published_image();
	bool own = is_own_map(map);
	struct call call = {};
	__u64 started;

	if (!own && !(uses_of(image) & GK_USES_PROGRAM))
		return 0;
	call.command = recall(&started);
	if (!own && call.command != BPF_OBJ_GET)
		return 0;
	call.request.operation = GK_OP_GET;
	gk_gather_object(&call, image);
	call.own_object = own && !may_reach_own(call.request.namespaces, changes_state(map, fmode));
	if (own && !call.own_object)
		return 0;
	judge_each(&call, image);
	return call.own_object ? -ENOENT : call.result ? -EPERM : 0;
}

/* Is the program the gatekeeper's own, or one that would come between it and the kernel, and not for the caller? */
static __always_inline bool is_kept(struct bpf_prog *program, __u8 operation, __u8 namespaces)
{
	if (operation != GK_OP_LOAD)
		return is_own_program(program) && !may_reach_own(namespaces, true);
	return protection() != GK_PROTECT_OFF && is_aimed_at_own(program) && !may_reach_own(namespaces, true);
}

/* For the records of what is done with the program. */
static __always_inline void remember_program(struct bpf_prog *program)
{
	__u32 id = program->aux->id, place = id % GK_PROGRAMS;
	volatile struct gk_program *known = bpf_map_lookup_elem(&gk_programs, &place);

	if (!known || known->id == id)
		return;
	known->id = 0;
	bpf_probe_read_kernel((void *)known->name, sizeof(known->name), program->aux->name);
	bpf_probe_read_kernel((void *)known->tag, sizeof(known->tag), program->tag);
	known->id = id;
}

SEC("lsm/bpf_prog")
int BPF_PROG(gk_bpf_prog, struct bpf_prog *prog)
{
	const struct gk_image *image = published_image();
	struct call call = {};
	__u64 started = 0;

	remember_program(prog);
	call.command = recall(&started);
	call.program = (__u64)prog;
	/* A mark that a failed load left behind does not make a load of what is older than it. */
	call.request.operation = GK_OP_GET;
	if (call.command == BPF_PROG_LOAD && prog->aux->load_time >= started)
		call.request.operation = GK_OP_LOAD;
	else if (!(uses_of(image) & GK_USES_PROGRAM) && !is_own_program(prog))
		return 0; /* lsm/bpf has decided already, or no rule concerns it */
	gk_gather_object(&call, image);
	call.own_object = is_kept(prog, call.request.operation, call.request.namespaces);
	judge_each(&call, image);
	if (call.own_object)
		return call.request.operation == GK_OP_LOAD ? -EPERM : -ENOENT;
	return call.result ? -EPERM : 0;
}
