/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The contract between the kernel side and user space: the policy image that goes down, the events that come up,
 * and the limits of both. Compiled by clang for BPF and by the C compiler for user space; a size that differs
 * breaks the build on either side.
 */
#ifndef BPF_LSM_CONTRACT_ABI_H
#define BPF_LSM_CONTRACT_ABI_H

#include <linux/types.h>

#include "bpf-lsm/contract/cgroup-tables.h"
#include "bpf-lsm/contract/gate.h"
#include "bpf-lsm/contract/others.h"
#include "bpf-lsm/contract/seal.h"
#include "bpf-lsm/contract/trial.h"
#include "bpf-lsm/contract/vocabulary.h"

/* Changes whenever a structure below does: pins of another version are not used. */
#define GK_ABI_VERSION 11

#define GK_MAX_RULES 1024
#define GK_RULE_WORDS (GK_MAX_RULES / 64)
#define GK_RULE_NAME_SIZE 64 /* with the NUL */
#define GK_DIGEST_SIZE 32    /* SHA-256 */

#define GK_IMAGE_MAGIC (0x3167616d496b4700ULL | GK_ABI_VERSION) /* a zeroed image is not a policy */

/* Table sizes are powers of two, so that an index is made safe by a mask. */
#define GK_OPERATION_SLOTS 64
#define GK_ATTACH_TYPE_SLOTS 64
#define GK_NAMESPACE_SLOTS 256 /* a set of eight bits; 1: not the init namespace */
#define GK_RELATION_SLOTS 8
#define GK_NETNS_SLOTS 8
#define GK_PROGRAM_TYPE_SLOTS 64
#define GK_SIGNATURE_SLOTS 8
#define GK_PROGRAM_STATE_SLOTS 8
#define GK_CAPABILITIES_MAX 8 /* different ones in a policy */
#define GK_FILES 64           /* of a policy: itself and its drop-ins */
#define GK_DROP_INS_MAX (GK_FILES - 1)
#define GK_FILE_NAME_SIZE 64 /* of a drop-in, with the NUL */
#define GK_MESSAGE_SIZE 128  /* of a rule, with the NUL */

/* The slots that are no number of the kernel's. */
#define GK_ATTACH_TYPE_NONE 62 /* the operation has no attach type */
#define GK_ATTACH_TYPE_UNKNOWN 63
#define GK_PROGRAM_TYPE_NONE 61 /* the operation has no program */
#define GK_PROGRAM_TYPE_LATER 62
#define GK_PROGRAM_TYPE_UNKNOWN 63
#define GK_COMMAND_UNKNOWN 63 /* the bit of every bpf() command that is not in the table */
#define GK_ALL_NAMESPACES 0xff
#define GK_SERVICE_NAMESPACES (1 << GK_NS_USER | 1 << GK_NS_PID) /* which a service of the host shares with it */

/*
 * A vector is the set of rules that one value of one dimension satisfies: bit r of word[r / 64] is rule r. Equal
 * vectors are stored once. The cells of tables hold, in the low half, their numbers and, in the high half, their
 * summaries: bit w is set when word w is not zero, so that a decision looks only at words in which some rule can match.
 */
struct gk_vector {
	__u64 word[GK_RULE_WORDS];
};

#define GK_VECTORS_MAX 4096
#define GK_VECTOR_NONE 0 /* no rule */
#define GK_VECTOR_ALL 1  /* every rule: a dimension that no rule has a condition on */

#define GK_CELL(vector, summary) ((__u32)(summary) << 16 | (vector))
#define GK_CELL_VECTOR(cell) ((cell) & (GK_VECTORS_MAX - 1))
#define GK_CELL_SUMMARY(cell) ((cell) >> 16)
#define GK_CELL_NONE GK_CELL(GK_VECTOR_NONE, 0)
#define GK_CELL_ALL GK_CELL(GK_VECTOR_ALL, 0xffff)

struct gk_rule {
	char name[GK_RULE_NAME_SIZE];  /* NUL-terminated */
	char message[GK_MESSAGE_SIZE]; /* NUL-terminated; empty: none */
	__u32 line;                    /* in its file, from 1 */
	__u8 file;                     /* index in gk_image.file */
	__u8 reserved[3];
} __attribute__((aligned(8))); /* copied in eights */

/*
 * What a policy names by value (executables, cgroups, program names and tags) is one perfect hash table: the compiler
 * finds for each bucket the displacement with which none of its keys collides, so that a look-up is one comparison.
 */
