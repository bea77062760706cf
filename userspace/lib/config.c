// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading ksmbd.conf: file, sections, lines, and what must fit together at the end.
 *
 * For:      loading a configuration with a diagnosis for every wrong line, presets, and
 *           access to what was loaded.
 * Not for:  which parameters there are (options.c), what a value looks like (value.c),
 *           serving shares (shares.c), changing the file (addshare/).
 * Called by: programs and server.c (reload).
 *
 * The INI syntax itself is read by libini-config. It gives lines and collects its errors;
 * what it does not do is done here: inline comments, UTF-8 with a line number, and lines
 * in front of the first section, which it would file under a section of its own.
 *
 * No locks: a configuration belongs to one thread, and does not change once a server
 * has it.
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <ini_configobj.h>
#include <ini_valueobj.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_MAX_BYTES	(1024 * 1024)
#define ID_FIELD_MAX		65534	/* force_uid and force_gid travel in 16 bits */

struct loader {
	struct ksmbd_config *cfg;
	const char *file;
	const char *text;
	ksmbd_diag_fn diag;
	void *diag_arg;
	unsigned int errors;
	unsigned int *lines;	/* of the section being read: the line of each option */
};

/* One "name = value" with its line; strings belong to the INI object, value to us. */
struct entry {
	const char *name;
	char *value;
	unsigned int line;
};

static void __attribute__((__format__(__printf__, 4, 5)))
report(struct loader *ld, enum ksmbd_log_level level, unsigned int line, const char *format, ...)
{
	struct ksmbd_diag diag = { .file = ld->file, .line = line, .level = level };
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (level == KSMBD_LOG_ERROR)
		ld->errors++;
	diag.text = text;
	if (ld->diag)
		ld->diag(ld->diag_arg, &diag);
}

#define error_at(ld, line, ...)	report(ld, KSMBD_LOG_ERROR, line, __VA_ARGS__)
#define warn_at(ld, line, ...)	report(ld, KSMBD_LOG_WARN, line, __VA_ARGS__)

static void options_default(enum ksmbd_opt_scope scope, void *base)
{
	const char *reason;

	for (size_t i = 0; i < ksmbd_options_count; i++) {
		const struct ksmbd_option *opt = &ksmbd_options[i];

		if (opt->scope == scope && opt->type != KSMBD_OPT_NOTE &&
		    opt->type != KSMBD_OPT_NOT_BOOL)
			ksmbd_value_set(opt, base, opt->def, &reason);
	}
}

static void options_release(enum ksmbd_opt_scope scope, void *base)
{
	for (size_t i = 0; i < ksmbd_options_count; i++) {
		if (ksmbd_options[i].scope == scope)
			ksmbd_value_release(&ksmbd_options[i], base);
	}
}

/**
 * ksmbd_share_init() - a share with the defaults of ksmbd.conf(5)
 * @share: uninitialised memory
 */
void ksmbd_share_init(struct ksmbd_share *share)
{
	memset(share, 0, sizeof(*share));
	options_default(KSMBD_OPT_SHARE, share);
	share->streams = true;
	share->force_uid = KSMBD_ID_NONE;
	share->force_gid = KSMBD_ID_NONE;
}

/**
 * ksmbd_share_release() - free what a share owns, not the struct
 * @share: initialised share; not usable afterwards
 */
void ksmbd_share_release(struct ksmbd_share *share)
{
	options_release(KSMBD_OPT_SHARE, share);
	free(share->name);
	share->name = NULL;
}

/* A new share with the values of another. */
static struct ksmbd_share *share_clone(const struct ksmbd_share *from, const char *name)
{
	struct ksmbd_share *share = malloc(sizeof(*share));
	bool failed = false;

