/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between the kernel side and user space: the policy image that goes down, the events that come up,
 * and the limits of both. Compiled by clang for BPF and by the C compiler for user space; a size that differs
 * breaks the build on either side.
 */
#ifndef GK_ABI_H
#define GK_ABI_H

#include <linux/types.h>

#include "vocabulary.h"

/* Changes whenever a structure below does: pins of another version are not used. */
#define GK_ABI_VERSION 1

#define GK_MAX_RULES 1024
#define GK_RULE_WORDS (GK_MAX_RULES / 64)
#define GK_RULE_NAME_SIZE 64 /* with the NUL */
#define GK_DIGEST_SIZE 32    /* SHA-256 */

#define GK_IMAGE_MAGIC 0x3167616d496b4721ULL /* a zeroed image is not a policy */

/* Table sizes are powers of two, so that an index is made safe by a mask. */
#define GK_OPERATION_SLOTS 16
#define GK_ATTACH_TYPE_SLOTS 64
#define GK_NAMESPACE_SLOTS 256 /* a set of eight bits; 1: not the init namespace */
#define GK_FROM_SLOTS 2
#define GK_RELATION_SLOTS 8

#define GK_ATTACH_TYPE_NONE 63 /* the operation has no attach type, or the kernel has a newer one than we know */
#define GK_ALL_NAMESPACES 0xff

/*
 * The rules that one value of one dimension satisfies: bit r of word[r / 64] is rule r. Bit w of `summary` is set
 * when word[w] is not zero, so that a decision touches only the words in which some rule can match.
 */
struct gk_vector {
	__u64 word[GK_RULE_WORDS];
	__u64 summary;
};

struct gk_rule {
	char name[GK_RULE_NAME_SIZE]; /* NUL-terminated */
	__u32 line;                   /* in the policy file, from 1 */
	__u8 verdict;                 /* enum gk_verdict */
	__u8 logged;                  /* 1: write an event for a decision by this rule */
	__u8 reserved[2];
};

#define GK_POLICY_PATH_SIZE 256

/* A compiled policy. Made by policy/compile.c, read by gk_decide(). */
struct gk_image {
	__u64 magic;
	__u32 version; /* GK_ABI_VERSION */
	__u32 rule_count;
	__u64 generation;               /* set by the publisher; grows by one with each publish */
	char path[GK_POLICY_PATH_SIZE]; /* set by the publisher; NUL-terminated, "..." and the end of a longer one */
	__u8 digest[GK_DIGEST_SIZE];
	__u8 mode;            /* enum gk_mode */
	__u8 default_verdict; /* enum gk_verdict */
	__u8 default_logged;
	__u8 host_namespaces; /* bits of the namespaces in which a host caller must be init */
	__u16 operations;     /* bit o: operation o can be refused or logged; others need no decision */
	__u8 reserved[2];
	struct gk_vector operation[GK_OPERATION_SLOTS];
	struct gk_vector attach_type[GK_ATTACH_TYPE_SLOTS];
	struct gk_vector namespaces[GK_NAMESPACE_SLOTS];
	struct gk_vector from[GK_FROM_SLOTS];
	struct gk_vector relation[GK_RELATION_SLOTS];
	struct gk_rule rule[GK_MAX_RULES];
};

/* Who asks for what, where: everything a decision depends on, as numbers. */
struct gk_request {
	__u8 operation;   /* enum gk_operation */
	__u8 attach_type; /* enum bpf_attach_type or GK_ATTACH_TYPE_NONE */
	__u8 namespaces;  /* bit n: not in the init namespace of type n */
	__u8 relation;    /* enum gk_relation */
};

#define GK_NO_NUMBER 0xffffffffU /* in a field that holds a kernel enum: none */

#define GK_COMM_SIZE 16
#define GK_PROGRAM_NAME_SIZE 16
#define GK_PROGRAM_TAG_SIZE 8
#define GK_EXECUTABLE_SIZE 256
#define GK_CGROUP_PATH_SIZE 512
#define GK_CGROUP_NAME_SIZE 256 /* NAME_MAX and the NUL */
#define GK_CGROUP_PATH_DEPTH 12

/* A cgroup: its id, and its path as names from the leaf up, each NUL-terminated, without the root. */
struct gk_event_cgroup {
	__u64 id;       /* kernfs node id; 0: none */
	__u16 used;     /* bytes of `names` in use */
	__u8 truncated; /* 1: more names above than fit */
	__u8 reserved[5];
	char names[GK_CGROUP_PATH_SIZE];
};

