// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Any bytes as an audit log, for libFuzzer: read to the end, printed without harm to a terminal, and a chain that holds
 * after it was sealed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gatekeeper/log/chain.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/reader.h"
#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"
#include "policy/source/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_shown(const char *text, size_t length)
{
	while (length > 0) {
		uint32_t point = 0;
		size_t taken = utf8_decode(text, length, &point);

		require(taken > 0 && (*text == '\n' || !is_hidden_character(point)));
		text += taken;
		length -= taken;
	}
}

static void check_record(json_t *record)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	require(stream);
	log_print(stream, record);
	fclose(stream);
	require(size > 0 && strchr(text, '\n') == text + size - 1);
	check_shown(text, size);
	free(text);
}

static void check_chain(const char *text, size_t length)
{
	struct log_chain before = {0}, after;
	char *line = NULL, *sealed;
	size_t sealed_length;

	require(asprintf(&line, "%.*s\n", (int)length, text) > 0);
	if (!log_chain_seal(&before, line, strlen(line), &sealed, &sealed_length, &after)) {
		require(log_chain_follows(&before, sealed, sealed_length - 1));
		sealed[1] ^= 1;
		require(!log_chain_follows(&before, sealed, sealed_length - 1));
		free(sealed);
	}
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	int fd = memfd_create("log", MFD_CLOEXEC);
	struct log_reader reader;
	struct log_line line;
	size_t lines = 0;

	require(fd >= 0 && write(fd, bytes, length) == (ssize_t)length && lseek(fd, 0, SEEK_SET) == 0);
	require(log_reader_open(fd, &reader) == 0);
	while (log_reader_next(&reader, &line) > 0) {
		require(++lines <= length);
		check_record(line.record);
		check_chain(line.text, line.length);
		json_decref(line.record);
	}
	if (log_reader_rest(&reader, &line) > 0) {
		check_record(line.record);
		json_decref(line.record);
	}
	log_reader_close(&reader);
	return 0;
}
