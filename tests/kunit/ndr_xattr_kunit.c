// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/ndr_xattr.c: blobs that Samba 4.17 packed (its Python bindings and, for
 * the POSIX ACL, its NDR library), what we write compared with them, and
 * hostile ones.
 */
#include "util/ndr_xattr.h"
#include "kunit_util.h"

#include <linux/errno.h>

#define NT	0x1122334455667788ULL

static const struct {
	const char *hex;
	u32 attrib;
	bool has_create, has_itime;
} dos[] = {
	{ "30783232", 0x22 },						/* "0x22" */
	{ "3078323200", 0x22 },
	{ "3078323200000100010000002200000055000000550000000000000055000000000000008877665544"
	  "3322115500000000000000", 0x22, true },
	{ "3078323200000200020000005500000022000000550000005500000000000000550000000000000088"
	  "77665544332211550000000000000055000000000000006e6d00", 0x22 },
	{ "3078323200000300030000005100000022000000550000005500000000000000550000000000000088"
	  "776655443322115500000000000000", 0x22, true },
	{ "0000040004000000510000002200000008070605040302018877665544332211", 0x22, true, true },
	{ "000005000500000011000000220000008877665544332211", 0x22, true },
};

static void dosattrib_reads(struct kunit *test)
{
	struct ksmbd_dosattrib a;
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(dos); i++) {
		p = kunit_unhex(test, dos[i].hex, &n);
		KUNIT_ASSERT_EQ_MSG(test, ksmbd_dosattrib_decode(p, n, &a), 0, "row %d", i);
		KUNIT_EXPECT_TRUE(test, a.has_attrib);
		KUNIT_EXPECT_EQ(test, a.attrib, dos[i].attrib);
		KUNIT_EXPECT_EQ_MSG(test, a.has_create_time, dos[i].has_create, "row %d", i);
		if (a.has_create_time)
			KUNIT_EXPECT_EQ(test, a.create_time, NT);
		KUNIT_EXPECT_EQ(test, a.has_itime, dos[i].has_itime);
		if (a.has_itime)
			KUNIT_EXPECT_EQ(test, a.itime, 0x0102030405060708ULL);
	}
}

static void dosattrib_writes(struct kunit *test)
{
	struct ksmbd_dosattrib a = { .attrib = 0x22, .has_attrib = true, .create_time = NT,
				     .has_create_time = true, .itime = 0x0102030405060708ULL,
				     .has_itime = true };
	u8 *out = kunit_kzalloc(test, KSMBD_DOSATTRIB_SIZE, GFP_KERNEL);
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, out, KSMBD_DOSATTRIB_SIZE);
	ksmbd_dosattrib_encode(&wr, &a);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos, "0000040004000000510000002200000008070605040302018877"
					    "665544332211");
	a.has_itime = false;
	ksmbd_wr_init(&wr, out, KSMBD_DOSATTRIB_SIZE);
	ksmbd_dosattrib_encode(&wr, &a);
	kunit_expect_hex(test, out, wr.pos, "0000040004000000110000002200000000000000000000008877"
					    "665544332211");
}

static void dosattrib_refuses(struct kunit *test)
{
	static const char * const bad[] = {
		"", "00", "0000", "3078", "307867", "3078313233343536373839",
		"00000400050000001100000022000000", "0000060006000000", "0000ffffffff0000",
		"0000000000000000",
		"00000400040000005100000022000000080706050403020188776655443322",	/* cut */
		"0000050005000000110000002200000088776655443322",
		"30783232303078323230307832323030000004000400000051000000220000000807060504030201",
	};
	struct ksmbd_dosattrib a;
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		p = kunit_unhex(test, bad[i], &n);
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_dosattrib_decode(p, n, &a), -EINVAL, "%s", bad[i]);
	}
	/* bits nobody knows are dropped */
	p = kunit_unhex(test, "00000500050000001100000022000080 8877665544332211", &n);
	KUNIT_EXPECT_EQ(test, ksmbd_dosattrib_decode(p, n, &a), 0);
	KUNIT_EXPECT_EQ(test, a.attrib, 0x22U);
	/* no time is not a time */
	p = kunit_unhex(test, "00000500050000001100000022000000 0000000000000000", &n);
	KUNIT_EXPECT_EQ(test, ksmbd_dosattrib_decode(p, n, &a), 0);
	KUNIT_EXPECT_FALSE(test, a.has_create_time);
}

