/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The paths by ioctls and socket options. */
#ifndef TESTS_PROBE_ROUTE_SOCKET_H
#define TESTS_PROBE_ROUTE_SOCKET_H

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/kcm.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int errno_of(long result)
{
	return result < 0 ? -errno : 0;
}

static inline int open_perf_event(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
				       .size = sizeof(attr),
				       .config = PERF_COUNT_SW_CPU_CLOCK,
				       .sample_period = 1000000000};
	int fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static inline int try_perf(int program)
{
	int fd = open_perf_event();

	return fd < 0 ? fd : errno_of(ioctl(fd, PERF_EVENT_IOC_SET_BPF, program));
}

/* As a 32-bit program: another entry of the kernel, with another hook. */
static inline int try_perf_compat(int program)
{
#ifdef __x86_64__
	int fd = open_perf_event();
	long result = 54; /* ioctl */

	if (fd < 0)
		return fd;
	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 : "b"(fd), "c"(PERF_EVENT_IOC_SET_BPF), "d"(program)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
#else
	(void)program;
	return -ENOSYS;
#endif
}

static inline int try_tun(int program)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, TUNSETIFF, &request))
		return -errno;
	return errno_of(ioctl(fd, TUNSETSTEERINGEBPF, &program));
}

static inline int try_tun_filter(int program)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, TUNSETIFF, &request))
		return -errno;
	return errno_of(ioctl(fd, TUNSETFILTEREBPF, &program));
}

/* A connected TCP socket on the loopback interface; the other end stays open. */
static inline int connected_socket(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(listener, (void *)&address, size) || listen(listener, 1) ||
	    getsockname(listener, (void *)&address, &size) || connect(fd, (void *)&address, size))
		return -errno;
	return fd;
}

static inline int try_kcm(int program)
{
	int kcm = socket(AF_KCM, SOCK_DGRAM | SOCK_CLOEXEC, KCMPROTO_CONNECTED);
	struct kcm_attach attach = {.bpf_fd = program};

	if (kcm < 0)
		return -errno;
	attach.fd = connected_socket();
	return attach.fd < 0 ? attach.fd : errno_of(ioctl(kcm, SIOCKCMATTACH, &attach));
}

static inline int try_socket(int program)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return errno_of(setsockopt(fd, SOL_SOCKET, SO_ATTACH_BPF, &program, sizeof(program)));
}

static inline int try_reuseport(int program)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)))
		return -errno;
	return errno_of(setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &program, sizeof(program)));
}

static inline int try_fanout(int program)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(3)), fanout = 7 | PACKET_FANOUT_EBPF << 16;

	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_FANOUT, &fanout, sizeof(fanout)))
		return -errno;
	return errno_of(setsockopt(fd, SOL_PACKET, PACKET_FANOUT_DATA, &program, sizeof(program)));
}

/* Replaces the table by itself: rules with xt_bpf use the same call. */
static inline int try_iptables(int program)
{
	static _Alignas(8) char read_bytes[8192], written_bytes[8192];
	static struct xt_counters counters[64];
	struct ipt_get_entries *entries = (void *)read_bytes;
	struct ipt_replace *replace = (void *)written_bytes;
	struct ipt_getinfo info = {.name = "filter"};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	socklen_t size = sizeof(info);

	(void)program;
	if (fd < 0 || getsockopt(fd, SOL_IP, IPT_SO_GET_INFO, &info, &size))
		return -errno;
	if (info.size > 4096 || info.num_entries > 64)
		return -E2BIG;
	strcpy(entries->name, info.name);
	entries->size = info.size;
	size = sizeof(*entries) + info.size;
	if (getsockopt(fd, SOL_IP, IPT_SO_GET_ENTRIES, entries, &size))
		return -errno;
	strcpy(replace->name, info.name);
	replace->valid_hooks = info.valid_hooks;
	replace->num_entries = replace->num_counters = info.num_entries;
	replace->size = info.size;
	memcpy(replace->hook_entry, info.hook_entry, sizeof(info.hook_entry));
	memcpy(replace->underflow, info.underflow, sizeof(info.underflow));
	memcpy(replace->entries, entries->entrytable, info.size);
	replace->counters = counters;
	return errno_of(setsockopt(fd, SOL_IP, IPT_SO_SET_REPLACE, replace, sizeof(*replace) + info.size));
}

/* The gatekeeper does not decide about classic BPF: always allowed. */
static inline int try_classic(int program)
{
	struct sock_filter accept = {.code = BPF_RET | BPF_K, .k = ~0U};
	struct sock_fprog filter = {.len = 1, .filter = &accept};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)program;
	return errno_of(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)));
}

#endif