struct gk_event_namespace {
	__u64 id;    /* 64-bit id; 0 where the kernel has none (before 6.18) */
	__u32 inode; /* 0: the caller had none (exiting) */
	__u32 reserved;
};

/* What the kernel side reports. All integers are in the machine's byte order. */
struct gk_event {
	__u32 version;  /* GK_ABI_VERSION */
	__u8 kind;      /* enum gk_event_kind */
	__u8 reason;    /* enum gk_reason */
	__u8 verdict;   /* enum gk_verdict */
	__u8 mode;      /* enum gk_mode */
	__u64 sequence; /* from 1; every number is either an event or counted as lost */
	__u64 time;     /* ns since boot, suspended time included (CLOCK_BOOTTIME) */

	__u32 pid; /* thread group, in the init pid namespace */
	__u32 tid;
	__u32 parent_pid;
	__u32 uid;               /* real uid in the init user namespace */
	__u32 login_uid;         /* audit login uid; 0xffffffff: not set */
	__u32 executable_device; /* major << 20 | minor */
	__u64 executable_inode;
	char comm[GK_COMM_SIZE];
	char executable[GK_EXECUTABLE_SIZE]; /* path as the caller sees it; empty: not known */

	__u8 operation;    /* enum gk_operation */
	__u8 relation;     /* enum gk_relation */
	__u8 from;         /* enum gk_from */
	__u8 namespaces;   /* bit n: not in the init namespace of type n */
	__u32 command;     /* enum bpf_cmd; GK_NO_NUMBER: no bpf() call is known */
	__u32 attach_type; /* enum bpf_attach_type; GK_NO_NUMBER: none */
	__s32 result;      /* 0 or a negative errno: the answer (decision), the kernel's result (others) */

	__u32 program_id;   /* 0: none or not yet known */
	__u32 program_type; /* enum bpf_prog_type; GK_NO_NUMBER: none */
	__u8 program_tag[GK_PROGRAM_TAG_SIZE];
	char program_name[GK_PROGRAM_NAME_SIZE];

	struct gk_event_namespace ns[GK_NAMESPACE_COUNT];
	struct gk_event_cgroup cgroup; /* the caller's */
	struct gk_event_cgroup target;

	__u32 rule_line; /* 0: no rule */
	__u32 reserved;
	char rule[GK_RULE_NAME_SIZE]; /* empty: no rule */
	__u8 digest[GK_DIGEST_SIZE];
	__u64 generation;
};

/* Counted in the kernel, never inferred from the log. Index 0 of the map `gk_counters`. */
struct gk_counters {
	__u64 sequence;                  /* the last sequence number given */
	__u64 decided[GK_VERDICT_COUNT]; /* decisions by verdict; audit mode counts the verdict it would have given */
	__u64 lost[GK_VERDICT_COUNT];    /* decision events that found no room in the ring, by verdict */
	__u64 lost_truth;                /* other events that found no room */
};

/* User space's own: which build the pins belong to, and its last publish. Index 0 of the map `gk_build`. */
struct gk_build {
	__u32 version; /* GK_ABI_VERSION */
	__u32 reserved;
	__u8 digest[GK_DIGEST_SIZE]; /* SHA-256 of the BPF object */
	__u64 generation;            /* the last one given to an image */
};

/*
 * The canary: a bpf() command the kernel does not have, with the generation of the policy image as its first
 * attribute. The gate answers a caller in all eight init namespaces with GK_CANARY_ERRNO when that image is the one
 * in force and with GK_CANARY_STALE_ERRNO when another is; without the gate the kernel answers EINVAL (or E2BIG).
 */
#define GK_CANARY_COMMAND 0x4b47
#define GK_CANARY_ERRNO 55        /* ENOANO */
#define GK_CANARY_STALE_ERRNO 116 /* ESTALE */

#define GK_SIZE_IS(type, size) _Static_assert(sizeof(type) == (size), #type " changed size: raise GK_ABI_VERSION")

GK_SIZE_IS(struct gk_vector, 136);
GK_SIZE_IS(struct gk_rule, 72);
GK_SIZE_IS(struct gk_event_cgroup, 528);
GK_SIZE_IS(struct gk_counters, 48);
GK_SIZE_IS(struct gk_event, 1672);
GK_SIZE_IS(struct gk_image, 121104);

#endif
