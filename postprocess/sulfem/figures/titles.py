# SPDX-License-Identifier: BSD-2-Clause
"""What figures call the axes of a study and their values: keys and YAML in words.

A value that is a list or a group of keys stands in table.csv as one line of YAML. A legend shows the
parts of it in which the values differ, since all else is the same for every line of the figure."""
import collections
import re

NAMES = {"youngs_modulus": "Young's modulus", "poissons_ratio": "Poisson's ratio"}
TOLD_BY = ("group", "name", "faces")  # keys that tell an entry of a list
BARE = ("distribution",)  # keys whose value says what they are


# ---- Axes ----------------------------------------------------------------------------------------


def in_words(parts):
    return " ".join(NAMES.get(part, part.replace("_", " ")) for part in parts)


def phase_of(parts):
    """The phase that case.phases.PHASE... or case.phases[0]... is of, or None."""
    if parts[:2] == ["case", "phases"]:
        return parts[2] if len(parts) > 2 else None
    return parts[1] if parts[0] == "case" and parts[1:] and parts[1].startswith("phases[") else None


def title_of(key, count=2):
    """The last `count` parts of a key, and its phase; `recipe` and `case` only among more than two."""
    parts = key.split(".")
    shown = parts[-count:] if count > 2 else (parts[1:] or parts)[-count:]
    phase = phase_of(parts)
    return in_words(shown if phase is None or phase in shown else [phase, *shown])


def repeated(titles):
    counts = collections.Counter(titles.values())
    return [key for key, title in titles.items() if counts[title] > 1]


def titles_of(keys):
    """{key: title}: as short as keeps the axes of a study apart."""
    titles = {key: title_of(key) for key in keys}
    for count in range(3, 1 + max((key.count(".") + 1 for key in keys), default=0)):
        titles.update({key: title_of(key, count) for key in repeated(titles)})
    return {**titles, **{key: key for key in repeated(titles)}}


# ---- Values --------------------------------------------------------------------------------------


def readable(text):
    return re.sub(r"\bum\b", "µm", text)


def parsed(text):
    """The lists and maps of one line of YAML with texts in them; a text is given back as it is."""
    if text[:1] not in ("{", "["):
        return text
    try:
        import yaml
        return yaml.load(text, Loader=yaml.BaseLoader)
    except ImportError:
        return text
    except yaml.YAMLError:  # a text that begins like a list
        return text


def entry_name(entries, number):
    """What tells an entry of a list from the others; nothing where there is one."""
    if len(entries) == 1:
        return []
    entry = entries[number]
    told = [entry[key] for key in TOLD_BY if isinstance(entry, dict) and key in entry]
    name = told[0] if told else str(number)
    return [" ".join(str(part) for part in name) if isinstance(name, list) else name]


def leaves(value, path=(), words=()):
    """{path: (words, text)} of all texts in a value; lists of texts are one text."""
    if isinstance(value, dict):
        inner = [(key, [key], part) for key, part in value.items()]
    elif isinstance(value, list) and any(isinstance(part, (dict, list)) for part in value):
        inner = [(k, entry_name(value, k), part) for k, part in enumerate(value)]
    else:
        return {path: (words, " ".join(value) if isinstance(value, list) else value)}
    found = {}
    for key, name, part in inner:
        found.update(leaves(part, (*path, key), (*words, *name)))
    return found


def phrase(parts):
    """"min 1 µm, max 2 µm" of leaves."""
    texts = []
    for words, text in parts.values():
        shown = () if words and words[-1] in BARE else words
        texts.append(" ".join(word for word in (in_words(shown), text) if word))
    return readable(", ".join(texts))


def short_forms(texts):
    """{value: how a legend shows it}; the whole of the values where their differences do not tell them
    apart."""
    found = {text: leaves(parsed(text)) for text in texts}
    common = set.intersection(*({(path, leaf[1]) for path, leaf in parts.items()}
                                for parts in found.values())) if len(found) > 1 else set()
    short = {text: phrase({path: leaf for path, leaf in parts.items() if (path, leaf[1]) not in common})
             or phrase(parts) for text, parts in found.items()}
    whole = {text: phrase(parts) for text, parts in found.items()}
    return next((forms for forms in (short, whole) if not repeated(forms)),
                {text: readable(text) for text in texts})
