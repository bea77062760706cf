// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util/name.c: whatever comes from the wire, a path stays beneath the share and
 * its way back to the wire means the same.
 */
#include "fuzz.h"
#include "util/name.h"
#include "util/utf16.h"

/* The promises of struct ksmbd_name. */
static void check_path(const char *path)
{
	size_t len = strlen(path), n;

	must(len < KSMBD_PATH_MAX);
	if (!len)
		return;
	while (1) {
		n = strcspn(path, "/");
		must(n > 0 && n <= KSMBD_COMPONENT_MAX);
		must(!(n == 1 && path[0] == '.'));
		must(!(n == 2 && path[0] == '.' && path[1] == '.'));
		if (!path[n])
			break;
		path += n + 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum ksmbd_name_encoding enc;
	static struct ksmbd_name a, b;
	uint8_t wire[2 * KSMBD_PATH_MAX];
	int n;

	for (enc = KSMBD_NAMES_NATIVE; enc <= KSMBD_NAMES_PRIVATE; enc++) {
		ksmbd_name_to_wire((const char *)data, size, enc, wire, sizeof(wire));
		ksmbd_stream_to_wire((const char *)data, size, enc, wire, sizeof(wire));
		if (ksmbd_name_split(data, size, enc, &a))
			continue;
		check_path(a.path);
		must(strlen(a.stream) < KSMBD_STREAM_MAX && !strchr(a.stream, '/'));
		n = ksmbd_name_to_wire(a.path, strlen(a.path), enc, wire, sizeof(wire));
		must(n >= 0);
		must(!ksmbd_name_split(wire, n, enc, &b));
		must(!strcmp(a.path, b.path) && !b.has_stream);
		n = ksmbd_stream_to_wire(a.stream, strlen(a.stream), enc, wire, sizeof(wire));
		must(n >= 0);
	}
	return 0;
}
