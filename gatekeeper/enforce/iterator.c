// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/iterator.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"

#define WAITS 100
#define WAIT_NS (10 * 1000 * 1000)

/* Reading runs it, a million objects at most. EAGAIN: it goes on, or has no memory for the mark of a task. */
static ssize_t read_on(int iterator, void *data, size_t size)
{
	const struct timespec wait = {.tv_nsec = WAIT_NS};
	ssize_t got;

	for (int i = 0; i < WAITS; i++) {
		got = read(iterator, data, size);
		if (got >= 0)
			return got;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		nanosleep(&wait, NULL);
	}
	return -ENOMEM;
}

int iterator_read(int link_fd, void *ret_data, size_t size, size_t *ret_got)
{
	_cleanup_close_ int iterator = bpf_iter_create(link_fd);
	char *data = ret_data, rest[64];
	size_t got = 0;
	ssize_t more;

	if (iterator < 0)
		return -errno;
	do {
		more = got < size ? read_on(iterator, data + got, size - got) : read_on(iterator, rest, sizeof(rest));
		if (more > 0 && got < size)
			got += (size_t)more;
	} while (more > 0);
	if (more < 0)
		return (int)more;
	*ret_got = got;
	return 0;
}

int iterator_run(int link_fd)
{
	size_t got;

	return iterator_read(link_fd, NULL, 0, &got);
}

int mark_origins(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	int error;

	if (!link)
		return -errno;
	error = iterator_run(bpf_link__fd(link));
	bpf_link__destroy(link);
	return error;
}

/* A program at the sysctls whose second instruction calls bpf_set_retval(); it is never attached. */
static int load_call(void)
{
	const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_set_retval},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_CGROUP_SYSCTL);

	return bpf_prog_load(BPF_PROG_TYPE_CGROUP_SYSCTL, "gk_retval_call", "GPL", instructions,
			     ARRAY_LENGTH(instructions), &options);
}

int learn_retval_call(const struct bpf_program *search, volatile __u32 *shown_call, struct bpf_link **ret_link)
{
	_cleanup_close_ int shown = load_call();
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (shown >= 0 && bpf_obj_get_info_by_fd(shown, &info, &size) == 0)
		*shown_call = info.id;
	*ret_link = bpf_program__attach_iter(search, NULL);
	return *ret_link ? iterator_run(bpf_link__fd(*ret_link)) : -errno;
}
