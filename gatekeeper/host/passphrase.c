// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/passphrase.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define METHOD "$y$" /* yescrypt */
#define COST 0       /* the library's own choice */
#define FILE_MAX 512

static int bad_file(struct failure *failure)
{
	return failure_set(failure, -EINVAL,
			   PASSPHRASE_FILE ": not a seal file; choose a passphrase again with gatekeeper seal");
}

static void hash(const void *bytes, size_t size, uint8_t *ret_hash)
{
	SHA2_CTX context;

	SHA256Init(&context);
	SHA256Update(&context, bytes, size);
	SHA256Final(ret_hash, &context);
}

/* "SETTING VERIFIER\n" */
static int parse(char *text, struct gk_seal *ret_seal, struct failure *failure)
{
	struct gk_seal seal = {.has_key = 1};
	char *digits = strchr(text, ' ');

	if (!digits || digits - text >= GK_SETTING_SIZE || strlen(digits) != 2 * GK_KEY_SIZE + 2)
		return bad_file(failure);
	memcpy(seal.setting, text, (size_t)(digits - text));
	digits++;
	for (size_t i = 0; i < GK_KEY_SIZE; i++)
		if (sscanf(digits + 2 * i, "%2hhx", &seal.verifier[i]) != 1)
			return bad_file(failure);
	if (crypt_checksalt(seal.setting) != CRYPT_SALT_OK)
		return bad_file(failure);
	*ret_seal = seal;
	return 0;
}

int passphrase_read(struct gk_seal *ret_seal, struct failure *failure)
{
	_cleanup_close_ int fd = open(PASSPHRASE_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char text[FILE_MAX + 1];
	struct stat status;
	ssize_t length;

	if (fd < 0 && errno == ENOENT)
		return -ENOENT;
	if (fd < 0)
		return failure_set(failure, -errno, "cannot open " PASSPHRASE_FILE ": %s", strerror(errno));
	length = fstat(fd, &status) ? -1 : read(fd, text, FILE_MAX);
	if (length < 0)
		return failure_set(failure, -errno, "cannot read " PASSPHRASE_FILE ": %s", strerror(errno));
	if (!S_ISREG(status.st_mode) || status.st_uid != 0 || status.st_mode & (S_IWGRP | S_IWOTH))
		return failure_set(failure, -EPERM,
				   PASSPHRASE_FILE ": not a file that only root can write to; remove it first");
	text[length] = 0;
	return parse(text, ret_seal, failure);
}

static void erase_and_free(struct crypt_data **data)
{
	if (*data)
		explicit_bzero(*data, sizeof(**data));
	free(*data);
}

int passphrase_key(const char *passphrase, const char *setting, uint8_t ret_key[GK_KEY_SIZE], struct failure *failure)
{
	_cleanup_(erase_and_free) struct crypt_data *data = calloc(1, sizeof(*data));
	const char *hashed = data ? crypt_r(passphrase, setting, data) : NULL;

	if (!hashed || hashed[0] == '*')
		return failure_set(failure, -EINVAL, "cannot hash the passphrase");
	hash(hashed, strlen(hashed), ret_key);
	return 0;
}

#define NEW_FILE PASSPHRASE_FILE ".new"

static int write_new_file(const char *setting, const uint8_t *verifier)
{
	_cleanup_close_ int fd = open(NEW_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%s ", setting) < 0)
		return -errno;
	for (int i = 0; i < GK_KEY_SIZE; i++)
		if (dprintf(fd, "%02x", verifier[i]) < 0)
			return -errno;
	return dprintf(fd, "\n") < 0 || fsync(fd) ? -errno : 0;
}

static int write_file(const char *setting, const uint8_t *verifier)
{
	int error = write_new_file(setting, verifier);

	if (!error && rename(NEW_FILE, PASSPHRASE_FILE))
		error = -errno;
	if (error)
		unlink(NEW_FILE);
	return error;
}

int passphrase_choose(const char *passphrase, struct failure *failure)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	uint8_t key[GK_KEY_SIZE], verifier[GK_KEY_SIZE];
	int error;

	if (strlen(passphrase) < PASSPHRASE_LENGTH_MIN)
		return failure_set(failure, -EINVAL, "a passphrase has at least %d characters", PASSPHRASE_LENGTH_MIN);
	if (!crypt_gensalt_rn(METHOD, COST, NULL, 0, setting, sizeof(setting)) || strlen(setting) >= GK_SETTING_SIZE)
		return failure_set(failure, -ENOSYS, "the C library's crypt() has no yescrypt");
	error = passphrase_key(passphrase, setting, key, failure);
	if (error)
		return error;
	hash(key, sizeof(key), verifier);
	explicit_bzero(key, sizeof(key));
	error = write_file(setting, verifier);
	if (error)
		return failure_set(failure, error, "cannot write " PASSPHRASE_FILE ": %s%s", strerror(-error),
				   error == -EACCES ? "; run as root" : "");
	return 0;
}

static ssize_t read_line(char *line, size_t size)
{
	size_t length = 0;

	/* Byte by byte: what follows the line is for others. */
	while (length < size - 1 && read(STDIN_FILENO, line + length, 1) == 1 && line[length] != '\n')
		length++;
	line[length] = 0;
	return (ssize_t)length;
}

int passphrase_ask(const char *prompt, char ret_passphrase[PASSPHRASE_SIZE], struct failure *failure)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
	ssize_t length;

	if (terminal) {
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		fprintf(stderr, "%s: ", prompt);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	length = read_line(ret_passphrase, PASSPHRASE_SIZE);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	return length > 0 ? 0
			  : failure_set(failure, -ENODATA,
					"no passphrase was given: type it in a terminal, or pipe it in");
}
