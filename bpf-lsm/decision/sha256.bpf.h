/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4) of 32 bytes: one block. No kernel before 6.10 has a hash for BPF programs. Compiled for both
 * sides; tests/unit/enforce/seal.c holds it against libmd. Unrolled, so that the verifier sees no index that varies.
 */
#ifndef BPF_LSM_DECISION_SHA256_BPF_H
#define BPF_LSM_DECISION_SHA256_BPF_H

#include <linux/types.h>

/* Not static: see operation.bpf.h. Included by one file of each program. */
const __u32 gk_sha256_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define GK_ROTATE(word, bits) ((word) >> (bits) | (word) << (32 - (bits)))

static inline __attribute__((always_inline)) void gk_sha256_of_key(const __u8 key[32], __u8 ret_hash[32])
{
	const __u32 start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
				0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	volatile __u32 w[16] = {0}; /* volatile: computed as it is used, or 480 bytes of stack go */
	__u32 state[8], t1, t2;

#pragma GCC unroll 8
	for (int i = 0; i < 8; i++) {
		w[i] = (__u32)key[4 * i] << 24 | (__u32)key[4 * i + 1] << 16 | (__u32)key[4 * i + 2] << 8 |
		       key[4 * i + 3];
		state[i] = start[i];
	}
	w[8] = 0x80000000;
	w[15] = 256; /* bits */
#pragma GCC unroll 64
	for (int i = 0; i < 64; i++) {
		if (i >= 16) {
			__u32 a = w[(i + 1) & 15], b = w[(i + 14) & 15];

			w[i & 15] += (GK_ROTATE(a, 7) ^ GK_ROTATE(a, 18) ^ a >> 3) + w[(i + 9) & 15] +
				     (GK_ROTATE(b, 17) ^ GK_ROTATE(b, 19) ^ b >> 10);
		}
		t1 = state[7] + (GK_ROTATE(state[4], 6) ^ GK_ROTATE(state[4], 11) ^ GK_ROTATE(state[4], 25)) +
		     ((state[4] & state[5]) ^ (~state[4] & state[6])) + gk_sha256_constants[i] + w[i & 15];
		t2 = (GK_ROTATE(state[0], 2) ^ GK_ROTATE(state[0], 13) ^ GK_ROTATE(state[0], 22)) +
		     ((state[0] & state[1]) ^ (state[0] & state[2]) ^ (state[1] & state[2]));
		state[7] = state[6];
		state[6] = state[5];
		state[5] = state[4];
		state[4] = state[3] + t1;
		state[3] = state[2];
		state[2] = state[1];
		state[1] = state[0];
		state[0] = t1 + t2;
	}
#pragma GCC unroll 8
	for (int i = 0; i < 8; i++) {
		state[i] += start[i];
		ret_hash[4 * i] = state[i] >> 24;
		ret_hash[4 * i + 1] = state[i] >> 16;
		ret_hash[4 * i + 2] = state[i] >> 8;
		ret_hash[4 * i + 3] = state[i];
	}
}

#endif
