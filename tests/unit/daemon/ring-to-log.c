// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/ring-to-log.c: each sample of the ring becomes a whole record, or is counted as lost. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/bpf.h>

#include "gatekeeper/daemon/ring-to-log.h"

#define TEXT_SIZE 65536

static char path[64];
static struct log_file file;
static struct undo undo = {.child = CHILD_NONE};
static int undo_answers = -1;

/* The allocation of jansson that fails: 0 is the next one; negative: none does. */
static long fails_after = -1;

static void *allocate(size_t size)
{
	if (fails_after >= 0 && fails_after-- == 0)
		return NULL;
	return malloc(size);
}

/* A journal that takes records, or that does not read. What is for the child reaches it. */
static unsigned int sent;
static int journal_answer;

int access(const char *name, int mode)
{
	return strcmp(name, "/run/systemd/journal/socket") == 0 ? 0 : faccessat(AT_FDCWD, name, mode, 0);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	if (fd == undo.child.fd)
		return syscall(SYS_sendmsg, fd, message, flags);
	assert_true(flags & MSG_DONTWAIT); /* or it would wait */
	sent++;
	errno = journal_answer;
	return journal_answer ? -1 : 1;
}

static struct gk_event denial = {
	.version = GK_ABI_VERSION,
	.kind = GK_EVENT_DECISION,
	.verdict = GK_DENY,
	.sequence = 7,
	.time = 1000,
	.pid = 1,
	.operation = GK_OP_ATTACH_CGROUP,
};

/* What another sample of the ring would be. */
static struct gk_event other_denials[3];

static struct gk_event race = {
	.version = GK_ABI_VERSION,
	.kind = GK_EVENT_RACED,
	.command = BPF_PROG_ATTACH,
	.sequence = 8,
	.time = 2000,
};

static size_t read_log(char *ret_text)
{
	FILE *log = fopen(path, "re");
	size_t length;

	assert_non_null(log);
	length = fread(ret_text, 1, TEXT_SIZE - 1, log);
	ret_text[length] = '\0';
	fclose(log);
	return length;
}

static unsigned int count_lines(void)
{
	static char text[TEXT_SIZE];
	unsigned int lines = 0;

	read_log(text);
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	return lines;
}

static struct drain drain_to_log(void)
{
	return (struct drain){.pending = {.log = &file}, .undo = &undo, DRAIN_CLOSED};
}

/* The child answers each order with success. */
static void expect_undo(void)
{
	const int done = 0;

	assert_true(child_answer(undo_answers, undo.child.number + 1, &done, sizeof(done)));
}

static void discard_order(void)
{
	char order[8192];

	assert_true(read(undo_answers, order, sizeof(order)) > 0);
}

static void a_sample_is_a_record(void **state)
{
	struct drain drain = drain_to_log();

	(void)state;
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0);
	assert_int_equal(count_lines(), 1);
	assert_int_equal(drain.last_sequence, denial.sequence);
	assert_int_equal(drain.dropped.lost[GK_DENY], 0);
}

/* Each allocation fails once: the denial has its record, or it is counted. */
static void without_memory_a_denial_is_counted(void **state)
{
	unsigned int dropped = 0;
	int error;
	long n = 0;

	(void)state;
	do {
		struct drain drain = drain_to_log();
		unsigned int before = count_lines();

		fails_after = n++;
		error = drain_take_sample(&drain, &denial, sizeof(denial));
		assert_int_equal(count_lines() - before, error ? 0 : 1);
		assert_int_equal(drain.dropped.lost[GK_DENY], error ? 1 : 0);
		assert_int_equal(drain.last_sequence, error ? 0 : denial.sequence);
		dropped += drain.dropped.lost[GK_DENY];
	} while (fails_after < 0);
	fails_after = -1;
	assert_true(dropped > 10);
}

/* The same with two records for one sample: an error of the first is not hidden by the second. */
static void an_undone_race_hides_no_error(void **state)
{
	unsigned int errors = 0;
	int error;
	long n = 0;

	(void)state;
	do {
		struct drain drain = drain_to_log();
		unsigned int before = count_lines();

		expect_undo();
		fails_after = n++;
		error = drain_take_sample(&drain, &race, sizeof(race));
		discard_order();
		if (drain.dropped.lost_outcomes == 1)
			assert_int_equal(error, -ENOMEM);
		if (!error)
			assert_true(count_lines() > before);
		errors += error != 0;
	} while (fails_after < 0);
	fails_after = -1;
	assert_true(errors > 10);
}

