"""Validates what `pagewire parse --format` prints: validate.py SCHEMAS NAME < documents.

SCHEMAS is the folder of the published schemas.  Prints what is wrong and exits with 1.
"""
import json
import pathlib
import sys

import jsonschema

schemas, name = pathlib.Path(sys.argv[1]), sys.argv[2]
# What newsroom software reads beyond the published 1.6: see PROTOCOL.md, Formats.
DIALECT = ('guid', 'keywords', 'authors', 'source', 'priority', 'extra')


def load(file):
    return json.loads((schemas / file).read_text())


def validator(file):
    schema = load(file)
    geo = load('GeoJSON-schema.json')
    store = {'https://geojson.org/schema/GeoJSON.json': geo, 'http://json-schema.org/geojson': geo}
    cls = jsonschema.validators.validator_for(schema)
    resolver = jsonschema.RefResolver.from_schema(schema, store=store)
    return cls(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())


checker = validator({'ninjs': 'ninjs-3.1.json', 'ninjs1': 'ninjs-1.6.json', 'iiif': 'iiif-presentation-3.json'}[name])
count = bad = 0
for line in sys.stdin:
    item = json.loads(line)
    if name == 'ninjs1':
        for key in DIALECT:
            item.pop(key, None)
    count += 1
    for error in checker.iter_errors(item):
        bad += 1
        print(f'{name}, document {count}, {list(error.path)}: {error.message[:200]}')
if count == 0:
    print(f'{name}: no document')
sys.exit(bad > 0 or count == 0)
