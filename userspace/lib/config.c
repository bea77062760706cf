// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The configuration object: presets, defaults, shares, access.
 *
 * For:      making, freeing and reading a configuration; a share with its defaults.
 * Not for:  loading a file (config_load.c), which parameters there are (options.c).
 * Called by: programs, config_load.c, server.c.
 *
 * No locks: a configuration belongs to one thread, and does not change once a server
 * has it.
 */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

/**
 * ksmbd_share_clone() - a new share with the values of another
 * @from: the other
 * @name: name of the new one
 *
 * Return: a share for ksmbd_config_add(), or NULL.
 */
struct ksmbd_share *ksmbd_share_clone(const struct ksmbd_share *from, const char *name)
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

/**
 * ksmbd_config_add() - append a share
 * @cfg: configuration that no server has yet
 * @share: allocated share; belongs to the configuration if it was taken
 *
 * Return: 0 or -ENOMEM.
 */
int ksmbd_config_add(struct ksmbd_config *cfg, struct ksmbd_share *share)
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
