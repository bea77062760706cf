// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/sd.c: descriptors as Samba writes them, hostile ones, merging,
 * inheritance and the access check (MS-DTYP 2.4.6, 2.5.3).
 */
#include "util/sd.h"
#include "util/access.h"
#include "kunit_util.h"

#include <linux/errno.h>

#define ALL_PARTS	(KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | KSMBD_SECINFO_DACL | \
			 KSMBD_SECINFO_SACL)

/* O:S-1-5-21-1-2-3-1000 G:S-1-22-2-100 D:P(A;;0x1f01ff;;;WD), as packed by Samba 4.17 */
static const char sample[] =
	"0100049014000000300000000000000040000000"
	"010500000000000515000000010000000200000003000000e8030000"
	"0102000000000016 0200000064000000"
	"04001c0001000000" "00001400ff011f00010100000000000100000000";

static void round_trip(struct kunit *test)
{
	struct ksmbd_wr wr;
	struct ksmbd_ace ace;
	struct ksmbd_rd it;
	struct ksmbd_sd sd;
	u8 *p, *out;
	size_t n, i;

	p = kunit_unhex(test, sample, &n);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(p, n, &sd), 0);
	KUNIT_EXPECT_TRUE(test, sd.has_owner && sd.has_group);
	KUNIT_EXPECT_EQ(test, sd.owner.sub[4], 1000U);
	KUNIT_EXPECT_EQ(test, sd.group.sub[1], 100U);
	KUNIT_EXPECT_FALSE(test, sd.sacl.present);
	KUNIT_EXPECT_TRUE(test, sd.dacl.present && !sd.dacl.null);
	KUNIT_EXPECT_TRUE(test, sd.control & KSMBD_SD_DACL_PROTECTED);
	it = sd.dacl.aces;
	KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_EQ(test, ace.mask, (u32)KSMBD_FILE_ALL);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&ace.sid, &ksmbd_sid_everyone));
	KUNIT_EXPECT_FALSE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_EQ(test, ksmbd_sd_encoded_size(&sd, ALL_PARTS), n);
	out = kunit_kzalloc(test, n, GFP_KERNEL);
	ksmbd_wr_init(&wr, out, n);
	ksmbd_sd_encode(&wr, &sd, ALL_PARTS);
	KUNIT_EXPECT_TRUE(test, ksmbd_wr_ok(&wr));
	kunit_expect_hex(test, out, n, sample);
	/* only what was asked for */
	ksmbd_wr_init(&wr, out, n);
	ksmbd_sd_encode(&wr, &sd, KSMBD_SECINFO_GROUP);
	kunit_expect_hex(test, out, wr.pos, "0100008000000000140000000000000000000000"
					    "01020000000000160200000064000000");
	KUNIT_EXPECT_EQ(test, ksmbd_sd_encoded_size(&sd, KSMBD_SECINFO_GROUP), wr.pos);
	/* too little room never writes outside */
	for (i = 0; i < n; i++) {
		ksmbd_wr_init(&wr, kunit_kzalloc(test, i ?: 1, GFP_KERNEL), i);
		ksmbd_sd_encode(&wr, &sd, ALL_PARTS);
		KUNIT_EXPECT_FALSE(test, ksmbd_wr_ok(&wr));
	}
}

static void refuses_cut_ones(struct kunit *test)
{
	struct ksmbd_sd sd;
	size_t n, i;
	u8 *p, *cut;

	p = kunit_unhex(test, sample, &n);
	for (i = 0; i < n; i++) {
		cut = kunit_kzalloc(test, i ?: 1, GFP_KERNEL);
		memcpy(cut, p, i);
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_sd_decode(cut, i, &sd), -EINVAL, "%zu bytes", i);
	}
}

