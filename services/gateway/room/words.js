// words: what the room says, in Chinese and English.  The reader's choice is kept on this device.
import { heard } from './heard.js';

const WORDS = {
  search: ['检索', 'Search'], papers: ['报纸', 'Papers'], review: ['待审', 'Review'], desk: ['值班台', 'Desk'],
  room: ['阅览室', 'Reading room'], lang: ['English', '中文'], ask: ['人名、地名、机构或词语', 'A person, place, body or words'],
  go: ['查找', 'Find'], person: ['人物', 'Person'], place: ['地点', 'Place'], organisation: ['机构', 'Organisation'],
  words: ['全文', 'Words'], searchFor: ['全文检索', 'Search the text for'], total: ['共 {n} 篇', '{n} articles'], totalMore: ['超过 {n} 篇', 'more than {n} articles'],
  none: ['没有找到。换一个说法，或去掉一个条件。', 'Nothing found. Try other words, or take away a condition.'],
  more: ['更多', 'More'], byDate: ['按日期', 'By date'], byRelevance: ['按相关', 'By relevance'], order: ['排序', 'Order'],
  from: ['从', 'From'], to: ['到', 'To'], paper: ['报纸', 'Paper'], year: ['年', 'Year'], month: ['月', 'Month'], names: ['其中的名字', 'Names in these'],
  timeline: ['柱：每月篇数；灰底：当年馆藏版数', 'Bars: articles a month; grey: pages that the year holds'], pages: ['版', 'pages'], articles: ['篇', 'articles'],
  welcome: ['查找报纸里的人和事', 'Find people and events in the papers'], empty: ['还没有报纸。把文件交给 pagewire submit，或放进收件文件夹。', 'No papers yet. Give files to pagewire submit, or put them into the hot folder.'],
  holds: ['馆藏 {p} 版，{a} 篇。', '{p} pages, {a} articles.'], page: ['版面', 'Page'], article: ['文章', 'Article'],
  previous: ['上一版', 'Previous page'], next: ['下一版', 'Next page'], calendar: ['日历', 'Calendar'], printed: ['版面原文', 'As printed'], picture: ['版面图', 'Picture'],
  noPicture: ['这一版没有图：{why}', 'No picture of this page: {why}'], people: ['人物', 'People'], places: ['地点', 'Places'], bodies: ['机构', 'Bodies'],
  author: ['作者', 'author'], photographer: ['摄影', 'photographer'], editor: ['编辑', 'editor'], subject: ['人物', 'subject'],
  times: ['{n} 次', '{n}×'], why: ['为什么这样切分', 'Why it was cut so'], confidence: ['把握', 'Confidence'], low: ['把握不大，请对照版面', 'Not sure: compare with the page'],
  cite: ['复制引文', 'Copy citation'], copied: ['已复制', 'Copied'], download: ['下载', 'Download'], clip: ['文章剪图', 'Clipping'], at: ['版面位置', 'On the page'],
  versions: ['版本', 'Versions'], program: ['程序', 'program'], current: ['现用', 'current'], undo: ['退回到这一版本', 'Go back to this'], correct: ['更正', 'Correct'],
  save: ['保存更正', 'Save correction'], cancel: ['取消', 'Cancel'], reason: ['理由（会留存）', 'Reason (it is kept)'], needReason: ['请写明理由', 'Say why'],
  conflict: ['别人刚刚改过这一版。你的改动没有保存，请重新载入后再改。', 'Somebody else has just corrected this page. Yours is not saved; load it again.'], saved: ['已保存为新版本', 'Saved as a new version'],
  nothing: ['没有改动', 'Nothing has changed'], headline: ['标题', 'Headline'], kicker: ['引题', 'Kicker'], deck: ['副题', 'Deck'], authors: ['作者（每行一位：姓名，单位）', 'Authors (one a line: name, affiliation)'],
  role: ['角色', 'Role'], belongs: ['属于', 'Belongs to'], furniture: ['版面杂项', 'Furniture'], newArticle: ['新文章', 'New article'], split: ['从这里起另成一篇', 'Begin a new article here'],
  join: ['并入', 'Join with'], mentions: ['名字', 'Names'], removeMention: ['删去', 'Remove'], code: ['行政区划代码', 'Code'], addMention: ['选中文字后标为', 'Mark the selected text as'],
  withdraw: ['撤回', 'Withdraw'], withdrawn: ['已撤回', 'Withdrawn'], restored: ['已恢复', 'Restored'], together: ['一同出现', 'Appear together'], inPlaces: ['辖内', 'Lies in it'],
  reviewHelp: ['把握最小的在前。j、k 上下，回车打开；打开后 n、p 换下一篇、上一篇，c 更正，a 核对无误，u 回到这里。', 'Least sure first. j, k to move, Enter to open; then n, p for the next and the one before, c to correct, a if it is right, u to come back.'], queue: ['积压', 'Backlog'], workers: ['工作进程', 'Workers'], dead: ['死信', 'Dead letters'],
  signIn: ['登录', 'Sign in'], signOut: ['退出', 'Sign out'], token: ['令牌', 'Token'], tokenWrong: ['令牌不对，或已注销。', 'This token is not known, or was dropped.'], tokenFrom: ['令牌由系统管理员发放：pagewire token add 名称 --scope read,edit', 'Tokens come from whoever runs Pagewire: pagewire token add NAME --scope read,edit'], mayNot: ['没有权限', 'Not allowed'], loading: ['载入中…', 'Loading…'], missing: ['没有这个网页', 'There is no such page'],
  skip: ['跳到正文', 'Skip to content'], all: ['全部', 'All'], state: ['状态', 'State'], superseded: ['已被新文件取代', 'superseded'], absent: ['缺版', 'missing'], back: ['回到版面', 'Back to the page'],
  choose: ['点一篇文章看它的文字', 'Choose an article to read it'], events: ['刚刚发生', 'Just now'], audit: ['操作记录', 'Audit'], archive: ['档案', 'Archive'], retry: ['重试', 'Retry'], submitFile: ['提交文件', 'Submit a file'],
  restore: ['恢复', 'Restore'], untitled: ['（无题）', '(untitled)'], newest: ['最近刊出', 'Latest in the papers'], lane: ['通道', 'Lane'], live: ['当日', 'live'], backfill: ['旧报', 'backfill'],
  waits: ['{n} 版等待', '{n} pages wait'], oldest: ['最久 {age}', 'the oldest for {age}'], seconds: ['{n} 秒', '{n} s'], minutes: ['{n} 分钟', '{n} min'], hours: ['{n} 小时', '{n} h'],
  ledger: ['账本', 'Ledger'], of: ['{a}，上限 {b}', '{a} of {b}'], cutters: ['{n} 个切分进程', '{n} cut pages'], decoders: ['{n} 个解码进程', '{n} decode documents'], onWay: ['{n} 版处理中', '{n} pages on their way'],
  forDecoder: ['{n} 份文件等待解码', '{n} documents wait for a decoder'], noDecoder: ['没有解码进程：PDF 和图片要等到有了才处理。', 'No decoder is running: PDF and pictures wait until one is.'],
  noWorker: ['没有切分进程：所有版面都在等待。', 'No worker is running: all pages wait.'], redisDown: ['账本不可用：{why}。新文件暂时不能接收。', 'The ledger is away: {why}. New files cannot be taken.'],
  hot: ['收件文件夹：{n} 份等待，{m} 份不认识', 'Hot folder: {n} wait, {m} of unknown kinds'], noDead: ['没有失败的版面。', 'No page has failed.'], deadHelp: ['试过三次仍失败的版面。改好原因后重试，或放弃。', 'Pages that failed three times. Retry once the cause is mended, or drop them.'],
  attempts: ['试过 {n} 次', '{n} attempts'], drop: ['放弃', 'Drop'], dropAsk: ['放弃 {name}？原件也会删去。', 'Drop {name}? Its original goes too.'], retryAll: ['全部重试', 'Retry all'], retried: ['已重新排队', 'It waits again'], dropped: ['已放弃', 'Dropped'],
  original: ['原件', 'original'], today: ['最新', 'latest'], noPages: ['这一天没有版面。', 'No pages of this day.'], weekdays: ['一 二 三 四 五 六 日', 'Mo Tu We Th Fr Sa Su'], quiet: ['还没有。新入库的版面会出现在这里。', 'Nothing yet. What is committed appears here.'],
  'missing-page': ['没有这一版', 'There is no such page'], 'missing-article': ['没有这一篇', 'There is no such article'], 'missing-name': ['没有文章提到这个名字', 'No article has this name'], missingHelp: ['请核对网址，或从检索开始。', 'Check the address, or begin with a search.'], again: ['再试一次', 'Try again'],
  keys: ['快捷键', 'Keys'], close: ['关闭', 'Close'], keySearch: ['查找', 'search'], keyHelp: ['这张表', 'this list'], keyPages: ['前一版、后一版', 'page before, page after'], keyCorrect: ['更正', 'correct'],
  keyReview: ['待审列表中下移、上移', 'down and up in the list to review'], keyNext: ['待审的下一篇、上一篇', 'next and previous article to review'], keyApprove: ['待审的一篇核对无误', 'an article to review is right'], keyBack: ['回到上一层', 'one level up'], keyTab: ['走到并打开链接、区块、按钮', 'reach and open links, zones, buttons'],
  way: ['看版面位置', 'Where it is printed'], keepClip: ['保存剪图', 'Save the clipping'], gold: ['标注', 'annotation'], onThisPage: ['本版文章', 'On this page'], damaged: ['原文件有损坏，或夹有别的标记；若有“�”，是缺字处。', 'The file was damaged or had markup in it; “�”, if there is one, stands for what is lost.'],
  whyHelp: ['每一段属于这篇文章的依据；点文字看它印在哪里。', 'Why each stretch belongs to this article; its text leads to where it is printed.'], cutWhy: ['依据', 'Because'], compare: ['与程序的结果对照', 'Beside what the program made'], programSays: ['程序', 'Program'], nowSays: ['现在', 'Now'],
  sameText: ['文字相同；改动在段落的归属或把握。', 'The text is the same; what changed is where stretches belong or how sure they are.'], text: ['正文', 'Text'], oldVersion: ['这是第 {n} 个版本，不是现用的。', 'This is version {n}, not the current one.'], toCurrent: ['看现用版本', 'To the current one'],
  correctedBy: ['{who} 更正：{why}', 'Corrected by {who}: {why}'], lookAt: ['查看', 'Look at it'], shownNow: ['正在看', 'shown'], wentBack: ['已退回', 'Gone back'], before: ['上一篇', 'Before'], after: ['下一篇', 'Next'], approve: ['核对无误', 'It is right'], approved: ['已记为无误', 'Noted as right'], foundRight: ['核对无误', 'found right'],
  pagesOf: ['{n} 版', '{n} pp.'], lines: ['{n} 行', '{n} lines'], cutUp: ['切口上移一行', 'Move the cut up a line'], cutDown: ['切口下移一行', 'Move the cut down a line'], byLine: ['逐行切开', 'Cut at a line'], cutHere: ['在此切开', 'Cut here'], cutShort: ['切', 'cut'], cuts: ['切分与角色', 'Cuts and roles'],
  cutsHelp: ['每一段：角色、归属；↑↓ 把它开头的切口移动一行。', 'Each stretch: its role, whose it is; ↑↓ move the cut before it by a line.'], allStretches: ['显示全版各段', 'Show all stretches of the page'], kind: ['类别', 'Kind'], codeHelp: ['6 位或 9 位数字，或两个字母的国家代码；留空则去掉', '6 or 9 digits, or a country of two letters; empty: none'],
  printedOf: ['这篇的版面原文，可选中文字', 'The article as printed; text can be selected'], selectHelp: ['在下面选中一个名字（鼠标，或 Shift 加方向键），再按类别。', 'Select a name below (by mouse, or Shift and arrows), then choose its kind.'], selectFirst: ['先在原文里选中一个名字', 'Select a name in the text first'],
  stepBack: ['撤销一步', 'Take back a step'], leaveAsk: ['放弃没有保存的改动？', 'Leave without saving?'], leave: ['放弃改动', 'Leave'],
  committed: ['入库', 'committed'], replaced: ['换了结果', 'replaced'], corrected: ['更正', 'corrected'], error: ['没有办成', 'That did not work'], date: ['日期', 'Date'], bytes: ['原件字节', 'bytes of originals'], issue: ['本期', 'This issue'],
};

