// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/wildcard.c and veto lists: any pattern against any name ends soon; "*"
 * and the name itself match.
 */
#include "fuzz.h"
#include "util/misc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *name;
	size_t plen, nlen;

	if (size < 1)
		return 0;
	plen = data[0] * (size - 1) / 255;
	name = s + 1 + plen;
	nlen = size - 1 - plen;
	ksmbd_wildcard_match(s + 1, plen, name, nlen, true);
	ksmbd_wildcard_match(s + 1, plen, name, nlen, false);
	must(ksmbd_wildcard_match("*", 1, name, nlen, true));
	if (!ksmbd_wildcard_has(name, nlen) && nlen < 1024)
		must(ksmbd_wildcard_match(name, nlen, name, nlen, true));
	return 0;
}
