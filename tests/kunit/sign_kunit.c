// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/sign.c: the published signed packet, all algorithms over all kinds of
 * memory, tampering, and many threads with one key.
 *
 * Signatures marked "computed" come from Python's cryptography module.
 */
#include "crypto/crypto.h"
#include "kunit_util.h"
#include "smb3_vectors.h"

#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

static int init(struct kunit *test)
{
	return smb3_crypto_init();
}

static void done(struct kunit *test)
{
	smb3_crypto_exit();
}

static struct smb3_sign_key *make_key(struct kunit *test, u16 alg, const char *hex)
{
	struct smb3_sign_key *key;
	size_t n;
	u8 *raw;

	raw = kunit_unhex(test, hex, &n);
	key = smb3_sign_key_create(alg, raw, n);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, key);
	return key;
}

/* The final SESSION_SETUP response: published for CMAC, computed for the others. */
static void published_packet(struct kunit *test)
{
	static const struct {
		u16 alg;
		const char *key, *sig;
	} row[] = {
		{ SMB3_SIGN_AES_CMAC, V_SIGNING_KEY, V_SETUP_RESPONSE_2_SIGNATURE },
		{ SMB3_SIGN_AES_GMAC, V_SIGNING_KEY, "75d05bac99ff7fcc52a44c354381d559" },
		{ SMB3_SIGN_HMAC_SHA256, V30_SESSION_KEY, "b6cda5e48f1dd524e1cde8f1dd75b804" },
	};
	struct smb3_sign_msg msg = { .nvec = 1, .message_id = 3, .response = true };
	struct smb3_sign_key *key;
	struct kvec vec;
	u8 sig[16], *want;
	size_t n, i, at;
	u8 *p;

	p = kunit_unhex(test, V_SETUP_RESPONSE_2_HEADER V_SETUP_RESPONSE_2_SIGNATURE
			      V_SETUP_RESPONSE_2_BODY, &n);
	vec = (struct kvec){ p, n };
	msg.vec = &vec;
	for (i = 0; i < ARRAY_SIZE(row); i++) {
		key = make_key(test, row[i].alg, row[i].key);
		KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, sig), 0);
		kunit_expect_hex(test, sig, 16, row[i].sig);
		want = kunit_unhex(test, row[i].sig, NULL);
		KUNIT_EXPECT_EQ(test, smb3_verify(key, &msg, want), 0);
		/* any bit outside the signature field matters */
		for (at = 0; at < n; at++) {
			p[at] ^= 1;
			KUNIT_EXPECT_EQ_MSG(test, smb3_verify(key, &msg, want),
					    at / 16 == 3 ? 0 : -EBADMSG, "byte %zu", at);
			p[at] ^= 1;
		}
		want[15] ^= 0x80;
		KUNIT_EXPECT_EQ(test, smb3_verify(key, &msg, want), -EBADMSG);
		smb3_sign_key_free(key);
	}
}

static void gmac_nonce_flags(struct kunit *test)
{
	struct smb3_sign_msg msg = { .nvec = 1, .message_id = 3, .cancel = true };
	struct smb3_sign_key *key = make_key(test, SMB3_SIGN_AES_GMAC, V_SIGNING_KEY);
	struct kvec vec;
	u8 a[16], b[16];

	vec.iov_base = kunit_unhex(test, V_SETUP_RESPONSE_2_HEADER V_SETUP_RESPONSE_2_SIGNATURE
					 V_SETUP_RESPONSE_2_BODY, &vec.iov_len);
	msg.vec = &vec;
	KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, a), 0);
	kunit_expect_hex(test, a, 16, "54f7ea543df57eb9f1b3f8e7425ff396");	/* computed */
	msg.cancel = false;
	KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, b), 0);
	KUNIT_EXPECT_NE(test, memcmp(a, b, 16), 0);
	msg.message_id = 4;
	KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, a), 0);
	KUNIT_EXPECT_NE(test, memcmp(a, b, 16), 0);
	smb3_sign_key_free(key);
}

