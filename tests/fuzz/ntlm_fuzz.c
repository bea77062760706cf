// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crypto/ntlm.c: the messages an unauthenticated client may send.
 */
#include "fuzz.h"
#include "crypto/crypto.h"
#include "crypto/ntlm.h"

static void inside(const struct ksmbd_rd *rd, const uint8_t *data, size_t size)
{
	must(!rd->err);
	must(rd->base >= data && rd->base + rd->len <= data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct smb3_ntlm_auth auth;
	struct smb3_ntlm_negotiate neg;
	u32 flags;

	smb3_ntlm_message_type(data, size);
	if (!smb3_ntlm_negotiate_decode(data, size, &neg))
		smb3_ntlm_challenge_flags(neg.flags);
	if (smb3_ntlm_auth_decode(data, size, &auth))
		return 0;
	inside(&auth.lm, data, size);
	inside(&auth.nt, data, size);
	inside(&auth.domain, data, size);
	inside(&auth.user, data, size);
	inside(&auth.workstation, data, size);
	inside(&auth.enc_key, data, size);
	must(strlen(auth.user_utf8) < SMB3_NTLM_NAME_MAX);
	must(strlen(auth.domain_utf8) < SMB3_NTLM_NAME_MAX);
	must(!auth.anonymous || (!auth.user.len && !auth.nt.len));
	smb3_ntlm_av_flags(&auth.nt, &flags);
	return 0;
}
