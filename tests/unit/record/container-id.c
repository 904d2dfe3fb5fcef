// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/record/container-id.c: which container the path of a cgroup shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gatekeeper/record/container-id.h"

#define ENGINE_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
	const char *path;
	const char *container;
} containers[] = {
	{"/", ""},
	{"/system.slice/docker-" ENGINE_ID ".scope", ENGINE_ID},
	{"/system.slice/docker-" ENGINE_ID ".scope/init.scope", ENGINE_ID},
	{"/docker/" ENGINE_ID, ENGINE_ID},
	{"/docker/" ENGINE_ID "/docker/"
	 "f" ENGINE_ID,
	 ENGINE_ID},
	{"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ENGINE_ID ".scope/container", ENGINE_ID},
	{"/libpod_parent/libpod-" ENGINE_ID, ENGINE_ID},
	{"/a.service/libpod-payload-" ENGINE_ID, ENGINE_ID},
	{"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-" ENGINE_ID ".scope",
	 ENGINE_ID},
	{"/kubepods.slice/kubepods-pod1.slice/crio-" ENGINE_ID ".scope", ENGINE_ID},
	{"/kubepods/burstable/pod1/" ENGINE_ID, ENGINE_ID},
	{"/kubepods/burstable/pod1", ""},
	{"/lxc.payload.web/system.slice/x.service", "web"},
	{"/machine.slice/machine-deb\\x2dian.scope/payload", "deb-ian"},
	{"/machine.slice/machine-qemu\\x2d1\\x2dvm.scope", ""},
	{"/system.slice/crun-c1.scope", "c1"},
	{"/machine.slice/systemd-nspawn@web.service/payload", "web"},
	{"/machine.slice/systemd-nspawn@deb\\x2dian.service", "deb-ian"},
	{"/system.slice/nerdctl-" ENGINE_ID ".scope", ENGINE_ID},
	{"/user.slice/user-1000.slice/user@1000.service/user.slice/nerdctl-" ENGINE_ID ".scope/x", ENGINE_ID},
	/* --cgroup-parent, and what runs jobs */
	{"/actions_job/" ENGINE_ID, ENGINE_ID},
	{"/build.slice/ci/" ENGINE_ID "/init", ENGINE_ID},
	{"/ecs/0123456789abcdef0123456789abcdef/" ENGINE_ID, ENGINE_ID},
	{"/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-2531612879",
	 "0123456789abcdef0123456789abcdef-2531612879"},
	{"/garden/9a1b4d2e-33c0-4f6a-6f1d-8f00", "9a1b4d2e-33c0-4f6a-6f1d-8f00"},
	{"/system.slice/garden.service/garden/good/9a1b4d2e-33c0-4f6a-6f1d-8f00/x", "9a1b4d2e-33c0-4f6a-6f1d-8f00"},
	{"/kubepods-burstable-pod1.slice:cri-containerd:" ENGINE_ID, ENGINE_ID},
	{"/system.slice/system.slice:docker:" ENGINE_ID "/x", ENGINE_ID},
	/* an outer container's choice of names inside itself does not count */
	{"/lxc.payload.web/docker/" ENGINE_ID, "web"},
	/* nor does anything when the top of the path is missing */
	{".../docker/" ENGINE_ID, ""},
	/* near misses */
	{"/" ENGINE_ID, ""},
	{"/docker/0123", ""},
	{"/docker/" ENGINE_ID "0", ""},
	{"/docker-" ENGINE_ID, ""},
	{"/crio-conmon-" ENGINE_ID ".scope", ""},
	{"/libpod-conmon-" ENGINE_ID, ""},
	{"/-" ENGINE_ID, ""},
	{"/docker:" ENGINE_ID ".scope", ""},
	{"/system.slice/systemd-nspawn@.service", ""},
	{"/system.slice/getty@tty1.service", ""},
	{"/garden/good", ""},
	{"/garden", ""},
	{"/x/garden/", ""},
	{"/x/ecs/0123456789abcdef0123456789abcdef-1", ""},
	{"/ecs/0123456789abcdef0123456789abcdef", ""},
	{"/ecs/0123456789abcdef0123456789abcdef-", ""},
	{"/docker-ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope", ""},
	{"/crun-.scope", ""},
	{"/machine-", ""},
	{"//", ""},
	{"", ""},
};

static void containers_by_path(void **state)
{
	char id[GK_CGROUP_PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
		cgroup_container(containers[i].path, id);
		assert_string_equal(id, containers[i].container);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_by_path),
	};

	return cmocka_run_group_tests_name("container-id", tests, NULL, NULL);
}
