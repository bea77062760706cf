// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/seal.c: published encrypted packets of 3.0 and 3.1.1, all ciphers over
 * all kinds of memory, tampering, nonces.
 *
 * Values marked "computed" come from Python's cryptography module.
 */
#include "crypto/crypto.h"
#include "kunit_util.h"

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

static struct smb3_seal_key *make_key(struct kunit *test, u16 alg, const char *hex)
{
	struct smb3_seal_key *key;
	size_t n;
	u8 *raw;

	raw = kunit_unhex(test, hex, &n);
	key = smb3_seal_key_create(alg, raw, n);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, key);
	return key;
}

/*
 * Transform headers (signature, then from the nonce on) with plain and sealed message: WRITE
 * request and response of Microsoft's articles "Encryption in SMB 3.0: A protocol perspective"
 * and "SMB 3.1.1 Encryption in Windows 10".
 */
static const struct {
	u16 alg;
	const char *key, *tag, *aad, *plain, *sealed;
} published[] = {
	{ SMB3_SEAL_AES128_CCM, "261B72350558F2E9DCF613070383EDBF",
	  "81A286535415445DAE393921E44FA42E",
	  "66E69A111892584FB5ED524A744DA3EE87000000000001001100001400E40800",
	  "FE534D4240000100000000000900400008000000000000000400000000000000"
	  "FFFE0000010000001100001400E4080000000000000000000000000000000000"
	  "3100700017000000000000000000000015010000390000020100000039020000"
	  "00000000000000007000000000000000536D623320656E6372797074696F6E20"
	  "74657374696E67",
	  "25C8FEE16605A437832D1CD52DA9F4645333482A175FE5384563F45FCDAFAEF3"
	  "8BC62BA4D5C62897996625A44C29BE5658DE2E6117585779E7B59FFD971278D0"
	  "8580D7FA899E410E910EABF5AA1DB43050B33B49182637759AC15D84BFCDF5B6"
	  "B238993C0F4CF4D6012023F6C627297075D84B7803912D0A9639634453595EF3"
	  "E33FFE4E7AC2AB" },
	{ SMB3_SEAL_AES128_CCM, "8FE2B57EC34D2DB5B1A9727F526BBDB5",
	  "A6015530A18F6D9AFFE22AFAE8E66484",
	  "860000000000000011000014" "00E40800" "50000000000001001100001400E40800",
	  "FE534D4240000100000000000900210009000000000000000400000000000000"
	  "FFFE0000010000001100001400E4080000000000000000000000000000000000"
	  "11000000170000000000000000000000",
	  "DBF46435C5F14169293CE079E344479BF670227E49873F458672C3098DAC467D"
	  "D5809F369D674091665157871483E01F7BECD02064EAC3E235F913668BBC2F09"
	  "7980D4B378F1993EFF6E60D177309E5B" },
	{ SMB3_SEAL_AES128_GCM, "A2F5E80E5D59103034F32E52F698E5EC",
	  "BD73D97D2BC9001BCAFAC0FDFF5FEEBC",
	  "C7D6822D269CAF48904C664C0000000087000000000001002500000000100000",
	  "FE534D4240000100000000000900010008000000000000000500000000000000FFFE000001000000"
	  "25000000001000000000000000000000000000000000000031007000170000000000000000000000"
	  "0600000004000000010000000400000000000000000000007000000000000000536D623320656E63"
	  "72797074696F6E2074657374696E67",
	  "6ECDD2A7AFC7B47763057A041B8FD4DAFFE990B70C9E09D36C084E02D14EF247F8BDE38ACF6256F8"
	  "B1D3B56F77FBDEB312FEA5E92CBCC1ED8FB2EBBFAA75E49A4A394BB44576545567C24D4C014D47C9"
	  "FBDFDAFD2C4F9B72F8D256452620A299F48E29E53D6B61D1C13A19E91AF013F00D17E3ABC2FC3D36"
	  "C8C1B6B93973253852DBD442E46EE8" },
	{ SMB3_SEAL_AES128_GCM, "748C50868C90F302962A5C35F5F9A8BF",
	  "ACBE1CB7ED343ADF1725EF144D90D4B0",
	  "E06831DD2E8EB7B4000000000000000050000000000001002500000000100000",
	  "FE534D4240000100000000000900010001000000000000000500000000000000FFFE000001000000"
	  "25000000001000000000000000000000000000000000000011000000170000000000000000000000",
	  "26BBBF949983A6C1C796559D0F2C510CB651D1F7B6AC8DED32A2A0B8F2D793A815C6F6B848D69767"
	  "A215841A42D400AE6DDB5F0B44173A014973321FDD7950DA6179159B82E03C9E18A050FF0EA1C967" },
};

