// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who may connect to a share, which hosts match, and what goes to the kernel.
 *
 * For:      lib/shares.c, lib/hosts.c, lib/startup.c, lib/sessions.c.
 * Not for:  the messages around them (upcall_test.c).
 * Called by: run; needs no privileges.
 */
#include "internal.h"
#include "tap.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static void test_hosts(void)
{
	static const struct {
		const char *list, *peer;
		bool match;
	} cases[] = {
		{ "192.0.2.7", "192.0.2.7", true }, { "192.0.2.7", "192.0.2.8", false },
		{ "192.0.2.", "192.0.2.255", true }, { "192.0.", "192.1.2.3", false },
		{ "10.0.0.0/8", "10.255.1.2", true }, { "10.0.0.0/8", "11.0.0.1", false },
		{ "10.0.0.0/255.255.0.0", "10.0.7.7", true }, { "10.1.2.3/31", "10.1.2.2", true },
		{ "10.1.2.3/31", "10.1.2.4", false }, { "0.0.0.0/0", "1.2.3.4", true },
		{ "0.0.0.0/0", "2001:db8::1", false }, { "ALL", "2001:db8::1", true },
		{ "2001:db8::/32", "2001:db8:1::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "192.0.2.7", "::ffff:192.0.2.7", true }, { "::1", "[::1]", true },
		{ "fe80::/10", "fe80::1%eth0", true }, { "localhost", "127.0.0.1", true },
		{ "10.0.0.1 192.0.2.0/24", "192.0.2.9", true }, { "ALL", "garbage", false },
	};
	const struct ksmbd_option *opt = ksmbd_option_find("hosts allow", false);
	struct ksmbd_share s;
	const char *reason;

	ksmbd_share_init(&s);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		ksmbd_value_set(opt, &s, cases[i].list, &reason);
		check(ksmbd_hosts_match(&s.hosts_allow, cases[i].peer) == cases[i].match,
		      "%s and %s", cases[i].list, cases[i].peer);
	}
	ksmbd_share_release(&s);
}

#define RO	KSMBD_TREE_CONN_FLAG_READ_ONLY
#define RW	KSMBD_TREE_CONN_FLAG_WRITABLE
#define GUEST	KSMBD_TREE_CONN_FLAG_GUEST_ACCOUNT
#define ADMIN	KSMBD_TREE_CONN_FLAG_ADMIN_ACCOUNT
#define OK	KSMBD_TREE_CONN_STATUS_OK
#define BAD	KSMBD_TREE_CONN_STATUS_INVALID_USER
#define HOST	KSMBD_TREE_CONN_STATUS_HOST_DENIED
#define ERR	KSMBD_TREE_CONN_STATUS_ERROR

static void test_admit(void)
{
	static const struct {
		const char *section;
		const char *account;
		unsigned int account_flags, status, flags;
	} cases[] = {
		{ "", "anna", 0, OK, RO },
		{ "read only = no", "anna", 0, OK, RW },
		{ "valid users = anna", "anna", 0, OK, RO },
		{ "valid users = anna", "ben", 0, BAD, 0 },
		{ "valid users = @root", "ben", 0, BAD, 0 },
		{ "invalid users = ben", "ben", 0, BAD, 0 },
		{ "valid users = ben\ninvalid users = ben", "ben", 0, BAD, 0 },
		{ "invalid users = ben\nadmin users = ben", "ben", 0, OK, RO | ADMIN },
		{ "read only = no\nread list = ben", "ben", 0, OK, RO },
		{ "write list = ben", "ben", 0, OK, RW },
		{ "read list = ben\nwrite list = ben", "ben", 0, OK, RO },
		{ "", "", KSMBD_USER_FLAG_GUEST_ACCOUNT, ERR, 0 },
		{ "guest ok = yes", "", KSMBD_USER_FLAG_GUEST_ACCOUNT, OK, RO | GUEST },
		{ "guest ok = yes", "anna", KSMBD_USER_FLAG_BAD_PASSWORD, BAD, 0 },
		{ "hosts allow = 10.", "anna", 0, OK, RO },
		{ "hosts allow = 11.", "anna", 0, HOST, 0 },
		{ "hosts deny = 10.", "anna", 0, HOST, 0 },
		{ "hosts deny = 11.", "anna", 0, OK, RO },
		{ "hosts deny = ALL\nhosts allow = 10.0.0.0/8", "anna", 0, OK, RO },
		{ "hosts deny = 11.\nhosts allow = 12.", "anna", 0, OK, RO },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
		struct ksmbd_tree_request t = {
			.account = cases[i].account, .share = "s", .peer = "10.1.2.3",
			.account_flags = cases[i].account_flags,
		};
		unsigned int flags = 0, status;
		char text[256];

		snprintf(text, sizeof(text), "[s]\npath = /\n%s\n", cases[i].section);
		ksmbd_config_load_text(cfg, "t", text, strlen(text), NULL, NULL);
		status = ksmbd_share_admit(&cfg->global, ksmbd_config_find(cfg, "s"), &t, &flags);
		check(status == cases[i].status && (status != OK || flags == cases[i].flags),
		      "\"%s\" lets \"%s\" in: %u 0x%x", strtok(text + 13, "\n") ?: "",
		      cases[i].account, status, flags);
		ksmbd_config_free(cfg);
	}
}

