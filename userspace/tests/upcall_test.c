// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's questions, asked without a kernel: netlink.c is replaced by a recorder.
 *
 * For:      lib/upcall.c, lib/rpc_glue.c, the server object around them.
 * Not for:  netlink itself: the guests do that.
 * Called by: run; needs no privileges. Truncated and random requests run under ASan.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <string.h>

static struct {
	unsigned int event, count;
	size_t len;
	unsigned char data[65536];
} sent;

/* netlink.c, replaced: the linker takes these and leaves that file out. */
static unsigned int maxattr = KSMBD_EVENT_MAX;

int ksmbd_nl_open(struct ksmbd_nl **out)
{
	*out = NULL;
	return -ENOENT;
}

void ksmbd_nl_close(struct ksmbd_nl *nl)
{
	(void)nl;
}

int ksmbd_nl_fd(const struct ksmbd_nl *nl)
{
	(void)nl;
	return -1;
}

unsigned int ksmbd_nl_maxattr(const struct ksmbd_nl *nl)
{
	(void)nl;
	return maxattr;
}

bool ksmbd_nl_ours(const struct ksmbd_nl *nl)
{
	(void)nl;
	return maxattr >= KSMBD_A_FIRST;
}

void ksmbd_nl_set_handler(struct ksmbd_nl *nl, ksmbd_nl_event_fn fn, void *arg)
{
	(void)nl;
	(void)fn;
	(void)arg;
}

int ksmbd_nl_send(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		  ksmbd_nl_extra_fn extra, void *extra_arg)
{
	(void)nl;
	(void)extra;
	(void)extra_arg;
	sent.event = event;
	sent.count++;
	sent.len = len;
	memcpy(sent.data, data, len);
	return 0;
}

int ksmbd_nl_send_wait(struct ksmbd_nl *nl, unsigned int event, const void *data, size_t len,
		       ksmbd_nl_extra_fn extra, void *extra_arg)
{
	return ksmbd_nl_send(nl, event, data, len, extra, extra_arg);
}

int ksmbd_nl_receive(struct ksmbd_nl *nl)
{
	(void)nl;
	return -EIO;
}

static struct ksmbd_server *server;

static const void *ask(unsigned int event, const void *data, size_t len, unsigned int answer)
{
	void *copy = malloc(len ? len : 1);

	memset(&sent, 0, sizeof(sent));
	memcpy(copy, data, len);
	ksmbd_upcall_handle(server, event, copy, len, NULL, 0);
	free(copy);
	return sent.count == 1 && sent.event == answer ? sent.data : NULL;
}

static int lookup(void *arg, const char *name, struct ksmbd_account *out)
{
	(void)arg;
	if (strcmp(name, "anna"))
		return -ENOENT;
	memset(out, 0, sizeof(*out));
	strcpy(out->name, name);
	out->uid = 1001;
	out->gid = 1002;
	out->groups[0] = 7;
	out->groups[1] = 8;
	out->ngroups = 2;
	out->has_hash = true;
	memset(out->nt_hash, 0x5a, sizeof(out->nt_hash));
	return 0;
}

static const struct ksmbd_auth_ops auth = { .lookup = lookup };

static void make_server(const char *text)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);

	if (ksmbd_config_load_text(cfg, "t", text, strlen(text), NULL, NULL))
		exit(EXIT_FAILURE);
	server = ksmbd_server_new(cfg);
	ksmbd_server_set_auth(server, &auth, NULL);
}

static struct ksmbd_login_response login(const char *account)
{
	struct ksmbd_login_request q = { .handle = 5 };
	struct ksmbd_login_response r = { 0 };
	const void *a;

	snprintf(q.account, sizeof(q.account), "%s", account);
	a = ask(KSMBD_EVENT_LOGIN_REQUEST, &q, sizeof(q), KSMBD_EVENT_LOGIN_RESPONSE);
	if (a && sent.len == sizeof(r))
		memcpy(&r, a, sizeof(r));
	return r;
}

