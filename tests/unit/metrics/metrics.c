// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/metrics: all metrics of a made-up status, and one answer over HTTP. GK_METRICS is a file for the metrics.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/metrics/http.h"
#include "gatekeeper/metrics/metrics.h"

static char *print_metrics(const struct enforcer_status *status)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	metrics_print(status, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no %s in:\n%s", part, text);
}

static void prints_a_status(void **state)
{
	struct enforcer_status status = {
		.loaded = true, .proven = true, .rule_count = 12, .generation = 3, .hook_count = 2};
	const char *path = getenv("GK_METRICS");
	char *text;

	(void)state;
	status.counters.decided[GK_ALLOW] = 5;
	status.counters.decided[GK_DENY] = UINT64_MAX;
	status.counters.lost[GK_DENY] = 4;
	status.counters.lost_outcomes = 2;
	status.reported.lost[GK_DENY] = 4;
	status.hook[0].needed = status.hook[1].needed = status.hook[1].attached = true;
	text = print_metrics(&status);
	assert_has(text, "\ngatekeeper_enforcing 0\n");
	assert_has(text, "\ngatekeeper_loaded 1\n");
	assert_has(text, "\ngatekeeper_state{state=\"hooks-missing\"} 1\n");
	assert_has(text, "\ngatekeeper_protection_active 0\n");
	assert_has(text, "\ngatekeeper_missing_hooks 1\n");
	assert_has(text, "\ngatekeeper_policy_info{digest=\"00000000");
	assert_has(text, "\ngatekeeper_decisions_total{verdict=\"allow\"} 5\n");
	assert_has(text, "\ngatekeeper_decisions_total{verdict=\"deny\"} 18446744073709551615\n");
	assert_has(text, "\ngatekeeper_lost_total{verdict=\"deny\"} 4\n");
	assert_has(text, "\ngatekeeper_lost_results_total 2\n");
	assert_has(text, "\ngatekeeper_gaps_reported_total 4\n");
	if (path) {
		FILE *file = fopen(path, "we");

		assert_non_null(file);
		fputs(text, file);
		fclose(file);
	}
	free(text);
	text = print_metrics(&(struct enforcer_status){0});
	assert_has(text, "\ngatekeeper_loaded 0\n");
	assert_has(text, "\ngatekeeper_state{state=\"not-loaded\"} 1\n");
	assert_has(text, "\ngatekeeper_state{state=\"unreadable\"} 0\n");
	assert_null(strstr(text, "decisions_total"));
	free(text);
	text = print_metrics(&(struct enforcer_status){.pinned = true, .hidden = true});
	assert_has(text, "\ngatekeeper_enforcing 0\n");
	assert_has(text, "\ngatekeeper_loaded 1\n");
	assert_has(text, "\ngatekeeper_state{state=\"unreadable\"} 1\n");
	assert_null(strstr(text, "decisions_total"));
	free(text);
	text = print_metrics(&(struct enforcer_status){.pinned = true});
	assert_has(text, "\ngatekeeper_loaded 0\n");
	assert_has(text, "\ngatekeeper_state{state=\"denying-everything\"} 1\n");
	free(text);
}

/* The status of a request of these bytes; with `end` the client sends no more. */
static enum http_status ask(const char *bytes, size_t size, bool end, bool *ret_is_head)
{
	struct http_request request;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[0], bytes, size), size);
	if (end)
		shutdown(ends[0], SHUT_WR);
	request = http_read_request(ends[1], "/metrics");
	close(ends[0]);
	close(ends[1]);
	*ret_is_head = request.is_head;
	return request.status;
}

static void requests_get_what_they_deserve(void **state)
{
	static const struct {
		const char *text;
		enum http_status status;
	} rows[] = {
		{"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", HTTP_OK},
		{"GET /metrics?a=b HTTP/1.0\r\n\r\n", HTTP_OK},
		{"GET / HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
		{"GET /metricsx HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
		{"GET /../metrics HTTP/1.1\r\n\r\n", HTTP_NOT_FOUND},
		{"POST /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
		{"get /metrics HTTP/1.1\r\n\r\n", HTTP_NOT_ALLOWED},
		{"GET /metrics\r\n\r\n", HTTP_BAD_REQUEST},
		{"GET  /metrics HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST},
		{"\r\n\r\n", HTTP_BAD_REQUEST},
		{"GET /metrics HTTP/2.0\r\n\r\n", HTTP_BAD_REQUEST},
		{"GET /metrics HTTP/1.1\r\n", HTTP_BAD_REQUEST},
		{"", HTTP_BAD_REQUEST},
	};
	char large[2 * HTTP_REQUEST_MAX];
	bool is_head;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(ask(rows[i].text, strlen(rows[i].text), true, &is_head), rows[i].status);
	assert_int_equal(ask("HEAD /metrics HTTP/1.1\r\n\r\n", 26, false, &is_head), HTTP_OK);
	assert_true(is_head);
	assert_int_equal(ask("GET /metrics HTTP/1.1\0\r\n\r\n", 26, true, &is_head), HTTP_BAD_REQUEST);
	memset(large, 'x', sizeof(large));
	assert_int_equal(ask(large, sizeof(large), true, &is_head), HTTP_TOO_LARGE);
	/* A client that sends no more holds no process. */
	assert_int_equal(ask("GET /met", 8, false, &is_head), HTTP_TIMEOUT);
}

static void answers_have_a_length(void **state)
{
	struct http_request request = {.status = HTTP_OK};
	char text[1024];
	int ends[2];
	ssize_t got;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(http_answer(ends[1], &request, "a 1\n", 4), 0);
	request.is_head = true;
	request.status = HTTP_NOT_ALLOWED;
	assert_int_equal(http_answer(ends[1], &request, "a 1\n", 4), 0);
	got = read(ends[0], text, sizeof(text) - 1);
	assert_true(got > 0);
	text[got] = '\0';
	assert_has(text, "HTTP/1.1 200 OK\r\n");
	assert_has(text, "Content-Length: 4\r\n");
	assert_has(text, "\r\n\r\na 1\nHTTP/1.1 405 Method Not Allowed\r\n");
	assert_has(text, "Allow: GET, HEAD\r\n");
	assert_string_equal(text + got - 4, "\r\n\r\n");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_a_status),
		cmocka_unit_test(requests_get_what_they_deserve),
		cmocka_unit_test(answers_have_a_length),
	};

	return cmocka_run_group_tests_name("metrics", tests, NULL, NULL);
}