#define GK_ENTRY_BITS 13
#define GK_ENTRIES (1 << GK_ENTRY_BITS)
#define GK_ENTRY_BUCKETS 2048
#define GK_NAMES_MAX 4095 /* that a policy can name; three entries more are for what is not named */

/*
 * The high byte of a key's second half. The cgroup with id 0, which there is not, stands for those that no rule names,
 * the path with number 0 for those of which that is not known. A program name has 15 bytes at most, so that its own
 * high byte is zero.
 */
#define GK_KEY_NAME (1ULL << 56)
#define GK_KEY_EXECUTABLE (2ULL << 56)
#define GK_KEY_CGROUP (3ULL << 56)
#define GK_KEY_TAG (4ULL << 56)
#define GK_KEY_PATH (5ULL << 56) /* a cgroup that was not there when the policy was compiled: its number, from 1 */
#define GK_KEY_UNIT \
	(6ULL << 56)              /* with the number of a unit: its cgroup, below the named one with number a; 0: none \
				   */
#define GK_KEY_BELOW (1ULL << 32) /* the cgroups below that of a service, where those are other entries */

/* Of a cgroup; not both. */
#define GK_ENTRY_NOT_HOST 1 /* at or below one of host.not-in-cgroups */
#define GK_ENTRY_SERVICE 2  /* that of one of host.services itself */

/* Which side a caller is on by its cgroup: a set of GK_ENTRY_*. */
#define GK_SIDES 4

struct gk_entry {
	__u64 a;             /* inode, cgroup id, tag, first eight bytes of a name */
	__u64 b;             /* GK_KEY_*, with the device or the rest of a name; 0: unused */
	__u32 cell;          /* executable, name, tag; cgroup: of the caller */
	__u32 target;        /* a cell, too. cgroup: of the target */
	__u32 target_shared; /* the same, where another thread may repoint the descriptor */
	__u8 flags;          /* GK_ENTRY_* */
	__u8 reserved;
	__u16 number; /* cgroup: of the nearest named path, from 1; 0: none */
};

/*
 * User ids between which no rule makes a difference, in ascending order, from 0 on. What is not used is as the last
 * one, and starts at 0xffffffff.
 */
struct gk_uid_interval {
	__u32 start;
	__u32 cell;
};

#define GK_UID_BITS 11
#define GK_UID_INTERVALS (1 << GK_UID_BITS)

#define GK_POLICY_PATH_SIZE 256

/* Dimensions that some rule has a condition on; the others need not be found out. */
#define GK_USES_UID 1
#define GK_USES_EXECUTABLE 2
#define GK_USES_CALLER_CGROUP 4
#define GK_USES_TARGET_CGROUP 8 /* by path */
#define GK_USES_CAPABILITIES 16
#define GK_USES_PROGRAM 32 /* type, name, tag or signature */
#define GK_USES_NETNS 64
#define GK_USES_TARGET 128   /* the target cgroup, by relation or by path */
#define GK_USES_VERIFY 256   /* race: verify */
#define GK_USES_NOT_HOST 512 /* host.not-in-cgroups */

/* Flags of an image. User space alone reads those from 4 on. */
#define GK_IMAGE_DENIES_LOST 1       /* on-loss: deny */
#define GK_IMAGE_RECORDS_EACH 2      /* repeats: record */
#define GK_IMAGE_COUNTS_EQUAL 4      /* service-manager: count */
#define GK_IMAGE_NAMES_CONTAINERS 8  /* a rule has caller.container */
#define GK_IMAGE_NEEDS_CONTAINERS 16 /* containers: required */

/* What the kernel side found out with an image, see bpf-lsm/state/remembered.bpf.h. */
#define GK_DECIDED_BITS 13

struct gk_known {
	__u64 cgroup[GK_ENTRIES];            /* by cgroup id: the entry */
	__u64 uid[GK_UID_INTERVALS];         /* by user id: the interval */
	__u64 decided[1 << GK_DECIDED_BITS]; /* by all of a short request: what decides it, see remembered.bpf.h */
};

