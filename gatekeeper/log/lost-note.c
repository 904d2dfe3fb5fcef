// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/log/lost-note.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define NOTE_SIZE 128

bool lost_any(const struct record_gap *lost)
{
	return lost->lost[GK_ALLOW] || lost->lost[GK_DENY] || lost->lost_outcomes;
}

void lost_add(struct record_gap *sum, const struct record_gap *lost)
{
	for (unsigned int verdict = 0; verdict < GK_VERDICT_COUNT; verdict++)
		sum->lost[verdict] += lost->lost[verdict];
	sum->lost_outcomes += lost->lost_outcomes;
	if (!sum->first_time || (lost->first_time && lost->first_time < sum->first_time))
		sum->first_time = lost->first_time;
	if (lost->last_time > sum->last_time)
		sum->last_time = lost->last_time;
}

static int write_note(const char *path, const struct record_gap *lost)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	char text[NOTE_SIZE];
	int length;

	if (fd < 0)
		return -errno;
	length = snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
			  lost->lost[GK_ALLOW], lost->lost[GK_DENY], lost->lost_outcomes, lost->first_time,
			  lost->last_time);
	return write(fd, text, (size_t)length) == length ? 0 : -ENOSPC;
}

int lost_note_save(const struct lost_note *note)
{
	struct record_gap sum = note->kept;

	if (!note->path)
		return 0;
	lost_add(&sum, &note->before);
	if (lost_any(&sum))
		return write_note(note->path, &sum);
	return unlink(note->path) && errno != ENOENT ? -errno : 0;
}

/* The end of the line tells that it is whole. */
static int parse_note(const char *text, struct record_gap *ret_lost)
{
	struct record_gap lost = {0};
	char end = 0;

	if (sscanf(text, "%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 "%c", &lost.lost[GK_ALLOW],
		   &lost.lost[GK_DENY], &lost.lost_outcomes, &lost.first_time, &lost.last_time, &end) != 6 ||
	    end != '\n')
		return -EBADMSG;
	*ret_lost = lost;
	return 0;
}

int lost_note_open(const char *path, struct lost_note *ret_note)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[NOTE_SIZE] = "";

	*ret_note = (struct lost_note){.path = path};
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (read(fd, text, sizeof(text) - 1) < 0)
		return -errno;
	return parse_note(text, &ret_note->before);
}
