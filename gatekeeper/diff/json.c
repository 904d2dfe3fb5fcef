// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/json.h"

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/diff/lines.h"
#include "gatekeeper/diff/part-text.h"
#include "gatekeeper/diff/settings.h"

static json_t *settings_to_json(const struct difference *difference)
{
	struct diff_setting setting[DIFF_SETTINGS];
	const size_t count = diff_settings_find(difference->input.image[0], difference->input.image[1], setting);
	json_t *settings = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(settings, json_pack("{s:s, s:s, s:s}", "key", setting[i].key, "before",
							  setting[i].text[0], "after", setting[i].text[1]));
	return settings;
}

static json_t *rules_to_json(const struct gk_image *image, const struct findings *findings,
			     const struct diff_line *line, size_t side)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < line->rule_count[side]; i++) {
		const struct gk_rule *rule = &image->rule[line->rule[side][i] % GK_MAX_RULES];
		char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

		if (line->rule[side][i] == GK_NO_RULE)
			continue;
		findings_path(findings, (struct place){.line = rule->line, .file = rule->file}, path, sizeof(path));
		json_array_append_new(rules, json_pack("{s:s, s:s, s:I}", "name", rule->name, "file", path, "line",
						       (json_int_t)rule->line));
	}
	return rules;
}

/* The default, GK_NO_RULE, is the last one. */
static json_t *decision_to_json(const struct gk_image *image, const struct findings *findings,
				const struct diff_line *line, size_t side)
{
	const bool is_default = line->rule[side][line->rule_count[side] - 1] == GK_NO_RULE;

	return json_pack("{s:s, s:b, s:o, s:b}", "verdict", word_text(&verdict_words, line->decision[side].verdict),
			 "logged", line->decision[side].logged, "rules", rules_to_json(image, findings, line, side),
			 "default", is_default);
}

static json_t *conditions_to_json(const struct diff_lines *lines, const struct diff_line *line)
{
	json_t *conditions = json_array();

	for (size_t part = DIFF_PART_OPERATION + 1; part < DIFF_PART_COUNT; part++) {
		struct diff_condition condition;

		if (diff_extent_condition(&lines->extents, &line->extent, part, &condition) > 0)
			json_array_append_new(conditions,
					      json_pack("{s:s, s:b, s:o}", "part", diff_part_info[part].key, "not",
							condition.is_not, "values", condition.values));
	}
	return conditions;
}

static json_t *line_to_json(const struct diff_lines *lines, const struct diff_line *line,
			    const struct findings findings[DIFF_SIDES])
{
	const struct diff_input *input = &lines->extents.difference->input;

	return json_pack("{s:o, s:o, s:o, s:o}", "before", decision_to_json(input->image[0], &findings[0], line, 0),
			 "after", decision_to_json(input->image[1], &findings[1], line, 1), "operations",
			 diff_part_texts(input, DIFF_PART_OPERATION, line->extent.values[DIFF_PART_OPERATION]),
			 "conditions", conditions_to_json(lines, line));
}

json_t *difference_to_json(const struct difference *difference, const struct findings findings[DIFF_SIDES],
			   bool is_complete)
{
	_cleanup_(diff_lines_release) struct diff_lines lines = {0};
	json_t *settings, *changes;

	if (diff_lines_find(difference, &lines))
		return NULL;
	settings = settings_to_json(difference);
	changes = json_array();
	for (size_t i = 0; i < lines.count; i++)
		json_array_append_new(changes, line_to_json(&lines, &lines.line[i], findings));
	return json_pack("{s:b, s:b, s:o, s:o}", "same",
			 is_complete && json_array_size(settings) == 0 && json_array_size(changes) == 0, "complete",
			 is_complete, "settings", settings, "changes", changes);
}
