// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The findings of a policy and the flags of its image, for made-up-key.t, which compiles this with one more row of
 * keys. */
#include <stdlib.h>

#include "policy/policy.h"

int main(int argc, char **argv)
{
	static struct findings findings;
	struct gk_image *image = NULL;

	if (argc != 2)
		return 1;
	findings_init(&findings, argv[1]);
	policy_compile_file(argv[1], NULL, &findings, NULL, &image);
	findings_print(&findings, false, stdout);
	if (image)
		printf("flags %d\n", image->flags);
	free(image);
	return 0;
}