/* One change each that must be found. */
static void refuses_hostile_ones(struct kunit *test)
{
	static const struct {
		u8 at, value;
	} change[] = {
		{ 0, 2 },		/* revision */
		{ 7, 0xff },		/* owner far outside */
		{ 4, 0x5b },		/* owner starts at the last byte */
		{ 20, 9 },		/* SID revision */
		{ 21, 16 },		/* sub-authorities */
		{ 21, 255 },
		{ 19, 0x80 },		/* DACL outside */
		{ 16, 0x58 },		/* DACL header cut */
		{ 64, 1 },		/* ACL revision */
		{ 66, 7 },		/* ACL size below its header */
		{ 66, 0x1b },		/* ACL size below its ACE */
		{ 67, 0x10 },		/* ACL size outside */
		{ 68, 2 },		/* one ACE more than there is */
		{ 69, 0xff },
		{ 74, 4 },		/* ACE size below its mask */
		{ 74, 0x12 },		/* not a multiple of 4 */
		{ 74, 0x10 },		/* SID cut */
		{ 74, 0x18 },		/* ACE outside the ACL */
		{ 75, 0x10 },
		{ 81, 2 },		/* SID longer than its ACE */
	};
	struct ksmbd_sd sd;
	size_t n;
	u8 *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(change); i++) {
		p = kunit_unhex(test, sample, &n);
		p[change[i].at] = change[i].value;
		KUNIT_EXPECT_EQ_MSG(test, ksmbd_sd_decode(p, n, &sd), -EINVAL, "byte %d = %02x",
				    change[i].at, change[i].value);
	}
}

static void keeps_opaque_aces(struct kunit *test)
{
	/* an ALLOWED_OBJECT ACE and a conditional one beside a plain one */
	u8 *p = kunit_unhex(test, "0100048000000000000000000000000014000000"
				  "0400400003000000"
				  "05000c00ff010f00deadbeef"
				  "09001c00a9001200010100000000000500000000 6172747800000000"
				  "00001000010000000100000000000000", NULL);
	struct ksmbd_ace ace;
	struct ksmbd_rd it;
	struct ksmbd_sd sd;

	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(p, 84, &sd), 0);
	it = sd.dacl.aces;
	KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_TRUE(test, ace.opaque);
	kunit_expect_hex(test, ace.raw.base, ace.raw.len, "05000c00ff010f00deadbeef");
	KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_TRUE(test, ace.opaque);
	KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_FALSE(test, ace.opaque);
	KUNIT_EXPECT_EQ(test, ace.sid.nsub, 0);
	KUNIT_EXPECT_FALSE(test, ksmbd_ace_next(&it, &ace));
}

/**
 * struct made - a descriptor under construction
 * @acl: its ACEs
 * @wr: writer over @acl
 * @sd: the view
 */
struct made {
	u8 acl[512];
	struct ksmbd_wr wr;
	struct ksmbd_sd sd;
};

static struct made *make(struct kunit *test, const struct ksmbd_sid *owner)
{
	struct made *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, m);
	ksmbd_wr_init(&m->wr, m->acl, sizeof(m->acl));
	m->sd.control = KSMBD_SD_DACL_PRESENT;
	m->sd.has_owner = true;
	m->sd.owner = *owner;
	m->sd.dacl.present = true;
	m->sd.dacl.revision = 2;
	ksmbd_rd_init(&m->sd.dacl.aces, m->acl, 0);
	return m;
}

static void add(struct made *m, u8 type, u8 flags, u32 mask, const struct ksmbd_sid *sid)
{
	ksmbd_ace_encode(&m->wr, type, flags, mask, sid);
	ksmbd_rd_init(&m->sd.dacl.aces, m->acl, m->wr.pos);
	m->sd.dacl.count++;
}

#define R	KSMBD_FILE_READ_DATA
#define W	KSMBD_FILE_WRITE_DATA
#define X	KSMBD_FILE_EXECUTE
#define OWNER_IMPLICIT	(KSMBD_READ_CONTROL | KSMBD_WRITE_DAC)

