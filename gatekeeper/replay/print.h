/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a log would look like under the other policy, as text and as JSON. */
#ifndef GATEKEEPER_REPLAY_PRINT_H
#define GATEKEEPER_REPLAY_PRINT_H

#include "gatekeeper/replay/replay.h"

/* `findings`: of both policies, for the names of their files. `name`: of the events: "decisions of /var/log/...". */
void replay_print(const struct replay *replay, const struct findings findings[DIFF_SIDES], const char *name,
		  FILE *stream);

/* Returns NULL without memory. */
json_t *replay_to_json(const struct replay *replay, const struct findings findings[DIFF_SIDES]);

#endif
