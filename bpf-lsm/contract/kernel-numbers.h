/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The part of vocabulary.h whose numbers are the kernel's: commands of bpf(), attach types, link types, map types,
 * program types and capabilities. What the build's own headers lack is here.
 */
#ifndef BPF_LSM_CONTRACT_KERNEL_NUMBERS_H
#define BPF_LSM_CONTRACT_KERNEL_NUMBERS_H

/* What the operation of a bpf() command turns out to be as its arguments are looked at. */
#define GK_BECOMES(X) \
	X(ITSELF)                     /* nothing else */ \
	X(BY_ATTACH_TYPE)             /* of the family of its attach type */ \
	X(BY_ATTACH_TYPE_AND_FLAGS)   /* the same; `replace` with BPF_F_REPLACE, both where it takes a place */ \
	X(BY_ATTACH_TYPE_AND_PROGRAM) /* the same as BY_ATTACH_TYPE; with a program of type ext, `attach:freplace` */ \
	X(BY_PROGRAM)                 /* of the family of its program; with a name, `attach:tracing` */ \
	X(BY_LINK)                    /* of the family of the link that it is about */ \
	X(ATTACH_BY_MAP)              /* `attach` of the family of the map, if that is in GK_PROGRAM_MAPS */ \
	X(DETACH_BY_MAP)              /* `detach`, as before */

/* Where a bpf() command has a program, a target or a network namespace. The words of attr are 32 bits wide. */
#define GK_SOURCES(X) \
	X(WORD_0) /* a descriptor, in this word of attr */ \
	X(WORD_1) \
	X(WORD_2) \
	X(NONE)   /* nowhere: it has none */ \
	X(LINK)   /* that of the link that it is about */ \
	X(ATTR)   /* the program is still to be loaded: attr has its type and name */ \
	X(RESULT) /* it is the answer of the command */ \
	X(CALLER) /* that of the caller */ \
	X(TARGET) /* the target's descriptor, if the family is netns; otherwise that of the caller */

/*
 * bpf() commands, linux/bpf.h enum bpf_cmd; numbers never change: word, number, operation, what that becomes
 * (GK_BECOMES), and where the program, the target and the network namespace are (GK_SOURCES). One with the family
 * `unknown` becomes another of its verb, as far as its arguments are known. A command that becomes only ITSELF and has
 * no program is decided without a look at its arguments.
 */
