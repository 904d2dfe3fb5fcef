// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The last step of flow A, from record to disk: see file.h. */
#include "gatekeeper/log/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/input.h"
#include "gatekeeper/log/rotated-name.h"

/* Readable for the tail. O_NOFOLLOW: somebody who can write to the directory cannot choose another file. */
static int open_path(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0640);

	return fd < 0 ? -errno : fd;
}

static int make_directory(const char *path)
{
	_cleanup_free_ char *copy = strdup(path);

	if (!copy)
		return -ENOMEM;
	return mkdir(dirname(copy), 0750) < 0 ? -errno : 0;
}

static int open_or_make(const char *path)
{
	int fd = open_path(path);

	if (fd != -ENOENT || make_directory(path) < 0)
		return fd;
	return open_path(path);
}

/* Makes `fd` ready to append to: locks it, and repairs its end. */
static int take_over(int fd, struct log_tail *ret_tail)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	return log_tail_repair(fd, ret_tail);
}

/* The start of the program opens a closed stdout for reading. */
static int take_stdout(struct log_file *ret_file)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	*ret_file = (struct log_file){.fd = STDOUT_FILENO};
	return 0;
}

int log_file_open(const char *path, struct log_file *ret_file)
{
	_cleanup_close_ int fd = -1;
	struct log_tail tail;
	char *copy;
	int r;

	if (strcmp(path, "-") == 0)
		return take_stdout(ret_file);
	fd = open_or_make(path);
	if (fd < 0)
		return fd;
	r = take_over(fd, &tail);
	if (r < 0)
		return r;
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	*ret_file = (struct log_file){.fd = STEAL_FD(fd), .path = copy, .tail = tail};
	strcpy(ret_file->latest, tail.latest);
	return 0;
}

/* Writes as much as can be written: *ret_done, also on failure. */
static int write_all(int fd, const char *line, size_t length, size_t *ret_done)
{
	size_t done = 0;
	int r = 0;

	while (done < length) {
		ssize_t written = write(fd, line + done, length - done);

		if (written >= 0) {
			done += written;
		} else if (errno == EAGAIN) {
			/* stdout that someone else made non-blocking */
			poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
		} else if (errno != EINTR) {
			r = -errno;
			break;
		}
	}
	*ret_done = done;
	return r;
}

/* Removes the part of a line that fitted before the disk was full. */
static void take_back(int fd, size_t done)
{
	off_t end = lseek(fd, 0, SEEK_END);

	/* If this fails, the next daemon that opens the file repairs it. */
	if (end >= (off_t)done && ftruncate(fd, end - (off_t)done) < 0)
		return;
}

/* Of a file that has to be decompressed from its start. */
static int read_chain(struct log_input *input, struct log_tail *tail)
{
	_cleanup_fclose_ FILE *stream = NULL;
	_cleanup_free_ char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int r = log_input_as_stream(input, &stream);

	if (r < 0)
		return r;
	while ((length = getline(&line, &room, stream)) > 0) {
		tail->empty = false;
		if (line[length - 1] == '\n' && !log_chain_read(line, (size_t)length - 1, &tail->chain))
			tail->chain = (struct log_chain){0};
	}
	return 0;
}

static int read_rotated(const char *name, struct log_tail *tail)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY), r;
	struct log_input *input;

	*tail = (struct log_tail){.empty = true};
	r = fd < 0 ? -errno : log_input_open_fd(fd, &input);
	if (r < 0)
		return r;
	if (log_input_fd(input) < 0)
		return read_chain(input, tail);
	r = log_tail_read(log_input_fd(input), tail);
	log_input_close(input);
	return r;
}

/* If a daemon ended between rotation and its first line, the newest of the rotated files has the last line. */
static struct log_chain chain_of_rotated(const char *path)
{
	struct log_tail tail = {.empty = true};

