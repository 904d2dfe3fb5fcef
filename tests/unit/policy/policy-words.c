// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The sets of words: each number has one word and each word one number; a misspelt word finds the nearest. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/bpf.h>

#include "bpf-lsm/contract/vocabulary.h"
#include "policy/language/keys.h"
#include "tests/probe/attach-type.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct word_set *const sets[] = {
	&operation_words,   &family_words,       &namespace_words,      &verdict_words,     &mode_words,
	&protection_words,  &log_words,          &loss_words,           &repeat_words,      &from_words,
	&relation_words,    &netns_words,        &signature_words,      &race_words,        &event_kind_words,
	&guard_words,       &reason_words,       &command_words,        &attach_type_words, &link_type_words,
	&map_type_words,    &program_type_words, &program_state_words,  &capability_words,  &membership_words,
	&top_keys.words,    &drop_in_keys.words, &host_keys.words,      &rule_keys.words,   &caller_keys.words,
	&target_keys.words, &program_keys.words, &namespace_keys.words, &route_words,       &container_keys.words,
	&containers_words,
};

static void each_number_has_one_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sets); i++) {
		assert_true(sets[i]->count > 0);
		for (size_t j = 0; j < sets[i]->count; j++) {
			const struct word *word = &sets[i]->words[j];

			assert_true(j == 0 || word->number > sets[i]->words[j - 1].number);
			assert_ptr_equal(word_by_text(sets[i], word->text), word);
			assert_ptr_equal(word_by_number(sets[i], word->number), word);
		}
		assert_null(word_by_text(sets[i], ""));
		assert_null(word_text(sets[i], sets[i]->words[sets[i]->count - 1].number + 1));
	}
}

static void each_word_is_documented(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sets); i++) {
		for (size_t j = 0; j < sets[i]->count; j++) {
			if (sets[i]->words[0].doc)
				assert_non_null(sets[i]->words[j].doc);
		}
	}
}

/* The kernel's headers have the same numbers. */
static void words_have_the_kernels_numbers(void **state)
{
	(void)state;
	assert_string_equal(word_text(&command_words, BPF_PROG_LOAD), "PROG_LOAD");
	assert_string_equal(word_text(&command_words, BPF_LINK_DETACH), "LINK_DETACH");
	assert_string_equal(word_text(&attach_type_words, BPF_CGROUP_INET_INGRESS), "cgroup_inet_ingress");
	assert_string_equal(word_text(&attach_type_words, BPF_CGROUP_SETSOCKOPT), "cgroup_setsockopt");
	assert_string_equal(word_text(&attach_type_words, BPF_PERF_EVENT), "perf_event");
	assert_string_equal(word_text(&program_type_words, BPF_PROG_TYPE_CGROUP_SOCK_ADDR), "cgroup_sock_addr");
	assert_string_equal(word_text(&program_type_words, BPF_PROG_TYPE_SYSCALL), "syscall");
}

static void cgroup_attach_types_have_cgroup_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < attach_type_words.count; i++) {
		const struct word *word = &attach_type_words.words[i];
		bool named = strncmp(word->text, "cgroup_", 7) == 0 || strcmp(word->text, "lsm_cgroup") == 0;

		assert_int_equal(word->family == GK_FAMILY_CGROUP, named);
		assert_true(word->policy);
	}
}

/* The live matrix asks about each attach type of cgroups, with the program type that attach-type.h has for it. */
static void probe_knows_every_cgroup_attach_type(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < attach_type_words.count; i++) {
		const struct word *word = &attach_type_words.words[i];
		const struct attach_type *type = attach_type_find(word->text);

		if (word->family != GK_FAMILY_CGROUP)
			continue;
		count++;
		if (!type)
			fail_msg("tests/probe/attach-type.h has no '%s'", word->text);
		assert_int_equal(type->number, word->number);
		assert_non_null(word_by_number(&program_type_words, type->prog_type));
	}
	assert_int_equal(count, N_ATTACH_TYPES);
}

