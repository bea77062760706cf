// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The [global] section as the kernel wants it: the STARTING_UP message.
 *
 * For:      packing struct ksmbd_startup_request and its list of interfaces.
 * Not for:  sending it (netlink.c), what only our module understands (apple.c).
 * Called by: server.c when it starts.
 *
 * No state, no locks.
 */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *protocol_name(int protocol)
{
	static const char * const names[] = {
		[KSMBD_PROTOCOL_SMB2_02] = "SMB2_02", [KSMBD_PROTOCOL_SMB2_10] = "SMB2_10",
		[KSMBD_PROTOCOL_SMB3_00] = "SMB3_00", [KSMBD_PROTOCOL_SMB3_02] = "SMB3_02",
		[KSMBD_PROTOCOL_SMB3_11] = "SMB3_11",
	};

	return names[protocol];
}

static uint32_t startup_flags(const struct ksmbd_global *g)
{
	uint32_t flags = 0;

	if (g->smb2_leases)
		flags |= KSMBD_GLOBAL_FLAG_SMB2_LEASES;
	if (g->multichannel)
		flags |= KSMBD_GLOBAL_FLAG_SMB3_MULTICHANNEL;
	if (g->durable_handles)
		flags |= KSMBD_GLOBAL_FLAG_DURABLE_HANDLE;
	if (g->encryption == KSMBD_SETTING_DISABLED)
		flags |= KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION_OFF;
	if (g->encryption == KSMBD_SETTING_MANDATORY)
		flags |= KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION;
	return flags;
}

static void put_text(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text ? text : "");
}

static void fill_numbers(struct ksmbd_startup_request *r, const struct ksmbd_global *g)
{
	r->flags = startup_flags(g);
	r->signing = g->signing;	/* enum ksmbd_setting has the values of the wire */
	r->tcp_port = (uint16_t)g->tcp_port;
	r->ipc_timeout = (uint16_t)g->ipc_timeout;
	r->deadtime = g->deadtime;
	r->file_max = g->max_open_files;
	r->smb2_max_write = (uint32_t)g->smb2_max_write;
	r->smb2_max_read = (uint32_t)g->smb2_max_read;
	r->smb2_max_trans = (uint32_t)g->smb2_max_trans;
	r->share_fake_fscaps = g->fake_fscaps;
	memcpy(r->sub_auth, g->sub_auth, sizeof(r->sub_auth));
	r->smb2_max_credits = g->smb2_max_credits;
	r->smbd_max_io_size = (uint32_t)g->smbd_max_io_size;
	r->max_connections = g->max_connections;
	r->bind_interfaces_only = g->bind_interfaces_only;
	r->max_ip_connections = g->max_ip_connections;
	r->max_sessions_per_connection = g->max_sessions_per_connection;
}

/**
 * ksmbd_startup_pack() - pack the STARTING_UP message
 * @global: the [global] section
 * @out: gets a buffer for free()
 * @len: gets its length
 *
 * Return: 0 or -ENOMEM.
 */
int ksmbd_startup_pack(const struct ksmbd_global *global, void **out, size_t *len)
{
	struct ksmbd_startup_request *r;
	size_t list = 0;
	char *p;

	for (size_t i = 0; global->bind_interfaces_only && i < global->interfaces.n; i++)
		list += strlen(global->interfaces.v[i]) + 1;
	r = calloc(1, sizeof(*r) + list);
	if (!r)
		return -ENOMEM;
	fill_numbers(r, global);
	put_text(r->min_prot, sizeof(r->min_prot), protocol_name(global->min_protocol));
	put_text(r->max_prot, sizeof(r->max_prot), protocol_name(global->max_protocol));
	put_text(r->netbios_name, sizeof(r->netbios_name), global->netbios_name);
	put_text(r->work_group, sizeof(r->work_group), global->workgroup);
	put_text(r->server_string, sizeof(r->server_string), global->server_string);
	put_text(r->aapl_model, sizeof(r->aapl_model), global->apple_model);
	r->ifc_list_sz = (uint32_t)list;
	p = KSMBD_STARTUP_CONFIG_INTERFACES(r);
	for (size_t i = 0; list && i < global->interfaces.n; i++)
		p = stpcpy(p, global->interfaces.v[i]) + 1;
	*out = r;
	*len = sizeof(*r) + list;
	return 0;
}
