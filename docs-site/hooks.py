"""Pages as a browser shows them best: wide tables scroll by themselves, code in tables breaks between its words and not
after the dashes of an option, and a link that names a file of docs/ has the title of its page."""

import re
from posixpath import basename

SHORT = 26
LINK = re.compile(r'(<a href="[^"]*">)([\w-]+\.md)(</a>)')


def on_page_content(html, **_):
    html = html.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")
    html = re.sub(r"<td>.*?</td>", lambda cell: re.sub(r"<code>([^<>]+)</code>", words, cell[0]), html, flags=re.DOTALL)
    return re.sub(rf"<code>([^<>]{{1,{SHORT}}})</code>", r'<code class="short">\1</code>', html)


def words(code):
    parts = (f'<span class="short">{word}</span>' if len(word) <= SHORT else word for word in code[1].split(" "))
    return "<code>" + " ".join(parts) + "</code>"


def on_page_context(context, page, nav, **_):
    titles = {basename(other.file.src_uri): other.title for other in nav.pages if "README" not in other.file.src_uri}
    page.content = LINK.sub(lambda link: f"{link[1]}{titles.get(link[2], link[2])}{link[3]}", page.content)
    return context
