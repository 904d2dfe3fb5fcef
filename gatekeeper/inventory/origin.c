// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/origin.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <linux/bpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/log/files.h"
#include "gatekeeper/log/input.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"

#define NANOSECONDS 1000000000LL
#define CLOCK_SLACK (10 * NANOSECONDS) /* the host's clock may have been set since */

static const char *text_of(json_t *record, const char *path)
{
	return json_string_value(log_field(record, path));
}

static uint64_t number_of(json_t *record, const char *path)
{
	return json_integer_value(log_field(record, path));
}

/* The whole seconds of "2026-11-25T18:00:00.123456789Z" in ns since 1970; -1: not a time. */
static int64_t time_of(json_t *record)
{
	struct tm utc = {};
	const char *text = text_of(record, "@timestamp");

	if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &utc))
		return -1;
	return timegm(&utc) * NANOSECONDS;
}

/* Does the record report that the kernel attached or replaced a program? Decisions are not outcomes. */
static bool is_attachment(json_t *record)
{
	const char *action = text_of(record, "event.action"), *outcome = text_of(record, "event.outcome");

	return action && outcome && strcmp(outcome, "success") == 0 &&
	       (strcmp(action, word_text(&event_kind_words, GK_EVENT_ATTACHED)) == 0 ||
		strcmp(action, word_text(&event_kind_words, GK_EVENT_REPLACED)) == 0 ||
		strcmp(action, word_text(&event_kind_words, GK_EVENT_RACED)) == 0);
}

static bool has_tag(const struct attachment *attachment, json_t *record)
{
	const char *tag = text_of(record, "bpf.program.tag");
	char own[2 * GK_PROGRAM_TAG_SIZE + 1];

	for (size_t i = 0; i < GK_PROGRAM_TAG_SIZE; i++)
		snprintf(own + 2 * i, 3, "%02x", attachment->program_tag[i]);
	return !tag || strcmp(tag, own) == 0;
}

/* For records without the id of a link: not every hook sees it. */
static bool has_link_type(const struct attachment *attachment, const char *link_type)
{
	const char *own = word_text(&link_type_words, attachment->link_type);

	return link_type ? own && strcmp(own, link_type) == 0 : !attachment->link_id;
}

static bool is_same_cgroup(const struct attachment *attachment, const char *cgroup_id, const char *attach_type)
{
	const char *own = word_text(&attach_type_words, attachment->attach_type) ?: "";

	return strtoull(cgroup_id, NULL, 10) == attachment->cgroup_id && attach_type && strcmp(attach_type, own) == 0;
}

static bool is_same_family(const struct attachment *attachment, const char *operation)
{
	const struct word *word = operation ? word_by_text(&operation_words, operation) : NULL;

	return word && word->number % GK_FAMILY_COUNT == attachment->operation % GK_FAMILY_COUNT;
}

static bool is_same_target(const struct attachment *attachment, json_t *record)
{
	uint64_t map = number_of(record, "bpf.map.id");

	return number_of(record, "bpf.target.interface.index") == attachment->ifindex &&
	       (!map || map == attachment->map_id) &&
	       (!attachment->netns_inode || number_of(record, "bpf.target.netns.inode") == attachment->netns_inode);
}

/* A link has an id. Otherwise a record has the program and the cgroup, or the program, the family and the target. */
static bool is_of(const struct attachment *attachment, json_t *record)
{
	const char *cgroup = text_of(record, "bpf.target.cgroup.id");
	uint64_t link = number_of(record, "bpf.link.id");

	if (link)
		return link == attachment->link_id;
	if (number_of(record, "bpf.program.id") != attachment->program_id || !has_tag(attachment, record))
		return false;
	if (cgroup)
		return is_same_cgroup(attachment, cgroup, text_of(record, "bpf.attach_type"));
	return has_link_type(attachment, text_of(record, "bpf.link.type")) &&
	       is_same_family(attachment, text_of(record, "bpf.operation")) && is_same_target(attachment, record);
}

void attached_add_record(struct attached *attached, json_t *record, int64_t booted)
{
	uint64_t program = number_of(record, "bpf.program.id");

	if (!is_attachment(record) || time_of(record) < booted - CLOCK_SLACK)
		return;
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *attachment = &attached->items[i];

		if (attachment->inherited || attachment->origin == ORIGIN_OWN || attachment->program_id != program ||
		    !is_of(attachment, record))
			continue;
		json_decref(attachment->record);
		attachment->record = json_incref(record);
		attachment->origin = ORIGIN_RECORDED;
	}
}

