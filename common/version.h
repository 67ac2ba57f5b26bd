/*
 * version: of the whole of Pagewire.
 */
#ifndef PAGEWIRE_VERSION_H
#define PAGEWIRE_VERSION_H

#define PAGEWIRE_VERSION "0.1.0"

#endif
