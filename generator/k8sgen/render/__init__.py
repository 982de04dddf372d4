"""From decisions to text. Templates loop and print; one for each kind of file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2

from k8sgen.render.layout import assign, fit


class Renderer:
    """Compiles each template once."""

    def __init__(self) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
            undefined=jinja2.StrictUndefined,
            # C++ is not HTML: texts of a specification come in escaped, see lower/text.py.
            autoescape=False,  # noqa: S701
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
        )
        self._templates.filters.update(assign=assign, fit=fit, numbers=_numbers)

    def render(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(values)


def _numbers(values: Iterable[int]) -> str:
    return ", ".join(str(value) for value in values)
