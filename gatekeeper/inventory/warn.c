// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/warn.h"

#include <string.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/iterator.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/inventory/neighbours.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"

#define LINES_MAX 5

static void warn(const struct attachment *attachment, print_warning *print)
{
	const struct attachment_decision *decision = &attachment->decision;
	char name[256];

	attachment_name(attachment, name, sizeof(name));
	if (decision->rule)
		print("warning: already attached, but this policy denies it (rule %.*s): %s", GK_RULE_NAME_SIZE,
		      decision->rule->name, name);
	else
		print("warning: already attached, but this policy denies it (by default): %s", name);
}

void attached_warn(const struct gk_image *image, print_warning *print)
{
	_cleanup_(attached_release) struct attached attached = {};
	int error = attached_collect(0, &attached);

	if (error) {
		print("warning: cannot list what is already attached: %s", strerror(-error));
		return;
	}
	attached_find_origins(&attached, NULL); /* without the log the callers are unknown, no more */
	attached_evaluate_policy(&attached, image);
	attached_keep(&attached, attached_is_denied);
	for (size_t i = 0; i < attached.count && i < LINES_MAX; i++)
		warn(&attached.items[i], print);
	if (attached.count > LINES_MAX)
		print("warning: and %zu more", attached.count - LINES_MAX);
	if (attached.count)
		print("`gatekeeper list --refused` shows who attached them: detach them, or allow them in the policy");
}

static void warn_of_program(__u32 id, print_warning *print)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return; /* it is gone */
	print("warning: program %u (%.*s) of somebody else could answer for the gatekeeper: nobody can attach or run "
	      "it",
	      id, BPF_OBJ_NAME_LEN, info.name);
}

void aimed_warn(print_warning *print)
{
	_cleanup_close_ int fd = pins_open("gk_find_aimed");
	__u32 id[LINES_MAX] = {};
	size_t size = 0;
	int error = fd < 0 ? fd : iterator_read(fd, id, sizeof(id), &size);

	if (error) {
		print("warning: cannot list programs that could answer for the gatekeeper: %s", strerror(-error));
		return;
	}
	for (size_t i = 0; i < size / sizeof(id[0]); i++)
		warn_of_program(id[i], print);
	if (size)
		print("while there is one, no program with threads can attach to a function or a sysctl: end who holds "
		      "it");
}

void neighbours_note(print_warning *print)
{
	_cleanup_(neighbours_release) struct neighbours neighbours = {};
	char text[NEIGHBOURS_TEXT_SIZE], *rest = text;
	int error = neighbours_read(&neighbours);

	if (error) {
		print("warning: cannot list who hooks the same functions: %s", strerror(-error));
		return;
	}
	neighbours_text(&neighbours, text);
	for (const char *line = strsep(&rest, "\n"); rest; line = strsep(&rest, "\n"))
		print("neighbour: %s", line);
}
