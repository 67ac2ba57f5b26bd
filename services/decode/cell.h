/*
 * cell: the inside of the jail.  A decoder program calls cell_enter first, before it
 * has read a byte of the document; jail.h is the outside.
 *
 * From then on the kernel lets it read and write what is open already, ask for
 * memory and the time, and end.  Opening a file fails (EACCES); anything else, a socket, a
 * process, a signal to another, kills it at once.
 */
#ifndef PAGEWIRE_DECODE_CELL_H
#define PAGEWIRE_DECODE_CELL_H

#include <stddef.h>

/* Locks the door.  Ends the program when the kernel cannot. */
void cell_enter(void);

/* The bytes of standard input, mapped; ends the program when it is no file. */
const unsigned char *cell_document(size_t *len);

/* Writes all bytes, or ends the program. */
void cell_write(int fd, const void *bytes, size_t len);

#endif
