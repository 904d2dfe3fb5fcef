// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/libbpf-messages.c: what is kept of libbpf's messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bpf/libbpf.h>

#include "gatekeeper/base/libbpf-messages.h"

#define LOG_LENGTH 100000

static libbpf_print_fn_t print;
static unsigned int printed;

static int count_messages(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	printed++;
	return 0;
}

/* As libbpf does it: with the function that is set at the moment. */
static __attribute__((format(printf, 2, 3))) void print_as_libbpf(enum libbpf_print_level level, const char *format,
								  ...)
{
	va_list arguments;

	print = libbpf_set_print(NULL);
	libbpf_set_print(print);
	va_start(arguments, format);
	print(level, format, arguments);
	va_end(arguments);
}

static void the_first_warning_is_kept(void **state)
{
	(void)state;
	libbpf_set_print(count_messages);
	libbpf_messages_begin();
	print_as_libbpf(LIBBPF_INFO, "not a warning\n");
	print_as_libbpf(LIBBPF_WARN, "prog '%s': BPF program load failed: %s\n", "gk_bpf", "Invalid argument");
	print_as_libbpf(LIBBPF_WARN, "failed to load object\n");
	libbpf_messages_end();
	assert_string_equal(libbpf_messages_first(), "prog 'gk_bpf': BPF program load failed: Invalid argument");
	assert_int_equal(printed, 0);
	print_as_libbpf(LIBBPF_WARN, "afterwards\n");
	assert_int_equal(printed, 1);
	libbpf_messages_begin();
	libbpf_messages_end();
	assert_string_equal(libbpf_messages_first(), "");
}

static void a_file_gets_the_whole_verifier_log(void **state)
{
	char *verifier_log = malloc(LOG_LENGTH + 1), *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	assert_non_null(verifier_log);
	assert_non_null(file);
	memset(verifier_log, 'v', LOG_LENGTH);
	verifier_log[LOG_LENGTH] = '\0';
	libbpf_messages_log_to(file);
	libbpf_messages_begin();
	print_as_libbpf(LIBBPF_WARN, "%s\n", verifier_log);
	print_as_libbpf(LIBBPF_DEBUG, "processed 1 insns\n"); /* of a program that was accepted */
	libbpf_messages_end();
	libbpf_messages_log_to(NULL);
	fclose(file);
	assert_int_equal(size, LOG_LENGTH + strlen("\nprocessed 1 insns\n"));
	assert_memory_equal(text, verifier_log, LOG_LENGTH);
	assert_string_equal(text + LOG_LENGTH, "\nprocessed 1 insns\n");
	free(text);
	free(verifier_log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_warning_is_kept),
		cmocka_unit_test(a_file_gets_the_whole_verifier_log),
	};

	return cmocka_run_group_tests_name("libbpf-messages", tests, NULL, NULL);
}
