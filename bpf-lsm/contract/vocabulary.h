/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The closed vocabularies: one table a set; those with numbers of the kernel are in kernel-numbers.h. Each row gives
 * the number shared with the kernel side, the word used in the policy, the log and the command line, and the line of
 * documentation that `gatekeeper help`, the schema and the manual repeat. Everything else (enums, name tables, range
 * checks) is made from here.
 */
#ifndef BPF_LSM_CONTRACT_VOCABULARY_H
#define BPF_LSM_CONTRACT_VOCABULARY_H

#include "bpf-lsm/contract/kernel-numbers.h"

/*
 * Where a program can be attached: number, word, what it acts on (CGROUP, NETNS, NOTHING, or ANYTHING where that is
 * unknown), what it is. An attaching operation is its verb and its family: GK_OPERATION_ON(), gk_verb(), gk_family().
 */
#define GK_FAMILIES(F, X) \
	F(X, CGROUP, 0, "cgroup", CGROUP, "a cgroup") \
	F(X, XDP, 1, "xdp", NETNS, \
	  "the receive path of a network interface (XDP), its devmap and cpumap entries included") \
	F(X, TC, 2, "tc", NETNS, "traffic control of a network interface (tcx, netkit)") \
	F(X, TRACING, 3, "tracing", NOTHING, "kernel and user functions, tracepoints and perf events") \
	F(X, LSM, 4, "lsm", NOTHING, "an LSM hook of the whole kernel") \
	F(X, STRUCT_OPS, 5, "struct-ops", NOTHING, \
	  "a table of kernel operations (congestion control, scheduler, qdisc)") \
	F(X, SOCKMAP, 6, "sockmap", NOTHING, "a map of sockets") \
	F(X, SOCKET, 7, "socket", NOTHING, "a socket or a group of reuseport sockets") \
	F(X, NETNS, 8, "netns", NETNS, "a network namespace (sk_lookup, flow_dissector)") \
	F(X, NETFILTER, 9, "netfilter", NETNS, "a netfilter hook of a network namespace") \
	F(X, FREPLACE, 10, "freplace", NOTHING, "another BPF program, as a replacement of one of its functions") \
	F(X, ITER, 11, "iter", NOTHING, "an iterator over kernel objects") \
	F(X, LWT, 12, "lwt", NETNS, "a route, as a lightweight tunnel") \
	F(X, OTHER, 13, "other", NOTHING, "anything else: lirc, tail-call maps, perf arrays") \
	F(X, UNKNOWN, 15, "unknown", ANYTHING, \
	  "something that could not be known: every deny rule with that verb matches, an allow rule only when it " \
	  "names every family")

#define GK_VERB_ATTACH 1
#define GK_VERB_REPLACE 2
#define GK_VERB_DETACH 3
#define GK_FAMILY_BITS 4
#define GK_OPERATION_ON(verb, family) ((verb) << GK_FAMILY_BITS | (family))
/* The operations of a verb on every family, as bits; also where the family is unknown, or has no name yet. */
#define GK_ALL_OF_VERB(verb) (0xffffULL << GK_OPERATION_ON(verb, 0))

