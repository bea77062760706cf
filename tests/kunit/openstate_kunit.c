// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/openstate.h: of all who want to claim, break or close an open exactly
 * one wins, each time (R8).
 */
#include "state/openstate.h"
#include "kunit_util.h"

#include <linux/workqueue.h>

#define RACERS	8
#define ROUNDS	500

static void transitions(struct kunit *test)
{
	atomic_t state = ATOMIC_INIT(KSMBD_OPEN_LIVE);

	/* one that is live cannot be claimed */
	KUNIT_EXPECT_FALSE(test, ksmbd_open_move(&state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLAIMED));
	KUNIT_EXPECT_TRUE(test, ksmbd_open_move(&state, KSMBD_OPEN_LIVE, KSMBD_OPEN_DETACHED));
	/* nor closed by its old session, once that ended */
	KUNIT_EXPECT_FALSE(test, ksmbd_open_move(&state, KSMBD_OPEN_LIVE, KSMBD_OPEN_CLOSED));
	KUNIT_EXPECT_TRUE(test, ksmbd_open_move(&state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLAIMED));
	KUNIT_EXPECT_FALSE(test, ksmbd_open_move(&state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLAIMED));
	KUNIT_EXPECT_FALSE(test, ksmbd_open_move(&state, KSMBD_OPEN_DETACHED, KSMBD_OPEN_CLOSED));
	KUNIT_EXPECT_EQ(test, atomic_read(&state), (int)KSMBD_OPEN_CLAIMED);
}

struct race {
	atomic_t state[ROUNDS];
	atomic_t wins[ROUNDS];
};

struct racer {
	struct work_struct job;
	struct race *race;
	enum ksmbd_open_state to;
};

static void run_racer(struct work_struct *job)
{
	struct racer *r = container_of(job, struct racer, job);
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		if (ksmbd_open_move(&r->race->state[i], KSMBD_OPEN_DETACHED, r->to))
			atomic_inc(&r->race->wins[i]);
	}
}

static void one_winner(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	struct racer *racers = kunit_kzalloc(test, RACERS * sizeof(*racers), GFP_KERNEL);
	struct workqueue_struct *wq = alloc_workqueue("ksmbd-openstate", WQ_UNBOUND, 0);
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, race);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, racers);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, wq);
	for (i = 0; i < ROUNDS; i++)
		atomic_set(&race->state[i], KSMBD_OPEN_DETACHED);
	for (i = 0; i < RACERS; i++) {
		racers[i].race = race;
		racers[i].to = i % 2 ? KSMBD_OPEN_CLAIMED : KSMBD_OPEN_CLOSED;
		INIT_WORK(&racers[i].job, run_racer);
		queue_work(wq, &racers[i].job);
	}
	destroy_workqueue(wq);
	for (i = 0; i < ROUNDS; i++)
		KUNIT_EXPECT_EQ_MSG(test, atomic_read(&race->wins[i]), 1, "round %u", i);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(transitions),
	KUNIT_CASE(one_winner),
	{}
};

struct kunit_suite ksmbd_openstate_suite = { .name = "ksmbd_openstate", .test_cases = cases };
