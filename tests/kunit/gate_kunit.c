// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smb2/gate.c: which frames and commands are looked at, for every connection
 * state (R14).
 */
#include "smb2/engine.h"
#include "kunit_util.h"

static bool frame(int state, u16 dialect, u16 cipher, int magic)
{
	return smb2_gate_frame(state, dialect, cipher, magic);
}

static void frames(struct kunit *test)
{
	static const struct { int state, magic; bool want; } rows[] = {
		{ KSMBD_CONN_NEW, SMB2_MAGIC_SMB1, true },
		{ KSMBD_CONN_NEW, SMB2_MAGIC_SMB2, true },
		{ KSMBD_CONN_NEW, SMB2_MAGIC_TRANSFORM, false },
		{ KSMBD_CONN_NEW, SMB2_MAGIC_COMPRESSED, false },
		{ KSMBD_CONN_NEW, SMB2_MAGIC_NONE, false },
		{ KSMBD_CONN_NEGOTIATING, SMB2_MAGIC_SMB1, false },
		{ KSMBD_CONN_NEGOTIATING, SMB2_MAGIC_SMB2, true },
		{ KSMBD_CONN_NEGOTIATING, SMB2_MAGIC_TRANSFORM, false },
		{ KSMBD_CONN_NEGOTIATED, SMB2_MAGIC_SMB1, false },
		{ KSMBD_CONN_NEGOTIATED, SMB2_MAGIC_SMB2, true },
		{ KSMBD_CONN_NEGOTIATED, SMB2_MAGIC_TRANSFORM, true },
		{ KSMBD_CONN_NEGOTIATED, SMB2_MAGIC_COMPRESSED, false },
		{ KSMBD_CONN_NEGOTIATED, SMB2_MAGIC_NONE, false },
		{ KSMBD_CONN_CLOSING, SMB2_MAGIC_SMB1, false },
		{ KSMBD_CONN_CLOSING, SMB2_MAGIC_SMB2, false },
		{ KSMBD_CONN_CLOSING, SMB2_MAGIC_TRANSFORM, false },
		{ KSMBD_CONN_CLOSING + 1, SMB2_MAGIC_SMB2, false },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		KUNIT_EXPECT_EQ_MSG(test, frame(rows[i].state, SMB2_DIALECT_311, 2, rows[i].magic),
				    rows[i].want, "row %d", i);
}

static void sealed_frames(struct kunit *test)
{
	const int state = KSMBD_CONN_NEGOTIATED, magic = SMB2_MAGIC_TRANSFORM;

	KUNIT_EXPECT_FALSE(test, frame(state, SMB2_DIALECT_202, 1, magic));
	KUNIT_EXPECT_FALSE(test, frame(state, SMB2_DIALECT_210, 1, magic));
	KUNIT_EXPECT_FALSE(test, frame(state, SMB2_DIALECT_300, 0, magic));
	KUNIT_EXPECT_TRUE(test, frame(state, SMB2_DIALECT_300, 1, magic));
	KUNIT_EXPECT_FALSE(test, frame(state, SMB2_DIALECT_311, 0, magic));
}

static bool command(int state, bool sealed, u16 code, u32 flags, u32 next)
{
	const struct smb2_header h = { .command = code, .flags = flags, .next = next };

	return smb2_gate_command(state, sealed, &h);
}

static void commands(struct kunit *test)
{
	int c;

	KUNIT_EXPECT_TRUE(test, command(KSMBD_CONN_NEW, false, SMB2_NEGOTIATE, 0, 0));
	KUNIT_EXPECT_TRUE(test, command(KSMBD_CONN_NEGOTIATING, false, SMB2_NEGOTIATE, 0, 0));
	KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEGOTIATED, false, SMB2_NEGOTIATE, 0, 0));
	KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_CLOSING, false, SMB2_NEGOTIATE, 0, 0));
	KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEW, true, SMB2_NEGOTIATE, 0, 0));
	/* not in a compound, not as a reply */
	KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEW, false, SMB2_NEGOTIATE, 0, 128));
	KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEW, false, SMB2_NEGOTIATE,
					 SMB2_FLAGS_RESPONSE, 0));
	for (c = SMB2_SESSION_SETUP; c <= SMB2_NR_COMMANDS; c++) {
		KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEW, false, c, 0, 0));
		KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEGOTIATING, false, c, 0, 0));
		KUNIT_EXPECT_TRUE(test, command(KSMBD_CONN_NEGOTIATED, false, c, 0, 128));
		KUNIT_EXPECT_TRUE(test, command(KSMBD_CONN_NEGOTIATED, true, c, 0, 0));
		KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_NEGOTIATED, false, c,
						 SMB2_FLAGS_RESPONSE, 0));
		KUNIT_EXPECT_FALSE(test, command(KSMBD_CONN_CLOSING, false, c, 0, 0));
	}
}

static struct kunit_case gate_cases[] = {
	KUNIT_CASE(frames),
	KUNIT_CASE(sealed_frames),
	KUNIT_CASE(commands),
	{}
};

struct kunit_suite ksmbd_gate_suite = {
	.name = "ksmbd_gate",
	.test_cases = gate_cases,
};
