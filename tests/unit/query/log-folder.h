/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A folder for a log of small records, and gatekeeper log on it. */
#ifndef TESTS_UNIT_QUERY_LOG_FOLDER_H
#define TESTS_UNIT_QUERY_LOG_FOLDER_H

#include <limits.h>
#include <sys/stat.h>

#include "tests/unit/compile.h"
#include "tests/unit/run-verb.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TIME "2026-11-28T%02d:%02d:%02d.000000000Z"

static char directory[] = "/tmp/log-folder.XXXXXX";
static char log_path[64];

static inline int make_directory(void **state)
{
	(void)state;
	snprintf(log_path, sizeof(log_path), "%s/audit.jsonl", mkdtemp(directory));
	return setenv("TZ", "UTC", 1);
}

static inline int remove_directory(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

/* Runs the verb with options as "name=value name" on the log. */
static inline struct output *run(const char *options)
{
	char words[1024], *arguments[] = {NULL};

	snprintf(words, sizeof(words), "file=%s by=rule color=auto %s", log_path, options);
	set_options(&verb_log, words);
	return run_verb(&verb_log, arguments);
}

static inline void write_line(FILE *file, int second, const char *verdict, const char *rule, const char *exe, int uid)
{
	fprintf(file,
		"{\"@timestamp\":\"" TIME
		"\",\"event\":{\"kind\":\"event\",\"action\":\"decision\",\"reason\":\"rule\"},"
		"\"process\":{\"executable\":\"%s\"},\"user\":{\"id\":%d},\"bpf\":{\"operation\":\"load\",\"caller\":"
		"{\"cgroup\":{\"path\":\"/a.slice/b.service/"
		"c\"}}},\"gatekeeper\":{\"verdict\":\"%s\",\"rule\":\"%s\"}}\n",
		second / 3600, second / 60 % 60, second % 60, exe, uid, verdict, rule);
}

static inline FILE *open_log(const char *ending)
{
	char path[PATH_MAX + 8];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", log_path, ending);
	file = fopen(path, "we");
	assert_non_null(file);
	return file;
}

/* The seconds of the records that are printed, as "1 3". */
static inline const char *selected(const char *options)
{
	static char text[256];
	struct output *output;
	char words[512];
	size_t used = 0;

	snprintf(words, sizeof(words), "%s format=@timestamp", options);
	output = run(words);
	assert_string_equal(output->error, "");
	text[0] = '\0';
	for (char *line = strtok(output->out, "\n"); line; line = strtok(NULL, "\n"))
		used += snprintf(text + used, sizeof(text) - used, "%s%d", used ? " " : "", atoi(line + 17));
	return text;
}

static inline void shell(const char *format)
{
	char command[4 * PATH_MAX];

	snprintf(command, sizeof(command), "cd %s && %s", directory, format);
	assert_int_equal(system(command), 0);
}

static inline size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static inline void remove_logs(void)
{
	shell("rm audit.jsonl*");
}

#endif
