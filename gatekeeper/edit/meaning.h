/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What an edit changes in meaning. */
#ifndef GATEKEEPER_EDIT_MEANING_H
#define GATEKEEPER_EDIT_MEANING_H

#include <stdio.h>

#include "gatekeeper/edit/edited-file.h"

/* Prints which requests the policy would decide otherwise with `text`; nothing if one of both does not compile. */
void meaning_print(const struct edited_file *file, const char *text, FILE *stream);

#endif
