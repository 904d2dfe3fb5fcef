// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/libbpf-messages.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <bpf/libbpf.h>

/* kernel/bpf: BPF_LOG_LEVEL1, the path that the verifier took last, and BPF_LOG_STATS, what that cost. */
#define BPF_LOG_STATS 4
#define VERIFIER_LOG_LEVEL (1 | BPF_LOG_STATS)

static char first_warning[256];
static FILE *log_file;
static libbpf_print_fn_t before;

/* How far a load is; no total: nobody is to see it. */
static struct {
	unsigned int total;
	unsigned int verified;
} progress;

#define ERASE_LINE "\r\033[K"

/* The log of an accepted program, as libbpf 1.1 and later print it. */
static void count_program(const char *format)
{
	if (!progress.total || !strstr(format, "BEGIN PROG LOAD LOG"))
		return;
	progress.verified++;
	fprintf(stderr, ERASE_LINE "the kernel has verified %u of %u programs", progress.verified, progress.total);
}

/* libbpf prints the log of a rejected program as a warning, and that of an accepted one as a debug message. */
static __attribute__((format(printf, 2, 0))) int keep_message(enum libbpf_print_level level, const char *format,
							      va_list arguments)
{
	va_list again;

	count_program(format);
	if (log_file) {
		va_copy(again, arguments);
		vfprintf(log_file, format, again);
		va_end(again);
	}
	if (level != LIBBPF_WARN || first_warning[0])
		return 0;
	vsnprintf(first_warning, sizeof(first_warning), format, arguments);
	first_warning[strcspn(first_warning, "\n")] = '\0';
	return 0;
}

void libbpf_messages_log_to(FILE *file)
{
	log_file = file;
}

void libbpf_messages_begin(void)
{
	first_warning[0] = '\0';
	before = libbpf_set_print(keep_message);
}

void libbpf_messages_end(void)
{
	if (progress.total)
		fputs(ERASE_LINE, stderr);
	progress.total = progress.verified = 0;
	libbpf_set_print(before);
}

const char *libbpf_messages_first(void)
{
	return first_warning;
}

void libbpf_messages_want_verifier(struct bpf_object *object)
{
	struct bpf_program *program;

	if (!log_file)
		return;
	bpf_object__for_each_program (program, object)
		bpf_program__set_log_level(program, VERIFIER_LOG_LEVEL);
}

void libbpf_messages_show_progress(struct bpf_object *object)
{
	struct bpf_program *program;

	if (log_file || !isatty(STDERR_FILENO))
		return;
	bpf_object__for_each_program (program, object) {
		if (!bpf_program__autoload(program))
			continue;
		bpf_program__set_log_level(program, BPF_LOG_STATS);
		progress.total++;
	}
}
