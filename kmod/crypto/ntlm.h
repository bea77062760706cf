/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Constants of NTLMSSP that ntlm.c and ntlm_verify.c share (MS-NLMP 2.2).
 *
 * Room-internal, and for tests that build messages; other rooms see crypto.h.
 */
#ifndef KSMBD_CRYPTO_NTLM_H
#define KSMBD_CRYPTO_NTLM_H

#include "util/cursor.h"

/* negotiate flags (2.2.2.5) */
#define NTLM_UNICODE		0x00000001
#define NTLM_OEM		0x00000002
#define NTLM_REQUEST_TARGET	0x00000004
#define NTLM_SIGN		0x00000010
#define NTLM_SEAL		0x00000020
#define NTLM_NTLM		0x00000200
#define NTLM_ALWAYS_SIGN	0x00008000
#define NTLM_TARGET_SERVER	0x00020000
#define NTLM_EXTENDED_SECURITY	0x00080000
#define NTLM_TARGET_INFO	0x00800000
#define NTLM_VERSION		0x02000000
#define NTLM_128		0x20000000
#define NTLM_KEY_EXCHANGE	0x40000000
#define NTLM_56			0x80000000

/* attribute ids (2.2.2.1) */
#define NTLM_AV_EOL		0
#define NTLM_AV_NB_COMPUTER	1
#define NTLM_AV_NB_DOMAIN	2
#define NTLM_AV_DNS_COMPUTER	3
#define NTLM_AV_DNS_DOMAIN	4
#define NTLM_AV_FLAGS		6
#define NTLM_AV_TIMESTAMP	7

#define NTLM_AV_FLAG_MIC	0x00000002

/* NTLMv2 response: 16 bytes of proof, 28 fixed bytes, attributes (2.2.2.7, 2.2.2.8) */
#define NTLM_PROOF_SIZE		16
#define NTLM_V2_MIN		(NTLM_PROOF_SIZE + 28)
#define NTLM_MIC_OFFSET		72

int smb3_ntlm_av_flags(const struct ksmbd_rd *nt, u32 *flags);

#endif /* KSMBD_CRYPTO_NTLM_H */