#define BODY	10000

/**
 * struct scattered - a message of 64 + BODY + 5 bytes in all kinds of memory
 * @msg: what is signed
 * @vec: kmalloc and vmalloc memory
 * @segs: single pages and a compound one
 * @bv: entries of @segs
 * @vm: vmalloc memory
 */
struct scattered {
	struct smb3_sign_msg msg;
	struct kvec vec[3];
	struct ksmbd_segs segs;
	struct bio_vec bv[4];
	u8 *vm;
};

static void fill_page(struct ksmbd_segs *segs, unsigned int order, unsigned int off,
		      unsigned int len, unsigned int *at)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
	u8 *p = (u8 *)page_address(page) + off;
	unsigned int i;

	for (i = 0; i < len; i++)
		p[i] = (*at)++ * 13 + 1;
	ksmbd_segs_add(segs, page, off, len);
}

static struct scattered *scatter(struct kunit *test)
{
	struct scattered *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	u8 *head = kunit_kzalloc(test, 64 + 36, GFP_KERNEL);
	unsigned int at = 0, i;

	s->vm = vmalloc(3 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s->vm);
	for (i = 0; i < 64; i++)
		head[i] = i * 7;
	for (i = 64; i < 100; i++)
		head[i] = at++ * 13 + 1;
	for (i = 100; i < 100 + 5000; i++)
		s->vm[i] = at++ * 13 + 1;
	s->vec[0] = (struct kvec){ head, 100 };
	s->vec[1] = (struct kvec){ s->vm, 0 };
	s->vec[2] = (struct kvec){ s->vm + 100, 5000 };
	s->segs.bv = s->bv;
	s->segs.max = ARRAY_SIZE(s->bv);
	fill_page(&s->segs, 0, 0, 1, &at);
	fill_page(&s->segs, 1, 4000, 4000, &at);
	fill_page(&s->segs, 0, 96, BODY - at, &at);
	s->msg = (struct smb3_sign_msg){ .vec = s->vec, .nvec = 3, .segs = &s->segs, .trailer = 5,
					 .message_id = 0x1122334455667788ULL, .response = true };
	return s;
}

static const struct {
	u16 alg;
	const char *sig;
} scattered[] = {	/* computed over the same bytes in one piece, key 00..0f */
	{ SMB3_SIGN_HMAC_SHA256, "cba4f6a1a11057b3a15d33fa1cf9d997" },
	{ SMB3_SIGN_AES_CMAC, "a9b6d2bbef42b72cccbc7c8b11b8315a" },
	{ SMB3_SIGN_AES_GMAC, "c9cc0d33c2b96bb8113e4a4b69041013" },
};

#define KEY_0F	"000102030405060708090a0b0c0d0e0f"

static void scattered_memory(struct kunit *test)
{
	struct scattered *s = scatter(test);
	struct smb3_sign_key *key;
	u8 sig[16];
	int i;

	for (i = 0; i < ARRAY_SIZE(scattered); i++) {
		key = make_key(test, scattered[i].alg, KEY_0F);
		KUNIT_EXPECT_EQ(test, smb3_sign(key, &s->msg, sig), 0);
		kunit_expect_hex(test, sig, 16, scattered[i].sig);
		smb3_sign_key_free(key);
	}
	ksmbd_segs_put(&s->segs);
	vfree(s->vm);
}

