/*
 * A page for the tests of the segmenter: own-written, three articles, the head
 * after its text, a byline after the head.
 */
#ifndef PAGEWIRE_TEST_SAMPLE_H
#define PAGEWIRE_TEST_SAMPLE_H

static const char sample_page[] = "入夏以来，河湾镇把修渠引水当作头等\n"
                                  "大事，全镇十二个村同时动工，一个多月\n"
                                  "修好水渠三十多里，两千亩旱地有了水\n"
                                  "浇。\n"
                                  "镇里还请来农技员，到田头讲怎样省水、\n"
                                  "怎样保墒。村民说，有了水，心里就踏实\n"
                                  "了。\n"
                                  "（作者为河湾镇水利站站\n"
                                  "长）\n"
                                  "\n"
                                  "修渠引水润旱田\n"
                                  "□李 明\n"
                                  "\n"
                                  "石桥小学的图书室搬进了新楼，书架是\n"
                                  "学生家长亲手打的，书是各家捐的。开门\n"
                                  "第一天，来借书的孩子排到了操场上。\n"
                                  "校长说，图书室每天开到天黑，周末也不\n"
                                  "关门。\n"
                                  "（作者为石桥小学教师）\n"
                                  "\n"
                                  "山村小学有了新图书室\n"
                                  "□王建国\n"
                                  "\n"
                                  "老街的豆腐坊开了六十年，传到第三代\n"
                                  "手里，石磨还是那盘石磨。天不亮就磨豆\n"
                                  "子，天亮豆腐出锅，街坊端着碗来买。\n"
                                  "店主说，味道不能变，价钱也尽量不变。\n"
                                  "（作者为老街居民）\n"
                                  "\n"
                                  "老街豆腐六十年\n"
                                  "□陈 芳\n";

#endif
