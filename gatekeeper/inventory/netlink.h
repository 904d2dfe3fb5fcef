/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* rtnetlink dumps: the interfaces and filters of one network namespace. */
#ifndef GATEKEEPER_INVENTORY_NETLINK_H
#define GATEKEEPER_INVENTORY_NETLINK_H

#include <linux/rtnetlink.h>

/* Opens a socket, which stays in the present network namespace of this thread. Returns it, or a negative errno. */
int netlink_open(void);

/*
 * Sends `request`, whose nlmsg_len and nlmsg_type are set, as a dump, and calls `take` with each message of the answer.
 * `take` returns 0 or a negative errno, which ends the dump. Returns 0, that errno, or the one of the kernel.
 */
int netlink_dump(int fd, struct nlmsghdr *request, int (*take)(void *context, const struct nlmsghdr *message),
		 void *context);

/* The attribute of that type in a sequence of attributes of `length` bytes; NULL: none. */
const struct rtattr *netlink_find(const struct rtattr *attributes, int length, unsigned short type);

/* The same in the attributes that `nest` contains, which may be NULL. */
const struct rtattr *netlink_find_in(const struct rtattr *nest, unsigned short type);

/* A number of 32 bits, or 0; a text, or "": when `attribute` is NULL or malformed. */
unsigned int netlink_number(const struct rtattr *attribute);
const char *netlink_text(const struct rtattr *attribute);

#endif
