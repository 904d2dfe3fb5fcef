// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Runs a command while the programs of an object are attached.
 *
 *   with-empty OBJECT COMMAND [ARG]...
 */
#include <err.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/libbpf.h>

static void attach_all(const char *path)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;

	if (!object || bpf_object__load(object))
		err(1, "%s", path);
	bpf_object__for_each_program (program, object)
		if (!bpf_program__attach(program))
			err(1, "attach %s", bpf_program__name(program));
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc < 3)
		errx(2, "usage: with-empty OBJECT COMMAND [ARG]...");
	attach_all(argv[1]);
	pid = fork();
	if (!pid) {
		execv(argv[2], argv + 2);
		err(127, "%s", argv[2]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		err(1, "%s", argv[2]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
