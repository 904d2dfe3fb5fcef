// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/confine.c: a child confines itself, and then makes allowed and forbidden calls. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/bpf.h>
#include <linux/capability.h>

#include <cap-ng.h>
#include <cmocka.h>

#include "gatekeeper/container/resolver.h"
#include "gatekeeper/daemon/confine.h"
#include "policy/policy.h"

/* Returns the status of a child that confines itself and exits with the result of `act`. */
static int status_of(int (*confine)(void), int (*act)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_DUMPABLE, 0); /* no core file of a child that is meant to die */
		/* Not _exit(), before which the sanitizers make calls of their own. */
		syscall(SYS_exit_group, confine() == 0 ? act() : 99);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static int confine_daemon(void)
{
	return confine_syscalls(0);
}

#define NO_SIGNAL 200 /* the kernel refuses it, after the filter has let it through */

static int confine_daemon_that_halts(void)
{
	return confine_syscalls(NO_SIGNAL);
}

static int run_true(void)
{
	return execl("/bin/true", "true", NULL);
}

static int make_process(void)
{
	return fork() < 0;
}

static int trace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0;
}

static int internet_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static int protocol_option(void)
{
	int on = 1;

	return setsockopt(0, 0 /* IPPROTO_IP */, 1, &on, sizeof(on)) < 0;
}

static int terminal_input(void)
{
	return (int)syscall(SYS_ioctl, 0, 0x5412 /* TIOCSTI */, "x");
}

static int map_executable(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static int make_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int limit_others(void)
{
	struct rlimit limit;

	return (int)syscall(SYS_prlimit64, 1, RLIMIT_NOFILE, NULL, &limit);
}

static int send_signal(void)
{
	return kill(getppid(), 0);
}

static void refused_calls_kill(void **state)
{
	static int (*const refused[])(void) = {run_true,       make_process,   trace,           internet_socket,
					       terminal_input, map_executable, make_executable, limit_others,
					       send_signal,    protocol_option};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		int status = status_of(confine_daemon, refused[i]);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSYS);
	}
}

/* All kinds of calls that a daemon makes. Returns the number of the line that failed. */
static int daemon_at_work(void)
{
	struct signalfd_siginfo info;
	struct epoll_event event = {.events = EPOLLIN};
	union bpf_attr attr = {0};
	sigset_t signals;
	char text[64];
	int epoll, watch, signal_fd, timer, file, notify, room = 8 << 20;
	FILE *stream;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &signals, NULL) < 0)
		return 1;
	epoll = epoll_create1(EPOLL_CLOEXEC);
	watch = inotify_init1(IN_CLOEXEC);
	signal_fd = signalfd(-1, &signals, SFD_CLOEXEC);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (epoll < 0 || watch < 0 || signal_fd < 0 || timer < 0)
		return 2;
	if (inotify_add_watch(watch, "/tmp", IN_CREATE) < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, signal_fd, &event) < 0)
		return 3;
	raise(SIGTERM);
	if (epoll_wait(epoll, &event, 1, 1000) != 1 || read(signal_fd, &info, sizeof(info)) != sizeof(info))
		return 4;
	file = open("/tmp", O_RDWR | O_TMPFILE, 0600);
	if (file < 0 || write(file, "record\n", 7) != 7 || ftruncate(file, 3) < 0 || pread(file, text, 3, 0) != 3)
		return 5;
	stream = fopen("/proc/self/status", "re");
	if (!stream || !fgets(text, sizeof(text), stream) || fclose(stream) != 0)
		return 6;
	if (syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr)) == 0)
		return 7;
	free(malloc(1 << 20));
	notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (notify < 0 || setsockopt(notify, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)) < 0)
		return 8;
	if (memfd_create("record", MFD_CLOEXEC) < 0)
		return 9;
	return usleep(1000);
}

static int send_init(void)
{
	return kill(1, NO_SIGNAL) == 0 || errno != EINVAL;
}

static int send_init_another(void)
{
	return kill(1, NO_SIGNAL + 1);
}

static int send_another(void)
{
	return kill(getppid(), NO_SIGNAL);
}

static void one_signal_goes_to_init(void **state)
{
	static int (*const refused[])(void) = {send_init_another, send_another, run_true};

	(void)state;
	assert_int_equal(status_of(confine_daemon_that_halts, send_init), 0);
	assert_int_equal(WTERMSIG(status_of(confine_daemon, send_init)), SIGSYS);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		assert_int_equal(WTERMSIG(status_of(confine_daemon_that_halts, refused[i])), SIGSYS);
}

static int abort_it(void)
{
	abort();
}

