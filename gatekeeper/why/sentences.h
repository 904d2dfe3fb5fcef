/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A decision record in sentences: who asked for what, and what the policy decided. */
#ifndef GATEKEEPER_WHY_SENTENCES_H
#define GATEKEEPER_WHY_SENTENCES_H

#include <jansson.h>
#include <stdio.h>

/* Text of the record is escaped. */
void sentences_print(json_t *record, FILE *stream);

#endif