/* what all NTACL samples hold: O:S-1-5-21-1-2-3-1000 G:S-1-22-2-100 D:P(A;;0x1f01ff;;;WD) */
#define SD_BODY	"010500000000000515000000010000000200000003000000e8030000010200000000001602000000" \
		"6400000004001c000100000000001400ff011f00010100000000000100000000"
#define HASH64	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627" \
		"28292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
#define SYS64	"6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b" \
		"8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3"
#define NTACL4	"0400040000000200040002000100" HASH64 "706f7369785f61636c00" "8877665544332211" \
		SYS64 "01000490b4000000d000000000000000e0000000" SD_BODY

static const char * const ntacl[] = {
	"0100010000000200" "010004901c000000380000000000000048000000" SD_BODY,
	"020002000000020004000200000102030405060708090a0b0c0d0e0f"
	"01000490300000004c000000000000005c000000" SD_BODY,
	"0300030000000200040002000100" HASH64 "0000"
	"0100049064000000800000000000000090000000" SD_BODY,
	NTACL4,
};

static void ntacl_reads(struct kunit *test)
{
	struct ksmbd_ntacl acl;
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(ntacl); i++) {
		p = kunit_unhex(test, ntacl[i], &n);
		KUNIT_ASSERT_EQ_MSG(test, ksmbd_ntacl_decode(p, n, &acl), 0, "version %d", i + 1);
		KUNIT_EXPECT_EQ(test, acl.version, i + 1);
		KUNIT_EXPECT_EQ(test, acl.sd.owner.sub[4], 1000U);
		KUNIT_EXPECT_EQ(test, acl.sd.group.sub[1], 100U);
		KUNIT_EXPECT_EQ(test, acl.sd.dacl.count, 1);
		KUNIT_EXPECT_EQ(test, acl.hash_type, i >= 2 ? KSMBD_NTACL_HASH_SHA256 : 0);
		if (i >= 2)
			kunit_expect_hex(test, acl.hash, 64, HASH64);
	}
	KUNIT_EXPECT_STREQ(test, (const char *)acl.desc, "posix_acl");
	KUNIT_EXPECT_EQ(test, acl.time, NT);
	kunit_expect_hex(test, acl.sys_hash, 64, SYS64);
}

static void ntacl_writes(struct kunit *test)
{
	struct ksmbd_ntacl acl;
	struct ksmbd_wr wr;
	size_t n, room;
	u8 *p, *out;

	p = kunit_unhex(test, NTACL4, &n);
	KUNIT_ASSERT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), 0);
	room = ksmbd_ntacl_encoded_size(&acl);
	KUNIT_EXPECT_GE(test, room, n);
	KUNIT_EXPECT_LT(test, room, n + 4);
	out = kunit_kzalloc(test, room, GFP_KERNEL);
	ksmbd_wr_init(&wr, out, room);
	ksmbd_ntacl_encode(&wr, &acl);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, wr.pos, NTACL4);
	for (room = 0; room < n; room++) {
		ksmbd_wr_init(&wr, kunit_kzalloc(test, room ?: 1, GFP_KERNEL), room);
		ksmbd_ntacl_encode(&wr, &acl);
		KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
	}
}

