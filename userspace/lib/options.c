// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The parameters of ksmbd.conf(5), all of them, in one table.
 *
 * For:      every name a configuration may use: aliases, scope, type, default, range,
 *           the words of an enumeration, a text for the manual page, and for names that
 *           other servers know and that do nothing here, the reason.
 * Not for:  turning text into members (value.c), reading a file (config.c).
 * Called by: config.c, ksmbd.addshare, the manual page generator. A parameter that is
 *           not in this table does not exist anywhere.
 *
 * No state, no locks; everything is constant.
 */
#include "internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define G(member)	.scope = KSMBD_OPT_GLOBAL, .offset = offsetof(struct ksmbd_global, member)
#define S(member)	.scope = KSMBD_OPT_SHARE, .offset = offsetof(struct ksmbd_share, member)
#define BOOL		.type = KSMBD_OPT_BOOL
#define NOT_BOOL	.type = KSMBD_OPT_NOT_BOOL
#define STRING(bytes)	.type = KSMBD_OPT_STRING, .max = (bytes)
#define PATH		.type = KSMBD_OPT_PATH, .max = 4095
#define UINT(lo, hi)	.type = KSMBD_OPT_UINT, .min = (lo), .max = (hi)
#define COUNT(lo, hi)	.type = KSMBD_OPT_COUNT, .min = (lo), .max = (hi)
#define SIZE(lo, hi)	.type = KSMBD_OPT_SIZE, .min = (lo), .max = (hi)
#define OCTAL		.type = KSMBD_OPT_OCTAL, .max = 07777
#define ENUM(list)	.type = KSMBD_OPT_ENUM, .words = (list)
#define LIST		.type = KSMBD_OPT_LIST
#define VETO		.type = KSMBD_OPT_VETO
#define NOTE_G(text)	.scope = KSMBD_OPT_GLOBAL, .type = KSMBD_OPT_NOTE, .reason = (text), \
			.share_note = true
#define NOTE_S(text)	.scope = KSMBD_OPT_SHARE, .type = KSMBD_OPT_NOTE, .reason = (text)

#define KIB	1024ULL
#define MIB	(1024 * KIB)
#define MAX_CONNECTIONS	65536

static const struct ksmbd_opt_word protocol_words[] = {
	{ "SMB2_10", KSMBD_PROTOCOL_SMB2_10 }, { "SMB2_02", KSMBD_PROTOCOL_SMB2_02 },
	{ "SMB3_00", KSMBD_PROTOCOL_SMB3_00 }, { "SMB3_02", KSMBD_PROTOCOL_SMB3_02 },
	{ "SMB3_11", KSMBD_PROTOCOL_SMB3_11 }, { "SMB2", KSMBD_PROTOCOL_SMB2_10 },
	{ "SMB3", KSMBD_PROTOCOL_SMB3_11 }, { "SMB202", KSMBD_PROTOCOL_SMB2_02 },
	{ "SMB210", KSMBD_PROTOCOL_SMB2_10 }, { "SMB300", KSMBD_PROTOCOL_SMB3_00 },
	{ "SMB302", KSMBD_PROTOCOL_SMB3_02 }, { "SMB311", KSMBD_PROTOCOL_SMB3_11 },
	{ NULL },
};

static const struct ksmbd_opt_word setting_words[] = {
	{ "disabled", KSMBD_SETTING_DISABLED }, { "enabled", KSMBD_SETTING_ENABLED },
	{ "auto", KSMBD_SETTING_AUTO }, { "mandatory", KSMBD_SETTING_MANDATORY },
	{ "no", KSMBD_SETTING_DISABLED }, { "off", KSMBD_SETTING_DISABLED },
	{ "false", KSMBD_SETTING_DISABLED }, { "yes", KSMBD_SETTING_ENABLED },
	{ "desired", KSMBD_SETTING_ENABLED }, { "default", KSMBD_SETTING_AUTO },
	{ "if_required", KSMBD_SETTING_AUTO }, { "required", KSMBD_SETTING_MANDATORY },
	{ NULL },
};