static void access_check(struct kunit *test)
{
	struct ksmbd_sid ids[3] = { ksmbd_sid_unix_users, ksmbd_sid_unix_groups,
				    ksmbd_sid_everyone };
	struct ksmbd_token me = { .sids = ids, .nsids = 3 };
	const u32 all = KSMBD_FILE_ALL;
	struct made *m;

	/* no DACL and a NULL DACL grant everything, an empty one nothing */
	m = make(test, &ksmbd_sid_system);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), 0U);
	m->sd.dacl.null = true;
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), all);
	m->sd.dacl.null = false;
	m->sd.dacl.present = false;
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), all);

	/* the owner of an empty DACL may read and change it */
	m = make(test, &ids[0]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), (u32)OWNER_IMPLICIT);
	/* and nobody can deny that */
	add(m, KSMBD_ACE_DENY, 0, all, &ksmbd_sid_everyone);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), (u32)OWNER_IMPLICIT);

	/* order decides, right by right */
	m = make(test, &ksmbd_sid_system);
	add(m, KSMBD_ACE_ALLOW, 0, R, &ids[0]);
	add(m, KSMBD_ACE_DENY, 0, R | W, &ids[1]);
	add(m, KSMBD_ACE_ALLOW, 0, R | W | X, &ids[2]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, R | W | X), (u32)(R | X));

	/* ACEs of others say nothing, nor do inherit-only ones */
	m = make(test, &ksmbd_sid_system);
	add(m, KSMBD_ACE_ALLOW, 0, all, &ksmbd_sid_admins);
	add(m, KSMBD_ACE_DENY, KSMBD_ACE_INHERIT_ONLY, all, &ids[0]);
	add(m, KSMBD_ACE_ALLOW, KSMBD_ACE_INHERIT_ONLY, all, &ids[0]);
	add(m, KSMBD_ACE_AUDIT, 0, all, &ids[0]);
	add(m, KSMBD_ACE_ALLOW, KSMBD_ACE_INHERITED, R, &ids[0]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), (u32)R);

	/* generic rights in an ACE */
	m = make(test, &ksmbd_sid_system);
	add(m, KSMBD_ACE_ALLOW, 0, KSMBD_GENERIC_READ, &ids[2]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), (u32)KSMBD_FILE_GENERIC_READ);

	/* a conditional deny counts, a conditional allow does not */
	m = make(test, &ksmbd_sid_system);
	add(m, 0x0a, 0, W, &ids[2]);
	add(m, 0x09, 0, X, &ids[2]);
	add(m, KSMBD_ACE_ALLOW, 0, R | W, &ids[2]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, all), (u32)R);
}

static void owner_rights(struct kunit *test)
{
	struct ksmbd_sid ids[1] = { ksmbd_sid_unix_users };
	struct ksmbd_token me = { .sids = ids, .nsids = 1 };
	struct made *m;

	/* OWNER RIGHTS takes the place of what the owner has anyway */
	m = make(test, &ids[0]);
	add(m, KSMBD_ACE_ALLOW, 0, R, &ksmbd_sid_owner_rights);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, KSMBD_FILE_ALL), (u32)R);
	m = make(test, &ids[0]);
	add(m, KSMBD_ACE_DENY, 0, KSMBD_WRITE_DAC, &ksmbd_sid_owner_rights);
	add(m, KSMBD_ACE_ALLOW, 0, KSMBD_FILE_ALL, &ids[0]);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, KSMBD_FILE_ALL),
			(u32)(KSMBD_FILE_ALL & ~KSMBD_WRITE_DAC));
	/* inherit-only ones do not */
	m = make(test, &ids[0]);
	add(m, KSMBD_ACE_ALLOW, KSMBD_ACE_INHERIT_ONLY, R, &ksmbd_sid_owner_rights);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, KSMBD_FILE_ALL),
			(u32)OWNER_IMPLICIT);
	/* others than the owner gain nothing */
	m = make(test, &ksmbd_sid_system);
	add(m, KSMBD_ACE_ALLOW, 0, KSMBD_FILE_ALL, &ksmbd_sid_owner_rights);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_granted(&m->sd, &me, KSMBD_FILE_ALL), 0U);
}

static void maps_generic(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ksmbd_access_map_generic(KSMBD_GENERIC_ALL), (u32)KSMBD_FILE_ALL);
	KUNIT_EXPECT_EQ(test, ksmbd_access_map_generic(KSMBD_GENERIC_WRITE | R),
			(u32)(KSMBD_FILE_GENERIC_WRITE | R));
	KUNIT_EXPECT_EQ(test, ksmbd_access_map_generic(KSMBD_GENERIC_EXECUTE),
			(u32)KSMBD_FILE_GENERIC_EXECUTE);
	KUNIT_EXPECT_EQ(test, ksmbd_access_map_generic(KSMBD_MAXIMUM_ALLOWED |
						       KSMBD_ACCESS_SYSTEM_SECURITY),
			(u32)(KSMBD_MAXIMUM_ALLOWED | KSMBD_ACCESS_SYSTEM_SECURITY));
}

