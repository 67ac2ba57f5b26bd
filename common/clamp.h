/*
 * clamp: a number kept between two others.
 */
#ifndef PAGEWIRE_CLAMP_H
#define PAGEWIRE_CLAMP_H

static inline float
clamp(float value, float least, float most)
{
    return value < least ? least : value > most ? most : value;
}

#endif
