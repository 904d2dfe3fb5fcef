/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The kernel side, seen from user space: install it, publish a policy image, prove that it is in force. All state is
 * in the kernel, under the pins; any process of the gatekeeper may ask or change it.
 */
#ifndef GATEKEEPER_ENFORCE_ENFORCER_H
#define GATEKEEPER_ENFORCE_ENFORCER_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"
#include "gatekeeper/enforce/image-slot.h"

#define ENFORCER_HOOKS_MAX 64

struct enforcer_hook {
	char section[48]; /* "lsm/bpf" */
	bool attached;
	bool guard;  /* of the protection only */
	bool route;  /* comes and goes with the policy: routes.h */
	bool needed; /* by the policy in force; what is neither always is */
};

struct enforcer_status {
	bool pinned;     /* the pins are there */
	bool loaded;     /* an image is published under them; without one everything is refused */
	bool proven;     /* the canary was refused, by the image that is published */
	bool hidden;     /* something is loaded that does not know this program as its own */
	bool armed;      /* it is protected as the policy says */
	uint64_t lifted; /* seconds for which the protection is still lifted */
	bool current;    /* the programs are those of this build */
	struct gk_counters counters;
	struct gk_counters reported; /* the losses that the log has gap records of */
	struct enforcer_hook hook[ENFORCER_HOOKS_MAX];
	unsigned int hook_count;
	/* The head of the image in force; of no meaning when not loaded. */
	char path[GK_POLICY_PATH_SIZE];
	uint8_t digest[GK_DIGEST_SIZE];
	uint64_t generation;
	uint32_t rule_count;
	uint64_t operations; /* bits of those that the policy concerns */
	enum gk_mode mode;
	enum gk_protection protect;
};

/* Is there every hook that the policy in force needs? */
bool enforcer_all_attached(const struct enforcer_status *status);

/*
 * Puts `image` in force as the policy of the file at `path`: installs the programs where there are none or others
 * than this build's, publishes the image in one step, and proves by the canary that it is in force. Sets the image's
 * path and generation. `later`: the operations that a policy may concern which enforcer_publish() is to put in force;
 * the programs for these are loaded with the others. On an error what was in force before still is. Returns 0 or a
 * negative errno with the reason in `failure`; -ENOTRECOVERABLE: the programs attach but never run (bpf is not an
 * active LSM).
 */
int enforcer_load(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

/*
 * The part of enforcer_load() that replaces the policy of programs that are there: what the daemon can do when it
 * has given up all capabilities but CAP_BPF. -EUCLEAN: published, but a call that must be refused was not.
 */
int enforcer_publish(const struct image_slot *slot, struct gk_image *image, const char *path, struct failure *failure);

/* The operations that the policy in force concerns. Returns 0 or a negative errno. */
int enforcer_operations(uint64_t *ret_operations);

/* Removes everything. Returns 0, -ENOENT when nothing was loaded, or another negative errno. */
int enforcer_unload(struct failure *failure);

/* What is loaded, and the canary. Returns 0 also when nothing is, or a negative errno. */
int enforcer_status(struct enforcer_status *ret_status, struct failure *failure);

/* Proven, by all hooks, and not only logged. */
bool enforcer_is_enforcing(const struct enforcer_status *status);

/* What CAP_BPF is enough for: does the gate answer, and is the guard of ftrace_enabled where it was attached? */
bool enforcer_is_alive(void);
bool enforcer_is_guarded(void);

/*
 * The canary: makes a call that must be refused. Returns 0 with the generation of the image in force, -ENOENT when
 * nothing is loaded, -EUCLEAN when something is but the call was not refused.
 */
int enforcer_prove(uint64_t *ret_generation);

#endif
