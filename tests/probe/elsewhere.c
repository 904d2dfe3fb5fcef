// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * elsewhere OBJECT PROGRAM [FILE]: loads one of the programs of tests/live/elsewhere.bpf.c and runs it. With FILE it
 * makes that file in between, and waits until it is gone. For extended_NAME that is hollow_NAME, of which an extension,
 * fills_NAME, is loaded before the file is made and attached after it is gone.
 *
 * Prints what became of it: "load refused", "extension refused" (its load), "attach refused", "run refused", or who
 * made its call, and what came of that: "elsewhere allowed", "kworker refused", "other allowed" (a process of ours that
 * waits). Exits 0 if it was run, 1 if not.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tests/live/elsewhere.h"

#define EXTENDED "extended_"

static const int zero;

static bool needs_other(const char *name)
{
	return !strcmp(name, "signal") || !strcmp(name, "resume");
}

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

static bool has_end(const char *name, const char *end)
{
	size_t length = strlen(name);

	return length >= strlen(end) && !strcmp(name + length - strlen(end), end);
}

/* Not every kernel has what these are of: only what the program needs. */
static void choose_maps(struct bpf_object *object, const char *name)
{
	struct bpf_map *works = bpf_object__find_map_by_name(object, "works");
	struct bpf_map *tasks = bpf_object__find_map_by_name(object, "tasks");

	bpf_map__set_autocreate(works, has_end(name, "queue"));
	if (tasks)
		bpf_map__set_autocreate(tasks, needs_other(name));
}

static struct bpf_program *open_program(const char *file, const char *name, struct bpf_object **ret_object)
{
	struct bpf_object *object = bpf_object__open_file(file, NULL);
	struct bpf_program *program, *chosen = NULL;

	if (!object)
		err(2, "%s", file);
	bpf_object__for_each_program (program, object) {
		bool is_chosen = !strcmp(bpf_program__name(program), name);

		bpf_program__set_autoload(program, is_chosen);
		if (is_chosen)
			chosen = program;
	}
	if (!chosen)
		errx(2, "%s has no %s", file, name);
	choose_maps(object, name);
	*ret_object = object;
	return chosen;
}

static void give_up(const char *step, int error)
{
	printf("%s %s\n", step, outcome_of(error));
	exit(1);
}

static struct bpf_program *load_extension(const char *file, const char *name, const struct bpf_program *extended,
					  int shared)
{
	struct bpf_object *object;
	struct bpf_program *program = open_program(file, name, &object);
	int error = bpf_map__reuse_fd(bpf_object__find_map_by_name(object, ".data.shared"), shared);

	if (!error)
		error = bpf_program__set_attach_target(program, bpf_program__fd(extended), "place");
	if (error)
		errx(2, "cannot extend: %s", strerror(-error));
	error = bpf_object__load(object);
	if (error)
		give_up("extension", error);
	return program;
}

/* A process that comes back from the kernel again and again. Returns when it has its name. */
static pid_t start_other(void)
{
	pid_t parent = getpid(), pid;
	int named[2];
	char end;

	if (pipe2(named, O_CLOEXEC))
		err(2, "pipe");
	pid = fork();
	if (pid) {
		close(named[1]);
		if (pid < 0 || read(named[0], &end, 1))
			err(2, "fork");
		return pid;
	}
	prctl(PR_SET_NAME, "other");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(named[1]);
	while (getppid() == parent)
		usleep(10000);
	_exit(0);
}

static void hold(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	while (!access(path, F_OK))
		usleep(50000);
}

static void run(const struct bpf_program *program)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);

	if (bpf_prog_test_run_opts(bpf_program__fd(program), &options))
		give_up("run", -errno);
	if (options.retval)
		errx(2, "the program failed");
}

static void print_call(int map)
{
	struct shared shared = {0};

	for (int i = 0; i < 100 && !shared.done; i++) {
		usleep(50000);
		if (bpf_map_lookup_elem(map, &zero, &shared))
			err(2, "cannot read its map");
	}
	if (!shared.done)
		errx(2, "nothing ran");
	printf("%.*s %s\n", (int)strcspn(shared.by, "/:"), shared.by, outcome_of(shared.answer));
}

int main(int argc, char **argv)
{
	struct shared shared = {
		.instructions = {{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}},
		.license = "GPL",
		.load = {.prog_type = BPF_PROG_TYPE_XDP, .insn_cnt = 2, .prog_name = "smuggled"},
		.freeze = {.map_fd = (__u32)-1},
	};
	struct bpf_program *program, *extension = NULL;
	char name[32], extending[32];
	struct bpf_object *object;
	bool is_extended;
	int map, error;

	if (argc < 3)
		errx(2, "usage: elsewhere OBJECT PROGRAM [FILE]");
	libbpf_set_print(be_silent);
	is_extended = !strncmp(argv[2], EXTENDED, strlen(EXTENDED));
	snprintf(name, sizeof(name), "%s%s", is_extended ? "hollow_" : "",
		 argv[2] + (is_extended ? strlen(EXTENDED) : 0));
	snprintf(extending, sizeof(extending), "fills_%s", argv[2] + (is_extended ? strlen(EXTENDED) : 0));
	program = open_program(argv[1], name, &object);
	error = bpf_object__load(object);
	if (error)
		give_up("load", error);
	map = bpf_object__find_map_fd_by_name(object, ".data.shared");
	if (is_extended)
		extension = load_extension(argv[1], extending, program, map);
	if (needs_other(name))
		shared.other = start_other();
	if (bpf_map_update_elem(map, &zero, &shared, BPF_ANY))
		err(2, "cannot write to its map");
	if (argc > 3)
		hold(argv[3]);
	if (extension && !bpf_program__attach_freplace(extension, 0, NULL))
		give_up("attach", -errno);
	run(program);
	print_call(map);
	return 0;
}
