/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room-internal: the account part that login and Kerberos answers share.
 */
#ifndef KSMBD_HELPER_LOGIN_H
#define KSMBD_HELPER_LOGIN_H

#include "helper/genl.h"
#include "helper/helper.h"

int ksmbd_login_from_response(const struct ksmbd_login_response *resp, struct ksmbd_login *out);
int ksmbd_login_groups(const struct ksmbd_login_response_ext *resp, size_t len,
		       struct ksmbd_login *out);
int ksmbd_login_complete(struct ksmbd_login *out);

#endif /* KSMBD_HELPER_LOGIN_H */