static void published_packets(struct kunit *test)
{
	struct smb3_seal_key *key;
	u8 *aad, *data, *want, tag[16];
	struct kvec vec[2];
	size_t n, naad;
	int i;

	for (i = 0; i < ARRAY_SIZE(published); i++) {
		key = make_key(test, published[i].alg, published[i].key);
		aad = kunit_unhex(test, published[i].aad, &naad);
		KUNIT_ASSERT_EQ(test, naad, (size_t)SMB3_SEAL_AAD_SIZE);
		data = kunit_unhex(test, published[i].plain, &n);
		vec[0] = (struct kvec){ data, 64 };
		vec[1] = (struct kvec){ data + 64, n - 64 };
		KUNIT_EXPECT_EQ(test, smb3_seal(key, aad, tag, vec, 2, NULL), 0);
		kunit_expect_hex(test, data, n, published[i].sealed);
		kunit_expect_hex(test, tag, 16, published[i].tag);
		want = kunit_unhex(test, published[i].plain, NULL);
		KUNIT_EXPECT_EQ(test, smb3_unseal(key, aad, tag, data, n), 0);
		KUNIT_EXPECT_EQ(test, memcmp(data, want, n), 0);
		smb3_seal_key_free(key);
	}
}

static void finds_tampering(struct kunit *test)
{
	struct smb3_seal_key *key;
	u8 *aad, *data, *tag;
	size_t n, i;
	int row;

	for (row = 0; row < ARRAY_SIZE(published); row += 3) {
		key = make_key(test, published[row].alg, published[row].key);
		for (i = 0; i < 32 + 16 + 80; i += 3) {
			aad = kunit_unhex(test, published[row].aad, NULL);
			tag = kunit_unhex(test, published[row].tag, NULL);
			data = kunit_unhex(test, published[row].sealed, &n);
			/* nonce bytes beyond the ones in use are authenticated too */
			if (i < 32)
				aad[i] ^= 0x10;
			else if (i < 48)
				tag[i - 32] ^= 0x10;
			else
				data[i - 48] ^= 0x10;
			KUNIT_EXPECT_EQ_MSG(test, smb3_unseal(key, aad, tag, data, n), -EBADMSG,
					    "byte %zu", i);
		}
		smb3_seal_key_free(key);
	}
}

#define LEN	10000

static const struct {	/* computed: key 00.., AAD 40..5f, LEN bytes of i * 11 + 3 */
	u16 alg;
	const char *key, *first, *last, *tag;
} computed[] = {
	{ SMB3_SEAL_AES128_CCM, "000102030405060708090a0b0c0d0e0f",
	  "fa4ff453a6047bd871c80ec457825c0d", "c11105bda5383cdd6c0ba2adb0652a6a",
	  "a9346490c195950a1c3ad8c628dbc69f" },
	{ SMB3_SEAL_AES128_GCM, "000102030405060708090a0b0c0d0e0f",
	  "3a2770ee4271bce0d7df326379b5e050", "934a0030cca922e4741c8ec91c28d133",
	  "53a74b6bc4381b5bf89f04bb2a0c54c3" },
	{ SMB3_SEAL_AES256_CCM, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "76036a8e24d0c76431beb9f70636d798", "ede6e6a95208d0b9561220034e722fd2",
	  "a1ff5405c166387ea3ff40a26271b68d" },
	{ SMB3_SEAL_AES256_GCM, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
	  "e1b7b7070906c25396a2664a1cf68ef3", "11d0d956a71a42fc88c21c03d8525334",
	  "b80ae4e76cf0b4191873317ab1dbe433" },
};

/**
 * struct scattered - LEN bytes in kmalloc, vmalloc and page memory
 * @vec: kmalloc and vmalloc memory
 * @segs: pages
 * @bv: entries of @segs
 * @orig: the pages as they were, with a reference of their own
 * @head: the kmalloc memory
 * @vm: the vmalloc memory
 */
