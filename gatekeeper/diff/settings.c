// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/settings.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#define ALL_NAMESPACES ((1U << GK_NAMESPACE_COUNT) - 1)

static void print_namespaces(unsigned int namespaces, char *ret_text, size_t size)
{
	size_t used = 0;

	if (namespaces == ALL_NAMESPACES) {
		snprintf(ret_text, size, "all");
		return;
	}
	ret_text[0] = '\0';
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		if (namespaces >> i & 1)
			used += snprintf(ret_text + used, size - used, "%s%s", used ? ", " : "",
					 word_text(&namespace_words, i));
	}
}

static void set_texts(const struct gk_image *image, size_t side, struct diff_setting setting[DIFF_SETTINGS])
{
	const struct {
		const char *key;
		const struct word_set *words;
		unsigned int number;
	} row[] = {
		{"mode", &mode_words, image->mode},
		{"protect", &protection_words, image->protect},
		{"default", &verdict_words, image->default_verdict},
		{"on-loss", &loss_words, image->flags & GK_IMAGE_DENIES_LOST ? GK_LOSS_DENY : GK_LOSS_COUNT},
		{"repeats", &repeat_words,
		 image->flags & GK_IMAGE_RECORDS_EACH ? GK_REPEAT_RECORDED : GK_REPEAT_COUNTED},
		{"service-manager", &service_manager_words,
		 image->flags & GK_IMAGE_COUNTS_EQUAL ? GK_SERVICE_MANAGER_COUNTED : GK_SERVICE_MANAGER_RECORDED},
		{"containers", &containers_words,
		 image->flags & GK_IMAGE_NEEDS_CONTAINERS ? GK_CONTAINERS_REQUIRED : GK_CONTAINERS_OPTIONAL},
	};

	_Static_assert(ARRAY_LENGTH(row) + 1 == DIFF_SETTINGS, "and host.namespaces");
	for (size_t i = 0; i < ARRAY_LENGTH(row); i++) {
		setting[i].key = row[i].key;
		snprintf(setting[i].text[side], sizeof(setting[i].text[side]), "%s",
			 word_text(row[i].words, row[i].number));
	}
	setting[ARRAY_LENGTH(row)].key = "host.namespaces";
	print_namespaces(image->host_namespaces, setting[ARRAY_LENGTH(row)].text[side], sizeof(setting->text[side]));
}

size_t diff_settings_find(const struct gk_image *before, const struct gk_image *after,
			  struct diff_setting ret_setting[DIFF_SETTINGS])
{
	size_t count = 0;

	set_texts(before, 0, ret_setting);
	set_texts(after, 1, ret_setting);
	for (size_t i = 0; i < DIFF_SETTINGS; i++) {
		if (strcmp(ret_setting[i].text[0], ret_setting[i].text[1]) != 0)
			ret_setting[count++] = ret_setting[i];
	}
	return count;
}
