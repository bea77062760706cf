/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The crypto room's door: keys in, bytes out.  Knows no connection, no session.
 *
 * Functions are grouped by the file that has them.  Everything here may sleep
 * unless marked pure.  Nothing here prints or keeps a secret longer than its
 * key object lives; key objects are wiped when freed.
 */
#ifndef KSMBD_CRYPTO_H
#define KSMBD_CRYPTO_H

#include <linux/types.h>
#include <linux/uio.h>
#include "util/cursor.h"
#include "util/segs.h"

/* negotiated algorithm ids are those of the wire (MS-SMB2 2.2.3.1) */
#define SMB3_SIGN_HMAC_SHA256	0
#define SMB3_SIGN_AES_CMAC	1
#define SMB3_SIGN_AES_GMAC	2

#define SMB3_SEAL_AES128_CCM	1
#define SMB3_SEAL_AES128_GCM	2
#define SMB3_SEAL_AES256_CCM	3
#define SMB3_SEAL_AES256_GCM	4

#define SMB3_SIGNATURE_SIZE	16
#define SMB3_SEAL_AAD_SIZE	32	/* transform header from Nonce to SessionId */
#define SMB3_PREAUTH_SIZE	64
#define SMB3_SESSION_KEY_MAX	32

/* ---- alg.c: which algorithms this kernel has ---- */
int smb3_crypto_init(void);
void smb3_crypto_exit(void);
bool smb3_sign_available(u16 alg);
bool smb3_seal_available(u16 alg);

/* ---- preauth.c: running SHA-512, an immutable snapshot per step (pure but for the hash) ---- */
struct smb3_preauth {
	u8 hash[SMB3_PREAUTH_SIZE];
};

/* *out = SHA512(in->hash || message) ; @in may be @out. */
int smb3_preauth_update(struct smb3_preauth *out, const struct smb3_preauth *in,
			const struct kvec *msg, unsigned int nvec);

/* ---- sign.c ---- */
struct smb3_sign_key;

struct smb3_sign_key *smb3_sign_key_create(u16 alg, const u8 *key, size_t len);
void smb3_sign_key_free(struct smb3_sign_key *key);
u16 smb3_sign_key_alg(const struct smb3_sign_key *key);

/**
 * struct smb3_sign_msg - one message (one element of a compound) to sign or verify
 * @vec: the element from its SMB2 header on; the 16 signature bytes at offset 48 count as zero
 *	 (the function takes care, the buffer need not be zeroed and is not changed)
 * @nvec: entries of @vec; @vec[0] holds at least the 64-byte header
 * @segs: page segments after @vec, or NULL
 * @trailer: zero padding after @segs (0..7 bytes) that belongs to the element
 * @message_id: for AES-GMAC's nonce
 * @response: sent by the server
 * @cancel: a CANCEL request
 */
struct smb3_sign_msg {
	const struct kvec *vec;
	unsigned int nvec;
	const struct ksmbd_segs *segs;
	unsigned int trailer;
	u64 message_id;
	bool response;
	bool cancel;
};

int smb3_sign(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg,
	      u8 sig[SMB3_SIGNATURE_SIZE]);
/* 0, -EBADMSG (constant-time compare, R19) or an error. */
int smb3_verify(const struct smb3_sign_key *key, const struct smb3_sign_msg *msg,
		const u8 sig[SMB3_SIGNATURE_SIZE]);

/* ---- seal.c ---- */
struct smb3_seal_key;	/* one direction */

struct smb3_seal_key *smb3_seal_key_create(u16 alg, const u8 *key, size_t len);
void smb3_seal_key_free(struct smb3_seal_key *key);
/* Writes a fresh nonce (11 bytes CCM, 12 GCM, rest zero); -EKEYEXPIRED when used up. */
int smb3_seal_nonce(struct smb3_seal_key *key, u8 nonce[16]);
/*
 * Opens in place: @data holds @len bytes of ciphertext (any kernel memory, vmalloc too).
 * @aad: 32 bytes, nonce first.  0, -EBADMSG, or an error.  Awaits asynchronous
 * implementations (R20).
 */
int smb3_unseal(struct smb3_seal_key *key, const u8 *aad, const u8 *tag, void *data, size_t len);
/*
 * Seals: plaintext is @vec (nvec entries, any kernel memory, encrypted in place) followed by
 * @segs (NULL if none).  Private pages are encrypted in place; page-cache pages are encrypted
 * into fresh private pages that replace the entries of @segs (the old references are put).
 * With CCM the plaintext is read twice: the caller gives private pages.  Fills tag[16].
 */
int smb3_seal(struct smb3_seal_key *key, const u8 *aad, u8 *tag,
	      struct kvec *vec, unsigned int nvec, struct ksmbd_segs *segs);

/* ---- kdf.c: SP800-108 in counter mode with HMAC-SHA256 (MS-SMB2 3.1.4.2) ---- */
int smb3_kdf(const u8 *key, size_t key_len, const void *label, size_t label_len,
	     const void *context, size_t context_len, u8 *out, size_t out_len);

/* ---- keys.c: session key -> all keys of a session on one channel ---- */
struct smb3_keys {
	u16 dialect;
	struct smb3_sign_key *sign;
	struct smb3_seal_key *open;	/* client to server; NULL before 3.0 */
	struct smb3_seal_key *seal;	/* server to client */
	u8 application_key[SMB3_SESSION_KEY_MAX];
};

