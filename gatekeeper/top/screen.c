// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/top/screen.h"

#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <time.h>

#include <ncurses.h>

#define DRAW_MS 100
#define HEAD_LINES 3
#define FOOT_LINES 1
#define WIDE 90   /* columns from which a row has its last time and sparkline */
#define NARROW 60 /* below, the head is shorter */
#define SHORT_WORD 4
#define LINE_SIZE 512
#define MS_PER_SECOND 1000

enum colour { COLOUR_DENIED = 1, COLOUR_LOST, COLOUR_HEAD };

#define WORD(id, by, field, other) by,
static const char *const words[] = {LOG_SUMMARY_KEYS(WORD)};

int screen_open(struct screen *screen)
{
	setlocale(LC_CTYPE, "");
	screen->is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	/* Not initscr(), which would end the process. */
	if (!newterm(NULL, stdout, stdin))
		return -ENOTTY;
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	if (has_colors()) {
		start_color();
		use_default_colors();
		init_pair(COLOUR_DENIED, COLOR_RED, -1);
		init_pair(COLOUR_LOST, COLOR_YELLOW, -1);
		init_pair(COLOUR_HEAD, COLOR_CYAN, -1);
	}
	return 0;
}

void screen_close(void)
{
	endwin();
}

/* At most the rest of the line: each character has at least as many bytes as columns. */
static void put_text(const struct screen *screen, int line, int column, const char *text)
{
	char shown[LINE_SIZE];
	int room = COLS - column;

	if (room <= 0)
		return;
	snprintf(shown, sizeof(shown), "%.*s", room, text);
	for (char *c = shown; *c && !screen->is_utf8; c++)
		*c = (*c & 0x80) ? '?' : *c;
	mvaddstr(line, column, shown);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * MS_PER_SECOND + now.tv_nsec / (1000 * 1000);
}

/* What was added in the last whole second. */
static void count_added(struct screen *screen, const struct log_totals *now, int64_t second)
{
	if (second == screen->second)
		return;
	screen->added = (struct log_totals){.denied = now->denied - screen->before.denied,
					    .allowed = now->allowed - screen->before.allowed,
					    .lost = now->lost - screen->before.lost};
	screen->before = *now;
	screen->second = second;
}

static void draw_totals(const struct screen *screen, const struct log_totals *totals)
{
	char text[LINE_SIZE], clock[16];
	time_t now = time(NULL);
	struct tm utc;

	strftime(clock, sizeof(clock), "%H:%M:%SZ", gmtime_r(&now, &utc));
	if (COLS < NARROW)
		snprintf(text, sizeof(text), "denied %" PRIu64 "  allowed %" PRIu64 "  lost %" PRIu64, totals->denied,
			 totals->allowed, totals->lost);
	else
		snprintf(text, sizeof(text),
			 "%s  denied %" PRIu64 " (+%" PRIu64 ")  allowed %" PRIu64 " (+%" PRIu64 ")  lost %" PRIu64
			 " (+%" PRIu64 ")",
			 clock, totals->denied, screen->added.denied, totals->allowed, screen->added.allowed,
			 totals->lost, screen->added.lost);
	attron(totals->lost ? COLOR_PAIR(COLOUR_LOST) | A_BOLD : A_BOLD);
	put_text(screen, 0, 0, text);
	attrset(A_NORMAL);
}

static void draw_choice(const struct screen *screen)
{
	int column = 0;

	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT; key++) {
		char text[32];
		int length = snprintf(text, sizeof(text), "%d %.*s", (int)key + 1,
				      COLS < NARROW ? SHORT_WORD : LINE_SIZE, words[key]);

		attrset(key == screen->shown ? A_REVERSE : A_NORMAL);
		put_text(screen, 1, column, text);
		column += length + 1;
	}
	attrset(A_NORMAL);
}

