// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A congestion control for no connection: the live tests try to register it. */
#define SECTION(name) __attribute__((section(name), used))

struct sock;

/* The kernel requires these functions; libbpf finds each by its name. */
struct tcp_congestion_ops {
	unsigned int (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, unsigned int ack, unsigned int acked);
	unsigned int (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SECTION("struct_ops/ssthresh") unsigned int ssthresh(void *context)
{
	return 2;
}

SECTION("struct_ops/cong_avoid") void cong_avoid(void *context)
{
}

SECTION("struct_ops/undo_cwnd") unsigned int undo_cwnd(void *context)
{
	return 2;
}

SECTION(".struct_ops")
struct tcp_congestion_ops probe = {
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "probe",
};

SECTION("license") char congestion_license[] = "GPL";
