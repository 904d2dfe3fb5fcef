/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What is attached on this host now, as the kernel tells it: one struct attachment for each program at each place. Each
 * kind of place has a file of its own, attached-*.c, that adds what it finds.
 */
#ifndef GATEKEEPER_INVENTORY_COLLECTION_H
#define GATEKEEPER_INVENTORY_COLLECTION_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "bpf-lsm/contract/abi.h"

#define ATTACHED_DETAIL_SIZE 160

/* Who attached it: what the audit log, or its silence, says. */
enum attachment_origin {
	ORIGIN_NOT_ON_RECORD,     /* no record of it, although the gatekeeper was there */
	ORIGIN_BEFORE_GATEKEEPER, /* no record of it, and its program is older than the gatekeeper's */
	ORIGIN_RECORDED,
	ORIGIN_OWN, /* the gatekeeper's own */
};

/* For whom the policy was asked. */
enum attachment_asked {
	ASKED_NOTHING, /* no policy is loaded, or it is the gatekeeper's own */
	ASKED_RECORDED,
	ASKED_CONTAINER, /* who attached it is not known: a container, all powerful, somewhere else */
};

/* What a policy says. Names are the image's, which must live longer. */
struct attachment_said {
	enum attachment_asked asked;
	enum gk_verdict verdict;
	enum gk_verdict to_host;    /* with ASKED_CONTAINER: what root on the host would be told */
	const struct gk_rule *rule; /* NULL: the default */
	const char *file;           /* the drop-in of the rule; empty: the policy file itself */
};

struct attachment {
	uint8_t operation;    /* enum gk_operation: attach:FAMILY */
	uint32_t attach_type; /* GK_NO_NUMBER: none */
	uint32_t program_id;  /* 0: none */
	uint32_t program_type;
	uint64_t program_loaded; /* ns since boot; 0: not known */
	char program_name[GK_PROGRAM_NAME_SIZE];
	uint8_t program_tag[GK_PROGRAM_TAG_SIZE];
	uint32_t link_id;   /* 0: none */
	uint32_t link_type; /* GK_NO_NUMBER: none */
	uint32_t map_id;    /* of struct_ops or sockets; 0: none */
	uint64_t cgroup_id; /* 0: none */
	char *cgroup_path;  /* from the root of the hierarchy; NULL: not known */
	bool inherited;     /* runs there, but is attached further up */
	uint32_t ifindex;   /* 0: none */
	char interface[IF_NAMESIZE];
	uint64_t netns_inode;              /* 0: none */
	uint32_t pid;                      /* whose descriptor holds it; 0: none */
	char detail[ATTACHED_DETAIL_SIZE]; /* where exactly, in a few words; may be what a program's owner wrote */
	json_t *pins;                      /* paths, escaped; NULL: none */
	enum attachment_origin origin;
	json_t *record; /* of the audit log; NULL: none */
	struct attachment_said said;
};

struct attached {
	struct attachment *items;
	size_t count, room;
	json_t *missed; /* lines: what could not be looked at, and why */
};

/* What to look at. */
#define ATTACHED_INHERITED 1 /* what a cgroup has from those above it, too */
#define ATTACHED_NAMES 2     /* the functions that are traced, by name: reads the kernel's type information */
#define ATTACHED_ELSEWHERE 4 /* the network namespaces of other processes, too */

/*
 * Everything, sorted by place. What can't be looked at is said in `missed`. Needs CAP_SYS_ADMIN. 0, -EPERM or another
 * negative errno. To be released.
 */
int attached_collect(unsigned int what, struct attached *ret_attached);
void attached_release(struct attached *attached);

/* For the files that collect. The new one is empty: no number where there is none; NULL: no memory. */
struct attachment *attached_add(struct attached *attached, unsigned int operation);
void attached_miss(struct attached *attached, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads the program that `program_id` names, as far as it is still there. */
void attached_read_program(struct attachment *attachment);

int attached_links(struct attached *attached, bool names);
int attached_cgroups(struct attached *attached, bool inherited);
int attached_interfaces(struct attached *attached, bool elsewhere);
int attached_netns(struct attached *attached, bool elsewhere);
int attached_maps(struct attached *attached);
int attached_perf(struct attached *attached);
int attached_pins(struct attached *attached);

/*
 * The link that put this program to this interface or map, found already by attached_links(), and not yet taken for
 * that of another network namespace; NULL: none.
 */
struct attachment *attached_link_of(struct attached *attached, const struct attachment *place);

#endif
