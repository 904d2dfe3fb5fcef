// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Sends mutations of each netlink message that attaches a program, and checks in the kernel whether one attached it: if
 * the program's ID still exists after its descriptor was closed, the program is attached.
 *
 *   netlink-mutate [--enter LIST] [--step N | --random N] [--seed N] [--wait] [--show] [NAME]...
 *
 * Without --random it sends each single mutation once, with --step each Nth. With --random it sends N messages with one
 * to four mutations each. --wait: prints "ready" when everything is prepared, and continues after a line on stdin; it
 * then stays in one network namespace, as a policy may deny preparing another. --show: prints each message that
 * attached. Prints a line for each kind of message:
 *
 *   NAME sent N accepted N attached N
 */
#include <getopt.h>
#include <stdio.h>

#include <arpa/inet.h>

#include "tests/probe/bpf.h"
#include "tests/probe/enter.h"
#include "tests/probe/mutate.h"
#include "tests/probe/route-netlink.h"

#define EXISTING 7 /* priority of a filter that is there before */

enum {
	SOCKET_FILTER = 1,
	SCHED_CLS = 3,
	SCHED_ACT = 4,
	XDP = 6,
	LWT_OUT = 11,
	LWT_SEG6LOCAL = 19,
};

static int set_filter(int program, uint16_t flags, const char *kind)
{
	struct netlink netlink = {0};
	struct tcmsg *tc = begin_filter(&netlink, EXISTING);

	netlink.head.nlmsg_flags = NLM_F_REQUEST | flags;
	tc->tcm_handle = 1;
	if (kind)
		netlink_put_text(&netlink, TCA_KIND, kind);
	put_filter_options(&netlink, program);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

/* Changes the program of an existing filter. */
static int change_filter(int program)
{
	return set_filter(program, 0, "bpf");
}

/* The kernel uses the kind of the existing filter. */
static int change_without_kind(int program)
{
	return set_filter(program, 0, NULL);
}

static const struct kind {
	const char *name;
	unsigned int program_type;
	int (*build)(int program);
	int protocol;
	size_t fixed;          /* bytes in front of the attributes */
	unsigned int priority; /* of the filter that the message makes, if it makes one: taken away after each */
} kinds[] = {
	{"xdp", XDP, try_xdp, NETLINK_ROUTE, sizeof(struct ifinfomsg), 0},
	{"tc-filter", SCHED_CLS, try_tc_filter, NETLINK_ROUTE, sizeof(struct tcmsg), 1},
	{"tc-change", SCHED_CLS, change_filter, NETLINK_ROUTE, sizeof(struct tcmsg), 0},
	{"tc-change-no-kind", SCHED_CLS, change_without_kind, NETLINK_ROUTE, sizeof(struct tcmsg), 0},
	{"tc-action", SCHED_ACT, try_tc_action, NETLINK_ROUTE, sizeof(struct tcamsg), 0},
	{"tc-nested", SCHED_ACT, try_tc_nested, NETLINK_ROUTE, sizeof(struct tcmsg), 2},
	{"lwt", LWT_OUT, try_lwt, NETLINK_ROUTE, sizeof(struct rtmsg), 0},
	{"nexthop-lwt", LWT_OUT, try_nexthop, NETLINK_ROUTE, sizeof(struct nhmsg), 0},
	{"seg6local", LWT_SEG6LOCAL, try_seg6local, NETLINK_ROUTE, sizeof(struct rtmsg), 0},
	{"nft-match", SOCKET_FILTER, try_nft_match, NETLINK_NETFILTER, sizeof(struct nfgenmsg), 0},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* A filter that the kernel accepted without a program would block the next one. */
static void remove_filter(unsigned int priority)
{
	struct netlink netlink = {0};

	begin_filter(&netlink, priority);
	netlink.head.nlmsg_type = RTM_DELTFILTER;
	netlink.head.nlmsg_flags = NLM_F_REQUEST;
	netlink_send(&netlink, NETLINK_ROUTE);
}

static int load(unsigned int type)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = type == XDP ? XDP_PASS : 0},
		{.code = BPF_JMP | BPF_EXIT},
	};

	return prog_load(type, 0, insns, 2, 0, 0);
}

