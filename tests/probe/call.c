// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Makes one bpf() call of a kind that probe does not have:
 *
 *   call command N                        the command N, with attributes of zero
 *   call netns FILE                       attach a program to the network namespace of a file by a link
 *   call load [SIGNATURE CERTIFICATE]     load a program; signed, with the certificate in the session's keyring
 *   call instructions                     make no call, but print the program's bytes, to be signed
 *   call failing                          calls that cannot succeed, as clients make them to find out what a kernel
 *                                         has; a line for each, NAME ANSWER, at last two that can: control-NAME ANSWER
 *   call capable                          calls that succeed with a capability only, a line for each as above
 *
 * Prints allowed, refused (EPERM), or the errno's name.
 */
#include <linux/btf.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/probe/bpf.h"

#define PROG_SK_LOOKUP 30
#define ATTACH_SK_LOOKUP 36

/* r0 = 1; exit */
static const struct bpf_insn instructions[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};

/* The attributes of PROG_LOAD since Linux 6.18; the system's header may be older. */
struct signed_load {
	unsigned char before[152];
	uint64_t signature;
	uint32_t signature_size;
	int32_t keyring_id;
};

static int answer(int result)
{
	if (result >= 0)
		puts("allowed");
	else
		puts(result == -EPERM ? "refused" : strerrorname_np(-result));
	return 0;
}

static int command(unsigned int number)
{
	union bpf_attr attr = {0};

	return sys_bpf(number, &attr);
}

static int attach_to_netns(const char *file)
{
	int netns = open(file, O_RDONLY | O_CLOEXEC);
	int program = prog_load(PROG_SK_LOOKUP, ATTACH_SK_LOOKUP, instructions, 2, 0, 0);

	if (netns < 0 || program < 0) {
		fprintf(stderr, "call: cannot start: namespace %d, program %d\n", netns, program);
		exit(2);
	}
	return link_create(netns, program, ATTACH_SK_LOOKUP);
}

static size_t read_file(const char *path, unsigned char *bytes, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = fd < 0 ? -1 : read(fd, bytes, size);

	if (count <= 0) {
		perror(path);
		exit(2);
	}
	close(fd);
	return count;
}

static int load_signed(const char *signature, const char *certificate)
{
	static unsigned char signature_bytes[8192], certificate_bytes[8192];
	struct signed_load load = {.signature = (uintptr_t)signature_bytes, .keyring_id = KEY_SPEC_SESSION_KEYRING};
	union bpf_attr attr = {
		.prog_type = PROG_CGROUP_SOCK,
		.expected_attach_type = BPF_CGROUP_INET_SOCK_CREATE,
		.insns = (uintptr_t)instructions,
		.insn_cnt = 2,
		.license = (uintptr_t) "GPL",
		.prog_name = "signed",
	};
	size_t length = read_file(certificate, certificate_bytes, sizeof(certificate_bytes));

	load.signature_size = read_file(signature, signature_bytes, sizeof(signature_bytes));
	if (syscall(SYS_add_key, "asymmetric", "test", certificate_bytes, length, KEY_SPEC_SESSION_KEYRING) < 0) {
		perror("add_key");
		exit(2);
	}
	memcpy(load.before, &attr, offsetof(union bpf_attr, core_relo_rec_size));
	return sys_bpf_sized(BPF_PROG_LOAD, &load, sizeof(load));
}

#define ATTACH_UNKNOWN 1000
#define COMMAND_UNKNOWN 60
#define INGRESS BPF_CGROUP_INET_INGRESS

static void print_call(const char *name, unsigned int number, union bpf_attr attr)
{
	printf("%s ", name);
	answer(sys_bpf(number, &attr));
}

/* systemd: a target of -1. runc: a replacement at /dev/null. libbpf: links to a target of -1. */
static void print_failing_attaches(int program, int null)
{
	union bpf_attr attr = {.target_fd = -1, .attach_bpf_fd = program, .attach_type = INGRESS};
	union bpf_attr link = {.link_create = {.prog_fd = program, .target_fd = -1, .attach_type = INGRESS}};

	print_call("attach-to-nothing", BPF_PROG_ATTACH, attr);
	print_call("detach-from-nothing", BPF_PROG_DETACH, attr);
	print_call("link-to-nothing", BPF_LINK_CREATE, link);
	link.link_create.target_fd = null;
	print_call("link-to-another-file", BPF_LINK_CREATE, link);
	link.link_create.prog_fd = null;
	print_call("link-of-another-file", BPF_LINK_CREATE, link);
	attr.target_fd = null;
	print_call("attach-to-another-file", BPF_PROG_ATTACH, attr);
	attr.attach_flags = FLAG_ALLOW_MULTI | FLAG_REPLACE;
	attr.replace_bpf_fd = program;
	print_call("replace-at-another-file", BPF_PROG_ATTACH, attr);
	attr.attach_bpf_fd = -1;
	print_call("attach-nothing", BPF_PROG_ATTACH, attr);
	attr.attach_bpf_fd = program;
	attr.attach_type = ATTACH_UNKNOWN;
	print_call("attach-of-unknown-type", BPF_PROG_ATTACH, attr);
}

