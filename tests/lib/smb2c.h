/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small raw SMB2 client for tests: it says exactly what a test wants said,
 * right or wrong, and shows what comes back.
 *
 * A message is built in c->out, one element after the other: smb2c_add() or
 * one of the smb2c_put_*() functions appends a well-formed element, smb2c_poke*()
 * and smb2c_cut() spoil it, smb2c_send() signs or seals and sends. smb2c_call()
 * sends and waits for the final answer to the first element. After a send the
 * next element begins a new message.
 *
 * Nothing here judges: statuses are handed back, together with SMB2C_GONE (the
 * server hung up) and SMB2C_SILENT (no answer in time). One thread per
 * connection. Implemented in smb2c.c (frames, waiting), smb2c_auth.c
 * (negotiation, NTLMSSP, trees), smb2c_crypto.c and smb2c_cmds.c (commands).
 */
#ifndef TESTS_LIB_SMB2C_H
#define TESTS_LIB_SMB2C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ntstatus.h"

/* Not statuses of the protocol. */
#define SMB2C_GONE		0xffff0001u
#define SMB2C_SILENT		0xffff0002u
#define SMB2C_MALFORMED		0xffff0003u	/* a reply that is not one */

enum smb2c_command {
	SMB2_NEGOTIATE, SMB2_SESSION_SETUP, SMB2_LOGOFF, SMB2_TREE_CONNECT,
	SMB2_TREE_DISCONNECT, SMB2_CREATE, SMB2_CLOSE, SMB2_FLUSH, SMB2_READ, SMB2_WRITE,
	SMB2_LOCK, SMB2_IOCTL, SMB2_CANCEL, SMB2_ECHO, SMB2_QUERY_DIRECTORY,
	SMB2_CHANGE_NOTIFY, SMB2_QUERY_INFO, SMB2_SET_INFO, SMB2_OPLOCK_BREAK,
};

#define SMB2C_HEADER		64
#define SMB2C_TRANSFORM		52
#define SMB2C_ELEMENTS		64
#define SMB2C_SLOTS		256

#define FLAG_RESPONSE		0x00000001u
#define FLAG_ASYNC		0x00000002u
#define FLAG_RELATED		0x00000004u
#define FLAG_SIGNED		0x00000008u

/* Offsets in the header, for smb2c_poke(). */
#define H_MAGIC			0
#define H_SIZE			4
#define H_CHARGE		6
#define H_STATUS		8
#define H_COMMAND		12
#define H_CREDITS		14
#define H_FLAGS			16
#define H_NEXT			20
#define H_MESSAGE		24
#define H_PROCESS		32
#define H_TREE			36
#define H_SESSION		40
#define H_SIGNATURE		48

enum smb2c_signing_alg { SIGN_HMAC_SHA256, SIGN_AES_CMAC, SIGN_AES_GMAC };
enum smb2c_cipher { SEAL_NONE, SEAL_AES128_CCM, SEAL_AES128_GCM, SEAL_AES256_CCM, SEAL_AES256_GCM };

struct smb2c_fid {
	uint64_t pid, vid;
};

/* Bytes under construction. */
struct smb2c_buf {
	uint8_t *data;
	size_t len, room;
};

/* What belongs to one log-on; copied to keep a second one on the same connection. */
struct smb2c_session {
	uint64_t id;
	bool ready;			/* keys are there */
	uint16_t sign_alg;		/* that sign_key is for */
	uint8_t preauth[64];
	uint8_t key[16];		/* the exported session key */
	uint8_t sign_key[16];
	uint8_t seal_key[32], open_key[32];
};

/* One element of a reply; lives until SMB2C_SLOTS more have come. */
struct smb2c_reply {
	uint16_t command, credits, size;
	uint32_t status, flags, tree;
	uint64_t message, async, session;
	const uint8_t *el;		/* from its header on */
	size_t len;
	const uint8_t *body;
	size_t body_len;
	bool sealed;
	bool good_signature;		/* it was signed, and rightly */
};

struct smb2c_slot {
	uint8_t *data;
	bool waiting;			/* nobody has taken it yet */
	struct smb2c_reply r;
};

