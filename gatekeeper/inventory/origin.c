// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/origin.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <linux/bpf.h>
#include <zlib.h>

#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"

#define NANOSECONDS 1000000000LL
#define CLOCK_SLACK (10 * NANOSECONDS) /* the clock of the host may have been set a little since */
#define ROTATIONS_MAX 1000

static const char *text_of(json_t *record, const char *path)
{
	return json_string_value(log_field(record, path));
}

static uint64_t number_of(json_t *record, const char *path)
{
	return json_integer_value(log_field(record, path));
}

/* Whole seconds of "2026-11-25T18:00:00.123456789Z", in ns; -1: none. */
static int64_t time_of(json_t *record)
{
	struct tm utc = {};
	const char *text = text_of(record, "@timestamp");

	if (!text || !strptime(text, "%Y-%m-%dT%H:%M:%S", &utc))
		return -1;
	return timegm(&utc) * NANOSECONDS;
}

/* Only what the kernel did: PROG_ATTACH, a link, a replacement. */
static bool tells_of_attaching(json_t *record)
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

/* Not every hook sees the link's id. */
static bool is_linked_so(const struct attachment *attachment, const char *link_type)
{
	const char *own = word_text(&link_type_words, attachment->link_type);

	return link_type ? own && strcmp(own, link_type) == 0 : !attachment->link_id;
}

/* The same place: a link by its id, a cgroup with its attach type; of the rest the log knows the program and family. */
static bool is_of(const struct attachment *attachment, json_t *record)
{
	const char *cgroup = text_of(record, "bpf.target.cgroup.id"), *type = text_of(record, "bpf.attach_type");
	const char *operation = text_of(record, "bpf.operation");
	const struct word *did = operation ? word_by_text(&operation_words, operation) : NULL;
	uint64_t link = number_of(record, "bpf.link.id"), map = number_of(record, "bpf.map.id");

	if (link)
		return link == attachment->link_id;
	if (number_of(record, "bpf.program.id") != attachment->program_id || !has_tag(attachment, record))
		return false;
	if (cgroup)
		return strtoull(cgroup, NULL, 10) == attachment->cgroup_id && type &&
		       strcmp(type, word_text(&attach_type_words, attachment->attach_type) ?: "") == 0;
	return is_linked_so(attachment, text_of(record, "bpf.link.type")) && did &&
	       (did->number & 15) == (attachment->operation & 15) &&
	       number_of(record, "bpf.target.interface.index") == attachment->ifindex &&
	       (!map || map == attachment->map_id) &&
	       (!attachment->netns_inode || number_of(record, "bpf.target.netns.inode") == attachment->netns_inode);
}

void attached_take_record(struct attached *attached, json_t *record, int64_t booted)
{
	uint64_t program = number_of(record, "bpf.program.id");

	if (!tells_of_attaching(record) || time_of(record) < booted - CLOCK_SLACK)
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

/* Before a line is parsed: nearly all of a log is decisions. */
static bool may_tell(const char *line)
{
	return strstr(line, "\"attached\"") || strstr(line, "\"replaced\"") || strstr(line, "\"raced\"");
}

/* Compressed or not; 0, -ENOENT or another negative errno. */
static int read_log(struct attached *attached, const char *path, int64_t booted)
{
	char *line = malloc(LOG_LINE_MAXIMUM);
	gzFile file = line ? gzopen(path, "re") : NULL;
	bool whole = true; /* the line before ended: this is the start of one */
	int error = 0;

	if (!file)
		error = line ? -errno : -ENOMEM;
	while (file && gzgets(file, line, LOG_LINE_MAXIMUM)) {
		bool starts = whole;
		json_t *record;

		whole = strchr(line, '\n') != NULL;
		if (!starts || !whole || !may_tell(line))
			continue;
		record = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
		if (record && log_is_record(record))
			attached_take_record(attached, record, booted);
		json_decref(record);
	}
	if (file && !gzeof(file))
		error = -EIO;
	if (file)
		gzclose(file);
	free(line);
	return error;
}

static int64_t boot_time(void)
{
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	return (now.tv_sec - up.tv_sec) * NANOSECONDS + now.tv_nsec - up.tv_nsec;
}

/* What not every policy has a hook for: filters of tc, which programs of tcx without a link look like. */
static bool may_be_unseen(const struct attachment *attachment)
{
	return attachment->operation == GK_OP_ATTACH_TC && !attachment->link_id;
}

/* What has no record: is its program older than the gatekeeper's programs? */
static void tell_older(struct attached *attached)
{
	uint64_t loaded = 0;

	for (size_t i = 0; i < attached->count; i++)
		if (attached->items[i].origin == ORIGIN_OWN && attached->items[i].program_loaded &&
		    (!loaded || attached->items[i].program_loaded < loaded))
			loaded = attached->items[i].program_loaded;
	for (size_t i = 0; i < attached->count; i++)
		if (attached->items[i].origin == ORIGIN_NOT_ON_RECORD &&
		    (!loaded || !may_be_unseen(&attached->items[i])) &&
		    (!loaded || (attached->items[i].program_loaded && attached->items[i].program_loaded < loaded)))
			attached->items[i].origin = ORIGIN_BEFORE_GATEKEEPER;
}

/* What logrotate made of the log; false: there is no such one. */
static bool rotated_log(const char *path, int number, char *ret_path, size_t size)
{
	snprintf(ret_path, size, "%s.%d", path, number);
	if (access(ret_path, F_OK) == 0)
		return true;
	snprintf(ret_path, size, "%s.%d.gz", path, number);
	return access(ret_path, F_OK) == 0;
}

int attached_find_origins(struct attached *attached, const char *path)
{
	int64_t booted = boot_time();
	char rotated[4096];
	int last = 0, error = 0;

	while (last < ROTATIONS_MAX && rotated_log(path, last + 1, rotated, sizeof(rotated)))
		last++;
	for (; !error && last > 0; last--) /* the oldest first */
		if (rotated_log(path, last, rotated, sizeof(rotated)))
			error = read_log(attached, rotated, booted);
	error = error ?: read_log(attached, path, booted);
	tell_older(attached);
	return error == -ENOENT ? 0 : error;
}

char *attached_executable(json_t *record)
{
	const char *inode = text_of(record, "process.file.inode"), *device = text_of(record, "process.file.device");
	char path[64], target[4096], *shown;
	unsigned int major_number, minor_number;
	struct stat status;
	ssize_t length;

	if (text_of(record, "process.executable"))
		return strdup(text_of(record, "process.executable"));
	snprintf(path, sizeof(path), "/proc/%" PRIu64 "/exe", number_of(record, "process.pid"));
	if (!inode || !device || sscanf(device, "%u:%u", &major_number, &minor_number) != 2 || stat(path, &status) ||
	    status.st_ino != strtoull(inode, NULL, 10) || status.st_dev != makedev(major_number, minor_number))
		return NULL;
	length = readlink(path, target, sizeof(target) - 1);
	shown = length > 0 ? malloc(ESCAPED_SIZE(length)) : NULL;
	if (shown)
		escape_text(target, length, shown);
	return shown;
}