static const struct ksmbd_opt_word guest_words[] = {
	{ "never", KSMBD_MAP_TO_GUEST_NEVER }, { "bad user", KSMBD_MAP_TO_GUEST_BAD_USER },
	{ "bad password", KSMBD_MAP_TO_GUEST_NEVER,
	  "a known user with a wrong password is never made a guest, so it works like \"never\"" },
	{ "bad uid", KSMBD_MAP_TO_GUEST_NEVER,
	  "no domain controller is asked for user ids, so it works like \"never\"" },
	{ NULL },
};

static const struct ksmbd_opt_word metadata_words[] = {
	{ "stream", KSMBD_APPLE_METADATA_STREAM }, { "netatalk", KSMBD_APPLE_METADATA_NETATALK },
	{ NULL },
};

static const struct ksmbd_opt_word resource_words[] = {
	{ "stream", KSMBD_APPLE_RESOURCE_STREAM }, { "file", KSMBD_APPLE_RESOURCE_FILE },
	{ "xattr", KSMBD_APPLE_RESOURCE_XATTR },
	{ NULL },
};

static const struct ksmbd_opt_word encoding_words[] = {
	{ "native", KSMBD_APPLE_ENCODING_NATIVE }, { "private", KSMBD_APPLE_ENCODING_PRIVATE },
	{ NULL },
};

#define SERVER_WIDE	"Apple clients keep this answer for the whole server, so it counts " \
			"in [global] only"

