// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The kernel's half of the differential test: gk_decide(), as the verifier takes it and the kernel's compiler makes it,
 * on an image and on requests that user space wrote into maps.
 */
#include "bpf-lsm/state/remembered.bpf.h"
#include "tests/differential/judge.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gk_image);
} judge_image SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, JUDGE_BATCH);
	__type(key, __u32);
	__type(value, struct judge_asked);
} judge_asked SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, JUDGE_BATCH);
	__type(key, __u32);
	__type(value, struct gk_decision);
} judge_answer SEC(".maps");

/* By address, as the gatekeeper's own follows the kernel's pointers. */
static __always_inline __u64 gk_ancestor(const struct gk_cgroup_place *place, __u32 level)
{
	__u64 id = 0;

	if (level <= place->level)
		bpf_probe_read_kernel(&id, sizeof(id), (void *)(place->where + level * sizeof(id)));
	return id;
}

static long judge_one(__u32 i, void *context)
{
	const struct gk_image *image;
	struct judge_asked *asked;
	struct gk_decision *answer;
	struct gk_request request;
	__u32 zero = 0;

	image = bpf_map_lookup_elem(&judge_image, &zero);
	asked = bpf_map_lookup_elem(&judge_asked, &i);
	answer = bpf_map_lookup_elem(&judge_answer, &i);
	if (!image || !asked || !answer)
		return 1;
	request = asked->request;
	request.caller.where = address_of(asked->caller);
	request.caller.id = asked->caller[request.caller.level & (GK_CGROUP_LEVELS - 1)];
	request.target.where = address_of(asked->target);
	*answer = gk_decide(image, &request);
	return 0;
}

SEC("syscall")
int judge(void *context)
{
	return bpf_loop(JUDGE_BATCH, judge_one, NULL, 0);
}