static uint32_t id_of(int program)
{
	struct bpf_prog_info info = {0};
	union bpf_attr attr = {
		.info = {.bpf_fd = program, .info_len = sizeof(info), .info = (uintptr_t)&info},
	};

	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) ? 0 : info.id;
}

/* Prepares an interface that is up, a qdisc, and a filter whose program can be changed. */
static int prepare(void)
{
	int program = load(SCHED_CLS), error;

	if (program < 0)
		return program;
	netlink_loopback_up();
	put_clsact();
	error = set_filter(program, NLM_F_CREATE, "bpf");
	close(program);
	return error;
}

/* The messages of a kind; the message that ends a batch is separate, as it is not mutated. */
struct seed {
	struct netlink netlink;
	unsigned char tail[64];
	size_t tail_length;
};

static void build(const struct kind *kind, int program, struct seed *ret_seed)
{
	*ret_seed = (struct seed){0};
	netlink_captured = &ret_seed->netlink;
	kind->build(program);
	netlink_captured = NULL;
	if (kind->protocol == NETLINK_NETFILTER) {
		struct netlink *netlink = &ret_seed->netlink;
		size_t offset = 0, last = netlink->begun;

		ret_seed->tail_length = netlink_length(netlink) - last;
		memcpy(ret_seed->tail, netlink->bytes + last, ret_seed->tail_length);
		while (offset < last) {
			netlink->begun = offset;
			offset += NLMSG_ALIGN(((struct nlmsghdr *)(netlink->bytes + offset))->nlmsg_len);
		}
	}
}