const struct ksmbd_option ksmbd_options[] = {
	/* ---- the server */
	{ "bind interfaces only", NULL, "no", "Listen on the interfaces named in "
	  "\\fBinterfaces\\fR and on no other.", G(bind_interfaces_only), BOOL },
	{ "deadtime", NULL, "0", "Minutes without a request after which a connection that has "
	  "no open file is closed. 0 keeps it.", G(deadtime), UINT(0, 525600) },
	{ "durable handles", "durable handle", "yes", "Let clients get their open files back "
	  "after a broken connection.", G(durable_handles), BOOL },
	{ "guest account", NULL, "nobody", "Local account that guests and anonymous clients "
	  "work as.", G(guest_account), STRING(KSMBD_ACCOUNT_MAX) },
	{ "interfaces", NULL, "", "Network interfaces to listen on when "
	  "\\fBbind interfaces only\\fR is set.", G(interfaces), LIST },
	{ "ipc timeout", NULL, "0", "Seconds the kernel waits for an answer of ksmbd.mountd, at most "
	  "300; 0 is 10 seconds. The ksmbd of the Linux kernel gives a ksmbd.mountd up that was "
	  "silent for so long, with 0 never.", G(ipc_timeout), UINT(0, 65535) },
	{ "kerberos keytab file", NULL, "", "Keytab with the key of the service; empty takes "
	  "the system's keytab.", G(krb5_keytab_file), STRING(4095) },
	{ "kerberos service name", NULL, "", "Principal of the service, for example "
	  "cifs/host.example.org; empty accepts every key of the keytab.",
	  G(krb5_service_name), STRING(1023) },
	{ "map to guest", NULL, "never", "Whom to let in as the guest: nobody, or users who do "
	  "not exist.", G(map_to_guest), ENUM(guest_words) },
	{ "max active sessions", NULL, "1024", "Sessions that may have shares connected at the "
	  "same time.", G(max_active_sessions), COUNT(1, MAX_CONNECTIONS) },
	{ "max connections", NULL, "128", "Connections of the whole server. 0 is the greatest "
	  "number.", G(max_connections), COUNT(0, MAX_CONNECTIONS) },
	{ "max ip connections", NULL, "64", "Connections of one client, wherever it comes "
	  "from; a Mac opens up to nine. Also connections from one address on which nobody logged "
	  "in. 0 leaves it to the kernel.", G(max_ip_connections), COUNT(0, MAX_CONNECTIONS) },
	{ "max open files", NULL, "10000", "Files that may be open on the whole server.",
	  G(max_open_files), COUNT(1, 0x7fffffff) },
	{ "max sessions per connection", NULL, "0", "Sessions on one connection. 0 leaves it to "
	  "the kernel.", G(max_sessions_per_connection), COUNT(0, MAX_CONNECTIONS) },
	{ "netbios name", NULL, "KSMBD SERVER", "Name of the server.",
	  G(netbios_name), STRING(15) },
	{ "restrict anonymous", NULL, "0", "1 and 2 keep guests off IPC$ and off every share "
	  "without \\fBguest ok\\fR.", G(restrict_anonymous), UINT(0, 2) },
	{ "root directory", NULL, "", "Directory in front of the path of every share.",
	  G(root_directory), PATH },
	{ "server max protocol", "max protocol|protocol", "SMB3_11", "Newest dialect spoken.",
	  G(max_protocol), ENUM(protocol_words) },
	{ "server min protocol", "min protocol", "SMB2_10", "Oldest dialect spoken.",
	  G(min_protocol), ENUM(protocol_words) },
	{ "server multi channel support", NULL, "no", "Let a session use several connections.",
	  G(multichannel), BOOL },
	{ "server signing", NULL, "disabled", "Whether packets are signed: when the client "
	  "demands it (disabled, auto), also when it offers (enabled), always (mandatory).",
	  G(signing), ENUM(setting_words) },
	{ "server string", NULL, "SMB SERVER", "Description of the server.",
	  G(server_string), STRING(63) },
	{ "share:fake_fscaps", "share fake fscaps", "64", "File system attribute bits to claim "
	  "on every share; 64 is sparse files.", G(fake_fscaps), UINT(0, 0xffffffffULL) },
	{ "smb2 leases", NULL, "yes", "Grant leases.", G(smb2_leases), BOOL },
	{ "smb2 max credits", NULL, "0", "Requests a client may have on the "
	  "way. 0 leaves it to the kernel.",
	  G(smb2_max_credits), COUNT(1, 65535) },
	{ "smb2 max read", NULL, "0", "Most bytes of one READ. 0 leaves it to the kernel.",
	  G(smb2_max_read), SIZE(64 * KIB, 8 * MIB) },
	{ "smb2 max trans", NULL, "0", "Most bytes of one query or set. 0 leaves it to the kernel.",
	  G(smb2_max_trans), SIZE(64 * KIB, 8 * MIB) },
	{ "smb2 max write", NULL, "0", "Most bytes of one WRITE. 0 leaves it to the kernel.",
	  G(smb2_max_write), SIZE(64 * KIB, 8 * MIB) },
	{ "smb3 encryption", NULL, "auto", "Whether sessions are encrypted: not at all "
	  "(disabled), when the client wants it (enabled, auto), always (mandatory).",
	  G(encryption), ENUM(setting_words) },
	{ "smbd max io size", NULL, "0", "Most bytes of one transfer over "
	  "RDMA. 0 leaves it to the kernel.",
	  G(smbd_max_io_size), SIZE(512 * KIB, 16 * MIB) },
	{ "tcp port", "smb ports", "445", "TCP port to listen on.", G(tcp_port), UINT(1, 65535) },
	{ "workgroup", NULL, "WORKGROUP", "Workgroup of the server.", G(workgroup), STRING(63) },

	/* ---- Apple, the server */
	{ "apple extensions", "fruit:aapl", "yes", "Speak Apple's extensions with clients that "
	  "ask for them.", G(apple), BOOL, .share_note = true, .reason = SERVER_WIDE },
	{ "apple model", "fruit:model|aapl model", "", "Model name that gives the server its icon "
	  "in the Finder, for example MacPro7,1@ECOLOR=226,226,224; empty leaves it to the kernel.",
	  G(apple_model), STRING(KSMBD_APPLE_MODEL_MAX) },
	{ "apple read dir attr", NULL, "yes", "Send Finder data within directory listings.",
	  G(apple_read_dir_attr), BOOL, .share_note = true, .reason = SERVER_WIDE },
	{ "apple copyfile", "fruit:copyfile", "yes", "Copy whole files on the server.",
	  G(apple_copyfile), BOOL, .share_note = true, .reason = SERVER_WIDE },
	{ "apple nfs aces", "fruit:nfs_aces", "no", "Let Macs read and change UNIX modes through "
	  "access control entries.", G(apple_nfs_aces), BOOL, .share_note = true,
	  .reason = SERVER_WIDE },
	{ "apple full sync", "fruit:advertise_fullsync", "yes", "Write to the disk when a Mac asks "
	  "for F_FULLFSYNC. Time Machine needs it.", G(apple_full_sync), BOOL, .share_note = true,
	  .reason = SERVER_WIDE },
	{ "apple resolve id", NULL, "yes", "Find files by their id for Macs.",
	  G(apple_resolve_id), BOOL, .share_note = true, .reason = SERVER_WIDE },
	{ "apple case sensitive", NULL, "no", "Tell Macs that names differ by case.",
	  G(apple_case_sensitive), BOOL, .share_note = true, .reason = SERVER_WIDE },

	/* ---- shares */
	{ "admin users", NULL, "", "Users who work as root on the share, whatever the other "
	  "lists say.", S(admin_users), LIST },
	{ "browseable", "browsable", "yes", "Show the share in lists.", S(browseable), BOOL },
	{ "comment", NULL, "", "Description of the share.", S(comment), STRING(255) },
	{ "continuous availability", NULL, "no", "Offer persistent handles on the "
	  "share: open files and their locks survive a restart of the server. Needs this module.",
	  S(continuous_availability), BOOL },
	{ "create mask", "create mode", "0744", "Permission bits a new file may have.",
	  S(create_mask), OCTAL },
	{ "crossmnt", NULL, "yes", "Follow mount points below the share.", S(crossmnt), BOOL },
	{ "directory mask", "directory mode", "0755", "Permission bits a new directory may have.",
	  S(directory_mask), OCTAL },
	{ "follow symlinks", NULL, "no", "Follow symbolic links that stay below the share.",
	  S(follow_symlinks), BOOL },
	{ "force create mode", NULL, "0000", "Permission bits a new file always has.",
	  S(force_create_mode), OCTAL },
	{ "force directory mode", NULL, "0000", "Permission bits a new directory always has.",
	  S(force_directory_mode), OCTAL },
	{ "force group", "group", "", "Group that every user of the share works as.",
	  S(force_group), STRING(255) },
	{ "force user", NULL, "", "Local user that every user of the share works as, with that "
	  "user's group unless \\fBforce group\\fR names one.", S(force_user), STRING(255) },
	{ "guest account", NULL, "", "Account that guests of this share work as.",
	  S(guest_account), STRING(KSMBD_ACCOUNT_MAX) },
	{ "guest ok", "public", "no", "Let guests in.", S(guest_ok), BOOL },
	{ "hide dot files", NULL, "yes", "Mark files whose name begins with a dot as hidden.",
	  S(hide_dot_files), BOOL },
	{ "hide files", NULL, "", "Names of files to mark as hidden, between slashes as in "
	  "\\fBveto files\\fR; 4095 bytes of them.", S(hide_files), VETO },
	{ "hide unreadable", NULL, "no", "Leave what a user may not read out of listings.",
	  S(hide_unreadable), BOOL },
	{ "hosts allow", "allow hosts", "", "Addresses and networks that may connect; empty is "
	  "all. 192.0.2.7, 192.0.2., 192.0.2.0/24, 2001:db8::/32 and ALL are understood.",
	  S(hosts_allow), LIST },
	{ "hosts deny", "deny hosts", "", "Addresses and networks that may not connect, unless "
	  "\\fBhosts allow\\fR names them.", S(hosts_deny), LIST },
	{ "inherit owner", NULL, "no", "Give new files the owner of their directory.",
	  S(inherit_owner), BOOL },
	{ "invalid users", NULL, "", "Users who may not connect, even if "
	  "\\fBvalid users\\fR names them.", S(invalid_users), LIST },
	{ "max connections", NULL, "128", "Connects to the share at the same time. 0 is the "
	  "greatest number.", S(max_connections), COUNT(0, MAX_CONNECTIONS) },
	{ "oplocks", NULL, "yes", "Grant oplocks on the share.", S(oplocks), BOOL },
	{ "path", "directory", "", "Directory the share serves.", S(path), PATH },
	{ "read list", NULL, "", "Users who may only read, whatever the share allows.",
	  S(read_list), LIST },
	{ "read only", NULL, "yes", "Users may only read.", S(read_only), BOOL },
	{ "smb encrypt", "server smb encrypt|encrypt data", "auto", "With mandatory, only "
	  "encrypted requests reach the share.", S(encryption), ENUM(setting_words) },
	{ "store dos attributes", NULL, "yes", "Keep DOS attributes and creation time in an "
	  "extended attribute.", S(store_dos_attributes), BOOL },
	{ "valid users", NULL, "", "Users who may connect; empty is everybody. @group stands for "
	  "the members of a group.", S(valid_users), LIST },
	{ "veto files", NULL, "", "Names that can be neither seen nor used, between slashes: "
	  "/*.tmp/core/. * and ? are wild.", S(veto_files), VETO },
	{ "vfs objects", "vfs object", "streams_xattr", "acl_xattr keeps Windows ACLs in an "
	  "extended attribute, streams_xattr named streams.", S(vfs_objects), LIST },
	{ "wide links", NULL, "no", "Follow symbolic links out of the share.",
	  S(wide_links), BOOL },
	{ "writeable", "writable|write ok", "no", "The opposite of \\fBread only\\fR.",
	  S(read_only), NOT_BOOL },
	{ "write list", NULL, "", "Users who may write, even if the share is read only.",
	  S(write_list), LIST },

	/* ---- Apple, shares */
	{ "time machine", "fruit:time machine|apple time machine", "no", "Offer the share as a "
	  "Time Machine target, with all that takes.", S(time_machine), BOOL },
	{ "time machine max size", "fruit:time machine max size|apple time machine max size", "0",
	  "Size a Mac sees as the size of the disk. 0 is the real one.",
	  S(time_machine_max_size), SIZE(0, 1ULL << 60) },
	{ "apple metadata", "fruit:metadata|metadata", "stream", "Where Finder data is kept: in a "
	  "named stream, or in the extended attribute Netatalk uses.",
	  S(metadata), ENUM(metadata_words) },
	{ "apple resource", "fruit:resource|resource", "stream", "Where resource forks are kept: "
	  "in a named stream, in the file ._NAME beside the file, or in one extended attribute.",
	  S(resource), ENUM(resource_words) },
	{ "apple encoding", "fruit:encoding|encoding", "native", "How characters that Windows "
	  "forbids in names are stored: as they are, or as the private ones Macs send.",
	  S(encoding), ENUM(encoding_words) },

	/* ---- known elsewhere, without effect here */
	{ "apple version", NULL, "", NULL, NOTE_G("Apple's extensions have no version to choose") },
	{ "apple client validation", NULL, "no", NULL, .quiet = "no", NOTE_G("clients are told "
	  "apart by their login alone; no further validation is done") },
	{ "apple finder info", NULL, "yes", NULL, .quiet = "yes", NOTE_S("Finder data is always "
	  "kept; \"apple metadata\" says where") },
	{ "apple sparse bundles", NULL, "yes", NULL, .quiet = "yes", NOTE_S("sparse bundles are "
	  "ordinary directories and always work") },
	{ "fruit:locking", NULL, "none", NULL, .quiet = "none", NOTE_S("no AFP server is told of "
	  "locks") },
	{ "fruit:posix_rename", NULL, "yes", NULL, .quiet = "yes", NOTE_S("a Mac may always rename "
	  "a directory that it has files open in") },
	{ "fruit:zero_file_id", NULL, "no", NULL, .quiet = "no", NOTE_S("file ids are real; "
	  "\"apple resolve id\" needs them") },
	{ "fruit:veto_appledouble", NULL, "no", NULL, .quiet = "no", NOTE_S("use \"veto files = "
	  "/._*/\" if such files should be out of reach") },
	{ "fruit:delete_empty_adfiles", NULL, "no", NULL, .quiet = "no", NOTE_S("._ files are not "
	  "made, and found ones are left alone") },
	{ "fruit:wipe_intentionally_left_blank_rfork", NULL, "no", NULL, .quiet = "no",
	  NOTE_S("._ files are not made, and found ones are left alone") },
	{ "fruit:convert_adouble", NULL, "no", NULL, .quiet = "no", NOTE_S("files on the disk are "
	  "never converted behind your back") },
	{ "fruit:validate_afpinfo", NULL, "yes", NULL, .quiet = "yes", NOTE_S("AFP_AfpInfo is "
	  "always validated") },
	{ "streams_xattr:prefix", NULL, "user.DosStream.", NULL, .quiet = "user.DosStream.",
	  NOTE_S("the prefix is always user.DosStream.") },
	{ "streams_xattr:store_stream_type", NULL, "yes", NULL, .quiet = "yes", NOTE_S("the type "
	  "is always stored") },
	{ "security", NULL, "user", NULL, .quiet = "user", NOTE_G("users come from ksmbdpwd.db or "
	  "Kerberos") },
	{ "server role", NULL, "standalone server", NULL, .quiet = "standalone server",
	  NOTE_G("the server is always a standalone server") },
	{ "passdb backend", NULL, "", NULL, NOTE_G("users are in ksmbdpwd.db, see ksmbd.adduser") },
	{ "socket options", NULL, "", NULL, NOTE_G("the kernel sizes its sockets itself") },
	{ "log file", NULL, "", NULL, NOTE_G("messages go to the system log") },
	{ "log level", "debug level", "", NULL, NOTE_G("use ksmbd.mountd --verbose and "
	  "ksmbd.control --debug") },
	{ "max log size", NULL, "", NULL, NOTE_G("messages go to the system log") },
	{ "dns proxy", NULL, "", NULL, NOTE_G("there is no NetBIOS name service") },
	{ "disable netbios", NULL, "yes", NULL, .quiet = "yes", NOTE_G("there is no NetBIOS name "
	  "service") },
	{ "load printers", NULL, "no", NULL, .quiet = "no", NOTE_G("printers are not served") },
	{ "disable spoolss", NULL, "yes", NULL, .quiet = "yes", NOTE_G("printers are not served") },
	{ "printing", NULL, "", NULL, NOTE_G("printers are not served") },
	{ "printcap name", "printcap", "", NULL, NOTE_G("printers are not served") },
	{ "printable", "print ok", "no", NULL, .quiet = "no", NOTE_S("printers are not served") },
	{ "unix extensions", "smb3 unix extensions", "", NULL, NOTE_G("the module has no "
	  "POSIX extensions, the ksmbd of the Linux kernel always offers them") },
	{ "use sendfile", NULL, "yes", NULL, .quiet = "yes", NOTE_G("file data always goes from "
	  "the page cache to the network") },
	{ "aio read size", NULL, "", NULL, NOTE_S("requests always run in parallel") },
	{ "aio write size", NULL, "", NULL, NOTE_S("requests always run in parallel") },
	{ "min receivefile size", NULL, "", NULL, NOTE_G("writes are always received into pages") },
	{ "ea support", NULL, "yes", NULL, .quiet = "yes", NOTE_S("extended attributes are always "
	  "offered where the file system has them") },
	{ "kernel oplocks", NULL, "", NULL, NOTE_S("the server is in the kernel and sees local "
	  "access itself") },
	{ "kernel share modes", NULL, "no", NULL, .quiet = "no", NOTE_S("share modes bind SMB "
	  "clients only") },
	{ "posix locking", NULL, "yes", NULL, .quiet = "yes", NOTE_S("byte-range locks are always "
	  "mirrored to local locks") },
	{ "strict locking", NULL, "yes", NULL, .quiet = "yes", NOTE_S("locks are always checked") },
	{ "strict allocate", NULL, "", NULL, NOTE_S("space is allocated as the client asks") },
	{ "strict sync", NULL, "yes", NULL, .quiet = "yes", NOTE_S("a flush always reaches the "
	  "disk") },
	{ "case sensitive", NULL, "auto", NULL, .quiet = "auto", NOTE_S("names are found in any "
	  "case and keep the one they have") },
	{ "preserve case", NULL, "yes", NULL, .quiet = "yes", NOTE_S("names keep their case") },
	{ "map archive", NULL, "no", NULL, .quiet = "no", NOTE_S("use \"store dos attributes\"") },
	{ "map hidden", NULL, "no", NULL, .quiet = "no", NOTE_S("use \"store dos attributes\"") },
	{ "map system", NULL, "no", NULL, .quiet = "no", NOTE_S("use \"store dos attributes\"") },
	{ "map readonly", NULL, "no", NULL, .quiet = "no", NOTE_S("use \"store dos attributes\"") },
};

