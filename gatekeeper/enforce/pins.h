/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The pins: where the state lives, in the bpffs of the init mount namespace. One directory holds all of a load; it
 * is filled under another name and renamed into place, so that it is there whole or not at all.
 */
#ifndef GATEKEEPER_ENFORCE_PINS_H
#define GATEKEEPER_ENFORCE_PINS_H

#include <stdbool.h>
#include <stddef.h>

#include "gatekeeper/base/failure.h"

#define PINS_BPFFS "/sys/fs/bpf"
#define PINS_DIRECTORY PINS_BPFFS "/gatekeeper"
#define PINS_PATH_SIZE 128

/* Descriptor of the object pinned as `name`, or a negative errno (-ENOENT: no such pin). */
int pins_open(const char *name);

/* The same of a map, only to read: all that is let who may not change what is in force. */
int pins_open_to_read(const char *name);

/* Whether such a pin is there, also where it can't be opened. */
bool pins_has(const char *name);

/* What a descriptor is of: the kernel names it. */
enum pin_kind { PIN_PROGRAM, PIN_LINK, PIN_MAP, PIN_ELSE };
enum pin_kind pins_kind(int fd);

/* Makes the staging directory, empty. */
int pins_stage(struct failure *failure);
void pins_stage_path(const char *name, char *ret_path, size_t size);

/* Puts the staging directory in the place of the present one, whose pins are gone afterwards. */
int pins_commit(struct failure *failure);

/* Removes all pins, staged and left-over ones too. Returns 0, -ENOENT when there were none, or another negative errno.
 */
int pins_remove(struct failure *failure);
int pins_remove_staged(void);

/* Makes the directory where it is not there, or makes sure that it is ours. */
int pins_make(struct failure *failure);

/* Whether the pins are gone because somebody unloaded: told to those who hold second references to them. */
void pins_set_unloaded(bool unloaded);
bool pins_were_unloaded(void);

#endif
