/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* How the object tells the loader which hooks are attached only while the policy protects the gatekeeper. */
#ifndef BPF_LSM_CONTRACT_GUARD_TAG_H
#define BPF_LSM_CONTRACT_GUARD_TAG_H

#define GK_GUARD_TAG "guard" /* of the program's function, in the object's BTF */

#endif
