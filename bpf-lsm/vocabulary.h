/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The closed vocabularies: one table a set. Each row gives the number shared with the kernel side, the word
 * used in the policy, the log and the command line, and the line of documentation that `gatekeeper help`,
 * the schema and the manual repeat. Everything else (enums, name tables, range checks) is made from here.
 */
#ifndef GK_VOCABULARY_H
#define GK_VOCABULARY_H

/* What is asked for. `*` in a policy is every row. Which bpf() command is which: bpf-lsm/request.h. */
#define GK_OPERATIONS(X) \
	X(GK_OP_LOAD, 0, "load", "load a program (BPF_PROG_LOAD)") \
	X(GK_OP_ATTACH_CGROUP, 1, "attach:cgroup", "attach a program to a cgroup (PROG_ATTACH, LINK_CREATE)") \
	X(GK_OP_REPLACE_CGROUP, 2, "replace:cgroup", \
	  "put a program in the place of one attached to a cgroup (PROG_ATTACH with BPF_F_REPLACE, LINK_UPDATE)") \
	X(GK_OP_DETACH_CGROUP, 3, "detach:cgroup", "detach a program from a cgroup (PROG_DETACH, LINK_DETACH)") \
	X(GK_OP_OTHER, 4, "other", "every other use of bpf(); a rule reaches it only through '*'")

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
	X(GK_DENY, 1, "deny", "the call is refused with EPERM")

#define GK_MODES(X) \
	X(GK_ENFORCE, 0, "enforce", "verdicts are applied") \
	X(GK_AUDIT, 1, "audit", "verdicts are logged, nothing is refused")

#define GK_LOG_CHOICES(X) \
	X(GK_LOG_DENIED, 0, "denied", "write refusals to the audit log") \
	X(GK_LOG_ALL, 1, "all", "write every decision to the audit log") \
	X(GK_LOG_NONE, 2, "none", "write no decision to the audit log")

#define GK_CALLERS(X) \
	X(GK_FROM_HOST, 0, "host", "in the init namespace of every type in host.namespaces") \
	X(GK_FROM_CONTAINER, 1, "container", "every other caller")

/* Where the target cgroup lies, seen from the caller. */
#define GK_RELATIONS(X) \
	X(GK_TARGET_NONE, 0, "none", "the operation has no target cgroup") \
	X(GK_TARGET_OWN, 1, "own", "the caller's own cgroup") \
	X(GK_TARGET_BELOW, 2, "own-subtree", \
	  "below the root of the caller's cgroup namespace or, where that is the init one, below its own cgroup") \
	X(GK_TARGET_OUTSIDE, 3, "outside", "anywhere else") \
	X(GK_TARGET_UNKNOWN, 4, "unknown", \
	  "not resolved, or named by a descriptor that another thread may repoint: matches every deny rule " \
	  "with a target and no such allow rule")

/* What an event tells. */
#define GK_EVENT_KINDS(X) \
	X(GK_EVENT_DECISION, 0, "decision", "a request was decided") \
	X(GK_EVENT_ATTACHED, 1, "attached", "the kernel attached a program to a cgroup, or failed to") \
	X(GK_EVENT_DETACHED, 2, "detached", "the kernel detached a program from a cgroup, or failed to") \
	X(GK_EVENT_REPLACED, 3, "replaced", "the kernel replaced the program of a cgroup link, or failed to")

/* Why a decision came out as it did, where the rule alone does not say it. */
#define GK_REASONS(X) \
	X(GK_REASON_RULE, 0, "rule", "a rule of the policy matched") \
	X(GK_REASON_DEFAULT, 1, "default", "no rule matched: the policy's default") \
	X(GK_REASON_SHARED_FILES, 2, "shared-fd-table", \
	  "the descriptor table is shared, so the target is taken as unknown") \
	X(GK_REASON_UNRESOLVED, 3, "unresolved-target", "the descriptor could not be resolved to a cgroup") \
	X(GK_REASON_NO_POLICY, 4, "no-policy", "no valid policy is published: everything is refused") \
	X(GK_REASON_OWN_OBJECT, 5, "own-object", "the gatekeeper's own maps and programs are hidden from containers")

