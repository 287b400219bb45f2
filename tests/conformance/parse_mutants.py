"""parse_mutants: small changes of a text, nearly all of which change what it means."""

import random
import re
import zlib

from sqlglot.dialects.dialect import Dialect


def tokens_of(sql, dialect):
    """(start, end) of each token."""
    try:
        return [(token.start, token.end + 1) for token in Dialect.get_or_raise(dialect or None).tokenize(sql)]
    except Exception:
        return []


def reworded(word):
    """Another token of the same kind."""
    if re.fullmatch(r"\d+", word):
        return word + "7"
    if re.fullmatch(r"'[^'\\]*'", word):
        return word[:-1] + "x'"
    if re.fullmatch(r"[A-Za-z_]\w*", word):
        return {"ASC": "DESC", "DESC": "ASC", "FIRST": "LAST", "AND": "OR", "OR": "AND", "ALL": "DISTINCT",
                "DISTINCT": "ALL", "LEFT": "RIGHT", "UNION": "EXCEPT", "ROWS": "RANGE"}.get(word.upper(), word + "_x")
    return {"=": "<", "<": "<=", "+": "-", "-": "+", "*": "/", "/": "*", "||": "+"}.get(word)


def operator(word):
    """Whether parentheses around its two neighbours may change the grouping."""
    return word not in (".", ",", "(", ")", ";") and not re.match(r"""["'`\[]""", word)


def all_mutants(sql, dialect):
    places = tokens_of(sql, dialect)
    for i, (start, end) in enumerate(places):
        head, word, tail = sql[:start], sql[start:end], sql[end:]
        yield head + " " + tail
        other = reworded(word)
        if other:
            yield head + other + tail
        if 0 < i < len(places) - 2 and operator(sql[places[i + 1][0] : places[i + 1][1]]):
            stop = places[i + 2][1]
            yield head + "(" + sql[start:stop] + ")" + sql[stop:]
        if i + 1 < len(places):
            begin, stop = places[i + 1]
            between, following, rest = sql[end:begin], sql[begin:stop], sql[stop:]
            yield head + following + (between or " ") + word + rest
        if word.startswith(("'", '"', "`", "[")) is False and re.fullmatch(r"[A-Za-z_]\w*", word):
            quote = "`" if dialect in ("bigquery", "databricks", "spark", "hive", "mysql") else '"'
            yield head + quote + word + quote + tail


def mutants(sql, dialect, most):
    """At most `most` of them, chosen by the text itself; all when most is negative."""
    found = sorted(set(all_mutants(sql, dialect)) - {sql}) if most else []
    if 0 <= most < len(found):
        found = random.Random(zlib.crc32(sql.encode())).sample(found, most)
    return found
