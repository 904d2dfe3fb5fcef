// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/notify.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define JOURNAL "/run/systemd/journal/socket"
#define FDS_MAX 64

/* Makes the address of a socket; a name with '@' is in the abstract namespace. Returns 0 or -EINVAL. */
static int make_address(const char *name, struct sockaddr_un *ret_address, socklen_t *ret_length)
{
	size_t length = strlen(name);

	*ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof(ret_address->sun_path))
		return -EINVAL;
	memcpy(ret_address->sun_path, name, length);
	if (name[0] == '@')
		ret_address->sun_path[0] = '\0';
	*ret_length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (name[0] == '/'));
	return 0;
}

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int) * FDS_MAX)];
};

static void add_descriptors(struct msghdr *message, union control *control, const int *fds, unsigned int count)
{
	control->header = (struct cmsghdr){
		.cmsg_len = CMSG_LEN(sizeof(int) * count), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
	memcpy(CMSG_DATA(&control->header), fds, sizeof(int) * count);
	message->msg_control = control;
	message->msg_controllen = CMSG_SPACE(sizeof(int) * count);
}

/* Sends one datagram with descriptors, without waiting: who does not read must not stop us. */
static int send_to(const char *name, const struct iovec *parts, size_t part_count, const int *fds, unsigned int count)
{
	_cleanup_close_ int fd = -1;
	union control control = {0};
	struct sockaddr_un address;
	struct msghdr message = {.msg_name = &address, .msg_iov = (struct iovec *)parts, .msg_iovlen = part_count};
	int error = make_address(name, &address, &message.msg_namelen);

	if (error)
		return error;
	if (count > FDS_MAX)
		return -E2BIG;
	if (fds && count)
		add_descriptors(&message, &control, fds, count);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

int sd_pid_notify_with_fds(pid_t pid, int unset_environment, const char *state, const int *fds, unsigned int count)
{
	const char *name = getenv("NOTIFY_SOCKET");
	struct iovec part = {.iov_base = (char *)state, .iov_len = strlen(state)};
	int error = name ? send_to(name, &part, 1, fds, count) : 0;

	(void)pid;
	if (unset_environment)
		unsetenv("NOTIFY_SOCKET");
	return error ? error : name != NULL;
}

int sd_notify(int unset_environment, const char *state)
{
	return sd_pid_notify_with_fds(0, unset_environment, state, NULL, 0);
}

int sd_notifyf(int unset_environment, const char *format, ...)
{
	_cleanup_free_ char *state = NULL;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&state, format, arguments);
	va_end(arguments);
	return length < 0 ? -ENOMEM : sd_notify(unset_environment, state);
}

static unsigned long number_in(const char *variable)
{
	const char *text = getenv(variable);

	return text ? strtoul(text, NULL, 10) : 0;
}

/* Takes the next name up to a colon; "unknown" when there are fewer names than descriptors. */
static char *take_name(const char **rest)
{
	size_t length = *rest ? strcspn(*rest, ":") : 0;
	char *name = *rest ? strndup(*rest, length) : strdup("unknown");

	if (*rest)
		*rest = (*rest)[length] == ':' ? *rest + length + 1 : NULL;
	return name;
}

int sd_listen_fds_with_names(int unset_environment, char ***ret_names)
{
	unsigned long count = number_in("LISTEN_PID") == (unsigned long)getpid() ? number_in("LISTEN_FDS") : 0;
	const char *rest = getenv("LISTEN_FDNAMES");
	char **names = count < 1024 ? calloc(count + 1, sizeof(*names)) : NULL;

	if (!names)
		return count < 1024 ? -ENOMEM : -E2BIG;
	for (unsigned long i = 0; i < count; i++) {
		names[i] = take_name(&rest);
		fcntl(SD_LISTEN_FDS_START + (int)i, F_SETFD, FD_CLOEXEC);
	}
	if (unset_environment) {
		unsetenv("LISTEN_PID");
		unsetenv("LISTEN_FDS");
		unsetenv("LISTEN_FDNAMES");
	}
	*ret_names = names;
	return (int)count;
}

/* A value with newlines: the name, a newline, and the length of the value in little endian before it. */
static void put_multiline(FILE *out, const char *name, size_t name_length, const char *value, size_t length)
{
	uint64_t size = htole64(length);

	fwrite(name, name_length, 1, out);
	fputc('\n', out);
	fwrite(&size, sizeof(size), 1, out);
	fwrite(value, length, 1, out);
	fputc('\n', out);
}

/* Writes a field NAME=value in the journal's native format. */
static void put_field(FILE *out, const struct iovec *field)
{
	const char *text = field->iov_base, *equals = memchr(text, '=', field->iov_len);
	size_t name_length = equals ? (size_t)(equals - text) : 0;

	if (!name_length)
		return;
	if (memchr(text, '\n', field->iov_len)) {
		put_multiline(out, text, name_length, equals + 1, field->iov_len - name_length - 1);
		return;
	}
	fwrite(text, field->iov_len, 1, out);
	fputc('\n', out);
}

/* Sends what is too large for a datagram as the descriptor of a sealed file. */
static int send_as_file(const char *text, size_t size)
{
	_cleanup_close_ int fd = memfd_create("journal", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	if (write(fd, text, size) != (ssize_t)size ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		return -EIO;
	return send_to(JOURNAL, NULL, 0, &fd, 1);
}

static int send_text(char *text, size_t size)
{
	struct iovec part = {.iov_base = text, .iov_len = size};
	int error = send_to(JOURNAL, &part, 1, NULL, 0);

	if (error == -EMSGSIZE || error == -ENOBUFS)
		return send_as_file(text, size);
	return error;
}

int sd_journal_sendv(const struct iovec *fields, int count)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (int i = 0; i < count; i++)
		put_field(out, &fields[i]);
	if (fclose(out))
		return -ENOMEM;
	return send_text(text, size);
}
