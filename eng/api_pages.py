"""Pages about the library's public types, from its XML documentation and the golden file of its public API.

The golden file of the public API says what is public and how it is declared; the XML file, which the compiler writes,
what it does. A page holds the types of one room, a folder of src/Heavytail. `eng/docs-site` calls `write`.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

KEYWORDS = {
    "bool": "Boolean", "byte": "Byte", "sbyte": "SByte", "short": "Int16", "ushort": "UInt16", "int": "Int32",
    "uint": "UInt32", "long": "Int64", "ulong": "UInt64", "float": "Single", "double": "Double", "string": "String",
    "object": "Object", "char": "Char", "decimal": "Decimal", "nint": "IntPtr", "nuint": "UIntPtr",
}
TYPE = re.compile(
    r"^    public (?:[a-z]+ )*(?:class|struct|interface|enum|delegate [\w.<>?\[\], ]+?) (\w+)(<[\w, ]+>)?")
# What the compiler writes for every record, and what a type inherits: they are in no documentation.
GENERATED = re.compile(r"\b(op_Equality|op_Inequality|GetHashCode|Equals|ToString|Deconstruct|PrintMembers|Dispose)\b")


@dataclass
class Member:
    """A line of the public API, and its documentation."""

    declaration: str
    name: str
    parameters: tuple
    doc: ElementTree.Element | None = None


@dataclass
class Type:
    name: str
    declaration: str
    members: list = field(default_factory=list)
    doc: ElementTree.Element | None = None
    room: str = ""


def simple(name: str) -> str:
    """`System.Collections.Generic.IReadOnlyList<double>?` and its form in XML have one name here: `IReadOnlyList`."""
    name = re.sub(r"^(this|params|in|ref|out|scoped) ", "", name.strip()).rstrip("?@&")
    name = re.sub(r"^System\.Nullable\{(.*)\}$", r"\1", name)
    array = "[]" if name.endswith("[]") else ""
    name = re.sub(r"[<{`].*", "", name.removesuffix("[]").rstrip("?")).rpartition(".")[2]
    return KEYWORDS.get(name, name) + array


def split(text: str) -> list:
    """The parts between commas that are in no brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += character in "<{([" and 1 or character in ">})]" and -1 or 0
        if character == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def member_of(line: str, owner: str) -> Member:
    head = re.sub(r"\s*(\{.*\}|= .*;|;|,|= \d+,)$", "", line.removeprefix("public "))
    parts = re.match(r"(?P<before>.*?)(?P<name>[\w]+)(<[\w, ]+>)?\((?P<parameters>.*)\)", head)
    if parts and "(" in head:
        parameters = tuple(simple(re.sub(r"\s+\w+( = .*)?$", "", part)) for part in split(parts["parameters"]))
        name = parts["name"]
        return Member(line, "#ctor" if name == owner else name, parameters)
    if "this[" in head:
        inner = head[head.index("this[") + 5:head.rindex("]")]
        return Member(line, "Item", tuple(simple(part.rsplit(" ", 1)[0]) for part in split(inner)))
    name = re.match(r"(\w+) = ", line)
    return Member(line, name[1] if name else head.split()[-1], ())


def read_types(golden: str) -> dict:
    types, current = {}, None
    for line in golden.splitlines():
        match = TYPE.match(line)
        if match:
            current = Type(match[1], line.strip())
            types[current.name] = current
        elif line.startswith("        ") and current and not line.strip().startswith("["):
            current.members.append(member_of(line.strip(), current.name))
    return types


def attach(types: dict, documentation: Path) -> None:
    """Gives each public type and member its documentation. That of what is internal fits no line of the golden file."""
    for entry in ElementTree.parse(documentation).getroot().iter("member"):
        kind, _, path = entry.get("name").partition(":")
        path, _, parameters = path.partition("(")
        path = re.sub(r"`+\d+", "", path)
        if kind == "T":
            owner, name = path.rpartition(".")[2], None
        else:
            owner, name = path.rpartition(".")[0].rpartition(".")[2], path.rpartition(".")[2]
        if owner not in types or not path.startswith("Heavytail."):
            continue
        if name is None:
            # Internal types may share a public one's name, in a room's namespace.
            if types[owner].doc is None or path == f"Heavytail.{owner}":
                types[owner].doc = entry
            continue
        wanted = tuple(simple(part) for part in split(parameters.removesuffix(")").partition(")~")[0]))
        found = [member for member in types[owner].members if member.name == name and member.parameters == wanted]
        if not found and len(same := [member for member in types[owner].members if member.name == name]) == 1:
            found = same
        if found:
            found[0].doc = entry


