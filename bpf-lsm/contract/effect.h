/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What effect.bpf.c and the process that attaches it agree on. */
#ifndef BPF_LSM_CONTRACT_EFFECT_H
#define BPF_LSM_CONTRACT_EFFECT_H

#define GK_EFFECT_COMMAND 0x4b48 /* a bpf() command that no kernel has */
#define GK_EFFECT_ERRNO 55       /* ENOANO, which the kernel would not give */

#endif