static void ntacl_refuses(struct kunit *test)
{
	struct ksmbd_ntacl acl;
	u8 *p, *cut;
	size_t n, i;

	p = kunit_unhex(test, NTACL4, &n);
	for (i = 0; i < n; i++) {
		cut = kunit_kzalloc(test, i ?: 1, GFP_KERNEL);
		memcpy(cut, p, i);
		KUNIT_EXPECT_LT_MSG(test, ksmbd_ntacl_decode(cut, i, &acl), 0, "%zu bytes", i);
	}
	p[0] = 5;
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EINVAL);	/* tag differs */
	p[2] = 5;
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EOPNOTSUPP);
	p = kunit_unhex(test, NTACL4, &n);
	p[6] = 0;
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EINVAL);	/* no value */
	p = kunit_unhex(test, NTACL4, &n);
	p[12] = 2;
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EOPNOTSUPP);	/* hash type */
	p = kunit_unhex(test, NTACL4, &n);
	memset(p + 78, 'x', 60);
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EINVAL);	/* description */
	p = kunit_unhex(test, NTACL4, &n);
	p[164] = 0xff;
	KUNIT_EXPECT_EQ(test, ksmbd_ntacl_decode(p, n, &acl), -EINVAL);	/* owner outside */
}

static void sysacl_writes(struct kunit *test)
{
	static const struct ksmbd_sysacl_entry access[] = {
		{ KSMBD_SYSACL_USER_OBJ, 0, 6 }, { KSMBD_SYSACL_USER, 1001, 7 },
		{ KSMBD_SYSACL_GROUP_OBJ, 0, 5 }, { KSMBD_SYSACL_GROUP, 2002, 4 },
		{ KSMBD_SYSACL_MASK, 0, 7 }, { KSMBD_SYSACL_OTHER, 0, 0 },
	}, dflt[] = {
		{ KSMBD_SYSACL_USER_OBJ, 0, 7 }, { KSMBD_SYSACL_GROUP_OBJ, 0, 5 },
		{ KSMBD_SYSACL_OTHER, 0, 4 },
	};
	struct ksmbd_sysacl in = { .uid = 1000, .gid = 100, .mode = 040750 };
	u8 *out = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ksmbd_wr wr;

	ksmbd_wr_init(&wr, out, 512);
	ksmbd_sysacl_encode(&wr, &in);
	kunit_expect_hex(test, out, wr.pos,
			 "0000000000000000e8030000000000006400000000000000e8410000");
	in.dflt = dflt;
	in.ndflt = ARRAY_SIZE(dflt);
	ksmbd_wr_init(&wr, out, 512);
	ksmbd_sysacl_encode(&wr, &in);
	kunit_expect_hex(test, out, wr.pos,
			 "0000000000000200e8030000000000006400000000000000e8410000030000000300000000"
			 "000000020002000700000004000400050000000500050004000000");
	in.access = access;
	in.naccess = ARRAY_SIZE(access);
	ksmbd_wr_init(&wr, out, 512);
	ksmbd_sysacl_encode(&wr, &in);
	kunit_expect_hex(test, out, wr.pos,
			 "0000020004000200e8030000000000006400000000000000e8410000060000000600000000"
			 "0000000200020006000000 0100010000000000e9030000000000000700000000000000040004"
			 "00050000000300030000000000d207000000000000040000000000000006000600070000000500"
			 "0500000000000300000000000000030000000000000002000200070000000400040005000000"
			 "0500050004000000");
	KUNIT_EXPECT_LE(test, wr.pos, ksmbd_sysacl_encoded_max(&in));
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(dosattrib_reads),
	KUNIT_CASE(dosattrib_writes),
	KUNIT_CASE(dosattrib_refuses),
	KUNIT_CASE(ntacl_reads),
	KUNIT_CASE(ntacl_writes),
	KUNIT_CASE(ntacl_refuses),
	KUNIT_CASE(sysacl_writes),
	{}
};

struct kunit_suite ksmbd_ndr_xattr_suite = { .name = "ksmbd_ndr_xattr", .test_cases = cases };