struct scattered {
	struct kvec vec[2];
	struct ksmbd_segs segs;
	struct bio_vec bv[4];
	struct page *orig[3];
	u8 *head;
	u8 *vm;
};

static void fill(u8 *p, unsigned int len, unsigned int *at)
{
	for (; len; len--)
		*p++ = (*at)++ * 11 + 3;
}

static struct scattered *scatter(struct kunit *test, bool private)
{
	static const unsigned int order[] = { 0, 1, 0 }, off[] = { 17, 4000, 0 };
	struct scattered *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	unsigned int at = 0, i, len;

	s->head = kunit_kzalloc(test, 100, GFP_KERNEL);
	s->vm = vmalloc(2 * PAGE_SIZE);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s->vm);
	fill(s->head, 100, &at);
	fill(s->vm + 50, 5000, &at);
	s->vec[0] = (struct kvec){ s->head, 100 };
	s->vec[1] = (struct kvec){ s->vm + 50, 5000 };
	s->segs = (struct ksmbd_segs){ .bv = s->bv, .max = 4, .private = private };
	for (i = 0; i < 3; i++) {
		s->orig[i] = alloc_pages(GFP_KERNEL | __GFP_COMP, order[i]);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, s->orig[i]);
		len = i == 0 ? 1 : i == 1 ? 4100 : LEN - at;
		fill((u8 *)page_address(s->orig[i]) + off[i], len, &at);
		get_page(s->orig[i]);
		ksmbd_segs_add(&s->segs, s->orig[i], off[i], len);
	}
	return s;
}

/* All of the message in one buffer. */
static u8 *gather(struct kunit *test, struct scattered *s)
{
	u8 *out = kunit_kzalloc(test, LEN, GFP_KERNEL);
	unsigned int i, at = 5100;

	memcpy(out, s->head, 100);
	memcpy(out + 100, s->vm + 50, 5000);
	for (i = 0; i < s->segs.nr; i++) {
		memcpy(out + at, (u8 *)page_address(s->segs.bv[i].bv_page) +
				 s->segs.bv[i].bv_offset, s->segs.bv[i].bv_len);
		at += s->segs.bv[i].bv_len;
	}
	KUNIT_EXPECT_EQ(test, at, (unsigned int)LEN);
	return out;
}

static void seal_scattered(struct kunit *test, int row, bool private)
{
	struct smb3_seal_key *key = make_key(test, computed[row].alg, computed[row].key);
	struct scattered *s = scatter(test, private);
	u8 aad[32], tag[16], *all, *vm;
	unsigned int i;

	for (i = 0; i < 32; i++)
		aad[i] = 0x40 + i;
	KUNIT_EXPECT_EQ(test, smb3_seal(key, aad, tag, s->vec, 2, &s->segs), 0);
	KUNIT_EXPECT_TRUE(test, s->segs.private);
	KUNIT_EXPECT_EQ(test, s->segs.bytes, (size_t)LEN - 5100);
	KUNIT_EXPECT_EQ(test, s->segs.bv[0].bv_page == s->orig[0], private);
	if (!private) {		/* page-cache pages keep their contents and lose our reference */
		KUNIT_EXPECT_EQ(test, ((u8 *)page_address(s->orig[0]))[17], (u8)(5100 * 11 + 3));
		KUNIT_EXPECT_EQ(test, page_count(s->orig[1]), 1);
	}
	all = gather(test, s);
	kunit_expect_hex(test, all, 16, computed[row].first);
	kunit_expect_hex(test, all + LEN - 16, 16, computed[row].last);
	kunit_expect_hex(test, tag, 16, computed[row].tag);
	/* opened in vmalloc memory, unaligned */
	vm = vmalloc(LEN + 123);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, vm);
	memcpy(vm + 123, all, LEN);
	KUNIT_EXPECT_EQ(test, smb3_unseal(key, aad, tag, vm + 123, LEN), 0);
	for (i = 0; i < LEN && vm[123 + i] == (u8)(i * 11 + 3); i++)
		;
	KUNIT_EXPECT_EQ(test, i, (unsigned int)LEN);
	vfree(vm);
	ksmbd_segs_put(&s->segs);
	for (i = 0; i < 3; i++)
		put_page(s->orig[i]);
	vfree(s->vm);
	smb3_seal_key_free(key);
}

static void scattered_memory(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(computed); i++) {
		seal_scattered(test, i, true);
		seal_scattered(test, i, false);
	}
}

