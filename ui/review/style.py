"""The few looks that only the review screen needs, made from the tokens of the theme."""

from __future__ import annotations

from ui.theme import SECONDARY_PX, SECTION_PX, tokens


def review_style() -> str:
    """For the screen's own style sheet: compact transport, the large time, fields with something wrong, the overview of keys."""
    t = tokens()
    return f"""
    QLabel[role="time"] {{ font-size: 17px; font-weight: 600; color: {t.ink}; }}
    QLabel[role="time-near"] {{ font-size: 17px; font-weight: 600; color: {t.muted}; }}
    QLabel[role="section"] {{ font-size: {SECTION_PX - 3}px; font-weight: 600; }}
    QToolButton[role="transport"] {{ padding: 2px 3px; background: transparent; border-color: transparent; font-size: {SECONDARY_PX}px; }}
    QToolButton[role="transport"]:hover {{ border-color: {t.line}; background: {t.surface}; }}
    QToolButton[role="transport"]:focus {{ border: 2px solid {t.accent}; padding: 1px 2px; }}
    QToolButton[role="transport"]:checked {{ background: {t.accent}; }}
    QToolButton[role="filter"] {{ padding: 2px 6px; font-size: {SECONDARY_PX}px; }}
    QToolButton[role="filter"]:focus {{ padding: 1px 5px; }}
    QLineEdit[role="wrong"] {{ border: 2px solid {t.warn}; }}
    QFrame[role="card"] QPushButton {{ padding: 3px 10px; }}
    QFrame[role="card"] QPushButton:focus {{ padding: 2px 9px; }}
    QFrame[role="help"], QFrame[role="help"] QWidget[role="page"] {{ background: {t.paper}; }}
    """
