// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Giving up what the helper does not need once its files are open.
 *
 * For:      capabilities, and the way back to them through setuid programs.
 * Not for:  what the service manager can do better (systemd/ksmbd.service).
 * Called by: ksmbd.mountd, after its files are loaded and before the server starts.
 *
 * What stays: CAP_NET_ADMIN, which every message to the kernel needs,
 * CAP_NET_BIND_SERVICE, since the module opens its port on behalf of the helper that
 * starts it, and CAP_DAC_READ_SEARCH, so that a reload can read files, and paths in closed
 * folders are found.
 * The helper parses what clients sent (RPC, Kerberos tokens); after this a bug there can
 * no longer load modules, change files of others or trace processes.
 */
#include "internal.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool keeps(unsigned int cap)
{
	return cap == CAP_NET_ADMIN || cap == CAP_NET_BIND_SERVICE || cap == CAP_DAC_READ_SEARCH;
}

static int drop_bounding_set(void)
{
	for (unsigned int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++) {
		if (!keeps(cap) && prctl(PR_CAPBSET_DROP, cap) && errno != EPERM)
			return -errno;
	}
	return 0;
}

/**
 * ksmbd_isolate() - give up what is not needed to serve
 *
 * Context: the only thread of the process; threads made later inherit it.
 * Return: 0 or -errno; without privileges there is nothing to give up and 0 is returned.
 */
int ksmbd_isolate(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	int err = drop_bounding_set();

	if (err)
		return err;
	if (syscall(SYS_capget, &head, data))
		return -errno;
	for (unsigned int i = 0; i < ARRAY_SIZE(data); i++) {
		for (unsigned int bit = 0; bit < 32; bit++) {
			if (keeps(i * 32 + bit))
				continue;
			data[i].effective &= ~(1U << bit);
			data[i].permitted &= ~(1U << bit);
		}
		data[i].inheritable = 0;
	}
	if (syscall(SYS_capset, &head, data))
		return -errno;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}