let language = localStorage.getItem('language') || 'zh';

export const isChinese = () => language === 'zh';

export function setLanguage(other) {
  language = other;
  localStorage.setItem('language', other);
  document.documentElement.lang = other === 'zh' ? 'zh-Hans' : 'en';
}

export function t(key, values = {}) {
  const pair = WORDS[key];
  if (!pair) return key;
  return pair[language === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (_, k) => values[k] ?? '');
}

const ROLES = { kicker: '引题', headline: '标题', deck: '副题', byline: '署名', affiliation: '作者单位', dateline: '电头', lead: '导语', body: '正文', subhead: '小标题', caption: '图说', credit: '来源', jump: '转接', furniture: '杂项' };
export const ROLE_NAMES = Object.keys(ROLES);
export const role = (name) => (language === 'zh' ? ROLES[name] || name : name);

const EVIDENCE = {
  'head-first': ['标题在前', 'head before its text'], 'byline-head': ['署名在标题上方', 'byline above the head'], 'head-last': ['标题在后', 'head after its text'],
  'head-middle': ['标题在文中', 'head amid its text'], 'head-stack': ['标题成串，按内容对上', 'heads in a stack, matched by content'], 'photo-news': ['图片新闻', 'photo news'], role: ['按角色判断', 'by its role'],
  layout: ['按版面位置', 'by the layout'], person: ['人工更正', 'a person said so'],
};
export const evidence = (name) => (EVIDENCE[name] ? EVIDENCE[name][language === 'zh' ? 0 : 1] : name);