	for (unsigned int number = 1; tail.empty && number <= LOG_ROTATE_KEEP_MAXIMUM; number++) {
		_cleanup_free_ char *name = log_rotated_find(path, number);

		if (!name || read_rotated(name, &tail) < 0)
			break;
	}
	return tail.chain;
}

void log_file_chain(struct log_file *file)
{
	if (!file->path)
		return;
	file->chained = true;
	file->chain = file->tail.empty ? chain_of_rotated(file->path) : file->tail.chain;
}

int log_file_finish_line(struct log_file *file)
{
	size_t done;
	int r;

	if (!file->rest)
		return 0;
	r = write_all(file->fd, file->rest, file->rest_length, &done);
	file->rest_length -= done;
	memmove(file->rest, file->rest + done, file->rest_length);
	if (file->rest_length > 0)
		return r;
	free(file->rest);
	file->rest = NULL;
	return 0;
}

static bool keep_rest(struct log_file *file, const char *rest, size_t length)
{
	file->rest = malloc(length);
	if (!file->rest)
		return false;
	memcpy(file->rest, rest, length);
	file->rest_length = length;
	return true;
}

static int write_line(struct log_file *file, const char *line, size_t length)
{
	size_t done;
	int r = log_file_finish_line(file);

	if (r < 0)
		return r;
	r = write_all(file->fd, line, length, &done);
	if (r == 0 || done == 0)
		return r;
	if (!file->path)
		return keep_rest(file, line + done, length - done) ? 0 : r;
	take_back(file->fd, done);
	return r;
}

static int write_sealed(struct log_file *file, const char *line, size_t length)
{
	_cleanup_free_ char *sealed = NULL;
	struct log_chain after;
	size_t sealed_length;
	int r = log_chain_seal(&file->chain, line, length, &sealed, &sealed_length, &after);

	if (r < 0)
		return r;
	r = write_line(file, sealed, sealed_length);
	if (r < 0)
		return r;
	file->chain = after;
	return 0;
}

int log_file_mark(struct log_file *file, json_t *record)
{
	const char *time = json_string_value(json_object_get(record, "@timestamp"));
	json_t *marked = json_object_get(record, "gatekeeper");
	bool is_older, starts = file->starts;

	if (!time || !marked || strlen(time) != LOG_TIME_LENGTH)
		return 0;
	is_older = strcmp(time, file->latest) < 0;
	if (is_older && json_object_set_new(marked, LOG_LATEST, json_string(file->latest)) < 0)
		return -ENOMEM;
	if (!is_older || starts)
		strcpy(file->latest, time);
	file->starts = false;
	return 0;
}

int log_file_write(struct log_file *file, const char *line, size_t length)
{
	return file->chained ? write_sealed(file, line, length) : write_line(file, line, length);
}

static bool is_open_file(const struct log_file *file, const struct stat *status)
{
	struct stat open_file;

	return fstat(file->fd, &open_file) == 0 && open_file.st_dev == status->st_dev &&
	       open_file.st_ino == status->st_ino;
}

bool log_file_is_at_path(const struct log_file *file)
{
	struct stat status;

	return !file->path || (lstat(file->path, &status) == 0 && is_open_file(file, &status));
}

int log_file_reopen(struct log_file *file)
{
	_cleanup_close_ int fd = -1;
	struct log_tail tail;
	struct stat status;
	int r;

	if (!file->path)
		return 0;
	fd = open_or_make(file->path);
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) == 0 && is_open_file(file, &status)) /* not rotated, and we hold its lock already */
		return 0;
	r = take_over(fd, &tail);
	if (r < 0)
		return r;
	close_fd(&file->fd);
	file->fd = STEAL_FD(fd);
	file->starts = tail.empty;
	if (!tail.empty)
		strcpy(file->latest, tail.latest);
	return 0;
}

void log_file_close(struct log_file *file)
{
	free(file->rest);
	file->rest = NULL;
	if (!file->path)
		return;
	close_fd(&file->fd);
	free(file->path);
	*file = (struct log_file){.fd = -1};
}
