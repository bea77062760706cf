// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Makes ksmbd.conf(5): the template, with the table of parameters in its place.
 *
 * For:      building the manual page, so that it cannot say anything else than the parser.
 * Not for:  being installed.
 * Called by: the Makefile, with the template as argument; writes to standard output.
 */
#include "libksmbd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	char line[1024];
	FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (!in) {
		fprintf(stderr, "Usage: mkman TEMPLATE\n");
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), in)) {
		if (!strcmp(line, "@PARAMETERS@\n"))
			ksmbd_options_print(stdout, true);
		else
			fputs(line, stdout);
	}
	fclose(in);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
