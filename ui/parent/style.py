"""How parent mode looks: always dark around the film, whatever the theme, with large quiet buttons.

Least sizes are said here and not on the widgets: the application's style sheet has its own, and a style sheet wins over a widget.
"""

from __future__ import annotations

from ui.theme import BIG_TARGET_PX, BODY_PX, DARK, RADIUS, SECTION_PX


def parent_style() -> str:
    """For the parent window's own style sheet."""
    t = DARK
    return f"""
    QWidget#parent {{ background: {t.paper}; }}
    QLabel {{ color: {t.ink}; }}
    QLabel[role="said"] {{ font-size: {SECTION_PX + 4}px; }}
    QLabel[role="section"] {{ font-size: {SECTION_PX}px; font-weight: 600; }}
    QLabel[role="count"] {{ color: {t.muted}; }}
    QToolButton {{
        background: {t.surface}; color: {t.ink}; border: 2px solid {t.surface}; border-radius: {RADIUS + 4}px;
        padding: 6px 8px; font-size: {BODY_PX}px; min-height: {BIG_TARGET_PX + 14}px; min-width: {2 * BIG_TARGET_PX}px;
    }}
    QToolButton[role="pen"] {{ min-height: {BIG_TARGET_PX}px; min-width: {BIG_TARGET_PX}px; }}
    QToolButton[role="quiet"] {{ background: transparent; border-color: transparent; color: {t.muted}; }}
    QToolButton:hover {{ border-color: {t.muted}; }}
    QToolButton:focus {{ border-color: {t.ink}; padding: 6px 8px; }}
    QToolButton:disabled {{ background: {t.paper}; color: {t.line}; border-color: {t.paper}; }}
    QToolButton:checked, QToolButton[filled="true"]:enabled {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QToolButton[filled="true"]:focus, QToolButton:checked:focus {{ border-color: {t.ink}; }}
    QToolButton[role="pen"]:checked {{ background: {t.surface}; border-color: {t.ink}; }}
    QFrame[role="panel"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS + 4}px; }}
    QFrame[role="panel"] QLineEdit {{
        background: {t.paper}; color: {t.ink}; border: 1px solid {t.muted}; border-radius: {RADIUS}px; padding: 4px 10px;
        min-height: {BIG_TARGET_PX - 10}px;
    }}
    QFrame[role="panel"] QLineEdit:focus {{ border: 2px solid {t.accent}; padding: 3px 9px; }}
    QPushButton {{
        background: {t.surface}; color: {t.ink}; border: 1px solid {t.muted}; border-radius: {RADIUS}px; padding: 4px 20px;
        min-height: {BIG_TARGET_PX - 10}px;
    }}
    QPushButton:focus {{ border: 2px solid {t.ink}; padding: 3px 19px; }}
    QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
    QPushButton[role="primary"]:disabled {{ background: {t.line}; color: {t.muted}; border-color: {t.line}; }}
    """