static void merges(struct kunit *test)
{
	struct made *base = make(test, &ksmbd_sid_system), *change = make(test, &ksmbd_sid_admins);
	u8 *out = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ksmbd_wr wr;
	struct ksmbd_sd sd;

	base->sd.control |= KSMBD_SD_DACL_PROTECTED;
	add(base, KSMBD_ACE_ALLOW, 0, R, &ksmbd_sid_everyone);
	add(change, KSMBD_ACE_ALLOW, 0, W, &ksmbd_sid_everyone);
	add(change, KSMBD_ACE_ALLOW, 0, X, &ksmbd_sid_everyone);

	ksmbd_wr_init(&wr, out, 512);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_OWNER), 0);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&sd.owner, &ksmbd_sid_admins));
	KUNIT_EXPECT_EQ(test, sd.dacl.count, 1);
	KUNIT_EXPECT_TRUE(test, sd.control & KSMBD_SD_DACL_PROTECTED);

	ksmbd_wr_init(&wr, out, 512);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_DACL), 0);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&sd.owner, &ksmbd_sid_system));
	KUNIT_EXPECT_EQ(test, sd.dacl.count, 2);
	KUNIT_EXPECT_FALSE(test, sd.control & KSMBD_SD_DACL_PROTECTED);

	/* AUTO_INHERITED is kept only with its request bit, which is not kept */
	change->sd.control |= KSMBD_SD_DACL_AUTO_INHERITED;
	ksmbd_wr_init(&wr, out, 512);
	ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_DACL);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_FALSE(test, sd.control & KSMBD_SD_DACL_AUTO_INHERITED);
	change->sd.control |= KSMBD_SD_DACL_AUTO_INHERIT_REQ;
	ksmbd_wr_init(&wr, out, 512);
	ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_DACL);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_TRUE(test, sd.control & KSMBD_SD_DACL_AUTO_INHERITED);
	KUNIT_EXPECT_FALSE(test, sd.control & KSMBD_SD_DACL_AUTO_INHERIT_REQ);

	ksmbd_wr_init(&wr, out, 512);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_GROUP),
			-EINVAL);
	ksmbd_wr_init(&wr, out, 40);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_merge(&wr, &base->sd, &change->sd, KSMBD_SECINFO_DACL),
			-E2BIG);
}

#define OI	KSMBD_ACE_OBJECT_INHERIT
#define CI	KSMBD_ACE_CONTAINER_INHERIT
#define NP	KSMBD_ACE_NO_PROPAGATE
#define IO	KSMBD_ACE_INHERIT_ONLY
#define NONE	0xff

/* A CREATOR OWNER ACE with @parent: flags of the first ACE of a file and of a directory */
static const struct {
	u8 parent, file, dir, naces;
} inherit[] = {
	{ 0, NONE, NONE },
	{ OI, 0, OI | IO, 1 },
	{ CI, NONE, 0, 2 },
	{ OI | CI, 0, 0, 2 },
	{ NP, NONE, NONE },
	{ NP | OI, 0, NONE },
	{ NP | CI, NONE, 0, 1 },
	{ NP | OI | CI, 0, 0, 1 },
	{ IO, NONE, NONE },
	{ IO | OI, 0, OI | IO, 1 },
	{ IO | CI, NONE, 0, 2 },
	{ IO | OI | CI, 0, 0, 2 },
	{ IO | NP | OI, 0, NONE },
	{ IO | NP | CI, NONE, 0, 1 },
};

static void expect_child(struct kunit *test, struct made *parent, bool container, u8 flags,
			 int naces, u8 mark)
{
	u8 *out = kunit_kzalloc(test, 512, GFP_KERNEL);
	const struct ksmbd_sid *who = &ksmbd_sid_system;
	struct ksmbd_ace ace;
	struct ksmbd_rd it;
	struct ksmbd_wr wr;
	struct ksmbd_sd sd;
	int ret;

	ksmbd_wr_init(&wr, out, 512);
	ret = ksmbd_sd_inherit(&wr, &parent->sd, container, who, &ksmbd_sid_users);
	if (flags == NONE) {
		KUNIT_EXPECT_EQ(test, ret, -ENODATA);
		KUNIT_EXPECT_EQ(test, wr.pos, (size_t)0);
		return;
	}
	KUNIT_ASSERT_EQ(test, ret, 0);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&sd.owner, who));
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&sd.group, &ksmbd_sid_users));
	KUNIT_EXPECT_EQ(test, (int)sd.dacl.count, naces);
	it = sd.dacl.aces;
	KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
	KUNIT_EXPECT_EQ(test, ace.flags, flags | mark);
	KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&ace.sid, flags & IO ? &ksmbd_sid_creator_owner :
								      who));
	if (naces == 2) {
		KUNIT_ASSERT_TRUE(test, ksmbd_ace_next(&it, &ace));
		KUNIT_EXPECT_TRUE(test, ace.flags & IO);
		KUNIT_EXPECT_TRUE(test, ksmbd_sid_equal(&ace.sid, &ksmbd_sid_creator_owner));
	}
}

