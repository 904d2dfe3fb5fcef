/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The closed vocabularies: one table a set. Each row gives the number shared with the kernel side, the word
 * used in the policy, the log and the command line, and the line of documentation that `gatekeeper help`,
 * the schema and the manual repeat. Everything else (enums, name tables, range checks) is made from here.
 */
#ifndef BPF_LSM_CONTRACT_VOCABULARY_H
#define BPF_LSM_CONTRACT_VOCABULARY_H

/*
 * Where a program can be attached: number, word, what it is. An attaching operation is its verb and its family, so that
 * operation >> 4 is the verb (GK_VERB_*) and operation & 15 the family.
 */
#define GK_FAMILIES(F, X) \
	F(X, CGROUP, 0, "cgroup", "a cgroup") \
	F(X, XDP, 1, "xdp", "the receive path of a network interface (XDP), its devmap and cpumap entries included") \
	F(X, TC, 2, "tc", "traffic control of a network interface (tcx, netkit)") \
	F(X, TRACING, 3, "tracing", "kernel and user functions, tracepoints and perf events") \
	F(X, LSM, 4, "lsm", "an LSM hook of the whole kernel") \
	F(X, STRUCT_OPS, 5, "struct-ops", "a table of kernel operations (congestion control, scheduler, qdisc)") \
	F(X, SOCKMAP, 6, "sockmap", "a map of sockets") \
	F(X, SOCKET, 7, "socket", "a socket or a group of reuseport sockets") \
	F(X, NETNS, 8, "netns", "a network namespace (sk_lookup, flow_dissector)") \
	F(X, NETFILTER, 9, "netfilter", "a netfilter hook of a network namespace") \
	F(X, FREPLACE, 10, "freplace", "another BPF program, as a replacement of one of its functions") \
	F(X, ITER, 11, "iter", "an iterator over kernel objects") \
	F(X, LWT, 12, "lwt", "a route, as a lightweight tunnel") \
	F(X, OTHER, 13, "other", "anything else: lirc, tail-call maps, perf arrays") \
	F(X, UNKNOWN, 15, "unknown", \
	  "something that could not be known: every deny rule with that verb matches, an allow rule only when it " \
	  "names every family")

#define GK_VERB_ATTACH 1
#define GK_VERB_REPLACE 2
#define GK_VERB_DETACH 3
#define GK_FAMILY_BITS 4

