// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Only the instructions that libseccomp writes are known: any other one is an error and never skipped. */
#include "gatekeeper/seccomp/filter.h"

#include <errno.h>
#include <string.h>

struct machine {
	__u32 a;
	__u32 x;
	__u32 memory[BPF_MEMWORDS];
	size_t next; /* instruction */
};

static int load_word(const struct seccomp_data *data, __u32 offset, __u32 *ret_word)
{
	if (offset % 4 || offset > sizeof(*data) - 4)
		return -EINVAL;
	memcpy(ret_word, (const char *)data + offset, 4);
	return 0;
}

static int run_memory(struct machine *machine, const struct sock_filter *instruction)
{
	const __u32 k = instruction->k;

	if (k >= BPF_MEMWORDS)
		return -EINVAL;
	if (instruction->code == BPF_ST)
		machine->memory[k] = machine->a;
	else if (instruction->code == BPF_STX)
		machine->memory[k] = machine->x;
	else if (instruction->code == (BPF_LD | BPF_MEM))
		machine->a = machine->memory[k];
	else if (instruction->code == (BPF_LDX | BPF_MEM))
		machine->x = machine->memory[k];
	else
		return -EINVAL;
	return 0;
}

static int run_jump(struct machine *machine, const struct sock_filter *instruction)
{
	const __u32 k = BPF_SRC(instruction->code) == BPF_X ? machine->x : instruction->k;
	_Bool taken;

	if (BPF_OP(instruction->code) == BPF_JA) {
		machine->next += instruction->k;
		return 0;
	}
	if (BPF_OP(instruction->code) == BPF_JEQ)
		taken = machine->a == k;
	else if (BPF_OP(instruction->code) == BPF_JGT)
		taken = machine->a > k;
	else if (BPF_OP(instruction->code) == BPF_JGE)
		taken = machine->a >= k;
	else if (BPF_OP(instruction->code) == BPF_JSET)
		taken = machine->a & k;
	else
		return -EINVAL;
	machine->next += taken ? instruction->jt : instruction->jf;
	return 0;
}

static int run_one(struct machine *machine, const struct sock_filter *instruction, const struct seccomp_data *data)
{
	if (BPF_CLASS(instruction->code) == BPF_JMP)
		return run_jump(machine, instruction);
	switch (instruction->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		return load_word(data, instruction->k, &machine->a);
	case BPF_LD | BPF_IMM:
		machine->a = instruction->k;
		return 0;
	case BPF_ALU | BPF_AND | BPF_K:
		machine->a &= instruction->k;
		return 0;
	case BPF_MISC | BPF_TAX:
		machine->x = machine->a;
		return 0;
	case BPF_MISC | BPF_TXA:
		machine->a = machine->x;
		return 0;
	default:
		return run_memory(machine, instruction);
	}
}

int filter_count(const struct filter *filter, const struct seccomp_data *data, __u32 *ret_action, size_t *ret_executed)
{
	struct machine machine = {0};
	const struct sock_filter *instruction;
	size_t executed = 0;

	while (machine.next < filter->count) {
		instruction = &filter->instruction[machine.next++];
		executed++;
		if (instruction->code == (BPF_RET | BPF_K)) {
			*ret_action = instruction->k;
			*ret_executed = executed;
			return 0;
		}
		if (run_one(&machine, instruction, data) < 0)
			return -EINVAL;
	}
	return -EINVAL;
}

int filter_run(const struct filter *filter, const struct seccomp_data *data, __u32 *ret_action)
{
	size_t executed;

	return filter_count(filter, data, ret_action, &executed);
}
