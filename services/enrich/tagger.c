#include "services/enrich/tagger.h"

#include "common/utf8.h"
#include "services/enrich/crf.h"
#include "services/enrich/guidelines.h"
#include "services/enrich/network.h"

#include <stdlib.h>
#include <string.h>

enum {
    SENTENCE_SHORT = 40, /* a sentence below that is joined by the next */
    SENTENCE_LONGEST = 400,
    BATCH_POINTS = 8192, /* scores of so many code points are held at once */
    BATCH_SENTENCES = 2048,
};

_Static_assert((int)SENTENCE_LONGEST <= NETWORK_PIECES, "a sentence must fit into a run");

struct sentence {
    size_t text;
    float news;              /* the share of HEAD_NEWS in its head, 0..1 */
    uint32_t at, start, end; /* in the batch's arrays; in its text */
    uint32_t token, token_count;
    bool scored;
};

struct tagger {
    const struct tagger_model *model;
    const struct gazetteer *gazetteer;
    struct tokenizer *tokenizer;
    struct network *network;
    struct decoder *decoder;

    /* the head of the sentence at hand */
    float news; /* as the sentence's; below 0 while there is none */
    float *out; /* [hidden + 1][MODEL_LANES] */

    /* the batch */
    struct sentence sentences[BATCH_SENTENCES];
    size_t sentence_count, points, tokens;
    uint32_t chars[BATCH_POINTS], bits[BATCH_POINTS];
    struct token token[BATCH_POINTS];
    float scores[BATCH_POINTS][MODEL_LANES];
    unsigned char tags[SENTENCE_LONGEST];
    float probability[SENTENCE_LONGEST];
};

/* What a call works on. */
struct job {
    const struct tagger_options *options;
    struct arena *arena;
    struct tagged **tagged;
    size_t *tagged_count, *tagged_cap;
    const struct tick *tick;
};

int
tagger_new(struct tagger **tagger, const struct tagger_model *model,
           const struct gazetteer *gazetteer, struct err *err)
{
    struct tagger *t = calloc(1, sizeof *t);
    if (t == NULL)
        die("out of memory");
    t->model = model;
    t->gazetteer = gazetteer;
    if (network_new(&t->network, model, err) != 0) {
        free(t);
        return -1;
    }
    t->tokenizer = tokenizer_new(model);
    t->decoder = decoder_new();
    t->news = -1.0f;
    t->out = calloc((size_t)(model->hidden + 1) * MODEL_LANES, sizeof *t->out);
    if (t->out == NULL)
        die("out of memory");
    *tagger = t;
    return 0;
}

void
tagger_free(struct tagger *t)
{
    if (t == NULL)
        return;
    tokenizer_free(t->tokenizer);
    network_free(t->network);
    decoder_free(t->decoder);
    free(t->out);
    free(t);
}

static bool
ends_sentence(uint32_t point)
{
    return point == U'。' || point == U'！' || point == U'？' || point == U'；' || point == '!' ||
           point == '?' || point == ';' || point == '\n';
}

static bool
closes(uint32_t point)
{
    return point == U'”' || point == U'’' || point == U'」' || point == U'』' || point == U'）' ||
           point == U'》' || point == ')' || point == '"';
}

static bool
pauses(uint32_t point)
{
    return point == U'，' || point == U'、' || point == U'：' || point == ',' || point == ' ' ||
           point == 0x3000;
}

size_t
sentence_end(const uint32_t *points, size_t count, size_t start)
{
    size_t pause = 0, limit = count - start > SENTENCE_LONGEST ? start + SENTENCE_LONGEST : count;
    for (size_t i = start; i < limit; i++) {
        if (pauses(points[i]))
            pause = i + 1;
        if (!ends_sentence(points[i]) || (points[i] != '\n' && i - start < SENTENCE_SHORT))
            continue;
        i++;
        while (i < limit && (closes(points[i]) || ends_sentence(points[i])))
            i++;
        return i;
    }
    return limit == count || pause == 0 ? limit : pause;
}

static void
mix(float *to, const float *const heads[MODEL_HEADS], float news, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (1.0f - news) * heads[HEAD_LOCAL][i] + news * heads[HEAD_NEWS][i];
}

static void
set_head(struct tagger *t, float news)
{
    float transition[MODEL_LANES * MODEL_LANES];
    if (t->news == news)
        return;
    mix(t->out, t->model->out, news, (size_t)(t->model->hidden + 1) * MODEL_LANES);
    mix(transition, t->model->transition, news, MODEL_LANES * MODEL_LANES);
    decoder_set(t->decoder, transition);
    t->news = news;
}

