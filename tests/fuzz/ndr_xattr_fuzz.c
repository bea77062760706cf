// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/ndr_xattr.c: stored blobs as hostile as packets; what reads writes and
 * reads again.
 */
#include "fuzz.h"
#include "util/ndr_xattr.h"

static void dosattrib(const uint8_t *data, size_t size)
{
	struct ksmbd_dosattrib a, b;
	uint8_t out[KSMBD_DOSATTRIB_SIZE];
	struct ksmbd_wr wr;

	if (ksmbd_dosattrib_decode(data, size, &a))
		return;
	ksmbd_wr_init(&wr, out, sizeof(out));
	ksmbd_dosattrib_encode(&wr, &a);
	must(ksmbd_wr_ok(&wr) && !ksmbd_dosattrib_decode(out, wr.pos, &b));
	must(a.has_attrib == b.has_attrib && a.has_create_time == b.has_create_time);
	must(!a.has_attrib || a.attrib == b.attrib);
	must(!a.has_create_time || a.create_time == b.create_time);
	must(a.has_itime == b.has_itime && (!a.has_itime || a.itime == b.itime));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ksmbd_ntacl a, b;
	struct ksmbd_wr wr;
	uint8_t *out;
	size_t n;

	dosattrib(data, size);
	if (ksmbd_ntacl_decode(data, size, &a))
		return 0;
	n = ksmbd_ntacl_encoded_size(&a);
	out = malloc(n);
	ksmbd_wr_init(&wr, out, n);
	ksmbd_ntacl_encode(&wr, &a);
	must(ksmbd_wr_ok(&wr));
	if (wr.pos <= KSMBD_SD_MAX) {
		must(!ksmbd_ntacl_decode(out, wr.pos, &b));
		must(b.version == 4 && !strcmp(a.desc, b.desc) && a.time == b.time);
		must(!memcmp(a.hash, b.hash, sizeof(a.hash)));
		must(a.sd.dacl.count == b.sd.dacl.count);
	}
	free(out);
	return 0;
}
