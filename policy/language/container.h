/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is known of a container: what its engine calls it, and which cgroup it is in. */
#ifndef POLICY_LANGUAGE_CONTAINER_H
#define POLICY_LANGUAGE_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

/* Bytes, with the NUL. A longer text is cut between two characters. */
#define CONTAINER_ID_SIZE 129
#define CONTAINER_TEXT_SIZE 256
#define CONTAINER_LABEL_SIZE 65

#define CONTAINER_LABELS_MAX 16 /* more are left out */

struct container_label {
	char name[CONTAINER_LABEL_SIZE];
	char value[CONTAINER_LABEL_SIZE];
};

/* Texts are valid UTF-8 and otherwise whatever somebody chose; empty: unknown. */
struct container {
	char id[CONTAINER_ID_SIZE];
	char cgroup[GK_CGROUP_PATH_SIZE]; /* path in the cgroup 2 hierarchy, "/..." */
	uint64_t cgroup_id;               /* 0: unknown */
	char engine[CONTAINER_LABEL_SIZE];
	char name[CONTAINER_TEXT_SIZE];
	char image[CONTAINER_TEXT_SIZE];
	char image_digest[CONTAINER_TEXT_SIZE]; /* ALGORITHM:HEX */
	char namespace[CONTAINER_TEXT_SIZE];    /* of Kubernetes */
	char pod[CONTAINER_TEXT_SIZE];
	struct container_label labels[CONTAINER_LABELS_MAX];
	size_t label_count;
	bool no_labels; /* it is known to have none: else 0 labels are unknown ones */
};

#endif