#define GK_COMMANDS(X) \
	X(MAP_CREATE, 0, GK_OP_MAP_CREATE, ITSELF, NONE, NONE, NONE) \
	X(MAP_LOOKUP_ELEM, 1, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(MAP_UPDATE_ELEM, 2, GK_OP_MAP_DATA, ATTACH_BY_MAP, NONE, WORD_0, NONE) \
	X(MAP_DELETE_ELEM, 3, GK_OP_MAP_DATA, DETACH_BY_MAP, NONE, WORD_0, NONE) \
	X(MAP_GET_NEXT_KEY, 4, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(PROG_LOAD, 5, GK_OP_LOAD, ITSELF, ATTR, NONE, NONE) \
	X(OBJ_PIN, 6, GK_OP_PIN, ITSELF, WORD_2, NONE, NONE) \
	X(OBJ_GET, 7, GK_OP_GET, ITSELF, RESULT, NONE, NONE) \
	X(PROG_ATTACH, 8, GK_OP_ATTACH_UNKNOWN, BY_ATTACH_TYPE_AND_FLAGS, WORD_1, WORD_0, CALLER) \
	X(PROG_DETACH, 9, GK_OP_DETACH_UNKNOWN, BY_ATTACH_TYPE, WORD_1, WORD_0, CALLER) \
	X(PROG_RUN, 10, GK_OP_RUN, ITSELF, WORD_0, NONE, NONE) \
	X(PROG_GET_NEXT_ID, 11, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(MAP_GET_NEXT_ID, 12, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(PROG_GET_FD_BY_ID, 13, GK_OP_GET, ITSELF, RESULT, NONE, NONE) \
	X(MAP_GET_FD_BY_ID, 14, GK_OP_GET, ITSELF, NONE, NONE, NONE) \
	X(OBJ_GET_INFO_BY_FD, 15, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(PROG_QUERY, 16, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(RAW_TRACEPOINT_OPEN, 17, GK_OP_ATTACH_UNKNOWN, BY_PROGRAM, WORD_2, NONE, NONE) \
	X(BTF_LOAD, 18, GK_OP_LOAD, ITSELF, NONE, NONE, NONE) \
	X(BTF_GET_FD_BY_ID, 19, GK_OP_GET, ITSELF, NONE, NONE, NONE) \
	X(TASK_FD_QUERY, 20, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(MAP_LOOKUP_AND_DELETE_ELEM, 21, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(MAP_FREEZE, 22, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(BTF_GET_NEXT_ID, 23, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(MAP_LOOKUP_BATCH, 24, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(MAP_LOOKUP_AND_DELETE_BATCH, 25, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(MAP_UPDATE_BATCH, 26, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(MAP_DELETE_BATCH, 27, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(LINK_CREATE, 28, GK_OP_ATTACH_UNKNOWN, BY_ATTACH_TYPE_AND_PROGRAM, WORD_0, WORD_1, TARGET) \
	X(LINK_UPDATE, 29, GK_OP_REPLACE_UNKNOWN, BY_LINK, WORD_1, WORD_0, LINK) \
	X(LINK_GET_FD_BY_ID, 30, GK_OP_GET, ITSELF, NONE, NONE, NONE) \
	X(LINK_GET_NEXT_ID, 31, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(ENABLE_STATS, 32, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(ITER_CREATE, 33, GK_OP_RUN, ITSELF, NONE, NONE, NONE) \
	X(LINK_DETACH, 34, GK_OP_DETACH_UNKNOWN, BY_LINK, LINK, WORD_0, LINK) \
	X(PROG_BIND_MAP, 35, GK_OP_MAP_DATA, ITSELF, NONE, NONE, NONE) \
	X(TOKEN_CREATE, 36, GK_OP_TOKEN, ITSELF, NONE, NONE, NONE) \
	X(PROG_STREAM_READ_BY_FD, 37, GK_OP_INSPECT, ITSELF, NONE, NONE, NONE) \
	X(PROG_ASSOC_STRUCT_OPS, 38, GK_OP_REPLACE_STRUCT_OPS, ITSELF, NONE, NONE, NONE)

/*
 * Attach types, linux/bpf.h enum bpf_attach_type; numbers never change. The family each attaches to. On attr alone the
 * CGROUP rows are necessary and sufficient for "attaches to a cgroup" in PROG_ATTACH, PROG_DETACH and LINK_CREATE
 * (kernel/bpf/syscall.c attach_type_to_prog_type), except that freplace links ignore the attach type.
 */
#define GK_ATTACH_TYPES(X) \
	X(CGROUP_INET_INGRESS, 0, "cgroup_inet_ingress", CGROUP) \
	X(CGROUP_INET_EGRESS, 1, "cgroup_inet_egress", CGROUP) \
	X(CGROUP_INET_SOCK_CREATE, 2, "cgroup_inet_sock_create", CGROUP) \
	X(CGROUP_SOCK_OPS, 3, "cgroup_sock_ops", CGROUP) \
	X(SK_SKB_STREAM_PARSER, 4, "sk_skb_stream_parser", SOCKMAP) \
	X(SK_SKB_STREAM_VERDICT, 5, "sk_skb_stream_verdict", SOCKMAP) \
	X(CGROUP_DEVICE, 6, "cgroup_device", CGROUP) \
	X(SK_MSG_VERDICT, 7, "sk_msg_verdict", SOCKMAP) \
	X(CGROUP_INET4_BIND, 8, "cgroup_inet4_bind", CGROUP) \
	X(CGROUP_INET6_BIND, 9, "cgroup_inet6_bind", CGROUP) \
	X(CGROUP_INET4_CONNECT, 10, "cgroup_inet4_connect", CGROUP) \
	X(CGROUP_INET6_CONNECT, 11, "cgroup_inet6_connect", CGROUP) \
	X(CGROUP_INET4_POST_BIND, 12, "cgroup_inet4_post_bind", CGROUP) \
	X(CGROUP_INET6_POST_BIND, 13, "cgroup_inet6_post_bind", CGROUP) \
	X(CGROUP_UDP4_SENDMSG, 14, "cgroup_udp4_sendmsg", CGROUP) \
	X(CGROUP_UDP6_SENDMSG, 15, "cgroup_udp6_sendmsg", CGROUP) \
	X(LIRC_MODE2, 16, "lirc_mode2", OTHER) \
	X(FLOW_DISSECTOR, 17, "flow_dissector", NETNS) \
	X(CGROUP_SYSCTL, 18, "cgroup_sysctl", CGROUP) \
	X(CGROUP_UDP4_RECVMSG, 19, "cgroup_udp4_recvmsg", CGROUP) \
	X(CGROUP_UDP6_RECVMSG, 20, "cgroup_udp6_recvmsg", CGROUP) \
	X(CGROUP_GETSOCKOPT, 21, "cgroup_getsockopt", CGROUP) \
	X(CGROUP_SETSOCKOPT, 22, "cgroup_setsockopt", CGROUP) \
	X(TRACE_RAW_TP, 23, "trace_raw_tp", TRACING) \
	X(TRACE_FENTRY, 24, "trace_fentry", TRACING) \
	X(TRACE_FEXIT, 25, "trace_fexit", TRACING) \
	X(MODIFY_RETURN, 26, "modify_return", TRACING) \
	X(LSM_MAC, 27, "lsm_mac", LSM) \
	X(TRACE_ITER, 28, "trace_iter", ITER) \
	X(CGROUP_INET4_GETPEERNAME, 29, "cgroup_inet4_getpeername", CGROUP) \
	X(CGROUP_INET6_GETPEERNAME, 30, "cgroup_inet6_getpeername", CGROUP) \
	X(CGROUP_INET4_GETSOCKNAME, 31, "cgroup_inet4_getsockname", CGROUP) \
	X(CGROUP_INET6_GETSOCKNAME, 32, "cgroup_inet6_getsockname", CGROUP) \
	X(XDP_DEVMAP, 33, "xdp_devmap", XDP) \
	X(CGROUP_INET_SOCK_RELEASE, 34, "cgroup_inet_sock_release", CGROUP) \
	X(XDP_CPUMAP, 35, "xdp_cpumap", XDP) \
	X(SK_LOOKUP, 36, "sk_lookup", NETNS) \
	X(XDP, 37, "xdp", XDP) \
	X(SK_SKB_VERDICT, 38, "sk_skb_verdict", SOCKMAP) \
	X(SK_REUSEPORT_SELECT, 39, "sk_reuseport_select", SOCKET) \
	X(SK_REUSEPORT_SELECT_OR_MIGRATE, 40, "sk_reuseport_select_or_migrate", SOCKET) \
	X(PERF_EVENT, 41, "perf_event", TRACING) \
	X(TRACE_KPROBE_MULTI, 42, "trace_kprobe_multi", TRACING) \
	X(LSM_CGROUP, 43, "lsm_cgroup", CGROUP) \
	X(STRUCT_OPS, 44, "struct_ops", STRUCT_OPS) \
	X(NETFILTER, 45, "netfilter", NETFILTER) \
	X(TCX_INGRESS, 46, "tcx_ingress", TC) \
	X(TCX_EGRESS, 47, "tcx_egress", TC) \
	X(TRACE_UPROBE_MULTI, 48, "trace_uprobe_multi", TRACING) \
	X(CGROUP_UNIX_CONNECT, 49, "cgroup_unix_connect", CGROUP) \
	X(CGROUP_UNIX_SENDMSG, 50, "cgroup_unix_sendmsg", CGROUP) \
	X(CGROUP_UNIX_RECVMSG, 51, "cgroup_unix_recvmsg", CGROUP) \
	X(CGROUP_UNIX_GETPEERNAME, 52, "cgroup_unix_getpeername", CGROUP) \
	X(CGROUP_UNIX_GETSOCKNAME, 53, "cgroup_unix_getsockname", CGROUP) \
	X(NETKIT_PRIMARY, 54, "netkit_primary", TC) \
	X(NETKIT_PEER, 55, "netkit_peer", TC) \
	X(TRACE_KPROBE_SESSION, 56, "trace_kprobe_session", TRACING) \
	X(TRACE_UPROBE_SESSION, 57, "trace_uprobe_session", TRACING) \
	X(TRACE_FSESSION, 58, "trace_fsession", TRACING) \
	X(TRACE_FENTRY_MULTI, 59, "trace_fentry_multi", TRACING) \
	X(TRACE_FEXIT_MULTI, 60, "trace_fexit_multi", TRACING) \
	X(TRACE_FSESSION_MULTI, 61, "trace_fsession_multi", TRACING)

/* Link types, linux/bpf.h enum bpf_link_type; numbers never change. TRACING also holds LSM and freplace programs. */
#define GK_LINK_TYPES(X) \
	X(RAW_TRACEPOINT, 1, "raw_tracepoint", TRACING) \
	X(TRACING, 2, "tracing", TRACING) \
	X(CGROUP, 3, "cgroup", CGROUP) \
	X(ITER, 4, "iter", ITER) \
	X(NETNS, 5, "netns", NETNS) \
	X(XDP, 6, "xdp", XDP) \
	X(PERF_EVENT, 7, "perf_event", TRACING) \
	X(KPROBE_MULTI, 8, "kprobe_multi", TRACING) \
	X(STRUCT_OPS, 9, "struct_ops", STRUCT_OPS) \
	X(NETFILTER, 10, "netfilter", NETFILTER) \
	X(TCX, 11, "tcx", TC) \
	X(UPROBE_MULTI, 12, "uprobe_multi", TRACING) \
	X(NETKIT, 13, "netkit", TC) \
	X(SOCKMAP, 14, "sockmap", SOCKMAP) \
	X(TRACING_MULTI, 15, "tracing_multi", TRACING)

/* Map types, linux/bpf.h enum bpf_map_type, whose elements put programs to work: what writing to one attaches to. */
#define GK_PROGRAM_MAPS(X) \
	X(PROG_ARRAY, 3, "prog_array", OTHER) \
	X(DEVMAP, 14, "devmap", XDP) \
	X(CPUMAP, 16, "cpumap", XDP) \
	X(DEVMAP_HASH, 25, "devmap_hash", XDP) \
	X(STRUCT_OPS, 26, "struct_ops", STRUCT_OPS)

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

/* Those that the kernel side asks for itself. */
#define GK_CAP_SYS_ADMIN 21
#define GK_CAP_BPF 39

#endif
