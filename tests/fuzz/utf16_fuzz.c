// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/utf16.c: what converts converts back, forms are stable, equality agrees
 * with hashes.
 */
#include "fuzz.h"
#include "util/utf16.h"

/* Both forms of valid UTF-8: the same name, and made again they do not change. */
static void forms(const char *s, size_t len)
{
	char nfc[8192], nfd[16384], again[16384];
	int c = ksmbd_utf8_compose(s, len, nfc, sizeof(nfc));
	int d = ksmbd_utf8_decompose(s, len, nfd, sizeof(nfd));
	int n;

	must(c >= 0 && d >= 0);
	must(ksmbd_utf8_same(s, len, nfd, d, KSMBD_NAME_NORM) || len > 60);
	n = ksmbd_utf8_decompose(nfd, d, again, sizeof(again));
	must((n == d && !memcmp(nfd, again, n)) || len > 60);
	if (ksmbd_utf8_same(s, len, nfc, c, KSMBD_NAME_NORM))
		must(ksmbd_utf8_hash(s, len, KSMBD_NAME_NORM) ==
		     ksmbd_utf8_hash(nfc, c, KSMBD_NAME_NORM));
	must(ksmbd_utf8_compose(s, len, nfc, 3) <= 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int how = KSMBD_NAME_CASE | KSMBD_NAME_NORM;
	size_t half = size / 2;
	uint8_t back[4096];
	char utf8[8192];
	int n, m;

	if (size > 2000)
		return 0;
	n = ksmbd_utf16_to_utf8(data, size, utf8, sizeof(utf8));
	if (n >= 0) {
		m = ksmbd_utf8_to_utf16(utf8, n, back, sizeof(back));
		must(m == (int)size && !memcmp(back, data, size));
		forms(utf8, n);
		ksmbd_utf16_upcase(back, m);
		must(ksmbd_utf16_to_utf8(back, m, utf8, sizeof(utf8)) >= 0);
	}
	n = ksmbd_utf8_to_utf16((const char *)data, size, back, sizeof(back));
	if (n >= 0) {
		must(n == ksmbd_utf8_to_utf16((const char *)data, size, NULL, 0));
		m = ksmbd_utf16_to_utf8(back, n, utf8, sizeof(utf8));
		must(m == (int)size && !memcmp(utf8, data, size));
		forms((const char *)data, size);
	}
	if (ksmbd_utf8_same((const char *)data, half, (const char *)data + half, size - half, how))
		must(ksmbd_utf8_hash((const char *)data, half, how) ==
		     ksmbd_utf8_hash((const char *)data + half, size - half, how));
	return 0;
}