static void test_login(void)
{
	struct ksmbd_login_request q = { .handle = 9, .account = "anna" };
	const struct ksmbd_login_response_ext *ext;
	struct ksmbd_logout_request out = { .account = "anna",
					    .account_flags = KSMBD_USER_FLAG_BAD_PASSWORD };
	struct ksmbd_login_response r = login("anna");
	uint32_t groups[2];

	check(r.handle == 5 && r.uid == 1001 && r.gid == 1002 && r.hash_sz == 16 &&
	      r.hash[15] == 0x5a && !strcmp(r.account, "anna"), "an account is answered");
	check(r.status == (KSMBD_USER_FLAG_OK | KSMBD_USER_FLAG_EXTENSION), "with its groups");
	ext = ask(KSMBD_EVENT_LOGIN_REQUEST_EXT, &q, sizeof(q), KSMBD_EVENT_LOGIN_RESPONSE_EXT);
	memcpy(groups, sent.data + sizeof(*ext), sizeof(groups));
	check(ext && ext->handle == 9 && ext->ngroups == 2 && sent.len == sizeof(*ext) + 8 &&
	      groups[1] == 8, "which come when asked for");
	maxattr = KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE;
	check(login("anna").status == KSMBD_USER_FLAG_OK, "but not to Linux 6.1");
	maxattr = KSMBD_EVENT_MAX;
	check(login("ben").status == KSMBD_USER_FLAG_BAD_USER, "an unknown name");
	r = login("");
	check(r.status == (KSMBD_USER_FLAG_OK | KSMBD_USER_FLAG_GUEST_ACCOUNT) && !r.hash_sz &&
	      r.uid == 65534, "no name is the guest");
	r = login("nobody");
	check(r.status & KSMBD_USER_FLAG_GUEST_ACCOUNT, "so is the guest by name");
	for (int i = 0; i < 10; i++)
		ask(KSMBD_EVENT_LOGOUT_REQUEST, &out, sizeof(out), 0);
	check(login("anna").status & KSMBD_USER_FLAG_DELAY_SESSION, "ten failures delay");
	memset(q.account, 'x', sizeof(q.account));
	check(ask(KSMBD_EVENT_LOGIN_REQUEST, &q, sizeof(q), KSMBD_EVENT_LOGIN_RESPONSE) != NULL,
	      "a name without an end");
}

static unsigned int connect_status(const char *account, const char *share, unsigned int flags,
				   uint64_t session, uint64_t tree)
{
	struct ksmbd_tree_connect_request q = { .handle = 3, .account_flags = (uint16_t)flags,
						.session_id = session, .connect_id = tree,
						.peer_addr = "10.0.0.1" };
	const struct ksmbd_tree_connect_response *r;

	snprintf(q.account, sizeof(q.account), "%s", account);
	snprintf(q.share, sizeof(q.share), "%s", share);
	r = ask(KSMBD_EVENT_TREE_CONNECT_REQUEST, &q, sizeof(q),
		KSMBD_EVENT_TREE_CONNECT_RESPONSE);
	return r && sent.len == sizeof(*r) && r->handle == 3 ? r->status : 99;
}

static void test_tree(void)
{
	struct ksmbd_tree_disconnect_request gone = { .session_id = 1, .connect_id = 1 };

	check(connect_status("anna", "s", 0, 1, 1) == KSMBD_TREE_CONN_STATUS_OK, "a connect");
	check(connect_status("anna", "none", 0, 1, 2) == KSMBD_TREE_CONN_STATUS_NO_SHARE,
	      "to no share");
	check(connect_status("ben", "s", 0, 2, 1) == KSMBD_TREE_CONN_STATUS_NO_USER, "by nobody");
	check(connect_status("anna", "one", 0, 1, 3) == KSMBD_TREE_CONN_STATUS_OK, "the first");
	check(connect_status("anna", "one", 0, 1, 4) == KSMBD_TREE_CONN_STATUS_TOO_MANY_CONNS,
	      "one too many");
	check(connect_status("anna", "s", 0, 2, 1) == KSMBD_TREE_CONN_STATUS_OK &&
	      connect_status("anna", "s", 0, 3, 1) == KSMBD_TREE_CONN_STATUS_TOO_MANY_SESSIONS,
	      "a session too many");
	ask(KSMBD_EVENT_TREE_DISCONNECT_REQUEST, &gone, sizeof(gone), 0);
	gone.connect_id = 3;
	ask(KSMBD_EVENT_TREE_DISCONNECT_REQUEST, &gone, sizeof(gone), 0);
	check(connect_status("anna", "s", 0, 3, 1) == KSMBD_TREE_CONN_STATUS_OK,
	      "which is welcome when another left");
	check(connect_status("", "IPC$", KSMBD_USER_FLAG_GUEST_ACCOUNT, 2, 2) ==
	      KSMBD_TREE_CONN_STATUS_OK, "guests may use IPC$");
}

