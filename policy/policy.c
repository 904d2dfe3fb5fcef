// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The whole way from a policy file to its image. */
#include "policy/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/source/files.h"
#include "policy/language/rules.h"

struct compilation {
	struct policy_files files;
	struct policy_inputs inputs;
	struct policy policy;
	struct findings *findings;
};

/* Errors in the file become findings, and the other files are read all the same. */
static int read_file(struct compilation *compilation, size_t file,
		     int (*read)(const struct tree *tree, struct findings *findings, struct policy *policy),
		     struct tree *ret_tree)
{
	int r = tree_parse(&compilation->files.source[file], compilation->findings, ret_tree);

	return r < 0 ? r : read(ret_tree, compilation->findings, &compilation->policy);
}

static int read_drop_in(struct compilation *compilation, size_t file)
{
	_cleanup_(tree_free) struct tree tree = {0};
	int r = files_read(&compilation->files, file, compilation->findings, &compilation->inputs);

	if (r < 0)
		return r == -EINVAL ? 0 : r;
	r = read_file(compilation, file, policy_read_drop_in, &tree);
	return r == -EINVAL ? 0 : r;
}

static int read_drop_ins(struct compilation *compilation)
{
	const struct node *include = compilation->policy.include;
	int r;

	if (!include)
		return 0;
	r = files_list(&compilation->files, include->text, include->place, compilation->findings, &compilation->inputs);
	if (r < 0)
		return r;
	for (size_t file = 1; file < compilation->files.count; file++) {
		r = read_drop_in(compilation, file);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_all(struct compilation *compilation)
{
	_cleanup_(tree_free) struct tree tree = {0};
	int r = files_read_main(&compilation->files, compilation->findings, &compilation->inputs);

	if (r < 0)
		return r;
	r = read_file(compilation, 0, policy_read, &tree);
	if (r < 0)
		return r;
	r = read_drop_ins(compilation);
	compilation->policy.include = NULL; /* it is part of the tree */
	return r;
}

/* Before they are resolved, so that a change in between is one that is seen later. */
static int add_inputs(struct policy_inputs *inputs, enum input_kind kind, const char *prefix, const struct names *names)
{
	char path[sizeof(CGROUP_ROOT) + SOURCE_MAX_LINE];

	for (size_t i = 0; i < names->count; i++) {
		int r;

		snprintf(path, sizeof(path), "%s%s", prefix, names->item[i]->text);
		r = policy_inputs_add(inputs, kind, path, NULL);
		if (r < 0)
			return r;
	}
	return 0;
}

static int resolve(struct compilation *compilation, const struct resolver *resolver)
{
	struct policy *policy = &compilation->policy;
	struct host_context context = {0};
	const struct resolver host = {.executable = resolve_host_executable,
				      .cgroup = resolve_host_cgroup,
				      .context = &context,
				      .is_host = true};
	int r;

	if (!resolver)
		resolver = &host;
	if (resolver->is_host) {
		r = add_inputs(&compilation->inputs, INPUT_EXECUTABLE, "", &policy->executables);
		if (r < 0)
			return r;
		r = add_inputs(&compilation->inputs, INPUT_CGROUP, CGROUP_ROOT, &policy->cgroups);
		if (r < 0)
			return r;
	}
	return policy_resolve(policy, resolver, compilation->findings);
}

static int compile(struct compilation *compilation, struct gk_image **ret_image)
{
	struct gk_image *image = calloc(1, sizeof(*image)); /* most of it is never touched */
	int r = image ? policy_compile(&compilation->policy, compilation->findings, image) : -ENOMEM;

	if (r < 0) {
		free(image);
		return r;
	}
	files_digest(&compilation->files, image->digest);
	memcpy(image->file, compilation->files.name, sizeof(image->file));
	*ret_image = image;
	return 0;
}

static int run(struct compilation *compilation, const struct resolver *resolver, struct gk_image **ret_image)
{
	int r = policy_init(&compilation->policy);

	if (r < 0)
		return r;
	r = read_all(compilation);
	if (r < 0)
		return r;
	r = resolve(compilation, resolver);
	if (r < 0)
		return r;
	r = policy_check(&compilation->policy, compilation->findings);
	if (r < 0)
		return r;
	if (compilation->findings->errors > 0)
		return -EINVAL;
	return compile(compilation, ret_image);
}

/* Where the bytes come from, and go, if not from the files alone; each may be NULL. */
struct bytes {
	const char *drop_in; /* path of a drop-in */
	const char *edited;  /* a file that has the bytes of it, or of the policy file */
	const struct policy_copy *from;
	struct policy_copy *to; /* to be filled, if it compiles */
};

static int compile_files(const char *path, const struct bytes *bytes, const struct resolver *resolver,
			 struct findings *findings, struct policy_inputs *ret_inputs, struct gk_image **ret_image)
{
	struct compilation compilation = {.findings = findings};
	int r = files_open(path, findings, &compilation.files);

	compilation.files.edited = bytes->edited;
	compilation.files.replaced = bytes->drop_in;
	compilation.files.copy = bytes->from;
	if (r == 0)
		r = run(&compilation, resolver, ret_image);
	if (r == 0 && bytes->to)
		r = files_copy(&compilation.files, bytes->to);
	memset(findings->text, 0, sizeof(findings->text));
	findings_sort(findings);
	policy_release(&compilation.policy);
	files_release(&compilation.files);
	if (ret_inputs)
		*ret_inputs = compilation.inputs;
	else
		policy_inputs_release(&compilation.inputs);
	return r;
}

int policy_compile_file(const char *path, const struct resolver *resolver, struct findings *findings,
			struct policy_inputs *ret_inputs, struct gk_image **ret_image)
{
	return compile_files(path, &(struct bytes){0}, resolver, findings, ret_inputs, ret_image);
}

int policy_compile_edited(const char *path, const char *drop_in, const char *edited, const struct resolver *resolver,
			  struct findings *findings, struct gk_image **ret_image)
{
	return compile_files(path, &(struct bytes){.drop_in = drop_in, .edited = edited}, resolver, findings, NULL,
			     ret_image);
}

int policy_compile_copy(const char *path, const struct policy_copy *copy, const struct resolver *resolver,
			struct findings *findings, struct policy_inputs *ret_inputs, struct gk_image **ret_image)
{
	return compile_files(path, &(struct bytes){.from = copy}, resolver, findings, ret_inputs, ret_image);
}

int policy_copy_files(const char *path, const char *drop_in, const char *edited, struct policy_copy *ret_copy,
		      __u8 *ret_digest)
{
	const struct bytes bytes = {.drop_in = drop_in, .edited = edited, .to = ret_copy};
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings findings;
	int r = compile_files(path, &bytes, &resolver_by_name, &findings, NULL, &image);

	if (image)
		memcpy(ret_digest, image->digest, sizeof(image->digest));
	return r;
}

void policy_digest_text(const __u8 *digest, char *ret_text)
{
	for (size_t i = 0; i < GK_DIGEST_SIZE; i++)
		sprintf(ret_text + 2 * i, "%02x", digest[i]);
}