#define GK_ATTACH_ROW(X, id, number, word, acts_on, doc) \
	X(GK_OP_ATTACH_##id, GK_OPERATION_ON(GK_VERB_ATTACH, number), "attach:" word, "attach a program to " doc)
#define GK_REPLACE_ROW(X, id, number, word, acts_on, doc) \
	X(GK_OP_REPLACE_##id, GK_OPERATION_ON(GK_VERB_REPLACE, number), "replace:" word, \
	  "put a program in the place of one attached to " doc)
#define GK_DETACH_ROW(X, id, number, word, acts_on, doc) \
	X(GK_OP_DETACH_##id, GK_OPERATION_ON(GK_VERB_DETACH, number), "detach:" word, "detach a program from " doc)

/* What is asked for. `*` in a policy is every row. */
#define GK_OPERATIONS(X) \
	X(GK_OP_LOAD, 0, "load", "load a program or type information") \
	X(GK_OP_MAP_CREATE, 1, "map-create", "create a map") \
	X(GK_OP_MAP_DATA, 2, "map-data", "read, write or freeze a map that the caller has a descriptor of") \
	X(GK_OP_RUN, 3, "run", "run a program, or an iterator, at once") \
	X(GK_OP_PIN, 4, "pin", "pin a program, map or link in a bpf file system") \
	X(GK_OP_GET, 5, "get", "get an existing program, map, link or type information by its id or pin") \
	X(GK_OP_TOKEN, 6, "token", "create a token, with which others may load") \
	X(GK_OP_INSPECT, 7, "inspect", "list or describe programs, maps, links and what is attached") \
	X(GK_OP_UNKNOWN, 15, "unknown", "a bpf() command that this version does not know") \
	GK_FAMILIES(GK_ATTACH_ROW, X) \
	GK_FAMILIES(GK_REPLACE_ROW, X) \
	GK_FAMILIES(GK_DETACH_ROW, X)

/* The namespaces of a caller, in the order of their bits. */
#define GK_NAMESPACES(X) \
	X(GK_NS_USER, 0, "user", "user namespace of the caller's credentials") \
	X(GK_NS_PID, 1, "pid", "active pid namespace, not the one for children") \
	X(GK_NS_MNT, 2, "mnt", "mount namespace") \
	X(GK_NS_NET, 3, "net", "network namespace") \
	X(GK_NS_IPC, 4, "ipc", "System V IPC and POSIX message queue namespace") \
	X(GK_NS_UTS, 5, "uts", "host name namespace") \
	X(GK_NS_CGROUP, 6, "cgroup", "cgroup namespace") \
	X(GK_NS_TIME, 7, "time", "clock offset namespace")

#define GK_VERDICTS(X) \
	X(GK_ALLOW, 0, "allow", "the call goes on to the kernel's own checks") \
	X(GK_DENY, 1, "deny", "the call fails with EPERM")

#define GK_MODES(X) \
	X(GK_ENFORCE, 0, "enforce", "verdicts are applied") \
	X(GK_AUDIT, 1, "audit", "verdicts are logged, nothing is denied")

/* Of the gatekeeper itself: what its own maps, programs, links, pins and processes are kept from. */
#define GK_PROTECTIONS(X) \
	X(GK_PROTECT_OFF, 0, "off", "only containers can't reach the gatekeeper's maps, programs and links") \
	X(GK_PROTECT_SELF, 1, "self", "nobody but the gatekeeper program can, nor undo what it does") \
	X(GK_PROTECT_SEALED, 2, "sealed", \
	  "as self, and the gatekeeper loads and unloads nothing until gatekeeper unseal or the next boot")

#define GK_LOG_CHOICES(X) \
	X(GK_LOG_DENIED, 0, "denied", "write denials to the audit log") \
	X(GK_LOG_ALL, 1, "all", "write every decision to the audit log") \
	X(GK_LOG_NONE, 2, "none", "write no decision to the audit log")

/* What becomes of a call that was allowed, and is to be logged, when there is no room for its event. */
#define GK_LOSSES(X) \
	X(GK_LOSS_COUNT, 0, "count", "count it, so that the log has a gap that says how many are missing") \
	X(GK_LOSS_DENY, 1, "deny", "deny it, so that nothing happens that is not logged")

/* What becomes of a denial that equals one less than a second ago. */
#define GK_REPEATS_CHOICES(X) \
	X(GK_REPEAT_COUNTED, 0, "count", "count it, with a record once a second that says how often") \
	X(GK_REPEAT_RECORDED, 1, "record", "write an event of its own")

/* What becomes of an attach or detach by the host's service manager that equals an earlier one. */
#define GK_SERVICE_MANAGER_CHOICES(X) \
	X(GK_SERVICE_MANAGER_RECORDED, 0, "record", "write a record of its own") \
	X(GK_SERVICE_MANAGER_COUNTED, 1, "count", "count it, with a record every ten minutes that says how often")

#define GK_CONTAINERS_CHOICES(X) \
	X(GK_CONTAINERS_OPTIONAL, 0, "optional", "the option --optional of the hook says it") \
	X(GK_CONTAINERS_REQUIRED, 1, "required", "it does not start")

#define GK_CALLERS(X) \
	X(GK_FROM_HOST, 0, "host", \
	  "in the init namespace of every type in host.namespaces, or a service of host.services, and in no cgroup " \
	  "of " \
	  "host.not-in-cgroups") \
	X(GK_FROM_CONTAINER, 1, "container", "every other caller")

/* Where the target cgroup lies, seen from the caller. */
#define GK_RELATIONS(X) \
	X(GK_TARGET_NONE, 0, "none", "the operation has no target cgroup") \
	X(GK_TARGET_OWN, 1, "own", \
	  "the caller's own cgroup: the one into which the host put it or, where it did not move itself since, the " \
	  "root of " \
	  "its cgroup namespace") \
	X(GK_TARGET_BELOW, 2, "own-subtree", "in a policy, the own or below it; otherwise below it") \
	X(GK_TARGET_OUTSIDE, 3, "outside", "anywhere else; of a caller in the root cgroup, every cgroup") \
	X(GK_TARGET_UNKNOWN, 4, "unknown", \
	  "not resolved, or named by a descriptor that another thread may repoint: matches every deny rule " \
	  "with a target and no such allow rule") \
	X(GK_TARGET_STRICTLY_BELOW, 5, "below", "below the own, and not the own")

/* The network namespace that is acted on. `init` in a policy is the init one, whether or not it is the caller's. */
#define GK_NETNS(X) \
	X(GK_NETNS_NONE, 0, "none", "the operation acts on no network namespace") \
	X(GK_NETNS_OWN, 1, "own", "the caller's own") \
	X(GK_NETNS_INIT, 2, "init", "the init network namespace") \
	X(GK_NETNS_OTHER, 3, "other", "neither the caller's own nor the init one") \
	X(GK_NETNS_OWN_INIT, 4, "own-init", "the caller's own, which is the init one") \
	X(GK_NETNS_UNKNOWN, 5, "unknown", "not resolved, or named by a descriptor that another thread may repoint")

/* Does the program carry a signature that the kernel verified, and by a key of which keyring? */
#define GK_SIGNATURES(X) \
	X(GK_SIGNATURE_UNKNOWN, 0, "unknown", "the kernel does not tell, or there is no program to ask about") \
	X(GK_SIGNATURE_BUILTIN, 1, "builtin", "verified by a key of the kernel's build") \
	X(GK_SIGNATURE_UNSIGNED, 2, "unsigned", "not signed") \
	X(GK_SIGNATURE_LATER, 3, "later", "decided when the kernel has verified the program") \
	X(GK_SIGNATURE_SECONDARY, 4, "secondary", "verified by a key that root added and a built-in one vouches for") \
	X(GK_SIGNATURE_PLATFORM, 5, "platform", "verified by a key of the firmware") \
	X(GK_SIGNATURE_USER, 6, "user", "verified by a key of another keyring, into which the loader may have put it")

/* Those that tell something of who signed, as a set. */
#define GK_SIGNATURES_TRUSTED (1U << GK_SIGNATURE_BUILTIN | 1U << GK_SIGNATURE_SECONDARY | 1U << GK_SIGNATURE_PLATFORM)

/* What is known of the program of a request when it is decided. */
#define GK_PROGRAM_STATES(X) \
	X(GK_PROGRAM_UNKNOWN, 0, "unknown", "nothing: no program, or a descriptor that another thread may repoint") \
	X(GK_PROGRAM_KNOWN, 1, "known", "everything") \
	X(GK_PROGRAM_DECLARED, 2, "declared", "type and name; the rest is decided on when the program is verified") \
	X(GK_PROGRAM_LATER, 3, "later", "nothing yet; decided on when its descriptor is issued") \
	X(GK_PROGRAM_NONE, 4, "none", "the operation has no program")

/* What an allow rule does about a descriptor that another thread may repoint. */
#define GK_RACES(X) \
	X(GK_RACE_DENY, 0, "deny", "the rule does not match") \
	X(GK_RACE_VERIFY, 1, "verify", \
	  "the rule matches what the descriptor names now, and whoever repoints it is killed")

/* The way by which a request came to the kernel. */
#define GK_ROUTES(X) \
	X(GK_ROUTE_BPF, 0, "bpf", "a bpf() command") \
	X(GK_ROUTE_IOCTL, 1, "ioctl", "an ioctl of a perf event, a tun device or a kcm socket") \
	X(GK_ROUTE_SETSOCKOPT, 2, "setsockopt", "a socket option: a socket's filter, a fanout, a table of iptables") \
	X(GK_ROUTE_NETLINK, 3, "netlink", "a netlink message: XDP, tc, a tunnel of a route, a match of nftables") \
	X(GK_ROUTE_RECEIVE, 4, "receive", "a descriptor that another process passed or that was taken from it")

/* What an event tells. */
#define GK_EVENT_KINDS(X) \
	X(GK_EVENT_DECISION, 0, "decision", "a request was decided") \
	X(GK_EVENT_ATTACHED, 1, "attached", "the kernel attached a program, or failed to") \
	X(GK_EVENT_DETACHED, 2, "detached", "the kernel detached a program from a cgroup, or failed to") \
	X(GK_EVENT_REPLACED, 3, "replaced", "the kernel replaced the program of a cgroup link, or failed to") \
	X(GK_EVENT_RACED, 4, "raced", "a descriptor was repointed between check and use: the caller was killed") \
	X(GK_EVENT_GUARDED, 5, "guarded", "what is the gatekeeper's own was kept from the caller") \
	X(GK_EVENT_UNSEALED, 6, "unsealed", \
	  "the glass was broken: the protection is lifted for a while, or was tried to be") \
	X(GK_EVENT_TRIAL_BEGUN, 7, "trial-begun", "a policy became active until it is confirmed or its time is over") \
	X(GK_EVENT_CONFIRMED, 8, "confirmed", "the policy on trial stays active") \
	X(GK_EVENT_TAKEN_BACK, 9, "taken-back", "the policy before the one on trial is active again")

/* What the guard kept from a caller, beside what bpf() commands ask for. */
#define GK_GUARDS(X) \
	X(GK_GUARD_NONE, 0, "none", "nothing") \
	X(GK_GUARD_UNLINK, 1, "pin-remove", "a pin or its directory was to be removed") \
	X(GK_GUARD_RENAME, 2, "pin-rename", "a pin or its directory was to be renamed, or another into its place") \
	X(GK_GUARD_UMOUNT, 3, "unmount", "the file system of the pins was to be unmounted") \
	X(GK_GUARD_KILL, 4, "kill", "the daemon was to be sent a signal") \
	X(GK_GUARD_TRACE, 5, "trace", "the gatekeeper's memory or descriptors were to be reached") \
	X(GK_GUARD_LIMIT, 6, "limit", "a limit or the scheduling of the daemon was to be changed") \
	X(GK_GUARD_MOVE, 7, "mount-move", \
	  "the mount of the pins, or one that it is on, was to be moved, or could have been")

/* Why a decision came out as it did, where the rule alone does not say it. */
#define GK_REASONS(X) \
	X(GK_REASON_RULE, 0, "rule", "a rule of the policy matched") \
	X(GK_REASON_DEFAULT, 1, "default", "no rule matched: the policy's default") \
	X(GK_REASON_SHARED_FILES, 2, "shared-fd-table", \
	  "the descriptor table is shared, so the target is taken as unknown") \
	X(GK_REASON_UNRESOLVED, 3, "unresolved-target", "the descriptor could not be resolved to a cgroup") \
	X(GK_REASON_NO_POLICY, 4, "no-policy", "no valid policy is published: everything is refused") \
	X(GK_REASON_OWN_OBJECT, 5, "own-object", \
	  "the gatekeeper's own maps, programs, links, pins and processes are not for the caller")

/* The enums of the tables that carry names. */
#define GK_ENUM_ROW(id, number, word, doc) id = number,
#define GK_FAMILY_ROW(X, id, number, word, acts_on, doc) GK_FAMILY_##id = number,
enum gk_family { GK_FAMILIES(GK_FAMILY_ROW, ) GK_FAMILY_COUNT = 1 << GK_FAMILY_BITS };
enum gk_operation { GK_OPERATIONS(GK_ENUM_ROW) GK_OPERATION_COUNT };
enum gk_namespace { GK_NAMESPACES(GK_ENUM_ROW) GK_NAMESPACE_COUNT };
enum gk_verdict { GK_VERDICTS(GK_ENUM_ROW) GK_VERDICT_COUNT };
enum gk_mode { GK_MODES(GK_ENUM_ROW) GK_MODE_COUNT };
enum gk_protection { GK_PROTECTIONS(GK_ENUM_ROW) GK_PROTECTION_COUNT };
enum gk_log { GK_LOG_CHOICES(GK_ENUM_ROW) GK_LOG_COUNT };
enum gk_loss { GK_LOSSES(GK_ENUM_ROW) GK_LOSS_COUNT_ALL };
enum gk_repeat_choice { GK_REPEATS_CHOICES(GK_ENUM_ROW) GK_REPEAT_CHOICE_COUNT };
enum gk_service_manager { GK_SERVICE_MANAGER_CHOICES(GK_ENUM_ROW) GK_SERVICE_MANAGER_COUNT };
enum gk_containers { GK_CONTAINERS_CHOICES(GK_ENUM_ROW) GK_CONTAINERS_COUNT };
enum gk_from { GK_CALLERS(GK_ENUM_ROW) GK_FROM_COUNT };
enum gk_relation { GK_RELATIONS(GK_ENUM_ROW) GK_RELATION_COUNT };
enum gk_netns { GK_NETNS(GK_ENUM_ROW) GK_NETNS_COUNT };
enum gk_signature { GK_SIGNATURES(GK_ENUM_ROW) GK_SIGNATURE_COUNT };
enum gk_program_state { GK_PROGRAM_STATES(GK_ENUM_ROW) GK_PROGRAM_STATE_COUNT };
enum gk_race { GK_RACES(GK_ENUM_ROW) GK_RACE_COUNT };
enum gk_route { GK_ROUTES(GK_ENUM_ROW) GK_ROUTE_COUNT };
enum gk_event_kind { GK_EVENT_KINDS(GK_ENUM_ROW) GK_EVENT_KIND_COUNT };
enum gk_guard { GK_GUARDS(GK_ENUM_ROW) GK_GUARD_COUNT };
enum gk_reason { GK_REASONS(GK_ENUM_ROW) GK_REASON_COUNT };

#define GK_BECOMES_ROW(id) GK_BECOMES_##id,
#define GK_SOURCE_ROW(id) GK_IN_##id, /* GK_IN_WORD_n is n */
#define GK_COMMAND_ROW(id, number, ...) GK_COMMAND_##id = number,
#define GK_ATTACH_TYPE_ROW(id, number, ...) GK_ATTACH_##id = number,
#define GK_LINK_TYPE_ROW(id, number, ...) GK_LINK_##id = number,
enum gk_becomes { GK_BECOMES(GK_BECOMES_ROW) };
enum gk_source { GK_SOURCES(GK_SOURCE_ROW) };
enum gk_command { GK_COMMANDS(GK_COMMAND_ROW) };
enum gk_attach_type { GK_ATTACH_TYPES(GK_ATTACH_TYPE_ROW) };
enum gk_link_type { GK_LINK_TYPES(GK_LINK_TYPE_ROW) };

/* What a family acts on. */
enum gk_acts_on { GK_ACTS_ON_NOTHING, GK_ACTS_ON_CGROUP, GK_ACTS_ON_NETNS, GK_ACTS_ON_ANYTHING };

/* The families that act on it (enum gk_acts_on), as bits. */
#define GK_ACTS_ON_ROW(what, id, number, word, acts_on, doc) | (GK_ACTS_ON_##acts_on == (what)) << (number)
#define GK_FAMILIES_ON(what) (0 GK_FAMILIES(GK_ACTS_ON_ROW, what))

/* The verb (GK_VERB_*) of an attaching operation; 0: another operation, which has no family. */
static inline unsigned int gk_verb(unsigned int operation)
{
	return operation >> GK_FAMILY_BITS;
}

/* The family (enum gk_family) of an attaching operation. */
static inline unsigned int gk_family(unsigned int operation)
{
	return operation & (GK_FAMILY_COUNT - 1);
}

#endif
