/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Mutations of netlink messages: the length, the flags and the position of each attribute, copies of it, decoys beside
 * it. A mutated message need not be well-formed; the kernel decides whether it accepts it.
 */
#ifndef TESTS_PROBE_MUTATE_H
#define TESTS_PROBE_MUTATE_H

#include <stdbool.h>
#include <stdlib.h>

#include "tests/probe/netlink.h"

#define MUTATE_ATTRIBUTES 64
#define MUTATE_DEPTH 8
#define MUTATE_ROOM 256 /* bytes that a message may grow by and still fit in struct netlink */

/* An attribute of the last message: where it is, and the attributes that it is nested in, outermost first. */
struct mutate_attribute {
	size_t offset;
	size_t outer[MUTATE_DEPTH];
	unsigned int depth;
};

struct mutate_list {
	struct mutate_attribute attributes[MUTATE_ATTRIBUTES];
	unsigned int count;
};

static inline struct nlattr *attribute_at(struct netlink *netlink, size_t offset)
{
	return (struct nlattr *)(netlink->bytes + offset);
}

/* Lists the attributes between two offsets, and those nested in them. */
static inline void list_attributes(struct netlink *netlink, size_t offset, size_t end, const size_t *outer,
				   unsigned int depth, struct mutate_list *list)
{
	while (offset + NLA_HDRLEN <= end && list->count < MUTATE_ATTRIBUTES) {
		struct nlattr *attribute = attribute_at(netlink, offset);
		struct mutate_attribute *listed = &list->attributes[list->count];

		if (attribute->nla_len < NLA_HDRLEN || attribute->nla_len > end - offset)
			return;
		*listed = (struct mutate_attribute){.offset = offset, .depth = depth};
		memcpy(listed->outer, outer, depth * sizeof(*outer));
		list->count++;
		if (attribute->nla_type & NLA_F_NESTED && depth + 1 < MUTATE_DEPTH) {
			size_t inner[MUTATE_DEPTH];

			memcpy(inner, outer, depth * sizeof(*outer));
			inner[depth] = offset;
			list_attributes(netlink, offset + NLA_HDRLEN, offset + attribute->nla_len, inner, depth + 1,
					list);
		}
		offset += NLA_ALIGN(attribute->nla_len);
	}
}

/* Inserts `size` bytes, a multiple of 4, at `offset`, which is inside the attribute around `at`. */
static inline void make_room(struct netlink *netlink, const struct mutate_attribute *at, size_t offset, size_t size)
{
	struct nlmsghdr *head = (void *)(netlink->bytes + netlink->begun);
	size_t end = netlink_length(netlink);

	memmove(netlink->bytes + offset + size, netlink->bytes + offset, end - offset);
	memset(netlink->bytes + offset, 0, size);
	head->nlmsg_len += size;
	for (unsigned int i = 0; i < at->depth; i++)
		attribute_at(netlink, at->outer[i])->nla_len += size;
}

static inline void take_room(struct netlink *netlink, const struct mutate_attribute *at, size_t offset, size_t size)
{
	struct nlmsghdr *head = (void *)(netlink->bytes + netlink->begun);
	size_t end = netlink_length(netlink);

	if (offset + size > end)
		return;
	memmove(netlink->bytes + offset, netlink->bytes + offset + size, end - offset - size);
	head->nlmsg_len -= size;
	for (unsigned int i = 0; i < at->depth; i++)
		attribute_at(netlink, at->outer[i])->nla_len -= size;
}

/* Inserts an attribute before `at`, with `size` bytes for the value; its length field says `length`. */
static inline struct nlattr *insert_before(struct netlink *netlink, const struct mutate_attribute *at, uint16_t type,
					   uint16_t length, size_t size)
{
	struct nlattr *made;

	make_room(netlink, at, at->offset, NLA_HDRLEN + size);
	made = attribute_at(netlink, at->offset);
	*made = (struct nlattr){.nla_len = length, .nla_type = type};
	return made;
}

/* Changes only the length field of the attribute. */
static inline void claim_length(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	attribute_at(netlink, at->offset)->nla_len = parameter;
}

/* Makes the value longer: the kernel reads its first bytes. */
static inline void lengthen(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	struct nlattr *attribute = attribute_at(netlink, at->offset);
	size_t size = NLA_ALIGN(1 + parameter), end = at->offset + NLA_ALIGN(attribute->nla_len);

	make_room(netlink, at, end, size);
	attribute->nla_len = end - at->offset + 1 + parameter;
}

static inline void change_flags(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	attribute_at(netlink, at->offset)->nla_type ^= parameter << 14;
}

