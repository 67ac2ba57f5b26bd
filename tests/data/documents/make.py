#!/usr/bin/env python3
"""Writes the small documents of this folder, each with one trait that real files show.

tests/decode/test_document.c says what each has to become.  Nothing but Python's own
library is needed; the same run gives the same bytes.
"""
import struct
import zlib
from pathlib import Path

HERE = Path(__file__).parent
GB = "<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
IDENTITY = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"


def type0(name, encoding, info, more=""):
    return (f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} {more} /DescendantFonts [ << "
            f"/Type /Font /Subtype /CIDFontType0 /BaseFont /{name} /CIDSystemInfo {info} /DW 1000 /FontDescriptor << "
            f"/Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
            f"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >> >> ] >>")


FONTS = {
    "F1": type0("STSong-Light", "UniGB-UTF16-H", GB),
    "FV": type0("STSong-Light", "UniGB-UTF16-V", GB),
    "FG": type0("STSong-Light", "GBK-EUC-H", GB),
    "FX": type0("Founder-Own", "Identity-H", IDENTITY),
}


def write_pdf(name, parts):
    """Parts are objects, from number 1 on; the first is the catalog."""
    out, places = bytearray(b"%PDF-1.6\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    (HERE / name).write_bytes(out)


def pdf(name, content, box="0 0 300 200", page="", objects=(), catalog="", font=""):
    """One page.  objects: further ones, from number 6 on, as bytes; font: /NAME and what it is."""
    stream = content.encode("latin-1") if isinstance(content, str) else content
    fonts = " ".join(f"/{key} {value}" for key, value in FONTS.items())
    parts = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {page} /Contents 4 0 R "
         f"/Resources << /Font << {fonts}{font} >> /XObject << /Im 6 0 R >> >> >>").encode(),
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"null",
        *(objects or [b"null"]),
    ]
    write_pdf(name, parts)


def issue(name, contents):
    """A file of several pages."""
    fonts = " ".join(f"/{key} {value}" for key, value in FONTS.items())
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(contents)))
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode()]
    for i, content in enumerate(contents):
        parts.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents {4 + 2 * i} 0 R "
                     f"/Resources << /Font << {fonts} >> >> >>".encode())
        stream = content.encode("latin-1")
        parts.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    write_pdf(name, parts)


def text(x, y, words, size=10, font="F1", more=""):
    code = words.encode("gbk" if font == "FG" else "utf-16-be").hex()
    return f"BT {more} /{font} {size} Tf {x} {y} Td <{code}> Tj ET\n"


