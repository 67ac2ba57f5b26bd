/*
 * cue: the words that newspapers give their articles away by.  Lists end with NULL.
 */
#ifndef PAGEWIRE_CUE_H
#define PAGEWIRE_CUE_H

extern const char *const cue_tags[];   /* what a tag in brackets begins with: （作者为…） */
extern const char *const cue_jumps[];  /* of a text that goes on, or comes from, elsewhere */
extern const char *const cue_houses[]; /* what a dateline begins with */
extern const char *const cue_reporters[]; /* who follows the 讯 of a dateline */
extern const char *const cue_telling[];   /* what its reporters do */
extern const char *const cue_tunes[];     /* that poems are written to: 清平乐·山村 */
extern const char *const cue_bylines[];   /* what a byline in a headline's row begins with */
extern const char *const cue_offices[];   /* whose names are bylines */
extern const char *const cue_deeds[];     /* what may stand beside names: who did what */
extern const char *const cue_writers[];   /* of who took the picture and wrote, too */
extern const char *const cue_tasks[];     /* what somebody did, before a sign and names */
extern const char *const cue_compounds[]; /* what a word that begins with 记者 goes on with */
extern const char *const cue_teams[];     /* who wrote together */
extern const char *const cue_helping[];   /* what they did who helped who wrote */
extern const char *const cue_caption_days[], *const cue_caption_starts[]; /* of captions */
extern const char *const cue_agencies[];        /* whose datelines need no day */
extern const char *const cue_callings[];        /* what who writes may be */
extern const char *const cue_writing_tasks[];   /* those of them that make an author */
extern const char *const cue_employers[];       /* what may stand before an office */
extern const char *const cue_picture_starts[];  /* a credit that is nothing else begins so */
extern const char *const cue_picture_ends[];    /* or ends so */
extern const char *const cue_closing_houses[];  /* a dateline at the end of a text */
extern const char *const cue_closing_bylines[]; /* of a bracket at the end that says who wrote */
extern const char *const cue_photo_labels[];    /* labels of photo news */
extern const char *const cue_columns[];         /* labels of columns that many papers print */
extern const char *const cue_notices[];         /* headlines of notices */
extern const char *const cue_signers[];       /* what the name of an office that signs ends with */
extern const char *const cue_kickers[];       /* of kickers that are no headline: 相关链接 */
extern const char *const cue_photo_credits[]; /* of the credit of a photograph */
extern const char *const cue_posts[];         /* what the words for who writes end with */
extern const char *const cue_bearers[];       /* what somebody is or where from */
extern const char *const cue_titles[];        /* two characters, glued to a name: 李明代表 */
extern const char *const cue_outlets[];       /* what the names of papers and stations end with */
extern const char *const cue_small_adverts[]; /* every small advertisement has one */
extern const char *const cue_advert_titles[]; /* above them */
extern const char *const cue_trades[];        /* of large advertisements */
extern const char *const cue_small_starts[];  /* lines that are no heads begin so */
extern const char *const cue_small_ends[];    /* or end so */
extern const char cue_places[]; /* provinces, countries and cities that papers sign with, a blank
                                   after each */

/* A word beside names in a byline, longer ones first where one begins another; the last is NULL. */
struct cue_word {
    const char *word;
    enum cue_sense {
        CUE_WRITES,   /* who wrote, or what they did; names after it, or before it, are authors */
        CUE_RESIDENT, /* the same; their town may be glued before it */
        CUE_PICTURE,  /* what others did than to write */
    } sense;
};
extern const struct cue_word cue_words[];

/* Classes of words that the network is told of, by name: their order and names are the model's. */
struct cue_class {
    const char *name;
    char where; /* ^ at the start, $ at the end, anything else anywhere */
    const char *words[24];
};
enum { CUE_CLASSES = 25 };
extern const struct cue_class cue_classes[CUE_CLASSES];

#endif
