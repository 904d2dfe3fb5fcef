/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The list of what is attached on this host: one struct attachment for each program at each location. collect.h fills
 * it; here is what the collectors (collectors.h) need to add to it.
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

/* Who attached a program, by the audit log. */
enum attachment_origin {
	ORIGIN_NOT_ON_RECORD,     /* no record, although the gatekeeper was loaded before the program */
	ORIGIN_BEFORE_GATEKEEPER, /* no record, and the program is older than the gatekeeper's */
	ORIGIN_RECORDED,
	ORIGIN_OWN, /* the gatekeeper's own */
};

/* The caller for which the policy was evaluated. */
enum decision_caller {
	CALLER_NONE,      /* none: no policy is loaded, or the program is the gatekeeper's own */
	CALLER_RECORDED,  /* the caller of the record */
	CALLER_CONTAINER, /* the caller is unknown: a container with all capabilities, outside the target cgroup */
};

/* The decision of a policy. The pointers lead into the image, which must live longer. */
struct attachment_decision {
	enum decision_caller caller;
	enum gk_verdict verdict;
	enum gk_verdict host_verdict; /* with CALLER_CONTAINER: the verdict for root on the host */
	const struct gk_rule *rule;   /* NULL: the default */
	const char *file;             /* the drop-in of the rule; empty: the policy file itself */
};

struct attachment {
	uint8_t operation;    /* enum gk_operation: attach:FAMILY */
	uint32_t attach_type; /* GK_NO_NUMBER: none */
	uint32_t program_id;  /* 0: none */
	uint32_t program_type;
	uint64_t program_loaded; /* ns since boot; 0: unknown */
	char program_name[GK_PROGRAM_NAME_SIZE];
	uint8_t program_tag[GK_PROGRAM_TAG_SIZE];
	uint32_t link_id;   /* 0: none */
	uint32_t link_type; /* GK_NO_NUMBER: none */
	uint32_t map_id;    /* of struct_ops or sockets; 0: none */
	uint64_t cgroup_id; /* 0: none */
	char *cgroup_path;  /* from the root of the hierarchy; NULL: unknown */
	bool inherited;     /* runs there, but is attached to a cgroup above */
	uint32_t ifindex;   /* 0: none */
	char interface[IF_NAMESIZE];
	uint64_t netns_inode;              /* 0: none */
	uint32_t pid;                      /* the process whose descriptor holds it; 0: none */
	char detail[ATTACHED_DETAIL_SIZE]; /* the exact location in a few words; untrusted text */
	json_t *functions;                 /* with the link of many: their names, the first in `detail`; NULL: none */
	json_t *pins;                      /* paths, escaped; NULL: none */
	enum attachment_origin origin;
	json_t *record; /* of the audit log; NULL: none */
	struct attachment_decision decision;
};

struct attached {
	struct attachment *items;
	size_t count, room;
	json_t *missed; /* lines: what could not be inspected, and why; NULL: nothing */
};

/* What to collect beyond the attachments themselves; a set. */
enum collect_options {
	COLLECT_INHERITED = 1, /* at each cgroup also the programs that are attached to a cgroup above and run there */
	COLLECT_NAMES = 2,     /* the names of traced functions, which takes reading the kernel's BTF */
	COLLECT_ALL_NAMESPACES = 4, /* the network namespaces of all processes, not only that of this one */
};

/* Releases all attachments of the list, which is empty then. */
void attached_release(struct attached *attached);

/* Removes all attachments but those for which `is_kept` is true. */
void attached_keep(struct attached *attached, bool (*is_kept)(const struct attachment *attachment));

/*
 * Adds an attachment without numbers (0 or GK_NO_NUMBER in each field). The pointer is valid until the next one is
 * added. Returns NULL if there is no memory.
 */
struct attachment *attached_add(struct attached *attached, unsigned int operation);

/* Adds a line to `missed`. */
void attached_miss(struct attached *attached, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Fills in the program that `program_id` names. Leaves the fields as they are if it is gone. */
void attached_read_program(struct attachment *attachment);

/*
 * The link that attached the program of `location` to the interface, cgroup or map of `location`. Links of an interface
 * whose network namespace is known already are passed over: the index is that of another namespace. NULL: no link.
 */
struct attachment *attached_link_of(struct attached *attached, const struct attachment *location);

/* Is this program attached by any link? */
bool attached_has_link(const struct attached *attached, uint32_t program_id);

#endif