const size_t ksmbd_options_count = ARRAY_SIZE(ksmbd_options);

/* Names compare without case, and blanks inside are optional as in Samba's files. */
static bool name_equal(const char *a, const char *b, size_t b_len)
{
	const char *end = b + b_len;

	for (;;) {
		while (*a == ' ' || *a == '\t')
			a++;
		while (b < end && (*b == ' ' || *b == '\t'))
			b++;
		if (!*a || b == end)
			return !*a && b == end;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		a++;
		b++;
	}
}

static bool option_has_name(const struct ksmbd_option *opt, const char *name)
{
	const char *alias = opt->aliases;

	if (name_equal(name, opt->name, strlen(opt->name)))
		return true;
	while (alias) {
		const char *bar = strchr(alias, '|');
		size_t len = bar ? (size_t)(bar - alias) : strlen(alias);

		if (name_equal(name, alias, len))
			return true;
		alias = bar ? bar + 1 : NULL;
	}
	return false;
}

/**
 * ksmbd_option_find() - the table row of a parameter name
 * @name: as written in the file, any case
 * @in_global: the line is in [global]; a few names mean something else there
 *
 * Return: the row that fits the section best, or NULL for an unknown name. In a share
 * section a row of scope GLOBAL may come back: the caller refuses or reports it.
 */
