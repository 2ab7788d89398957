"""What SQLite's full-text search finds for each judged query, as JSON: python3 fts5.py CATALOGUE

All words of a query are alternatives, ranked by BM25 as SQLite reckons it, over stems (Porter) without accents, in the same
texts that the shop has: title, maker, tags with category and kind, summary, description.
"""

import csv
import html
import json
import pathlib
import re
import sqlite3
import sys

WORDS = "title, maker, tags, summary, body"


def texts(row):
    body = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", row["Description"])))
    category = re.sub(r"([a-z])([A-Z])", r"\1 \2", row["Product category"].replace(">", " "))
    tags = " ".join(filter(None, (it.strip() for it in row["Tags"].split(","))))
    return row["Title"], row["Vendor"], f"{tags} {category} {row['Type']}", row["SEO description"], body


def main(catalogue):
    store = sqlite3.connect(":memory:")
    store.execute(f"create virtual table products using fts5(slug unindexed, {WORDS}, tokenize = 'porter unicode61 remove_diacritics 2')")
    with open(catalogue, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            store.execute("insert into products values (?, ?, ?, ?, ?, ?)", (row["URL handle"], *texts(row)))
    found = {}
    for half in ("tuning", "checking"):
        lines = (pathlib.Path(__file__).parent / f"{half}.tsv").read_text().splitlines()[1:]
        for query in (line.split("\t")[1] for line in lines):
            words = " or ".join(f'"{it}"' for it in re.findall(r"\w+", query.lower())).replace(" or ", " OR ")
            rows = store.execute("select slug from products where products match ? order by rank, rowid limit 50", (words,))
            found[query] = [slug for (slug,) in rows]
    json.dump(found, sys.stdout)


main(sys.argv[1])