static void dropped_events_have_a_gap_record(void **state)
{
	const struct gk_counters reported = {.lost[GK_ALLOW] = 3}, now = {.sequence = 9, .lost[GK_ALLOW] = 5};
	struct drain drain = drain_to_log();
	char text[TEXT_SIZE];

	(void)state;
	assert_int_equal(drain_write_gap(&drain, &now, &now), 0);
	assert_int_equal(count_lines(), 0);
	drain.dropped.lost[GK_DENY] = 1;
	assert_int_equal(drain_write_gap(&drain, &reported, &now), 0);
	read_log(text);
	assert_non_null(strstr(text, "2 allowed and 1 denied decisions, 0 attach"));
	assert_int_equal(drain_write_gap(&drain, &now, &now), 0);
	assert_int_equal(count_lines(), 1);
}

static struct rlimit forbid_writing(void)
{
	struct rlimit before;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, before.rlim_max}), 0);
	return before;
}

static void what_cannot_be_written_waits(void **state)
{
	struct rlimit before;
	struct drain drain = drain_to_log();

	(void)state;
	before = forbid_writing();
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(drain_take_sample(&drain, &other_denials[0], sizeof(denial)), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain.dropped.lost[GK_DENY], 0);
	assert_int_equal(count_lines(), 0);
	assert_int_equal(drain_state(&drain, RECORD_DAEMON_STOPPED, "stopped"), 0);
	assert_int_equal(count_lines(), 3);
	assert_null(drain.pending.text);
}

/* The ring has the sample still, so that the next daemon would find it; this one writes it once. */
static void what_waits_stays_in_the_ring(void **state)
{
	struct rlimit before;
	struct drain drain = drain_to_log();

	(void)state;
	before = forbid_writing();
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain_all(&drain), 0);
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0);
	assert_int_equal(count_lines(), 1);
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0); /* a later one, at the same address */
	assert_int_equal(count_lines(), 2);
}

/* Each second a count that cannot be written is made anew: only the record that is written, or waits, is sent. */
static void the_journal_gets_a_record_once(void **state)
{
	const struct gk_counters reported = {0}, now = {.sequence = 9, .lost[GK_ALLOW] = 5};
	struct rlimit before;
	struct drain drain = drain_to_log();

	(void)state;
	drain.pending.journal = true;
	sent = 0;
	before = forbid_writing();
	for (int i = 0; i < 3; i++)
		assert_int_equal(drain_write_gap(&drain, &reported, &now), -EFBIG);
	assert_int_equal(sent, 0);
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(sent, 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain_write_gap(&drain, &reported, &now), 0);
	assert_int_equal(sent, 2);
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0); /* that waited */
	assert_int_equal(sent, 2);
}

static void what_the_journal_does_not_take_is_counted(void **state)
{
	struct drain drain = drain_to_log();

	(void)state;
	drain.pending.journal = true;
	journal_answer = EAGAIN;
	for (int i = 0; i < 3; i++)
		assert_int_equal(drain_take_sample(&drain, &other_denials[i], sizeof(denial)), 0);
	assert_int_equal(drain.pending.journal_error, -EAGAIN);
	assert_int_equal(drain.pending.unsent, 3);
	journal_answer = 0;
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0);
	assert_int_equal(drain.pending.journal_error, 0);
	assert_int_equal(drain.pending.unsent, 3);
	assert_int_equal(count_lines(), 4);
}

static unsigned int count_gaps(const char *lost)
{
	static char text[TEXT_SIZE];

	read_log(text);
	return strstr(text, lost) != NULL;
}

/* Of a ring that is closed: a daemon that ends with such lines leaves a note, and one that writes them does not. */
static void what_a_closed_ring_had_is_noted(void **state)
{
	struct drain drain = drain_to_log(), next;
	char note[80];

	(void)state;
	snprintf(note, sizeof(note), "%s.lost", path);
	drain.lost.path = note;
	drain.pending.only_keep = true;
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), 0);
	assert_int_equal(drain_take_sample(&drain, &race, 1), 0); /* unreadable */
	drain.pending.only_keep = false;
	assert_int_equal(drain_keep_rest(&drain), 0);
	next = drain_to_log();
	assert_int_equal(lost_note_open(note, &next.lost), 0);
	assert_int_equal(next.lost.before.lost[GK_DENY], 1);
	assert_int_equal(next.lost.before.lost_outcomes, 1);
	assert_int_equal(next.lost.before.first_time, denial.time);
	assert_int_equal(drain_all(&next), 0);
	assert_int_equal(count_gaps("0 allowed and 1 denied decisions, 1 attach"), 1);
	assert_int_equal(count_lines(), 1);
	assert_int_equal(access(note, F_OK), -1);

	assert_int_equal(drain_keep_rest(&drain), 0);
	assert_int_equal(access(note, F_OK), 0);
	assert_int_equal(drain_all(&drain), 0);
	assert_int_equal(count_lines(), 3);
	assert_int_equal(access(note, F_OK), -1);
}

