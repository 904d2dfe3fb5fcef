// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate of objects: decides on what lsm/bpf could not know from the call's attributes.
 *
 * hooks:
 *   lsm/bpf_map   every map descriptor issued: ours are not for others
 *   lsm/bpf_prog  every program descriptor issued, with the verified program (load, by id, from a pin, xt_bpf)
 */
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/in-flight.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

#define FMODE_WRITE 2 /* include/linux/fs.h */

/* Could the descriptor change what is in force? Draining the ring writes, too, and the account of that. */
static __always_inline bool changes_state(struct bpf_map *map, unsigned int fmode)
{
	__u64 address = address_of(map);

	return fmode & FMODE_WRITE && address != (__u64)&gk_events && address != (__u64)&gk_denials &&
	       address != (__u64)&gk_reported && address != (__u64)&gk_repeats && address != (__u64)&gk_writer;
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
	call.command = recall_command(&started, &call.recorded);
	if (!own && call.command != BPF_OBJ_GET)
		return 0;
	call.request.operation = GK_OP_GET;
	gk_gather_object(&call, image);
	call.own_object = own && !may_reach_own(call.request.namespaces, changes_state(map, fmode));
	if (own && !call.own_object)
		return 0;
	return answer_each(&call, image);
}

/* From 6.18 on a program at a function of user space may set its registers: also those of the gatekeeper. */
static __always_inline bool sets_registers(struct bpf_prog *program)
{
	struct bpf_prog_aux___registers *aux = (void *)program->aux;

	return bpf_core_field_exists(aux->kprobe_write_ctx) && READ(aux, kprobe_write_ctx);
}

/*
 * Is the program the gatekeeper's own, or one that would come between it and the kernel? Without a protection the host
 * may have all of them, and nobody else one that acts as the host. With it, nobody else may have one that can bend any
 * process, either (and none that writes to its memory: guard-task.bpf.c).
 */
static __always_inline bool is_kept_from_others(struct bpf_prog *program, bool own)
{
	if (own)
		return true;
	if (current_protection() == GK_PROTECT_OFF)
		return calls_elsewhere(program, program->type);
	return is_aimed_at_own(program) || (sets_registers(program) && is_kept_out());
}

static __always_inline volatile struct gk_program *place_of(struct bpf_prog *program)
{
	__u32 place = program->aux->id % GK_PROGRAMS;

	return bpf_map_lookup_elem(&gk_programs, &place);
}

/*
 * Was a descriptor of the program ever allowed to anybody, as far as is still known? A program has an id before its
 * load is decided on: who takes it by that id before asks for a load, whatever the command. A program older than the
 * last GK_PROGRAMS is asked about as a load again.
 */
static __always_inline bool was_issued(struct bpf_prog *program)
{
	volatile struct gk_program *known = place_of(program);

	return known && known->id == program->aux->id;
}

/* For the records of what is done with the program, and for was_issued(). */
static __always_inline void remember_program(struct bpf_prog *program)
{
	volatile struct gk_program *known = place_of(program);

	if (!known || known->id == program->aux->id)
		return;
	known->id = 0;
	bpf_probe_read_kernel((void *)known->name, sizeof(known->name), program->aux->name);
	bpf_probe_read_kernel((void *)known->tag, sizeof(known->tag), program->tag);
	known->id = program->aux->id;
}

/* What is found since a search began. One that learns did not know it of the programs before: it is no answer. */
#define SEARCH_FOUND 1
#define SEARCH_LEARNT 2

SEC("lsm/bpf_prog")
int BPF_PROG(gk_bpf_prog, struct bpf_prog *prog)
{
	const struct gk_image *image = published_image();
	bool own = is_own_program(prog), kept;
	struct call call = {};
	__u64 started = 0;
	int answer = 0;

	if (prog->type == BPF_PROG_TYPE_CGROUP_SYSCTL && !own && !is_gatekeeper(bpf_get_current_task_btf()))
		gk_others.sysctl = 1;
	call.command = recall_command(&started, &call.recorded);
	call.program = (__u64)prog;
	/* A mark that a failed load left behind does not make a load of what is older than it. */
	call.request.operation = GK_OP_GET;
	if (!own && ((call.command == BPF_PROG_LOAD && prog->aux->load_time >= started) || !was_issued(prog)))
		call.request.operation = GK_OP_LOAD;
	else if (!own && !(uses_of(image) & GK_USES_PROGRAM))
		return 0; /* lsm/bpf has decided already, or no rule concerns it */
	kept = is_kept_from_others(prog, own);
	if (kept || needs_decision(image, call.request.operation)) {
		gk_gather_object(&call, image);
		call.own_object = kept && !may_reach_own(call.request.namespaces, true);
		answer = answer_each(&call, image);
	}
	if (answer)
		return answer;
	remember_program(prog);
	if (is_lifted() && is_aimed_at_own(prog) && !own) {
		__sync_fetch_and_or(&gk_others.aimed, SEARCH_FOUND);
		set_aimed(1);
	}
	return 0;
}

/* How the kernel writes a call, from a sample program of the loader. 0: it is not that instruction. */
static __always_inline __u32 learn_call(struct bpf_prog *program, __u32 number)
{
	__u64 instruction = instruction_at(address_of(program), number);

	return CODE_OF(instruction) == CODE_CALL ? IMMEDIATE_OF(instruction) : 0;
}

/* Is the program one of the samples? */
static __always_inline bool learn_calls(struct bpf_prog *program, __u32 id)
{
	if (id == gk_others.syscall_sample) {
		gk_others.sys_close_call = learn_call(program, GK_SAMPLE_SYS_CLOSE);
		gk_others.sys_bpf_call = learn_call(program, GK_SAMPLE_SYS_BPF);
		return true;
	}
	if (id != gk_others.sysctl_sample)
		return false;
	gk_others.retval_call = learn_call(program, GK_SAMPLE_RETVAL);
	return true;
}

static __always_inline void begin_search(__u64 session)
{
	gk_others.search = session;
	gk_others.aimed = 0;
}

/*
 * A program that is issued while the protection is lifted counts as found, also one that is after its place in the
 * search has passed. Where another search began meanwhile, this one does not know what it had found.
 */
static __always_inline void end_search(__u64 session)
{
	bool is_last = gk_others.search == session;

	if (is_last && gk_others.aimed & SEARCH_LEARNT)
		return;
	set_aimed(!is_last || gk_others.aimed & SEARCH_FOUND || !gk_others.retval_call);
	if (gk_others.aimed & SEARCH_FOUND)
		set_aimed(1);
}

/*
 * Run when the protection has been switched on: is there a program that was issued before, and that nobody may attach
 * now? Writes the ids of those. The first search, of the loader, learns how the kernel writes a call.
 */
SEC("iter/bpf_prog")
int gk_find_aimed(struct bpf_iter__bpf_prog *ctx)
{
	struct bpf_prog *program = ctx->prog;
	__u64 session = ctx->meta->session_id;
	__u32 id;

	if (!ctx->meta->seq_num)
		begin_search(session);
	if (!program) {
		end_search(session);
		return 0;
	}
	id = READ(program, aux, id);
	if (learn_calls(program, id)) {
		__sync_fetch_and_or(&gk_others.aimed, gk_others.retval_call ? SEARCH_LEARNT : 0);
		return 0;
	}
	if (!is_aimed_at_own(program) || is_own_program(program) || was_attached(program))
		return 0;
	__sync_fetch_and_or(&gk_others.aimed, SEARCH_FOUND);
	bpf_seq_write(ctx->meta->seq, &id, sizeof(id));
	return 0;
}
