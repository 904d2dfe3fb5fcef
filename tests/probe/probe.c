// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * probe: tries a bpf(2) call and prints the result.
 *
 * This process first prepares what the call needs (programs, links, the cgroup's descriptor). A child enters the
 * namespaces and so on (--enter) and makes the call. This process then checks its effect. So the tested call is the
 * only one there that a policy can deny.
 *
 * Prints a line for each call: WHAT ROUTE allowed|refused|could-not-try|failed ERRNO
 */
#include <getopt.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statfs.h>

#include "tests/probe/bpf.h"
#include "tests/probe/enter.h"

enum verdict { ALLOWED, REFUSED, COULD_NOT_TRY, FAILED, MISUSE };

static const char *const verdict_names[] = {"allowed", "refused", "could-not-try", "failed"};

enum route {
	PROG_ATTACH,
	LINK_CREATE,
	LIGHT_SKELETON,
	PROG_DETACH,
	LINK_DETACH,
	LINK_UPDATE,
	PROG_REPLACE,
	PROG_LOAD,
	PROG_GET,
};

/* What a path needs to be prepared: its program attached directly or by a link; a second program. */
static const struct route_info {
	const char *name, *action;
	bool attached, linked, second;
} routes[] = {
	[PROG_ATTACH] = {"prog-attach", "attach", false, false, false},
	[LINK_CREATE] = {"link-create", "attach", false, false, false},
	[LIGHT_SKELETON] = {"light-skeleton", "attach", false, false, false},
	[PROG_DETACH] = {"prog-detach", "detach", true, false, false},
	[LINK_DETACH] = {"link-detach", "detach", false, true, false},
	[LINK_UPDATE] = {"link-update", "replace", false, true, true},
	[PROG_REPLACE] = {"prog-replace", "replace", true, false, true},
	[PROG_LOAD] = {"prog-load", "load", false, false, false},
	[PROG_GET] = {"prog-get-fd-by-id", "get", false, false, false},
};

#define N_ROUTES (sizeof(routes) / sizeof(routes[0]))

struct attempt {
	const struct attach_type *type;
	enum route route;
	int setup; /* 0, or why the call could not be tried */
	int prog, second, link;
	unsigned int id;
	int made; /* in the child: the link that the call made */
};

static int cgroup = -1, light = -ENOSYS;
static unsigned long repeat = 1;
static bool alone;

static int cgroup_open(const char *dir)
{
	struct statfs fs;

	cgroup = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0 || fstatfs(cgroup, &fs))
		return -errno;
	return fs.f_type == CGROUP2_SUPER_MAGIC ? 0 : -EMEDIUMTYPE;
}

static int call_under_test(struct attempt *a)
{
	unsigned int type = a->type->number;

	switch (a->route) {
	case PROG_ATTACH:
		return alone ? prog_attach_alone(cgroup, a->prog, type) : prog_attach(cgroup, a->prog, type);
	case LINK_CREATE:
		return a->made = link_create(cgroup, a->prog, type);
	case LIGHT_SKELETON:
		return a->made = light_link_create(light, cgroup, a->prog, type);
	case PROG_DETACH:
		return prog_detach(cgroup, a->prog, type);
	case LINK_DETACH:
		return link_detach(a->link);
	case LINK_UPDATE:
		return link_update(a->link, a->second);
	case PROG_REPLACE:
		return prog_replace(cgroup, a->second, a->prog, type);
	case PROG_LOAD:
		return a->made = cgroup_prog_load(a->type);
	case PROG_GET:
		return a->made = prog_get(a->id);
	}
	return -ENOSYS;
}

/* Repeats the call as often as --repeat says, up to the first call that is not denied. */
static int calls_under_test(struct attempt *a)
{
	unsigned long i;
	int answer = 0;

	for (i = 0; i < repeat; i++) {
		answer = call_under_test(a);
		if (answer != -EPERM)
			break;
	}
	return answer;
}

static void prepare(struct attempt *a)
{
	const struct route_info *route = &routes[a->route];

	a->prog = a->second = a->link = a->made = -1;
	if (a->setup || a->route == PROG_LOAD)
		return;
	a->prog = cgroup_prog_load(a->type);
	if (a->prog < 0)
		a->setup = a->prog;
	if (!a->setup && a->route == PROG_GET && !a->id)
		a->id = prog_id(a->prog);
	if (!a->setup && route->second && (a->second = cgroup_prog_load(a->type)) < 0)
		a->setup = a->second;
	if (!a->setup && route->attached)
		a->setup = prog_attach(cgroup, a->prog, a->type->number);
	if (!a->setup && route->linked && (a->link = link_create(cgroup, a->prog, a->type->number)) < 0)
		a->setup = a->link;
	if (!a->setup && a->route == LIGHT_SKELETON && light < 0)
		a->setup = light;
}

