/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The screen of `gatekeeper top`: the rows of one summary, and the keys that choose which. */
#ifndef GATEKEEPER_TOP_SCREEN_H
#define GATEKEEPER_TOP_SCREEN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "gatekeeper/query/summary.h"

struct screen {
	struct log_summary *summary[LOG_SUMMARY_COUNT];
	enum log_summary_key shown;
	size_t first; /* row that is shown first */
	struct log_totals before;
	struct log_totals added; /* between the last two seconds */
	int64_t second;          /* of the last step of `added` */
	int64_t drawn;           /* in ms */
	bool is_utf8;
};

/* Takes the terminal. Returns 0, or -ENOTTY if ncurses does not know the terminal. */
int screen_open(struct screen *screen);

/* Draws, if the last time was long enough ago, and takes the keys that were pressed. Returns false to quit. */
bool screen_update(struct screen *screen);

/* Gives the terminal back as it was. */
void screen_close(void);

#endif