/* Eight megabytes, as a large READ has them. */
static void large_message(struct kunit *test)
{
	unsigned int nr = 64, i, alg;
	struct bio_vec *bv = kunit_kcalloc(test, nr, sizeof(*bv), GFP_KERNEL);
	struct ksmbd_segs segs = { .bv = bv, .max = nr };
	struct smb3_sign_msg msg = { .nvec = 1, .segs = &segs, .response = true };
	struct smb3_sign_key *key;
	struct page *page;
	struct kvec vec;
	u8 sig[16];

	page = alloc_pages(GFP_KERNEL | __GFP_COMP | __GFP_ZERO, 5);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	for (i = 0; i < nr; i++) {
		get_page(page);
		ksmbd_segs_add(&segs, page, 0, PAGE_SIZE << 5);
	}
	vec = (struct kvec){ kunit_kzalloc(test, 80, GFP_KERNEL), 80 };
	msg.vec = &vec;
	for (alg = SMB3_SIGN_HMAC_SHA256; alg <= SMB3_SIGN_AES_GMAC; alg++) {
		key = make_key(test, alg, KEY_0F);
		KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, sig), 0);
		KUNIT_EXPECT_EQ(test, smb3_verify(key, &msg, sig), 0);
		smb3_sign_key_free(key);
	}
	ksmbd_segs_put(&segs);
	put_page(page);
}

static void refuses(struct kunit *test)
{
	struct smb3_sign_key *key = make_key(test, SMB3_SIGN_AES_CMAC, KEY_0F);
	struct smb3_sign_msg msg = {};
	u8 raw[16] = {}, sig[16];
	struct kvec vec;

	KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, sig), -EINVAL);
	vec = (struct kvec){ kunit_kzalloc(test, 63, GFP_KERNEL), 63 };
	msg.vec = &vec;
	msg.nvec = 1;
	KUNIT_EXPECT_EQ(test, smb3_sign(key, &msg, sig), -EINVAL);
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_sign_key_create(3, raw, 16)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_sign_key_create(SMB3_SIGN_AES_GMAC, raw, 15)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_sign_key_create(SMB3_SIGN_AES_CMAC, raw, 15)));
	KUNIT_EXPECT_TRUE(test, smb3_sign_available(SMB3_SIGN_AES_GMAC));
	KUNIT_EXPECT_FALSE(test, smb3_sign_available(3));
	KUNIT_EXPECT_FALSE(test, smb3_sign_available(0xffff));
	smb3_sign_key_free(key);
	smb3_sign_key_free(NULL);
}

/**
 * struct racer - one of several threads that sign with one key
 * @key: shared
 * @msg: shared
 * @want: the right signature
 * @bad: wrong ones seen
 * @done: thread is through
 */
struct racer {
	struct smb3_sign_key *key;
	struct smb3_sign_msg *msg;
	u8 want[16];
	int bad;
	struct completion done;
};

static int race(void *arg)
{
	struct racer *r = arg;
	u8 sig[16];
	int i;

	for (i = 0; i < 200; i++) {
		r->bad += smb3_sign(r->key, r->msg, sig) || memcmp(sig, r->want, 16);
		cond_resched();
	}
	complete(&r->done);
	return 0;
}

static void one_key_many_threads(struct kunit *test)
{
	struct scattered *s = scatter(test);
	struct racer *r;
	u8 sig[16];
	int i, t;

	r = kunit_kcalloc(test, 4, sizeof(*r), GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(scattered); i++) {
		struct smb3_sign_key *key = make_key(test, scattered[i].alg, KEY_0F);

		KUNIT_EXPECT_EQ(test, smb3_sign(key, &s->msg, sig), 0);
		for (t = 0; t < 4; t++) {
			r[t] = (struct racer){ .key = key, .msg = &s->msg };
			memcpy(r[t].want, sig, 16);
			init_completion(&r[t].done);
			KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(race, &r[t], "race%d", t)));
		}
		for (t = 0; t < 4; t++) {
			wait_for_completion(&r[t].done);
			KUNIT_EXPECT_EQ(test, r[t].bad, 0);
		}
		smb3_sign_key_free(key);
	}
	ksmbd_segs_put(&s->segs);
	vfree(s->vm);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(published_packet),
	KUNIT_CASE(gmac_nonce_flags),
	KUNIT_CASE(scattered_memory),
	KUNIT_CASE(large_message),
	KUNIT_CASE(refuses),
	KUNIT_CASE(one_key_many_threads),
	{}
};

struct kunit_suite ksmbd_sign_suite = {
	.name = "ksmbd_sign", .init = init, .exit = done, .test_cases = cases,
};