#define GK_ATTACH_ROW(X, id, number, word, doc) \
	X(GK_OP_ATTACH_##id, 16 + number, "attach:" word, "attach a program to " doc)
#define GK_REPLACE_ROW(X, id, number, word, doc) \
	X(GK_OP_REPLACE_##id, 32 + number, "replace:" word, "put a program in the place of one attached to " doc)
#define GK_DETACH_ROW(X, id, number, word, doc) \
	X(GK_OP_DETACH_##id, 48 + number, "detach:" word, "detach a program from " doc)

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
	X(GK_DENY, 1, "deny", "the call is refused with EPERM")

#define GK_MODES(X) \
	X(GK_ENFORCE, 0, "enforce", "verdicts are applied") \
	X(GK_AUDIT, 1, "audit", "verdicts are logged, nothing is refused")

/* Of the gatekeeper itself: what its own maps, programs, links, pins and processes are kept from. */
#define GK_PROTECTIONS(X) \
	X(GK_PROTECT_OFF, 0, "off", "containers can't reach the gatekeeper's maps, programs and links; the host can") \
	X(GK_PROTECT_SELF, 1, "self", "nobody but the gatekeeper program can, nor undo what it does") \
	X(GK_PROTECT_SEALED, 2, "sealed", \
	  "as self, and it loads and unloads nothing until it is unsealed or the next boot")

#define GK_LOG_CHOICES(X) \
	X(GK_LOG_DENIED, 0, "denied", "write refusals to the audit log") \
	X(GK_LOG_ALL, 1, "all", "write every decision to the audit log") \
	X(GK_LOG_NONE, 2, "none", "write no decision to the audit log")

/* What becomes of a call that was allowed, and is to be logged, when there is no room for its event. */
#define GK_LOSSES(X) \
	X(GK_LOSS_COUNT, 0, "count", "count it; the log has a gap that says how many are missing") \
	X(GK_LOSS_DENY, 1, "deny", "refuse it: what can not be logged does not happen")

/* What becomes of a denial that equals one less than a second ago. */
#define GK_REPEATS_CHOICES(X) \
	X(GK_REPEAT_COUNTED, 0, "count", "count it; a record says how often, once a second") \
	X(GK_REPEAT_RECORDED, 1, "record", "write an event of its own")

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

/* The network namespace that is acted on. `init` in a policy is the init one, whether or not it is the caller's. */
#define GK_NETNS(X) \
	X(GK_NETNS_NONE, 0, "none", "the operation acts on no network namespace") \
	X(GK_NETNS_OWN, 1, "own", "the caller's own") \
	X(GK_NETNS_INIT, 2, "init", "the init network namespace") \
	X(GK_NETNS_OTHER, 3, "other", "neither the caller's own nor the init one") \
	X(GK_NETNS_OWN_INIT, 4, "own-init", "the caller's own, which is the init one") \
	X(GK_NETNS_UNKNOWN, 5, "unknown", "not resolved, or named by a descriptor that another thread may repoint")

/* Does the program carry a signature that the kernel verified? */
#define GK_SIGNATURES(X) \
	X(GK_SIGNATURE_UNKNOWN, 0, "unknown", "the kernel does not tell, or there is no program to ask about") \
	X(GK_SIGNATURE_SIGNED, 1, "signed", "verified by the kernel") \
	X(GK_SIGNATURE_UNSIGNED, 2, "unsigned", "not signed") \
	X(GK_SIGNATURE_LATER, 3, "later", "decided when the kernel has verified the program")

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
	X(GK_RACE_VERIFY, 1, "verify", "the rule matches what the descriptor names now; whoever repoints it is killed")

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
	  "the glass was broken: the protection is lifted for a while, or was tried to be")

/* What the guard kept from a caller, beside what bpf() commands ask for. */
#define GK_GUARDS(X) \
	X(GK_GUARD_NONE, 0, "none", "nothing") \
	X(GK_GUARD_UNLINK, 1, "pin-remove", "a pin or its directory was to be removed") \
	X(GK_GUARD_RENAME, 2, "pin-rename", "a pin or its directory was to be renamed, or another into its place") \
	X(GK_GUARD_UMOUNT, 3, "unmount", "the file system of the pins was to be unmounted") \
	X(GK_GUARD_KILL, 4, "kill", "the daemon was to be sent a signal") \
	X(GK_GUARD_TRACE, 5, "trace", "the gatekeeper's memory or descriptors were to be reached")

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

/*
 * bpf() commands, linux/bpf.h enum bpf_cmd; numbers never change. The operation of each; one with the family
 * `unknown` becomes that of its attach type, program, link or map (bpf-lsm/request/request.bpf.h) as far as these are
 * known. MAP_UPDATE_ELEM and MAP_DELETE_ELEM are attach and detach operations on the map types of GK_PROGRAM_MAPS.
 */
#define GK_COMMANDS(X) \
	X(0, "MAP_CREATE", GK_OP_MAP_CREATE) \
	X(1, "MAP_LOOKUP_ELEM", GK_OP_MAP_DATA) \
	X(2, "MAP_UPDATE_ELEM", GK_OP_MAP_DATA) \
	X(3, "MAP_DELETE_ELEM", GK_OP_MAP_DATA) \
	X(4, "MAP_GET_NEXT_KEY", GK_OP_MAP_DATA) \
	X(5, "PROG_LOAD", GK_OP_LOAD) \
	X(6, "OBJ_PIN", GK_OP_PIN) \
	X(7, "OBJ_GET", GK_OP_GET) \
	X(8, "PROG_ATTACH", GK_OP_ATTACH_UNKNOWN) \
	X(9, "PROG_DETACH", GK_OP_DETACH_UNKNOWN) \
	X(10, "PROG_RUN", GK_OP_RUN) \
	X(11, "PROG_GET_NEXT_ID", GK_OP_INSPECT) \
	X(12, "MAP_GET_NEXT_ID", GK_OP_INSPECT) \
	X(13, "PROG_GET_FD_BY_ID", GK_OP_GET) \
	X(14, "MAP_GET_FD_BY_ID", GK_OP_GET) \
	X(15, "OBJ_GET_INFO_BY_FD", GK_OP_INSPECT) \
	X(16, "PROG_QUERY", GK_OP_INSPECT) \
	X(17, "RAW_TRACEPOINT_OPEN", GK_OP_ATTACH_UNKNOWN) \
	X(18, "BTF_LOAD", GK_OP_LOAD) \
	X(19, "BTF_GET_FD_BY_ID", GK_OP_GET) \
	X(20, "TASK_FD_QUERY", GK_OP_INSPECT) \
	X(21, "MAP_LOOKUP_AND_DELETE_ELEM", GK_OP_MAP_DATA) \
	X(22, "MAP_FREEZE", GK_OP_MAP_DATA) \
	X(23, "BTF_GET_NEXT_ID", GK_OP_INSPECT) \
	X(24, "MAP_LOOKUP_BATCH", GK_OP_MAP_DATA) \
	X(25, "MAP_LOOKUP_AND_DELETE_BATCH", GK_OP_MAP_DATA) \
	X(26, "MAP_UPDATE_BATCH", GK_OP_MAP_DATA) \
	X(27, "MAP_DELETE_BATCH", GK_OP_MAP_DATA) \
	X(28, "LINK_CREATE", GK_OP_ATTACH_UNKNOWN) \
	X(29, "LINK_UPDATE", GK_OP_REPLACE_UNKNOWN) \
	X(30, "LINK_GET_FD_BY_ID", GK_OP_GET) \
	X(31, "LINK_GET_NEXT_ID", GK_OP_INSPECT) \
	X(32, "ENABLE_STATS", GK_OP_INSPECT) \
	X(33, "ITER_CREATE", GK_OP_RUN) \
	X(34, "LINK_DETACH", GK_OP_DETACH_UNKNOWN) \
	X(35, "PROG_BIND_MAP", GK_OP_MAP_DATA) \
	X(36, "TOKEN_CREATE", GK_OP_TOKEN) \
	X(37, "PROG_STREAM_READ_BY_FD", GK_OP_INSPECT) \
	X(38, "PROG_ASSOC_STRUCT_OPS", GK_OP_REPLACE_STRUCT_OPS)

/*
 * Attach types, linux/bpf.h enum bpf_attach_type; numbers never change. The family each attaches to. On attr alone the
 * CGROUP rows are necessary and sufficient for "attaches to a cgroup" in PROG_ATTACH, PROG_DETACH and LINK_CREATE
 * (kernel/bpf/syscall.c attach_type_to_prog_type), except that freplace links ignore the attach type.
 */
#define GK_ATTACH_TYPES(X) \
	X(0, "cgroup_inet_ingress", CGROUP) \
	X(1, "cgroup_inet_egress", CGROUP) \
	X(2, "cgroup_inet_sock_create", CGROUP) \
	X(3, "cgroup_sock_ops", CGROUP) \
	X(4, "sk_skb_stream_parser", SOCKMAP) \
	X(5, "sk_skb_stream_verdict", SOCKMAP) \
	X(6, "cgroup_device", CGROUP) \
	X(7, "sk_msg_verdict", SOCKMAP) \
	X(8, "cgroup_inet4_bind", CGROUP) \
	X(9, "cgroup_inet6_bind", CGROUP) \
	X(10, "cgroup_inet4_connect", CGROUP) \
	X(11, "cgroup_inet6_connect", CGROUP) \
	X(12, "cgroup_inet4_post_bind", CGROUP) \
	X(13, "cgroup_inet6_post_bind", CGROUP) \
	X(14, "cgroup_udp4_sendmsg", CGROUP) \
	X(15, "cgroup_udp6_sendmsg", CGROUP) \
	X(16, "lirc_mode2", OTHER) \
	X(17, "flow_dissector", NETNS) \
	X(18, "cgroup_sysctl", CGROUP) \
	X(19, "cgroup_udp4_recvmsg", CGROUP) \
	X(20, "cgroup_udp6_recvmsg", CGROUP) \
	X(21, "cgroup_getsockopt", CGROUP) \
	X(22, "cgroup_setsockopt", CGROUP) \
	X(23, "trace_raw_tp", TRACING) \
	X(24, "trace_fentry", TRACING) \
	X(25, "trace_fexit", TRACING) \
	X(26, "modify_return", TRACING) \
	X(27, "lsm_mac", LSM) \
	X(28, "trace_iter", ITER) \
	X(29, "cgroup_inet4_getpeername", CGROUP) \
	X(30, "cgroup_inet6_getpeername", CGROUP) \
	X(31, "cgroup_inet4_getsockname", CGROUP) \
	X(32, "cgroup_inet6_getsockname", CGROUP) \
	X(33, "xdp_devmap", XDP) \
	X(34, "cgroup_inet_sock_release", CGROUP) \
	X(35, "xdp_cpumap", XDP) \
	X(36, "sk_lookup", NETNS) \
	X(37, "xdp", XDP) \
	X(38, "sk_skb_verdict", SOCKMAP) \
	X(39, "sk_reuseport_select", SOCKET) \
	X(40, "sk_reuseport_select_or_migrate", SOCKET) \
	X(41, "perf_event", TRACING) \
	X(42, "trace_kprobe_multi", TRACING) \
	X(43, "lsm_cgroup", CGROUP) \
	X(44, "struct_ops", STRUCT_OPS) \
	X(45, "netfilter", NETFILTER) \
	X(46, "tcx_ingress", TC) \
	X(47, "tcx_egress", TC) \
	X(48, "trace_uprobe_multi", TRACING) \
	X(49, "cgroup_unix_connect", CGROUP) \
	X(50, "cgroup_unix_sendmsg", CGROUP) \
	X(51, "cgroup_unix_recvmsg", CGROUP) \
	X(52, "cgroup_unix_getpeername", CGROUP) \
	X(53, "cgroup_unix_getsockname", CGROUP) \
	X(54, "netkit_primary", TC) \
	X(55, "netkit_peer", TC) \
	X(56, "trace_kprobe_session", TRACING) \
	X(57, "trace_uprobe_session", TRACING) \
	X(58, "trace_fsession", TRACING) \
	X(59, "trace_fentry_multi", TRACING) \
	X(60, "trace_fexit_multi", TRACING) \
	X(61, "trace_fsession_multi", TRACING)

/* Link types, linux/bpf.h enum bpf_link_type; numbers never change. TRACING also holds LSM and freplace programs. */
#define GK_LINK_TYPES(X) \
	X(1, "raw_tracepoint", TRACING) \
	X(2, "tracing", TRACING) \
	X(3, "cgroup", CGROUP) \
	X(4, "iter", ITER) \
	X(5, "netns", NETNS) \
	X(6, "xdp", XDP) \
	X(7, "perf_event", TRACING) \
	X(8, "kprobe_multi", TRACING) \
	X(9, "struct_ops", STRUCT_OPS) \
	X(10, "netfilter", NETFILTER) \
	X(11, "tcx", TC) \
	X(12, "uprobe_multi", TRACING) \
	X(13, "netkit", TC) \
	X(14, "sockmap", SOCKMAP)

/* Map types, linux/bpf.h enum bpf_map_type, whose elements put programs to work: what writing to one attaches to. */
#define GK_PROGRAM_MAPS(X) \
	X(3, "prog_array", OTHER) \
	X(14, "devmap", XDP) \
	X(16, "cpumap", XDP) \
	X(25, "devmap_hash", XDP) \
	X(26, "struct_ops", STRUCT_OPS)

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

/* Capabilities, linux/capability.h; numbers never change. */
#define GK_CAPABILITIES(X) \
	X(0, "cap_chown") \
	X(1, "cap_dac_override") \
	X(2, "cap_dac_read_search") \
	X(3, "cap_fowner") \
	X(4, "cap_fsetid") \
	X(5, "cap_kill") \
	X(6, "cap_setgid") \
	X(7, "cap_setuid") \
	X(8, "cap_setpcap") \
	X(9, "cap_linux_immutable") \
	X(10, "cap_net_bind_service") \
	X(11, "cap_net_broadcast") \
	X(12, "cap_net_admin") \
	X(13, "cap_net_raw") \
	X(14, "cap_ipc_lock") \
	X(15, "cap_ipc_owner") \
	X(16, "cap_sys_module") \
	X(17, "cap_sys_rawio") \
	X(18, "cap_sys_chroot") \
	X(19, "cap_sys_ptrace") \
	X(20, "cap_sys_pacct") \
	X(21, "cap_sys_admin") \
	X(22, "cap_sys_boot") \
	X(23, "cap_sys_nice") \
	X(24, "cap_sys_resource") \
	X(25, "cap_sys_time") \
	X(26, "cap_sys_tty_config") \
	X(27, "cap_mknod") \
	X(28, "cap_lease") \
	X(29, "cap_audit_write") \
	X(30, "cap_audit_control") \
	X(31, "cap_setfcap") \
	X(32, "cap_mac_override") \
	X(33, "cap_mac_admin") \
	X(34, "cap_syslog") \
	X(35, "cap_wake_alarm") \
	X(36, "cap_block_suspend") \
	X(37, "cap_audit_read") \
	X(38, "cap_perfmon") \
	X(39, "cap_bpf") \
	X(40, "cap_checkpoint_restore")

/* The enums of the tables that carry names. */
#define GK_ENUM_ROW(id, number, word, doc) id = number,
#define GK_FAMILY_ROW(X, id, number, word, doc) GK_FAMILY_##id = number,
enum gk_family { GK_FAMILIES(GK_FAMILY_ROW, ) GK_FAMILY_COUNT = 16 };
enum gk_operation { GK_OPERATIONS(GK_ENUM_ROW) GK_OPERATION_COUNT };
enum gk_namespace { GK_NAMESPACES(GK_ENUM_ROW) GK_NAMESPACE_COUNT };
enum gk_verdict { GK_VERDICTS(GK_ENUM_ROW) GK_VERDICT_COUNT };
enum gk_mode { GK_MODES(GK_ENUM_ROW) GK_MODE_COUNT };
enum gk_protection { GK_PROTECTIONS(GK_ENUM_ROW) GK_PROTECTION_COUNT };
enum gk_log { GK_LOG_CHOICES(GK_ENUM_ROW) GK_LOG_COUNT };
enum gk_loss { GK_LOSSES(GK_ENUM_ROW) GK_LOSS_COUNT_ALL };
enum gk_repeat_choice { GK_REPEATS_CHOICES(GK_ENUM_ROW) GK_REPEAT_CHOICE_COUNT };
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

#endif