static void draw_row(const struct screen *screen, int line, const struct log_summary_row *row)
{
	char text[LINE_SIZE], sparkline[LOG_SUMMARY_BUCKETS + 1];

	log_summary_sparkline(row, sparkline);
	if (COLS >= WIDE)
		snprintf(text, sizeof(text), "%9" PRIu64 " %9" PRIu64 "  %.8s |%s| %s", row->denied, row->allowed,
			 row->last[0] ? row->last + 11 : "", sparkline, row->key);
	else
		snprintf(text, sizeof(text), "%7" PRIu64 " %7" PRIu64 "  %s", row->denied, row->allowed, row->key);
	attrset(row->denied ? COLOR_PAIR(COLOUR_DENIED) : A_NORMAL);
	put_text(screen, line, 0, text);
	attrset(A_NORMAL);
}

static void draw_table(struct screen *screen)
{
	const struct log_summary_row *rows;
	size_t count = log_summary_rows(screen->summary[screen->shown], &rows);
	size_t room = LINES > HEAD_LINES + FOOT_LINES ? LINES - HEAD_LINES - FOOT_LINES : 0;
	char head[LINE_SIZE];

	if (COLS >= WIDE)
		snprintf(head, sizeof(head), "%9s %9s  %-8s |%-*s| %s", "denied", "allowed", "last",
			 LOG_SUMMARY_BUCKETS, "when", words[screen->shown]);
	else
		snprintf(head, sizeof(head), "%7s %7s  %s", "denied", "allowed", words[screen->shown]);
	attrset(COLOR_PAIR(COLOUR_HEAD) | A_BOLD);
	put_text(screen, 2, 0, head);
	attrset(A_NORMAL);
	if (screen->first + room > count)
		screen->first = count > room ? count - room : 0;
	for (size_t i = 0; i < room && screen->first + i < count; i++)
		draw_row(screen, HEAD_LINES + i, &rows[screen->first + i]);
}

static void draw(struct screen *screen, int64_t now)
{
	const struct log_totals *totals = log_summary_totals(screen->summary[LOG_SUMMARY_RULE]);

	count_added(screen, totals, now / MS_PER_SECOND);
	erase();
	draw_totals(screen, totals);
	draw_choice(screen);
	draw_table(screen);
	attrset(A_DIM);
	put_text(screen, LINES - 1, 0, "q quit  1-5 choose  Up Down scroll");
	attrset(A_NORMAL);
	refresh();
	screen->drawn = now;
}

static void show(struct screen *screen, enum log_summary_key key)
{
	screen->shown = key;
	screen->first = 0;
}

/* Returns false to quit. */
static bool take_key(struct screen *screen, int key)
{
	size_t page = LINES > HEAD_LINES + FOOT_LINES ? LINES - HEAD_LINES - FOOT_LINES : 1;

	if (key == 'q' || key == 'Q')
		return false;
	if (key >= '1' && key < '1' + LOG_SUMMARY_COUNT)
		show(screen, key - '1');
	else if (key == '\t' || key == KEY_RIGHT)
		show(screen, (screen->shown + 1) % LOG_SUMMARY_COUNT);
	else if (key == KEY_BTAB || key == KEY_LEFT)
		show(screen, (screen->shown + LOG_SUMMARY_COUNT - 1) % LOG_SUMMARY_COUNT);
	else if (key == KEY_DOWN || key == 'j')
		screen->first++; /* drawing brings it back behind the last row */
	else if (key == KEY_NPAGE)
		screen->first += page;
	else if (key == KEY_UP || key == 'k')
		screen->first -= screen->first > 0;
	else if (key == KEY_PPAGE)
		screen->first -= screen->first < page ? screen->first : page;
	return true;
}

bool screen_update(struct screen *screen)
{
	int64_t now = now_ms();
	bool changed = false;

	for (int key = getch(); key != ERR; key = getch()) {
		if (!take_key(screen, key))
			return false;
		changed = true;
	}
	if (changed || now - screen->drawn >= DRAW_MS)
		draw(screen, now);
	return true;
}