/* bpf() commands, linux/bpf.h enum bpf_cmd; numbers never change. */
#define GK_COMMANDS(X) \
	X(0, "MAP_CREATE") \
	X(1, "MAP_LOOKUP_ELEM") \
	X(2, "MAP_UPDATE_ELEM") \
	X(3, "MAP_DELETE_ELEM") \
	X(4, "MAP_GET_NEXT_KEY") \
	X(5, "PROG_LOAD") \
	X(6, "OBJ_PIN") \
	X(7, "OBJ_GET") \
	X(8, "PROG_ATTACH") \
	X(9, "PROG_DETACH") \
	X(10, "PROG_RUN") \
	X(11, "PROG_GET_NEXT_ID") \
	X(12, "MAP_GET_NEXT_ID") \
	X(13, "PROG_GET_FD_BY_ID") \
	X(14, "MAP_GET_FD_BY_ID") \
	X(15, "OBJ_GET_INFO_BY_FD") \
	X(16, "PROG_QUERY") \
	X(17, "RAW_TRACEPOINT_OPEN") \
	X(18, "BTF_LOAD") \
	X(19, "BTF_GET_FD_BY_ID") \
	X(20, "TASK_FD_QUERY") \
	X(21, "MAP_LOOKUP_AND_DELETE_ELEM") \
	X(22, "MAP_FREEZE") \
	X(23, "BTF_GET_NEXT_ID") \
	X(24, "MAP_LOOKUP_BATCH") \
	X(25, "MAP_LOOKUP_AND_DELETE_BATCH") \
	X(26, "MAP_UPDATE_BATCH") \
	X(27, "MAP_DELETE_BATCH") \
	X(28, "LINK_CREATE") \
	X(29, "LINK_UPDATE") \
	X(30, "LINK_GET_FD_BY_ID") \
	X(31, "LINK_GET_NEXT_ID") \
	X(32, "ENABLE_STATS") \
	X(33, "ITER_CREATE") \
	X(34, "LINK_DETACH") \
	X(35, "PROG_BIND_MAP") \
	X(36, "TOKEN_CREATE") \
	X(37, "PROG_STREAM_READ_BY_FD") \
	X(38, "PROG_ASSOC_STRUCT_OPS")

/*
 * Attach types, linux/bpf.h enum bpf_attach_type; numbers never change. C: attaches to a cgroup, O: elsewhere.
 * On attr alone the C rows are necessary and sufficient for "attaches to a cgroup" in PROG_ATTACH, PROG_DETACH and
 * LINK_CREATE (kernel/bpf/syscall.c attach_type_to_prog_type), except that freplace links ignore the attach type.
 */
