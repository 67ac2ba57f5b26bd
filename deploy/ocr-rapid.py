#!/usr/bin/env python3
"""ocr-rapid: a picture (PNG, standard input) to ALTO (standard output) with PP-OCR.

What `deploy/ocr` puts beside the engine, for `ocr_command`.  The models are those that
the package brings; nothing is fetched.
"""
import logging
import sys
from xml.sax.saxutils import quoteattr

import cv2
import numpy
from rapidocr import RapidOCR

SIDE = 6000  # pixels: larger pages are made smaller before lines are looked for


def engine():
    logging.disable(logging.CRITICAL)
    return RapidOCR(params={
        "Global.max_side_len": SIDE, "Global.return_word_box": True, "Global.return_single_char_box": True,
        "Global.use_cls": False, "Global.log_level": "critical",
        "Det.limit_type": "max", "Det.limit_side_len": SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    })


def place(points):
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = round(float(min(xs))), round(float(min(ys)))
    return (f'HPOS="{left}" VPOS="{top}" WIDTH="{max(0, round(float(max(xs))) - left)}" '
            f'HEIGHT="{max(0, round(float(max(ys))) - top)}"')


def main():
    data = numpy.frombuffer(sys.stdin.buffer.read(), numpy.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if image is None:
        sys.exit("ocr-rapid: no picture that can be read")
    height, width = image.shape[:2]
    found = engine()(image)
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#">'
           "<Description><MeasurementUnit>pixel</MeasurementUnit></Description>"
           f'<Layout><Page WIDTH="{width}" HEIGHT="{height}"><PrintSpace><TextBlock>']
    lines = [] if found.boxes is None else list(zip(found.boxes, found.txts, found.scores))
    words = found.word_results or [()] * len(lines)
    for (box, text, score), signs in zip(lines, words):
        out.append(f"<TextLine {place(box)}>")
        signs = [sign for sign in signs if sign[2] is not None]
        if "".join(sign[0] for sign in signs) == text.replace(" ", ""):
            at = 0
            for sign, share, corners in signs:
                if at and text[at:at + 1] == " ":
                    out.append("<SP/>")
                    at += 1
                at += len(sign)
                out.append(f'<String CONTENT={quoteattr(sign)} WC="{float(share):.3f}" {place(corners)}/>')
            out.append("</TextLine>")
            continue
        out.append(f'<String CONTENT={quoteattr(text)} WC="{float(score):.3f}" {place(box)}/></TextLine>')
    out.append("</TextBlock></PrintSpace></Page></Layout></alto>\n")
    sys.stdout.buffer.write("".join(out).encode())


if __name__ == "__main__":
    main()
