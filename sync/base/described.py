"""The interface for laptops as a page: made from the same description as `/openapi.json`, with no script and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ info.title }}: interface</title>
<link rel="stylesheet" href="/assets/dashboard.css">
</head>
<body>
<main>
<h1>{{ info.title }}: interface {{ info.version }}</h1>
<p>{{ info.description }}</p>
<p>For machines: <a href="/openapi.json">openapi.json</a></p>
{% for request in requests %}
<section>
<h2>{{ request.method }} {{ request.path }}</h2>
<ul>
{% for one in request.parameters %}
<li>{{ one.in }} <code>{{ one.name }}</code>{{ "" if one.required else ", may be left out" }}: <code>{{ one.schema.pattern }}</code></li>
{% endfor %}
</ul>
<p>{% if request.asks %}Body: <a href="#{{ request.asks }}">{{ request.asks }}</a>. {% endif %}
Answer: <a href="#{{ request.gives }}">{{ request.gives }}</a></p>
</section>
{% endfor %}
<section>
<h2>Messages</h2>
{% for name, words, fields in messages %}
<h3 id="{{ name }}">{{ name }}</h3>
{% if words %}<p>One of: <code>{{ words }}</code></p>{% endif %}
{% if fields %}<ul>{% for field, kind in fields %}<li><code>{{ field }}</code>: {{ kind }}</li>{% endfor %}</ul>{% endif %}
{% endfor %}
</section>
</main>
</body>
</html>
"""


def page(described: Mapping[str, Any]) -> str:
    """HTML of an OpenAPI description."""
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(_PAGE)
    return template.render(info=described["info"], requests=_requests(described), messages=_messages(described))


def _requests(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    before = described["servers"][0]["url"]
    return [
        {
            "method": method.upper(),
            "path": before + path,
            "parameters": one.get("parameters", []),
            "asks": _body_title(one.get("requestBody")),
            "gives": _title(one["responses"]["200"]["content"]["application/json"]["schema"]),
        }
        for path, methods in described["paths"].items()
        for method, one in methods.items()
    ]


def _messages(described: Mapping[str, Any]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each with its words, if it is a closed list, or its fields."""
    return [
        (name, " | ".join(map(str, schema.get("enum", ()))), [(key, _kind(said)) for key, said in schema.get("properties", {}).items()])
        for name, schema in sorted(described["components"]["schemas"].items())
    ]


def _body_title(body: Mapping[str, Any] | None) -> str:
    return "" if body is None else _title(body["content"]["application/json"]["schema"])


def _title(schema: Mapping[str, Any]) -> str:
    return str(schema.get("title") or schema.get("$ref", "").rpartition("/")[2])


def _kind(said: Mapping[str, Any]) -> str:
    """A field in a few words: its words, its shape, or which message it is."""
    if "const" in said:
        return str(said["const"])
    if "enum" in said:
        return " | ".join(map(str, said["enum"]))
    if "anyOf" in said or "oneOf" in said:
        return " or ".join(_kind(one) for one in said.get("anyOf") or said["oneOf"])
    if said.get("type") == "array":
        return f"list of {_kind(said['items'])}"
    return str(said.get("pattern") or said.get("format") or said.get("type") or _title(said))
