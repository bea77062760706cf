// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Loading ksmbd.conf: each line to its option, and what must fit together at the end.
 *
 * For:      loading a configuration with a diagnosis for every wrong line.
 * Not for:  the syntax (config_ini.c), which parameters there are (options.c), what a
 *           value looks like (value.c), changing the file (addshare/).
 * Called by: programs, also for each reload.
 *
 * A configuration that could not be loaded is half filled and good for nothing but
 * ksmbd_config_free().
 */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
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
	ksmbd_diag_fn diag;
	void *diag_arg;
	unsigned int errors;
	unsigned int global_line;	/* where [global] begins */
	unsigned int *lines;		/* of the section being read: the line of each option */
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

static void set_option(struct loader *ld, const struct ksmbd_option *opt, void *base,
		       const struct ksmbd_ini_line *e)
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

/* About an option of a share: "[name] option: ..." on the line it was set on. */
#define share_report(ld, level, share, option, format, ...)				\
	report(ld, level, line_of(ld, share, option), "[%s] %s" format, (share)->name, option,	\
	       ##__VA_ARGS__)
#define share_error(ld, share, ...)	share_report(ld, KSMBD_LOG_ERROR, share, __VA_ARGS__)
#define share_warn(ld, share, ...)	share_report(ld, KSMBD_LOG_WARN, share, __VA_ARGS__)

static void unknown_option(struct loader *ld, const struct ksmbd_ini_line *e)
{
	const char *near = ksmbd_option_closest(e->name);

	if (near)
		error_at(ld, e->line, "%s: unknown parameter; did you mean \"%s\"?", e->name, near);
	else
		error_at(ld, e->line, "%s: unknown parameter", e->name);
}

/* One line of a section; @share is NULL in [global]. */
static void apply_entry(struct loader *ld, struct ksmbd_share *share,
			const struct ksmbd_ini_line *e)
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

/* Was this parameter set by an earlier line of the section? Then that line counts. */
static const struct ksmbd_ini_line *set_before(const struct ksmbd_ini_line *list, size_t index,
					       bool in_global)
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

static void load_section(struct loader *ld, const struct ksmbd_ini_section *section,
			 struct ksmbd_share *share)
{
	memset(ld->lines, 0, ksmbd_options_count * sizeof(*ld->lines));
	for (size_t i = 0; i < section->n; i++) {
		const struct ksmbd_ini_line *first = set_before(section->lines, i, !share);

		if (first)
			warn_at(ld, section->lines[i].line, "%s: already set on line %u, which "
				"counts", section->lines[i].name, first->line);
		else
			apply_entry(ld, share, &section->lines[i]);
	}
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
			share_warn(ld, share, "vfs objects", ": catia: no effect: names are mapped "
				   "by \"apple encoding\"");
		else
			share_warn(ld, share, "vfs objects", ": %s: no effect: there are "
				   "acl_xattr, streams_xattr and fruit, and no loadable modules", word);
	}
}

static void resolve_force_group(struct loader *ld, struct ksmbd_share *share)
{
	const char *name = share->force_group + strspn(share->force_group, "+@");
	const struct group *gr = getgrnam(name);

	if (gr && gr->gr_gid <= ID_FIELD_MAX)
		share->force_gid = gr->gr_gid;
	else
		share_error(ld, share, "force group", " = %s: %s", name,
			    gr ? "its id is too great" : "no such group");
}

static void resolve_force_user(struct loader *ld, struct ksmbd_share *share)
{
	const struct passwd *pw = getpwnam(share->force_user);

	if (!pw || pw->pw_uid > ID_FIELD_MAX || pw->pw_gid > ID_FIELD_MAX) {
		share_error(ld, share, "force user", " = %s: %s", share->force_user,
			    pw ? "its id is too great" : "no such user");
		return;
	}
	share->force_uid = pw->pw_uid;
	if (share->force_gid == KSMBD_ID_NONE)
		share->force_gid = pw->pw_gid;
}

