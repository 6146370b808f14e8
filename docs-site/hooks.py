"""Wide tables scroll by themselves, not the page."""


def on_page_content(html, **_):
    return html.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")
