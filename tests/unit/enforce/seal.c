// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The key of a seal: the kernel side's SHA-256 is that of libmd, and a passphrase has one key for each setting. */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <crypt.h>
#include <sha256.h>

#include "bpf-lsm/decision/sha256.bpf.h"
#include "gatekeeper/host/passphrase.h"

static void the_hash_is_that_of_libmd(void **state)
{
	uint8_t key[GK_KEY_SIZE], expected[GK_KEY_SIZE], seen[GK_KEY_SIZE];
	SHA2_CTX context;

	(void)state;
	srand(1);
	for (int i = 0; i < 10000; i++) {
		for (size_t j = 0; j < sizeof(key); j++)
			key[j] = i ? rand() : 0;
		SHA256Init(&context);
		SHA256Update(&context, key, sizeof(key));
		SHA256Final(expected, &context);
		gk_sha256_of_key(key, seen);
		assert_memory_equal(seen, expected, sizeof(seen));
	}
}

static void a_passphrase_has_one_key_for_each_setting(void **state)
{
	char first[CRYPT_GENSALT_OUTPUT_SIZE], second[CRYPT_GENSALT_OUTPUT_SIZE];
	uint8_t key[GK_KEY_SIZE], again[GK_KEY_SIZE], other[GK_KEY_SIZE];
	struct failure failure;

	(void)state;
	assert_non_null(crypt_gensalt_rn("$y$", 1, NULL, 0, first, sizeof(first)));
	assert_non_null(crypt_gensalt_rn("$y$", 1, NULL, 0, second, sizeof(second)));
	assert_int_equal(passphrase_key("correct horse", first, key, &failure), 0);
	assert_int_equal(passphrase_key("correct horse", first, again, &failure), 0);
	assert_memory_equal(key, again, sizeof(key));
	assert_int_equal(passphrase_key("correct Horse", first, other, &failure), 0);
	assert_memory_not_equal(key, other, sizeof(key));
	assert_int_equal(passphrase_key("correct horse", second, other, &failure), 0);
	assert_memory_not_equal(key, other, sizeof(key));
	assert_int_equal(passphrase_key("correct horse", "no setting", other, &failure), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_that_of_libmd),
		cmocka_unit_test(a_passphrase_has_one_key_for_each_setting),
	};

	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
