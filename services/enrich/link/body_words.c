#include "services/enrich/link/body_words.h"

#include "common/utf8.h"

#include <string.h>

static bool
same_points(const uint32_t *a, const uint32_t *b, size_t count)
{
    return memcmp(a, b, count * sizeof *a) == 0;
}

/* How names of whole bodies end. */
static const char *const body_ends =
    "大学 学院 学校 中学 小学 幼儿园 师专 高中 党校 医院 卫生院 公司 集团 银行 委 纪委 政府 人大 "
    "政协 法院 检察院 局 厅 部 "
    "委员会 工会 协会 学会 联合会 总会 商会 基金会 研究院 研究所 出版社 报社 日报 晚报 青年报 时报 "
    "早报 "
    "商报 都市报 电视台 电台 社 代表大会 "
    "社区 村委会 居委会 厂 俱乐部 乐团 剧团 剧院 歌舞团 队 军区 军 党 "
    "联盟 组织 中心 军分区 办公室 署 总局 海关 支队 派出所 馆 院 校 站 所 处 科 室 国会 议会 "
    "联合国 "
    "常委会 国务院";

/* How the names of bodies end that have parts. */
static const char *const parent_ends =
    "大学 学院 学校 中学 小学 幼儿园 师专 高中 党校 医院 卫生院 公司 集团 银行 委 纪委 政府 人大 "
    "政协 法院 检察院 局 厅 外交部 教育部 "
    "财政部 商务部 公安部 国防部 工业和信息化部 文化和旅游部 生态环境部 交通运输部 农业农村部 "
    "应急管理部 自然资源部 水利部 民政部 司法部 住房和城乡建设部 科技部 科学技术部 卫生部 委员会 "
    "常委会 协会 学会 联合会 总会 商会 基金会 研究院 研究所 "
    "组织 代表大会 船级社 通讯社 联合国 欧盟 东盟 北约 奥委会 中央 科学院 出版社 报社 日报 晚报 "
    "日报社 "
    "电视台 广播电视台 "
    "电台 社区 村委会 居委会 俱乐部 军区 军分区 总局 海关 支队 派出所 研究室 办公厅 组织部 宣传部 "
    "统战部 "
    "政法委 分局 分公司 分行 博物馆 图书馆 文化馆 国务院";

/* How names of bodies end that are called by the beginning of their name: 乐高 for 乐高集团. */
static const char *const firm_ends = "公司 集团 银行 大学 学院 学校 中学 小学 医院 协会 学会 商会 "
                                     "联合会 基金会 俱乐部 厂 店 商场 酒店 报 社 网 "
                                     "出版社 杂志社 剧院 剧团 乐团 事务所 股份 控股 品牌 平台 "
                                     "电视台 合作社 超市 航空 证券 保险 队 联盟 组织";

/* How parts of bodies begin to be named behind the body: what follows the parent. */
static const char *const part_ends =
    "系 处 科 室 办 中心 学院 部 局 支队 大队 中队 队 委员会 常务委员会 分公司 分行 支行 党校 分局 "
    "分院 "
    "派出所 工作室 实验室 研究所 研究院 研究中心 "
    "教研室 教研部 附属医院 附属中学 附属小学 附中 附小 团委 工会 学生会 校友会 党委 纪委 党组 "
    "办公室 科室 所 站 组 厅 司 署 支部 党支部 专班 领导小组 "
    "董事会 理事会 委 院 基地 会 署 分社 代表处 代表团 工作组 厂 矿 店 校区 院区 车间 门诊部 "
    "党总支 党工委 庭 馆 团队 课题组 学部 段 秘书处 事务所 发展中心 专家组 专委会";

/* What a full name may add between place and noun and be the same body: 西城区|人民|法院. */
static const char *const harmless_words =
    "人民 中级 高级 初级 中级人民 高级人民 中国共产党 中共 国民 联邦 特区 特别行政区 专门 国家 "
    "公共 "
    "总队 省 市 县 区 州 旗 盟 乡 镇 自治区 自治州 自治县 地区 街道 大 总 人民政府 政府 "
    "男足 女足 男篮 女篮 男排 女排 男子 女子 足球 篮球 排球 乒乓球 监委 公安";

/* How the names of firms go on behind that of their mother. */
static const char *const daughter_words =
    "资产管理 投资 基金 证券 财险 人寿 寿险 信托 租赁 财务 物业 房地产 地产 置业 保理 期货 "
    "销售 国际 工程 物流 金融 港口 发展 控股";

bool
body_legal_form(const uint32_t *points, size_t count)
{
    static const char *const forms[] = { "公司", "有限", "股份", "集团", "控股", "总公司" };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t length = utf8_count(slice_from(forms[i]));
        if (length <= count && utf8_is(slice_from(forms[i]), points, length))
            return same_points(points + count - 2, U"公司", 2) ||
                   same_points(points + count - 2, U"股份", 2);
    }
    return false;
}

/* Where the last body ends that the name begins with, read from left to right so that
 * 焦作大学会计学院 is not of a 学会; 0: none. */
size_t
body_parent(const struct body_words *words, const struct draft *draft)
{
    size_t found = 0, taken = 0, begun = 0;
    for (size_t length = 3; length + 2 <= draft->length; length++) {
        size_t end = lexicon_ending(&words->heads, draft->points, length);
        if (end == 0 || (length - end < taken && length - end > begun) ||
            (length == end && end < 3) ||
            lexicon_beginning(&words->heads, draft->points + length - end,
                              draft->length - length + end) > end)
            continue;
        taken = length;
        begun = length - end;
        if (body_legal_form(draft->points + length, draft->length - length))
            continue; /* 上海局集团|公司 */
        if (lexicon_ending(&words->parts, draft->points + length, draft->length - length) > 0)
            found = length;
    }
    return found;
}

void
body_words_init(struct body_words *words, const struct atlas *atlas)
{
    words->atlas = atlas;
    lexicon_init(&words->ends, body_ends);
    lexicon_init(&words->heads, parent_ends);
    lexicon_init(&words->parts, part_ends);
    lexicon_init(&words->firms, firm_ends);
    lexicon_init(&words->harmless, harmless_words);
    lexicon_init(&words->daughters, daughter_words);
}

void
body_words_done(struct body_words *words)
{
    lexicon_done(&words->ends);
    lexicon_done(&words->heads);
    lexicon_done(&words->parts);
    lexicon_done(&words->firms);
    lexicon_done(&words->harmless);
    lexicon_done(&words->daughters);
}
