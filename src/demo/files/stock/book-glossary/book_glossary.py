#!/usr/bin/env python3
"""A preprocessor for mdBook: explains the words of glossary.toml at their first use in each chapter."""

import html
import json
import re
import sys
import tomllib
from pathlib import Path


def explain(text, terms):
    """Wraps the first use of each term; leaves code, links and headings alone."""
    lines, fenced, seen = text.split("\n"), False, set()
    ordered = sorted(terms, key=len, reverse=True)
    if not ordered:
        return text
    pattern = re.compile(r"(`[^`]*`|\[[^\]]*\]\([^)]*\))|\b(" + "|".join(map(re.escape, ordered)) + r")\b", re.IGNORECASE)
    by_lower = {term.lower(): meaning for term, meaning in terms.items()}

    def mark(match):
        word = match.group(2)
        if word is None or word.lower() in seen:
            return match.group(0)
        seen.add(word.lower())
        return f'<abbr title="{html.escape(by_lower[word.lower()], quote=True)}">{word}</abbr>'

    for i, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and not line.startswith("#"):
            lines[i] = pattern.sub(mark, line)
    return "\n".join(lines)


def walk(items, terms):
    for item in items:
        chapter = item.get("Chapter") if isinstance(item, dict) else None
        if chapter:
            chapter["content"] = explain(chapter["content"], terms)
            walk(chapter["sub_items"], terms)


def main():
    if sys.argv[1:2] == ["supports"]:
        sys.exit(0 if sys.argv[2:3] == ["html"] else 1)
    context, book = json.load(sys.stdin)
    source = Path(context["root"]) / "glossary.toml"
    terms = tomllib.loads(source.read_text(encoding="utf-8")) if source.exists() else {}
    walk(book.get("sections", book.get("items", [])), terms)
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
