/*
 * bare: bodies that say of what kind their division is, and not which: 市委, 县教育局,
 * 自治区卫健委, 团市委; or that stand directly behind it: 丹阳市|司法局.
 *
 * Which it is, by what the article says, in this order: the place that it names with the very words
 * (遵义市体育局 and 市体育局), with a longer form of them (北京市住房和城乡建设委员会 and
 * 市住建委), or as the place of a part (市公安局秦淮分局 where 秦淮区 is named); the paper's home,
 * when the article is about something in it; the only one named; home; the one named most; the last
 * named before it in its text, or the first of the article; the one that the places of the article
 * lie in.
 */
#ifndef PAGEWIRE_LINK_BARE_H
#define PAGEWIRE_LINK_BARE_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/shorten.h"

struct bare {
    uint32_t kind; /* 市, 县 ..., 自 for 自治区; 0: it names its division, or says nothing */
    size_t skip;   /* code points that the division's name takes the place of */
    const char *before; /* what stands before that name: 共青团 for 团市委 */
    uint32_t place;     /* the division when it stands before the mention, else PLACE_NONE */
};

struct bare bare_of(const struct scene *scene, const struct scene_mention *m);

/* The draft of the body that the bare mention of the article [first, end) means, by its full name;
 * 0 when its place is unknown. */
uint32_t bare_draft(const struct body_words *words, struct drafts *drafts, size_t first, size_t end,
                    const struct scene_mention *m, struct bare bare);

#endif
