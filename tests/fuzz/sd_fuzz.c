// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/sd.c: a descriptor that decodes can be walked, checked, merged,
 * inherited and written again, and reads back the same.
 */
#include "fuzz.h"
#include "util/sd.h"
#include "util/access.h"

#define ALL_PARTS	(KSMBD_SECINFO_OWNER | KSMBD_SECINFO_GROUP | KSMBD_SECINFO_DACL | \
			 KSMBD_SECINFO_SACL)

static unsigned int walk(const struct ksmbd_acl_view *acl)
{
	struct ksmbd_rd it = acl->aces;
	struct ksmbd_ace ace;
	unsigned int n = 0;

	while (ksmbd_ace_next(&it, &ace)) {
		must(ace.raw.len >= 8 && ace.raw.base + ace.raw.len <= acl->aces.base +
		     acl->aces.len);
		n++;
	}
	must(ksmbd_rd_ok(&it));
	return n;
}

static void write_back(const struct ksmbd_sd *sd)
{
	size_t n = ksmbd_sd_encoded_size(sd, ALL_PARTS);
	struct ksmbd_sd back;
	struct ksmbd_wr wr;
	uint8_t *out;

	if (n > KSMBD_SD_MAX)
		return;
	out = malloc(n);
	ksmbd_wr_init(&wr, out, n);
	ksmbd_sd_encode(&wr, sd, ALL_PARTS);
	must(ksmbd_wr_ok(&wr) && wr.pos == n);
	must(!ksmbd_sd_decode(out, n, &back));
	must(back.has_owner == sd->has_owner && back.has_group == sd->has_group);
	must(back.dacl.count == sd->dacl.count && back.sacl.count == sd->sacl.count);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[2 * KSMBD_SD_MAX];
	struct ksmbd_sid me[2];
	struct ksmbd_token who = { .sids = me, .nsids = 2 };
	struct ksmbd_sd sd, child;
	struct ksmbd_wr wr;
	u32 granted, dir;

	if (ksmbd_sd_decode(data, size, &sd))
		return 0;
	must(walk(&sd.dacl) == sd.dacl.count);
	must(walk(&sd.sacl) == sd.sacl.count);
	write_back(&sd);
	me[0] = ksmbd_sid_everyone;
	me[1] = sd.owner;
	granted = ksmbd_sd_granted(&sd, &who, KSMBD_FILE_ALL);
	must(!(granted & ~KSMBD_FILE_ALL));
	must((ksmbd_sd_granted(&sd, &who, KSMBD_FILE_READ_DATA) != 0) ==
	     ((granted & KSMBD_FILE_READ_DATA) != 0));
	for (dir = 0; dir < 2; dir++) {
		ksmbd_wr_init(&wr, out, sizeof(out));
		if (!ksmbd_sd_inherit(&wr, &sd, dir, &me[0], &me[0]))
			must(!ksmbd_sd_decode(out, wr.pos, &child));
	}
	ksmbd_wr_init(&wr, out, sizeof(out));
	if (!ksmbd_sd_merge(&wr, &sd, &sd, KSMBD_SECINFO_DACL))
		must(!ksmbd_sd_decode(out, wr.pos, &child));
	return 0;
}