static void test_share_pack(void)
{
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	static const char text[] = "[s]\npath = /srv\nveto files = /ab/c/\n"
				   "force create mode = 020\n";
	struct ksmbd_share_config_response *r;
	size_t len;
	void *out;

	ksmbd_config_load_text(cfg, "t", text, sizeof(text) - 1, NULL, NULL);
	ksmbd_share_pack(ksmbd_config_find(cfg, "s"), "/root/srv", false, 77, &out, &len);
	r = out;
	check(len == sizeof(*r) + 6 + 10 && r->payload_sz == 16 && r->veto_list_sz == 5,
	      "sizes of a share answer");
	check(!memcmp(KSMBD_SHARE_CONFIG_VETO_LIST(r), "ab\0c\0\0/root/srv", 16),
	      "veto list, one NUL, path");
	check(r->handle == 77 && !strcmp(r->share_name, "s") && r->force_create_mode == 020 &&
	      r->force_uid == KSMBD_SHARE_INVALID_UID, "its members");
	check((r->flags & (KSMBD_SHARE_FLAG_AVAILABLE | KSMBD_SHARE_FLAG_READONLY |
			   KSMBD_SHARE_FLAG_STREAMS | KSMBD_SHARE_FLAG_WRITEABLE |
			   KSMBD_SHARE_FLAG_PIPE)) ==
	      (KSMBD_SHARE_FLAG_AVAILABLE | KSMBD_SHARE_FLAG_READONLY |
	       KSMBD_SHARE_FLAG_STREAMS), "its flags");
	free(out);
	ksmbd_share_pack(ksmbd_config_find(cfg, "IPC$"), "", false, 1, &out, &len);
	r = out;
	check(len == sizeof(*r) && r->flags & KSMBD_SHARE_FLAG_PIPE && !r->payload_sz,
	      "IPC$ has no payload");
	free(out);
	ksmbd_share_pack(NULL, "", false, 2, &out, &len);
	r = out;
	check(len == sizeof(*r) && r->flags == KSMBD_SHARE_FLAG_INVALID && r->handle == 2,
	      "no share, flags 0");
	free(out);
	ksmbd_config_free(cfg);
}

static void test_startup_pack(void)
{
	static const char text[] = "[global]\nnetbios name = FIFTEEN-LETTERS\n"
		"server signing = mandatory\n"
		"smb3 encryption = mandatory\nserver min protocol = SMB3\ntcp port = 4450\n"
		"interfaces = eth0, lo\nbind interfaces only = yes\nsmb2 leases = no\n"
		"deadtime = 5\nmax ip connections = 9\n";
	struct ksmbd_config *cfg = ksmbd_config_new(KSMBD_PRESET_TOOLS);
	struct ksmbd_startup_request *r;
	size_t len;
	void *out;

	ksmbd_config_load_text(cfg, "t", text, sizeof(text) - 1, NULL, NULL);
	ksmbd_startup_pack(&cfg->global, &out, &len);
	r = out;
	check(len == 744 + 8 && r->ifc_list_sz == 8, "sizes of the start message");
	check(!memcmp(KSMBD_STARTUP_CONFIG_INTERFACES(r), "eth0\0lo", 8), "interfaces");
	check(!strcmp(r->netbios_name, "FIFTEEN-LETTERS") && !strcmp(r->min_prot, "SMB3_11"),
	      "texts");
	check(r->signing == KSMBD_CONFIG_OPT_MANDATORY && r->tcp_port == 4450 &&
	      r->deadtime == 5 && r->max_ip_connections == 9 && r->bind_interfaces_only == 1,
	      "numbers");
	check(r->flags == (KSMBD_GLOBAL_FLAG_SMB2_ENCRYPTION | KSMBD_GLOBAL_FLAG_DURABLE_HANDLE),
	      "flags");
	free(out);
	ksmbd_config_free(cfg);
}

static void test_sessions(void)
{
	struct ksmbd_sessions *s = ksmbd_sessions_new();
	struct ksmbd_tree_request t = { .account = "anna", .share = "a", .peer = "10.0.0.1" };

	for (unsigned int i = 0; i < 6; i++) {
		t.session_id = i / 2;
		t.connect_id = i;
		ksmbd_sessions_connect(s, &t);
	}
	check(ksmbd_sessions_count(s) == 3 && ksmbd_sessions_share_users(s, "A") == 6,
	      "sessions and connects are counted");
	ksmbd_sessions_disconnect(s, 0, 1);
	ksmbd_sessions_disconnect(s, 0, 1);
	check(ksmbd_sessions_find(s, 0) && ksmbd_sessions_share_users(s, "a") == 5,
	      "a connect goes once");
	ksmbd_sessions_disconnect(s, 0, 0);
	ksmbd_sessions_disconnect(s, 99, 0);
	check(!ksmbd_sessions_find(s, 0) && ksmbd_sessions_count(s) == 2,
	      "a session goes with its last connect");
	for (int i = 0; i < 9; i++)
		ksmbd_sessions_login_failed(s, "anna");
	check(!ksmbd_sessions_is_delayed(s, "anna"), "nine wrong passwords");
	ksmbd_sessions_login_failed(s, "anna");
	check(ksmbd_sessions_is_delayed(s, "anna") && !ksmbd_sessions_is_delayed(s, "ben"),
	      "ten are too many");
	ksmbd_sessions_login_good(s, "anna");
	check(!ksmbd_sessions_is_delayed(s, "anna"), "a good login forgives");
	ksmbd_sessions_free(s);
}

int main(void)
{
	test_hosts();
	test_admit();
	test_share_pack();
	test_startup_pack();
	test_sessions();
	return done();
}
