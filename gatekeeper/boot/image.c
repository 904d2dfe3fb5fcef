// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/image.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

/* Offsets of the PE format (Microsoft, PE Format). */
#define MZ_SIZE 64
#define MZ_PE_OFFSET 0x3c
#define PE_SIZE 24
#define PE_SECTION_COUNT 6
#define PE_OPTIONAL_SIZE 20
#define OPTIONAL_SIGNATURE 144 /* offset and size of the certificate table, with the magic number of 64 bits */
#define OPTIONAL_64 0x20b
#define SECTION_SIZE 40
#define SECTION_NAME_SIZE 8
#define SECTION_VIRTUAL_SIZE 8
#define SECTION_RAW_SIZE 16
#define SECTION_RAW_OFFSET 20

#define SECTIONS_MAX 96
#define TEXT_MAX_SIZE (64 * 1024)

static uint16_t word_at(const unsigned char *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t number_at(const unsigned char *bytes)
{
	return word_at(bytes) | (uint32_t)word_at(bytes + 2) << 16;
}

static int read_at(int fd, void *buffer, size_t size, off_t offset, int error)
{
	ssize_t count = pread(fd, buffer, size, offset);

	if (count < 0)
		return -errno;
	return (size_t)count == size ? 0 : error;
}

/* Finds the section table: its offset and number of sections. */
static int find_sections(int fd, off_t *ret_offset, unsigned int *ret_count)
{
	unsigned char mz[MZ_SIZE], pe[PE_SIZE];
	int error = read_at(fd, mz, sizeof(mz), 0, -ENOEXEC);

	if (error)
		return error;
	if (memcmp(mz, "MZ", 2) != 0)
		return -ENOEXEC;
	error = read_at(fd, pe, sizeof(pe), number_at(mz + MZ_PE_OFFSET), -EBADMSG);
	if (error)
		return error;
	if (memcmp(pe, "PE\0", 4) != 0 || word_at(pe + PE_SECTION_COUNT) > SECTIONS_MAX)
		return -EBADMSG;
	*ret_offset = (off_t)number_at(mz + MZ_PE_OFFSET) + PE_SIZE + word_at(pe + PE_OPTIONAL_SIZE);
	*ret_count = word_at(pe + PE_SECTION_COUNT);
	return 0;
}

static int read_section(int fd, const unsigned char *header, char **ret_text)
{
	uint32_t size = number_at(header + SECTION_VIRTUAL_SIZE), raw_size = number_at(header + SECTION_RAW_SIZE);
	_cleanup_free_ char *text = NULL;
	int error;

	if (size == 0 || size > raw_size)
		size = raw_size;
	if (size >= TEXT_MAX_SIZE)
		return -EBADMSG;
	text = calloc(1, size + 1);
	if (!text)
		return -ENOMEM;
	error = read_at(fd, text, size, number_at(header + SECTION_RAW_OFFSET), -EBADMSG);
	if (error)
		return error;
	*ret_text = STEAL_POINTER(text);
	return 0;
}

/* Finds a section of the default profile, which may have its own; the sections of other profiles follow
 * (systemd-stub(7)). */
static int find_section(int fd, const char *name, unsigned char ret_header[SECTION_SIZE])
{
	unsigned int count, profiles = 0;
	unsigned char header[SECTION_SIZE];
	int result = -ENODATA;
	off_t offset;
	int error = find_sections(fd, &offset, &count);

	if (error)
		return error;
	for (unsigned int i = 0; i < count; i++) {
		error = read_at(fd, header, sizeof(header), offset + (off_t)i * SECTION_SIZE, -EBADMSG);
		if (error)
			return error;
		if (strncmp((const char *)header, ".profile", SECTION_NAME_SIZE) == 0 && ++profiles > 1)
			break;
		if (strncmp((const char *)header, name, SECTION_NAME_SIZE) != 0)
			continue;
		memcpy(ret_header, header, sizeof(header));
		result = 0;
	}
	return result;
}

int boot_image_read(const char *path, const char *section, char **ret_text)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char header[SECTION_SIZE];
	int error;

	if (fd < 0)
		return -errno;
	error = find_section(fd, section, header);
	return error ? error : read_section(fd, header, ret_text);
}

bool boot_image_is_signed(const char *path)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char mz[MZ_SIZE], optional[OPTIONAL_SIGNATURE + 8];

	if (fd < 0 || read_at(fd, mz, sizeof(mz), 0, -ENOEXEC) || memcmp(mz, "MZ", 2) != 0)
		return false;
	return read_at(fd, optional, sizeof(optional), (off_t)number_at(mz + MZ_PE_OFFSET) + PE_SIZE, -ENOEXEC) == 0 &&
	       word_at(optional) == OPTIONAL_64 && number_at(optional + OPTIONAL_SIGNATURE + 4) != 0;
}
