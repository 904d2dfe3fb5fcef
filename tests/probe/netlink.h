/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Netlink messages, built by hand and sent one at a time, each after the answer to the one before. */
#ifndef TESTS_PROBE_NETLINK_H
#define TESTS_PROBE_NETLINK_H

#include <netinet/in.h> /* first, or the kernel's headers define the same */

#include <errno.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct netlink {
	union {
		struct nlmsghdr head;
		unsigned char bytes[2048];
	};
	size_t begun; /* of the last message in it */
};

/* If it is set, netlink_send() copies the messages there instead of sending them. */
static struct netlink *netlink_captured;

/* Returns the length of all messages, which follow one another. */
static inline size_t netlink_length(const struct netlink *netlink)
{
	const struct nlmsghdr *last = (const void *)(netlink->bytes + netlink->begun);

	return netlink->begun + last->nlmsg_len;
}

/* Starts another message; its fixed part is zero until the caller fills it. */
static inline void *netlink_begin(struct netlink *netlink, uint16_t type, uint16_t flags, size_t fixed)
{
	struct nlmsghdr *head;

	if (netlink->head.nlmsg_len) {
		struct nlmsghdr *last = (void *)(netlink->bytes + netlink->begun);

		netlink->begun += NLMSG_ALIGN(last->nlmsg_len);
	}
	head = (void *)(netlink->bytes + netlink->begun);
	*head = (struct nlmsghdr){.nlmsg_len = NLMSG_LENGTH(fixed),
				  .nlmsg_type = type,
				  .nlmsg_flags = NLM_F_REQUEST | flags,
				  .nlmsg_seq = 1};
	return memset(NLMSG_DATA(head), 0, NLMSG_ALIGN(fixed));
}

static inline struct nlattr *netlink_put(struct netlink *netlink, uint16_t type, const void *value, size_t size)
{
	struct nlmsghdr *head = (void *)(netlink->bytes + netlink->begun);
	struct nlattr *attribute = (void *)((unsigned char *)head + NLMSG_ALIGN(head->nlmsg_len));

	*attribute = (struct nlattr){.nla_len = NLA_HDRLEN + size, .nla_type = type};
	if (size)
		memcpy((unsigned char *)attribute + NLA_HDRLEN, value, size);
	head->nlmsg_len = NLMSG_ALIGN(head->nlmsg_len) + NLA_ALIGN(attribute->nla_len);
	return attribute;
}

static inline void netlink_put_u32(struct netlink *netlink, uint16_t type, uint32_t value)
{
	netlink_put(netlink, type, &value, sizeof(value));
}

static inline void netlink_put_u16(struct netlink *netlink, uint16_t type, uint16_t value)
{
	netlink_put(netlink, type, &value, sizeof(value));
}

static inline void netlink_put_text(struct netlink *netlink, uint16_t type, const char *text)
{
	netlink_put(netlink, type, text, strlen(text) + 1);
}

static inline struct nlattr *netlink_nest(struct netlink *netlink, uint16_t type)
{
	return netlink_put(netlink, type | NLA_F_NESTED, NULL, 0);
}

static inline void netlink_end(struct netlink *netlink, struct nlattr *nest)
{
	struct nlmsghdr *head = (void *)(netlink->bytes + netlink->begun);

	nest->nla_len = (unsigned char *)head + head->nlmsg_len - (unsigned char *)nest;
}

/* Returns 0, or the negative errno of the first error among the answers. NLM_F_ACK requests an answer to each message.
 */
static inline int netlink_send(struct netlink *netlink, int protocol)
{
	struct nlmsghdr *last = (void *)(netlink->bytes + netlink->begun);
	int fd;
	_Alignas(struct nlmsghdr) unsigned char answer[4096];
	int error = 0;
	ssize_t got;

	last->nlmsg_flags |= NLM_F_ACK;
	if (netlink_captured) {
		*netlink_captured = *netlink;
		return 0;
	}
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (fd < 0)
		return -errno;
	if (send(fd, netlink->bytes, netlink_length(netlink), 0) < 0) {
		error = -errno;
	} else {
		got = recv(fd, answer, sizeof(answer), 0);
		if (got < 0)
			error = -errno;
		else if (((struct nlmsghdr *)answer)->nlmsg_type == NLMSG_ERROR)
			error = ((struct nlmsgerr *)NLMSG_DATA(answer))->error;
	}
	close(fd);
	return error;
}

#define LOOPBACK 1 /* its ifindex in every network namespace */

static inline int netlink_loopback_up(void)
{
	struct netlink netlink = {0};
	struct ifinfomsg *info = netlink_begin(&netlink, RTM_NEWLINK, 0, sizeof(*info));

	info->ifi_index = LOOPBACK;
	info->ifi_flags = info->ifi_change = IFF_UP;
	return netlink_send(&netlink, NETLINK_ROUTE);
}

#endif
