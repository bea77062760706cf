// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One value of ksmbd.conf: from text to a typed, range-checked member of a struct.
 *
 * For:      every type of options.c, lists of words, and releasing them.
 * Not for:  knowing parameters (options.c), files and sections (config.c).
 * Called by: config.c for values and for the defaults of the table, which are text too,
 *           so that one parser knows each type.
 *
 * No locks. A failed call leaves the member as it was.
 */
#include "internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>

/**
 * ksmbd_strv_add() - append a word to a list
 * @list: the list
 * @word: bytes of the word, no NUL needed
 * @len: their number
 *
 * Return: 0 or -ENOMEM.
 */
int ksmbd_strv_add(struct ksmbd_strv *list, const char *word, size_t len)
{
	char **v = realloc(list->v, (list->n + 1) * sizeof(*v));
	char *copy;

	if (!v)
		return -ENOMEM;
	list->v = v;
	copy = strndup(word, len);
	if (!copy)
		return -ENOMEM;
	v[list->n++] = copy;
	return 0;
}

/**
 * ksmbd_strv_free() - empty a list
 * @list: the list; usable again afterwards
 */
void ksmbd_strv_free(struct ksmbd_strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	list->v = NULL;
	list->n = 0;
}

/**
 * ksmbd_strv_copy() - fill an empty list with the words of another
 * @to: empty list
 * @from: the other
 *
 * Return: 0 or -ENOMEM; @to is empty again then.
 */
