#!/usr/bin/env python3
"""A sample page as a newspaper would lay it out: the record of a page in, HTML out.

    pagewire parse --json samples/澜州日报/2026-03-17/A01.txt | samples/typeset/page.py >page.html
    chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer --print-to-pdf=A02.pdf page.html

The committed PDF was made so, with the fonts AR PL UMing and WenQuanYi Micro Hei embedded in part.
"""
import html
import json
import sys

STYLE = """
@page { size: 270mm 390mm; margin: 10mm 12mm; }
body { font: 10.5pt/1.5 'AR PL UMing CN'; margin: 0; text-align: justify; }
header { display: flex; justify-content: space-between; border-bottom: 1.5pt solid #000; font: 9pt 'WenQuanYi Micro Hei'; padding-bottom: 2mm; }
header b { font-size: 20pt; }
.lead { border-bottom: .75pt solid #000; padding: 4mm 0; }
.below { display: grid; grid-template-columns: 2fr 1fr; column-gap: 7mm; padding-top: 4mm; }
.columns { columns: 4; column-gap: 6mm; } .below .columns { columns: 2; }
h1 { font: bold 27pt/1.25 'WenQuanYi Micro Hei'; margin: 1mm 0 2mm; text-align: center; }
h2 { font: bold 18pt/1.25 'WenQuanYi Micro Hei'; margin: 1mm 0; text-align: left; }
h3 { font: bold 13pt/1.3 'WenQuanYi Micro Hei'; margin: 3mm 0 1mm; text-align: left; }
.kicker { font: 12pt 'WenQuanYi Micro Hei'; } .deck { font: 14pt 'WenQuanYi Micro Hei'; text-align: center; margin: 0 0 3mm; }
p { margin: 0; text-indent: 2em; } .box { border: .75pt solid #000; padding: 3mm 4mm; } .story { margin-bottom: 6mm; }
.box h2 { font-size: 14pt; white-space: nowrap; } /* a line break in a headline is a blank: it goes between words */
.photo { height: 42mm; background: #9aa7b0; margin: 2mm 0 1mm; } .caption { font: 8.5pt 'WenQuanYi Micro Hei'; text-indent: 0; }
"""


def text(article, tag, columns):
    e = html.escape
    head = [f'<div class="kicker">{e(article["kicker"])}</div>'] if article['kicker'] else []
    lines = article['headline'].split(' ') if tag == 'h1' else [article['headline']]
    head.append(f'<{tag}>' + '<br>'.join(map(e, lines)) + f'</{tag}>')
    if article['deck']:
        head.append(f'<div class="deck">{e(article["deck"])}</div>')
    first, *rest = article['paragraphs']
    end = '' if article['dateline'] else '（' + '、'.join(a['name'] for a in article['authors']) + '）'
    body = [article['dateline'] + first, *rest]
    body[-1] += end
    return ''.join(head) + f'<div class="{columns}">' + ''.join(f'<p>{e(p)}</p>' for p in body) + '</div>'


def main():
    record = json.load(sys.stdin)
    lead, second, third, *briefs = record['articles']
    brief = ''.join(text(a, 'h3', 'one') for a in briefs)
    print(f"""<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{record['paper']}</title><style>{STYLE}</style>
<header><b>{record['paper']}</b><span>2026年3月17日　星期二</span><span>责任编辑　许文博　　A02版</span></header>
<div class="lead">{text(lead, 'h1', 'columns')}</div>
<div class="below"><div><div class="story">{text(third, 'h2', 'columns')}</div>
<div class="photo"></div><p class="caption">3月16日清晨，澜江大堤上晨跑的人们。 本报记者 孙晓蕾 摄</p></div>
<div><div class="story box">{text(second, 'h2', 'one')}</div>{brief}</div></div></html>""")


if __name__ == '__main__':
    main()