const struct ksmbd_option *ksmbd_option_find(const char *name, bool in_global)
{
	enum ksmbd_opt_scope first = in_global ? KSMBD_OPT_GLOBAL : KSMBD_OPT_SHARE;
	const struct ksmbd_option *other = NULL;

	for (size_t i = 0; i < ksmbd_options_count; i++) {
		const struct ksmbd_option *opt = &ksmbd_options[i];

		if (!option_has_name(opt, name))
			continue;
		if (opt->scope == first)
			return opt;
		if (!other)
			other = opt;
	}
	return other;
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Edits (Levenshtein) between two short words, cut off at 64 characters. */
static unsigned int edit_distance(const char *a, const char *b)
{
	unsigned int row[65];
	size_t la = strnlen(a, 64), lb = strnlen(b, 64);

	for (size_t j = 0; j <= lb; j++)
		row[j] = (unsigned int)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned int diagonal = row[0];

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned int keep = row[j];
			unsigned int best = diagonal + !same_letter(a[i - 1], b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
			diagonal = keep;
		}
	}
	return row[lb];
}

/**
 * ksmbd_option_closest() - what an unknown name was probably meant to be
 * @name: the unknown name
 *
 * Return: the name of a parameter, or NULL when nothing is near.
 */
const char *ksmbd_option_closest(const char *name)
{
	unsigned int best = (unsigned int)(strnlen(name, 64) / 3) + 1;
	const char *found = NULL;

	for (size_t i = 0; i < ksmbd_options_count; i++) {
		unsigned int d = edit_distance(name, ksmbd_options[i].name);

		if (d <= best && (!found || d < best)) {
			best = d;
			found = ksmbd_options[i].name;
		}
	}
	return found;
}