/* A compiled policy. Made by policy/image/compile.c, read by gk_decide(). */
struct gk_image {
	__u64 magic;
	__u32 rule_count;
	__u16 flags;  /* GK_IMAGE_* */
	__u8 protect; /* enum gk_protection */
	__u8 reserved_head;
	__u64 generation;               /* set by the publisher; grows by one with each publish */
	char path[GK_POLICY_PATH_SIZE]; /* set by the publisher; NUL-terminated, "..." and the end of a longer one */
	__u8 digest[GK_DIGEST_SIZE];
	__u8 mode;            /* enum gk_mode */
	__u8 default_verdict; /* enum gk_verdict */
	__u8 default_logged;
	__u8 host_namespaces; /* bits of the namespaces in which a host caller must be init */
	__u32 uses;           /* GK_USES_* */
	__u64 operations;     /* bit o: operation o can be refused or logged; others need no decision */
	__u64 commands;       /* bit c: bpf() command c can be such an operation */
	__u64 init_commands;  /* the same of a caller in all init namespaces */
	struct gk_levels caller_level;
	struct gk_levels target_level;
	__u64 seed;                           /* of the hash of `entry`; odd */
	__u32 vector_count;                   /* of vector[] in use */
	__u32 entry_count;                    /* of entry[] in use */
	__u8 capability[GK_CAPABILITIES_MAX]; /* numbers of the capabilities that rules name; 63: none */
	struct gk_vector denies;              /* the rules that deny */
	struct gk_vector logs;                /* the rules whose decisions are logged */
	/* Cells from here on. The first ones are of values that no rule names. */
	__u32 other_executable;
	__u32 other_cgroup; /* the index of the entry of cgroups that no rule names */
	__u32 lost_cgroup;  /* and of those of which that is not known, when there was no room in `made` */
	__u32 has_paths;    /* 1: it names cgroups or units, `paths` */
	__u32 has_made;     /* 1: there are some in `made` */
	__u32 has_units;    /* 1: it names units, or host.services */
	__u32 name[GK_PROGRAM_STATE_SLOTS]; /* of a program whose name no rule names, or that is not known */
	__u32 tag[GK_PROGRAM_STATE_SLOTS];
	__u32 who[GK_SIDES * GK_NAMESPACE_SLOTS]; /* side, namespaces: with them it is known whether it is the host */
	__u32 what[GK_OPERATION_SLOTS * GK_ATTACH_TYPE_SLOTS];
	__u16 displacement[GK_ENTRY_BUCKETS];
	struct gk_entry entry[GK_ENTRIES]; /* begins before 32,768, what is the largest offset of an instruction */
	struct gk_uid_interval uid[GK_UID_INTERVALS];
	__u32 relation[2 * GK_RELATION_SLOTS]; /* descriptor table shared, relation */
	__u32 kind[GK_NETNS_SLOTS * GK_PROGRAM_TYPE_SLOTS * GK_SIGNATURE_SLOTS];
	__u32 capabilities[1 << GK_CAPABILITIES_MAX]; /* bit i: the caller has capability[i] */
	struct gk_vector vector[GK_VECTORS_MAX];
	struct gk_rule rule[GK_MAX_RULES];
	char file[GK_FILES][GK_FILE_NAME_SIZE]; /* 0: the policy file itself, empty */
	struct gk_paths paths;
	/* User space alone reads these: the generation of the containers that it knows, the rules that ask for them. */
	__u64 containers;
	struct gk_vector asks_container;
	/* Behind the policy and no part of it, as `has_made` is none: begin as zero. */
	struct gk_made made;
	struct gk_known known;
};

/* A cgroup by its place: the address of a kernel object or of an array of ids, as gk_ancestor() takes it. */
struct gk_cgroup_place {
	__u64 where;
	__u64 id;    /* of the cgroup itself: for what the kernel side keeps of a caller */
	__u32 level; /* of the cgroup itself; the root's is 0 */
	__u32 kept;  /* kernel side: 1: `where` is the ids of a kept workload (caller/workload.bpf.h) */
};

/*
 * Who asks for what, where: everything a decision depends on. Most sets have a value for what the operation does not
 * have (none), which satisfies no condition, and one for what is not known, which satisfies every condition of a deny
 * rule and none of an allow rule.
 */
struct gk_request {
	__u8 operation;                /* enum gk_operation */
	__u8 attach_type;              /* enum bpf_attach_type, GK_ATTACH_TYPE_NONE or GK_ATTACH_TYPE_UNKNOWN */
	__u8 namespaces;               /* bit n: not in the init namespace of type n */
	__u8 relation;                 /* enum gk_relation */
	__u8 shared_files;             /* 1: another thread may repoint the descriptors named */
	__u8 netns;                    /* enum gk_netns */
	__u8 program_state;            /* enum gk_program_state */
	__u8 signature;                /* enum gk_signature */
	__u32 program_type;            /* enum bpf_prog_type */
	__u32 uid;                     /* real, in the init user namespace */
	__u64 capabilities;            /* effective, bit by number */
	__u64 executable_inode;        /* 0, with device 0: not known */
	__u64 executable_device;       /* major << 20 | minor */
	__u64 program_name[2];         /* as bytes, padded with zero */
	__u64 program_tag;             /* as bytes */
	struct gk_cgroup_place caller; /* own cgroup */
	struct gk_cgroup_place target; /* read only when relation is neither none nor unknown */
};

