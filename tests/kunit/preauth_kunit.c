// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/preauth.c: the five values of the published logon.
 */
#include "crypto/crypto.h"
#include "kunit_util.h"
#include "smb3_vectors.h"

static int init(struct kunit *test)
{
	return smb3_crypto_init();
}

static void done(struct kunit *test)
{
	smb3_crypto_exit();
}

static void published_chain(struct kunit *test)
{
	static const char * const step[][2] = {
		{ V_NEGOTIATE_REQUEST, V_PREAUTH_1 }, { V_NEGOTIATE_RESPONSE, V_PREAUTH_2 },
		{ V_SETUP_REQUEST_1, V_PREAUTH_3 }, { V_SETUP_RESPONSE_1, V_PREAUTH_4 },
		{ V_SETUP_REQUEST_2, V_PREAUTH_5 },
	};
	struct smb3_preauth value = {}, before;
	struct kvec vec[3];
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(step); i++) {
		p = kunit_unhex(test, step[i][0], &n);
		vec[0] = (struct kvec){ p, 64 };
		vec[1] = (struct kvec){ p + 64, 0 };
		vec[2] = (struct kvec){ p + 64, n - 64 };
		before = value;
		KUNIT_ASSERT_EQ(test, smb3_preauth_update(&value, &before, vec, 3), 0);
		kunit_expect_hex(test, value.hash, sizeof(value.hash), step[i][1]);
	}
	KUNIT_EXPECT_EQ(test, smb3_preauth_update(&value, &value, vec, 9), -EINVAL);
	kunit_expect_hex(test, value.hash, sizeof(value.hash), V_PREAUTH_5);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(published_chain),
	{}
};

struct kunit_suite ksmbd_preauth_suite = {
	.name = "ksmbd_preauth", .init = init, .exit = done, .test_cases = cases,
};