/* Does the effect agree with the result of the call? If not, the call failed. */
static bool effect_fits(const struct attempt *a, bool done)
{
	const struct route_info *route = &routes[a->route];
	unsigned int type = a->type->number;
	bool before = route->attached || route->linked;
	bool replaces = route->second;

	if (a->route == PROG_LOAD || a->route == PROG_GET)
		return true;
	if (replaces && is_attached(cgroup, a->second, type) != done)
		return false;
	return is_attached(cgroup, a->prog, type) == (before != done);
}

static void clean_up(const struct attempt *a)
{
	for (int i = 0; i < 2; i++) {
		int prog = i ? a->second : a->prog;

		if (cgroup >= 0 && prog >= 0 && is_attached(cgroup, prog, a->type->number) == 1)
			prog_detach(cgroup, prog, a->type->number);
	}
}

/* The child makes the call of each number that it reads, and writes the result. */
static void serve(int sock, const struct place *place, struct attempt *attempts)
{
	struct attempt *last = NULL;
	int answer = place_enter(place), i;

	while (write(sock, &answer, sizeof(answer)) == sizeof(answer)) {
		if (read(sock, &i, sizeof(i)) != sizeof(i))
			break;
		if (last && last->made >= 0)
			close(last->made);
		last = &attempts[i];
		answer = calls_under_test(last);
	}
	_exit(0);
}

static int start(const struct place *place, struct attempt *attempts, int *ret_sock, pid_t *ret_pid)
{
	int socks[2], answer;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socks))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(socks[0]);
		serve(socks[1], place, attempts);
	}
	close(socks[1]);
	*ret_pid = pid;
	if (read(socks[0], &answer, sizeof(answer)) != sizeof(answer))
		answer = -ECHILD;
	*ret_sock = socks[0];
	return answer;
}

static enum verdict judge(int sock, int i, const struct attempt *a, int *ret_err)
{
	int answer;

	*ret_err = -a->setup;
	if (a->setup)
		return COULD_NOT_TRY;
	*ret_err = ECHILD;
	if (write(sock, &i, sizeof(i)) != sizeof(i) || read(sock, &answer, sizeof(answer)) != sizeof(answer))
		return FAILED;
	*ret_err = answer < 0 ? -answer : 0;
	if (!effect_fits(a, answer >= 0)) {
		*ret_err = EBADE;
		return FAILED;
	}
	if (answer >= 0)
		return ALLOWED;
	return answer == -EPERM || answer == -EACCES ? REFUSED : FAILED;
}

/* One verdict for several calls: calls that could not be tried count only if none could. */
static enum verdict sum(enum verdict a, enum verdict b)
{
	if (a == b || b == COULD_NOT_TRY)
		return a;
	return a == COULD_NOT_TRY ? b : FAILED;
}

static int run(const struct place *place, struct attempt *attempts, int n, bool keep)
{
	enum verdict all = COULD_NOT_TRY;
	int sock = -1, err;
	pid_t pid = 0;

	if (light < 0)
		light = light_load();
	for (int i = 0; i < n; i++)
		prepare(&attempts[i]);
	err = start(place, attempts, &sock, &pid);
	for (int i = 0; i < n; i++) {
		struct attempt *a = &attempts[i];
		enum verdict verdict;
		int code;

		if (err)
			a->setup = err;
		verdict = judge(sock, i, a, &code);
		printf("%s %s %s %s\n", a->type->name, routes[a->route].name, verdict_names[verdict],
		       code ? strerrorname_np(code) ?: "unknown" : "0");
		all = sum(all, verdict);
		if (!keep)
			clean_up(a);
	}
	close(sock);
	if (pid > 0) /* its links end with it */
		waitpid(pid, NULL, 0);
	return all;
}

static int print_misuse(const char *what, const char *word)
{
	fprintf(stderr, "probe: %s%s%s\n", what, word ? " " : "", word ?: "");
	return MISUSE;
}

