// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb metrics: the status as text for Prometheus, for a textfile collector or on an accepted connection. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/daemon/confine.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/metrics/http.h"
#include "gatekeeper/metrics/metrics.h"
#include "gatekeeper/report/status-text.h"

#define METRICS_PATH "/metrics"

static bool http;

/* Makes the text in memory, as its length comes before it. Returns 0 or a negative errno with `failure`. */
static int make_text(char **ret_text, size_t *ret_length, struct failure *failure)
{
	struct enforcer_status status;
	FILE *stream;
	int r = status_read(&status, failure);

	if (r < 0)
		return r;
	stream = open_memstream(ret_text, ret_length);
	if (!stream)
		return failure_set(failure, -ENOMEM, "cannot print metrics: out of memory");
	metrics_print(&status, stream);
	return fclose(stream) == 0 ? 0 : failure_set(failure, -ENOMEM, "cannot print metrics: out of memory");
}

/* Who may connect may not read why it failed: that is for the journal. */
static int answer(struct http_request *request, int error, const struct failure *failure, const char *text,
		  size_t length)
{
	int r;

	if (request->status == HTTP_OK && error < 0) {
		print_error("%s", failure->text);
		request->status = HTTP_FAILED;
	}
	r = http_answer(STDOUT_FILENO, request, text, request->status == HTTP_OK ? length : 0);
	if (r < 0 && r != -EPIPE)
		print_error("cannot answer: %s", strerror(-r));
	return request->status == HTTP_FAILED || r < 0 ? EXIT_FAILED : EXIT_OK;
}

/* To read the state takes capabilities; what a client sends is read without any, and so afterwards. */
static int answer_request(void)
{
	_cleanup_free_ char *text = NULL;
	struct http_request request;
	struct failure failure;
	size_t length = 0;
	int error = make_text(&text, &length, &failure), r = confine_without_capabilities();

	if (r < 0) {
		print_error("cannot give up capabilities: %s", strerror(-r));
		return EXIT_FAILED;
	}
	signal(SIGPIPE, SIG_IGN);
	request = http_read_request(STDIN_FILENO, METRICS_PATH);
	return answer(&request, error, &failure, text, length);
}

static int run_metrics(char **arguments)
{
	_cleanup_free_ char *text = NULL;
	struct failure failure;
	size_t length;

	(void)arguments;
	if (http)
		return answer_request();
	if (make_text(&text, &length, &failure) < 0) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	fputs(text, stdout);
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "http",
	 .help = "answer one HTTP request for " METRICS_PATH " on standard input, as gatekeeper-metrics.socket does",
	 .flag = &http},
	{0},
};

const struct verb verb_metrics = {
	.name = "metrics",
	.arguments = "",
	.summary = "print the status as metrics for Prometheus",
	.options = options,
	.run = run_metrics,
};
