/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Answers one request of HTTP/1.1 on a connection that somebody else accepted, as systemd does with Accept=yes. There
 * is no listener, no thread and no second request: a client can cost one process for HTTP_SECONDS.
 */
#ifndef GATEKEEPER_METRICS_HTTP_H
#define GATEKEEPER_METRICS_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_SECONDS 5        /* for the whole request */
#define HTTP_REQUEST_MAX 4096 /* bytes of the request with its head */

enum http_status {
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_NOT_ALLOWED = 405,
	HTTP_TIMEOUT = 408,
	HTTP_TOO_LARGE = 431,
	HTTP_FAILED = 500,
};

struct http_request {
	enum http_status status; /* HTTP_OK: GET or HEAD of `path`; otherwise the answer that it deserves */
	bool is_head;
};

/* Reads the head of a request for `path`. The body of the request, if any, is not read. */
struct http_request http_read_request(int fd, const char *path);

/* Sends the answer. Returns 0 or a negative errno. */
int http_answer(int fd, const struct http_request *request, const char *body, size_t length);

#endif