static void size_text(unsigned long long n, char *buf, size_t size)
{
	static const char suffix[] = "KMGTPE";
	int i = -1;

	while (n && n % 1024 == 0 && i < 5) {
		n /= 1024;
		i++;
	}
	if (i < 0)
		snprintf(buf, size, "%llu", n);
	else
		snprintf(buf, size, "%llu%c", n, suffix[i]);
}

/**
 * ksmbd_option_allowed() - the values a parameter takes, as a phrase
 * @opt: the parameter
 * @buf: gets the phrase
 * @size: of @buf; cut off if it is too small
 */
void ksmbd_option_allowed(const struct ksmbd_option *opt, char *buf, size_t size)
{
	char low[24], high[24];
	const char *zero;
	size_t at;

	size_text(opt->min, low, sizeof(low));
	size_text(opt->max, high, sizeof(high));
	zero = opt->min && !strcmp(opt->def, "0") ? "0, or " : "";
	switch (opt->type) {
	case KSMBD_OPT_BOOL:
	case KSMBD_OPT_NOT_BOOL:
		snprintf(buf, size, "yes or no");
		break;
	case KSMBD_OPT_STRING:
		snprintf(buf, size, "a text of at most %llu bytes", opt->max);
		break;
	case KSMBD_OPT_PATH:
		snprintf(buf, size, "a path that begins with /");
		break;
	case KSMBD_OPT_UINT:
		snprintf(buf, size, "a whole number from %llu to %llu", opt->min, opt->max);
		break;
	case KSMBD_OPT_COUNT:
		snprintf(buf, size, "%sa whole number from %llu to %llu, K and M are understood",
			 zero, opt->min, opt->max);
		break;
	case KSMBD_OPT_SIZE:
		snprintf(buf, size, "%sa size from %s to %s, with K, M, G, T, P or E", zero, low,
			 high);
		break;
	case KSMBD_OPT_OCTAL:
		snprintf(buf, size, "an octal number from 0000 to %04llo", opt->max);
		break;
	case KSMBD_OPT_ENUM:
		at = (size_t)snprintf(buf, size, "one of:");
		for (const struct ksmbd_opt_word *w = opt->words; w->word && at < size; w++)
			at += (size_t)snprintf(buf + at, size - at, "%s %s",
					       w == opt->words ? "" : ",", w->word);
		break;
	case KSMBD_OPT_LIST:
		snprintf(buf, size, "a list, separated by commas or blanks");
		break;
	case KSMBD_OPT_VETO:
		snprintf(buf, size, "names between slashes, as in /one/two/");
		break;
	case KSMBD_OPT_NOTE:
		snprintf(buf, size, "anything, it has no effect");
		break;
	}
}