struct smb2c {
	int fd;				/* -1: not connected, or hung up */
	/* what was negotiated */
	uint16_t dialect, cipher, sign_alg, security_mode;
	uint32_t caps, max_transact, max_read, max_write;
	uint8_t client_guid[16], server_guid[16];
	uint8_t preauth[64];
	/* how to send */
	bool sign, seal;
	uint32_t client_caps;
	uint16_t ask_credits;
	int timeout_ms;
	uint64_t nonce;
	/* where we are */
	struct smb2c_session s;
	uint32_t tree;
	uint64_t next_message;
	int64_t credits;
	/* the message being built */
	struct smb2c_buf out;
	size_t els[SMB2C_ELEMENTS];
	unsigned int nels;
	bool sent;
	struct smb2c_buf wire;		/* what went over the wire last, without the prefix */
	/* what came */
	struct smb2c_buf in;		/* the last frame */
	struct smb2c_slot slots[SMB2C_SLOTS];
	unsigned int next_slot;
	unsigned int interims;		/* STATUS_PENDING seen */
};

/* What to offer; zeros and NULLs leave a context out. */
struct smb2c_offer {
	const uint16_t *dialects;
	unsigned int ndialects;
	const uint16_t *ciphers;
	unsigned int nciphers;
	const uint16_t *signings;
	unsigned int nsignings;
	uint16_t security_mode;
};

/* ---- smb2c.c: connection and frames ---- */
const char *smb2c_status_name(uint32_t status);
void smb2c_init(struct smb2c *c);
int smb2c_connect(struct smb2c *c, const char *host, unsigned int port);
void smb2c_hang_up(struct smb2c *c);
void smb2c_free(struct smb2c *c);

void smb2c_put(struct smb2c_buf *b, const void *bytes, size_t len);
void smb2c_put_int(struct smb2c_buf *b, uint64_t value, unsigned int size);
void smb2c_put_zero(struct smb2c_buf *b, size_t len);
/* @text: UTF-8 */
size_t smb2c_utf16_size(const char *text);
void smb2c_put_utf16(struct smb2c_buf *b, const char *text);
void smb2c_set_int(uint8_t *p, uint64_t value, unsigned int size);
uint64_t smb2c_get_int(const uint8_t *p, unsigned int size);

struct smb2c_buf *smb2c_add(struct smb2c *c, uint16_t command);
void smb2c_new(struct smb2c *c);
void smb2c_relate(struct smb2c *c);
void smb2c_charge(struct smb2c *c, uint32_t bytes);
void smb2c_poke(struct smb2c *c, size_t offset, uint64_t value, unsigned int size);
void smb2c_cut(struct smb2c *c, size_t len);
uint64_t smb2c_message_of(const struct smb2c *c, unsigned int element);

int smb2c_send(struct smb2c *c);
int smb2c_prepare(struct smb2c *c);
int smb2c_send_raw(struct smb2c *c, const void *bytes, size_t len, uint32_t prefix);
uint32_t smb2c_receive(struct smb2c *c, struct smb2c_reply *r, int timeout_ms);
uint32_t smb2c_wait(struct smb2c *c, uint64_t message, struct smb2c_reply *r);
uint32_t smb2c_wait_interim(struct smb2c *c, uint64_t message, struct smb2c_reply *r);
uint32_t smb2c_call(struct smb2c *c, struct smb2c_reply *r);
bool smb2c_hung_up(struct smb2c *c, int timeout_ms);

/* ---- smb2c_auth.c: negotiation, log-on, trees ---- */
void smb2c_put_negotiate(struct smb2c *c, const struct smb2c_offer *offer);
uint32_t smb2c_negotiate_with(struct smb2c *c, const struct smb2c_offer *offer);
uint32_t smb2c_negotiate(struct smb2c *c, uint16_t dialect);
void smb2c_put_session_setup(struct smb2c *c, const void *blob, size_t len, uint64_t previous);
void smb2c_ntlm_negotiate(struct smb2c_buf *blob);
int smb2c_ntlm_authenticate(struct smb2c *c, const uint8_t *challenge, size_t len,
			    const char *user, const char *password, struct smb2c_buf *blob);
uint32_t smb2c_setup_first(struct smb2c *c, struct smb2c_reply *r, uint64_t previous);
uint32_t smb2c_log_on_over(struct smb2c *c, const char *user, const char *password,
			   uint64_t previous);
uint32_t smb2c_log_on(struct smb2c *c, const char *user, const char *password);
/* Binding @c, negotiated, to the session of @first; as a whole, and in pieces. */
uint32_t smb2c_bind(struct smb2c *c, const struct smb2c *first, const char *user,
		    const char *password);
void smb2c_bind_prepare(struct smb2c *c, const struct smb2c *first);
void smb2c_put_bind(struct smb2c *c, const void *blob, size_t len);
uint32_t smb2c_bind_last(struct smb2c *c, const struct smb2c_reply *challenge, const char *user,
			 const char *password);
