// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/source/files.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/source/text.h"

int files_open(const char *path, struct findings *findings, struct policy_files *ret_files)
{
	findings_init(findings, path);
	memset(ret_files, 0, sizeof(*ret_files));
	ret_files->path = path;
	ret_files->source = calloc(GK_FILES, sizeof(*ret_files->source));
	ret_files->name = calloc(GK_FILES, sizeof(*ret_files->name));
	return ret_files->source && ret_files->name ? 0 : -ENOMEM;
}

static int read_source(struct policy_files *files, size_t file, const char *path, struct findings *findings,
		       struct policy_inputs *inputs)
{
	struct source *source = &files->source[file];
	int r = source_read(path, file, findings, source), added;

	added = policy_inputs_add(inputs, INPUT_FILE, path, &source->status);
	return added < 0 ? added : r;
}

/* A file of the copy; one that it lacks is empty, and has another digest. */
static int take_source(struct policy_files *files, size_t file, struct findings *findings)
{
	const struct policy_copy *copy = files->copy;
	bool is_there = file < copy->count;

	return source_take(is_there ? copy->file[file].bytes : "", is_there ? copy->file[file].length : 0, file,
			   findings, &files->source[file]);
}

int files_read_main(struct policy_files *files, struct findings *findings, struct policy_inputs *inputs)
{
	files->count = 1;
	if (files->copy)
		return take_source(files, 0, findings);
	return read_source(files, 0, files->edited && !files->replaced ? files->edited : files->path, findings, inputs);
}

static char *join(const char *directory, size_t length, const char *name)
{
	char *path = NULL;

	return asprintf(&path, "%.*s/%s", (int)length, directory, name) < 0 ? NULL : path;
}

/* Relative to the directory that the policy file is in. */
static char *directory_path(const char *policy, const char *directory)
{
	const char *slash = strrchr(policy, '/');

	if (directory[0] == '/' || !slash)
		return strdup(directory);
	return join(policy, slash - policy, directory);
}

static int is_not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The order of the bytes of the names, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_drop_in(struct policy_files *files, const char *name, struct place place, struct findings *findings)
{
	char *shown;

	if (!is_drop_in_name(name)) {
		findings_add(findings, CHECK_UNREAD_DROP_IN, place,
			     "'%.100s' in this directory is not read: only *.yaml is; rename or remove it", name);
		return 0;
	}
	if (strlen(name) >= GK_FILE_NAME_SIZE) {
		findings_add(findings, CHECK_BAD_INCLUDE, place,
			     "the name of the drop-in '%.100s' is longer than %d bytes; rename it", name,
			     GK_FILE_NAME_SIZE - 1);
		return -EINVAL;
	}
	if (files->count > GK_DROP_INS_MAX) {
		findings_add(findings, CHECK_BAD_INCLUDE, place,
			     "more than %d drop-ins: '%.64s' is the first one above the limit; merge some of them",
			     GK_DROP_INS_MAX, name);
		return -EINVAL;
	}
	shown = findings->drop_in[files->count - 1];
	text_escape(name, strlen(name), shown, GK_FILE_NAME_SIZE);
	strcpy(files->name[files->count++], name);
	return 0;
}

static int add_drop_ins(struct policy_files *files, struct dirent **entries, int count, struct place place,
			struct findings *findings)
{
	int r = 0;

	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = add_drop_in(files, entries[i]->d_name, place, findings);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* The drop-ins of the copy, in its order. */
static int list_copy(struct policy_files *files, struct place place, struct findings *findings)
{
	for (size_t i = 1; i < files->copy->count; i++) {
		int r = add_drop_in(files, files->copy->file[i].name, place, findings);

		if (r < 0)
			return r;
	}
	return 0;
}

int files_list(struct policy_files *files, const char *directory, struct place place, struct findings *findings,
	       struct policy_inputs *inputs)
{
	struct dirent **entries;
	int count;

	files->directory = directory_path(files->path, directory);
	if (!files->directory || policy_inputs_add(inputs, INPUT_DIRECTORY, files->directory, NULL) < 0)
		return -ENOMEM;
	text_escape(files->directory, strlen(files->directory), findings->directory, sizeof(findings->directory));
	if (files->copy)
		return list_copy(files, place, findings);
	count = scandir(files->directory, &entries, is_not_hidden, by_name);
	if (count < 0 && errno == ENOMEM)
		return -ENOMEM;
	if (count < 0) {
		findings_add(findings, CHECK_BAD_INCLUDE, place, "cannot read the directory '%.200s': %s",
			     files->directory, strerror(errno));
		return -EINVAL;
	}
	return add_drop_ins(files, entries, count, place, findings);
}

int files_read(struct policy_files *files, size_t file, struct findings *findings, struct policy_inputs *inputs)
{
	char *path;
	int r;

	if (files->copy)
		return take_source(files, file, findings);
	path = join(files->directory, strlen(files->directory), files->name[file]);
	if (!path)
		return -ENOMEM;
	r = read_source(files, file,
			files->edited && files->replaced && strcmp(path, files->replaced) == 0 ? files->edited : path,
			findings, inputs);
	free(path);
	return r;
}

void files_digest(const struct policy_files *files, __u8 *ret_digest)
{
	SHA2_CTX context;

	SHA256Init(&context);
	for (size_t i = 0; i < files->count; i++) {
		const struct source *source = &files->source[i];
		uint64_t length = htole64(source->length);

		if (files->directory) {
			SHA256Update(&context, (const uint8_t *)files->name[i], strlen(files->name[i]) + 1);
			SHA256Update(&context, (const uint8_t *)&length, sizeof(length));
		}
		SHA256Update(&context, (const uint8_t *)source->bytes, source->length);
	}
	SHA256Final(ret_digest, &context);
}

int files_copy(const struct policy_files *files, struct policy_copy *copy)
{
	for (size_t i = 0; i < files->count; i++) {
		int r = policy_copy_add(copy, files->name[i], files->source[i].bytes, files->source[i].length);

		if (r < 0)
			return r;
	}
	return 0;
}

void files_release(struct policy_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		source_release(&files->source[i]);
	free(files->source);
	free(files->name);
	free(files->directory);
	memset(files, 0, sizeof(*files));
}