static void print_man(FILE *out, const struct ksmbd_option *opt)
{
	char allowed[512];

	ksmbd_option_allowed(opt, allowed, sizeof(allowed));
	fprintf(out, ".TP\n\\fB%s\\fR (%c)\n", opt->name,
		opt->scope == KSMBD_OPT_GLOBAL ? 'G' : 'S');
	if (opt->type == KSMBD_OPT_NOTE)
		fprintf(out, "Accepted and without effect: %s.\n", opt->reason);
	else
		fprintf(out, "%s\nTakes %s.\n", opt->doc, allowed);
	if (opt->aliases) {
		fprintf(out, "Also written ");
		for (const char *p = opt->aliases; *p; p++)
			fprintf(out, "%.*s", *p == '|' ? 2 : 1, *p == '|' ? ", " : p);
		fprintf(out, ".\n");
	}
	if (opt->type != KSMBD_OPT_NOTE)
		fprintf(out, ".IP\nDefault: \\fB%s = %s\\fR\n", opt->name, opt->def);
}

/**
 * ksmbd_options_print() - all parameters for people
 * @out: where to
 * @as_man_page: as manual page source, else one name per line with what it takes
 */
void ksmbd_options_print(FILE *out, bool as_man_page)
{
	char allowed[512];

	for (size_t i = 0; i < ksmbd_options_count; i++) {
		const struct ksmbd_option *opt = &ksmbd_options[i];

		if (as_man_page) {
			print_man(out, opt);
			continue;
		}
		if (opt->type == KSMBD_OPT_NOTE || opt->scope != KSMBD_OPT_SHARE)
			continue;
		ksmbd_option_allowed(opt, allowed, sizeof(allowed));
		fprintf(out, "  %-26s %s\n", opt->name, allowed);
	}
}