/* Inserts a copy after the attribute; one byte of the copy's value may differ. */
static inline void duplicate(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	size_t size = NLA_ALIGN(attribute_at(netlink, at->offset)->nla_len);
	unsigned char *copy = netlink->bytes + at->offset + (parameter & 1 ? size : 0);

	if (size > MUTATE_ROOM)
		return;
	make_room(netlink, at, at->offset, size);
	memcpy(netlink->bytes + at->offset, netlink->bytes + at->offset + size, size);
	if (parameter > 1 && size > NLA_HDRLEN)
		copy[NLA_HDRLEN] ^= parameter;
}

static inline void remove_attribute(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	(void)parameter;
	take_room(netlink, at, at->offset, NLA_ALIGN(attribute_at(netlink, at->offset)->nla_len));
}

/* Moves it to the start of the attribute around it, or of the message. */
static inline void move_to_front(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	size_t size = NLA_ALIGN(attribute_at(netlink, at->offset)->nla_len), front = at->offset;
	unsigned char kept[MUTATE_ROOM];

	if (size > sizeof(kept))
		return;
	front = at->depth ? at->outer[at->depth - 1] + NLA_HDRLEN : front - 4 * parameter;
	if (front >= at->offset || front < netlink->begun + NLMSG_HDRLEN)
		return;
	memcpy(kept, netlink->bytes + at->offset, size);
	memmove(netlink->bytes + front + size, netlink->bytes + front, at->offset - front);
	memcpy(netlink->bytes + front, kept, size);
}

/* Inserts before it an attribute whose length ends the kernel's parsing, followed by a decoy of each kind. */
static inline void stop_before(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	static const char decoy[8] = "flower";
	struct nlattr *made = insert_before(netlink, at, 1 + parameter / 8, NLA_HDRLEN + sizeof(decoy), sizeof(decoy));

	memcpy(made + 1, decoy, sizeof(decoy));
	insert_before(netlink, at, parameter / 8, parameter & 3, parameter & 4);
}

/* The same after the last attribute of the message. */
static inline void stop_at_end(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	const struct mutate_attribute end = {.offset = netlink->begun +
						       NLMSG_ALIGN(netlink_length(netlink) - netlink->begun)};

	(void)at;
	stop_before(netlink, &end, parameter);
}

/* An attribute of another type with a value of zeros. */
static inline void put_before(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	insert_before(netlink, at, parameter / 4, NLA_HDRLEN + 4 * (parameter & 3), 4 * (parameter & 3));
}

static inline void wrap(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter)
{
	uint16_t size = NLA_ALIGN(attribute_at(netlink, at->offset)->nla_len);

	insert_before(netlink, at, parameter | NLA_F_NESTED, NLA_HDRLEN + size, 0);
}

static const struct mutation {
	void (*apply)(struct netlink *netlink, const struct mutate_attribute *at, unsigned int parameter);
	unsigned int parameters; /* how many: 0 to one less */
	bool once;               /* not for each attribute: it is of the message */
} mutations[] = {
	{claim_length, 32, false},    {lengthen, 20, false},     {change_flags, 4, false}, {duplicate, 16, false},
	{remove_attribute, 1, false}, {move_to_front, 8, false}, {stop_before, 64, false}, {stop_at_end, 64, true},
	{put_before, 64, false},      {wrap, 64, false},
};

#define MUTATIONS (sizeof(mutations) / sizeof(mutations[0]))

/* The attributes of the last message, whose fixed part has `fixed` bytes. */
static inline void list_all(struct netlink *netlink, size_t fixed, struct mutate_list *ret_list)
{
	size_t outer[MUTATE_DEPTH];

	ret_list->count = 0;
	list_attributes(netlink, netlink->begun + NLMSG_HDRLEN + NLMSG_ALIGN(fixed), netlink_length(netlink), outer, 0,
			ret_list);
}

/* Applies the mutation of this number. Returns false after the last one. */
static inline bool mutate_by_number(struct netlink *netlink, size_t fixed, unsigned int number)
{
	struct mutate_list list;

	list_all(netlink, fixed, &list);
	for (size_t i = 0; i < MUTATIONS; i++) {
		unsigned int all = (mutations[i].once ? 1 : list.count) * mutations[i].parameters;

		if (number < all) {
			mutations[i].apply(netlink, &list.attributes[number / mutations[i].parameters],
					   number % mutations[i].parameters);
			return true;
		}
		number -= all;
	}
	return false;
}

static inline void mutate_at_random(struct netlink *netlink, size_t fixed)
{
	const struct mutation *mutation = &mutations[(size_t)random() % MUTATIONS];
	struct mutate_list list;

	list_all(netlink, fixed, &list);
	if (list.count)
		mutation->apply(netlink, &list.attributes[random() % list.count],
				(unsigned int)random() % mutation->parameters);
}

#endif
