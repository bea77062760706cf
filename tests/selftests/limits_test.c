// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How many connections a client may have ("max ip connections", 64 if nothing
 * is said): a client is a ClientGuid and a user, not an address. Who has too
 * many loses its own oldest idle one; nobody else does.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT	64
#define MORE	(LIMIT + 8)

static struct smb2c other, all[MORE];

static unsigned int alive(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < MORE; i++)
		n += all[i].fd >= 0 && smb2c_echo(&all[i]) == STATUS_SUCCESS;
	return n;
}

static void one_client(void)
{
	unsigned int i, good = 0;

	for (i = 0; i < MORE; i++) {
		memcpy(all[i].client_guid, all[0].client_guid, 16);
		st_connect(&all[i], 0x0311);
		good += smb2c_log_on(&all[i], st_user, st_password) == STATUS_SUCCESS;
	}
	st_ok(good == MORE, "a client that comes with %u connections gets in with all", good);
	st_ok(smb2c_hung_up(&all[0], 20000), "and loses the oldest");
	good = alive();
	st_ok(good == LIMIT, "as many as it may have are left (%u)", good);
	st_is(smb2c_echo(&other), STATUS_SUCCESS, "a client beside it at the same address stays");
}

static void one_guid(void)
{
	struct smb2c c;

	smb2c_init(&c);
	memcpy(c.client_guid, all[0].client_guid, 16);
	st_connect(&c, 0x0311);
	st_is(smb2c_log_on(&c, st_user2, st_password2), STATUS_SUCCESS,
	      "another user who says the same ClientGuid gets in");
	st_ok(alive() == LIMIT, "and takes nobody's place");
	smb2c_free(&c);
}

static void strangers(void)
{
	struct smb2c c;
	unsigned int i, left = 0;

	for (i = 0; i < MORE; i++) {
		smb2c_hang_up(&all[i]);
		if (smb2c_connect(&all[i], st_server, 445))
			break;
	}
	st_ok(i == MORE, "%u connections on which nobody logs in", i);
	smb2c_init(&c);
	st_connect(&c, 0x0311);
	st_is(smb2c_log_on(&c, st_user, st_password), STATUS_SUCCESS,
	      "beside them somebody can log in");
	st_is(smb2c_echo(&other), STATUS_SUCCESS, "and who has logged in stays");
	for (i = 0; i < MORE; i++)
		left += !smb2c_hung_up(&all[i], 0);
	st_ok(left <= LIMIT, "the oldest of them are gone (%u are left)", left);
	smb2c_free(&c);
}

int main(void)
{
	unsigned int i;

	st_begin();
	smb2c_init(&other);
	st_log_on(&other, 0x0311);
	for (i = 0; i < MORE; i++)
		smb2c_init(&all[i]);
	one_client();
	one_guid();
	strangers();
	for (i = 0; i < MORE; i++)
		smb2c_free(&all[i]);
	smb2c_free(&other);
	st_ok(st_all_gone(), "afterwards the server has no connection, session or open left");
	return st_end();
}
