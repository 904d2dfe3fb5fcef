// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * YAML to a tree, event by event, so that nothing is resolved or expanded before it is looked at: the parts of YAML
 * that a policy has no use for (anchors, aliases, tags, several documents, deep nesting) end the parse. The first
 * thing wrong is the only finding: what follows a syntax error is guesswork.
 */
#include <errno.h>
#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

#include "policy/source/tree.h"

#define MAX_DEPTH 16 /* the language needs five */

struct parse {
	const struct source *source;
	struct findings *findings;
	struct tree tree;
	struct node *open[MAX_DEPTH]; /* the lists and mappings that the next node is in */
	size_t depth;
	struct node *key; /* of the innermost mapping, when its value is next */
};

static struct place place_of(const struct parse *parse, const struct fy_mark *mark)
{
	struct place place = {1, 1, parse->source->file};

	if (mark && mark->line >= 0 && mark->column >= 0) {
		place.line = mark->line + 1;
		place.column = mark->column + 1;
	}
	return place;
}

/* Marks of what begins with a sign (a quote, & or *) are behind it. */
static struct place place_before(const struct parse *parse, const struct fy_mark *mark)
{
	struct place place = place_of(parse, mark);

	if (place.column > 1)
		place.column--;
	return place;
}

static int refuse(struct parse *parse, enum check check, struct place place, const char *text)
{
	findings_add(parse->findings, check, place, "%s", text);
	return -EINVAL;
}

static int second_document(struct parse *parse, struct place place)
{
	return refuse(parse, CHECK_DOCUMENTS, place,
		      "a policy file is one YAML document; put the second one into a file of its own");
}

/* Hangs a node into the tree where the parse stands. */
static int place_node(struct parse *parse, struct node *node)
{
	struct node *parent = parse->depth > 0 ? parse->open[parse->depth - 1] : NULL;

	if (!parent && parse->tree.root)
		return second_document(parse, node->place);
	if (!parent) {
		parse->tree.root = node;
		return 0;
	}
	if (parent->kind == NODE_MAPPING && !parse->key) {
		if (node->kind != NODE_WORD)
			return refuse(parse, CHECK_WRONG_KIND, node->place, "a key must be a word");
		parse->key = node;
		return 0;
	}
	node->key = parse->key;
	parse->key = NULL;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	return 0;
}

static bool is_quoted(struct fy_event *event)
{
	enum fy_scalar_style style;

	if (event->type != FYET_SCALAR)
		return false;
	style = fy_token_scalar_style(event->scalar.value);
	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

/* A value that isn't there has no place of its own. */
static struct place node_place(const struct parse *parse, struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);

	if (parse->key && (!mark || mark->line < 0))
		return parse->key->place;
	return is_quoted(event) ? place_before(parse, mark) : place_of(parse, mark);
}

#define BLOCK_SIZE 65536

struct node_block {
	struct node_block *before;
	size_t used;
	size_t size;
	char bytes[] __attribute__((aligned(8)));
};

static struct node_block *add_block(struct tree *tree, size_t size)
{
	struct node_block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		return NULL;
	block->before = tree->blocks;
	block->size = size;
	tree->blocks = block;
	return block;
}

/* All zero, with room for a text of this length. */
static struct node *make_node(struct tree *tree, size_t length)
{
	size_t size = (sizeof(struct node) + length + 1 + 7) & ~(size_t)7;
	struct node_block *block = tree->blocks;
	struct node *node;

	if (!block || block->size - block->used < size)
		block = add_block(tree, size > BLOCK_SIZE ? size : BLOCK_SIZE);
	if (!block)
		return NULL;
	node = (struct node *)(block->bytes + block->used);
	block->used += size;
	return node;
}

static int add_node(struct parse *parse, enum node_kind kind, struct fy_event *event, const char *text, size_t length)
{
	struct node *node = make_node(&parse->tree, length);
	int r;

	if (!node)
		return -ENOMEM;
	node->kind = kind;
	node->place = node_place(parse, event);
	node->plain = kind == NODE_WORD && fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
	memcpy(node->text, text, length);
	if (memchr(text, '\0', length))
		return refuse(parse, CHECK_ENCODING, node->place, "a NUL character (\\0) in a word; remove it");

	r = place_node(parse, node);
	if (r < 0 || kind == NODE_WORD)
		return r;
	if (parse->depth == MAX_DEPTH)
		return refuse(parse, CHECK_NESTING, node->place,
			      "nested deeper than any policy; is a bracket missing?");
	parse->open[parse->depth++] = node;
	return 0;
}

static int add_word(struct parse *parse, struct fy_event *event)
{
	size_t length = 0;
	const char *text = fy_token_get_text(event->scalar.value, &length);

	return add_node(parse, NODE_WORD, event, text ? text : "", text ? length : 0);
}

static int check_plain_yaml(struct parse *parse, struct fy_event *event)
{
	struct fy_token *extra = fy_event_get_anchor_token(event);

	if (event->type == FYET_ALIAS)
		return refuse(parse, CHECK_ANCHORS, place_before(parse, fy_event_start_mark(event)),
			      "YAML aliases are not part of the language; write the value out, and '*' in quotes");
	if (extra)
		return refuse(parse, CHECK_ANCHORS, place_before(parse, fy_token_start_mark(extra)),
			      "YAML anchors are not part of the language; write each value out");
	extra = fy_event_get_tag_token(event);
	if (extra)
		return refuse(parse, CHECK_ANCHORS, place_of(parse, fy_token_start_mark(extra)),
			      "YAML tags are not part of the language; remove it");
	return 0;
}

