// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/spnego.c: tokens an unauthenticated client may send; and what we write
 * around any token reads back.
 */
#include "fuzz.h"
#include "crypto/crypto.h"

static void inside(const struct ksmbd_rd *rd, const uint8_t *data, size_t size)
{
	must(!rd->err);
	must(rd->base >= data && rd->base + rd->len <= data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smb3_spnego_token t;
	struct ksmbd_wr wr;
	uint8_t out[8192];
	size_t mic = size < 16 ? size : 16;

	smb3_spnego_is(data, size);
	if (!smb3_spnego_decode(data, size, &t)) {
		must(t.nmechs <= 8 && (!t.init || t.nmechs));
		inside(&t.mech_list, data, size);
		inside(&t.mech_token, data, size);
		inside(&t.mic, data, size);
	}
	ksmbd_wr_init(&wr, out, sizeof(out));
	smb3_spnego_resp_encode(&wr, SMB3_SPNEGO_INCOMPLETE, SMB3_MECH_NTLMSSP, data, size, data,
				mic);
	must(ksmbd_wr_ok(&wr));
	must(!smb3_spnego_decode(out, wr.pos, &t));
	must(t.mech_token.len == size && !memcmp(t.mech_token.base, data, size));
	must(t.mic.len == mic && t.nmechs == 1 && t.mechs[0] == SMB3_MECH_NTLMSSP);
	return 0;
}
