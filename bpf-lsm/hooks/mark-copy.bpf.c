// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Marks the sealed copies that programs make of themselves to run in (caller/copy.bpf.h). A file is one when its
 * maker executes it, when it lies in memory and nobody can write to it any more, and when it has the same content as
 * the maker's own executable: the kernel's integrity subsystem digests both. So nothing is a copy that runs anything
 * else than the original would.
 *
 * The digests are made only where somebody asks: the policy names executables, or it is in audit mode, for a policy to
 * be learnt.
 *
 * hooks:
 *   lsm.s/bprm_creds_from_file  every execve(), when the file is known that will run, and the old one runs still
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/caller/copy.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym __weak; /* 6.12 on */
extern void bpf_put_file(struct file *file) __ksym __weak;

#define TMPFS_MAGIC 0x01021994 /* include/uapi/linux/magic.h */

/* include/uapi/linux/fcntl.h F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE */
#define SEALED 0xf

/* include/uapi/linux/hash_info.h: SHA-256, 384 and 512. Of a weaker one, two files can be made that have the same. */
#define FIRST_STRONG_HASH 4
#define LAST_STRONG_HASH 6

#define DIGEST_WORDS 8

struct digest {
	__u64 word[DIGEST_WORDS];
};

static __always_inline bool asks_for_copies(void)
{
	const struct gk_image *image = published_image();

	return image && (image->uses & GK_USES_EXECUTABLE || image->mode == GK_AUDIT);
}

/* Only what memfd_create() makes can have all seals (fcntl(2); other files of tmpfs begin with F_SEAL_SEAL alone). */
static __always_inline bool is_sealed(const struct inode *inode)
{
	__u64 info = (__u64)inode - bpf_core_field_offset(struct shmem_inode_info, vfs_inode);

	return READ(inode, i_sb, s_magic) == TMPFS_MAGIC &&
	       (READ((struct shmem_inode_info *)info, seals) & SEALED) == SEALED;
}

/* Since 5.18 the kernel digests what nobody has digested before (security/integrity/ima/ima_main.c). */
static __always_inline long digest_file(struct file *file, struct digest *ret_digest)
{
	if (!bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ima_file_hash))
		return -1;
	return bpf_ima_file_hash(file, ret_digest, sizeof(*ret_digest));
}

static __noinline bool has_same_content(struct file *copy, struct file *original)
{
	struct digest of_copy = {}, of_original = {};
	__u64 differs = 0;
	long hash;

	if (!copy || !original)
		return false;
	hash = digest_file(copy, &of_copy);
	if (hash < FIRST_STRONG_HASH || hash > LAST_STRONG_HASH || digest_file(original, &of_original) != hash)
		return false;
	for (int i = 0; i < DIGEST_WORDS; i++)
		differs |= of_copy.word[i] ^ of_original.word[i];
	return !differs;
}

static __noinline int keep_copy(const struct inode *inode, struct file *original)
{
	const struct inode *own = original ? original->f_inode : NULL;
	const struct gk_copy *known;
	struct gk_file_key key;
	struct gk_copy copy = {};

	if (!own || !inode)
		return 0;
	known = find_copy(own, 0);
	if (known)
		copy = *known;
	else if (bpf_d_path(&original->f_path, copy.path, sizeof(copy.path)) < 0)
		copy.path[0] = 0;
	if (!known) {
		copy.inode = number_of_file(own);
		copy.device = own->i_sb->s_dev;
	}
	key = key_of_file(inode);
	gk_renumbered = 1;
	return bpf_map_update_elem(&gk_copies, &key, &copy, BPF_ANY);
}

/* From 6.2 to 6.11 the verifier lets no program that may sleep use this file, and has no other way to it yet. */
static __always_inline struct file *take_executable(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (bpf_get_task_exe_file)
		return bpf_get_task_exe_file(task);
	return bpf_rdonly_cast || !task->mm ? NULL : task->mm->exe_file;
}

static __always_inline void release_executable(struct file *file)
{
	if (bpf_put_file)
		bpf_put_file(file);
}

SEC("lsm.s/bprm_creds_from_file")
int BPF_PROG(gk_exec_copy, struct linux_binprm *bprm, struct file *file)
{
	const struct inode *inode = file->f_inode;
	struct file *original;

	if (inode->i_nlink || !asks_for_copies() || !is_sealed(inode))
		return 0;
	original = take_executable();
	if (!original)
		return 0;
	if (original->f_inode->i_size == inode->i_size && has_same_content(file, original))
		keep_copy(inode, original);
	release_executable(original);
	return 0;
}
