// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/hooked-functions.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>

#include "gatekeeper/enforce/bpf-object.h"

#define SLOTS_LEAST 36 /* seen: 38 on 6.1 and 6.12, 36 on 7.2 */

const struct hooked_function *hooked_functions_find(const struct hooked_functions *functions, const char *name)
{
	for (size_t i = 0; i < functions->count; i++)
		if (strcmp(functions->item[i].name, name) == 0)
			return &functions->item[i];
	return NULL;
}

void hooked_functions_add(struct hooked_functions *functions, const char *name)
{
	const struct hooked_function *found = hooked_functions_find(functions, name);
	struct hooked_function *function;

	if (found) {
		functions->item[found - functions->item].own++;
		return;
	}
	if (functions->count == HOOKED_FUNCTIONS_MAX)
		return;
	function = &functions->item[functions->count++];
	snprintf(function->name, sizeof(function->name), "%s", name);
	function->own = 1;
}

/* The length of the array of programs in the structure from which the kernel builds a trampoline; 0: there is none. */
static unsigned int slots_of(const struct btf *btf, const char *structure, const char *member)
{
	__s32 id = btf__find_by_name_kind(btf, structure, BTF_KIND_STRUCT);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, (__u32)id), *array;

	for (int i = 0; type && i < btf_vlen(type); i++) {
		if (strcmp(btf__name_by_offset(btf, btf_members(type)[i].name_off), member) != 0)
			continue;
		array = btf__type_by_id(btf, btf_members(type)[i].type);
		return array && btf_is_array(array) ? btf_array(array)->nelems : 0;
	}
	return 0;
}

/* include/linux/bpf.h BPF_MAX_TRAMP_LINKS; struct bpf_tramp_nodes was bpf_tramp_links. */
static unsigned int count_slots(const struct btf *btf)
{
	unsigned int slots = slots_of(btf, "bpf_tramp_nodes", "nodes") ?: slots_of(btf, "bpf_tramp_links", "links");

	return slots ?: SLOTS_LEAST;
}

static void add(void *context, const char *name)
{
	hooked_functions_add(context, name);
}

int hooked_functions_read(struct hooked_functions *ret_functions)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct hooked_functions functions = {};
	int error = btf ? object_visit_slots(add, &functions) : -errno;

	if (!error) {
		functions.slots = count_slots(btf);
		*ret_functions = functions;
	}
	btf__free(btf);
	return error;
}