/* A state is said once: a record that is not written now must be written later. */
static void a_state_waits_behind_what_waits(void **state)
{
	static char text[TEXT_SIZE];
	struct rlimit before;
	struct drain drain = drain_to_log();
	const char *denied, *rejected, *lost;

	(void)state;
	before = forbid_writing();
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(drain_state(&drain, RECORD_POLICY_REJECTED, "rejected"), -EFBIG);
	assert_int_equal(drain_state(&drain, RECORD_ENFORCEMENT_LOST, "lost"), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain_all(&drain), 0);
	assert_int_equal(count_lines(), 3);
	read_log(text);
	denied = strstr(text, "\"deny\"");
	rejected = strstr(text, "\"policy-rejected\"");
	lost = strstr(text, "\"enforcement-lost\"");
	assert_true(denied && denied < rejected && rejected < lost);
}

/* The lines that waited are a chain as those that did not: each has a hash of its own. */
static void what_waited_is_chained(void **state)
{
	static char text[TEXT_SIZE];
	struct log_chain chain = {};
	struct rlimit before;
	struct drain drain = drain_to_log();

	(void)state;
	log_file_chain(&file);
	before = forbid_writing();
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(drain_take_sample(&drain, &other_denials[0], sizeof(denial)), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain_state(&drain, RECORD_DAEMON_STOPPED, "stopped"), 0);
	read_log(text);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		assert_true(log_chain_follows(&chain, line, strlen(line)));
		assert_true(log_chain_read(line, strlen(line), &chain));
	}
}

/* As many lines as there is room for. */
static void some_of_what_waits_is_written(void **state)
{
	static char text[TEXT_SIZE];
	struct rlimit before, some;
	struct drain drain = drain_to_log();

	(void)state;
	before = forbid_writing();
	for (int i = 0; i < 3; i++)
		assert_int_equal(drain_take_sample(&drain, &other_denials[i], sizeof(denial)), -EFBIG);
	some = (struct rlimit){drain.pending.length / 2, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &some), 0);
	assert_int_equal(drain_take_sample(&drain, &denial, sizeof(denial)), -EFBIG);
	assert_int_equal(count_lines(), 1);
	assert_int_equal(drain.dropped.lost[GK_DENY], 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(drain_state(&drain, RECORD_DAEMON_STOPPED, "stopped"), 0);
	assert_int_equal(count_lines(), 5);
	assert_int_equal(text[read_log(text) - 1], '\n');
}

static int open_empty_log(void **state)
{
	(void)state;
	snprintf(path, sizeof(path), "/tmp/ring-to-log-%d.jsonl", getpid());
	unlink(path);
	return log_file_open(path, &file);
}

static int remove_log(void **state)
{
	(void)state;
	log_file_close(&file);
	return unlink(path);
}

static int start(void **state)
{
	int ends[2];

	(void)state;
	json_set_alloc_funcs(allocate, free);
	for (int i = 0; i < 3; i++)
		other_denials[i] = denial;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -1;
	undo.child.fd = ends[0];
	undo_answers = ends[1];
	return 0;
}

static int end(void **state)
{
	(void)state;
	close(undo.child.fd);
	return close(undo_answers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sample_is_a_record, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(without_memory_a_denial_is_counted, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(an_undone_race_hides_no_error, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(dropped_events_have_a_gap_record, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_waits, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(what_waits_stays_in_the_ring, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(the_journal_gets_a_record_once, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(what_the_journal_does_not_take_is_counted, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(what_a_closed_ring_had_is_noted, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(a_state_waits_behind_what_waits, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(what_waited_is_chained, open_empty_log, remove_log),
		cmocka_unit_test_setup_teardown(some_of_what_waits_is_written, open_empty_log, remove_log),
	};

	return cmocka_run_group_tests_name("ring-to-log", tests, start, end);
}
