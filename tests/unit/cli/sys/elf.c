#include "cli/sys/elf.h"

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/support.h"

/*
 * A program of three segments (its loader, all of it, its dynamic section),
 * written byte by byte: there is no machine here that would link the odd ones.
 */
struct shape {
	bool is_64, is_big;
};

static const struct shape shapes[] = { { false, false }, { false, true },
	{ true, false }, { true, true } };

#define BASE 0x10000U
#define STRINGS "\0libwrap.so.0\0libc.so.6\0$ORIGIN/../lib\0/opt/lib"
#define SIZE 1024

struct image {
	struct shape shape;
	unsigned char bytes[SIZE];
	size_t len, dynamic, strings;
	size_t loader; /* of its program header */
};

static void
add(struct image *image, uint64_t value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t shift = image->shape.is_big ? len - 1 - i : i;

		image->bytes[image->len++] =
		    (unsigned char)(value >> (8 * shift));
	}
}

static void
add_word(struct image *image, uint64_t value)
{
	add(image, value, image->shape.is_64 ? 8 : 4);
}

static void
add_segment(struct image *image, uint64_t type, uint64_t offset, uint64_t size)
{
	add(image, type, 4);
	if (image->shape.is_64)
		add(image, PF_R, 4);
	add_word(image, offset);
	add_word(image, BASE + offset);
	add_word(image, BASE + offset);
	add_word(image, size);
	add_word(image, size);
	if (!image->shape.is_64)
		add(image, PF_R, 4);
	add_word(image, 4096);
}

static void
add_entry(struct image *image, uint64_t tag, uint64_t value)
{
	add_word(image, tag);
	add_word(image, value);
}

static void
add_header(struct image *image)
{
	bool is_64 = image->shape.is_64;

	memcpy(image->bytes, ELFMAG, SELFMAG);
	image->bytes[EI_CLASS] = is_64 ? ELFCLASS64 : ELFCLASS32;
	image->bytes[EI_DATA] = image->shape.is_big ? ELFDATA2MSB : ELFDATA2LSB;
	image->bytes[EI_VERSION] = EV_CURRENT;
	image->len = EI_NIDENT;
	add(image, ET_DYN, 2);
	add(image, EM_S390, 2);
	add(image, EV_CURRENT, 4);
	add_word(image, 0);
	add_word(image, is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	add_word(image, 0);
	add(image, 0, 4);
	add(image, is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr), 2);
	add(image, is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr), 2);
	add(image, 3, 2);
	add(image, 0, 6);
}

#define ENTRIES 7

static void
make(struct image *image, struct shape shape)
{
	size_t half = shape.is_64 ? 8 : 4;
	size_t headers = shape.is_64
	    ? sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Phdr)
	    : sizeof(Elf32_Ehdr) + 3 * sizeof(Elf32_Phdr);

	*image = (struct image){ .shape = shape };
	image->dynamic = headers;
	image->strings = headers + 2 * half * ENTRIES;
	add_header(image);
	image->loader = image->len;
	add_segment(image, PT_INTERP, 0, 1);
	add_segment(image, PT_LOAD, 0, image->strings + sizeof(STRINGS));
	add_segment(image, PT_DYNAMIC, headers, 2 * half * ENTRIES);
	ck_assert_uint_eq(image->len, headers);
	add_entry(image, DT_NEEDED, 1);
	add_entry(image, DT_STRTAB, BASE + image->strings);
	add_entry(image, DT_NEEDED, 14);
	add_entry(image, DT_RUNPATH, 24);
	add_entry(image, DT_RPATH, 39);
	add_entry(image, DT_STRSZ, sizeof(STRINGS));
	add_entry(image, DT_NULL, 0);
	memcpy(image->bytes + image->len, STRINGS, sizeof(STRINGS));
	image->len += sizeof(STRINGS);
}

static struct cli_elf_file
file_of(const void *bytes, size_t len)
{
	int fd = memfd_create("elf", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	return (struct cli_elf_file){ fd, len };
}

static enum cli_elf_kind
kind_of(const unsigned char *bytes, size_t len)
{
	struct cli_elf_file file = file_of(bytes, len);
	struct cli_elf elf;

	cli_elf_read(&file, &elf);
	expect(elf.kind == CLI_ELF_DYNAMIC || elf.nneeded == 0,
	    "kind %d needs %zu", (int)elf.kind, elf.nneeded);
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
	return elf.kind;
}

START_TEST(what_it_needs_is_read_in_every_shape)
{
	struct image image;
	struct cli_elf_file file;
	struct cli_elf elf;

	make(&image, shapes[_i]);
	file = file_of(image.bytes, image.len);
	cli_elf_read(&file, &elf);
	ck_assert_int_eq(elf.kind, CLI_ELF_DYNAMIC);
	ck_assert_uint_eq(elf.machine, EM_S390);
	ck_assert(elf.is_64 == shapes[_i].is_64);
	ck_assert_uint_eq(elf.nneeded, 2);
	ck_assert_str_eq(elf.needed[0], "libwrap.so.0");
	ck_assert_str_eq(elf.needed[1], "libc.so.6");
	ck_assert_str_eq(elf.runpath, "$ORIGIN/../lib");
	ck_assert_str_eq(elf.rpath, "/opt/lib");
	cli_elf_free(&elf);
	cli_elf_file_close(&file);
}
END_TEST

START_TEST(a_part_of_it_is_broken_wherever_it_ends)
{
	struct image image;

	make(&image, shapes[_i]);
	for (size_t len = 0; len < image.len; len++) {
		enum cli_elf_kind want =
		    len < SELFMAG ? CLI_ELF_FOREIGN : CLI_ELF_BROKEN;
		enum cli_elf_kind kind = kind_of(image.bytes, len);

		expect(kind == want, "%zu bytes: kind %d", len, (int)kind);
	}
}
END_TEST

START_TEST(no_byte_leads_out_of_it)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	struct image image;

	make(&image, shapes[_i]);
	for (size_t at = 0; at < image.len; at++) {
		unsigned char was = image.bytes[at];

		for (int i = 0; i < COUNT(values); i++) {
			image.bytes[at] = values[i];
			kind_of(image.bytes, image.len);
		}
		image.bytes[at] = was;
	}
}
END_TEST