def grey_picture(width=8, height=8):
    data = zlib.compress(bytes([200]) * (width * height), 9)
    return (b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Filter /FlateDecode /Length %d >>\nstream\n" % (width, height, len(data))) + data + b"\nendstream"


# One operator a glyph, size 1 with the scale in the matrix; half-width digits in a font that says 1000.
pdf("pens.pdf", "BT /F1 1 Tf 8.65 0 0 10.48 20 150 Tm " + " ".join(
    f"<{c.encode('utf-16-be').hex()}> Tj {0.5 if c.isdigit() else 1} 0 Td" for c in "元月15日大雪") + " ET")
# Two columns of six lines that share their baselines, one em apart.
left = ["大沙河边看新城又", "一座桥今天通车市", "民走上桥头看灯两", "岸的人家开了窗户", "听见船工唱起号子", "声音传出去很远。"]
right = ["老戏台修好以后请", "来县剧团唱了三天", "邻村的人也赶来听", "孩子们坐在最前头", "台下卖糖人的老汉", "一直忙到半夜里。"]
pdf("columns.pdf", "".join(text(20, 170 - 14 * i, a) + text(110, 170 - 14 * i, b)
                           for i, (a, b) in enumerate(zip(left, right))))
# An article's second column has one line, its last: nothing but the ends of the rows beside it tells of the gutter.
pdf("tail.pdf", "".join(text(20, 170 - 14 * i, line) for i, line in enumerate(left[:3])) + text(114, 170, "开了窗户。"))
# In three rows of one column a blank stands at the same place; the rows around go on across it.
pdf("river.pdf", "".join(text(20, 170 - 14 * i, line) for i, line in ((0, left[0]), (4, left[1]))) + "".join(
    text(20, 170 - 14 * i, line[:3] + " ") + text(61, 170 - 14 * i, line[3:7]) for i, line in enumerate(right[:3], 1)))
# A headline drawn twice, three tenths of a point apart, and one stroked as well as filled.
pdf("bold.pdf", text(20, 150, "秋收时节", 24) + text(20.3, 150, "秋收时节", 24) + text(20, 120, "谷满仓", 18, more="2 Tr")
    + text(20, 90, "记者走进田间", more="0 Tr"))
# What nobody sees: invisible, white, below a picture, clipped away, outside the crop box.
pdf("hidden.pdf", text(20, 180, "看得见的") + text(20, 160, "隐形的字", more="3 Tr") + "1 g\n" + text(20, 140, "白色的字", more="0 Tr")
    + "0 g\n" + text(20, 120, "压住的字") + "q 120 0 0 20 10 112 cm /Im Do Q\nq 10 60 20 5 re W n\n"
    + text(20, 90, "裁掉的字") + "Q\n" + text(320, 180, "裁切线外") + "0 0.3 0.6 rg 20 40 100 24 re f\n1 g\n" + text(30, 48, "反白标题", 12),
    box="0 0 400 200", page="/CropBox [0 0 300 200]", objects=[grey_picture()])
# The text layer of a scan: a picture over the whole page, invisible text.
pdf("layer.pdf", "q 300 0 0 200 0 0 cm /Im Do Q\n" + text(20, 150, "扫描页上的字", more="3 Tr"), objects=[grey_picture()])
# A picture and nothing else.
pdf("scan.pdf", "q 300 0 0 200 0 0 cm /Im Do Q\n", objects=[grey_picture()])
# Turned pages, the box not at the origin.
pdf("rotated.pdf", "0 1 -1 0 400 100 cm\n" + text(0, 150, "转过来的报头"), box="100 100 400 300", page="/Rotate 90")
pdf("full-turn.pdf", text(20, 150, "转了一整圈"), page="/Rotate 360")
# Vertical lines set with a horizontal font, and with a vertical one.
pdf("vertical.pdf", "".join(text(250 - 16 * k, 180 - 10.2 * i, c) for k, line in enumerate(["山里的春天来", "得比较晚一些"])
                            for i, c in enumerate(line)) + text(105, 180, "竖排的字，从上到下。", 10, "FV"))
# Encodings without an embedded font.
pdf("gbk.pdf", text(20, 150, "不嵌字体的国标码", font="FG"))
# Identity without a map to Unicode: nobody can tell.
pdf("no-map.pdf", "".join(f"BT /FX 10 Tf 20 {170 - 14 * i} Td <{''.join('%04x' % (400 + 31 * i + k) for k in range(12))}> Tj ET\n"
                          for i in range(5)))
# A box of a million points.
pdf("huge-box.pdf", text(500000, 500000, "大版心里的一行字"), box="0 0 1000000 1000000")

# ---- poison ----
# A stream of 1 KB that unpacks to gigabytes.
bomb = b" " * (1 << 20)
for _ in range(1):
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1024)) + packer.flush()
inner = zlib.compress(packed, 9)
(HERE / "bomb.pdf").write_bytes(b"")
body = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n" % len(inner) + inner + b"\nendstream"
out, places = bytearray(b"%PDF-1.6\n"), []
for number, part in enumerate([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents [" + b"4 0 R " * 40 + b"] >>", body], 1):
    places.append(len(out))
    out += b"%d 0 obj\n" % number + part + b"\nendobj\n"
start = len(out)
out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
out += b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
(HERE / "bomb.pdf").write_bytes(out)
# A form that draws itself.
pdf("loop.pdf", "/Im Do\n", objects=[b"<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources << /XObject << /Im 6 0 R >> >> "
                                     b"/Length 15 >>\nstream\n/Im Do /Im Do \nendstream"])


# A picture of 60,000 x 60,000.
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def ruled():
    """A scan of 600 x 450 points at 144 dpi: a frame, a rule that leans, a column rule, a grey
    area, and a stroke of a letter."""
    rows = [bytearray([228]) * 1200 for _ in range(900)]

    def fill(left, top, right, bottom, grey):
        for row in rows[top:bottom]:
            row[left:right] = bytes([grey]) * (right - left)
    for box in ((100, 100, 500, 102), (100, 398, 500, 400), (100, 100, 102, 400), (498, 100, 500, 400)):
        fill(*box, 90)
    for step in range(10):
        fill(100 + 100 * step, 600 + step, 200 + 100 * step, 602 + step, 90)
    fill(620, 100, 622, 560, 100)
    fill(700, 100, 1100, 500, 190)
    fill(200, 700, 240, 704, 40)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    (HERE / "ruled.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1200, 900, 8, 0, 0, 0, 0))
        + chunk(b"pHYs", struct.pack(">IIB", 5669, 5669, 1)) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


ruled()
(HERE / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 0, 0, 0, 0))
                                 + chunk(b"IDAT", zlib.compress(b"\0" * 60001)) + chunk(b"IEND", b""))
# A billion laughs.
laughs = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
(HERE / "laughs.xml").write_text(f'<?xml version="1.0"?><!DOCTYPE alto [{laughs}]><alto><Layout><Page WIDTH="9" HEIGHT="9"><TextLine>'
                                 '<String CONTENT="&a9;"/></TextLine></Page></Layout></alto>', encoding="utf-8")
# A file of the host, asked for.
(HERE / "thief.xml").write_text('<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY f SYSTEM "file:///etc/passwd">]><alto><Layout>'
                                '<Page WIDTH="9" HEIGHT="9"><TextLine><String CONTENT="a"/></TextLine>&f;</Page></Layout></alto>')
# Elements as deep as nobody writes them.
(HERE / "deep.xml").write_text("<alto>" + "<ComposedBlock>" * 6000)

# ---- markup ----
(HERE / "dialect.xml").write_text('''<?xml version="1.0"?>
<a:alto xmlns:a="http://www.loc.gov/standards/alto/ns-v4#">
<a:Description><a:MeasurementUnit>mm10</a:MeasurementUnit></a:Description>
<a:Styles><a:TextStyle ID="S1" FONTSIZE="24" FONTFAMILY="宋体" FONTSTYLE="bold"/><a:TextStyle ID="S2" FONTSIZE="9.5"/></a:Styles>
<a:Layout><a:Page WIDTH="2540" HEIGHT="3556.0"><a:PrintSpace>
<a:TextBlock STYLEREFS="P1 S1"><a:TextLine HPOS="100" VPOS="100" WIDTH="600" HEIGHT="90"><a:String CONTENT="秋收" HPOS="100" VPOS="100" WIDTH="300" HEIGHT="90" WC="0.5"/><a:String CONTENT="时节" HPOS="400" VPOS="100" WIDTH="300" HEIGHT="90"/></a:TextLine></a:TextBlock>
<a:ComposedBlock><a:ComposedBlock><a:TextBlock STYLEREFS="S2"><a:TextLine HPOS="100" VPOS="300" WIDTH="500" HEIGHT="40">
<a:String CONTENT="news" HPOS="100" VPOS="300" WIDTH="150" HEIGHT="40"/><a:SP/><a:String CONTENT="pa" HPOS="300" VPOS="300" WIDTH="80" HEIGHT="40" SUBS_TYPE="HypPart1" SUBS_CONTENT="paper"/><a:HYP CONTENT="-"/></a:TextLine></a:TextBlock></a:ComposedBlock></a:ComposedBlock>
<a:Illustration HPOS="1000" VPOS="1000" WIDTH="800" HEIGHT="600"/>
</a:PrintSpace></a:Page></a:Layout></a:alto>
''', encoding="utf-8")
(HERE / "broken.xml").write_text('<alto><Layout><Page WIDTH="900" HEIGHT="900"><TextBlock><TextLine HPOS="10" VPOS="10" WIDTH="90" HEIGHT="20">'
                                 '<String CONTENT="没有写完" HPOS="10" VPOS="10" WIDTH="90" HEIGHT="20"/></TextLine><TextLine>', encoding="utf-8")
(HERE / "page.hocr").write_text('''<html><body><div class="ocr_page" title="image a.png; bbox 0 0 1200 1600; scan_res 100 100">
<div class="ocr_carea" title="bbox 100 100 700 200"><p class="ocr_par"><span class="ocr_line" title="bbox 100 100 700 160; x_size 50; baseline 0 -5">
<span class="ocrx_word" title="bbox 100 100 300 160; x_wconf 90">秋收</span>
<span class="ocrx_word" title="bbox 305 100 500 160; x_wconf 70">时节</span>
</span><span class="ocrx_line" title="bbox 100 200 700 250">没有&nbsp;词 &amp; 字</span></p></div></div></body></html>
''', encoding="utf-8")
(HERE / "page.xml").write_text('''<?xml version="1.0"?><PcGts><Page imageWidth="1000" imageHeight="1400">
<TextRegion><Coords points="100,100 500,100 500,200 100,200"/><TextLine><Coords points="100,100 500,100 500,150 100,150"/>
<TextEquiv index="1"><Unicode>差的</Unicode></TextEquiv><TextEquiv index="0" conf="0.75"><Unicode>好的一行</Unicode></TextEquiv></TextLine></TextRegion>
<SeparatorRegion><Coords points="90,300 900,300 900,304 90,304"/></SeparatorRegion></Page></PcGts>
''', encoding="utf-8")

# Digits of the house, in a font that says they are signs of Windows-1252.
pdf("gaiji.pdf", text(20, 150, "平成") + "BT /FH 10 Tf 40 150 Td <999b9c> Tj ET\n" + text(63, 150, "年月日の官報")
    + text(20, 120, "大臣の告示をここにのせる。") + text(20, 100, "次の号は来週の月曜日に出る。"),
    font="/FH << /Type /Font /Subtype /Type1 /BaseFont /Own-Gaiji /Encoding /WinAnsiEncoding >>")

# ---- files of several pages ----
# Three pages, of which the second cannot be told: its font has no map.
issue("issue.pdf", [text(20, 150, "头版新闻今天见报", 24) + text(20, 110, "记者走进田间看收成。"),
                    "".join(text(20, 180 - 14 * i, "没有字码的一行字" * 2, font="FX") for i in range(5)),
                    text(20, 150, "三版副刊照常出版", 24) + text(20, 110, "老街的茶馆又开了门。")])


def tiff(name, pages):
    """White squares of eight pixels, not compressed."""
    out = bytearray(struct.pack("<2sHI", b"II", 42, 8))
    for page in range(pages):
        start = len(out)
        tags = [(256, 3, 8), (257, 3, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, start + 102), (278, 3, 8),
                (279, 4, 64)]
        out += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
        out += struct.pack("<I", start + 166 if page + 1 < pages else 0) + b"\xff" * 64
    (HERE / name).write_bytes(out)


tiff("two.tif", 2)

# ---- an issue's folder ----
# Three pages: ALTO with a picture, ALTO whose picture is of a kind that is not shown, a picture alone.
FOLDER = HERE / "issue"
for sub in ("text", "page images"):
    (FOLDER / sub).mkdir(parents=True, exist_ok=True)
for number, words in ((1, ("开河了", "冰排顺流而下，岸上站满了人。")), (2, ("集市", "赶集的人比往年多了一倍。"))):
    (FOLDER / "text" / f"{number}.xml").write_text(
        '<alto><Layout><Page WIDTH="1000" HEIGHT="1400">' + "".join(
            f'<TextBlock><TextLine HPOS="100" VPOS="{100 + 100 * i}" WIDTH="700" HEIGHT="{60 - 30 * i}"><String CONTENT="{word}" HPOS="100" '
            f'VPOS="{100 + 100 * i}" WIDTH="700" HEIGHT="{60 - 30 * i}"/></TextLine></TextBlock>' for i, word in enumerate(words))
        + "</Page></Layout></alto>", encoding="utf-8")
for number in (1, 3):
    (FOLDER / "page images" / f"{number}.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100, 140, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress((b"\0" + b"\xc8" * 100) * 140, 9)) + chunk(b"IEND", b""))
(FOLDER / "mets.xml").write_text('''<?xml version="1.0"?>
<m:mets xmlns:m="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:x="http://www.w3.org/1999/xlink">
<m:dmdSec ID="D"><m:mdWrap><m:xmlData><mods:mods><mods:titleInfo><mods:title>
 澜州旧报 </mods:title></mods:titleInfo><mods:originInfo><mods:dateIssued>16.03.1926</mods:dateIssued></mods:originInfo></mods:mods></m:xmlData></m:mdWrap></m:dmdSec>
<m:fileSec><m:fileGrp USE="Images">
<m:file ID="I1" MIMETYPE="image/png"><m:FLocat x:href="file://./page%20images/1.png"/></m:file>
<m:file ID="I2" MIMETYPE="image/vnd.djvu"><m:FLocat x:href="page%20images/2.djvu"/></m:file>
<m:file ID="I3" MIMETYPE="image/png"><m:FLocat x:href="./page%20images/3.png"/></m:file></m:fileGrp>
<m:fileGrp USE="Text"><m:file ID="T1"><m:FLocat x:href="text/1.xml"/></m:file><m:file ID="T2"><m:FLocat x:href="text/2.xml"/></m:file></m:fileGrp></m:fileSec>
<m:structMap TYPE="PHYSICAL"><m:div TYPE="Newspaper">
<m:div TYPE="TITLE_PAGE" ORDER="1" ORDERLABEL="一"><m:fptr><m:par><m:area FILEID="I1"/><m:area FILEID="T1"/></m:par></m:fptr>
<m:div TYPE="pagearea"><m:fptr><m:area FILEID="T2"/></m:fptr></m:div></m:div>
<m:div TYPE="page" ORDER="2"><m:fptr FILEID="I2"/><m:fptr FILEID="T2"/></m:div>
<m:div TYPE="PAGE" ORDER="3"><m:fptr FILEID="I3"/></m:div></m:div></m:structMap></m:mets>
''', encoding="utf-8")

# ---- JPEG 2000 ----
# The ruled picture as Pillow writes it (libopenjp2); a size that only its header tells; a file that ends too early.
try:
    from PIL import Image
except ImportError:
    Image = None
if Image is not None:
    Image.open(HERE / "ruled.png").convert("L").save(HERE / "ruled.jp2")
    whole = (HERE / "ruled.jp2").read_bytes()
    head = whole.index(b"jp2h") - 4  # and 5669 dots to the metre, as it was scanned
    length, = struct.unpack_from(">I", whole, head)
    dots = struct.pack(">I4sI4sHHHHbb", 26, b"res ", 18, b"resc", 5669, 1, 5669, 1, 0, 0)
    whole = whole[:head] + struct.pack(">I", length + 26) + whole[head + 4:head + length] + dots + whole[head + length:]
    (HERE / "ruled.jp2").write_bytes(whole)
    at = whole.index(b"ihdr") + 4
    codes = whole.index(b"\xff\x4f\xff\x51") + 8  # and there from the grid's width on
    most = struct.pack(">II", 60000, 60000)
    (HERE / "large.jp2").write_bytes(whole[:at] + most + whole[at + 8:codes] + most + whole[codes + 8:codes + 300])
    (HERE / "cut.jp2").write_bytes(whole[:-len(whole) // 2])

    # As cameras leave it: lying on its side or upside down, with a tag that says so; and files that end too early.
    upright = Image.open(HERE / "ruled.png").convert("L")

    def said(orientation):
        return b"Exif\0\0" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x112, 3, 1, orientation, 0, 0)

    lying = upright.transpose(Image.Transpose.ROTATE_90)
    lying.save(HERE / "lying.jpg", quality=80, dpi=(144, 144), exif=said(6))
    upright.transpose(Image.Transpose.ROTATE_180).save(HERE / "upended.jpg", quality=80, dpi=(144, 144), exif=said(3))
    upright.transpose(Image.Transpose.ROTATE_270).save(
        HERE / "lying.tif", compression="tiff_deflate", dpi=(144, 144), tiffinfo={0x112: 8})
    whole = (HERE / "lying.jpg").read_bytes()
    (HERE / "cut.jpg").write_bytes(whole[:-len(whole) // 2])
    Image.new("L", (64, 64), 255).save(HERE / "cut.tif")
    whole = (HERE / "cut.tif").read_bytes()
    (HERE / "cut.tif").write_bytes(whole[:-len(whole) // 2])