int ksmbd_strv_copy(struct ksmbd_strv *to, const struct ksmbd_strv *from)
{
	to->v = NULL;
	to->n = 0;
	for (size_t i = 0; i < from->n; i++) {
		if (ksmbd_strv_add(to, from->v[i], strlen(from->v[i]))) {
			ksmbd_strv_free(to);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * ksmbd_utf8_valid() - is this well-formed UTF-8 (RFC 3629)
 * @text: bytes
 * @len: their number
 *
 * Return: true if so; overlong forms, surrogates and NUL are not.
 */
bool ksmbd_utf8_valid(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;

	while (p < end) {
		unsigned int c = *p++, more, low;

		if (c && c < 0x80)
			continue;
		if (c >= 0xc2 && c <= 0xdf)
			more = 1, low = 0x80, c &= 0x1f;
		else if (c >= 0xe0 && c <= 0xef)
			more = 2, low = 0x800, c &= 0x0f;
		else if (c >= 0xf0 && c <= 0xf4)
			more = 3, low = 0x10000, c &= 0x07;
		else
			return false;
		for (; more; more--) {
			if (p == end || (*p & 0xc0) != 0x80)
				return false;
			c = c << 6 | (*p++ & 0x3f);
		}
		if (c < low || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
	}
	return true;
}

/**
 * ksmbd_name_equal() - do two share names mean the same share
 * @a: UTF-8 name
 * @b: UTF-8 name; the kernel sends it folded and decomposed
 *
 * Return: true if they differ by case and normalisation form at most.
 */
bool ksmbd_name_equal(const char *a, const char *b)
{
	int order;

	if (!strcasecmp(a, b))
		return true;
	return !u8_casecmp((const uint8_t *)a, strlen(a), (const uint8_t *)b, strlen(b), NULL,
			   UNINORM_NFD, &order) && !order;
}

static int parse_bool(const char *value, bool *out)
{
	static const char * const yes[] = { "yes", "true", "1", "on", "enable", "enabled" };
	static const char * const no[] = { "no", "false", "0", "off", "disable", "disabled" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (!strcasecmp(value, yes[i])) {
			*out = true;
			return 0;
		}
		if (!strcasecmp(value, no[i])) {
			*out = false;
			return 0;
		}
	}
	return -EINVAL;
}

/* A suffix letter as a number of bits, or -1; "MB" and "MiB" are as good as "M". */
static int suffix_shift(const char *suffix)
{
	static const char letters[] = "kmgtpe";
	const char *p;

	if (!*suffix)
		return 0;
	p = strchr(letters, *suffix | 0x20);
	if (!p || !*p)
		return -1;
	suffix++;
	if (!strcasecmp(suffix, "ib") || !strcasecmp(suffix, "b") || !*suffix)
		return 10 * (int)(p - letters + 1);
	return -1;
}

static int parse_number(const char *value, int base, bool with_suffix, unsigned long long *out)
{
	unsigned long long n;
	char *end;
	int shift;

	/* strtoull() would take blanks and a sign */
	if (*value < '0' || *value > '9')
		return -EINVAL;
	errno = 0;
	n = strtoull(value, &end, base);
	if (errno)
		return -ERANGE;
	shift = with_suffix ? suffix_shift(end) : (*end ? -1 : 0);
	if (shift < 0)
		return -EINVAL;
	if (shift && n > ULLONG_MAX >> shift)
		return -ERANGE;
	*out = n << shift;
	return 0;
}

static int set_number(const struct ksmbd_option *opt, void *member, const char *value)
{
	bool with_suffix = opt->type == KSMBD_OPT_SIZE || opt->type == KSMBD_OPT_COUNT;
	bool zero_too = !strcmp(opt->def, "0");
	unsigned long long n;
	int err;

	err = parse_number(value, opt->type == KSMBD_OPT_OCTAL ? 8 : 10, with_suffix, &n);
	if (err)
		return err;
	if (n > opt->max || (n < opt->min && !(zero_too && !n)))
		return -ERANGE;
	if (opt->type == KSMBD_OPT_SIZE)
		*(uint64_t *)member = n;
	else
		*(unsigned int *)member = (unsigned int)n;
	return 0;
}

static int set_string(const struct ksmbd_option *opt, char **member, const char *value)
{
	char *copy;

	if (strlen(value) > opt->max)
		return -ERANGE;
	if (opt->type == KSMBD_OPT_PATH && *value && *value != '/')
		return -EINVAL;
	copy = strdup(value);
	if (!copy)
		return -ENOMEM;
	free(*member);
	*member = copy;
	return 0;
}

static int set_list(struct ksmbd_strv *member, const char *value, const char *separators)
{
	struct ksmbd_strv list = { 0 };

	while (*value) {
		size_t len = strcspn(value, separators);

		if (len && ksmbd_strv_add(&list, value, len)) {
			ksmbd_strv_free(&list);
			return -ENOMEM;
		}
		value += len;
		if (*value)
			value++;
	}
	ksmbd_strv_free(member);
	*member = list;
	return 0;
}

static int set_veto(struct ksmbd_strv *member, const char *value)
{
	if (*value && *value != '/')
		return -EINVAL;
	return set_list(member, value, "/");
}

static int set_word(const struct ksmbd_option *opt, int *member, const char *value,
		    const char **reason)
{
	for (const struct ksmbd_opt_word *w = opt->words; w->word; w++) {
		if (strcasecmp(value, w->word))
			continue;
		*member = w->value;
		*reason = w->reason;
		return 0;
	}
	return -EINVAL;
}

static int set_flag(const struct ksmbd_option *opt, bool *member, const char *value)
{
	bool flag;
	int err = parse_bool(value, &flag);

	if (!err)
		*member = flag != (opt->type == KSMBD_OPT_NOT_BOOL);
	return err;
}

/**
 * ksmbd_value_set() - parse a value into its member
 * @opt: the parameter
 * @base: the struct its offset belongs to
 * @value: text without blanks around it
 * @reason: gets NULL, or why the value has no or another effect (a constant string)
 *
 * Return: 0, -EINVAL (cannot be read), -ERANGE (too small, great or long), -ENOMEM.
 */
int ksmbd_value_set(const struct ksmbd_option *opt, void *base, const char *value,
		    const char **reason)
{
	void *member = (char *)base + opt->offset;

	*reason = NULL;
	switch (opt->type) {
	case KSMBD_OPT_BOOL:
	case KSMBD_OPT_NOT_BOOL:
		return set_flag(opt, member, value);
	case KSMBD_OPT_STRING:
	case KSMBD_OPT_PATH:
		return set_string(opt, member, value);
	case KSMBD_OPT_UINT:
	case KSMBD_OPT_COUNT:
	case KSMBD_OPT_SIZE:
	case KSMBD_OPT_OCTAL:
		return set_number(opt, member, value);
	case KSMBD_OPT_ENUM:
		return set_word(opt, member, value, reason);
	case KSMBD_OPT_LIST:
		return set_list(member, value, ", \t");
	case KSMBD_OPT_VETO:
		return set_veto(member, value);
	case KSMBD_OPT_NOTE:
		if (!opt->quiet || strcasecmp(value, opt->quiet))
			*reason = opt->reason;
		return 0;
	}
	return -EINVAL;
}

/**
 * ksmbd_value_release() - free what a member owns
 * @opt: the parameter
 * @base: the struct its offset belongs to
 */
void ksmbd_value_release(const struct ksmbd_option *opt, void *base)
{
	void *member = (char *)base + opt->offset;

	switch (opt->type) {
	case KSMBD_OPT_STRING:
	case KSMBD_OPT_PATH:
		free(*(char **)member);
		*(char **)member = NULL;
		break;
	case KSMBD_OPT_LIST:
	case KSMBD_OPT_VETO:
		ksmbd_strv_free(member);
		break;
	default:
		break;
	}
}