def rooms(types: dict, source: Path) -> None:
    """The folder of src/Heavytail in which a type is declared."""
    declared = re.compile(
        r"^\s*public (?:[a-z]+ )*?"
        r"(?:class|struct|interface|enum|record(?: struct| class)?|delegate [\w<>?\[\], ]+?) (\w+)", re.M)
    for file in sorted(source.rglob("*.cs")):
        room = file.relative_to(source).parent.as_posix()
        for name in declared.findall(file.read_text(encoding="utf-8-sig")):
            if name in types and not types[name].room:
                types[name].room = "Heavytail" if room == "." else room


class Prose:
    """Documentation as Markdown, with links to types."""

    def __init__(self, types: dict, pages: dict):
        self.types, self.pages = types, pages

    def text(self, element: ElementTree.Element | None) -> str:
        if element is None:
            return ""
        parts = [self.escape(element.text)]
        for child in element:
            parts.append(self.one(child))
            parts.append(self.escape(child.tail))
        return re.sub(r"\s*\n\s*(?!\n)", " ", "".join(parts)).replace("\0", "\n").strip()

    def one(self, child: ElementTree.Element) -> str:
        if child.tag in ("see", "seealso"):
            return self.link(child.get("cref") or child.get("langword") or child.get("href") or "", child.text)
        if child.tag in ("paramref", "typeparamref"):
            return f"`{child.get('name')}`"
        if child.tag == "c":
            return f"`{child.text or ''}`"
        if child.tag == "code":
            return self.code(child.text or "")
        if child.tag == "para":
            return f"\0\0{self.text(child)}\0\0"
        if child.tag == "list":
            items = "".join(f"\0- {self.text(item)}" for item in child.iter("item"))
            return f"\0{items}\0\0"
        return self.text(child)

    @staticmethod
    def code(text: str) -> str:
        lines = text.strip("\n").split("\n")
        least = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        block = "\0".join(line[least:].rstrip() for line in lines)
        return f"\0\0```csharp\0{block}\0```\0\0"

    def link(self, target: str, text: str | None) -> str:
        if target.startswith("http"):
            return f"[{text or target}]({target})"
        path = re.sub(r"`+\d+|\(.*", "", target.partition(":")[2] or target)
        name = path.rpartition(".")[2]
        owner = name if name in self.types else path.rpartition(".")[0].rpartition(".")[2]
        label = text or (name if owner in (name, "") or owner not in self.types else f"{owner}.{name}")
        label = owner if label == f"{owner}.#ctor" else label
        if owner in self.pages:
            return f"[`{label}`]({self.pages[owner]}#{owner.lower()})"
        return f"`{label}`"

    @staticmethod
    def escape(text: str | None) -> str:
        return re.sub(r"([\\`*_{}\[\]<>|])", r"\\\1", text or "")


def tidy(declaration: str) -> str:
    """A declaration without what a reader knows: namespaces, bodies, IEquatable of records."""
    text = re.sub(r"\b(?:System(?:\.\w+)*|Heavytail(?:\.Reports)?)\.(?=[A-Z]\w*)", "", declaration)
    text = re.sub(r"(, )?IEquatable<\w+>", "", text)
    text = re.sub(r" :\s*$", "", text).replace(" { }", "").replace(" : ,", " :")
    return text.rstrip(",")


def wrapped(declaration: str) -> str:
    """Long lists of parameters with one on a line."""
    if len(declaration) <= 100 or "(" not in declaration:
        return declaration
    start, end = declaration.index("("), declaration.rindex(")")
    parts = split(declaration[start + 1:end])
    return f"{declaration[:start]}(\n    " + ",\n    ".join(parts) + declaration[end:]


