/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The pins, in the bpffs of the init mount namespace: all state lives there. One directory holds all of a load; it is
 * filled under another name and then renamed, so that a load is there whole or not at all.
 */
#ifndef GATEKEEPER_ENFORCE_PINS_H
#define GATEKEEPER_ENFORCE_PINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "gatekeeper/base/failure.h"

#define PINS_BPFFS "/sys/fs/bpf"
#define PINS_DIRECTORY PINS_BPFFS "/gatekeeper"
#define PINS_PATH_SIZE 128
#define PINS_POINT_SIZE sizeof(PINS_BPFFS) /* of where a mount is that leads to it */

/* Opens the object pinned as `name`. Returns a descriptor, -ENOENT if there is no such pin or it is hidden from this
 * process, or another negative errno. */
int pins_open(const char *name);

/* The same for reading a map, which is all that a process may do that may not change the active policy. */
int pins_open_to_read(const char *name);

/* Is there such a pin? It may be one that this process cannot open. */
bool pins_has(const char *name);

/*
 * Does a later mount hide the BPF file system of the pins? `mounts` is open as setmntent() opens it. `ret_point`: where
 * that mount is, the last one if there are several.
 */
bool pins_find_hiding_mount(FILE *mounts, char *ret_point, size_t size);

/* The same of this mount namespace. Pins may be visible all the same: in the file system that hides the other. */
bool pins_have_mount_above(char *ret_point, size_t size);

/* Are no pins visible in this mount namespace, and does a mount hide where they would be? */
bool pins_are_hidden(char *ret_point, size_t size);

/* The name of the pin that a program has beside that of its link, `PINS_PATH_SIZE` bytes. Is a pin named so? */
void pins_program_name(const char *program, char *ret_name);
bool pins_is_program(const char *name);

/* The kind of object that a descriptor is of. */
enum pin_kind { PIN_PROGRAM, PIN_LINK, PIN_MAP, PIN_ELSE };
enum pin_kind pins_kind(int fd);

/* Creates the staging directory, empty. */
int pins_stage(struct failure *failure);
void pins_stage_path(const char *name, char *ret_path, size_t size);

/* Replaces the present directory by the staged one, and removes the pins of the former. */
int pins_commit(struct failure *failure);

/* Removes all pins, also staged and left-over ones. Returns 0, -ENOENT if there were none, or another negative errno.
 */
int pins_remove(struct failure *failure);
int pins_remove_staged(void);

/* Creates the directory, or makes sure that the one that is there is ours. */
int pins_make(struct failure *failure);

/* Are the pins gone because somebody unloaded? A daemon that holds second references to them then lets go of them. */
void pins_set_unloaded(bool unloaded);
bool pins_were_unloaded(void);

#endif