static const char usage[] =
	"probe attach  --cgroup DIR [--type TYPE] [--route prog-attach|link-create|light-skeleton]\n"
	"probe detach  --cgroup DIR [--type TYPE] [--route prog-detach|link-detach]\n"
	"probe replace --cgroup DIR [--type TYPE] [--route link-update|prog-replace]\n"
	"probe matrix  --cgroup DIR [--type TYPE] [--route ROUTE]   all three; without --type: all types\n"
	"probe load    [--type TYPE]         load a program for this attach type\n"
	"probe get     [--id N]              a descriptor of a program by its id\n"
	"  --enter LIST      new namespaces: user pid mnt net ipc uts cgroup time pid-children all none\n"
	"  --into PID        the namespaces of a process\n"
	"  --back            at last the namespaces of process 1, as far as they may be entered\n"
	"  --join DIR        move to this cgroup first\n"
	"  --threads         share the descriptor table with a second thread\n"
	"  --repeat N        make the call N times, or until it is not refused\n"
	"  --alone           attach without BPF_F_ALLOW_MULTI, by prog-attach\n"
	"  --keep            leave attached what was attached by program\n"
	"exit: 0 allowed, 1 refused, 2 could not try, 3 failed otherwise or mixed, 4 misuse\n";

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"cgroup", required_argument, NULL, 'c'}, {"type", required_argument, NULL, 't'},
		{"route", required_argument, NULL, 'r'},  {"id", required_argument, NULL, 'n'},
		{"enter", required_argument, NULL, 'e'},  {"into", required_argument, NULL, 'i'},
		{"join", required_argument, NULL, 'j'},   {"back", no_argument, NULL, 'b'},
		{"threads", no_argument, NULL, 'T'},      {"keep", no_argument, NULL, 'k'},
		{"alone", no_argument, NULL, 'A'},        {"repeat", required_argument, NULL, 'R'},
		{"help", no_argument, NULL, 'h'},         {0},
	};
	static struct attempt attempts[N_ATTACH_TYPES * N_ROUTES];
	const char *dir = NULL, *route = NULL, *action;
	const struct attach_type *type = NULL;
	struct rlimit files = {4096, 4096}, locked = {RLIM_INFINITY, RLIM_INFINITY};
	struct place place = {0};
	unsigned int id = 0;
	bool keep = false, matrix;
	int n = 0, c;

	while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'c':
			dir = optarg;
			break;
		case 'r':
			route = optarg;
			break;
		case 'n':
			id = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'R':
			repeat = strtoul(optarg, NULL, 10);
			break;
		case 'i':
			place.into = optarg;
			break;
		case 'j':
			place.join = optarg;
			break;
		case 'b':
			place.back = true;
			break;
		case 'T':
			place.threads = true;
			break;
		case 'A':
			alone = true;
			break;
		case 'k':
			keep = true;
			break;
		case 't':
			type = attach_type_find(optarg);
			if (!type)
				return print_misuse("no attach type", optarg);
			break;
		case 'e':
			if (place_parse(&place, optarg))
				return print_misuse("no such namespace in --enter", NULL);
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			return MISUSE;
		}
	}
	if (optind != argc - 1)
		return print_misuse("which one? attach, detach, replace, matrix, load, get; --help says more", NULL);
	action = argv[optind];
	matrix = !strcmp(action, "matrix");

	for (size_t t = 0; t < N_ATTACH_TYPES; t++) {
		for (size_t r = 0; r < N_ROUTES; r++) {
			bool needs_cgroup = r != PROG_LOAD && r != PROG_GET;

			if (matrix ? !needs_cgroup : strcmp(routes[r].action, action) != 0)
				continue;
			if ((route && strcmp(route, routes[r].name)) ||
			    (matrix && !type ? false : &attach_types[t] != (type ?: attach_types)))
				continue;
			if (needs_cgroup && !dir)
				return print_misuse("--cgroup is missing", NULL);
			attempts[n++] = (struct attempt){.type = &attach_types[t], .route = (enum route)r, .id = id};
		}
	}
	if (!n)
		return print_misuse("nothing to try: no such action, or no such --route of it:", action);

	setrlimit(RLIMIT_NOFILE, &files);
	setrlimit(RLIMIT_MEMLOCK, &locked); /* before 5.11 programs count against it */
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (dir) {
		int err = cgroup_open(dir);

		for (int i = 0; i < n; i++)
			attempts[i].setup = err;
	}
	return run(&place, attempts, n, keep);
}