/* The offset, the address and the size of a segment are words. */
START_TEST(offsets_that_wrap_around_are_broken)
{
	struct image image;
	size_t word = shapes[_i].is_64 ? 8 : 4, at;

	make(&image, shapes[_i]);
	at = image.shape.is_64 ? 32 : 28;
	memset(image.bytes + at, 0xff, word);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_BROKEN);

	make(&image, shapes[_i]);
	at = image.loader +
	    2 * (word == 8 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)) +
	    (word == 8 ? 8 : 4);
	memset(image.bytes + at, 0xff, word);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_BROKEN);

	/* Of the strings: what is loaded to the address lies elsewhere. */
	make(&image, shapes[_i]);
	memset(image.bytes + image.dynamic + 3 * word, 0xff, word);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_BROKEN);

	/* ... or lies in the file, and is not loaded. */
	make(&image, shapes[_i]);
	at = image.len;
	memcpy(image.bytes + at, STRINGS, sizeof(STRINGS));
	image.len = image.dynamic + 2 * word;
	add_entry(&image, DT_STRTAB, BASE + at);
	image.len = at + sizeof(STRINGS);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_BROKEN);

	/* A name that begins after them. */
	make(&image, shapes[_i]);
	image
	    .bytes[image.dynamic + word + (image.shape.is_big ? word - 1 : 0)] =
	    sizeof(STRINGS);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_BROKEN);
}
END_TEST

/* Without a loader and without needs, as a static program that moves. */
START_TEST(a_program_without_needs_is_static)
{
	struct image image;
	size_t word = shapes[_i].is_64 ? 8 : 4;

	make(&image, shapes[_i]);
	memset(image.bytes + image.loader, 0, 4);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_DYNAMIC);
	memset(image.bytes + image.dynamic, 0, word);
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_STATIC);
}
END_TEST

/* The first is only what would be its loader, and says no needs. */
START_TEST(of_two_dynamic_sections_the_last_counts)
{
	struct image image;

	make(&image, shapes[_i]);
	image.bytes[image.loader + (image.shape.is_big ? 3 : 0)] = PT_DYNAMIC;
	ck_assert_int_eq(kind_of(image.bytes, image.len), CLI_ELF_DYNAMIC);
}
END_TEST

START_TEST(what_is_no_program_is_foreign)
{
	const char *script = "#!/bin/sh\nexec /usr/sbin/sshd\n";

	ck_assert_int_eq(kind_of((const unsigned char *)script, strlen(script)),
	    CLI_ELF_FOREIGN);
}
END_TEST

/* Steps of 65536 bytes are read: the text may stand across two of them. */
START_TEST(a_text_is_found_wherever_it_stands)
{
	static const size_t places[] = { 0, 1, 65525, 65530, 65535, 65536,
		131065, 199988 };
	static const char bytes[200000], zeros[12];
	struct cli_elf_file file = file_of(bytes, sizeof(bytes));

	ck_assert_int_eq(cli_elf_file_holds(&file, HA_SPAN("hosts_access")),
	    HA_MATCH_NO);
	for (int i = 0; i < COUNT(places); i++) {
		ck_assert_int_eq(
		    pwrite(file.fd, "hosts_access", 12, (off_t)places[i]), 12);
		expect(cli_elf_file_holds(&file, HA_SPAN("hosts_access")) ==
			HA_MATCH_YES,
		    "not found at %zu", places[i]);
		ck_assert_int_eq(pwrite(file.fd, zeros, 12, (off_t)places[i]),
		    12);
	}
	cli_elf_file_close(&file);
}
END_TEST

static void
add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, what_it_needs_is_read_in_every_shape, 0,
	    COUNT(shapes));
	tcase_add_loop_test(tests, a_part_of_it_is_broken_wherever_it_ends, 0,
	    COUNT(shapes));
	tcase_add_loop_test(tests, no_byte_leads_out_of_it, 0, COUNT(shapes));
	tcase_add_loop_test(tests, offsets_that_wrap_around_are_broken, 0,
	    COUNT(shapes));
	tcase_add_loop_test(tests, a_program_without_needs_is_static, 0,
	    COUNT(shapes));
	tcase_add_loop_test(tests, of_two_dynamic_sections_the_last_counts, 0,
	    COUNT(shapes));
	tcase_add_test(tests, what_is_no_program_is_foreign);
	tcase_add_test(tests, a_text_is_found_wherever_it_stands);
}

int
main(void)
{
	return unit_run("elf", add_tests);
}