	if (!share)
		return NULL;
	*share = *from;
	share->name = strdup(name);
	failed = !share->name;
	for (size_t i = 0; i < ksmbd_options_count; i++) {
		const struct ksmbd_option *opt = &ksmbd_options[i];
		char *to = (char *)share + opt->offset;
		const char *source = (const char *)from + opt->offset;

		if (opt->scope != KSMBD_OPT_SHARE)
			continue;
		if (opt->type == KSMBD_OPT_STRING || opt->type == KSMBD_OPT_PATH) {
			const char *text = *(char *const *)source;

			*(char **)to = text ? strdup(text) : NULL;
			failed |= text && !*(char **)to;
		}
		if (opt->type == KSMBD_OPT_LIST || opt->type == KSMBD_OPT_VETO)
			failed |= ksmbd_strv_copy((struct ksmbd_strv *)to,
						  (const struct ksmbd_strv *)source) != 0;
	}
	if (!failed)
		return share;
	ksmbd_share_release(share);
	free(share);
	return NULL;
}

static int config_add_share(struct ksmbd_config *cfg, struct ksmbd_share *share)
{
	struct ksmbd_share **shares;

	shares = realloc(cfg->shares, (cfg->nshares + 1) * sizeof(*shares));
	if (!shares)
		return -ENOMEM;
	cfg->shares = shares;
	shares[cfg->nshares++] = share;
	return 0;
}

/**
 * ksmbd_config_new() - a configuration with defaults and no share but IPC$
 * @preset: which defaults
 *
 * Return: a configuration for ksmbd_config_free() or ksmbd_server_new(), or NULL.
 */
struct ksmbd_config *ksmbd_config_new(enum ksmbd_preset preset)
{
	struct ksmbd_config *cfg = calloc(1, sizeof(*cfg));

	if (!cfg)
		return NULL;
	options_default(KSMBD_OPT_GLOBAL, &cfg->global);
	ksmbd_share_init(&cfg->defaults);
	if (preset == KSMBD_PRESET_TOOLS)
		return cfg;
	cfg->global.min_protocol = KSMBD_PROTOCOL_SMB3_00;
	cfg->global.encryption = KSMBD_SETTING_ENABLED;
	cfg->global.signing = preset == KSMBD_PRESET_SECURE ? KSMBD_SETTING_MANDATORY
							     : KSMBD_SETTING_ENABLED;
	return cfg;
}

/**
 * ksmbd_config_free() - free a configuration that no server took over
 * @cfg: configuration, or NULL
 */
void ksmbd_config_free(struct ksmbd_config *cfg)
{
	if (!cfg)
		return;
	for (size_t i = 0; i < cfg->nshares; i++) {
		ksmbd_share_release(cfg->shares[i]);
		free(cfg->shares[i]);
	}
	free(cfg->shares);
	options_release(KSMBD_OPT_GLOBAL, &cfg->global);
	ksmbd_share_release(&cfg->defaults);
	free(cfg);
}

/* The value without blanks around it. */
static char *value_clean(const char *raw)
{
	size_t len;

	raw += strspn(raw, " \t");
	len = strcspn(raw, "\r\n");
	while (len && (raw[len - 1] == ' ' || raw[len - 1] == '\t'))
		len--;
	return strndup(raw, len);
}

static void set_option(struct loader *ld, const struct ksmbd_option *opt, void *base,
		       const struct entry *e)
{
	char allowed[512];
	const char *reason;
	int err;

	err = ksmbd_value_set(opt, base, e->value, &reason);
	if (err == -ENOMEM) {
		error_at(ld, e->line, "out of memory");
	} else if (err) {
		ksmbd_option_allowed(opt, allowed, sizeof(allowed));
		error_at(ld, e->line, "%s = %s: %s; allowed is %s", e->name, e->value,
			 err == -ERANGE ? "out of range" : "not understood", allowed);
	} else if (reason) {
		warn_at(ld, e->line, "%s = %s: %s%s", e->name, e->value,
			opt->type == KSMBD_OPT_NOTE ? "no effect: " : "", reason);
	}
}

/* The line an option was set on in this section, else the line the section begins on. */
static unsigned int line_of(const struct loader *ld, const struct ksmbd_share *share,
			    const char *option)
{
	const struct ksmbd_option *opt = ksmbd_option_find(option, false);
	unsigned int line = opt ? ld->lines[opt - ksmbd_options] : 0;

	return line ? line : share->line;
}

