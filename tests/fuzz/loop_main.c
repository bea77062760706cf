// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * main() for fuzzers where there is no libFuzzer: replays the corpus, then
 * mutates its files at random until the time is over.
 *
 * Takes libFuzzer's options that the Makefile gives, and files or directories.
 * Coverage does not guide it, so it finds less; the sanitizers see the same.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define MAX_FILES	4096
#define MAX_LEN		4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
	uint8_t *data;
	size_t size;
} seeds[MAX_FILES];
static size_t nseeds;
static unsigned long runs;

/* In a buffer of exactly its size, so that the sanitizer sees one byte too many. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
	runs++;
}

static void load_file(const char *path)
{
	FILE *f = fopen(path, "rb");

	if (!f || nseeds == MAX_FILES)
		exit(1);
	seeds[nseeds].data = malloc(MAX_LEN);
	seeds[nseeds].size = fread(seeds[nseeds].data, 1, MAX_LEN, f);
	fclose(f);
	run(seeds[nseeds].data, seeds[nseeds].size);
	nseeds++;
}

static void load(const char *path)
{
	char name[4096];
	struct dirent *e;
	struct stat st;
	DIR *d;

	if (stat(path, &st))
		return;
	if (!S_ISDIR(st.st_mode)) {
		load_file(path);
		return;
	}
	d = opendir(path);
	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		load_file(name);
	}
	if (d)
		closedir(d);
}

/* A few bytes changed, removed or repeated. */
static void mutate(void)
{
	uint8_t buf[2 * MAX_LEN];
	size_t pick = nseeds ? (size_t)rand() % nseeds : 0, size = 0, at, n;
	int changes = 1 + rand() % 8;

	if (nseeds) {
		size = seeds[pick].size;
		memcpy(buf, seeds[pick].data, size);
	}
	while (changes--) {
		at = size ? (size_t)rand() % size : 0;
		switch (rand() % 5) {
		case 0:
			buf[at] = rand();
			size += !size;
			break;
		case 1:
			if (size)
				buf[at] ^= 1 << rand() % 8;
			break;
		case 2:
			size = at;
			break;
		case 3:
			n = size - at;
			if (n && size + n < MAX_LEN) {
				memmove(buf + at + n, buf + at, n);
				size += n;
			}
			break;
		default:
			if (size)
				buf[at] = rand() % 2 ? 0xff : 0;
		}
	}
	run(buf, size);
}

int main(int argc, char **argv)
{
	long seconds = 5;
	time_t end;
	int i;

	for (i = 1; i < argc; i++) {
		if (!strncmp(argv[i], "-max_total_time=", 16))
			seconds = atol(argv[i] + 16);
		else if (argv[i][0] != '-')
			load(argv[i]);
	}
	srand(1);
	end = time(NULL) + seconds;
	while (time(NULL) < end)
		for (i = 0; i < 1000; i++)
			mutate();
	printf("stat::number_of_executed_units: %lu\n", runs);
	return 0;
}
