// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/verify.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/policy-test/run.h"

static void add_note(struct verified *verified, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add_note(struct verified *verified, const char *format, ...)
{
	size_t used = strlen(verified->notes);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(verified->notes + used, sizeof(verified->notes) - used, format, arguments);
	va_end(arguments);
}

/* Gives the text as a memory file: what is checked is what is written later, not what an editor still changes. */
static int make_file(const char *text)
{
	_cleanup_close_ int fd = memfd_create("policy", MFD_CLOEXEC);
	size_t length = strlen(text);

	if (fd < 0)
		return -errno;
	if (write(fd, text, length) != (ssize_t)length)
		return -ENOSPC;
	return STEAL_FD(fd);
}

/* Makes a memory file and its path. Returns its descriptor or a negative errno. */
static int make_named_file(const char *text, char *ret_path, size_t size)
{
	int fd = make_file(text);

	if (fd >= 0)
		snprintf(ret_path, size, "/proc/self/fd/%d", fd);
	return fd;
}

int verify_copy(const struct edited_file *file, const char *text, struct policy_copy *ret_copy, __u8 *ret_digest)
{
	char edited[64];
	_cleanup_close_ int fd = make_named_file(text, edited, sizeof(edited));

	if (fd < 0)
		return fd;
	return policy_copy_files(file->policy, edited_file_drop_in(file), edited, ret_copy, ret_digest);
}

int verify_compile(const struct edited_file *file, const char *text, const struct resolver *resolver,
		   struct findings *findings, struct gk_image **ret_image)
{
	char edited[64];
	_cleanup_close_ int fd = make_named_file(text, edited, sizeof(edited));

	if (fd < 0)
		return fd;
	return policy_compile_edited(file->policy, edited_file_drop_in(file), edited, resolver, findings, ret_image);
}

/* "policy.yaml" has "policy.tests.yaml". */
static void tests_path(const char *policy, char ret_path[PATH_MAX])
{
	size_t length = strlen(policy);

	if (length > 5 && strcmp(policy + length - 5, ".yaml") == 0)
		length -= 5;
	snprintf(ret_path, PATH_MAX, "%.*s.tests.yaml", (int)length, policy);
}

static void note_findings(const struct findings *findings, struct verified *verified)
{
	for (size_t i = 0; i < findings->count; i++)
		add_note(verified, "%s:%u: %s\n", findings->file, findings->finding[i].place.line,
			 findings->finding[i].text);
}

static void run_tests(const struct test_file *tests, const struct findings *findings, struct verified *verified)
{
	struct test_result result;

	for (size_t i = 0; i < tests->count; i++) {
		test_run(verified->by_name, &tests->test[i], &result);
		if (!result.passed)
			add_note(verified, "%s:%u: the test fails: %s: %s\n", findings->file, tests->test[i].place.line,
				 tests->test[i].name, result.why);
	}
}

static int run_test_file(const struct edited_file *file, struct verified *verified)
{
	_cleanup_(test_file_release) struct test_file tests = {0};
	struct findings findings;
	char path[PATH_MAX];
	int error;

	tests_path(file->policy, path);
	if (access(path, F_OK))
		return 0;
	error = test_file_read(path, &findings, &tests);
	if (error == -EINVAL)
		note_findings(&findings, verified);
	else if (error == 0)
		run_tests(&tests, &findings, verified);
	return error == -ENOMEM ? error : 0;
}

int verify_text(const struct edited_file *file, const char *text, struct verified *ret_verified)
{
	struct host_context context = {0};
	const struct resolver for_log = {
		.executable = resolve_host_executable, .cgroup = resolver_by_name.cgroup, .context = &context};
	struct findings again;
	int error = verify_compile(file, text, NULL, &ret_verified->findings, &ret_verified->image);

	if (error)
		return error;
	error = verify_compile(file, text, &resolver_by_name, &again, &ret_verified->by_name);
	if (error)
		return error;
	error = verify_compile(file, text, &for_log, &again, &ret_verified->for_log);
	if (error)
		return error;
	error = run_test_file(file, ret_verified);
	if (error)
		return error;
	return ret_verified->notes[0] ? -EINVAL : 0;
}

void verified_release(struct verified *verified)
{
	free(verified->image);
	free(verified->by_name);
	free(verified->for_log);
	*verified = (struct verified){0};
}