#define GK_ATTACH_TYPES(X) \
	X(0, "cgroup_inet_ingress", C) \
	X(1, "cgroup_inet_egress", C) \
	X(2, "cgroup_inet_sock_create", C) \
	X(3, "cgroup_sock_ops", C) \
	X(4, "sk_skb_stream_parser", O) \
	X(5, "sk_skb_stream_verdict", O) \
	X(6, "cgroup_device", C) \
	X(7, "sk_msg_verdict", O) \
	X(8, "cgroup_inet4_bind", C) \
	X(9, "cgroup_inet6_bind", C) \
	X(10, "cgroup_inet4_connect", C) \
	X(11, "cgroup_inet6_connect", C) \
	X(12, "cgroup_inet4_post_bind", C) \
	X(13, "cgroup_inet6_post_bind", C) \
	X(14, "cgroup_udp4_sendmsg", C) \
	X(15, "cgroup_udp6_sendmsg", C) \
	X(16, "lirc_mode2", O) \
	X(17, "flow_dissector", O) \
	X(18, "cgroup_sysctl", C) \
	X(19, "cgroup_udp4_recvmsg", C) \
	X(20, "cgroup_udp6_recvmsg", C) \
	X(21, "cgroup_getsockopt", C) \
	X(22, "cgroup_setsockopt", C) \
	X(23, "trace_raw_tp", O) \
	X(24, "trace_fentry", O) \
	X(25, "trace_fexit", O) \
	X(26, "modify_return", O) \
	X(27, "lsm_mac", O) \
	X(28, "trace_iter", O) \
	X(29, "cgroup_inet4_getpeername", C) \
	X(30, "cgroup_inet6_getpeername", C) \
	X(31, "cgroup_inet4_getsockname", C) \
	X(32, "cgroup_inet6_getsockname", C) \
	X(33, "xdp_devmap", O) \
	X(34, "cgroup_inet_sock_release", C) \
	X(35, "xdp_cpumap", O) \
	X(36, "sk_lookup", O) \
	X(37, "xdp", O) \
	X(38, "sk_skb_verdict", O) \
	X(39, "sk_reuseport_select", O) \
	X(40, "sk_reuseport_select_or_migrate", O) \
	X(41, "perf_event", O) \
	X(42, "trace_kprobe_multi", O) \
	X(43, "lsm_cgroup", C) \
	X(44, "struct_ops", O) \
	X(45, "netfilter", O) \
	X(46, "tcx_ingress", O) \
	X(47, "tcx_egress", O) \
	X(48, "trace_uprobe_multi", O) \
	X(49, "cgroup_unix_connect", C) \
	X(50, "cgroup_unix_sendmsg", C) \
	X(51, "cgroup_unix_recvmsg", C) \
	X(52, "cgroup_unix_getpeername", C) \
	X(53, "cgroup_unix_getsockname", C) \
	X(54, "netkit_primary", O) \
	X(55, "netkit_peer", O) \
	X(56, "trace_kprobe_session", O) \
	X(57, "trace_uprobe_session", O) \
	X(58, "trace_fsession", O) \
	X(59, "trace_fentry_multi", O) \
	X(60, "trace_fexit_multi", O) \
	X(61, "trace_fsession_multi", O)

/* Program types, linux/bpf.h enum bpf_prog_type; numbers never change. */
#define GK_PROGRAM_TYPES(X) \
	X(0, "unspec") \
	X(1, "socket_filter") \
	X(2, "kprobe") \
	X(3, "sched_cls") \
	X(4, "sched_act") \
	X(5, "tracepoint") \
	X(6, "xdp") \
	X(7, "perf_event") \
	X(8, "cgroup_skb") \
	X(9, "cgroup_sock") \
	X(10, "lwt_in") \
	X(11, "lwt_out") \
	X(12, "lwt_xmit") \
	X(13, "sock_ops") \
	X(14, "sk_skb") \
	X(15, "cgroup_device") \
	X(16, "sk_msg") \
	X(17, "raw_tracepoint") \
	X(18, "cgroup_sock_addr") \
	X(19, "lwt_seg6local") \
	X(20, "lirc_mode2") \
	X(21, "sk_reuseport") \
	X(22, "flow_dissector") \
	X(23, "cgroup_sysctl") \
	X(24, "raw_tracepoint_writable") \
	X(25, "cgroup_sockopt") \
	X(26, "tracing") \
	X(27, "struct_ops") \
	X(28, "ext") \
	X(29, "lsm") \
	X(30, "sk_lookup") \
	X(31, "syscall") \
	X(32, "netfilter")

/* The enums of the tables that carry names. */
#define GK_ENUM_ROW(id, number, word, doc) id = number,
enum gk_operation { GK_OPERATIONS(GK_ENUM_ROW) GK_OPERATION_COUNT };
enum gk_namespace { GK_NAMESPACES(GK_ENUM_ROW) GK_NAMESPACE_COUNT };
enum gk_verdict { GK_VERDICTS(GK_ENUM_ROW) GK_VERDICT_COUNT };
enum gk_mode { GK_MODES(GK_ENUM_ROW) GK_MODE_COUNT };
enum gk_log { GK_LOG_CHOICES(GK_ENUM_ROW) GK_LOG_COUNT };
enum gk_from { GK_CALLERS(GK_ENUM_ROW) GK_FROM_COUNT };
enum gk_relation { GK_RELATIONS(GK_ENUM_ROW) GK_RELATION_COUNT };
enum gk_event_kind { GK_EVENT_KINDS(GK_ENUM_ROW) GK_EVENT_KIND_COUNT };
enum gk_reason { GK_REASONS(GK_ENUM_ROW) GK_REASON_COUNT };

#endif