/* Saves parsing most lines of a log, which are decisions. */
static bool may_be_attachment(const char *line)
{
	return strstr(line, "\"attached\"") || strstr(line, "\"replaced\"") || strstr(line, "\"raced\"");
}

static void take_line(struct attached *attached, const char *line, int64_t booted)
{
	json_t *record = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

	if (record && log_is_record(record))
		attached_add_record(attached, record, booted);
	json_decref(record);
}

/* Reads and closes a log, compressed or not; passes over lines that are too long. Returns 0 or a negative errno. */
static int read_log(struct attached *attached, struct log_input *input, int64_t booted)
{
	_cleanup_fclose_ FILE *file = NULL;
	_cleanup_free_ char *line = NULL;
	bool was_whole = true; /* the line before had an end, so that this is the start of one */
	int error = log_input_as_stream(input, &file);

	if (error)
		return error;
	line = malloc(LOG_LINE_MAXIMUM);
	if (!line)
		return -ENOMEM;
	while (fgets(line, LOG_LINE_MAXIMUM, file)) {
		bool is_start = was_whole;

		was_whole = strchr(line, '\n') != NULL;
		if (is_start && was_whole && may_be_attachment(line))
			take_line(attached, line, booted);
	}
	return ferror(file) ? -EIO : 0;
}

static int64_t boot_time(void)
{
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	return (now.tv_sec - up.tv_sec) * NANOSECONDS + now.tv_nsec - up.tv_nsec;
}

/* Not every policy loads the hooks of tc; a tcx program without a link looks like a filter of tc. */
static bool may_lack_record(const struct attachment *attachment)
{
	return attachment->operation == GK_OP_ATTACH_TC && !attachment->link_id;
}

/* When the first of the gatekeeper's programs was loaded, in ns since boot; 0: none is. */
static uint64_t gatekeeper_loaded(const struct attached *attached)
{
	uint64_t loaded = 0;

	for (size_t i = 0; i < attached->count; i++) {
		const struct attachment *own = &attached->items[i];

		if (own->origin == ORIGIN_OWN && own->program_loaded && (!loaded || own->program_loaded < loaded))
			loaded = own->program_loaded;
	}
	return loaded;
}

static bool is_older(const struct attachment *attachment, uint64_t loaded)
{
	if (!loaded)
		return true;
	return !may_lack_record(attachment) && attachment->program_loaded && attachment->program_loaded < loaded;
}

/* Tells the attachments without a record apart by the age of their programs. */
static void mark_older(struct attached *attached)
{
	uint64_t loaded = gatekeeper_loaded(attached);

	for (size_t i = 0; i < attached->count; i++)
		if (attached->items[i].origin == ORIGIN_NOT_ON_RECORD && is_older(&attached->items[i], loaded))
			attached->items[i].origin = ORIGIN_BEFORE_GATEKEEPER;
}

static int read_all_logs(struct attached *attached, const char *path)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	int64_t booted = boot_time();
	int error = log_files_find(path, &files);

	if (error)
		return error;
	for (size_t i = 0; i < files.count; i++) {
		struct log_input *input;

		error = log_files_open(&files, i, &input);
		if (error == -ENOENT) /* nothing was logged yet */
			continue;
		if (!error)
			error = read_log(attached, input, booted);
		if (error)
			return error;
	}
	return 0;
}

int attached_find_origins(struct attached *attached, const char *path)
{
	int error = read_all_logs(attached, path ?: LOG_FILE_DEFAULT);

	mark_older(attached);
	return error;
}

/* Is the file that a process runs the file of the record? */
static bool is_file_of(const char *path, json_t *record)
{
	const char *inode = text_of(record, "process.file.inode"), *device = text_of(record, "process.file.device");
	unsigned int major_number, minor_number;
	struct stat status;

	if (!inode || !device || sscanf(device, "%u:%u", &major_number, &minor_number) != 2 || stat(path, &status))
		return false;
	return status.st_ino == strtoull(inode, NULL, 10) && status.st_dev == makedev(major_number, minor_number);
}

char *attached_executable(json_t *record)
{
	char path[64], target[PATH_MAX], *escaped;
	ssize_t length;

	if (text_of(record, "process.executable"))
		return strdup(text_of(record, "process.executable"));
	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/exe", number_of(record, "process.pid"));
	if (!is_file_of(path, record))
		return NULL;
	length = readlink(path, target, sizeof(target) - 1);
	if (length <= 0)
		return NULL;
	escaped = malloc(ESCAPED_SIZE(length));
	if (escaped)
		escape_text(target, length, escaped);
	return escaped;
}
