// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/metrics/http.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HEAD_SIZE 512
#define MS_PER_SECOND 1000

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * MS_PER_SECOND + now.tv_nsec / (1000 * 1000);
}

/* Returns the bytes read, 0 at the end, or a negative errno; -ETIMEDOUT at the deadline. */
static ssize_t read_until(int fd, int64_t deadline, char *bytes, size_t size)
{
	struct pollfd file = {.fd = fd, .events = POLLIN};
	int64_t left = deadline - now_ms();
	ssize_t got;

	if (left <= 0)
		return -ETIMEDOUT;
	if (poll(&file, 1, left) <= 0)
		return errno == EINTR ? -EINTR : -ETIMEDOUT;
	got = read(fd, bytes, size);
	return got < 0 ? -errno : got;
}

/* Reads up to the empty line, and puts a NUL behind it. */
static enum http_status read_head(int fd, char text[HTTP_REQUEST_MAX + 1])
{
	int64_t deadline = now_ms() + HTTP_SECONDS * MS_PER_SECOND;
	size_t length = 0;

	while (length < HTTP_REQUEST_MAX) {
		ssize_t got = read_until(fd, deadline, text + length, HTTP_REQUEST_MAX - length);

		if (got == -ETIMEDOUT)
			return HTTP_TIMEOUT;
		if (got == -EINTR)
			continue;
		if (got <= 0)
			return HTTP_BAD_REQUEST;
		length += got;
		text[length] = '\0';
		if (memmem(text, length, "\r\n\r\n", 4))
			return strlen(text) == length ? HTTP_OK : HTTP_BAD_REQUEST;
	}
	return HTTP_TOO_LARGE;
}

/* Cuts the next word off the first line. */
static char *take_word(char **rest)
{
	char *word = *rest, *end = word + strcspn(word, " \r");

	*rest = *end == ' ' ? end + 1 : end;
	*end = '\0';
	return word;
}

struct http_request http_read_request(int fd, const char *path)
{
	char text[HTTP_REQUEST_MAX + 1], *rest = text;
	struct http_request request = {.status = read_head(fd, text)};
	const char *method, *target, *version;

	if (request.status != HTTP_OK)
		return request;
	method = take_word(&rest);
	target = take_word(&rest);
	version = take_word(&rest);
	request.is_head = strcmp(method, "HEAD") == 0;
	if (strncmp(version, "HTTP/1.", 7) != 0)
		request.status = HTTP_BAD_REQUEST;
	else if (strcmp(method, "GET") != 0 && !request.is_head)
		request.status = HTTP_NOT_ALLOWED;
	else if (strcspn(target, "?") != strlen(path) || strncmp(target, path, strlen(path)) != 0)
		request.status = HTTP_NOT_FOUND;
	return request;
}

static const char *reason_of(enum http_status status)
{
	switch (status) {
	case HTTP_OK:
		return "OK";
	case HTTP_BAD_REQUEST:
		return "Bad Request";
	case HTTP_NOT_FOUND:
		return "Not Found";
	case HTTP_NOT_ALLOWED:
		return "Method Not Allowed";
	case HTTP_TIMEOUT:
		return "Request Timeout";
	case HTTP_TOO_LARGE:
		return "Request Header Fields Too Large";
	case HTTP_FAILED:
		break;
	}
	return "Internal Server Error";
}

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t wrote = write(fd, bytes, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -errno;
		bytes += wrote;
		length -= wrote;
	}
	return 0;
}

int http_answer(int fd, const struct http_request *request, const char *body, size_t length)
{
	char head[HEAD_SIZE];
	int r = snprintf(head, sizeof(head),
			 "HTTP/1.1 %d %s\r\n"
			 "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
			 "Content-Length: %zu\r\n"
			 "Cache-Control: no-store\r\n"
			 "X-Content-Type-Options: nosniff\r\n"
			 "%sConnection: close\r\n\r\n",
			 request->status, reason_of(request->status), length,
			 request->status == HTTP_NOT_ALLOWED ? "Allow: GET, HEAD\r\n" : "");

	r = write_all(fd, head, r);
	return r < 0 || request->is_head ? r : write_all(fd, body, length);
}
