/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The kernel functions that the gatekeeper hooks, or would hook under another policy, and their slots. */
#ifndef GATEKEEPER_INVENTORY_HOOKED_FUNCTIONS_H
#define GATEKEEPER_INVENTORY_HOOKED_FUNCTIONS_H

#include <stddef.h>

#define HOOKED_FUNCTIONS_MAX 64
#define FUNCTION_NAME_SIZE 128

struct hooked_function {
	char name[FUNCTION_NAME_SIZE];
	unsigned int own; /* programs of ours that take a slot there */
};

struct hooked_functions {
	struct hooked_function item[HOOKED_FUNCTIONS_MAX];
	size_t count;
	unsigned int slots; /* that each of them has, for the programs of all */
};

/* Reads the embedded object and the kernel's BTF. Returns 0 or a negative errno. */
int hooked_functions_read(struct hooked_functions *ret_functions);

/* Adds one program of ours at a function. What comes after HOOKED_FUNCTIONS_MAX functions is left out. */
void hooked_functions_add(struct hooked_functions *functions, const char *name);

/* NULL: the gatekeeper does not hook the function. */
const struct hooked_function *hooked_functions_find(const struct hooked_functions *functions, const char *name);

#endif