static void allowed_calls_go_on(void **state)
{
	int status;

	(void)state;
	status = status_of(confine_daemon, daemon_at_work);
	assert_int_equal(status, 0);
	status = status_of(confine_daemon, abort_it);
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static unsigned long long status_field(const char *name, int base)
{
	FILE *status = fopen("/proc/self/status", "re");
	unsigned long long value = ~0ULL;
	char line[256];

	while (status && fgets(line, sizeof(line), status))
		if (strncmp(line, name, strlen(name)) == 0)
			value = strtoull(line + strlen(name), NULL, base);
	if (status)
		fclose(status);
	return value;
}

/* Returns the number of the field that is wrong. */
static int only_bpf_left(void)
{
	const unsigned long long bpf = 1ULL << CAP_BPF;

	if (status_field("CapEff:", 16) != bpf || status_field("CapPrm:", 16) != bpf)
		return 1;
	if (status_field("CapInh:", 16) != 0 || status_field("CapAmb:", 16) != 0)
		return 2;
	if (status_field("CapBnd:", 16) != 0)
		return 3;
	return status_field("NoNewPrivs:", 10) != 1 ? 4 : 0;
}

static int confine_without_setpcap(void)
{
	capng_get_caps_process();
	if (capng_update(CAPNG_DROP, CAPNG_EFFECTIVE, CAP_SETPCAP) < 0 || capng_apply(CAPNG_SELECT_CAPS) < 0)
		return 0;
	return confine_capabilities();
}

static int nothing(void)
{
	return 0;
}

static void one_capability_is_left(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(confine_capabilities, only_bpf_left), 0);
	assert_int_equal(WEXITSTATUS(status_of(confine_without_setpcap, nothing)), 99);
}

/* Also after an execve() as root, which would otherwise have what the bounding set has. */
static int no_capability_left(void)
{
	return execl("/bin/sh", "sh", "-c", "! grep -Eq '^Cap(Inh|Prm|Eff|Amb):.*[1-9a-f]' /proc/self/status", NULL);
}

static void every_capability_can_be_given_up(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_not_equal(status_of(nothing, no_capability_left), 0); /* the control */
	assert_int_equal(status_of(confine_without_capabilities, no_capability_left), 0);
}

/* The child that undoes races: reads a cgroup, opens a program by its ID. */
static int undo(void)
{
	union bpf_attr attr = {.prog_id = UINT32_MAX};
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

	return fd < 0 || close(fd) || syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attr, sizeof(attr)) >= 0;
}

static int make_map(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};

	return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)) < 0;
}

static int write_file(void)
{
	return open("/dev/null", O_WRONLY | O_CLOEXEC) < 0;
}

static int read_file(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0;
}

static int make_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0;
}

static void child_that_undoes_does_nothing_else(void **state)
{
	static int (*const refused[])(void) = {make_map, write_file, make_socket, make_process};

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(confine_undo, undo), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		int status = status_of(confine_undo, refused[i]);

		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
	}
}

static char link_of_parent[64]; /* of a process with more capabilities than the child has */

static int read_link(void)
{
	char path[256];

	return readlink(link_of_parent, path, sizeof(path)) < 0;
}

/* The child that looks starts a process that confines itself further and reads. */
static int start_reader(void)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		syscall(SYS_exit_group, confine_look() == 0 ? read_link() : 98);
	return waitpid(child, &status, 0) != child || status != 0;
}

static void child_that_looks_opens_nothing(void **state)
{
	static int (*const refused[])(void) = {make_map, read_file, write_file, make_socket, make_process};

	(void)state;
	if (geteuid() != 0)
		skip();
	snprintf(link_of_parent, sizeof(link_of_parent), "/proc/%d/exe", getpid());
	assert_int_equal(status_of(confine_look, read_link), 0);
	assert_int_equal(status_of(confine_look_keeper, start_reader), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		int status = status_of(confine_look, refused[i]);

		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
		status = status_of(confine_look_keeper, refused[i]);
		assert_true(refused[i] == make_process || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
	}
}

static int confine_both(void)
{
	int r = confine_capabilities();

	return r < 0 ? r : confine_daemon();
}

/* The calls of a reload: create an inner map and fill it. */
static int publish(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 230000, .max_entries = 1};
	static char value[230000];
	uint32_t key = 0;
	int map = (int)syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	if (map < 0)
		return 1;
	memset(&attr, 0, sizeof(attr));
	attr.map_fd = map;
	attr.key = (uintptr_t)&key;
	attr.value = (uintptr_t)value;
	return syscall(SYS_bpf, BPF_MAP_UPDATE_ELEM, &attr, sizeof(attr)) < 0 ? 2 : 0;
}

static void confined_daemon_can_publish(void **state)
{
	(void)state;
	if (geteuid() != 0 || publish() != 0)
		skip();
	assert_int_equal(status_of(confine_both, publish), 0);
}

/* The calls before a reload: read drop-ins, look up executables and cgroups, check all of them again. */
static int compile(void)
{
	struct policy_inputs inputs;
	struct gk_image *image = NULL;
	struct findings findings;
	struct host_resolver host;
	bool right;
	int r;

	host_resolver_init(&host);
	r = policy_compile_file("tests/samples/good/every-key.yaml", &host.resolver, &findings, &inputs, &image);
	right = r == 0 && !policy_inputs_changed(&inputs) && image->rule_count == 7;

	policy_inputs_release(&inputs);
	free(image);
	return right ? 0 : 1;
}

static void confined_daemon_can_compile(void **state)
{
	(void)state;
	assert_int_equal(compile(), 0);
	assert_int_equal(status_of(confine_daemon, compile), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused_calls_kill),
		cmocka_unit_test(allowed_calls_go_on),
		cmocka_unit_test(one_capability_is_left),
		cmocka_unit_test(every_capability_can_be_given_up),
		cmocka_unit_test(confined_daemon_can_publish),
		cmocka_unit_test(confined_daemon_can_compile),
		cmocka_unit_test(child_that_undoes_does_nothing_else),
		cmocka_unit_test(child_that_looks_opens_nothing),
		cmocka_unit_test(one_signal_goes_to_init),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
