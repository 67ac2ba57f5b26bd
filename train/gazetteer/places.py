"""Divisions of China, older ones, countries and known places -> data/places.bin.

usage: places.py SHARED_GAZETTEER OUT        (known.tsv lies beside this file)

Sections (services/enrich/link/atlas.h reads them): `place`, one row of 20 bytes each: code (GB/T 2260 or
statistical; ISO 3166 letters as a number), its parent's row, where its name begins in `text`, its successor's
row, level, flags, last year of an older name; a trie of names (point, first, value) whose values are groups; `group`, where each
group's entries begin; `entry`, the rows of 8 bytes a name may mean: row, kind of name.
"""
import collections
import csv
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import blob

COUNTRY, PROVINCE, CITY, COUNTY, TOWNSHIP, WORLD, SITE = 1, 2, 3, 4, 5, 6, 0
FULL, SHORT, LETTER, OLD, OLD_SHORT, PAPER = range(6)
OLD_PLACE, ISO, REGION, SPECIAL = 1, 2, 4, 8  # flags
NONE = 0xffffffff
LEVELS = {'province': PROVINCE, 'prefecture': CITY, 'county': COUNTY, 'town': TOWNSHIP}
SUFFIXES = sorted(('市', '县', '区', '省', '旗', '地区', '盟', '自治县', '自治旗', '自治州', '林区', '特区', '矿区', '州'),
                  key=len, reverse=True)
TOWN_SUFFIXES = ('民族乡', '街道', '苏木', '镇', '乡')
# Zones that the statistics give a code of their own; their names say little alone.
ZONES = ('开发区', '示范区', '管理区', '工业园区', '产业园区', '园区', '高新区', '新区', '保税区', '试验区', '经济区',
         '集聚区', '度假区', '风景区', '风景名胜区', '工业区', '实验区', '合作区', '加工区')
# Of two sources that name a country differently: the name in world_places.txt, the one in countries_zh.tsv.
COUNTRY_ALIASES = {
    '塞拉里昂': '塞拉利昂', '沙特': '沙特阿拉伯', '阿联酋': '阿拉伯联合酋长国', '波黑': '波斯尼亚和黑塞哥维那', '刚果(金)': '民主刚果',
    '刚果(布)': '刚果', '中非': '中非共和国', '多米尼克国': '多米尼加', '马其顿': '北马其顿', '印尼': '印度尼西亚',
    '斯威士兰': '斯威士兰', '东帝汶': '东帝汶', '梵蒂冈': '梵蒂冈', '朝鲜': '朝鲜', '韩国': '韩国'}
ALIASES = {'KR': ['韩国', '南韩'], 'KP': ['朝鲜', '北朝鲜'], 'ID': ['印尼'], 'GB': ['英国', '大不列颠'], 'RU': ['俄国', '俄罗斯'],
           'PG': ['巴新'], 'VN': ['越南'], 'LA': ['老挝'], 'BN': ['文莱'], 'TR': ['土耳其'], 'CN': ['中国', '中华人民共和国', '新中国'],
           'US': ['美国'], 'AE': ['阿联酋'], 'SA': ['沙特'], 'CD': ['刚果（金）'], 'CG': ['刚果（布）'], 'BA': ['波黑'],
           'KG': ['吉尔吉斯'], 'UZ': ['乌兹别克'], 'MK': ['北马其顿'], 'CF': ['中非'], 'NZ': ['新西兰'], 'AU': ['澳大利亚', '澳洲'],
           'PS': ['巴勒斯坦'], 'CZ': ['捷克'], 'CI': ['科特迪瓦'], 'FJ': ['斐济'], 'SB': ['所罗门群岛'], 'FM': ['密克罗尼西亚']}


def table(folder, name):
    with open(os.path.join(folder, name), encoding='utf-8', newline='') as f:
        lines = (line.replace('\r', '') for line in f.read().split('\n'))  # some cells end with a CR
        yield from csv.DictReader((line for line in lines if line), delimiter='\t')


def stem(name):
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 1:
            return name[:-len(suffix)]
    return name


class Atlas:
    def __init__(self):
        self.rows = []  # [code, parent, name, successor, level, flags, until]
        self.names = collections.defaultdict(dict)  # name -> {row: kind}
        self.by_code = {}

    def add(self, code, parent, name, level, flags=0):
        self.rows.append([code, parent, name, NONE, level, flags, 0])
        return len(self.rows) - 1

    def name(self, text, row, kind):
        if len(text) >= (1 if kind == LETTER else 2):
            self.names[text].setdefault(row, kind)


def iso(letters):
    return ord(letters[0]) << 8 | ord(letters[1])


