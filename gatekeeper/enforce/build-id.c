// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/build-id.h"

#include <errno.h>
#include <sha256.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/bpf-object.h"
#include "gatekeeper/enforce/pins.h"

static const __u32 zero;

void build_id_this(struct gk_build *ret_build)
{
	SHA2_CTX context;
	struct stat self = {};
	size_t size;
	const void *bytes = object_bytes(&size);

	memset(ret_build, 0, sizeof(*ret_build));
	ret_build->version = GK_ABI_VERSION;
	SHA256Init(&context);
	SHA256Update(&context, bytes, size);
	if (!stat("/proc/self/exe", &self)) {
		SHA256Update(&context, (const void *)&self.st_dev, sizeof(self.st_dev));
		SHA256Update(&context, (const void *)&self.st_ino, sizeof(self.st_ino));
	}
	SHA256Final(ret_build->digest, &context);
}

int build_id_pinned(struct gk_build *ret_build)
{
	_cleanup_close_ int fd = pins_open_to_read("gk_build");

	if (fd < 0)
		return fd;
	return bpf_map_lookup_elem(fd, &zero, ret_build) ? -errno : 0;
}

bool build_id_is_pinned(void)
{
	struct gk_build pinned, own;

	build_id_this(&own);
	return !build_id_pinned(&pinned) && pinned.version == own.version &&
	       !memcmp(pinned.digest, own.digest, sizeof(own.digest));
}