/* Runs the network over sentences [from, to) and keeps their scores. */
/* Runs the network on sentences given by number. */
static int
score_sentences(struct tagger *t, const struct job *job, const uint32_t *run, size_t count,
                struct err *err)
{
    struct network_text texts[BATCH_SENTENCES];
    const struct kernels *k = network_kernels(t->network);
    size_t h = t->model->hidden;
    for (size_t i = 0; i < count; i++) {
        const struct sentence *s = &t->sentences[run[i]];
        texts[i] = (struct network_text){
            .tokens = t->token + s->token,
            .token_count = s->token_count,
            .chars = t->chars + s->at,
            .bits = t->bits + s->at,
            .point_count = s->end - s->start,
        };
    }
    if (network_run(t->network, texts, count, job->tick, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct sentence *s = &t->sentences[run[i]];
        set_head(t, s->news);
        for (size_t p = 0; p < s->end - s->start; p++)
            k->scores(t->scores[s->at + p], texts[i].features + p * h, t->out, h);
    }
    return 0;
}

/* Picks sentences for a run: the first one left, and whatever still finds room, so
 * that few rows of the products are padding. */
static size_t
pick_run(struct tagger *t, uint32_t *run, size_t *first)
{
    size_t count = 0, pieces = NETWORK_PIECES, points = NETWORK_POINTS;
    while (*first < t->sentence_count && t->sentences[*first].scored)
        ++*first;
    for (size_t i = *first; i < t->sentence_count && pieces > 0; i++) {
        struct sentence *s = &t->sentences[i];
        size_t length = s->end - s->start;
        if (s->scored || s->token_count > pieces || length > points)
            continue;
        s->scored = true;
        pieces -= s->token_count;
        points -= length;
        run[count++] = (uint32_t)i;
    }
    return count;
}

static void
emit(struct job *job, size_t text, struct tagged mention)
{
    struct tagged **array = &job->tagged[text];
    *array = arena_grow(job->arena, *array, job->tagged_count[text], &job->tagged_cap[text],
                        sizeof **array);
    (*array)[job->tagged_count[text]++] = mention;
}

/* Turns tags into mentions; confidence is their mean probability. */
static void
collect(struct tagger *t, struct job *job, size_t text, const struct sentence *s)
{
    uint32_t start = 0;
    float sum = 0.0f;
    for (uint32_t i = 0; i < s->end - s->start; i++) {
        int place = t->tags[i] == 0 ? -1 : (t->tags[i] - 1) % 4;
        if (place == 0 || place == 3) {
            start = i;
            sum = 0.0f;
        }
        sum += t->probability[i];
        if (place < 2)
            continue;
        float confidence = sum / (float)(i + 1 - start);
        emit(job, text,
             (struct tagged){
                 .start = s->start + start,
                 .end = s->start + i + 1,
                 .type = (enum mention_type)((t->tags[i] - 1) / 4),
                 .confidence = confidence >= 0.0f && confidence <= 1.0f ? confidence : 0.0f,
             });
    }
}

/* Tags the batch and empties it. */
static int
flush(struct tagger *t, struct job *job, struct err *err)
{
    uint32_t run[BATCH_SENTENCES];
    size_t first = 0, count;
    while ((count = pick_run(t, run, &first)) > 0)
        if (score_sentences(t, job, run, count, err) != 0)
            return -1;
    for (size_t i = 0; i < t->sentence_count; i++) {
        const struct sentence *s = &t->sentences[i];
        set_head(t, s->news);
        decode(t->decoder, t->scores[s->at], s->end - s->start, t->tags, t->probability);
        collect(t, job, s->text, s);
    }
    t->sentence_count = t->points = t->tokens = 0;
    return 0;
}

static void
add_sentence(struct tagger *t, const struct job *job, size_t text, float news,
             const uint32_t *points, size_t start, size_t end)
{
    size_t length = end - start;
    struct sentence *s = &t->sentences[t->sentence_count++];
    *s = (struct sentence){
        .text = text,
        .news = news,
        .at = (uint32_t)t->points,
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .token = (uint32_t)t->tokens,
    };
    s->token_count =
        (uint32_t)tokenizer_cut(t->tokenizer, points + start, length, t->token + t->tokens);
    for (size_t i = 0; i < length; i++)
        t->chars[t->points + i] = tokenizer_char(t->tokenizer, points[start + i]);
    if (job->options->no_gazetteer)
        memset(t->bits + t->points, 0, length * sizeof *t->bits);
    else
        gazetteer_mark(t->gazetteer, points + start, length, t->bits + t->points);
    for (size_t i = 0; i < length; i++)
        t->bits[t->points + i] &= t->model->gazetteer_bits;
    t->points += length;
    t->tokens += s->token_count;
}

/* As many signs as a sentence has at most, without a pause and without a Chinese character: no
 * text that names anyone, and a page of nothing else would take longer than a page may. */
static bool
is_wordless(const uint32_t *points, size_t length)
{
    if (length < SENTENCE_LONGEST)
        return false;
    for (size_t i = 0; i < length; i++)
        if (point_is_han(points[i]) || pauses(points[i]) || ends_sentence(points[i]))
            return false;
    return true;
}

static int
add_text(struct tagger *t, struct job *job, size_t text, const uint32_t *points, size_t count,
         struct err *err)
{
    int head = job->options->head;
    float news = head == HEAD_MIXED ? source_news(t->model, points, count) : head == HEAD_NEWS;
    for (size_t start = 0, end; start < count; start = end) {
        end = sentence_end(points, count, start);
        if (is_wordless(points + start, end - start))
            continue;
        size_t most = t->model->positions < end - start ? t->model->positions : end - start;
        end = start + most; /* a token holds at least one character */
        if (t->points + (end - start) > BATCH_POINTS || t->sentence_count == BATCH_SENTENCES)
            if (flush(t, job, err) != 0)
                return -1;
        add_sentence(t, job, text, news, points, start, end);
    }
    return 0;
}

int
tagger_run(struct tagger *t, const struct tagger_options *options, const struct slice *texts,
           size_t count, struct arena *arena, struct tagged **tagged, size_t *tagged_count,
           const struct tick *tick, struct err *err)
{
    struct job job = {
        options, arena, tagged, tagged_count, arena_alloc(arena, count, sizeof(size_t)), tick
    };
    int result = 0;
    t->sentence_count = t->points = t->tokens = 0;
    memset(tagged, 0, count * sizeof(struct tagged *));
    memset(tagged_count, 0, count * sizeof *tagged_count);
    for (size_t i = 0; i < count && result == 0; i++) {
        size_t length;
        uint32_t *points = utf8_points(texts[i], &length);
        result = add_text(t, &job, i, points, length, err);
        free(points);
    }
    return result == 0 ? flush(t, &job, err) : -1;
}