def countries(atlas, folder):
    """Countries, and world cities with theirs."""
    by_name = {}
    for row in table(folder, 'countries_zh.tsv'):
        code = row['cca2']
        if code in ('TW', 'HK', 'MO'):
            continue
        name = row['zh_common']
        at = atlas.add(iso(code), NONE, {'KR': '韩国', 'KP': '朝鲜', 'AE': '阿联酋', 'SA': '沙特阿拉伯'}.get(code, name), COUNTRY, ISO)
        atlas.by_code[code] = at
        for text in [name, row['zh_official'], *ALIASES.get(code, ())]:
            by_name[text] = at
            atlas.name(text, at, FULL)
    missed = []
    with open(os.path.join(folder, 'world_places.txt'), encoding='utf-8') as f:
        for line in f:
            parts = line.strip().split('\t')
            if len(parts) < 2:
                continue
            names = [parts[0], parts[1], COUNTRY_ALIASES.get(parts[0], '')]
            at = next((by_name[n] for n in names if n in by_name), None)
            if at is None:
                missed.append(parts[0])
                continue
            for text in names[:2]:
                atlas.name(text, at, FULL)
            if at == atlas.by_code['CN']:
                continue
            for city in '/'.join(parts[2:]).split('/'):
                if len(city) >= 2 and at not in atlas.names.get(city, {}):
                    atlas.name(city, atlas.add(0, at, city, WORLD), FULL)
    if missed:
        print('no code for:', ' '.join(missed))


def divisions(atlas, folder):
    rows = list(table(folder, 'china_admin_2023.tsv'))
    rows.sort(key=lambda r: len(r['code']))  # parents before children
    rows.sort(key=lambda r: list(LEVELS).index(r['level']))
    provinces, without_code = {}, {}
    for row in rows:
        code, level, name = row['code'], LEVELS[row['level']], row['name']
        if name in ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'):
            continue
        if not code:  # parts of Hong Kong, Macao and Taiwan have none
            parent = without_code.get((row['province'], row['city'])) or provinces[row['province']]
        elif level == PROVINCE:
            parent = atlas.by_code['CN']
        elif level == TOWNSHIP:
            parent = atlas.by_code.get(code[:6], atlas.by_code.get(code[:4] + '00', atlas.by_code[code[:2] + '0000']))
        elif level == COUNTY:
            parent = atlas.by_code.get(code[:4] + '00', atlas.by_code[code[:2] + '0000'])
        else:
            parent = atlas.by_code[code[:2] + '0000']
        special = SPECIAL if name.endswith(ZONES) and level >= COUNTY else 0
        at = atlas.add(int(code or 0), parent, name, level, special)
        if code:
            atlas.by_code[code] = at
        elif level == CITY:
            without_code[row['province'], name] = at
        if level == PROVINCE:
            provinces[name] = at
        atlas.name(name, at, FULL)
        short = row['short']
        if special:
            continue
        if level == TOWNSHIP:
            for suffix in TOWN_SUFFIXES:
                if name.endswith(suffix) and len(name) - len(suffix) >= 2:
                    atlas.name(name[:-len(suffix)], at, SHORT)
                    break
        elif len(short) >= 2 and (short != name or len(stem(name)) >= 2):
            short = short if short != name else stem(name)  # the table keeps 南海区 whole, as the sea has the name too
            for short in short.split('/'):  # 巴州/巴音郭楞
                atlas.name(short, at, SHORT)
                if name.endswith('自治州') and not short.endswith('州'):
                    atlas.name(short + '州', at, SHORT)
                if name.endswith('自治县'):
                    atlas.name(short + '县', at, SHORT)
        if level == PROVINCE and len(name) > 3 and name.endswith('自治区'):
            atlas.name(short + '自治区', at, SHORT)
    atlas.name('内蒙', atlas.by_code['150000'], SHORT)


def successors(folder):
    """(province, name) -> (city, name) of the renames that the state announced"""
    found = {}
    with open(os.path.join(folder, 'place_renames.txt'), encoding='utf-8') as f:
        for line in f:
            if '=>' not in line:
                continue
            old, new = line.rstrip('\n').split('=>')
            old, new = old.split('\t'), new.split('\t')
            name = old[6] if len(old) > 6 else old[4]
            found[old[2], name] = new[-1]
    return found