void smb2c_put_tree_connect(struct smb2c *c, const char *path);
uint32_t smb2c_tree_connect(struct smb2c *c, const char *share);

/* ---- smb2c_cmds.c: well-formed requests; the caller pokes them ---- */
struct smb2c_open {
	const char *name;
	uint32_t access, attributes, share, disposition, options;
	uint8_t oplock;
	const void *contexts;
	size_t contexts_len;
};

struct smb2c_lock {
	uint64_t offset, length;
	uint32_t flags;
};

#define ACCESS_ALL		0x001f01ffu
#define ACCESS_READ		0x00120089u
#define ACCESS_WRITE		0x00120116u
#define ACCESS_ATTRIBUTES	0x00000080u
#define ACCESS_DELETE		0x00010000u
#define SHARE_ALL		7u
enum { SUPERSEDE, OPEN, CREATE, OPEN_IF, OVERWRITE, OVERWRITE_IF };
#define OPT_DIRECTORY		0x00000001u
#define OPT_NON_DIRECTORY	0x00000040u
#define OPT_DELETE_ON_CLOSE	0x00001000u
#define LOCK_SHARED		1u
#define LOCK_EXCLUSIVE		2u
#define LOCK_UNLOCK		4u
#define LOCK_NOW		0x10u

void smb2c_put_empty(struct smb2c *c, uint16_t command);
void smb2c_put_create(struct smb2c *c, const struct smb2c_open *o);
/* Appends a create context to @b, and says so in the one before it. */
void smb2c_put_context(struct smb2c_buf *b, const char *tag, const struct smb2c_buf *data);
void smb2c_put_close(struct smb2c *c, struct smb2c_fid f, uint16_t flags);
void smb2c_put_flush(struct smb2c *c, struct smb2c_fid f);
void smb2c_put_read(struct smb2c *c, struct smb2c_fid f, uint64_t offset, uint32_t len);
void smb2c_put_write(struct smb2c *c, struct smb2c_fid f, uint64_t offset, const void *data,
		     uint32_t len);
void smb2c_put_lock(struct smb2c *c, struct smb2c_fid f, const struct smb2c_lock *l,
		    unsigned int n);
void smb2c_put_ioctl(struct smb2c *c, struct smb2c_fid f, uint32_t code, const void *in,
		     uint32_t len, uint32_t room);
void smb2c_put_query_directory(struct smb2c *c, struct smb2c_fid f, uint8_t class, uint8_t flags,
			       const char *pattern, uint32_t room);
void smb2c_put_notify(struct smb2c *c, struct smb2c_fid f, uint32_t room);
void smb2c_put_query_info(struct smb2c *c, struct smb2c_fid f, uint8_t type, uint8_t class,
			  uint32_t room);
void smb2c_put_set_info(struct smb2c *c, struct smb2c_fid f, uint8_t type, uint8_t class,
			const void *data, uint32_t len);
void smb2c_put_cancel(struct smb2c *c, uint64_t message, uint64_t async);

uint32_t smb2c_create(struct smb2c *c, const struct smb2c_open *o, struct smb2c_fid *f);
uint32_t smb2c_open_file(struct smb2c *c, const char *name, uint32_t access,
			 uint32_t disposition, struct smb2c_fid *f);
uint32_t smb2c_open_dir(struct smb2c *c, const char *name, uint32_t disposition,
			struct smb2c_fid *f);
uint32_t smb2c_close(struct smb2c *c, struct smb2c_fid f);
uint32_t smb2c_write(struct smb2c *c, struct smb2c_fid f, uint64_t offset, const char *text);
uint32_t smb2c_remove(struct smb2c *c, const char *name);
uint32_t smb2c_echo(struct smb2c *c);
void smb2c_fid_of(const struct smb2c_reply *r, struct smb2c_fid *f);

/* ---- smb2c_crypto.c ---- */
void smb2c_nt_hash(const char *password, uint8_t out[16]);
void smb2c_hmac_md5(const uint8_t *key, size_t key_len, const void *data, size_t len,
		    uint8_t out[16]);
void smb2c_preauth_update(uint8_t hash[64], const void *data, size_t len);
void smb2c_derive_keys(struct smb2c *c, struct smb2c_session *s);
int smb2c_signature(const struct smb2c *c, const uint8_t *el, size_t len, uint8_t out[16]);
int smb2c_seal(struct smb2c *c, const uint8_t *plain, size_t len, struct smb2c_buf *out);
int smb2c_unseal(const struct smb2c *c, uint8_t *frame, size_t len);

#endif /* TESTS_LIB_SMB2C_H */
