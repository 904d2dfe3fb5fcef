// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/ask.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reads a line, and no byte behind it: the trial reads on. Returns its first letter, '\0' for an empty one, 'q' at the
 * end. */
static char read_letter(void)
{
	char first = '\0', byte;

	while (read(STDIN_FILENO, &byte, 1) == 1) {
		if (byte == '\n')
			return (char)tolower((unsigned char)first);
		first = first ? first : byte;
	}
	return 'q';
}

char ask(const char *question, const char *letters)
{
	char letter;

	do {
		printf("%s ", question);
		fflush(stdout);
		letter = read_letter();
	} while (letter != 'q' && (!letter || !strchr(letters, letter)));
	return letter;
}
