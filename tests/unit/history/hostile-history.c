// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The history in a folder that others have had their hands in, and on a disk that is full or read-only. */
#include <sched.h>
#include <sys/mount.h>
#include <time.h>

#include "gatekeeper/history/folder.h"

#include "tests/unit/history/states.h"

static int add_again(unsigned int number)
{
	struct history_entry entry;

	return add_file(write_policy(number), HISTORY_LOADED, &entry);
}

static int read_error(void)
{
	struct history history;

	return history_read(state, &history, &failure);
}

static int copy_error(const struct history_entry *entry)
{
	struct policy_copy copy = {0};
	int error = history_read_copy(state, entry->digest, &copy, &failure);

	policy_copy_release(&copy);
	return error;
}

static void a_folder_that_is_a_link_is_not_followed(void **unused)
{
	(void)unused;
	run("mkdir %s/elsewhere && ln -s %s/elsewhere %s", directory, directory, state);
	assert_true(add_again(1) < 0);
	assert_true(read_error() < 0);
	run("rm %s && mkdir -m 700 %s && ln -s %s/elsewhere %s/history", state, state, directory, state);
	assert_true(add_again(1) < 0);
	assert_true(read_error() < 0);
	assert_non_null(strstr(failure.text, "history: not a directory"));
	run("[ -z \"$(ls -A %s/elsewhere)\" ] && rm %s/history", directory, state);
	assert_int_equal(add_again(1), 0);
}

static void a_folder_that_others_can_change_is_not_used(void **unused)
{
	(void)unused;
	add(1, HISTORY_LOADED);
	run("chmod 777 %s", state);
	assert_int_equal(add_again(2), -EPERM);
	assert_int_equal(read_error(), -EPERM);
	assert_non_null(strstr(failure.text, "others could have changed"));
	run("chmod 755 %s; chmod 750 %s/history", state, state);
	assert_int_equal(add_again(2), -EPERM);
	assert_int_equal(read_error(), -EPERM);
	run("chmod 700 %s/history", state);
	assert_int_equal(add_again(2), 0);
	read_history(2, 0);
}

static void a_folder_of_another_owner_is_not_used(void **unused)
{
	(void)unused;
	if (getuid() != 0)
		skip();
	add(1, HISTORY_LOADED);
	assert_int_equal(chown(state, 65534, 65534), 0);
	assert_int_equal(add_again(2), -EPERM);
	assert_int_equal(read_error(), -EPERM);
	assert_int_equal(chown(state, 0, 0), 0);
	run("chown 65534 %s/history", state);
	assert_int_equal(read_error(), -EPERM);
	run("chown 0 %s/history && chown 65534 %s/history/list.jsonl", state, state);
	assert_int_equal(read_error(), -EPERM);
	run("chown 0 %s/history/list.jsonl", state);
	read_history(1, 0);
}

static void a_text_that_is_no_file_of_ours_is_not_read(void **unused)
{
	struct history_entry entry = add(1, HISTORY_LOADED);
	const char *path = text_path(&entry);

	(void)unused;
	run("cp %s %s/good", path, directory);
	assert_int_equal(copy_error(&entry), 0);
	run("rm %s && ln -s %s/good %s", path, directory, path);
	assert_int_equal(copy_error(&entry), -EBADMSG);
	run("rm %s && mkfifo %s", path, path);
	assert_int_equal(copy_error(&entry), -EBADMSG);
	run("rm %s && mkdir %s", path, path);
	assert_int_equal(copy_error(&entry), -EBADMSG);
	run("rmdir %s && cp %s/good %s && chmod 622 %s", path, directory, path, path);
	assert_int_equal(copy_error(&entry), -EBADMSG);
	run("chmod 600 %s", path);
	assert_int_equal(copy_error(&entry), 0);
}

static void a_text_that_is_garbage_is_damaged(void **unused)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"{\"files\":[]}",
		"{\"files\":{}}",
		"{\"files\":[1]}",
		"{\"files\":[{\"name\":\"\"}]}",
		"{\"files\":[{\"name\":\"x\",\"text\":\"\"}]}",
		"{\"files\":[{\"name\":\"\",\"text\":\"\"},{\"name\":\"../../etc/x.yaml\",\"text\":\"\"}]}",
		"{\"files\":[{\"name\":\"\",\"text\":\"\"},{\"name\":\"\",\"text\":\"\"}]}",
		"{\"files\":[{\"name\":\"\",\"text\":\"\",\"more\":1}]}",
		"{\"files\":[{\"name\":\"\",\"text\":\"\"}],\"more\":1}",
		"{\"files\":[{\"name\":\"\",\"text\":\"\\u0000\"}]}",
	};
	struct history_entry entry = add(1, HISTORY_LOADED);

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_file(text_path(&entry), texts[i]);
		assert_int_equal(copy_error(&entry), -EBADMSG);
	}
	run("head -c 2M /dev/zero >%s", text_path(&entry));
	assert_int_equal(copy_error(&entry), -EBADMSG);
	write_file(text_path(&entry), "{\"files\":[{\"name\":\"\",\"text\":\"x\"}]}");
	assert_int_equal(copy_error(&entry), 0);
}