/* Sends messages that may be malformed. Returns whether the kernel acknowledged one. */
static bool is_accepted(const struct seed *seed, int socket)
{
	_Alignas(struct nlmsghdr) unsigned char answer[8192];
	unsigned char bytes[sizeof(seed->netlink.bytes) + sizeof(seed->tail)];
	size_t length = netlink_length(&seed->netlink);
	bool accepted = false;
	ssize_t got;

	if (length > sizeof(seed->netlink.bytes))
		return false;
	memcpy(bytes, seed->netlink.bytes, length);
	length = seed->tail_length ? NLMSG_ALIGN(length) : length;
	memcpy(bytes + length, seed->tail, seed->tail_length);
	if (send(socket, bytes, length + seed->tail_length, 0) < 0)
		return false;
	while ((got = recv(socket, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		struct nlmsghdr *head = (void *)answer;

		if (head->nlmsg_type == NLMSG_ERROR && !((struct nlmsgerr *)NLMSG_DATA(head))->error)
			accepted = true;
	}
	return accepted;
}

struct counts {
	unsigned long sent, accepted, attached;
};

struct run {
	const struct kind *kind;
	int program;
	uint32_t id;
	int socket;
	bool may_renew; /* the place, which needs to attach */
	bool show;
	struct counts counts;
};

static int renew_program(struct run *run)
{
	run->program = load(run->kind->program_type);
	run->id = run->program < 0 ? 0 : id_of(run->program);
	return run->id ? 0 : -1;
}

/* Enters a new network namespace after a program was attached, for a clean state. */
static int renew_place(struct run *run)
{
	close(run->socket);
	if (unshare(CLONE_NEWNET) || prepare())
		return -1;
	run->socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, run->kind->protocol);
	return run->socket < 0 ? -1 : 0;
}

static void show_message(const struct run *run, const struct seed *seed)
{
	size_t length = netlink_length(&seed->netlink);

	printf("# %s:", run->kind->name);
	for (size_t i = 0; i < length && i < sizeof(seed->netlink.bytes); i++)
		printf("%s%02x", i % 4 ? "" : " ", seed->netlink.bytes[i]);
	printf("\n");
}

/* Is the program attached? Closes its descriptor to find out; the next try needs another program. */
static int look_for_program(struct run *run, const struct seed *seed)
{
	union bpf_attr attr = {.prog_id = run->id};
	int fd;

	close(run->program);
	fd = sys_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
	if (fd == -EPERM) {
		fprintf(stderr, "netlink-mutate: not allowed to look up a program by its ID\n");
		return -1;
	}
	if (fd >= 0) {
		run->counts.attached++;
		if (run->show)
			show_message(run, seed);
		close(fd);
		if (run->may_renew && renew_place(run))
			return -1;
	}
	return renew_program(run);
}

static int try_message(struct run *run, const struct seed *seed)
{
	run->counts.sent++;
	if (!is_accepted(seed, run->socket))
		return 0;
	run->counts.accepted++;
	if (look_for_program(run, seed))
		return -1;
	if (run->kind->priority)
		remove_filter(run->kind->priority);
	return 0;
}

static int try_each(struct run *run, unsigned int step)
{
	for (unsigned int number = 0;; number += step) {
		struct seed seed;

		build(run->kind, run->program, &seed);
		if (!mutate_by_number(&seed.netlink, run->kind->fixed, number))
			return 0;
		if (try_message(run, &seed))
			return -1;
	}
}

static int try_random(struct run *run, unsigned long count)
{
	while (count--) {
		struct seed seed;

		build(run->kind, run->program, &seed);
		for (long left = 1 + random() % 4; left; left--)
			mutate_at_random(&seed.netlink, run->kind->fixed);
		if (try_message(run, &seed))
			return -1;
	}
	return 0;
}

/* Returns 0, or 1 if not every message could be sent. */
static int try_kind(const struct kind *kind, unsigned int step, unsigned long random_count, bool may_renew, bool show)
{
	struct run run = {.kind = kind, .may_renew = may_renew, .show = show};
	int error;

	run.socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, kind->protocol);
	if (run.socket < 0 || renew_program(&run)) {
		printf("%s could-not-try\n", kind->name);
		return 1;
	}
	error = random_count ? try_random(&run, random_count) : try_each(&run, step);
	close(run.socket);
	close(run.program);
	printf("%s%s sent %lu accepted %lu attached %lu\n", kind->name, error ? " broken-off" : "", run.counts.sent,
	       run.counts.accepted, run.counts.attached);
	return error ? 1 : 0;
}

static void wait_for_line(void)
{
	char line[16];

	puts("ready");
	if (!fgets(line, sizeof(line), stdin))
		exit(1);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"enter", required_argument, NULL, 'e'},
						{"random", required_argument, NULL, 'r'},
						{"seed", required_argument, NULL, 's'},
						{"wait", no_argument, NULL, 'w'},
						{"step", required_argument, NULL, 'n'},
						{"show", no_argument, NULL, 'v'},
						{0}};
	unsigned long random_count = 0;
	unsigned int step = 1;
	bool wait = false, show = false;
	struct place place = {0};
	int option, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'e' && !place_parse(&place, optarg))
			continue;
		if (option == 'r')
			random_count = strtoul(optarg, NULL, 10);
		else if (option == 's')
			srandom((unsigned int)strtoul(optarg, NULL, 10));
		else if (option == 'n')
			step = (unsigned int)strtoul(optarg, NULL, 10) ?: 1;
		else if (option == 'w')
			wait = true;
		else if (option == 'v')
			show = true;
		else
			return 2;
	}
	if (place_enter(&place) || prepare()) {
		fprintf(stderr, "netlink-mutate: cannot prepare a network namespace\n");
		return 1;
	}
	if (wait)
		wait_for_line();
	for (size_t i = 0; i < KINDS; i++)
		if (is_named(kinds[i].name, argv + optind))
			failed |= try_kind(&kinds[i], step, random_count, !wait, show);
	return failed;
}
