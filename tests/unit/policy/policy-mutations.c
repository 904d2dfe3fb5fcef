// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Damaged policies: random bytes, always the same ones, are changed, removed and repeated. The result is either an
 * image or an error, and a terminal can show every finding.
 */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"
#include "policy/source/text.h"

#define ROUNDS 6000
#define MAX_SIZE 8192

static const char *const paths[] = {
	"tests/samples/good/every-key.yaml",   "tests/samples/good/json.yaml",
	"tests/samples/good/windows.yaml",     "policy/presets/own-subtree.yaml",
	"tests/samples/bad/anchors-bomb.yaml", "tests/samples/bad/nesting-block.yaml",
};

static unsigned int seed = 2017;

static unsigned int pick(unsigned int below)
{
	return rand_r(&seed) % below;
}

static size_t read_file(const char *path, char *ret_bytes)
{
	FILE *file = fopen(path, "re");
	size_t length;

	assert_non_null(file);
	length = fread(ret_bytes, 1, MAX_SIZE, file);
	fclose(file);
	return length;
}

/* Characters with a meaning in YAML or for a terminal. */
static char nasty(void)
{
	static const char signs[] = "\0\n\r\t\x1b \"'#%&*,-.:<>?@[]`{|}!~\x7f\x80\xc3\xe2\xff";

	return pick(4) ? signs[pick(sizeof(signs) - 1)] : (char)pick(256);
}

static size_t damage(char *bytes, size_t length)
{
	size_t at = pick(length), count = 1 + pick(20);

	if (count > length - at)
		count = length - at;
	switch (pick(4)) {
	case 0: /* cut out */
		memmove(bytes + at, bytes + at + count, length - at - count);
		return length - count;
	case 1: /* repeat */
		if (length + count > MAX_SIZE)
			return length;
		memmove(bytes + at + count, bytes + at, length - at);
		return length + count;
	case 2: /* insert */
		if (length == MAX_SIZE)
			return length;
		memmove(bytes + at + 1, bytes + at, length - at);
		bytes[at] = nasty();
		return length + 1;
	default: /* change */
		bytes[at] = nasty();
		return length;
	}
}

static void check_shown(const char *text, size_t size)
{
	size_t length = strnlen(text, size);

	assert_true(length < size);
	while (length > 0) {
		uint32_t point = 0;
		size_t taken = utf8_decode(text, length, &point);

		assert_true(taken > 0 && !is_hidden_character(point));
		text += taken;
		length -= taken;
	}
}

static void check_result(int r, const struct findings *findings, const struct gk_image *image)
{
	assert_true(r == 0 || r == -EINVAL);
	assert_int_equal(r == 0, image != NULL);
	assert_int_equal(r == 0, findings->errors == 0);
	assert_true(findings->count <= findings->errors + findings->warnings);
	for (size_t i = 0; i < findings->count; i++) {
		check_shown(findings->finding[i].text, sizeof(findings->finding[i].text));
		check_shown(findings->finding[i].source, sizeof(findings->finding[i].source));
		assert_true(findings->finding[i].caret <= FINDING_COLUMNS + 1);
	}
}

static void damaged_policies_give_an_image_or_findings(void **state)
{
	static char original[MAX_SIZE], bytes[MAX_SIZE];
	size_t right = 0;

	(void)state;
	for (unsigned int round = 0; round < ROUNDS; round++) {
		size_t length = read_file(paths[round % (sizeof(paths) / sizeof(paths[0]))], original);
		struct gk_image *image = NULL;
		struct findings findings;
		int r;

		memcpy(bytes, original, length);
		for (unsigned int i = 0; i <= round % 5 && length > 0; i++)
			length = damage(bytes, length);
		r = compile_bytes(bytes, length, &findings, &image);
		check_result(r, &findings, image);
		right += r == 0;
		free(image);
	}
	/* Damage in comments and names leaves a valid policy; in most rounds it must not, or nothing was tested. */
	assert_true(right > 0 && right < ROUNDS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_policies_give_an_image_or_findings),
	};

	return cmocka_run_group_tests_name("policy-mutations", tests, NULL, NULL);
}
