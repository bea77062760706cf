// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/sid.c: what decodes encodes to the same bytes; ids go both ways.
 */
#include "fuzz.h"
#include "util/sid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ksmbd_sid sid, domain, back;
	struct ksmbd_rd rd;
	struct ksmbd_wr wr;
	uint8_t out[68];
	u32 id;

	ksmbd_rd_init(&rd, data, size);
	if (!ksmbd_sid_decode(&rd, &domain))
		return 0;
	ksmbd_wr_init(&wr, out, sizeof(out));
	ksmbd_sid_encode(&wr, &domain);
	must(ksmbd_wr_ok(&wr) && wr.pos == ksmbd_sid_size(&domain) && wr.pos == rd.pos);
	must(!memcmp(out, data, wr.pos));
	if (!ksmbd_sid_decode(&rd, &sid))
		return 0;
	if (ksmbd_sid_to_uid(&sid, &domain, &id)) {
		ksmbd_sid_from_uid(&back, &domain, id);
		must(ksmbd_sid_equal(&back, &sid) ||
		     ksmbd_sid_has_prefix(&sid, &ksmbd_sid_unix_users, NULL));
	}
	if (ksmbd_sid_to_gid(&sid, &domain, &id)) {
		ksmbd_sid_from_gid(&back, &domain, id);
		must(ksmbd_sid_equal(&back, &sid) ||
		     ksmbd_sid_has_prefix(&sid, &ksmbd_sid_unix_groups, NULL));
	}
	return 0;
}
