/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The policy language, as a library: file -> tree -> findings -> image (flow B of the design). It does not log and
 * does not know libbpf.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "bpf-lsm/contract/abi.h"

#include "policy/source/copy.h"
#include "policy/source/findings.h"
#include "policy/source/inputs.h"
#include "policy/language/resolve.h"

/*
 * Reads, checks and compiles the policy file at `path` and its drop-ins; paths in it stand for what `resolver` says
 * (NULL: this host's). Every problem is in `findings`, also that the file can't be read. Returns 0 with the image in
 * *ret_image, to be freed by the caller, or -EINVAL when a finding is an error, -ENOMEM. The image's generation is 0:
 * whoever publishes it sets it. What the result depends on is in *ret_inputs in each case, to be released by
 * policy_inputs_release(); ret_inputs may be NULL.
 */
int policy_compile_file(const char *path, const struct resolver *resolver, struct findings *findings,
			struct policy_inputs *ret_inputs, struct gk_image **ret_image);

/*
 * The same as if the policy file at `path` had the bytes of the file at `edited`: drop-ins are looked for beside
 * `path`, and findings name it. `drop_in`: its file, as DIRECTORY/NAME with the directory that the policy includes, has
 * these bytes instead; NULL: the policy file.
 */
int policy_compile_edited(const char *path, const char *drop_in, const char *edited, const struct resolver *resolver,
			  struct findings *findings, struct gk_image **ret_image);

/*
 * Reads what policy_compile_edited() would compile (`edited` NULL: policy_compile_file()) and copies it, with its
 * digest. A drop-in that is not in the copy was not there. Returns 0, -EINVAL if it does not compile, or -ENOMEM; the
 * copy is to be released in each case.
 */
int policy_copy_files(const char *path, const char *drop_in, const char *edited, struct policy_copy *ret_copy,
		      __u8 *ret_digest);

/*
 * policy_compile_file() of a copy: no file is read. `path` is for the findings, which name it. *ret_inputs, unless it
 * is NULL, gets the executables and cgroups that the result depends on, also on failure.
 */
int policy_compile_copy(const char *path, const struct policy_copy *copy, const struct resolver *resolver,
			struct findings *findings, struct policy_inputs *ret_inputs, struct gk_image **ret_image);

#define POLICY_DIGEST_TEXT_SIZE (2 * GK_DIGEST_SIZE + 1)

/* The digest in hexadecimal, as sha256sum prints it; NUL-terminated. */
void policy_digest_text(const __u8 *digest, char *ret_text);

#endif
