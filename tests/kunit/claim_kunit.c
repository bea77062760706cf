// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state/claim.h: of all who try to finish a parked request exactly one wins (R6).
 */
#include "state/claim.h"
#include "kunit_util.h"

#include <linux/workqueue.h>

#define RACERS	8
#define ROUNDS	500

static void transitions(struct kunit *test)
{
	atomic_t claim;

	ksmbd_claim_init(&claim);
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_win(&claim, KSMBD_WORK_CANCELLED));
	KUNIT_EXPECT_TRUE(test, ksmbd_claim_park(&claim));
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_park(&claim));
	/* these would not end the wait */
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_win(&claim, KSMBD_WORK_RUNNING));
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_win(&claim, KSMBD_WORK_PARKED));
	KUNIT_EXPECT_TRUE(test, ksmbd_claim_win(&claim, KSMBD_WORK_CLOSED));
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_win(&claim, KSMBD_WORK_CANCELLED));
	KUNIT_EXPECT_FALSE(test, ksmbd_claim_park(&claim));
	KUNIT_EXPECT_EQ(test, KSMBD_WORK_CLOSED, atomic_read(&claim));
	/* its owner may park it again */
	ksmbd_claim_init(&claim);
	KUNIT_EXPECT_TRUE(test, ksmbd_claim_park(&claim));
	KUNIT_EXPECT_TRUE(test, ksmbd_claim_win(&claim, KSMBD_WORK_DONE));
}

struct race {
	atomic_t claim[ROUNDS];
	atomic_t wins[ROUNDS];
};

struct racer {
	struct work_struct job;
	struct race *race;
	enum ksmbd_claim how;
};

static void run_racer(struct work_struct *job)
{
	struct racer *r = container_of(job, struct racer, job);
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		if (ksmbd_claim_win(&r->race->claim[i], r->how))
			atomic_inc(&r->race->wins[i]);
	}
}

static void one_winner(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	struct racer *racers = kunit_kzalloc(test, RACERS * sizeof(*racers), GFP_KERNEL);
	struct workqueue_struct *wq = alloc_workqueue("ksmbd-claim", WQ_UNBOUND, 0);
	unsigned int i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, race);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, racers);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, wq);
	for (i = 0; i < ROUNDS; i++) {
		ksmbd_claim_init(&race->claim[i]);
		ksmbd_claim_park(&race->claim[i]);
	}
	for (i = 0; i < RACERS; i++) {
		racers[i].race = race;
		racers[i].how = KSMBD_WORK_DONE + i % 4;
		INIT_WORK(&racers[i].job, run_racer);
		queue_work(wq, &racers[i].job);
	}
	destroy_workqueue(wq);
	for (i = 0; i < ROUNDS; i++)
		KUNIT_EXPECT_EQ(test, 1, atomic_read(&race->wins[i]));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(transitions),
	KUNIT_CASE(one_winner),
	{ }
};

struct kunit_suite ksmbd_claim_suite = {
	.name = "ksmbd_claim",
	.test_cases = cases,
};
