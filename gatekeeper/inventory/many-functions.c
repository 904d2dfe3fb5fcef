// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/many-functions.h"

#include <string.h>

#include "gatekeeper/inventory/hooked-functions.h"

/* A row is: BTF object, BTF id, cookie, function+offset/size. */
static void read_line(const char *line, struct attachment *attachment)
{
	char name[FUNCTION_NAME_SIZE];

	if (sscanf(line, "attach_type: %u", &attachment->attach_type) == 1 ||
	    sscanf(line, "%*u %*u %*u %127[^+ \n]", name) != 1)
		return;
	if (!attachment->functions)
		attachment->functions = json_array();
	json_array_append_new(attachment->functions, json_string(name));
}

void many_functions_read(FILE *fdinfo, struct attachment *attachment)
{
	char line[256];
	size_t count;

	while (fgets(line, sizeof(line), fdinfo))
		read_line(line, attachment);
	count = json_array_size(attachment->functions);
	if (!count)
		return;
	snprintf(attachment->detail, sizeof(attachment->detail), "%s",
		 json_string_value(json_array_get(attachment->functions, 0)));
	if (count > 1)
		snprintf(attachment->detail + strlen(attachment->detail),
			 sizeof(attachment->detail) - strlen(attachment->detail), " and %zu more", count - 1);
}

bool attachment_is_at(const struct attachment *attachment, const char *function)
{
	for (size_t i = 0; i < json_array_size(attachment->functions); i++)
		if (strcmp(json_string_value(json_array_get(attachment->functions, i)), function) == 0)
			return true;
	return !attachment->functions && strcmp(attachment->detail, function) == 0;
}
