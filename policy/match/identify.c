// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Names to the keys of their entries in the image: what the kernel knows the same things by. */
#include <errno.h>
#include <string.h>

#include "policy/language/paths.h"
#include "policy/language/rules.h"

/* What the resolver said about a path that it did not find. */
static void report_path(const struct name *name, int error, struct findings *findings)
{
	if (error == -ENOENT || error == -ENOTDIR)
		findings_add(findings, CHECK_MISSING_PATH, name->place,
			     "'%.200s' does not exist: the condition matches nothing until it does", name->text);
	else
		findings_add(findings, CHECK_UNRESOLVED_PATH, name->place, "cannot look up '%.200s': %s%s", name->text,
			     strerror(-error),
			     error == -EACCES ? "; run as a user who may, or change the permissions above it" : "");
}

static void identify_executable(struct name *name, const struct resolver *resolver, struct findings *findings)
{
	struct executable_id id;
	int r = resolver->executable(resolver->context, name->text, &id);

	if (r < 0) {
		report_path(name, r, findings);
		return;
	}
	name->found = true;
	name->a = id.inode;
	name->b = id.device | GK_KEY_EXECUTABLE;
}

static void identify_cgroup(struct name *name, const struct resolver *resolver, struct findings *findings)
{
	int r = resolver->cgroup(resolver->context, name->text, &name->a);

	if (r < 0) {
		report_path(name, r, findings);
		name->a = name->number + 1;
		name->b = GK_KEY_PATH;
		return;
	}
	name->found = true;
	name->b = GK_KEY_CGROUP;
}

static void identify_program_name(struct name *name)
{
	uint64_t half[2] = {0};

	memcpy(half, name->text, strlen(name->text));
	name->found = true;
	name->a = half[0];
	name->b = half[1] | GK_KEY_NAME;
}

static unsigned int digit(char text)
{
	return text <= '9' ? text - '0' : text - 'a' + 10;
}

static void identify_program_tag(struct name *name)
{
	unsigned char tag[GK_PROGRAM_TAG_SIZE];

	for (size_t i = 0; i < sizeof(tag); i++)
		tag[i] = digit(name->text[2 * i]) << 4 | digit(name->text[2 * i + 1]);
	memcpy(&name->a, tag, sizeof(tag));
	name->found = true;
	name->b = GK_KEY_TAG;
}

void policy_resolve(struct policy *policy, const struct resolver *resolver, struct findings *findings)
{
	for (size_t i = 0; i < policy->executables.count; i++)
		identify_executable(policy->executables.item[i], resolver, findings);
	for (size_t i = 0; i < policy->cgroups.count; i++) {
		identify_cgroup(policy->cgroups.item[i], resolver, findings);
		policy->cgroups.item[i]->above = path_above(&policy->cgroups, policy->cgroups.item[i]);
	}
	for (size_t i = 0; i < policy->program_names.count; i++)
		identify_program_name(policy->program_names.item[i]);
	for (size_t i = 0; i < policy->program_tags.count; i++)
		identify_program_tag(policy->program_tags.item[i]);
}
