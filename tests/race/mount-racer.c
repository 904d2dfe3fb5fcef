// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * mount-racer MOUNT PLACE TRIES: unmounts MOUNT, which a guard keeps, by a lazy unmount of another mount: one thread
 * moves MOUNT below it between the check of that unmount and the unmount itself. PLACE is an empty directory, for that
 * other mount.
 *
 * Prints one line: TRIES REFUSED MISSED WON: the tries, the unmounts that were denied as MOUNT was there already, those
 * before it came, and those that took it along, after which it ends. Exits 0 if one did, 1 if none.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BELOW_SIZE 4096
#define DELAY_STEP 50

static const char *mounted, *place;
static char below[BELOW_SIZE];
static unsigned int delay; /* of the unmount, in turns of an empty loop */
static pthread_barrier_t together;

static int move(const char *from, const char *to)
{
	return syscall(SYS_move_mount, AT_FDCWD, from, AT_FDCWD, to, 0) ? -errno : 0;
}

static void *move_below(void *ret_error)
{
	pthread_barrier_wait(&together);
	*(int *)ret_error = move(mounted, below);
	return NULL;
}

static dev_t device_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? 0 : status.st_dev;
}

enum ending { REFUSED, MISSED, WON };

/* `device`: of MOUNT */
static enum ending try_once(dev_t device)
{
	pthread_t mover;
	int moved;

	if (mount("race", place, "tmpfs", 0, NULL) || mkdir(below, 0700))
		err(2, "%s", place);
	if (pthread_create(&mover, NULL, move_below, &moved))
		errx(2, "no thread");
	pthread_barrier_wait(&together);
	for (unsigned int i = delay; i; i--)
		atomic_signal_fence(memory_order_seq_cst);
	if (!umount2(place, MNT_DETACH)) {
		pthread_join(mover, NULL);
		return device_of(mounted) == device ? MISSED : WON;
	}
	pthread_join(mover, NULL);
	if (!moved && move(below, mounted))
		err(2, "cannot move it back");
	if (umount2(place, MNT_DETACH))
		err(2, "%s", place);
	return REFUSED;
}

int main(int count, char **arguments)
{
	unsigned long tries, endings[WON + 1] = {};
	dev_t device;

	if (count != 4)
		errx(2, "usage: mount-racer MOUNT PLACE TRIES");
	mounted = arguments[1];
	place = arguments[2];
	tries = strtoul(arguments[3], NULL, 10);
	snprintf(below, sizeof(below), "%s/below", place);
	device = device_of(mounted);
	pthread_barrier_init(&together, NULL, 2);
	for (unsigned long i = 0; i < tries && !endings[WON]; i++) {
		enum ending ending = try_once(device);

		endings[ending]++;
		/* The next unmount begins later if this one came before the move, else earlier. */
		if (ending == MISSED)
			delay += DELAY_STEP;
		else if (delay)
			delay -= DELAY_STEP;
	}
	printf("%lu %lu %lu %lu\n", endings[REFUSED] + endings[MISSED] + endings[WON], endings[REFUSED],
	       endings[MISSED], endings[WON]);
	return endings[WON] ? 0 : 1;
}
