// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/inventory/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_SIZE (64 * 1024) /* a dump's message is 32 KiB at most */

int netlink_open(void)
{
	const struct timeval timeout = {.tv_sec = 5};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	return fd;
}

enum answer { ANSWER_END, ANSWER_MORE };

/* Returns an enum answer, what `take` returned if that is not 0, or the kernel's error. */
static int take_answer(char *answer, ssize_t size, int (*take)(void *, const struct nlmsghdr *), void *context)
{
	struct nlmsghdr *message = (struct nlmsghdr *)answer;
	int length = size, r = 0;

	for (; !r && NLMSG_OK(message, (unsigned int)length); message = NLMSG_NEXT(message, length)) {
		if (message->nlmsg_type == NLMSG_DONE)
			return ANSWER_END;
		if (message->nlmsg_type == NLMSG_ERROR)
			return ((struct nlmsgerr *)NLMSG_DATA(message))->error;
		r = take(context, message);
	}
	return r ? r : ANSWER_MORE;
}

int netlink_dump(int fd, struct nlmsghdr *request, int (*take)(void *, const struct nlmsghdr *), void *context)
{
	static unsigned int sequence;
	static char answer[ANSWER_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t size;
	int r = ANSWER_MORE;

	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = ++sequence;
	if (send(fd, request, request->nlmsg_len, 0) < 0)
		return -errno;
	while (r == ANSWER_MORE) {
		size = recv(fd, answer, sizeof(answer), 0);
		if (size < 0)
			return -errno;
		r = take_answer(answer, size, take, context);
	}
	return r;
}

const struct rtattr *netlink_find(const struct rtattr *attributes, int length, unsigned short type)
{
	for (; RTA_OK(attributes, length); attributes = RTA_NEXT(attributes, length))
		if ((attributes->rta_type & NLA_TYPE_MASK) == type)
			return attributes;
	return NULL;
}

const struct rtattr *netlink_find_in(const struct rtattr *nest, unsigned short type)
{
	return nest ? netlink_find(RTA_DATA(nest), RTA_PAYLOAD(nest), type) : NULL;
}

unsigned int netlink_number(const struct rtattr *attribute)
{
	unsigned int number = 0;

	if (attribute && RTA_PAYLOAD(attribute) >= sizeof(number))
		memcpy(&number, RTA_DATA(attribute), sizeof(number));
	return number;
}

const char *netlink_text(const struct rtattr *attribute)
{
	const char *text = attribute ? RTA_DATA(attribute) : "";

	return attribute && (RTA_PAYLOAD(attribute) == 0 || text[RTA_PAYLOAD(attribute) - 1]) ? "" : text;
}
