// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/openrec.c: kept records as hostile as packets; what reads writes the same again.
 */
#include "fuzz.h"
#include "util/openrec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ksmbd_openrec_lock l;
	struct ksmbd_openrec a, b;
	struct ksmbd_rd it;
	struct ksmbd_wr wr;
	uint8_t *out;

	if (!ksmbd_openrec_decode(data, size, ~0u, &a))
		return 0;
	out = malloc(size);
	ksmbd_wr_init(&wr, out, size);
	ksmbd_openrec_encode(&wr, &a);
	it = a.locks;
	while (ksmbd_openrec_next_lock(&it, &l))
		ksmbd_openrec_put_lock(&wr, l.off, l.len, l.exclusive);
	must(ksmbd_wr_ok(&wr) && wr.pos == size);
	must(ksmbd_openrec_decode(out, size, ~0u, &b));
	must(a.pid == b.pid && a.nlocks == b.nlocks && ksmbd_file_same(&a.file, &b.file));
	free(out);
	return 0;
}