/* Eight megabytes of page cache in as many entries as there is room for. */
static void large_message(struct kunit *test)
{
	unsigned int nr = 64, i;
	struct smb3_seal_key *key = make_key(test, SMB3_SEAL_AES128_GCM, computed[0].key);
	struct bio_vec *bv = kunit_kcalloc(test, nr, sizeof(*bv), GFP_KERNEL);
	struct ksmbd_segs segs = { .bv = bv, .max = nr };
	u8 aad[32] = {}, tag[16];
	struct page *page;

	page = alloc_pages(GFP_KERNEL | __GFP_COMP | __GFP_ZERO, 5);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	for (i = 0; i < nr; i++) {
		get_page(page);
		ksmbd_segs_add(&segs, page, 0, PAGE_SIZE << 5);
	}
	KUNIT_EXPECT_EQ(test, smb3_seal(key, aad, tag, NULL, 0, &segs), 0);
	KUNIT_EXPECT_EQ(test, segs.bytes, (size_t)nr * (PAGE_SIZE << 5));
	KUNIT_EXPECT_LE(test, segs.nr, segs.max);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	ksmbd_segs_put(&segs);
	put_page(page);
	smb3_seal_key_free(key);
}

static void nonces(struct kunit *test)
{
	static const u16 algs[] = { SMB3_SEAL_AES128_CCM, SMB3_SEAL_AES128_GCM };
	u8 (*seen)[16] = kunit_kcalloc(test, 100, 16, GFP_KERNEL);
	struct smb3_seal_key *key, *other;
	int a, i, j, used;
	u8 n[16];

	for (a = 0; a < 2; a++) {
		key = make_key(test, algs[a], computed[0].key);
		other = make_key(test, algs[a], computed[0].key);
		used = algs[a] == SMB3_SEAL_AES128_CCM ? 11 : 12;
		for (i = 0; i < 100; i++) {
			KUNIT_EXPECT_EQ(test, smb3_seal_nonce(key, seen[i]), 0);
			for (j = 0; j < i; j++)
				KUNIT_EXPECT_NE(test, memcmp(seen[i], seen[j], 16), 0);
			for (j = used; j < 16; j++)
				KUNIT_EXPECT_EQ(test, seen[i][j], 0);
		}
		/* another object of the same key starts elsewhere */
		KUNIT_EXPECT_EQ(test, smb3_seal_nonce(other, n), 0);
		for (j = 0; j < 100; j++)
			KUNIT_EXPECT_NE(test, memcmp(n, seen[j], 16), 0);
		smb3_seal_key_free(key);
		smb3_seal_key_free(other);
	}
}

static void refuses(struct kunit *test)
{
	struct smb3_seal_key *key = make_key(test, SMB3_SEAL_AES128_GCM, computed[0].key);
	u8 raw[32] = {}, aad[32] = {}, tag[16] = {}, *data = kunit_kzalloc(test, 1, GFP_KERNEL);

	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_seal_key_create(0, raw, 16)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_seal_key_create(5, raw, 32)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_seal_key_create(SMB3_SEAL_AES128_CCM, raw, 32)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(smb3_seal_key_create(SMB3_SEAL_AES256_GCM, raw, 16)));
	KUNIT_EXPECT_EQ(test, smb3_unseal(key, aad, tag, data, 1), -EBADMSG);
	KUNIT_EXPECT_EQ(test, smb3_unseal(key, aad, tag, data, 0), -EBADMSG);
	KUNIT_EXPECT_EQ(test, smb3_unseal(key, aad, tag, data, (size_t)INT_MAX + 1), -EINVAL);
	KUNIT_EXPECT_TRUE(test, smb3_seal_available(SMB3_SEAL_AES256_CCM));
	KUNIT_EXPECT_FALSE(test, smb3_seal_available(0));
	KUNIT_EXPECT_FALSE(test, smb3_seal_available(5));
	smb3_seal_key_free(key);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(published_packets),
	KUNIT_CASE(finds_tampering),
	KUNIT_CASE(scattered_memory),
	KUNIT_CASE(large_message),
	KUNIT_CASE(nonces),
	KUNIT_CASE(refuses),
	{}
};

struct kunit_suite ksmbd_seal_suite = {
	.name = "ksmbd_seal", .init = init, .exit = done, .test_cases = cases,
};