def history(atlas, folder):
    """Names that a code no longer has."""
    renames = successors(folder)
    now = collections.defaultdict(list)  # stem -> rows of today above townships
    for at, row in enumerate(atlas.rows):
        if row[4] in (PROVINCE, CITY, COUNTY) and not row[5] & SPECIAL:
            now[stem(row[2])].append(at)
    current = {(row[0], row[2]) for row in atlas.rows}
    lines = [r for r in table(folder, 'gb2260_history_all_names.tsv')
             if r['name'] not in ('市辖区', '县', '郊区', '城区', '矿区', '省直辖县级行政区划', '自治区直辖县级行政区划',
                                  '省直辖行政单位', '县级直辖行政单位', '省直辖县级行政单位')
             and (int(r['code']), r['name']) not in current and not r['name'].endswith(ZONES)]
    lines.sort(key=lambda r: not r['code'].endswith('00'))
    prefectures = {}
    lost = 0
    for r in lines:
        code, name = r['code'], r['name']
        level = PROVINCE if code.endswith('0000') else CITY if code.endswith('00') else COUNTY
        if level == PROVINCE:
            continue
        province = atlas.by_code.get(code[:2] + '0000')
        parent = prefectures.get(code[:4]) or atlas.by_code.get(code[:4] + '00') or province
        if level == CITY:
            parent = province
        if parent is None:
            continue
        at = atlas.add(int(code), parent, name, level, OLD_PLACE)
        if level == CITY and code not in atlas.by_code:
            prefectures[code[:4]] = at
        atlas.name(name, at, OLD)
        atlas.rows[at][6] = int(r['last_revision'][:4])
        province_name = atlas.rows[province][2]
        candidates = now.get(stem(name), []) or now.get(name, [])
        new = renames.get((province_name, name))
        rank = lambda row: ((atlas.rows[row][0] // 100 == int(code) // 100), (atlas.rows[row][0] // 10000 == int(code) // 10000),
                            (atlas.rows[row][4] == level))
        chosen = None
        if new:
            same = [row for row in now.get(stem(new), []) if atlas.rows[row][2] == new
                    and atlas.rows[row][0] // 10000 == int(code) // 10000]
            chosen = same[0] if same else None
        if chosen is None and candidates:
            best = max(candidates, key=rank)
            if rank(best)[1] or (len(candidates) == 1 and len(stem(name)) >= 2):
                chosen = best
        if chosen is None and len(stem(name)) == 1:  # 孟县 became 孟州市
            longer = [row for row in now.get(stem(name) + '州', []) if atlas.rows[row][0] // 10000 == int(code) // 10000]
            chosen = longer[0] if len(longer) == 1 else None
        if chosen is None and code in atlas.by_code:
            chosen = atlas.by_code[code]
        if chosen is not None:
            atlas.rows[at][3] = chosen
        else:
            lost += 1
        # 襄樊 alone is the old place, since no division of today is called so
        short = stem(name)
        if len(short) >= 2 and not any(atlas.rows[row][4] <= COUNTY and not atlas.rows[row][5] & OLD_PLACE
                                       for row in atlas.names.get(short, {})):
            atlas.name(short, at, OLD_SHORT)
    print(f'{len(lines)} older names, {lost} without a successor')


def known(atlas):
    with open(os.path.join(HERE, 'known.tsv'), encoding='utf-8') as f:
        for line in f:
            if line.startswith('#') or not line.strip():
                continue
            kind, names, where = line.rstrip('\n').split('\t')
            names = names.split()
            parent = NONE if where == '-' else atlas.by_code[where]
            if kind == 'short':
                atlas.name(names[0], parent, LETTER)
                continue
            if kind == 'alias':
                for text in names:
                    atlas.name(text, parent, SHORT)
                continue
            if kind == 'paper':
                atlas.name(names[0], parent, PAPER)
                continue
            same = [row for row in atlas.names.get(names[0], {}) if atlas.rows[row][1] == parent and kind in ('city', 'part')]
            if same:
                at = same[0]
            elif kind == 'region' and parent != NONE and atlas.rows[parent][2][:2] == names[0][:2] and names[0].endswith('新区') \
                    and atlas.rows[parent][2] == names[0]:
                at = parent
            else:
                level = WORLD if kind in ('city', 'part') or parent == NONE else SITE
                at = atlas.add(0, parent, names[0], level, REGION if kind in ('region', 'nature') else 0)
            for text in names:
                atlas.name(text, at, LETTER if len(text) == 1 else FULL if text == names[0] else SHORT)


def main():
    folder, out = sys.argv[1:]
    atlas = Atlas()
    countries(atlas, folder)
    divisions(atlas, folder)
    history(atlas, folder)
    known(atlas)
    place = np.zeros(len(atlas.rows), np.dtype([('code', '<u4'), ('parent', '<u4'), ('name', '<u4'), ('successor', '<u4'),
                                                ('level', 'u1'), ('flags', 'u1'), ('until', '<u2')]))
    text, where = bytearray(), {}
    for i, (code, parent, name, successor, level, flags, until) in enumerate(atlas.rows):
        if name not in where:
            where[name] = len(text)
            text += name.encode() + b'\0'
        place[i] = (code, parent, where[name], successor, level, flags, until)
    groups, entries, values = [0], [], {}
    for name in sorted(atlas.names):
        values[name] = len(groups) - 1
        entries += sorted((row, kind) for row, kind in atlas.names[name].items())
        groups.append(len(entries))
    entry = np.zeros(len(entries), np.dtype([('place', '<u4'), ('kind', 'u1'), ('unused', 'u1', 3)]))
    entry['place'] = [row for row, _ in entries]
    entry['kind'] = [kind for _, kind in entries]
    sections = {'place': place, 'text': bytes(text), 'group': np.array(groups, '<u4'), 'entry': entry}
    sections.update(blob.trie(values))
    size, crc = blob.write(out, b'PWPLACES', 1, sections)
    print(f'{out}: {len(place)} places, {len(values)} names, {len(entries)} meanings, {size} bytes, crc {crc:08x}')


if __name__ == '__main__':
    main()