static void check_path(struct loader *ld, struct ksmbd_share *share)
{
	const char *root = ld->cfg->global.root_directory;
	struct stat st;

	if (!share->path || !*share->path) {
		/* a path that was refused has been reported */
		if (line_of(ld, share, "path") == share->line)
			error_at(ld, share->line, "[%s]: the share has no path", share->name);
		return;
	}
	if (strchr(share->path, '%'))
		share_warn(ld, share, "path", " = %s: %% is taken as it stands, there are no "
			   "substitutions", share->path);
	if (root && *root)
		return;
	if (stat(share->path, &st))
		share_warn(ld, share, "path", " = %s: %s", share->path, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		share_error(ld, share, "path", " = %s: not a directory", share->path);
}

static void check_hosts(struct loader *ld, const struct ksmbd_share *share,
			const struct ksmbd_strv *hosts, const char *what)
{
	for (size_t i = 0; i < hosts->n; i++) {
		const struct ksmbd_strv one = { .v = &hosts->v[i], .n = 1 };

		/* a host name would silently match nobody */
		if (!ksmbd_hosts_valid(&one))
			share_error(ld, share, what, ": %s: allowed is an address, a network or "
				    "ALL", hosts->v[i]);
	}
}

/* What can only be judged when a section was read whole. */
static void finish_share(struct loader *ld, struct ksmbd_share *share)
{
	if (!share->max_connections)
		share->max_connections = 65536;
	resolve_vfs_objects(ld, share);
	/* the group first: that of the user counts only without it */
	if (share->force_group && *share->force_group)
		resolve_force_group(ld, share);
	if (share->force_user && *share->force_user)
		resolve_force_user(ld, share);
	check_hosts(ld, share, &share->hosts_allow, "hosts allow");
	check_hosts(ld, share, &share->hosts_deny, "hosts deny");
	if (!share->pipe)
		check_path(ld, share);
}

static struct ksmbd_share *new_ipc_share(const char *name)
{
	struct ksmbd_share defaults, *share;

	ksmbd_share_init(&defaults);
	share = ksmbd_share_clone(&defaults, name);
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

static bool is_special(const char *name)
{
	static const char * const special[] = { "homes", "printers", "print$" };

	for (size_t i = 0; i < ARRAY_SIZE(special); i++) {
		if (!strcasecmp(name, special[i]))
			return true;
	}
	return false;
}

static void load_share(struct loader *ld, const struct ksmbd_ini_section *section)
{
	struct ksmbd_share *share;

	if (is_special(section->name)) {
		warn_at(ld, section->line, "[%s]: no effect: this section of Samba does not exist "
			"here", section->name);
		return;
	}
	if (!share_name_ok(ld, section->name, section->line))
		return;
	if (ksmbd_config_find(ld->cfg, section->name)) {
		error_at(ld, section->line, "[%s]: there is a share whose name differs in form "
			 "only", section->name);
		return;
	}
	share = strcasecmp(section->name, "ipc$") ?
		ksmbd_share_clone(&ld->cfg->defaults, section->name) :
		new_ipc_share(section->name);
	if (!share || ksmbd_config_add(ld->cfg, share)) {
		error_at(ld, section->line, "out of memory");
		return;
	}
	share->line = section->line;
	load_section(ld, section, share);
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
	return ksmbd_config_add(cfg, share);
}

static void finish_global(struct loader *ld)
{
	struct ksmbd_global *g = &ld->cfg->global;

	if (g->min_protocol > g->max_protocol)
		error_at(ld, ld->global_line,
			 "server min protocol is newer than server max protocol");
	if (g->bind_interfaces_only && !g->interfaces.n)
		error_at(ld, ld->global_line,
			 "bind interfaces only = yes needs a list of interfaces");
	if (!g->max_connections)
		g->max_connections = 65536;
}

static void load_sections(struct loader *ld, const struct ksmbd_ini *ini)
{
	for (size_t i = 0; i < ini->n; i++) {
		if (strcasecmp(ini->sections[i].name, "global"))
			continue;
		ld->global_line = ini->sections[i].line;
		load_section(ld, &ini->sections[i], NULL);
	}
	finish_global(ld);
	for (size_t i = 0; i < ini->n; i++) {
		if (strcasecmp(ini->sections[i].name, "global"))
			load_share(ld, &ini->sections[i]);
	}
}

static void on_ini_error(void *arg, unsigned int line, const char *text)
{
	error_at((struct loader *)arg, line, "%s", text);
}

/**
 * ksmbd_config_load_text() - load a configuration from memory
 * @cfg: a new configuration, whose preset counts for what the text does not say
 * @name: name of the file for messages
 * @text: the text
 * @len: its length
 * @diag: called for every error and every line without effect; may be NULL
 * @arg: handed to @diag
 *
 * Return: 0, -EINVAL when there was at least one error, or -ENOMEM.
 */
int ksmbd_config_load_text(struct ksmbd_config *cfg, const char *name, const char *text,
			   size_t len, ksmbd_diag_fn diag, void *arg)
{
	struct loader ld = { .cfg = cfg, .file = name, .diag = diag, .diag_arg = arg };
	struct ksmbd_ini ini = { 0 };
	int err = -ENOMEM;

	ld.lines = calloc(ksmbd_options_count, sizeof(*ld.lines));
	if (ld.lines)
		err = ksmbd_ini_read(text, len, &ini, on_ini_error, &ld);
	if (!err)
		load_sections(&ld, &ini);
	if (!err && !ld.errors)
		err = add_missing_ipc(cfg);
	ksmbd_ini_free(&ini);
	free(ld.lines);
	return ld.errors ? -EINVAL : err;
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
	struct ksmbd_ini_line e = { .name = (char *)option, .value = (char *)value };

	if (!lines)
		return -ENOMEM;
	apply_entry(&ld, NULL, &e);
	free(lines);
	return ld.errors ? -EINVAL : 0;
}
