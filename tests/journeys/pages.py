"""A page as the person before it has it: its sentences, and its forms as a browser would send them."""

import html
import re
from html.parser import HTMLParser

from django.urls import resolve

VOID = {"input", "br", "img", "link", "meta", "hr", "path", "circle"}
UNCHECKED = {"radio", "checkbox"}


class Form:
    """The controls of one form: what may be sent (`names`), what would be sent untouched (`values`)."""

    def __init__(self, action):
        self.action = action
        self.names, self.values, self.passwords, self.buttons = set(), {}, set(), []

    def hold(self, name, value):
        self.names.add(name)
        if value is not None:
            self.values.setdefault(name, []).append(value)

    @property
    def typed(self):
        """What a person put in it: neither the token nor a password, which no page gives back."""
        hidden = {"csrfmiddlewaretoken", *self.passwords}
        return {name: values for name, values in self.values.items() if name not in hidden and values != [""]}

    def filled(self, changes, *, press=""):
        """What the browser sends once `changes` are typed and the button is pressed; None empties a
        control."""
        assert changes.keys() <= self.names, f"not in the form: {sorted(changes.keys() - self.names)}"
        sent = {name: list(values) for name, values in self.values.items()}
        for name, value in changes.items():
            sent.pop(name, None)
            if value is not None:
                sent[name] = (
                    [str(one) for one in value] if isinstance(value, (list, tuple, set)) else [str(value)]
                )
        if press:
            assert press in self.buttons, f"no such button: {press} among {self.buttons}"
            sent[press] = ["1"]
        return sent


class _Reader(HTMLParser):
    """Walks over <main> and gathers its forms."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.ids, self.text = [], set(), []
        self._in_main, self._form, self._area, self._select, self._disabled = False, None, None, None, 0

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "main":
            self._in_main = True
        if not self._in_main:
            return
        self.text.append(" ")
        if tag == "form":
            self._form = Form(found.get("action", ""))
            self.forms.append(self._form)
        elif tag == "fieldset" and "disabled" in found:
            self._disabled += 1
        elif self._form is not None and "disabled" not in found and not self._disabled:
            self._control(tag, found)

    def _control(self, tag, found):
        name = found.get("name")
        if tag == "button":
            self._form.buttons.append(name or "")
        elif tag == "input" and name:
            kind = found.get("type", "text")
            is_off = kind in UNCHECKED and "checked" not in found
            self._form.hold(name, None if is_off else found.get("value", "on" if kind in UNCHECKED else ""))
            if kind == "password":
                self._form.passwords.add(name)
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = (name, [], "multiple" in found)
        elif tag == "option" and self._select:
            self._select[1].append((found.get("value", ""), "selected" in found))

    def handle_data(self, written):
        if self._area:
            self._area[1].append(written)
        elif self._in_main:
            self.text.append(written)

    def handle_endtag(self, tag):
        if tag == "main":
            self._in_main = False
        elif tag == "form":
            self._form = None
        elif tag == "fieldset" and self._disabled:
            self._disabled -= 1
        elif tag == "textarea" and self._area:
            name, parts = self._area
            # a browser drops the line feed that opens a textarea
            self._form.hold(name, "".join(parts).removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select:
            self._close_select()
        self.text.append(" ")

    def _close_select(self):
        name, options, is_multiple = self._select
        chosen = [value for value, is_selected in options if is_selected]
        if not chosen and options and not is_multiple:
            chosen = [options[0][0]]
        self._form.names.add(name)
        for value in chosen:
            self._form.hold(name, value)
        self._select = None


class Page:
    """An answer that is read."""

    def __init__(self, response):
        self.response, self.status = response, response.status_code
        self.path = response.request["PATH_INFO"]
        self.source = response.content.decode()
        reader = _Reader()
        reader.feed(self.source)
        self.ids, self.forms = reader.ids, reader.forms
        self.text = in_one_line("".join(reader.text))

    @property
    def pk(self):
        """The key in the address of the page."""
        return resolve(self.path).kwargs["pk"]

    @property
    def context(self):
        return self.response.context

    def form(self, changes=()):
        """The form that holds these controls; without any, the first that is sent to its own page."""
        own = [form for form in self.forms if form.action in ("", self.path)] or self.forms
        found = [form for form in own if set(changes) <= form.names]
        assert found, f"no form of {self.path} has {sorted(changes)}: {[sorted(f.names) for f in own]}"
        return found[0]

    def _said(self, pattern):
        """What the page says at each place that looks like this."""
        return [plain(found) for found in re.findall(pattern, self.source, re.S)]

    # --- what each person's home says ---
    @property
    def now(self):
        """« À faire maintenant »."""
        return next(iter(self._said(r'<p class="over">À faire maintenant</p>\s*<h2>(.*?)</h2>')), None)

    @property
    def awaited(self):
        """« En attente »."""
        return self._said(r'<p class="over">En attente</p>\s*<h2>(.*?)</h2>')

    @property
    def tiles(self):
        """The tag of each block."""
        return self._said(r'<article class="box tile.*?<span class="tag[^"]*">(.*?)</span>')

    @property
    def figures(self):
        """The office's day: what the four numbers say."""
        found = re.findall(r'<span class="over">(.*?)</span><b class="num">(\d+)</b>', self.source)
        return {plain(label): int(number) for label, number in found if int(number)}

    @property
    def turns(self):
        """The juror's list: what waits, in words."""
        return self._said(r'<li class="waits">.*?<span class="tag [^"]*">(.*?)</span></li>')

    # --- what a form refuses ---
    @property
    def refusals(self):
        """{field: sentences}; "" for the form itself. Each is in the page."""
        form = self.context["form"]
        found = {
            ("" if name == "__all__" else name): [in_one_line(sentence) for sentence in said]
            for name, said in form.errors.items()
        }
        for sentences in found.values():
            for sentence in sentences:
                assert sentence in self.text, f"not in the page: {sentence}"
        return found

    @property
    def dead_links(self):
        """Links of the summary of refusals to a place that the page has not."""
        places = re.findall(r'<li><a href="#([^"]+)">', self.source)
        return [place for place in places if place not in self.ids]


def plain(source):
    return in_one_line(html.unescape(re.sub(r"<[^>]*>", " ", source)))


def in_one_line(text):
    return " ".join(text.split())
