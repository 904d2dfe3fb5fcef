// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * elsewhere OBJECT PROGRAM [FILE]: loads one of the programs of tests/live/elsewhere.bpf.c and runs it. With FILE it
 * makes that file in between, and waits until it is gone.
 *
 * Prints what became of it: "load refused", "run refused", or who made its call, and what came of that: "elsewhere
 * allowed", "kworker refused". Exits 0 if it was run, 1 if not.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tests/live/elsewhere.h"

static const char *outcome_of(int answer)
{
	return answer >= 0 ? "allowed" : answer == -EPERM ? "refused" : strerror(-answer);
}

static int be_silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

/* Only what this program needs. */
static struct bpf_program *choose(struct bpf_object *object, const char *name)
{
	struct bpf_program *program, *chosen = NULL;

	bpf_object__for_each_program (program, object) {
		bool is_chosen = !strcmp(bpf_program__name(program), name);

		bpf_program__set_autoload(program, is_chosen);
		if (is_chosen)
			chosen = program;
	}
	if (strcmp(name, "queue"))
		bpf_map__set_autocreate(bpf_object__find_map_by_name(object, "works"), false);
	return chosen;
}

static void hold(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	while (!access(path, F_OK))
		usleep(50000);
}

int main(int argc, char **argv)
{
	const int zero = 0;
	struct shared shared = {
		.instructions = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}},
		.license = "GPL",
		.load = {.prog_type = BPF_PROG_TYPE_XDP, .insn_cnt = 2, .prog_name = "smuggled"},
		.freeze = {.map_fd = (__u32)-1},
	};
	LIBBPF_OPTS(bpf_test_run_opts, options);
	struct bpf_program *program;
	struct bpf_object *object;
	int map, error;

	if (argc < 3)
		errx(2, "usage: elsewhere OBJECT PROGRAM [FILE]");
	libbpf_set_print(be_silent);
	object = bpf_object__open_file(argv[1], NULL);
	program = object ? choose(object, argv[2]) : NULL;
	if (!program)
		err(2, "%s: %s", argv[1], argv[2]);
	error = bpf_object__load(object);
	if (error) {
		printf("load %s\n", outcome_of(error));
		return 1;
	}
	map = bpf_object__find_map_fd_by_name(object, ".data.shared");
	if (bpf_map_update_elem(map, &zero, &shared, BPF_ANY))
		err(2, "cannot write to its map");
	if (argc > 3)
		hold(argv[3]);
	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options)) {
		printf("run %s\n", outcome_of(-errno));
		return 1;
	}
	if (options.retval)
		errx(2, "the program failed");
	for (int i = 0; i < 100 && !shared.done; i++) {
		usleep(50000);
		if (bpf_map_lookup_elem(map, &zero, &shared))
			err(2, "cannot read its map");
	}
	if (!shared.done)
		errx(2, "nothing ran");
	printf("%.*s %s\n", (int)strcspn(shared.by, "/:"), shared.by, outcome_of(shared.answer));
	return 0;
}
