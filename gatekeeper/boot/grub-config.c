// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * grub.cfg is a shell script. This reads what grub-mkconfig writes: one command a line, entries and submenus in braces,
 * and `set default`. What it does not understand never counts as an answer.
 */
#include "gatekeeper/boot/grub-config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/host/kernel-line.h"

#define ENVIRONMENT GRUB_DIRECTORY "/grubenv"
#define CUSTOM GRUB_DIRECTORY "/custom.cfg"
#define ENTRIES_MAX 512
#define DEPTH_MAX 16
#define NAME_SIZE 256
#define TOP (-1)

struct entry {
	char title[NAME_SIZE], id[NAME_SIZE];
	int parent; /* the submenu; TOP: none */
	bool is_submenu;
	bool is_xen;
	char *image; /* in the text of the file; NULL: it does not boot Linux */
	char *words;
};

/* What a brace closes. */
struct level {
	int entry; /* TOP: none, as for a function */
};

struct config {
	char *text, *custom, *environment;
	struct entry *entries;
	int count;
	struct level levels[DEPTH_MAX];
	int depth;
	char chosen[NAME_SIZE]; /* of `set default` */
	bool is_chosen_once;    /* by next_entry, which nothing later overrides */
	bool has_entry_files;   /* by blscfg: the entries are files, which are not read here */
};

static void free_config(struct config *config)
{
	free(config->text);
	free(config->custom);
	free(config->environment);
	free(config->entries);
}

/* The first word of `*line`, which is then behind it; quotes and backslashes are taken away. */
static bool take_word(char **line, char *ret_word, size_t size)
{
	char *in = *line + strspn(*line, " \t"), quote = '\0';
	size_t length = 0;

	if (!*in)
		return false;
	for (; *in && (quote || !strchr(" \t", *in)); in++) {
		if (quote ? *in == quote : *in == '\'' || *in == '"') {
			quote = quote ? '\0' : *in;
			continue;
		}
		if (*in == '\\' && in[1] && quote != '\'')
			in++;
		if (length + 1 < size)
			ret_word[length++] = *in;
	}
	ret_word[length] = '\0';
	*line = in;
	return true;
}

/* A variable of grubenv, which GRUB loads first. */
static bool find_variable(const struct config *config, const char *name, char *ret_value, size_t size)
{
	size_t length = strlen(name);

	for (const char *line = config->environment; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, name, length) != 0 || line[length] != '=')
			continue;
		snprintf(ret_value, size, "%.*s", (int)strcspn(line + length + 1, "\r\n"), line + length + 1);
		return ret_value[0] != '\0';
	}
	return false;
}

/* `set default="VALUE"`, which may be a variable of grubenv. */
static void take_default(struct config *config, const char *value)
{
	char chosen[NAME_SIZE];

	if (config->is_chosen_once)
		return;
	if (strcmp(value, "${next_entry}") == 0) {
		if (find_variable(config, "next_entry", config->chosen, sizeof(config->chosen)))
			config->is_chosen_once = true;
		return;
	}
	if (strcmp(value, "${saved_entry}") != 0)
		snprintf(config->chosen, sizeof(config->chosen), "%s", value);
	else if (find_variable(config, "saved_entry", chosen, sizeof(chosen)))
		snprintf(config->chosen, sizeof(config->chosen), "%s", chosen);
	else
		strcpy(config->chosen, "0");
}

static int present_entry(const struct config *config)
{
	return config->depth ? config->levels[config->depth - 1].entry : TOP;
}

static int open_level(struct config *config, int entry)
{
	if (config->depth == DEPTH_MAX)
		return -E2BIG;
	config->levels[config->depth++] = (struct level){entry};
	return 0;
}