/* An explicit start has a place; an implicit one is found when its first node comes. */
static int start_document(struct parse *parse, struct fy_event *event)
{
	const struct fy_mark *mark = fy_event_start_mark(event);

	if (parse->tree.root && mark && mark->line >= 0)
		return second_document(parse, place_of(parse, mark));
	return 0;
}

static int take_event(struct parse *parse, struct fy_event *event)
{
	int r = check_plain_yaml(parse, event);

	if (r < 0)
		return r;
	switch (event->type) {
	case FYET_DOCUMENT_START:
		return start_document(parse, event);
	case FYET_SCALAR:
		return add_word(parse, event);
	case FYET_SEQUENCE_START:
		return add_node(parse, NODE_LIST, event, "", 0);
	case FYET_MAPPING_START:
		return add_node(parse, NODE_MAPPING, event, "", 0);
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		parse->depth--;
		return 0;
	case FYET_NONE:
	case FYET_STREAM_START:
	case FYET_STREAM_END:
	case FYET_DOCUMENT_END:
	case FYET_ALIAS:
		return 0;
	}
	return -EINVAL;
}

/* The last '*' at or before a place: the scanner reports a bare one only behind it. */
static bool find_star(const struct source *source, struct place place, struct place *ret_place)
{
	struct place here = {1, 1, source->file};
	bool found = false;

	for (size_t i = 0; i < source->text_length; i++) {
		if (here.line > place.line || (here.line == place.line && here.column > place.column))
			break;
		if (source->text[i] == '*') {
			*ret_place = here;
			found = true;
		}
		here.column += ((unsigned char)source->text[i] & 0xc0) != 0x80;
		if (source->text[i] == '\n') {
			here.line++;
			here.column = 1;
		}
	}
	return found;
}

/* An error at the end of the file is reported one line behind its last. */
static struct place within(const struct source *source, struct place place)
{
	struct place last = {1, 1, source->file};
	const char *bytes = source->text;

	for (size_t i = 0; i < source->text_length; i++) {
		last.column += ((unsigned char)bytes[i] & 0xc0) != 0x80;
		if (bytes[i] == '\n' && i + 1 < source->text_length) {
			last.line++;
			last.column = 1;
		}
	}
	return place.line > last.line ? last : place;
}

static int report_syntax(struct parse *parse, struct fy_diag *diag)
{
	struct fy_diag_error *error = NULL;
	struct place place = {1, 1, parse->source->file};
	void *iterator = NULL;

	do {
		error = fy_diag_errors_iterate(diag, &iterator);
	} while (error && error->type != FYET_ERROR);
	if (!error)
		return refuse(parse, CHECK_SYNTAX, place, "not valid YAML");

	if (error->line > 0 && error->column > 0)
		place = (struct place){error->line, error->column, place.file};
	if (strstr(error->msg, "alias") && find_star(parse->source, place, &place))
		return refuse(parse, CHECK_SYNTAX, place, "a bare * begins a YAML alias; write '*' in quotes");
	findings_add(parse->findings, CHECK_SYNTAX, within(parse->source, place), "not valid YAML: %s", error->msg);
	return -EINVAL;
}

static int take_events(struct parse *parse, struct fy_parser *parser, struct fy_diag *diag)
{
	struct fy_event *event = fy_parser_parse(parser);

	for (; event; event = fy_parser_parse(parser)) {
		int r = take_event(parse, event);

		fy_parser_event_free(parser, event);
		if (r < 0)
			return r;
	}
	if (fy_parser_get_stream_error(parser) || fy_diag_got_error(diag))
		return report_syntax(parse, diag);
	if (!parse->tree.root)
		return refuse(parse, CHECK_EMPTY, (struct place){1, 1, parse->source->file},
			      parse->source->file ? "holds no rules; write 'rules: []' for none"
						  : "holds no policy; the smallest one has version, default and rules");
	return 0;
}

int tree_parse(const struct source *source, struct findings *findings, struct tree *ret_tree)
{
	struct parse parse = {.source = source, .findings = findings};
	struct fy_diag_cfg diag_config;
	struct fy_parse_cfg config = {
		.search_path = "",
		.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
	};
	struct fy_parser *parser;
	int r = -ENOMEM;

	fy_diag_cfg_default(&diag_config);
	diag_config.fp = NULL; /* nothing of it on stderr */
	config.diag = fy_diag_create(&diag_config);
	if (!config.diag)
		return -ENOMEM;
	fy_diag_set_collect_errors(config.diag, true);

	parser = fy_parser_create(&config);
	if (parser && fy_parser_set_string(parser, source->text, source->text_length) == 0)
		r = take_events(&parse, parser, config.diag);
	fy_parser_destroy(parser);
	fy_diag_destroy(config.diag);
	if (r < 0) {
		tree_free(&parse.tree);
		return r;
	}
	*ret_tree = parse.tree;
	return 0;
}

void tree_free(struct tree *tree)
{
	while (tree->blocks) {
		struct node_block *block = tree->blocks;

		tree->blocks = block->before;
		free(block);
	}
	tree->root = NULL;
}
