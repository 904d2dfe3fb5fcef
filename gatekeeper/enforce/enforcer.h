/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The kernel side, seen from user space: install it, publish a policy image, prove that it is active. All state is in
 * the kernel, under the pins; any process of the gatekeeper may read or change it.
 */
#ifndef GATEKEEPER_ENFORCE_ENFORCER_H
#define GATEKEEPER_ENFORCE_ENFORCER_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/base/failure.h"
#include "gatekeeper/enforce/image-slot.h"
#include "gatekeeper/enforce/trial.h"

#define ENFORCER_HOOKS_MAX 64

/* All bits of operations: for `later` of enforcer_load(). */
#define EVERY_OPERATION (~0ULL)

struct enforcer_hook {
	char section[48]; /* "lsm/bpf" */
	bool attached;
	bool guard;  /* only for the protection */
	bool route;  /* of a non-bpf() path: comes and goes with the policy */
	bool needed; /* by the active policy; hooks that are neither of these always are */
};

struct enforcer_status {
	bool pinned;        /* the pins are there */
	bool loaded;        /* an image is published under them; without one everything is denied */
	bool proven;        /* the published image answered the canary */
	bool narrow;        /* not proven: the gate lets calls pass that the image has to decide on */
	bool hidden;        /* something is loaded that does not know this process as the gatekeeper */
	bool armed;         /* it is protected as the policy says */
	uint64_t lifted;    /* for how many more seconds the protection is lifted */
	bool current;       /* the programs are those of this build */
	struct trial trial; /* the active policy may be one on trial */
	struct gk_counters counters;
	struct gk_counters reported; /* the losses that have a gap record */
	struct enforcer_hook hook[ENFORCER_HOOKS_MAX];
	unsigned int hook_count;
	/* The head of the active image; meaningless if nothing is loaded. */
	char path[GK_POLICY_PATH_SIZE];
	uint8_t digest[GK_DIGEST_SIZE];
	uint64_t generation;
	uint32_t rule_count;
	uint64_t operations; /* bits of those that the policy concerns */
	enum gk_mode mode;
	enum gk_protection protect;
};

/* The state in one word, which JSON and metrics have and sentences are made of. */
#define ENFORCER_STATES(X) \
	X(STATE_ENFORCING, "enforcing") \
	X(STATE_AUDIT, "audit")                           /* proven, by all hooks, and nothing is denied */ \
	X(STATE_HOOKS_MISSING, "hooks-missing")           /* that the active policy needs */ \
	X(STATE_NOT_PROVEN, "not-proven")                 /* a test call that must be denied was allowed */ \
	X(STATE_GATE_CHANGED, "gate-changed")             /* the gate lets calls pass that the policy decides on */ \
	X(STATE_NOT_LOADED, "not-loaded")                 /* nothing is */ \
	X(STATE_DENYING_EVERYTHING, "denying-everything") /* the published policy is gone */ \
	X(STATE_UNREADABLE, "unreadable")                 /* a policy is active that this process cannot read */

enum enforcer_state {
#define ENFORCER_STATE_ENUM(name, text) name,
	ENFORCER_STATES(ENFORCER_STATE_ENUM)
#undef ENFORCER_STATE_ENUM
		STATE_COUNT
};

enum enforcer_state enforcer_state(const struct enforcer_status *status);
const char *enforcer_state_text(enum enforcer_state state);

/* Is a policy active, whether this process can read it or not? */
bool enforcer_has_policy(const struct enforcer_status *status);

/* Does the protection of the active policy hold now? */
bool enforcer_is_protected(const struct enforcer_status *status);

/* Is every hook attached that the active policy needs? */
bool enforcer_all_attached(const struct enforcer_status *status);

/* Are the programs of this build there, with all hooks for `operations` and `guards`, and none that cost more? */
bool enforcer_has_programs(const struct enforcer_status *status, uint64_t operations, enum gk_protection guards);

/*
 * Makes `image`, compiled from the policy file at `path`, the active policy: installs the programs if there are none
 * of this build, publishes the image in one step, and proves it by the canary. Sets the image's path and generation.
 * `later`: the operations of policies that enforcer_publish() may get later; the programs for these are loaded with the
 * others. On failure the old policy stays active. Returns 0 or a negative errno with the reason in `failure`;
 * -ENOTRECOVERABLE: programs attach but never run (bpf is not an active LSM), -EBUSY: a policy is on trial.
 */
int enforcer_load(struct gk_image *image, const char *path, uint64_t later, struct failure *failure);

/*
 * The part of enforcer_load() that replaces the policy of programs that are there: the daemon can do that after it has
 * given up all capabilities but CAP_BPF. `replaced`: the generation of the image that it is to replace; 0: whichever is
 * active. Returns 0, -ESTALE if another one is active or may be in a moment, -EUCLEAN if the policy is published but a
 * test call was not denied, or another negative errno.
 */
int enforcer_publish(const struct image_slot *slot, struct gk_image *image, const char *path, __u64 replaced,
		     struct failure *failure);

/* The operations that the active policy concerns. Returns 0 or a negative errno. */
int enforcer_operations(uint64_t *ret_operations);

/*
 * Removes everything, and waits until the kernel has ended the programs. Returns 0, -ENOENT if nothing was loaded,
 * -EBUSY if the programs still run, or another negative errno, with the reason in `failure`.
 */
int enforcer_unload(struct failure *failure);

/* Reads what is loaded, and asks the canary. Returns 0 also if nothing is loaded, or a negative errno. */
int enforcer_status(struct enforcer_status *ret_status, struct failure *failure);

/* The events that found no room since the programs were loaded, whatever they were of. */
uint64_t enforcer_lost_events(const struct gk_counters *counters);

/*
 * With CAP_BPF alone: does the gate answer? Does it let calls pass that the active policy has to decide on? Is the
 * guard of ftrace_enabled still attached?
 */
bool enforcer_is_alive(void);
bool enforcer_is_narrow(void);
bool enforcer_is_guarded(void);

/*
 * Asks the canary. Returns 0 with the generation of the active image, -ENOENT if nothing is loaded, -EUCLEAN if
 * something is loaded but the test call was not denied, or -EBADR if the gate lets calls pass that it has to decide on.
 */
int enforcer_prove(uint64_t *ret_generation);

#endif