static void print_failing_others(int null)
{
	print_call("query-nothing", BPF_PROG_QUERY,
		   (union bpf_attr){.query = {.target_fd = -1, .attach_type = INGRESS}});
	print_call("update-no-link", BPF_LINK_UPDATE, (union bpf_attr){.link_update = {.link_fd = -1}});
	print_call("detach-another-file", BPF_LINK_DETACH, (union bpf_attr){.link_detach = {.link_fd = null}});
	print_call("look-up-in-nothing", BPF_MAP_LOOKUP_ELEM, (union bpf_attr){.map_fd = -1});
	print_call("look-up-in-another-file", BPF_MAP_LOOKUP_ELEM, (union bpf_attr){.map_fd = null});
	print_call("run-nothing", BPF_PROG_RUN, (union bpf_attr){.test = {.prog_fd = -1}});
	print_call("raw-tracepoint-of-nothing", BPF_RAW_TRACEPOINT_OPEN,
		   (union bpf_attr){.raw_tracepoint = {.prog_fd = -1}});
	print_call("unknown-command", COMMAND_UNKNOWN, (union bpf_attr){0});
}

static int print_failing(void)
{
	int program = prog_load(BPF_PROG_TYPE_CGROUP_SKB, INGRESS, instructions, 2, 0, 0);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int cgroup = open("/sys/fs/cgroup", O_RDONLY | O_CLOEXEC);
	union bpf_attr attr = {.target_fd = cgroup, .attach_bpf_fd = program, .attach_type = INGRESS};

	if (program < 0 || null < 0 || cgroup < 0) {
		fprintf(stderr, "call: cannot start: program %d, null %d, cgroup %d\n", program, null, cgroup);
		return 2;
	}
	print_failing_attaches(program, null);
	print_failing_others(null);
	attr.attach_flags = FLAG_ALLOW_MULTI;
	print_call("control-attach", BPF_PROG_ATTACH, attr);
	attr.attach_flags = 0; /* newer kernels take none here */
	print_call("control-detach", BPF_PROG_DETACH, attr);
	return 0;
}

struct small_btf {
	struct btf_header header;
	struct btf_type type;
	uint32_t encoding;
	char strings[3];
};

static const struct small_btf small_btf = {
	.header = {.magic = BTF_MAGIC, .version = BTF_VERSION, .hdr_len = sizeof(struct btf_header)},
	.type = {.name_off = 1, .info = BTF_KIND_INT << 24, .size = 4},
	.encoding = 32, /* bits */
	.strings = "\0i",
};

static void print_load(const char *name, unsigned int type)
{
	printf("%s ", name);
	answer(prog_load(type, 0, instructions, 2, 0, 0));
}

static int print_capable(void)
{
	struct small_btf btf = small_btf;

	btf.header.type_len = sizeof(btf.type) + sizeof(btf.encoding);
	btf.header.str_off = btf.header.type_len;
	btf.header.str_len = sizeof(btf.strings);
	print_load("load-for-unprivileged", BPF_PROG_TYPE_CGROUP_SKB);
	print_call("create-map", BPF_MAP_CREATE,
		   (union bpf_attr){.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1});
	print_load("load", BPF_PROG_TYPE_SCHED_CLS);
	print_call("load-btf", BPF_BTF_LOAD,
		   (union bpf_attr){.btf = (uintptr_t)&btf,
				    .btf_size = offsetof(struct small_btf, strings) + sizeof(btf.strings)});
	print_call("next-program", BPF_PROG_GET_NEXT_ID, (union bpf_attr){0});
	print_call("next-map", BPF_MAP_GET_NEXT_ID, (union bpf_attr){0});
	print_call("next-btf", BPF_BTF_GET_NEXT_ID, (union bpf_attr){0});
	print_call("btf-by-id", BPF_BTF_GET_FD_BY_ID, (union bpf_attr){.btf_id = 1});
	print_call("statistics", BPF_ENABLE_STATS, (union bpf_attr){0});
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "command"))
		return answer(command(strtoul(argv[2], NULL, 10)));
	if (argc == 3 && !strcmp(argv[1], "netns"))
		return answer(attach_to_netns(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "load"))
		return answer(prog_load(PROG_CGROUP_SOCK, BPF_CGROUP_INET_SOCK_CREATE, instructions, 2, 0, 0));
	if (argc == 4 && !strcmp(argv[1], "load"))
		return answer(load_signed(argv[2], argv[3]));
	if (argc == 2 && !strcmp(argv[1], "instructions"))
		return fwrite(instructions, sizeof(instructions), 1, stdout) != 1;
	if (argc == 2 && !strcmp(argv[1], "failing"))
		return print_failing();
	if (argc == 2 && !strcmp(argv[1], "capable"))
		return print_capable();
	fprintf(stderr, "call: wrong arguments; see the top of tests/probe/call.c\n");
	return 2;
}