/*
 * The keys of MS-SMB2 3.3.5.5.3.  @sign_alg: SMB3_SIGN_* that goes with @dialect; @cipher:
 * SMB3_SEAL_*, 0 = none.  Of @session_key (the GSS key) the first 16 bytes count, zero padded,
 * except that 256-bit ciphers on 3.1.1 take all of it.  @preauth: 3.1.1 only, else NULL.
 */
int smb3_keys_derive(struct smb3_keys *keys, u16 dialect, u16 sign_alg, u16 cipher,
		     const u8 *session_key, size_t len, const struct smb3_preauth *preauth);
void smb3_keys_wipe(struct smb3_keys *keys);	/* frees members, zeroes */

/* ---- ntlm.c: NTLMSSP (MS-NLMP), pure codec; ntlm_verify.c: verification ---- */
#define SMB3_NTLM_NEGOTIATE	1
#define SMB3_NTLM_CHALLENGE	2
#define SMB3_NTLM_AUTHENTICATE	3

struct smb3_ntlm_negotiate {
	u32 flags;
};

struct smb3_ntlm_challenge {
	u32 flags;
	u8 challenge[8];
	const char *target;		/* NetBIOS computer name, UTF-8 */
	const char *domain;		/* NetBIOS domain, UTF-8 */
	const char *dns_name;
	u64 timestamp;			/* NT time, MsvAvTimestamp */
};

#define SMB3_NTLM_NAME_MAX	256
struct smb3_ntlm_auth {
	u32 flags;
	struct ksmbd_rd lm, nt, domain, user, workstation, enc_key;	/* raw UTF-16LE names */
	bool has_mic;
	u8 mic[16];
	char user_utf8[SMB3_NTLM_NAME_MAX];
	char domain_utf8[SMB3_NTLM_NAME_MAX];
	bool anonymous;			/* empty NT response and user (MS-NLMP 3.2.5.1.2) */
};

int smb3_ntlm_message_type(const void *buf, size_t len);	/* 1..3 or -EINVAL */
/* Flags for the CHALLENGE that answers a NEGOTIATE with these flags. */
u32 smb3_ntlm_challenge_flags(u32 client);
int smb3_ntlm_negotiate_decode(const void *buf, size_t len, struct smb3_ntlm_negotiate *out);
void smb3_ntlm_challenge_encode(struct ksmbd_wr *wr, const struct smb3_ntlm_challenge *in);
int smb3_ntlm_auth_decode(const void *buf, size_t len, struct smb3_ntlm_auth *out);

/* The three messages as they went over the wire, for the MIC. */
struct smb3_ntlm_transcript {
	struct kvec negotiate, challenge, authenticate;
};

/*
 * Verifies NTLMv2 (and the MIC when the AV pairs say there is one); NTLMv1 and LM are refused.
 * 0 and the exported session key; -EACCES wrong password; -EBADMSG bad MIC; -EINVAL malformed.
 */
int smb3_ntlm_verify(const struct smb3_ntlm_auth *auth, const u8 nt_hash[16],
		     const u8 server_challenge[8], u32 challenge_flags,
		     const struct smb3_ntlm_transcript *tr, u8 session_key[16]);

/*
 * SPNEGO mechListMIC over NTLMSSP session security (MS-NLMP 3.4.4.2), as the server signs
 * (@from_server) or as the client signed.  0 or an error.
 */
int smb3_ntlm_mechlist_mic(const u8 session_key[16], u32 flags, bool from_server,
			   const void *msg, size_t len, u8 mic[16]);

/* ---- spnego.c: NegTokenInit2 / NegTokenResp, small DER reader and writer (pure) ---- */
enum smb3_mech {
	SMB3_MECH_NONE,
	SMB3_MECH_NTLMSSP,	/* 1.3.6.1.4.1.311.2.2.10 */
	SMB3_MECH_KRB5,		/* 1.2.840.113554.1.2.2 */
	SMB3_MECH_MSKRB5,	/* 1.2.840.48018.1.2.2 */
	SMB3_MECH_OTHER,
};

struct smb3_spnego_token {
	bool init;			/* NegTokenInit (else NegTokenResp) */
	enum smb3_mech mechs[8];	/* in the client's order */
	unsigned int nmechs;
	struct ksmbd_rd mech_list;	/* DER of MechTypeList, for mechListMIC */
	struct ksmbd_rd mech_token;	/* mechToken or responseToken; empty: none */
	struct ksmbd_rd mic;		/* mechListMIC; empty: none */
};

bool smb3_spnego_is(const void *buf, size_t len);	/* else it may be raw NTLMSSP */
int smb3_spnego_decode(const void *buf, size_t len, struct smb3_spnego_token *out);
/* What NEGOTIATE offers: NTLMSSP, and Kerberos first when @krb5. */
void smb3_spnego_offer_encode(struct ksmbd_wr *wr, bool krb5);

enum smb3_spnego_state { SMB3_SPNEGO_COMPLETED, SMB3_SPNEGO_INCOMPLETE, SMB3_SPNEGO_REJECT,
			 SMB3_SPNEGO_REQUEST_MIC };
/* NegTokenResp; @mech NONE leaves supportedMech out; @token/@mic may be NULL. */
void smb3_spnego_resp_encode(struct ksmbd_wr *wr, enum smb3_spnego_state state, enum smb3_mech mech,
			     const void *token, size_t token_len, const void *mic, size_t mic_len);

#endif /* KSMBD_CRYPTO_H */
