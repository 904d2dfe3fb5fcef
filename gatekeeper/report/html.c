// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/html.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sha256.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/report/style.h"

#define BASE64_SIZE(size) (((size) + 2) / 3 * 4 + 1)

static void encode_base64(const uint8_t *bytes, size_t size, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		uint32_t group =
			bytes[i] << 16 | (i + 1 < size ? bytes[i + 1] << 8 : 0) | (i + 2 < size ? bytes[i + 2] : 0);

		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = i + 1 < size ? digits[group >> 6 & 63] : '=';
		*out++ = i + 2 < size ? digits[group & 63] : '=';
	}
	*out = '\0';
}

/* Nothing but this style sheet, not even from the place of the page itself. */
static void print_content_policy(FILE *out)
{
	uint8_t hash[SHA256_DIGEST_LENGTH];
	char text[BASE64_SIZE(SHA256_DIGEST_LENGTH)];
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, (const uint8_t *)report_style, strlen(report_style));
	SHA256Final(hash, &context);
	encode_base64(hash, sizeof(hash), text);
	fprintf(out,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
		"base-uri 'none'; form-action 'none'\">\n",
		text);
}

void html_begin(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
	print_content_policy(out);
	fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	      out);
	html_text(out, title);
	fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", report_style);
}

void html_end(FILE *out)
{
	fputs("</body>\n</html>\n", out);
}

static void put_character(FILE *out, char c)
{
	switch (c) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	case '\'':
		fputs("&#39;", out);
		break;
	default:
		fputc(c, out);
	}
}

void html_bytes(FILE *out, const char *text, size_t length)
{
	_cleanup_free_ char *escaped = malloc(ESCAPED_SIZE(length));

	if (!escaped)
		return;
	escape_again(text, length, escaped);
	for (const char *c = escaped; *c; c++)
		put_character(out, *c);
}

void html_text(FILE *out, const char *text)
{
	html_bytes(out, text, strlen(text));
}

void html_begin_section(FILE *out, const char *title)
{
	fputs("<section>\n<h2>", out);
	html_text(out, title);
	fputs("</h2>\n", out);
}

void html_end_section(FILE *out)
{
	fputs("</section>\n", out);
}

void html_begin_table(FILE *out, const char *class, const char *const *heads)
{
	fprintf(out, "<div class=\"scroll\" tabindex=\"0\"><table class=\"%s\">\n<thead><tr>", class);
	for (; *heads; heads++) {
		bool is_number = **heads == '#';

		fprintf(out, "<th scope=\"col\"%s>", is_number ? " class=\"number\"" : "");
		html_text(out, *heads + is_number);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
}

void html_end_table(FILE *out)
{
	fputs("</tbody>\n</table></div>\n", out);
}

void html_cell(FILE *out, const char *class, const char *text)
{
	fprintf(out, "<td class=\"%s\">", class);
	html_text(out, text && *text ? text : "-");
	fputs("</td>", out);
}

void html_number_cell(FILE *out, uint64_t number)
{
	fprintf(out, "<td class=\"number\">%" PRIu64 "</td>", number);
}

/* Heights are in tenths of a percent; a number that is not 0 is always seen. */
void html_bars(FILE *out, const char *class, const uint64_t *numbers, size_t count)
{
	uint64_t most = 1;

	for (size_t i = 0; i < count; i++)
		most = numbers[i] > most ? numbers[i] : most;
	fprintf(out,
		"<svg class=\"bars %s\" viewBox=\"0 0 %zu 1000\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
		class, 10 * count);
	for (size_t i = 0; i < count; i++) {
		unsigned int height = 1000 * ((double)numbers[i] / most);

		if (numbers[i])
			fprintf(out, "<rect x=\"%zu\" y=\"%u\" width=\"9\" height=\"%u\"/>", 10 * i,
				1000 - (height < 40 ? 40 : height), height < 40 ? 40 : height);
	}
	fputs("</svg>", out);
}
