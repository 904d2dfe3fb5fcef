// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/seccomp/plan.h"

#include <asm/socket.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/in.h>
#include <linux/kcm.h>
#include <linux/netfilter_arp/arp_tables.h>
#include <linux/netfilter_bridge/ebtables.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "bpf-lsm/contract/route-hooks.h"
#include "policy/base/cleanup.h"
#include "policy/language/commands.h"

#define BIT(number) (1ULL << (number))
#define BPF_COMMANDS 39

/* linux/socket.h, which only the kernel has */
#define SOL_IP 0
#define SOL_IPV6 41
#define SOL_PACKET 263

/* Socket options and ioctl requests that attach a program: call, level, value, operation. */
#define ATTACHING_VALUES(X) \
	X(CALL_SETSOCKOPT, SOL_SOCKET, SO_ATTACH_BPF, GK_OP_ATTACH_SOCKET) \
	X(CALL_SETSOCKOPT, SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, GK_OP_ATTACH_SOCKET) \
	X(CALL_SETSOCKOPT, SOL_PACKET, PACKET_FANOUT_DATA, GK_OP_ATTACH_SOCKET) \
	X(CALL_SETSOCKOPT, SOL_IP, IPT_SO_SET_REPLACE, GK_OP_ATTACH_NETFILTER) \
	X(CALL_SETSOCKOPT, SOL_IP, ARPT_SO_SET_REPLACE, GK_OP_ATTACH_NETFILTER) \
	X(CALL_SETSOCKOPT, SOL_IP, EBT_SO_SET_ENTRIES, GK_OP_ATTACH_NETFILTER) \
	X(CALL_SETSOCKOPT, SOL_IPV6, IP6T_SO_SET_REPLACE, GK_OP_ATTACH_NETFILTER) \
	X(CALL_IOCTL, 0, PERF_EVENT_IOC_SET_BPF, GK_OP_ATTACH_TRACING) \
	X(CALL_IOCTL, 0, TUNSETSTEERINGEBPF, GK_OP_ATTACH_OTHER) \
	X(CALL_IOCTL, 0, TUNSETFILTEREBPF, GK_OP_ATTACH_OTHER) \
	X(CALL_IOCTL, 0, SIOCKCMATTACH, GK_OP_ATTACH_SOCKET)

static const struct {
	enum seccomp_call call;
	uint32_t level, value;
	enum gk_operation operation;
} attaching[] = {
#define ATTACHING_ROW(call, level, value, operation) {call, level, value, operation},
	ATTACHING_VALUES(ATTACHING_ROW)};

#define NETLINK_OPERATIONS \
	(GK_NETLINK_OPERATIONS | BIT(GK_OP_DETACH_TC) | BIT(GK_OP_REPLACE_XDP) | BIT(GK_OP_REPLACE_TC))

void plan_init(struct plan *ret_plan)
{
#define CALL_ROW(id, call_name, count_of_arguments, first_argument) \
	[id] = {.name = call_name, \
		.arguments = count_of_arguments, \
		.first = first_argument, \
		.other_outcome = OUTCOME_ALLOW},
	static const struct plan plan = {.call = {SECCOMP_CALLS(CALL_ROW)}};

	*ret_plan = plan;
}

static void add_rules(struct gk_vector *vector, const struct gk_vector *more)
{
	for (size_t i = 0; i < GK_RULE_WORDS; i++)
		vector->word[i] |= more->word[i];
}

/* The outcome of a set of operations; the rules of one that depends are noted. */
static int ask(struct plan *plan, struct outcomes *outcomes, uint64_t operations, enum outcome *ret_outcome)
{
	struct deciders deciders;
	int r = outcomes_of(outcomes, operations, &deciders);

	if (r < 0)
		return r;
	if (deciders.outcome == OUTCOME_DEPENDS) {
		add_rules(&plan->inexact.rules, &deciders.rules);
		plan->inexact.by_default |= deciders.by_default;
	}
	*ret_outcome = deciders.outcome;
	return 0;
}

static int ask_commands(struct plan *plan, struct outcomes *outcomes)
{
	struct plan_call *call = &plan->call[CALL_BPF];

	for (uint32_t command = 0; command < BPF_COMMANDS; command++) {
		struct plan_row *row = &call->row[call->count++];
		int r = ask(plan, outcomes, command_operations(command), &row->outcome);

		if (r < 0)
			return r;
		row->value = command;
	}
	return ask(plan, outcomes, command_operations(GK_COMMAND_UNKNOWN), &call->other_outcome);
}

