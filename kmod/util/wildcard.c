// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Search patterns of QUERY_DIRECTORY and of veto lists.
 *
 * Theory of operation: the pattern is a small non-deterministic automaton whose
 * states are byte positions in it.  All states that are possible after each
 * character of the name are kept as a bitmap, so the work is at most pattern
 * length times name length whatever the pattern; nothing backtracks.
 *
 * Not here: what a name may contain (name.c).  Called by smb2 and vfs, in any
 * context.  Pure: no locks, no allocation.
 */
#include "util/misc.h"
#include "util/utf16.h"

#include <linux/kernel.h>
#include <linux/string.h>

#define PATTERN_MAX	1023	/* bytes; names have 255 units, so longer ones match nothing */
#define WORDS		((PATTERN_MAX + 64) / 64)

#define DOS_STAR	'<'
#define DOS_QM		'>'
#define DOS_DOT		'"'

/* Bytes that are not UTF-8 count as characters of their own. */
static size_t next_char(const char *s, size_t len, bool fold, u32 *cp)
{
	int n = ksmbd_utf8_next(s, len, cp);

	if (n < 0) {
		*cp = 0x110000 | (u8)*s;
		return 1;
	}
	if (fold)
		*cp = ksmbd_upcase(*cp);
	return n;
}

static void set_state(u64 *map, size_t p)
{
	map[p / 64] |= 1ULL << (p % 64);
}

static bool has_state(const u64 *map, size_t p)
{
	return map[p / 64] >> (p % 64) & 1;
}

/**
 * struct name_char - what the automaton sees
 * @cp: the character
 * @end: no character: the name is over
 * @last_dot: a '.' with no other after it
 */
struct name_char {
	u32 cp;
	bool end;
	bool last_dot;
};

/*
 * One wildcard in one state: may it be left without taking the character (*skip),
 * may it take the character and stay (*stay), or take it and be done (*take)?
 * False: not a wildcard.  MS-FSA 2.1.4.4.
 */
static bool wildcard_moves(u32 wild, const struct name_char *c, bool *skip, bool *stay, bool *take)
{
	bool dot = !c->end && c->cp == '.';

	*skip = false;
	*stay = false;
	*take = false;
	switch (wild) {
	case '*':
		*skip = true;
		*stay = !c->end;
		return true;
	case DOS_STAR:
		*skip = true;
		*stay = !c->end && !c->last_dot;
		return true;
	case '?':
		*take = !c->end;
		return true;
	case DOS_QM:
		*skip = c->end || dot;
		*take = !c->end && !dot;
		return true;
	case DOS_DOT:
		*skip = c->end;
		*take = dot;
		return true;
	}
	return false;
}

/* Moves all states of @cur over the character @c; states reached without it stay in @cur. */
static void step(const char *pattern, size_t plen, bool fold, const struct name_char *c,
		 u64 *cur, u64 *next)
{
	bool skip, stay, take;
	size_t p, n;
	u32 pc;

	for (p = 0; p < plen; p += n) {
		n = next_char(pattern + p, plen - p, fold, &pc);
		if (!has_state(cur, p))
			continue;
		if (!wildcard_moves(pc, c, &skip, &stay, &take))
			take = !c->end && pc == c->cp;
		if (skip)
			set_state(cur, p + n);
		if (stay)
			set_state(next, p);
		if (take)
			set_state(next, p + n);
	}
}

static bool match_states(const char *pattern, size_t plen, const char *name, size_t nlen,
			 bool fold)
{
	u64 map[2][WORDS] = { { 1 } };
	struct name_char c = {};
	size_t last_dot = nlen, i, n;
	unsigned int now = 0;

	for (i = 0; i < nlen; i++)
		if (name[i] == '.')
			last_dot = i;
	for (i = 0; i < nlen; i += n) {
		n = next_char(name + i, nlen - i, fold, &c.cp);
		c.last_dot = i == last_dot;
		memset(map[!now], 0, sizeof(map[0]));
		step(pattern, plen, fold, &c, map[now], map[!now]);
		now = !now;
	}
	c.end = true;
	c.last_dot = false;
	step(pattern, plen, fold, &c, map[now], map[!now]);
	return has_state(map[now], plen);
}

/**
 * ksmbd_wildcard_has() - does a pattern contain wildcards?
 * @pattern: UTF-8
 * @plen: its bytes
 *
 * Context: any.
 * Return: true if one of * ? < > " is in it.
 */
bool ksmbd_wildcard_has(const char *pattern, size_t plen)
{
	size_t i;

	for (i = 0; i < plen; i++)
		if (pattern[i] && strchr("*?<>\"", pattern[i]))
			return true;
	return false;
}

/**
 * ksmbd_wildcard_match() - does a name match a pattern?
 * @pattern: UTF-8, MS-FSA 2.1.4.4
 * @plen: its bytes
 * @name: UTF-8, one component
 * @nlen: its bytes
 * @fold_case: upper and lower case are the same
 *
 * Context: any.
 * Return: true if it matches.
 */
bool ksmbd_wildcard_match(const char *pattern, size_t plen, const char *name, size_t nlen,
			  bool fold_case)
{
	if (plen == 1 && pattern[0] == '*')
		return true;
	if (plen > PATTERN_MAX)
		return false;
	if (!ksmbd_wildcard_has(pattern, plen))
		return ksmbd_utf8_same(pattern, plen, name, nlen, fold_case ? KSMBD_NAME_CASE : 0);
	return match_states(pattern, plen, name, nlen, fold_case);
}
