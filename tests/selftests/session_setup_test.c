// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * SESSION_SETUP (MS-SMB2 3.3.5.5): arguments, the legs of NTLMSSP, wrong
 * passwords, authenticating again, taking the place of a session before.
 */
#include "selftest.h"

#include <stdlib.h>
#include <string.h>

static struct smb2c c;

static void connected(uint16_t dialect)
{
	st_connect(&c, dialect);
}

static void put_first(void)
{
	struct smb2c_buf b = { 0 };

	smb2c_ntlm_negotiate(&b);
	smb2c_put_session_setup(&c, b.data, b.len, 0);
	free(b.data);
}

/* 2 flags, 3 security mode, 12 blob offset, 14 its length; the blob begins at 24 */
static const struct st_case cases[] = {
	{ "the first leg", STATUS_MORE_PROCESSING_REQUIRED },
	{ "a wrong StructureSize is refused", STATUS_INVALID_PARAMETER, { P16(B(0), 24) } },
	{ "a blob that leaves the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(14), 4000) } },
	{ "a blob behind the frame is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(12), 4000) } },
	{ "a blob within the header is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(12), 0) } },
	{ "no blob is refused", STATUS_INVALID_PARAMETER, { P16(B(14), 0) } },
	{ "neither SPNEGO nor NTLMSSP is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24), 0x12345678) } },
	{ "an NTLMSSP message of an unknown type is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(32), 9) } },
	{ "an AUTHENTICATE first is refused", STATUS_INVALID_PARAMETER, { P32(B(32), 3) } },
	{ "half a blob is refused", STATUS_INVALID_PARAMETER, { P16(B(14), 10) } },
	{ "truncated SPNEGO is refused", STATUS_INVALID_PARAMETER, { P64(B(24), 0x7f60) } },
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
	{ "binding is refused before 3.0 and without multichannel",
	  STATUS_REQUEST_NOT_ACCEPTED, { P8(B(2), 1), P64(H_SESSION, 0x77777) } },
	{ "a short body is refused", STATUS_INVALID_PARAMETER, { { 0 } }, 10 },
};

static void arguments(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		connected(0x0210);
		put_first();
		st_spoil(&c, &cases[i]);
		st_is(smb2c_call(&c, NULL), cases[i].want, "SESSION_SETUP: %s", cases[i].says);
	}
}

/* ---- the second leg ---- */

/* Offsets in AUTHENTICATE (MS-NLMP 2.2.1.3): 20 NT response, 36 user, 60 flags, 72 MIC. */
static const struct st_case second[] = {
	{ "a good one", STATUS_SUCCESS },
	{ "a wrong signature of NTLMSSP is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24), 0x11111111) } },
	{ "an NT response that leaves the blob is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24 + 24), 0x10000) } },
	{ "an NT response at minus one is refused", STATUS_INVALID_PARAMETER,
	  { P32(B(24 + 24), 0xffffffff) } },
	{ "a user name that leaves the blob is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(24 + 36), 0xfffe) } },
	{ "a user name of odd length is refused", STATUS_INVALID_PARAMETER,
	  { P16(B(24 + 36), 5) } },
	{ "a wrong integrity code fails the log-on", STATUS_LOGON_FAILURE,
	  { P64(B(24 + 72), 0) } },
	{ "an unknown session is said to be deleted", STATUS_USER_SESSION_DELETED,
	  { P64(H_SESSION, 0x77777) } },
};

static uint32_t second_leg(const struct st_case *k, const char *user, const char *password)
{
	struct smb2c_buf blob = { 0 };
	struct smb2c_reply r;
	uint32_t status;

	if (smb2c_setup_first(&c, &r, 0) != STATUS_MORE_PROCESSING_REQUIRED)
		return r.status;
	if (smb2c_ntlm_authenticate(&c, r.el + smb2c_get_int(r.body + 4, 2),
				    smb2c_get_int(r.body + 6, 2), user, password, &blob))
		return SMB2C_MALFORMED;
	smb2c_put_session_setup(&c, blob.data, blob.len, 0);
	free(blob.data);
	if (k)
		st_spoil(&c, k);
	status = smb2c_call(&c, &r);
	return status;
}

static void legs(void)
{
	struct smb2c_reply r;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(second); i++) {
		connected(0x0311);
		st_is(second_leg(&second[i], st_user, st_password), second[i].want,
		      "second leg: %s", second[i].says);
	}
	connected(0x0311);
	st_is(second_leg(NULL, "nobody-here", "x"), STATUS_LOGON_FAILURE,
	      "an unknown user cannot log on");
	smb2c_put_empty(&c, SMB2_LOGOFF);
	st_is(smb2c_call(&c, NULL), STATUS_USER_SESSION_DELETED,
	      "a session whose log-on failed is gone");
	connected(0x0311);
	st_is(second_leg(NULL, st_user, "wrong"), STATUS_LOGON_FAILURE,
	      "a wrong password is refused, not made a guest");
	connected(0x0311);
	smb2c_setup_first(&c, &r, 0);
	smb2c_put_tree_connect(&c, "\\\\server\\public");
	st_is(smb2c_call(&c, NULL), STATUS_USER_SESSION_DELETED,
	      "between the legs there is no session");
	connected(0x0311);
	st_need(smb2c_log_on(&c, st_user, st_password), "all of it after that");
}

/* Half-made sessions are few (they cost memory before anybody has said who he is). */
static void many_halves(void)
{
	struct smb2c_reply r;
	unsigned int i, made = 0;

	connected(0x0311);
	for (i = 0; i < 100; i++) {
		memset(&c.s, 0, sizeof(c.s));
		if (smb2c_setup_first(&c, &r, 0) != STATUS_MORE_PROCESSING_REQUIRED)
			break;
		made++;
	}
	st_ok(made && made < 100, "a connection cannot begin sessions without end (%u)", made);
}

/* ---- after log-on ---- */

static void again(struct st *s)
{
	struct smb2c_session before = s->c.s;

	st_is(smb2c_log_on(&s->c, st_user, st_password), STATUS_SUCCESS,
	      "a session is authenticated again");
	st_ok(s->c.s.id == before.id, "it keeps its id");
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_SUCCESS,
	      "and its keys and handles");
}

static void two_sessions(struct st *s)
{
	struct smb2c_session first = s->c.s;
	uint32_t tree = s->c.tree;

	memset(&s->c.s, 0, sizeof(s->c.s));
	s->c.tree = 0;
	st_is(smb2c_log_on(&s->c, st_user2, st_password2), STATUS_SUCCESS,
	      "a second session on the same connection");
	st_ok(s->c.s.id != first.id, "has an id of its own");
	s->c.tree = tree;
	st_is(smb2c_close(&s->c, s->file), STATUS_NETWORK_NAME_DELETED,
	      "the trees of the first are not its own");
	smb2c_put_empty(&s->c, SMB2_LOGOFF);
	st_is(smb2c_call(&s->c, NULL), STATUS_SUCCESS, "it logs off");
	s->c.s = first;
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_SUCCESS, "the first stays");
}

/* PreviousSessionId ends the session it names, of the same user only (3.3.5.5.3). */
static void previous(struct st *s)
{
	struct smb2c other;

	smb2c_init(&other);
	st_connect(&other, 0x0311);
	st_is(smb2c_log_on_over(&other, st_user2, st_password2, s->c.s.id), STATUS_SUCCESS,
	      "another user names the session as his previous one");
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_SUCCESS, "it lives on");
	st_connect(&other, 0x0311);
	st_is(smb2c_log_on_over(&other, st_user, st_password, s->c.s.id), STATUS_SUCCESS,
	      "the same user names it");
	st_is(smb2c_write(&s->c, s->file, 0, "0123456789"), STATUS_USER_SESSION_DELETED,
	      "it is gone");
	smb2c_free(&other);
}

int main(void)
{
	struct st s;

	st_begin();
	smb2c_init(&c);
	arguments();
	legs();
	many_halves();
	smb2c_free(&c);
	st_open(&s, 0x0311);
	again(&s);
	two_sessions(&s);
	previous(&s);
	st_close(&s);
	return st_end();
}