static void only_words_of_a_policy_are_offered(void **state)
{
	(void)state;
	assert_true(word_by_text(&operation_words, "load")->policy);
	assert_true(word_by_text(&operation_words, "unknown")->policy);
	assert_true(word_by_text(&operation_words, "detach:other")->policy);
	assert_false(word_by_text(&operation_words, "attach:unknown")->policy);
	assert_false(word_by_text(&operation_words, "replace:unknown")->policy);
	assert_false(word_by_text(&operation_words, "detach:unknown")->policy);
	assert_false(word_by_text(&netns_words, "own-init")->policy);
	assert_false(word_by_text(&program_type_words, "unspec")->policy);
	assert_false(word_by_text(&relation_words, "none")->policy);
	assert_false(word_by_text(&relation_words, "unknown")->policy);
	assert_true(word_by_text(&relation_words, "own-subtree")->policy);
	assert_true(word_by_text(&relation_words, "below")->policy);
}

static void a_misspelt_word_finds_the_nearest(void **state)
{
	static const struct {
		const struct word_set *set;
		const char *text, *meant;
	} rows[] = {
		{&operation_words, "atach:cgroup", "attach:cgroup"},
		{&operation_words, "attach-cgroup", "attach:cgroup"},
		{&operation_words, "attach", "attach:cgroup"},
		{&operation_words, "laod", "load"},
		{&operation_words, "attach:unknwon", NULL}, /* the nearest is no word of a policy */
		{&operation_words, "x", NULL},
		{&operation_words, "", NULL},
		{&operation_words, "map-craete", "map-create"},
		{&operation_words, "detach:structops", "detach:struct-ops"},
		{&capability_words, "CAP_BPF", "cap_bpf"},
		{&capability_words, "bpf", NULL},
		{&program_type_words, "cgroup_skbs", "cgroup_skb"},
		{&attach_type_words, "cgroup_inet_ingres", "cgroup_inet_ingress"},
		{&attach_type_words, "CGROUP_INET_EGRESS", "cgroup_inet_egress"},
		{&attach_type_words, "inet_egress", "cgroup_inet_egress"},
		{&attach_type_words, "cgroup_inet5_bind", "cgroup_inet4_bind"},
		{&attach_type_words, "flow_disector", "flow_dissector"},
		{&namespace_words, "usr", "user"},
		{&namespace_words, "mount", NULL},
		{&namespace_words, "network", NULL},
		{&mode_words, "enforced", "enforce"},
		{&verdict_words, "yes", NULL},
		{&membership_words, "not_init", "not-init"},
		{&rule_keys.words, "dney", "deny"},
		{&rule_keys.words, "attach-type", "attach-types"},
		{&rule_keys.words, "rcae", "race"},
		{&caller_keys.words, "exec", "exe"},
		{&protection_words, "seal", "sealed"},
		{&top_keys.words, "protected", "protect"},
		{&top_keys.words, "guard", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct word *word = word_nearest(rows[i].set, rows[i].text);

		if (!rows[i].meant != !word || (word && strcmp(word->text, rows[i].meant) != 0))
			fail_msg("'%s' found %s, not %s", rows[i].text, word ? word->text : "nothing",
				 rows[i].meant ? rows[i].meant : "nothing");
	}
}

static void a_long_text_has_no_nearest_word(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < COUNT(sets); i++)
		assert_null(word_nearest(sets[i], text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_has_one_word),
		cmocka_unit_test(each_word_is_documented),
		cmocka_unit_test(words_have_the_kernels_numbers),
		cmocka_unit_test(cgroup_attach_types_have_cgroup_names),
		cmocka_unit_test(probe_knows_every_cgroup_attach_type),
		cmocka_unit_test(only_words_of_a_policy_are_offered),
		cmocka_unit_test(a_misspelt_word_finds_the_nearest),
		cmocka_unit_test(a_long_text_has_no_nearest_word),
	};

	return cmocka_run_group_tests_name("policy-words", tests, NULL, NULL);
}
