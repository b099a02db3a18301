"""compose.yaml as compose would understand it: its variables replaced."""

import yaml


class NotSet(Exception):
    """What `${NAME:?…}` says when NAME is empty."""


def interpolated(text, environment):
    """`${NAME}`, with `-` (unless set), `:-` (unless set to something) or `:?` after the name; `$$` is a
    dollar."""
    found, rest = "", text
    while "$" in rest:
        before, rest = rest.split("$", 1)
        found += before
        if rest.startswith("$"):
            found, rest = found + "$", rest[1:]
            continue
        assert rest.startswith("{"), rest
        inside, rest = _inside_braces(rest[1:])
        found += _value(inside, environment)
    return found + rest


def _inside_braces(text):
    depth = 1
    for spot, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if not depth:
            return text[:spot], text[spot + 1 :]
    raise ValueError(text)


def _value(inside, environment):
    name = inside
    for spot, character in enumerate(inside):
        if not (character.isalnum() or character == "_"):
            name = inside[:spot]
            break
    sign = inside[len(name) :]
    set_to = environment.get(name)
    if sign.startswith(":?") and not set_to:
        raise NotSet(name)
    if sign.startswith("-"):
        return interpolated(sign[1:], environment) if set_to is None else set_to
    assert sign[:2] in ("", ":-", ":?"), inside
    return set_to or (interpolated(sign[2:], environment) if sign.startswith(":-") else "")


def services(text, environment):
    """{service: its environment}, a name without a value being left out as compose does."""

    def told(mapping):
        for name, value in mapping.items():
            if value is not None:
                yield name, interpolated(str(value), environment)
            elif name in environment:
                yield name, environment[name]

    found = yaml.safe_load(text)["services"]
    return {name: dict(told(service.get("environment", {}))) for name, service in found.items()}