static void unknown_option(struct loader *ld, const struct entry *e)
{
	const char *near = ksmbd_option_closest(e->name);

	if (near)
		error_at(ld, e->line, "%s: unknown parameter; did you mean \"%s\"?", e->name, near);
	else
		error_at(ld, e->line, "%s: unknown parameter", e->name);
}

/* One line of a section; @share is NULL in [global]. */
static void apply_entry(struct loader *ld, struct ksmbd_share *share, const struct entry *e)
{
	const struct ksmbd_option *opt = ksmbd_option_find(e->name, !share);
	void *base;

	if (!opt) {
		unknown_option(ld, e);
		return;
	}
	if (!*e->value)
		return;		/* empty keeps the default */
	if (share && opt->scope == KSMBD_OPT_GLOBAL) {
		if (opt->share_note)
			warn_at(ld, e->line, "%s = %s: no effect: %s", e->name, e->value,
				opt->reason);
		else
			error_at(ld, e->line, "%s: allowed in [global] only", e->name);
		return;
	}
	ld->lines[opt - ksmbd_options] = e->line;
	if (share)
		base = share;
	else
		base = opt->scope == KSMBD_OPT_GLOBAL ? (void *)&ld->cfg->global
						       : (void *)&ld->cfg->defaults;
	set_option(ld, opt, base, e);
}

static int entry_by_line(const void *a, const void *b)
{
	unsigned int la = ((const struct entry *)a)->line, lb = ((const struct entry *)b)->line;

	return la < lb ? -1 : la > lb;
}

