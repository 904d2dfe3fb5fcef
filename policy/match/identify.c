// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Names to the keys of their entries in the image: what the kernel knows the same things by. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/container-names.h"
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

/* Where the containers that are told of go. */
struct containers {
	struct policy *policy;
	const struct resolver *resolver;
};

static int make_room(struct policy *policy)
{
	const size_t room = policy->container_room ? 2 * policy->container_room : 64;
	struct known_container *more;

	if (policy->container_count < policy->container_room)
		return 0;
	more = realloc(policy->known_containers, room * sizeof(*more));
	if (!more)
		return -ENOMEM;
	policy->known_containers = more;
	policy->container_room = room;
	return 0;
}

/*
 * A cgroup that is made later with the same path is another container's: only the id counts, unless the policy names
 * the path, too. Returns -ENOENT if the cgroup is gone, or another one is there: then it has no callers any more.
 */
static int add_cgroup(struct containers *containers, const struct container *container, unsigned int *ret_number)
{
	const struct resolver *resolver = containers->resolver;
	struct names *cgroups = &containers->policy->cgroups;
	struct name *name = names_find(cgroups, container->cgroup);
	uint64_t id;
	int r;

	if (resolver->cgroup(resolver->context, container->cgroup, &id) < 0 ||
	    (container->cgroup_id && container->cgroup_id != id))
		return -ENOENT;
	if (!name) {
		r = names_add(cgroups, container->cgroup, (struct place){0}, &name);
		if (r < 0)
			return r;
		name->a = id;
		name->b = GK_KEY_CGROUP;
		name->found = name->only_now = true;
	}
	*ret_number = name->number;
	name->is_container = name->found;
	return name->found ? 0 : -ENOENT;
}

static int add_container(void *to, const struct container *container)
{
	struct containers *containers = to;
	struct policy *policy = containers->policy;
	struct known_container *known;
	int r;

	if (container->cgroup[0] != '/' || !container->cgroup[1] ||
	    path_level(container->cgroup) >= GK_CGROUP_LEVELS - 1)
		return 0;
	r = make_room(policy);
	if (r < 0)
		return r;
	known = &policy->known_containers[policy->container_count];
	*known = (struct known_container){0};
	r = add_cgroup(containers, container, &known->cgroup);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	policy->container_count++;
	for (size_t i = 0; i < policy->rule_count; i++)
		if (container_fits(policy, &policy->rules[i], container))
			known->fits[i / 64] |= 1ULL << (i % 64);
	return 0;
}

static int find_containers(struct policy *policy, const struct resolver *resolver, struct findings *findings)
{
	struct containers containers = {.policy = policy, .resolver = resolver};
	int r;

	for (size_t i = 0; i < policy->rule_count && resolver->container_example; i++) {
		r = container_examples(policy, &policy->rules[i], resolver->container_example, resolver->context);
		if (r < 0)
			return r;
	}
	if (!policy->uses_containers || !resolver->containers)
		return 0;
	r = resolver->containers(resolver->context, add_container, &containers, &policy->container_generation);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		findings_add(findings, CHECK_UNKNOWN_CONTAINERS, (struct place){0},
			     "cannot read what engines told of containers: %s; to the rules that name them, they are "
			     "unknown",
			     strerror(-r));
	if (policy_has_too_many_names(policy))
		findings_add(findings, CHECK_TOO_COMPLEX, (struct place){0},
			     "%zu containers and what the policy names are more than %d, the limit of a policy",
			     policy->container_count, GK_NAMES_MAX);
	return 0;
}

int policy_resolve(struct policy *policy, const struct resolver *resolver, struct findings *findings)
{
	int r;

	for (size_t i = 0; i < policy->executables.count; i++)
		identify_executable(policy->executables.item[i], resolver, findings);
	for (size_t i = 0; i < policy->cgroups.count; i++)
		identify_cgroup(policy->cgroups.item[i], resolver, findings);
	r = find_containers(policy, resolver, findings);
	if (r < 0)
		return r;
	for (size_t i = 0; i < policy->cgroups.count; i++)
		policy->cgroups.item[i]->above = path_above(&policy->cgroups, policy->cgroups.item[i]);
	for (size_t i = 0; i < policy->program_names.count; i++)
		identify_program_name(policy->program_names.item[i]);
	for (size_t i = 0; i < policy->program_tags.count; i++)
		identify_program_tag(policy->program_tags.item[i]);
	return 0;
}