static void inherits(struct kunit *test)
{
	struct made *m;
	int i, mark;

	for (i = 0; i < ARRAY_SIZE(inherit); i++) {
		for (mark = 0; mark < 2; mark++) {
			m = make(test, &ksmbd_sid_admins);
			if (mark)
				m->sd.control |= KSMBD_SD_DACL_AUTO_INHERITED;
			add(m, KSMBD_ACE_ALLOW, inherit[i].parent, W, &ksmbd_sid_creator_owner);
			expect_child(test, m, false, inherit[i].file, 1,
				     mark ? KSMBD_ACE_INHERITED : 0);
			expect_child(test, m, true, inherit[i].dir, inherit[i].naces,
				     mark ? KSMBD_ACE_INHERITED : 0);
		}
	}
	m = make(test, &ksmbd_sid_admins);
	m->sd.dacl.null = true;
	expect_child(test, m, true, NONE, 0, 0);
}

/* A plain principal stays one ACE; generic rights are mapped where they take effect. */
static void inherits_plain(struct kunit *test)
{
	struct made *m = make(test, &ksmbd_sid_admins);
	u8 *out = kunit_kzalloc(test, 512, GFP_KERNEL);
	struct ksmbd_ace ace;
	struct ksmbd_rd it;
	struct ksmbd_wr wr;
	struct ksmbd_sd sd;

	add(m, KSMBD_ACE_DENY, OI | CI, W, &ksmbd_sid_guests);
	add(m, KSMBD_ACE_ALLOW, OI | CI | IO, KSMBD_GENERIC_ALL, &ksmbd_sid_everyone);
	ksmbd_wr_init(&wr, out, 512);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_inherit(&wr, &m->sd, true, &ksmbd_sid_system,
					       &ksmbd_sid_users), 0);
	KUNIT_ASSERT_EQ(test, ksmbd_sd_decode(out, wr.pos, &sd), 0);
	KUNIT_EXPECT_EQ(test, sd.dacl.count, 3);
	it = sd.dacl.aces;
	ksmbd_ace_next(&it, &ace);
	KUNIT_EXPECT_EQ(test, ace.type, KSMBD_ACE_DENY);
	KUNIT_EXPECT_EQ(test, ace.flags, OI | CI);
	ksmbd_ace_next(&it, &ace);
	KUNIT_EXPECT_EQ(test, ace.flags, 0);
	KUNIT_EXPECT_EQ(test, ace.mask, (u32)KSMBD_FILE_ALL);
	ksmbd_ace_next(&it, &ace);
	KUNIT_EXPECT_EQ(test, ace.flags, OI | CI | IO);
	KUNIT_EXPECT_EQ(test, ace.mask, (u32)KSMBD_GENERIC_ALL);
	ksmbd_wr_init(&wr, out, 60);
	KUNIT_EXPECT_EQ(test, ksmbd_sd_inherit(&wr, &m->sd, true, &ksmbd_sid_system,
					       &ksmbd_sid_users), -E2BIG);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(round_trip),
	KUNIT_CASE(refuses_cut_ones),
	KUNIT_CASE(refuses_hostile_ones),
	KUNIT_CASE(keeps_opaque_aces),
	KUNIT_CASE(access_check),
	KUNIT_CASE(owner_rights),
	KUNIT_CASE(maps_generic),
	KUNIT_CASE(merges),
	KUNIT_CASE(inherits),
	KUNIT_CASE(inherits_plain),
	{}
};

struct kunit_suite ksmbd_sd_suite = { .name = "ksmbd_sd", .test_cases = cases };