#define GK_NO_NUMBER 0xffffffffU /* in a field that holds a kernel enum: none */

#define GK_COMM_SIZE 16
#define GK_PROGRAM_NAME_SIZE 16
#define GK_PROGRAM_TAG_SIZE 8
#define GK_EXECUTABLE_SIZE 256
#define GK_CGROUP_PATH_SIZE 384
#define GK_COPIES_EACH 64 /* of the map `gk_copies`, for each processor */

/*
 * The map `gk_cgroups`: the path of a cgroup (NUL-terminated, cut off when longer) by its id, from the time when it was
 * made. Events have ids; ids are never used again (kernfs counts generations), and a cgroup v2 can't be renamed.
 */
struct gk_cgroup_path {
	char text[GK_CGROUP_PATH_SIZE];
};

/*
 * The map `gk_programs`: what the last GK_PROGRAMS programs are called, at their id modulo that number, from the time
 * when they were loaded. An event has name and tag only where the decision needed them. Ids are given in ascending
 * order.
 */
#define GK_PROGRAMS 8192

struct gk_program {
	__u32 id; /* 0: none, or being written */
	__u32 reserved;
	char name[GK_PROGRAM_NAME_SIZE];
	__u8 tag[GK_PROGRAM_TAG_SIZE];
};

struct gk_event_namespace {
	__u64 id;    /* 64-bit id; 0 where the kernel has none (before 6.18) */
	__u64 inode; /* 0: the caller had none (exiting) */
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

	__u32 program_id;                      /* 0: none or not yet known */
	__u32 program_type;                    /* enum bpf_prog_type; GK_NO_NUMBER: none */
	__u8 program_tag[GK_PROGRAM_TAG_SIZE]; /* with an empty name and a tag of zero: see gk_programs */
	char program_name[GK_PROGRAM_NAME_SIZE];

	struct gk_event_namespace ns[GK_NAMESPACE_COUNT]; /* valid only where the bit of `namespaces` is set */
	__u64 cgroup_id;                                  /* the caller's: the id of its kernfs node */
	__u64 target_id;                                  /* of the target cgroup; 0: none, or not known */

	__u32 rule_line;      /* 0: no rule */
	__u32 netns_inode;    /* of the network namespace acted on; 0: none or not known */
	__u64 capabilities;   /* effective ones of the caller */
	__u8 netns;           /* enum gk_netns */
	__u8 signature;       /* enum gk_signature */
	__u8 program_state;   /* enum gk_program_state */
	__u8 shared_files;    /* 1: another thread may have repointed the descriptors */
	__u8 guarded;         /* enum gk_guard */
	__u8 route;           /* enum gk_route */
	__u8 executable_copy; /* 1: the caller runs a sealed copy of it */
	__u8 reserved;
	char rule[GK_RULE_NAME_SIZE];  /* empty: no rule */
	char message[GK_MESSAGE_SIZE]; /* of the rule */
	char file[GK_FILE_NAME_SIZE];  /* the drop-in that the rule is from; empty: the policy file itself */
	__u8 digest[GK_DIGEST_SIZE];
	__u64 generation;
	__u32 link_id;   /* 0: no link, or not known; with link_type and ifindex only of what was attached elsewhere */
	__u32 link_type; /* enum bpf_link_type; 0: none */
	__u32 ifindex;   /* of the network interface; 0: none */
	__u32 map_id;    /* of a struct_ops that an update of its map registered; 0: none */
	__u32 displaced_id; /* of the program whose place in the cgroup this one takes; 0: none or not known */
	__u32 reserved2;
};

/* Counted in the kernel, never inferred from the log. Index 0 of the map `gk_counters`. */
struct gk_counters {
	__u64 sequence;                  /* the last sequence number given */
	__u64 decided[GK_VERDICT_COUNT]; /* decisions by verdict; audit mode counts the verdict it would have given */
	__u64 lost[GK_VERDICT_COUNT];    /* decision events that found no room in the ring, by verdict */
	__u64 lost_outcomes;             /* other events that found no room */
	__u64 repeated;                  /* denials that were only counted, in `gk_repeats` */
	__u64 skipped;                   /* user space's: see gatekeeper/enforce/counters.h; part of lost_outcomes */
};

