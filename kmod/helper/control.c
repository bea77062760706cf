// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /sys/class/ksmbd-control: the switches ksmbd.control writes to.
 *
 * kill_server "hard" stops serving and tells the helper; debug shows and sets
 * which rooms trace; stats tells state and version.  Names and formats are
 * those of the in-tree module.
 *
 * Not for:  statistics in detail (admin.c).
 * Context:  system call of an administrator.
 */
#include "helper/genl.h"

#include <linux/device.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "helper/helper.h"
#include "state/conn.h"
#include "state/server.h"

static const char *const state_names[] = { "stopped", "starting up", "running", "shutdown" };

static ssize_t stats_show(kcompat_class_const struct class *class,
			  kcompat_class_const struct class_attribute *attr, char *buf)
{
	int state = ksmbd_server_state();

	return sysfs_emit(buf, "2 %s %u %lu\n", state_names[state], ksmbd_conn_count(),
			  (unsigned long)jiffies);
}

static ssize_t kill_server_store(kcompat_class_const struct class *class,
				 kcompat_class_const struct class_attribute *attr,
				 const char *buf, size_t len)
{
	struct ksmbd_shutdown_request req = {};

	if (!sysfs_streq(buf, "hard"))
		return -EINVAL;
	ksmbd_info("an administrator stops the server");
	ksmbd_config_stop();
	ksmbd_nl_send(KSMBD_EVENT_SHUTTING_DOWN, &req, sizeof(req), NULL, NULL);
	return len;
}

unsigned long ksmbd_debug;

static const char *const area_names[KSMBD_NR_DEBUG_AREAS] = {
	"smb", "auth", "vfs", "ipc", "conn",
};

static ssize_t debug_show(kcompat_class_const struct class *class,
			  kcompat_class_const struct class_attribute *attr, char *buf)
{
	unsigned int i;
	int n = 0;

	for (i = 0; i < KSMBD_NR_DEBUG_AREAS; i++)
		n += sysfs_emit_at(buf, n, READ_ONCE(ksmbd_debug) & BIT(i) ? "[%s] " : "%s ",
				   area_names[i]);
	n += sysfs_emit_at(buf, n, "\n");
	return n;
}

/* A name turns its area on or off; "all" turns all on, or off when all are on. */
static ssize_t debug_store(kcompat_class_const struct class *class,
			   kcompat_class_const struct class_attribute *attr,
			   const char *buf, size_t len)
{
	const unsigned long all = BIT(KSMBD_NR_DEBUG_AREAS) - 1;
	unsigned int i;

	if (sysfs_streq(buf, "all")) {
		WRITE_ONCE(ksmbd_debug, READ_ONCE(ksmbd_debug) == all ? 0 : all);
		return len;
	}
	for (i = 0; i < KSMBD_NR_DEBUG_AREAS; i++) {
		if (sysfs_streq(buf, area_names[i])) {
			WRITE_ONCE(ksmbd_debug, READ_ONCE(ksmbd_debug) ^ BIT(i));
			return len;
		}
	}
	return -EINVAL;
}

static struct class_attribute class_attr_debug = __ATTR_RW(debug);
static struct class_attribute class_attr_stats = __ATTR_RO(stats);
static struct class_attribute class_attr_kill_server = __ATTR_WO(kill_server);

static struct attribute *control_attrs[] = {
	&class_attr_stats.attr,
	&class_attr_kill_server.attr,
	&class_attr_debug.attr,
	NULL,
};
ATTRIBUTE_GROUPS(control);

static struct class control_class = {
	.name = "ksmbd-control",
	.class_groups = control_groups,
};

/**
 * ksmbd_control_init() - make the directory
 *
 * Context: module init. Return: 0 or -errno.
 */
int __init ksmbd_control_init(void)
{
	return class_register(&control_class);
}

/**
 * ksmbd_control_exit() - remove it
 *
 * Context: module exit.
 */
void ksmbd_control_exit(void)
{
	class_unregister(&control_class);
}