static void test_share(void)
{
	struct ksmbd_share_config_request q = { .handle = 4, .share_name = "S" };
	const struct ksmbd_share_config_response *r;

	r = ask(KSMBD_EVENT_SHARE_CONFIG_REQUEST, &q, sizeof(q),
		KSMBD_EVENT_SHARE_CONFIG_RESPONSE);
	check(r && !strcmp((char *)r->____payload, "/rt/tmp") && r->payload_sz == 8,
	      "a share comes with root directory and path");
	strcpy(q.share_name, "nope");
	r = ask(KSMBD_EVENT_SHARE_CONFIG_REQUEST, &q, sizeof(q),
		KSMBD_EVENT_SHARE_CONFIG_RESPONSE);
	check(r && r->flags == KSMBD_SHARE_FLAG_INVALID, "or not at all");
}

static void test_share_gone(void)
{
	memset(&sent, 0, sizeof(sent));
	ksmbd_upcall_share_check(server, "gone");
	check(!sent.count, "the ksmbd of Linux is not told of shares that are gone");
	maxattr = KSMBD_A_MAX;
	ksmbd_upcall_share_check(server, "s");
	check(!sent.count, "nor ours of one that is there");
	ksmbd_upcall_share_check(server, "gone");
	check(sent.event == KSMBD_EVENT_SHARE_GONE && sent.count == 1 &&
	      sent.len == sizeof(struct ksmbd_share_gone) && !strcmp((char *)sent.data, "gone"),
	      "but of one that is not");
	maxattr = KSMBD_EVENT_MAX;
}

static void test_rpc(void)
{
	struct ksmbd_rpc_command q = { .handle = 6, .flags = KSMBD_RPC_OPEN_METHOD |
				       KSMBD_RPC_SRVSVC_METHOD_INVOKE };
	const struct ksmbd_rpc_command *r;

	r = ask(KSMBD_EVENT_RPC_REQUEST, &q, sizeof(q), KSMBD_EVENT_RPC_RESPONSE);
	check(r && r->handle == 6 && r->flags == KSMBD_RPC_OK, "a pipe opens");
	q.flags = KSMBD_RPC_WRITE_METHOD | KSMBD_RPC_SRVSVC_METHOD_INVOKE;
	q.payload_sz = 1000;
	r = ask(KSMBD_EVENT_RPC_REQUEST, &q, sizeof(q), KSMBD_EVENT_RPC_RESPONSE);
	check(r && r->flags == KSMBD_RPC_EBAD_DATA, "a length beyond the message is refused");
	q.flags = KSMBD_RPC_CLOSE_METHOD;
	q.payload_sz = 0;
	r = ask(KSMBD_EVENT_RPC_REQUEST, &q, sizeof(q), KSMBD_EVENT_RPC_RESPONSE);
	check(r && r->flags == KSMBD_RPC_OK, "and closes");
}

static void test_spnego(void)
{
	struct {
		struct ksmbd_spnego_authen_request head;
		char rest[32];
	} q = { .head = { .handle = 8, .spnego_blob_len = 20 } };
	const struct ksmbd_spnego_authen_response *r;

	r = ask(KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST, &q, sizeof(q),
		KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE);
	check(r && sent.len == sizeof(*r) && r->handle == 8 &&
	      !(r->login_response.status & KSMBD_USER_FLAG_OK), "a bad token is refused");
	q.head.spnego_blob_len = 60000;
	r = ask(KSMBD_EVENT_SPNEGO_AUTHEN_REQUEST, &q, sizeof(q),
		KSMBD_EVENT_SPNEGO_AUTHEN_RESPONSE);
	check(r && !(r->login_response.status & KSMBD_USER_FLAG_OK), "so is a wrong length");
}

/* Random bytes in every event and length: nothing may break, at most one answer each. */
static void test_damage(void)
{
	unsigned char data[1024];
	bool sane = true;

	srand(2);
	for (int round = 0; round < 20000; round++) {
		size_t len = (size_t)rand() % sizeof(data);
		unsigned int event = (unsigned int)rand() % 20;

		/* SHUTTING_DOWN would end the run */
		if (event == KSMBD_EVENT_SHUTTING_DOWN)
			continue;
		for (size_t i = 0; i < len; i++)
			data[i] = (unsigned char)(rand() % 4 ? 0 : rand());
		ask(event, data, len, 0);
		sane &= sent.count <= 1;
	}
	check(sane, "20000 random requests");
}

static void quiet(void *arg, enum ksmbd_log_level level, const char *text)
{
	(void)arg;
	(void)level;
	(void)text;
}

int main(void)
{
	ksmbd_set_logger(quiet, NULL);
	make_server("[global]\nroot directory = /rt\nmax active sessions = 2\n"
		    "[s]\npath = /tmp\n[one]\npath = /tmp\nmax connections = 1\n");
	test_login();
	test_tree();
	test_share();
	test_share_gone();
	test_rpc();
	test_spnego();
	test_damage();
	ksmbd_server_free(server);
	return done();
}
