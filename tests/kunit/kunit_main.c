// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ksmbd_kunit.ko: runs every suite when it is loaded.
 *
 * The suites are in NAME_kunit.c, one per pure file or pure core; a new one is
 * named in both lists here and in Kbuild.  Results come as KTAP in the kernel
 * log.  All are registered in one call, as 5.10 allows only one per module.
 */
#include <kunit/test.h>
#include <linux/module.h>

extern struct kunit_suite ksmbd_cursor_suite;
extern struct kunit_suite ksmbd_utf16_suite;
extern struct kunit_suite ksmbd_name_suite;
extern struct kunit_suite ksmbd_wildcard_suite;
extern struct kunit_suite ksmbd_misc_suite;
extern struct kunit_suite ksmbd_sid_suite;
extern struct kunit_suite ksmbd_sd_suite;
extern struct kunit_suite ksmbd_ndr_xattr_suite;
extern struct kunit_suite ksmbd_openrec_suite;
extern struct kunit_suite ksmbd_preauth_suite;
extern struct kunit_suite ksmbd_keys_suite;
extern struct kunit_suite ksmbd_sign_suite;
extern struct kunit_suite ksmbd_seal_suite;
extern struct kunit_suite ksmbd_ntlm_suite;
extern struct kunit_suite ksmbd_spnego_suite;
extern struct kunit_suite ksmbd_create_ctx_suite;
extern struct kunit_suite ksmbd_sharing_suite;
extern struct kunit_suite ksmbd_caching_suite;
extern struct kunit_suite ksmbd_oplock_suite;
extern struct kunit_suite ksmbd_claim_suite;
extern struct kunit_suite ksmbd_changes_suite;
extern struct kunit_suite ksmbd_chanseq_suite;
extern struct kunit_suite ksmbd_openstate_suite;
extern struct kunit_suite ksmbd_share_suite;
extern struct kunit_suite ksmbd_header_suite;
extern struct kunit_suite ksmbd_negotiate_suite;
extern struct kunit_suite ksmbd_credit_suite;
extern struct kunit_suite ksmbd_gate_suite;

kunit_test_suites(
	&ksmbd_cursor_suite,
	&ksmbd_utf16_suite,
	&ksmbd_name_suite,
	&ksmbd_wildcard_suite,
	&ksmbd_misc_suite,
	&ksmbd_sid_suite,
	&ksmbd_sd_suite,
	&ksmbd_ndr_xattr_suite,
	&ksmbd_openrec_suite,
	&ksmbd_preauth_suite,
	&ksmbd_keys_suite,
	&ksmbd_sign_suite,
	&ksmbd_seal_suite,
	&ksmbd_ntlm_suite,
	&ksmbd_spnego_suite,
	&ksmbd_create_ctx_suite,
	&ksmbd_sharing_suite,
	&ksmbd_caching_suite,
	&ksmbd_oplock_suite,
	&ksmbd_claim_suite,
	&ksmbd_changes_suite,
	&ksmbd_chanseq_suite,
	&ksmbd_openstate_suite,
	&ksmbd_share_suite,
	&ksmbd_header_suite,
	&ksmbd_negotiate_suite,
	&ksmbd_credit_suite,
	&ksmbd_gate_suite
);

MODULE_DESCRIPTION("Unit tests of ksmbd");
MODULE_LICENSE("GPL");