static void damaged_lines_are_left_out(void **unused)
{
	(void)unused;
	add(1, HISTORY_LOADED);
	run("(echo '{'; echo '[]'; head -n 1 %s/history/list.jsonl; sed 's/\"loaded\"/\"stolen\"/' "
	    "%s/history/list.jsonl;"
	    " sed 's/\"digest\":\"./\"digest\":\"%%/' %s/history/list.jsonl; echo; head -c 30 %s/history/list.jsonl)"
	    " >%s/list; cp %s/list %s/history/list.jsonl",
	    state, state, state, state, directory, directory, state);
	read_history(1, 5);
	assert_int_equal(add_again(2), 0); /* which writes a good list */
	read_history(2, 0);
}

static void a_list_that_is_not_ours_is_said_and_then_replaced(void **unused)
{
	(void)unused;
	add(1, HISTORY_LOADED);
	run("cd %s/history && cp list.jsonl %s/good && rm list.jsonl && ln -s %s/good list.jsonl", state, directory,
	    directory);
	assert_int_equal(read_error(), -EPERM);
	assert_non_null(strstr(failure.text, "list.jsonl: not a list that the gatekeeper wrote"));
	assert_int_equal(add_again(2), 0);
	read_history(1, 0);
	run("[ $(wc -l <%s/good) = 1 ]", directory);
	run("head -c 1M /dev/zero >%s/history/list.jsonl", state);
	assert_int_equal(read_error(), -E2BIG);
	assert_int_equal(add_again(3), 0);
	read_history(1, 0);
	run("rm %s/history/list.jsonl && mkdir %s/history/list.jsonl", state, state);
	assert_true(add_again(4) < 0);
	run("[ ! -e %s/history/.new ]", state);
}

static void what_a_killed_writer_left_is_replaced(void **unused)
{
	(void)unused;
	add(1, HISTORY_LOADED);
	run("ln -s /etc/passwd %s/history/.new", state);
	assert_int_equal(add_again(2), 0);
	run("echo half >%s/history/.new", state);
	assert_int_equal(add_again(3), 0);
	read_history(3, 0);
	run("[ ! -e %s/history/.new ] && [ ! -L %s/history/.new ]", state, state);
}

static void ten_thousand_files_of_others_stay_and_cost_little(void **unused)
{
	time_t begin;

	(void)unused;
	add(1, HISTORY_LOADED);
	run("cd %s/history && seq -f 'garbage %%g' 10000 | tr '\\n' '\\0' | xargs -0 touch", state);
	begin = time(NULL);
	assert_int_equal(add_again(2), 0);
	read_history(2, 0);
	assert_true(time(NULL) - begin < 5);
	run("[ $(ls %s/history | grep -c garbage) = 10000 ]", state);
}

/* In a mount namespace of the test's own. */
static bool mount_small(const char *path)
{
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	return mkdir(path, 0700) == 0 && mount("small", path, "tmpfs", 0, "size=64k,mode=700") == 0;
}

static void a_full_disk_or_a_read_only_one_keeps_the_old_history(void **unused)
{
	struct history_entry first;

	(void)unused;
	if (!mount_small(state))
		skip();
	first = add(1, HISTORY_LOADED);
	run("! dd if=/dev/zero of=%s/fill bs=4k 2>/dev/null", state);
	assert_int_equal(add_again(2), -ENOSPC);
	assert_non_null(strstr(failure.text, "free some space"));
	assert_string_equal(read_history(1, 0)->entry[0].digest, first.digest);
	assert_int_equal(copy_error(&first), 0);
	run("[ ! -e %s/history/.new ] && rm %s/fill", state, state);
	assert_int_equal(mount(NULL, state, NULL, MS_REMOUNT | MS_RDONLY | MS_BIND, NULL), 0);
	assert_int_equal(add_again(2), -EROFS);
	read_history(1, 0);
	assert_int_equal(mount(NULL, state, NULL, MS_REMOUNT | MS_BIND, NULL), 0);
	assert_int_equal(add_again(2), 0);
	read_history(2, 0);
	assert_int_equal(umount(state), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_folder_that_is_a_link_is_not_followed, set_up),
		cmocka_unit_test_setup(a_folder_that_others_can_change_is_not_used, set_up),
		cmocka_unit_test_setup(a_folder_of_another_owner_is_not_used, set_up),
		cmocka_unit_test_setup(a_text_that_is_no_file_of_ours_is_not_read, set_up),
		cmocka_unit_test_setup(a_text_that_is_garbage_is_damaged, set_up),
		cmocka_unit_test_setup(damaged_lines_are_left_out, set_up),
		cmocka_unit_test_setup(a_list_that_is_not_ours_is_said_and_then_replaced, set_up),
		cmocka_unit_test_setup(what_a_killed_writer_left_is_replaced, set_up),
		cmocka_unit_test_setup(ten_thousand_files_of_others_stay_and_cost_little, set_up),
		cmocka_unit_test_setup(a_full_disk_or_a_read_only_one_keeps_the_old_history, set_up),
	};

	return run_history_tests("hostile-history", tests, sizeof(tests) / sizeof(tests[0]));
}
