/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Asking the kernel about network interfaces: rtnetlink dumps of one network namespace. */
#ifndef GATEKEEPER_INVENTORY_NETLINK_H
#define GATEKEEPER_INVENTORY_NETLINK_H

#include <linux/rtnetlink.h>

/* A socket in the network namespace that this thread is in; it stays there. A negative errno on failure. */
int netlink_open(void);

/*
 * Sends `request`, of which nlmsg_len and nlmsg_type are set, as a dump and hands each message of the answer to `take`
 * until that returns something else than 0. Returns that, 0 at the end, or a negative errno.
 */
int netlink_dump(int fd, struct nlmsghdr *request, int (*take)(void *context, const struct nlmsghdr *message),
		 void *context);

/* The attribute of that type in a row of them; NULL: none. */
const struct rtattr *netlink_find(const struct rtattr *attributes, int length, unsigned short type);

/* One that contains others. */
const struct rtattr *netlink_find_in(const struct rtattr *nest, unsigned short type);

/* A number of 32 bits, 0 when `attribute` is NULL or too short; a text, "" then. */
unsigned int netlink_number(const struct rtattr *attribute);
const char *netlink_text(const struct rtattr *attribute);

#endif