/*
 * The map `gk_repeats`, which user space maps: a kind of denials that were equal, see bpf-lsm/event/repeat.bpf.h. The
 * count is of those that have no event; with them goes one event, that of the first of them.
 */
#define GK_REPEATS 512
#define GK_REPEAT_KEY 6

#define GK_REPEAT_COUNT_BITS 40
#define GK_REPEAT_BUSY (1ULL << 63) /* the owner changes */
#define GK_REPEAT_COUNT(state) ((state) & ((1ULL << GK_REPEAT_COUNT_BITS) - 1))
#define GK_REPEAT_OWNER(state) ((state) >> GK_REPEAT_COUNT_BITS)
#define GK_REPEAT_NEXT_OWNER(state) ((((state) >> GK_REPEAT_COUNT_BITS) + 1) << GK_REPEAT_COUNT_BITS & ~GK_REPEAT_BUSY)

struct gk_repeat {
	__u64 state;         /* owner, count */
	__u64 since;         /* ns of CLOCK_MONOTONIC: the last event of this kind; for a second all are counted */
	__u64 described;     /* the owner that `event` is of */
	__u64 reported;      /* user space's: how many of the count are on record */
	__u64 reported_time; /* user space's: since when, CLOCK_BOOTTIME */
	__u64 key[GK_REPEAT_KEY];
	struct gk_event event; /* without a sequence number */
};

/* The ids of what is the gatekeeper's own, in the map `.data.own`: written by the loader, 0 behind the last one. */
#define GK_OWN_MAX 64

struct gk_own {
	__u32 program[GK_OWN_MAX];
	__u32 map[GK_OWN_MAX]; /* but images, which come and go */
	__u32 link[GK_OWN_MAX];
	__u32 hook[GK_OWN_MAX]; /* BTF types of the kernel functions that the programs hook, loaded or not */
};

/* Of the image in a slot, for those who may not read images. */
struct gk_slot_head {
	__u64 generation; /* 0: the slot is empty */
	__u64 operations;
	__u64 commands;
	__u64 init_commands;
	__u32 protect;
	__u32 flags; /* GK_IMAGE_* */
	__u8 digest[GK_DIGEST_SIZE];
	__u32 mode; /* enum gk_mode */
	__u32 reserved;
};

/* User space's own: which build the pins belong to, and its last publish. Index 0 of the map `gk_build`. */
struct gk_build {
	struct gk_event_namespace init[GK_NAMESPACE_COUNT]; /* the init namespaces, which events do not repeat */
	__u32 version;                                      /* GK_ABI_VERSION */
	__u32 optional;              /* bit n: the nth program with a '?' before its section is there */
	__u8 digest[GK_DIGEST_SIZE]; /* SHA-256 of the BPF object */
	__u64 generation;            /* the last one given to an image */
	struct gk_slot_head slot[GK_SLOTS];
};

/*
 * The canary: a bpf() command the kernel does not have, with the generation of the policy image as its first
 * attribute. The gate answers a caller in all eight init namespaces with GK_CANARY_ERRNO when that image is the one
 * in force and with GK_CANARY_STALE_ERRNO when another is; without the gate the kernel answers EINVAL (or E2BIG). With
 * GK_CANARY_NARROW_ERRNO when the hook would let calls pass that the image in force has to decide on: this call alone
 * is answered whatever `gk_gate` says.
 */
#define GK_CANARY_COMMAND 0x4b47
#define GK_CANARY_ERRNO 55        /* ENOANO */
#define GK_CANARY_STALE_ERRNO 116 /* ESTALE */
#define GK_CANARY_NARROW_ERRNO 53 /* EBADR */

#define GK_SIZE_IS(type, size) _Static_assert(sizeof(type) == (size), #type " changed size: raise GK_ABI_VERSION")

GK_SIZE_IS(struct gk_slot_head, 80);
GK_SIZE_IS(struct gk_vector, 128);
GK_SIZE_IS(struct gk_rule, 200);
GK_SIZE_IS(struct gk_entry, 32);
GK_SIZE_IS(struct gk_request, 112);
GK_SIZE_IS(struct gk_program, 32);
GK_SIZE_IS(struct gk_counters, 64);
GK_SIZE_IS(struct gk_own, 1024);
GK_SIZE_IS(struct gk_seal, 176);
GK_SIZE_IS(struct gk_unseal, 40);
GK_SIZE_IS(struct gk_event, 864);
GK_SIZE_IS(struct gk_repeat, 952);
GK_SIZE_IS(struct gk_image, 1669072);

#endif