// What went wrong, by the kind that the API names; in English its own words.
const PROBLEMS = {
  unknown: '馆藏里没有，或者已经撤回。请核对网址，或从检索开始。', 'bad-parameter': '网址里有一个条件写得不对。', 'empty-search': '请写明要找什么。', 'bad-cursor': '这个“更多”已经失效，请重新检索。',
  away: '档案暂时没有应答，请稍后再试。', busy: '现在太忙，请稍后再试。', rate: '请求太快，请稍等片刻。', token: '请用令牌登录。', 'wrong-token': '令牌不对，或已注销。', scope: '这个令牌没有这项权限。',
  conflict: '别人刚刚改过。请重新载入。', 'too-large': '文件太大。', 'bad-body': '内容的格式不对。', 'not-found': '没有这个网页。', 'no-picture': '这一版没有图。',
  'bad-address': '网址写得不对。', 'bad-form': '表单的格式不对。', 'bad-request': '请求的格式不对。', request: '请求不对。', broken: '服务器出了错，原因在日志里。', dead: '这一版先前处理失败，可在值班台重试。',
  empty: '文件是空的。', 'media-type': '不收这种格式。', method: '这个网址不接受这样的请求。', 'no-format': '没有这种格式。', origin: '请求来自别的网站，未获准许。', why: '请写明理由。', withdrawn: '已经撤回。', absent: '已知缺这一版。',
};
export function told(problem) {
  if (!isChinese()) return problem.message;
  if (/^date/.test(problem.message)) return '日期要写成 2018-01-09、2018-01 或 2018，而且要确有这一天。';
  if (!problem.status) return PROBLEMS.away; // no answer at all
  const kind = (problem.type || '').split(':').at(-1);
  return PROBLEMS[kind] || (problem.status === 404 && !kind ? PROBLEMS.unknown : heard(problem.message));
}

// A daemon's reason, in the reader's language.
export const reason = (text) => (isChinese() ? heard(text) : text);