def section(one: Type, prose: Prose) -> str:
    lines = [f"## {one.name}\n"]
    lines.append(f"```csharp\n{tidy(one.declaration)}\n```\n")
    if one.doc is not None:
        lines += documented(one.doc, prose)
    constant = "enum" in one.declaration
    members = [member for member in one.members
               if not (member.doc is None and GENERATED.search(member.declaration))]
    if constant:
        lines.append("| value | meaning |\n|---|---|")
        for member in members:
            summary = prose.text(member.doc.find("summary")) if member.doc is not None else ""
            lines.append(f"| `{member.name}` | {cell(summary)} |")
        lines.append("")
        return "\n".join(lines)
    # What has no parameters is a row of a table; the rest has a paragraph of its own.
    rows = [member for member in members if not member.parameters]
    if rows:
        lines.append("| member | |\n|---|---|")
        for member in rows:
            doc = prose.text(member.doc.find("summary")) if member.doc is not None else ""
            code = html.escape(tidy(member.declaration.removeprefix("public "))).replace("|", "&#124;")
            lines.append(f"| <code>{code}</code> | {cell(doc)} |")
        lines.append("")
    for member in members:
        if member.parameters:
            lines.append(f"```csharp\n{wrapped(tidy(member.declaration.removeprefix('public ')))}\n```\n")
            if member.doc is not None:
                lines += documented(member.doc, prose)
    return "\n".join(lines)


def cell(text: str) -> str:
    return text.replace("\n", " ")


def documented(doc: ElementTree.Element, prose: Prose) -> list:
    lines = []
    for tag in ("summary", "value"):
        if doc.find(tag) is not None:
            lines.append(prose.text(doc.find(tag)) + "\n")
    parameters = [entry for entry in doc if entry.tag in ("param", "typeparam") and prose.text(entry)]
    if parameters:
        lines.append("| parameter | |\n|---|---|")
        lines += [f"| `{entry.get('name')}` | {cell(prose.text(entry))} |" for entry in parameters]
        lines.append("")
    if doc.find("returns") is not None:
        lines.append(f"Returns: {prose.text(doc.find('returns'))}\n")
    for entry in doc.findall("exception"):
        lines.append(f"Throws {prose.link(entry.get('cref', ''), None)}: {prose.text(entry)}\n")
    for tag in ("remarks", "example"):
        if doc.find(tag) is not None:
            lines.append(prose.text(doc.find(tag)) + "\n")
    return lines


def write(golden: Path, documentation: Path, source: Path, folder: Path) -> tuple:
    """Writes a page a room and an index; returns the number of types and what was wrong."""
    types = read_types(golden.read_text(encoding="utf-8"))
    attach(types, documentation)
    rooms(types, source)
    problems = [f"{one.name} is declared nowhere in {source}" for one in types.values() if not one.room]
    pages = {one.name: one.room.lower().replace("/", "-") + ".md" for one in types.values()}
    prose = Prose(types, pages)
    folder.mkdir(parents=True)
    index = [
        "# Library\n",
        "The public types of the package `Heavytail`, by room. All are in the namespace `Heavytail`. Each room is a folder "
        "of the source; [the architecture](../repository/ARCHITECTURE.md) says what is in it. A test compares the "
        "declarations with the built library.\n",
    ]
    for room in sorted({one.room for one in types.values()}, key=lambda name: (name != "Heavytail", name)):
        inside = sorted((one for one in types.values() if one.room == room), key=lambda one: one.name)
        page = pages[inside[0].name]
        body = [f"# {room}\n", *[section(one, prose) for one in inside]]
        (folder / page).write_text("\n".join(body) + "\n", encoding="utf-8")
        index.append(f"## {room}\n\n| type | |\n|---|---|")
        for one in inside:
            summary = prose.text(one.doc.find("summary")) if one.doc is not None else ""
            first = re.split(r"(?<=[.:]) ", summary, maxsplit=1)[0]
            index.append(f"| [`{one.name}`]({page}#{one.name.lower()}) | {cell(html.unescape(first))} |")
        index.append("")
    (folder / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")
    return len(types), problems
