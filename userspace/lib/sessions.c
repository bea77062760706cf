// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who is connected to what, as far as the kernel tells the helper.
 *
 * For:      sessions with their tree connects, limits on both, and counts of failed
 *           logins for the kernel's delay.
 * Not for:  the truth: that is in the kernel (ksmbd_status_dump()). A session is known
 *           here from its first tree connect to its last disconnect.
 * Called by: upcall.c, rpc_glue.c.
 *
 * One thread, no locks. The tables are bounded by "max active sessions" and the sum of
 * all "max connections".
 */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FAILURES_MAX	10	/* then the kernel is asked to delay logins */
#define FAILURES_KEPT	256	/* accounts, the oldest is forgotten */

struct failure {
	char account[KSMBD_ACCOUNT_MAX + 1];
	unsigned int count;
};

struct ksmbd_sessions {
	struct ksmbd_session **list;
	size_t n;
	struct failure failures[FAILURES_KEPT];
	size_t next_failure;
};

/**
 * ksmbd_sessions_new() - an empty table
 *
 * Return: a table for ksmbd_sessions_free(), or NULL.
 */
struct ksmbd_sessions *ksmbd_sessions_new(void)
{
	return calloc(1, sizeof(struct ksmbd_sessions));
}

static void session_free(struct ksmbd_session *session)
{
	free(session->trees);
	free(session);
}

/**
 * ksmbd_sessions_free() - forget all sessions
 * @sessions: table, or NULL
 */
void ksmbd_sessions_free(struct ksmbd_sessions *sessions)
{
	if (!sessions)
		return;
	for (size_t i = 0; i < sessions->n; i++)
		session_free(sessions->list[i]);
	free(sessions->list);
	free(sessions);
}

/**
 * ksmbd_sessions_count() - number of sessions
 * @sessions: table
 *
 * Return: the number.
 */
size_t ksmbd_sessions_count(const struct ksmbd_sessions *sessions)
{
	return sessions->n;
}

/**
 * ksmbd_sessions_at() - a session by its place in the table
 * @sessions: table
 * @index: below ksmbd_sessions_count()
 *
 * Return: the session, valid until the table changes.
 */
const struct ksmbd_session *ksmbd_sessions_at(const struct ksmbd_sessions *sessions, size_t index)
{
	return sessions->list[index];
}

static struct ksmbd_session *find(const struct ksmbd_sessions *sessions, uint64_t id, size_t *at)
{
	for (size_t i = 0; i < sessions->n; i++) {
		if (sessions->list[i]->id != id)
			continue;
		if (at)
			*at = i;
		return sessions->list[i];
	}
	return NULL;
}

/**
 * ksmbd_sessions_find() - a session by its id
 * @sessions: table
 * @id: SMB session id
 *
 * Return: the session, valid until the table changes, or NULL.
 */
const struct ksmbd_session *ksmbd_sessions_find(const struct ksmbd_sessions *sessions, uint64_t id)
{
	return find(sessions, id, NULL);
}

static struct ksmbd_session *session_add(struct ksmbd_sessions *sessions,
					 const struct ksmbd_tree_request *request)
{
	struct ksmbd_session *s = calloc(1, sizeof(*s)), **list;

	list = realloc(sessions->list, (sessions->n + 1) * sizeof(*list));
	if (list)
		sessions->list = list;
	if (!s || !list) {
		free(s);
		return NULL;
	}
	s->id = request->session_id;
	s->since = time(NULL);
	s->guest = request->account_flags & KSMBD_USER_FLAG_GUEST_ACCOUNT;
	snprintf(s->account, sizeof(s->account), "%s", request->account);
	snprintf(s->peer, sizeof(s->peer), "%s", request->peer);
	list[sessions->n++] = s;
	return s;
}

static void session_drop(struct ksmbd_sessions *sessions, size_t at)
{
	session_free(sessions->list[at]);
	sessions->list[at] = sessions->list[--sessions->n];
}

/**
 * ksmbd_sessions_connect() - note a tree connect that was granted
 * @sessions: table
 * @request: the connect
 *
 * Return: 0 or -ENOMEM.
 */
