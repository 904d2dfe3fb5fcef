/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Every cgroup attach type with its program type, as numbers, because the system's linux/bpf.h has fewer of them than
 * the newest kernel.
 */
#ifndef TESTS_PROBE_ATTACH_TYPE_H
#define TESTS_PROBE_ATTACH_TYPE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define ATTACH_LSM_CGROUP 43

struct attach_type {
	unsigned int number;
	const char *name;
	unsigned int prog_type;
};

enum {
	PROG_CGROUP_SKB = 8,
	PROG_CGROUP_SOCK = 9,
	PROG_SOCK_OPS = 13,
	PROG_CGROUP_DEVICE = 15,
	PROG_CGROUP_SOCK_ADDR = 18,
	PROG_CGROUP_SYSCTL = 23,
	PROG_CGROUP_SOCKOPT = 25,
	PROG_LSM = 29,
	PROG_SYSCALL = 31,
};

static const struct attach_type attach_types[] = {
	{0, "cgroup_inet_ingress", PROG_CGROUP_SKB},
	{1, "cgroup_inet_egress", PROG_CGROUP_SKB},
	{2, "cgroup_inet_sock_create", PROG_CGROUP_SOCK},
	{3, "cgroup_sock_ops", PROG_SOCK_OPS},
	{6, "cgroup_device", PROG_CGROUP_DEVICE},
	{8, "cgroup_inet4_bind", PROG_CGROUP_SOCK_ADDR},
	{9, "cgroup_inet6_bind", PROG_CGROUP_SOCK_ADDR},
	{10, "cgroup_inet4_connect", PROG_CGROUP_SOCK_ADDR},
	{11, "cgroup_inet6_connect", PROG_CGROUP_SOCK_ADDR},
	{12, "cgroup_inet4_post_bind", PROG_CGROUP_SOCK},
	{13, "cgroup_inet6_post_bind", PROG_CGROUP_SOCK},
	{14, "cgroup_udp4_sendmsg", PROG_CGROUP_SOCK_ADDR},
	{15, "cgroup_udp6_sendmsg", PROG_CGROUP_SOCK_ADDR},
	{18, "cgroup_sysctl", PROG_CGROUP_SYSCTL},
	{19, "cgroup_udp4_recvmsg", PROG_CGROUP_SOCK_ADDR},
	{20, "cgroup_udp6_recvmsg", PROG_CGROUP_SOCK_ADDR},
	{21, "cgroup_getsockopt", PROG_CGROUP_SOCKOPT},
	{22, "cgroup_setsockopt", PROG_CGROUP_SOCKOPT},
	{29, "cgroup_inet4_getpeername", PROG_CGROUP_SOCK_ADDR},
	{30, "cgroup_inet6_getpeername", PROG_CGROUP_SOCK_ADDR},
	{31, "cgroup_inet4_getsockname", PROG_CGROUP_SOCK_ADDR},
	{32, "cgroup_inet6_getsockname", PROG_CGROUP_SOCK_ADDR},
	{34, "cgroup_inet_sock_release", PROG_CGROUP_SOCK},
	{ATTACH_LSM_CGROUP, "lsm_cgroup", PROG_LSM},
	{49, "cgroup_unix_connect", PROG_CGROUP_SOCK_ADDR},
	{50, "cgroup_unix_sendmsg", PROG_CGROUP_SOCK_ADDR},
	{51, "cgroup_unix_recvmsg", PROG_CGROUP_SOCK_ADDR},
	{52, "cgroup_unix_getpeername", PROG_CGROUP_SOCK_ADDR},
	{53, "cgroup_unix_getsockname", PROG_CGROUP_SOCK_ADDR},
};

#define N_ATTACH_TYPES (sizeof(attach_types) / sizeof(attach_types[0]))

static inline const struct attach_type *attach_type_find(const char *word)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	for (size_t i = 0; i < N_ATTACH_TYPES; i++) {
		if (!strcmp(word, attach_types[i].name) || (*word && !*end && number == attach_types[i].number))
			return &attach_types[i];
	}
	return NULL;
}

#endif
