/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every fuzz target uses: a check that ends the run where it fails.
 *
 * A target is LLVMFuzzerTestOneInput() and nothing else; what must hold for any
 * input is said with must().
 */
#ifndef KSMBD_TESTS_FUZZ_H
#define KSMBD_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(cond)								\
do {										\
	if (!(cond)) {								\
		fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #cond);	\
		abort();							\
	}									\
} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* KSMBD_TESTS_FUZZ_H */