int ksmbd_sessions_connect(struct ksmbd_sessions *sessions,
			   const struct ksmbd_tree_request *request)
{
	struct ksmbd_session *s = find(sessions, request->session_id, NULL);
	struct ksmbd_session_tree *trees, *tree;

	if (!s)
		s = session_add(sessions, request);
	if (!s)
		return -ENOMEM;
	trees = realloc(s->trees, (s->ntrees + 1) * sizeof(*trees));
	if (!trees)
		return -ENOMEM;
	s->trees = trees;
	tree = &trees[s->ntrees++];
	memset(tree, 0, sizeof(*tree));
	tree->connect_id = request->connect_id;
	tree->since = time(NULL);
	snprintf(tree->share, sizeof(tree->share), "%s", request->share);
	if (request->has_identity) {
		memcpy(s->client_guid, request->client_guid, sizeof(s->client_guid));
		s->dialect = request->dialect;
		s->aapl_caps = request->aapl_caps;
	}
	return 0;
}

/**
 * ksmbd_sessions_disconnect() - forget a tree connect, and the session with its last one
 * @sessions: table
 * @id: session
 * @connect_id: tree connect
 */
void ksmbd_sessions_disconnect(struct ksmbd_sessions *sessions, uint64_t id, uint64_t connect_id)
{
	size_t at;
	struct ksmbd_session *s = find(sessions, id, &at);

	for (size_t i = 0; s && i < s->ntrees; i++) {
		if (s->trees[i].connect_id != connect_id)
			continue;
		s->trees[i] = s->trees[--s->ntrees];
		break;
	}
	if (s && !s->ntrees)
		session_drop(sessions, at);
}

/**
 * ksmbd_sessions_share_users() - tree connects to a share
 * @sessions: table
 * @share: its name
 *
 * Return: the number.
 */
unsigned int ksmbd_sessions_share_users(const struct ksmbd_sessions *sessions, const char *share)
{
	unsigned int users = 0;

	for (size_t i = 0; i < sessions->n; i++) {
		const struct ksmbd_session *s = sessions->list[i];

		for (size_t j = 0; j < s->ntrees; j++)
			users += ksmbd_name_equal(s->trees[j].share, share);
	}
	return users;
}

static struct failure *failure_find(struct ksmbd_sessions *sessions, const char *account)
{
	for (size_t i = 0; i < FAILURES_KEPT; i++) {
		if (!strcmp(sessions->failures[i].account, account))
			return &sessions->failures[i];
	}
	return NULL;
}

/**
 * ksmbd_sessions_login_failed() - count a wrong password
 * @sessions: table
 * @account: whose
 */
void ksmbd_sessions_login_failed(struct ksmbd_sessions *sessions, const char *account)
{
	struct failure *f = *account ? failure_find(sessions, account) : NULL;

	if (!*account)
		return;
	if (!f) {
		f = &sessions->failures[sessions->next_failure++ % FAILURES_KEPT];
		snprintf(f->account, sizeof(f->account), "%s", account);
		f->count = 0;
	}
	if (f->count < FAILURES_MAX)
		f->count++;
}

/**
 * ksmbd_sessions_login_good() - forget the wrong passwords of an account
 * @sessions: table
 * @account: whose
 */
void ksmbd_sessions_login_good(struct ksmbd_sessions *sessions, const char *account)
{
	struct failure *f = *account ? failure_find(sessions, account) : NULL;

	if (f)
		memset(f, 0, sizeof(*f));
}

/**
 * ksmbd_sessions_is_delayed() - had this account too many wrong passwords
 * @sessions: table
 * @account: whose
 *
 * Return: true if the kernel should delay its logins.
 */
bool ksmbd_sessions_is_delayed(const struct ksmbd_sessions *sessions, const char *account)
{
	const struct failure *f;

	f = *account ? failure_find((struct ksmbd_sessions *)sessions, account) : NULL;
	return f && f->count >= FAILURES_MAX;
}