static int entries_add(struct entry **list, size_t *n, const char *name, struct value_obj *vo)
{
	const char *raw = NULL;
	uint32_t line = 0;
	struct entry *grown;

	if (value_get_line(vo, &line) || value_get_concatenated(vo, &raw) || !raw)
		return -EINVAL;
	for (size_t i = 0; i < *n; i++) {
		if ((*list)[i].line == line)
			return 0;
	}
	grown = realloc(*list, (*n + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*list = grown;
	grown[*n].name = name;
	grown[*n].line = line;
	grown[*n].value = value_clean(raw);
	if (!grown[*n].value)
		return -ENOMEM;
	(*n)++;
	return 0;
}

/* Every line of a section, in the order of the file, also when it was opened twice. */
static int entries_collect(struct ini_cfgobj *ini, const char *section, char **names,
			   int names_count, struct entry **list, size_t *n)
{
	int err = 0;

	for (int i = 0; i < names_count && !err; i++) {
		int mode = INI_GET_FIRST_VALUE;
		struct value_obj *vo = NULL;

		while (!ini_get_config_valueobj(section, names[i], ini, mode, &vo) && vo && !err) {
			err = entries_add(list, n, names[i], vo);
			mode = INI_GET_NEXT_VALUE;
			vo = NULL;
		}
	}
	if (*n)
		qsort(*list, *n, sizeof(**list), entry_by_line);
	return err;
}

/* Was this parameter set by an earlier line of the section? Then that line counts. */
static const struct entry *set_before(const struct entry *list, size_t index, bool in_global)
{
	const struct ksmbd_option *opt = ksmbd_option_find(list[index].name, in_global);

	if (!opt || opt->type == KSMBD_OPT_NOTE)
		return NULL;
	for (size_t i = 0; i < index; i++) {
		const struct ksmbd_option *other = ksmbd_option_find(list[i].name, in_global);

		if (other && other->scope == opt->scope && other->offset == opt->offset &&
		    other->type != KSMBD_OPT_NOTE && *list[i].value)
			return &list[i];
	}
	return NULL;
}

static void load_section(struct loader *ld, struct ini_cfgobj *ini, const char *section,
			 struct ksmbd_share *share)
{
	struct entry *list = NULL;
	int count = 0, err = 0;
	char **names;
	size_t n = 0;

	memset(ld->lines, 0, ksmbd_options_count * sizeof(*ld->lines));
	names = ini_get_attribute_list(ini, section, &count, &err);
	if (!names) {
		error_at(ld, 0, "[%s]: %s", section, strerror(err ? err : ENOMEM));
		return;
	}
	err = entries_collect(ini, section, names, count, &list, &n);
	if (err)
		error_at(ld, 0, "[%s]: %s", section, strerror(-err));
	for (size_t i = 0; i < n; i++) {
		const struct entry *first = set_before(list, i, !share);

		if (first)
			warn_at(ld, list[i].line, "%s: already set on line %u, which counts",
				list[i].name, first->line);
		else
			apply_entry(ld, share, &list[i]);
	}
	for (size_t i = 0; i < n; i++)
		free(list[i].value);
	free(list);
	ini_free_attribute_list(names);
}

/* The line a section begins on, for messages that belong to no other line. */
static unsigned int section_line(const char *text, const char *name)
{
	size_t len = strlen(name);
	unsigned int line = 1;

	for (const char *p = text; p; line++) {
		p += strspn(p, " \t");
		if (*p == '[') {
			const char *q = p + 1 + strspn(p + 1, " \t");

			if (!strncasecmp(q, name, len) && strchr(" \t]", q[len]))
				return line;
		}
		p = strchr(p, '\n');
		if (p)
			p++;
	}
	return 0;
}

static bool share_name_ok(struct loader *ld, const char *name, unsigned int line)
{
	size_t len = strlen(name);

	if (!len || len > KSMBD_SHARE_NAME_MAX) {
		error_at(ld, line, "[%s]: a share name has 1 to %d bytes", name,
			 KSMBD_SHARE_NAME_MAX);
		return false;
	}
	if (name[strcspn(name, "/\\[]:\"<>|*?")]) {
		error_at(ld, line, "[%s]: a share name has none of / \\ [ ] : \" < > | * ?", name);
		return false;
	}
	return true;
}

static void resolve_vfs_objects(struct loader *ld, struct ksmbd_share *share)
{
	share->acl_xattr = false;
	share->streams = false;
	for (size_t i = 0; i < share->vfs_objects.n; i++) {
		const char *word = share->vfs_objects.v[i];

		if (!strcasecmp(word, "acl_xattr"))
			share->acl_xattr = true;
		else if (!strcasecmp(word, "streams_xattr") || !strcasecmp(word, "fruit"))
			share->streams = true;
		else if (!strcasecmp(word, "catia"))
			warn_at(ld, line_of(ld, share, "vfs objects"), "[%s] vfs objects: catia: no effect: names are "
				"mapped by \"apple encoding\"", share->name);
		else
			warn_at(ld, line_of(ld, share, "vfs objects"), "[%s] vfs objects: %s: no effect: there are "
				"acl_xattr, streams_xattr and fruit, and no loadable modules",
				share->name, word);
	}
}

static void resolve_force(struct loader *ld, struct ksmbd_share *share)
{
	if (share->force_group && *share->force_group) {
		const char *name = share->force_group + strspn(share->force_group, "+@");
		const struct group *gr = getgrnam(name);

		if (!gr || gr->gr_gid > ID_FIELD_MAX)
			error_at(ld, line_of(ld, share, "force group"), "[%s] force group = %s: %s", share->name, name,
				 gr ? "its id is too great" : "no such group");
		else
			share->force_gid = gr->gr_gid;
	}
	if (share->force_user && *share->force_user) {
		const struct passwd *pw = getpwnam(share->force_user);

		if (!pw || pw->pw_uid > ID_FIELD_MAX || pw->pw_gid > ID_FIELD_MAX) {
			error_at(ld, line_of(ld, share, "force user"), "[%s] force user = %s: %s", share->name,
				 share->force_user,
				 pw ? "its id is too great" : "no such user");
			return;
		}
		share->force_uid = pw->pw_uid;
		if (share->force_gid == KSMBD_ID_NONE)
			share->force_gid = pw->pw_gid;
	}
}

static void check_path(struct loader *ld, struct ksmbd_share *share)
{
	struct stat st;

	if (!share->path || !*share->path) {
		error_at(ld, line_of(ld, share, "path"), "[%s]: the share has no path", share->name);
		return;
	}
	if (strchr(share->path, '%'))
		warn_at(ld, line_of(ld, share, "path"), "[%s] path = %s: %% is taken as it stands, there are no "
			"substitutions", share->name, share->path);
	if (!ld->cfg->global.root_directory || !*ld->cfg->global.root_directory) {
		if (stat(share->path, &st))
			warn_at(ld, line_of(ld, share, "path"), "[%s] path = %s: %s", share->name, share->path,
				strerror(errno));
		else if (!S_ISDIR(st.st_mode))
			error_at(ld, line_of(ld, share, "path"), "[%s] path = %s: not a directory", share->name,
				 share->path);
	}
}

static void check_hosts(struct loader *ld, const struct ksmbd_share *share,
			const struct ksmbd_strv *hosts, const char *what)
{
	for (size_t i = 0; i < hosts->n; i++) {
		const struct ksmbd_strv one = { .v = &hosts->v[i], .n = 1 };

		/* a name has no digits-and-dots form and would silently match nobody */
		if (!ksmbd_hosts_valid(&one))
			error_at(ld, line_of(ld, share, what), "[%s] %s: %s: allowed is an address, a network "
				 "or ALL", share->name, what, hosts->v[i]);
	}
}

/* What can only be judged when a section was read whole. */
static void finish_share(struct loader *ld, struct ksmbd_share *share)
{
	if (!share->max_connections)
		share->max_connections = 65536;
	resolve_vfs_objects(ld, share);
	resolve_force(ld, share);
	check_hosts(ld, share, &share->hosts_allow, "hosts allow");
	check_hosts(ld, share, &share->hosts_deny, "hosts deny");
	if (!share->pipe)
		check_path(ld, share);
}

static struct ksmbd_share *new_ipc_share(const char *name)
{
	struct ksmbd_share defaults, *share;

	ksmbd_share_init(&defaults);
	share = share_clone(&defaults, name);
	ksmbd_share_release(&defaults);
	if (!share)
		return NULL;
	share->pipe = true;
	share->guest_ok = true;
	share->max_connections = 0;
	free(share->comment);
	share->comment = strdup("IPC share");
	return share;
}

static void load_share(struct loader *ld, struct ini_cfgobj *ini, const char *section)
{
	static const char * const special[] = { "homes", "printers", "print$" };
	unsigned int line = section_line(ld->text, section);
	struct ksmbd_share *share;

	for (size_t i = 0; i < ARRAY_SIZE(special); i++) {
		if (!strcasecmp(section, special[i])) {
			warn_at(ld, line, "[%s]: no effect: this section of Samba does not exist "
				"here", section);
			return;
		}
	}
	if (!share_name_ok(ld, section, line))
		return;
	share = strcasecmp(section, "ipc$") ? share_clone(&ld->cfg->defaults, section)
					    : new_ipc_share(section);
	if (!share || config_add_share(ld->cfg, share)) {
		error_at(ld, line, "out of memory");
		return;
	}
	share->line = line;
	load_section(ld, ini, section, share);
	finish_share(ld, share);
}

static int add_missing_ipc(struct ksmbd_config *cfg)
{
	struct ksmbd_share *share;

	if (ksmbd_config_find(cfg, "IPC$"))
		return 0;
	share = new_ipc_share("IPC$");
	if (!share)
		return -ENOMEM;
	share->max_connections = 65536;
	return config_add_share(cfg, share);
}

static void finish_global(struct loader *ld)
{
	struct ksmbd_global *g = &ld->cfg->global;

	if (g->min_protocol > g->max_protocol)
		error_at(ld, section_line(ld->text, "global"),
			 "server min protocol is newer than server max protocol");
	if (g->bind_interfaces_only && !g->interfaces.n)
		error_at(ld, section_line(ld->text, "global"),
			 "bind interfaces only = yes needs a list of interfaces");
	if (!g->max_connections)
		g->max_connections = 65536;
}

/* Errors of the INI reader come as "Error (5) on line 12: Equal sign is missing." */
static void report_ini_errors(struct loader *ld, struct ini_cfgobj *ini)
{
	char **errors = NULL;

	if (ini_config_get_errors(ini, &errors) || !errors) {
		error_at(ld, 0, "cannot be read as an INI file");
		return;
	}
	for (size_t i = 0; errors[i]; i++) {
		const char *where = strstr(errors[i], "on line ");
		const char *what = where ? strchr(where, ':') : NULL;
		unsigned int line = where ? (unsigned int)strtoul(where + 8, NULL, 10) : 0;

		error_at(ld, line, "%s allowed is [section], name = value, or a comment behind "
			 "; or #", what ? what + 2 : errors[i]);
	}
	ini_config_free_errors(errors);
}

static void load_sections(struct loader *ld, struct ini_cfgobj *ini)
{
	int count = 0, err = 0;
	char **sections = ini_get_section_list(ini, &count, &err);

	if (!sections) {
		error_at(ld, 0, "%s", strerror(err ? err : ENOMEM));
		return;
	}
	for (int i = 0; i < count; i++) {
		if (!strcasecmp(sections[i], "global"))
			load_section(ld, ini, sections[i], NULL);
	}
	finish_global(ld);
	for (int i = 0; i < count; i++) {
		if (strcasecmp(sections[i], "global"))
			load_share(ld, ini, sections[i]);
	}
	ini_free_section_list(sections);
}

/* What the INI reader would not tell with a line number, or not at all. */
static void check_lines(struct loader *ld, const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	bool in_section = false;

	for (unsigned int line = 1; p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p), blank = strspn(p, " \t\r");

		if (blank > n)
			blank = n;
		if (!ksmbd_utf8_valid(p, n))
			error_at(ld, line, "this line is not UTF-8");
		if (blank < n && p[blank] == '[')
			in_section = true;
		else if (blank < n && p[blank] != ';' && p[blank] != '#' && !in_section)
			error_at(ld, line, "a line in front of the first [section]");
		p += n + 1;
	}
}

/*
 * The text as the INI reader wants it: no comments and no blanks in front, which it would
 * take for the rest of the line before. Every line keeps its number.
 */
static char *strip_comments(const char *text, size_t len)
{
	bool in_comment = false, at_start = true;
	char *clean = malloc(len + 1), *to = clean;

	for (size_t i = 0; clean && i < len; i++) {
		char c = text[i];

		if (c == '\n') {
			in_comment = false;
			at_start = true;
			*to++ = c;
			continue;
		}
		in_comment |= c == ';' || c == '#';
		at_start &= c == ' ' || c == '\t' || c == '\r';
		if (!in_comment && !at_start)
			*to++ = c;
	}
	if (clean)
		*to = '\0';
	return clean;
}

static int parse_ini(struct loader *ld, const char *clean, struct ini_cfgobj *ini)
{
	struct ini_cfgfile *file = NULL;
	size_t len = strlen(clean);
	int err = 0;

	if (len)
		err = ini_config_file_from_mem((void *)clean, (uint32_t)len, &file);
	if (!err && len)
		err = ini_config_parse(file, INI_STOP_ON_NONE,
				       INI_MV1S_ALLOW | INI_MV2S_ALLOW | INI_MS_MERGE,
				       INI_PARSE_NOWRAP | INI_PARSE_NO_C_COMMENTS, ini);
	if (err)
		report_ini_errors(ld, ini);
	else
		load_sections(ld, ini);
	ini_config_file_destroy(file);
	return ld->errors ? -EINVAL : 0;
}

/**
 * ksmbd_config_load_text() - load a configuration from memory
 * @cfg: a new configuration, whose preset counts for what the text does not say
 * @name: name of the file for messages
 * @text: the text; needs a NUL behind its last byte
 * @len: its length
 * @diag: called for every error and every line without effect; may be NULL
 * @arg: handed to @diag
 *
 * Return: 0, -EINVAL when there was at least one error, or -ENOMEM.
 */
int ksmbd_config_load_text(struct ksmbd_config *cfg, const char *name, const char *text,
			   size_t len, ksmbd_diag_fn diag, void *arg)
{
	struct loader ld = { .cfg = cfg, .file = name, .text = text, .diag = diag,
			     .diag_arg = arg };
	unsigned int *lines = calloc(ksmbd_options_count, sizeof(*lines));
	struct ini_cfgobj *ini = NULL;
	char *clean;
	int err = -ENOMEM;

	check_lines(&ld, text, len);
	if (ld.errors) {
		free(lines);
		return -EINVAL;
	}
	ld.lines = lines;
	clean = strip_comments(text, len);
	if (lines && clean && !ini_config_create(&ini))
		err = parse_ini(&ld, clean, ini);
	if (!err)
		err = add_missing_ipc(cfg);
	ini_config_destroy(ini);
	free(clean);
	free(lines);
	return err;
}

static int read_all(int fd, char **text, size_t *len)
{
	struct stat st;
	size_t done = 0;
	char *buf;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > CONFIG_MAX_BYTES)
		return -EFBIG;
	buf = calloc(1, (size_t)st.st_size + 1);
	if (!buf)
		return -ENOMEM;
	while (done < (size_t)st.st_size) {
		ssize_t n = read(fd, buf + done, (size_t)st.st_size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	*text = buf;
	*len = done;
	return 0;
}

/**
 * ksmbd_config_load() - load a configuration file
 * @cfg: a new configuration
 * @path: the file
 * @diag: called for every error and every line without effect; may be NULL
 * @arg: handed to @diag
 *
 * Return: as ksmbd_config_load_text(), or why the file could not be read.
 */
int ksmbd_config_load(struct ksmbd_config *cfg, const char *path, ksmbd_diag_fn diag, void *arg)
{
	struct loader ld = { .file = path, .diag = diag, .diag_arg = arg };
	char *text = NULL;
	size_t len = 0;
	int fd, err;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	err = fd < 0 ? -errno : read_all(fd, &text, &len);
	if (fd >= 0)
		close(fd);
	if (err)
		error_at(&ld, 0, "%s", strerror(-err));
	else
		err = ksmbd_config_load_text(cfg, path, text, len, diag, arg);
	free(text);
	return err;
}

/**
 * ksmbd_config_set() - set one parameter of [global]
 * @cfg: configuration that no server has yet
 * @option: name as in ksmbd.conf(5)
 * @value: its value
 * @diag: called when it is wrong or has no effect; may be NULL
 * @arg: handed to @diag
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int ksmbd_config_set(struct ksmbd_config *cfg, const char *option, const char *value,
		     ksmbd_diag_fn diag, void *arg)
{
	unsigned int *lines = calloc(ksmbd_options_count, sizeof(*lines));
	struct loader ld = { .cfg = cfg, .diag = diag, .diag_arg = arg, .lines = lines };
	struct entry e = { .name = option, .value = (char *)value };

	if (!lines)
		return -ENOMEM;
	apply_entry(&ld, NULL, &e);
	free(lines);
	return ld.errors ? -EINVAL : 0;
}

/**
 * ksmbd_config_global() - the [global] section
 * @cfg: configuration
 *
 * Return: never NULL; valid as long as @cfg.
 */
const struct ksmbd_global *ksmbd_config_global(const struct ksmbd_config *cfg)
{
	return &cfg->global;
}

/**
 * ksmbd_config_share_count() - number of shares, IPC$ included
 * @cfg: configuration
 *
 * Return: the number.
 */
size_t ksmbd_config_share_count(const struct ksmbd_config *cfg)
{
	return cfg->nshares;
}

/**
 * ksmbd_config_share() - a share by its place in the file
 * @cfg: configuration
 * @index: below ksmbd_config_share_count()
 *
 * Return: the share, valid as long as @cfg, or NULL.
 */
const struct ksmbd_share *ksmbd_config_share(const struct ksmbd_config *cfg, size_t index)
{
	return index < cfg->nshares ? cfg->shares[index] : NULL;
}

/**
 * ksmbd_config_find() - a share by its name
 * @cfg: configuration
 * @name: in any case and normalisation form
 *
 * Return: the share, valid as long as @cfg, or NULL.
 */
const struct ksmbd_share *ksmbd_config_find(const struct ksmbd_config *cfg, const char *name)
{
	for (size_t i = 0; i < cfg->nshares; i++) {
		if (ksmbd_name_equal(cfg->shares[i]->name, name))
			return cfg->shares[i];
	}
	return NULL;
}
