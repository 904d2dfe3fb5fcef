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
#define SECTION_SIZE 40
#define SECTION_VIRTUAL_SIZE 8
#define SECTION_RAW_SIZE 16
#define SECTION_RAW_OFFSET 20

#define SECTIONS_MAX 96
#define LINE_MAX_SIZE (64 * 1024)

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
	if (size >= LINE_MAX_SIZE)
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

int boot_image_read_line(const char *path, char **ret_line)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char header[SECTION_SIZE];
	unsigned int count;
	off_t offset;
	int error;

	if (fd < 0)
		return -errno;
	error = find_sections(fd, &offset, &count);
	if (error)
		return error;
	for (unsigned int i = 0; i < count; i++) {
		error = read_at(fd, header, sizeof(header), offset + (off_t)i * SECTION_SIZE, -EBADMSG);
		if (error)
			return error;
		if (memcmp(header, ".cmdline", 8) == 0)
			return read_section(fd, header, ret_line);
	}
	return -ENODATA;
}