/* `menuentry 'TITLE' OPTION... $menuentry_id_option 'ID' {`, and likewise submenu. */
static int open_entry(struct config *config, char *rest, bool is_submenu)
{
	struct entry *entry = &config->entries[config->count];
	char word[NAME_SIZE] = "";

	if (config->count == ENTRIES_MAX)
		return -E2BIG;
	*entry = (struct entry){.parent = present_entry(config), .is_submenu = is_submenu};
	take_word(&rest, entry->title, sizeof(entry->title));
	while (take_word(&rest, word, sizeof(word)))
		if (strcmp(word, "$menuentry_id_option") == 0 || strcmp(word, "--id") == 0)
			take_word(&rest, entry->id, sizeof(entry->id));
	return open_level(config, config->count++);
}

/* Ends the first word of a command in the text, without its quotes. Returns what is behind it. */
static char *cut_first(char *text, char **ret_word)
{
	bool is_quoted = *text == '"';
	char *end;

	text += is_quoted;
	end = text + strcspn(text, is_quoted ? "\"" : " \t");
	if (*end)
		*end++ = '\0';
	*ret_word = text;
	return end + strspn(end, " \t");
}

static void take_image(struct config *config, char *rest, bool has_placeholder)
{
	int number = present_entry(config);
	struct entry *entry = number == TOP ? NULL : &config->entries[number];
	char *ignored;

	if (!entry || entry->image)
		return;
	rest = cut_first(rest + strspn(rest, " \t"), &entry->image);
	entry->words = has_placeholder ? cut_first(rest, &ignored) : rest;
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static void take_command(struct config *config, const char *command, char *rest)
{
	static const char *const linux_commands[] = {"linux", "linuxefi", "linux16", NULL};
	static const char *const xen_commands[] = {"multiboot", "multiboot2", "xen_hypervisor", NULL};
	static const char *const module_commands[] = {"module", "module2", "xen_module", NULL};
	int number = present_entry(config);

	if (is_one_of(command, linux_commands))
		take_image(config, rest, false);
	if (number != TOP && is_one_of(command, xen_commands))
		config->entries[number].is_xen = true;
	/* The first module of Xen is Linux, with a word before its command line. */
	if (number != TOP && config->entries[number].is_xen && is_one_of(command, module_commands))
		take_image(config, rest, true);
}

static int take_line(struct config *config, char *line)
{
	char command[NAME_SIZE], word[NAME_SIZE], *rest = line;

	if (!take_word(&rest, command, sizeof(command)) || command[0] == '#')
		return 0;
	if (strcmp(command, "menuentry") == 0 || strcmp(command, "submenu") == 0)
		return open_entry(config, rest, command[0] == 's');
	if (strcmp(command, "function") == 0)
		return open_level(config, TOP);
	if (command[0] == '}' && config->depth)
		config->depth--;
	else if (strcmp(command, "blscfg") == 0)
		config->has_entry_files = true;
	else if (strcmp(command, "set") == 0 && take_word(&rest, word, sizeof(word)) &&
		 strncmp(word, "default=", 8) == 0)
		take_default(config, word + 8);
	else
		take_command(config, command, rest);
	return 0;
}

static int take_text(struct config *config, char *text)
{
	int error;

	for (char *line = strsep(&text, "\r\n"); line; line = strsep(&text, "\r\n")) {
		error = take_line(config, line);
		if (error)
			return error;
	}
	return 0;
}

static int read_config(const struct boot_host *host, struct config *config)
{
	char path[PATH_MAX];
	int error;

	boot_path(host, GRUB_CONFIG, path);
	error = text_file_read(path, &config->text);
	if (error)
		return error;
	config->entries = calloc(ENTRIES_MAX, sizeof(*config->entries));
	if (!config->entries)
		return -ENOMEM;
	boot_path(host, ENVIRONMENT, path);
	text_file_read(path, &config->environment);
	error = take_text(config, config->text);
	if (error)
		return error;
	boot_path(host, CUSTOM, path); /* grub.cfg sources it at its end */
	return text_file_read(path, &config->custom) ? 0 : take_text(config, config->custom);
}

/* A whole number is a position among the entries of the same menu; everything else is an id or a title. */
static struct entry *find_child(struct config *config, int parent, const char *name)
{
	char *end;
	unsigned long position = strtoul(name, &end, 10), number = 0;

	for (int i = 0; i < config->count; i++) {
		struct entry *entry = &config->entries[i];

		if (entry->parent != parent)
			continue;
		if (*name && !*end ? number++ == position
				   : strcmp(entry->id, name) == 0 || strcmp(entry->title, name) == 0)
			return entry;
	}
	return NULL;
}

/* A choice of nothing that is there falls back to the first entry, as in GRUB. */
static struct entry *find_chosen(struct config *config)
{
	char path[NAME_SIZE], *rest = path;
	struct entry *entry = NULL;

	snprintf(path, sizeof(path), "%s", config->chosen[0] ? config->chosen : "0");
	for (char *part = strsep(&rest, ">"); part; part = strsep(&rest, ">")) {
		entry = find_child(config, entry ? (int)(entry - config->entries) : TOP, part);
		if (!entry)
			return find_child(config, TOP, "0");
	}
	return entry;
}

/* Writes the value of $NAME or ${NAME} at `words` by grubenv; a variable that the script sets is empty. */
static size_t expand_variable(const struct config *config, const char *words, FILE *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	size_t start = words[1] == '{' ? 2 : 1, length = strspn(words + start, letters);
	char name[NAME_SIZE], value[4096];

	snprintf(name, sizeof(name), "%.*s", (int)length, words + start);
	if (find_variable(config, name, value, sizeof(value)))
		fputs(value, out);
	return start + length + (start == 2 && words[start + length] == '}');
}

/* The command line as GRUB passes it. */
static char *expand(const struct config *config, const char *image, const char *words)
{
	char *line = NULL;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	if (!out)
		return NULL;
	fprintf(out, "BOOT_IMAGE=%s ", image);
	while (*words) {
		if (*words == '$')
			words += expand_variable(config, words, out);
		else
			fputc(*words++, out);
	}
	if (fclose(out) == 0)
		return line;
	free(line);
	return NULL;
}

static int read_entry(const struct config *config, const struct entry *entry, char **ret_line, struct failure *failure)
{
	if (config->has_entry_files)
		return failure_set(failure, -ENOENT, GRUB_CONFIG " takes its entries from other files (blscfg)");
	if (strchr(config->chosen, '$'))
		return failure_set(failure, -ENOENT, "cannot tell which entry %s boots by default: %.200s", GRUB_CONFIG,
				   config->chosen);
	if (!entry)
		return failure_set(failure, -ENOENT, "%s has no entry that boots Linux", GRUB_CONFIG);
	if (!entry->image)
		return failure_set(failure, -ENOENT, "the default entry of %s does not boot Linux: %.200s", GRUB_CONFIG,
				   entry->title);
	*ret_line = expand(config, entry->image, entry->words);
	return *ret_line ? 0 : failure_set(failure, -ENOMEM, "cannot read %s: %s", GRUB_CONFIG, strerror(ENOMEM));
}

int grub_config_read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	_cleanup_(free_config) struct config config = {};
	int error = read_config(host, &config);

	if (error)
		return failure_set(failure, error == -EACCES ? error : -ENOENT, "cannot read %s: %s", GRUB_CONFIG,
				   strerror(-error));
	return read_entry(&config, find_chosen(&config), ret_line, failure);
}

/* Without the device that GRUB may put before it, as in (hd0,gpt2)/vmlinuz. */
static const char *path_of_image(const char *image)
{
	const char *end = image[0] == '(' ? strchr(image, ')') : NULL;

	return end ? end + 1 : image;
}

enum grub_image grub_config_has_image(const struct boot_host *host, const char *line)
{
	_cleanup_(free_config) struct config config = {};
	_cleanup_free_ char *image = NULL;

	if (kernel_line_value(line, "BOOT_IMAGE", NULL, &image) || read_config(host, &config))
		return GRUB_UNREADABLE;
	if (config.has_entry_files)
		return GRUB_UNREADABLE;
	for (int i = 0; i < config.count; i++)
		if (config.entries[i].image &&
		    strcmp(path_of_image(config.entries[i].image), path_of_image(image)) == 0)
			return GRUB_HAS_IMAGE;
	return GRUB_LACKS_IMAGE;
}