static int ask_attaching(struct plan *plan, struct outcomes *outcomes)
{
	for (size_t i = 0; i < ARRAY_LENGTH(attaching); i++) {
		struct plan_call *call = &plan->call[attaching[i].call];
		struct plan_row *row = &call->row[call->count++];
		int r = ask(plan, outcomes, BIT(attaching[i].operation), &row->outcome);

		if (r < 0)
			return r;
		row->level = attaching[i].level;
		row->value = attaching[i].value;
	}
	return ask(plan, outcomes, BIT(GK_OP_ATTACH_TRACING), &plan->call[CALL_PERF_EVENT_OPEN].other_outcome);
}

/* The rules that deny operations of a path that no filter sees. */
static int ask_unseen(struct outcomes *outcomes, uint64_t operations, struct unseen *ret_unseen)
{
	struct deciders deciders;
	int r = outcomes_of(outcomes, operations, &deciders);

	if (r < 0)
		return r;
	ret_unseen->rules = deciders.denying;
	ret_unseen->by_default = deciders.denied_by_default;
	return 0;
}

int plan_from_image(const struct gk_image *image, const struct plan_caller *caller, struct plan *ret_plan)
{
	struct outcomes outcomes = {.image = image, .caller = caller};
	int r;

	plan_init(ret_plan);
	r = ask_commands(ret_plan, &outcomes);
	if (r < 0)
		return r;
	r = ask_attaching(ret_plan, &outcomes);
	if (r < 0)
		return r;
	r = ask_unseen(&outcomes, NETLINK_OPERATIONS, &ret_plan->netlink);
	if (r < 0)
		return r;
	return ask_unseen(&outcomes, GK_RECEIVE_OPERATIONS, &ret_plan->receive);
}

static bool is_denied(enum outcome outcome, bool deny_unsure)
{
	return outcome == OUTCOME_DENY || (outcome == OUTCOME_DEPENDS && deny_unsure);
}

static bool is_attach_command(uint32_t command)
{
	return command_operations(command) & GK_ALL_OF_VERB(GK_VERB_ATTACH);
}

/* The commands that a program of type SYSCALL can make (kernel/bpf/syscall.c, bpf_sys_bpf()). */
static bool is_command_of_programs(uint32_t command)
{
	static const uint32_t commands[] = {BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM,  BPF_MAP_DELETE_ELEM,
					    BPF_PROG_LOAD,  BPF_MAP_GET_FD_BY_ID, BPF_RAW_TRACEPOINT_OPEN,
					    BPF_BTF_LOAD,   BPF_MAP_FREEZE,       BPF_LINK_CREATE};

	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++)
		if (commands[i] == command)
			return true;
	return false;
}

/* PROG_RUN: what a program of type SYSCALL does by bpf() no filter sees. */
static void deny_unseen_commands(struct plan_call *call)
{
	bool denied = false;

	for (size_t i = 0; i < call->count; i++)
		denied |= call->row[i].denied &&
			  (is_attach_command(call->row[i].value) || is_command_of_programs(call->row[i].value));
	for (size_t i = 0; i < call->count; i++)
		call->row[i].denied |= denied && call->row[i].value == GK_COMMAND_PROG_RUN;
}

void plan_settle(struct plan *plan, bool deny_unsure)
{
	for (size_t i = 0; i < CALL_COUNT; i++) {
		struct plan_call *call = &plan->call[i];

		call->other_denied = is_denied(call->other_outcome, deny_unsure);
		for (size_t row = 0; row < call->count; row++)
			call->row[row].denied = is_denied(call->row[row].outcome, deny_unsure);
	}
	deny_unseen_commands(&plan->call[CALL_BPF]);
	/* Both set socket options by a pointer or a ring, where no filter sees them. */
	plan->call[CALL_IO_URING_SETUP].other_denied = plan_denies_any(&plan->call[CALL_SETSOCKOPT]);
	plan->call[CALL_SOCKETCALL].other_denied = plan_denies_any(&plan->call[CALL_SETSOCKOPT]);
}

bool plan_denies(const struct plan_call *call, uint32_t first, uint32_t second)
{
	const uint32_t level = call->arguments == 2 ? first : 0;
	const uint32_t value = call->arguments == 2 ? second : first;

	if (call->arguments == 0)
		return call->other_denied;
	for (size_t i = 0; i < call->count; i++)
		if (call->row[i].level == level && call->row[i].value == value)
			return call->row[i].denied;
	return call->other_denied;
}

bool plan_denies_any(const struct plan_call *call)
{
	bool denied = call->other_denied;

	for (size_t i = 0; i < call->count; i++)
		denied |= call->row[i].denied;
	return denied;
}

bool plan_denies_all(const struct plan_call *call)
{
	bool denied = call->other_denied;

	for (size_t i = 0; i < call->count; i++)
		denied &= call->row[i].denied;
	return denied;
}
