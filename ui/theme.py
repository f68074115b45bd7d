"""The design tokens, light and dark, and the style sheet made from them: the only place where a colour or a size is named."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.domain.scheme import Tier
from resources.read import resource_folder

SPACE_INSIDE = 8
SPACE_BETWEEN = 16
SPACE_AROUND = 24
SPACE_GROUPS = 32
RADIUS = 8
BODY_PX = 15
SECONDARY_PX = 13
SECTION_PX = 20
TITLE_PX = 28
TARGET_PX = 32
BIG_TARGET_PX = 44
START_PX = 54  # the one big button of the film screen, round at its ends


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours as `#RRGGBB`. Every text colour has a contrast of at least 4.7:1 on paper and on surface (tested)."""

    paper: str
    surface: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    baby: str
    parent: str
    dyad: str
    context: str
    danger: str
    on_danger: str
    good: str
    warn: str

    def tier(self, tier: Tier) -> str:
        """The colour of a tier. Never the only sign: tiers differ by shape too."""
        return {Tier.BABY: self.baby, Tier.PARENT: self.parent, Tier.DYAD: self.dyad, Tier.CONTEXT: self.context}[tier]


LIGHT = Palette(
    paper="#FAF7F2", surface="#FFFFFF", line="#DED8CE", ink="#23282D", muted="#5B646D", accent="#1B6B72", on_accent="#FFFFFF",
    baby="#A85B00", parent="#3D52B0", dyad="#7B3C93", context="#566069",
    danger="#B3261E", on_danger="#FFFFFF", good="#2B7A3D", warn="#8A5A00",
)  # fmt: skip
DARK = Palette(
    paper="#14171A", surface="#1D2125", line="#353B41", ink="#ECE9E3", muted="#A9B1B8", accent="#6FC7C9", on_accent="#0E1113",
    baby="#F0A951", parent="#9DAEFF", dyad="#D79BEC", context="#A9B1B8",
    danger="#FF8A80", on_danger="#0E1113", good="#7FD08F", warn="#F1C15C",
)  # fmt: skip

_current = LIGHT


def tokens() -> Palette:
    """The colours in use now."""
    return _current


def system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply_theme(application: QApplication, palette: Palette) -> None:
    """Dress the whole application. Widgets that paint themselves read `tokens()` when they paint."""
    global _current  # noqa: PLW0603  one look per process
    _current = palette
    application.setStyle("Fusion")
    font = QFont(application.font())
    font.setPixelSize(BODY_PX)
    application.setFont(font)
    application.setPalette(_qt_palette(palette))
    QDir.setSearchPaths("drawn", [resource_folder(f"icons/{'dark' if palette == DARK else 'light'}")])
    application.setStyleSheet(_style_sheet(palette))


def _qt_palette(p: Palette) -> QPalette:
    qt = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: p.paper, role.Base: p.surface, role.AlternateBase: p.paper, role.Button: p.surface, role.Text: p.ink,
        role.WindowText: p.ink, role.ButtonText: p.ink, role.PlaceholderText: p.muted, role.Highlight: p.accent,
        role.HighlightedText: p.on_accent, role.ToolTipBase: p.surface, role.ToolTipText: p.ink, role.Link: p.accent, role.Mid: p.line,
    }  # fmt: skip
    for which, colour in pairs.items():
        qt.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, which, QColor(p.muted))
    return qt


def _style_sheet(p: Palette) -> str:
    """Roles are set with `widget.setProperty("role", ...)`: title, section, secondary, primary, danger, quiet, card, rail, banner."""
    return "".join(part(p) for part in (_words, _buttons, _fields, _boxes, _ticks, _frame, _filming, _edges))


def _words(p: Palette) -> str:
    """Labels, cards and the practice banner."""
    return f"""
    QWidget {{ font-size: {BODY_PX}px; }}
    QMainWindow, QDialog {{ background: {p.paper}; }}
    QLabel[role="title"] {{ font-size: {TITLE_PX}px; font-weight: 600; }}
    QLabel[role="section"] {{ font-size: {SECTION_PX}px; font-weight: 600; }}
    QLabel[role="secondary"] {{ font-size: {SECONDARY_PX}px; color: {p.muted}; }}
    QLabel[role="error"] {{ color: {p.danger}; }}
    QLabel[role="good"] {{ color: {p.good}; }}
    QLabel[role="warn"] {{ color: {p.warn}; }}
    QFrame[role="card"] {{ background: {p.surface}; border: 1px solid {p.line}; border-radius: {RADIUS}px; }}
    QFrame[role="banner"] {{ background: {p.warn}; }}
    QFrame[role="banner"] QLabel {{ color: {p.paper}; font-weight: 600; }}
    """


def _buttons(p: Palette) -> str:
    """Buttons, by role."""
    return f"""
    QPushButton, QToolButton {{
        background: {p.surface}; color: {p.ink}; border: 1px solid {p.line}; border-radius: {RADIUS}px;
        padding: 4px 14px; min-height: {TARGET_PX - 10}px; outline: 0;
    }}
    QFileDialog QToolButton, QFileDialog QToolButton:focus {{ padding: 2px; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {p.accent}; }}
    QPushButton:focus, QToolButton:focus {{ border: 2px solid {p.accent}; padding: 3px 13px; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {p.muted}; background: {p.paper}; }}
    QPushButton[role="primary"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; font-weight: 600; }}
    QPushButton[role="primary"]:focus {{ border: 2px solid {p.ink}; }}
    QPushButton[role="primary"]:disabled {{ background: {p.line}; color: {p.muted}; border-color: {p.line}; }}
    QPushButton[role="danger"] {{ background: {p.danger}; color: {p.on_danger}; border-color: {p.danger}; }}
    QPushButton[role="danger"]:focus {{ border: 2px solid {p.ink}; }}
    QPushButton[role="danger"]:disabled {{ background: {p.line}; color: {p.muted}; border-color: {p.line}; }}
    QPushButton[role="quiet"], QToolButton[role="quiet"] {{ background: transparent; border-color: transparent; }}
    QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus {{ border: 2px solid {p.accent}; }}
    QToolButton:checked, QPushButton:checked {{ background: {p.accent}; color: {p.on_accent}; }}
    QToolButton:checked:focus, QPushButton:checked:focus {{ border: 2px solid {p.ink}; }}
    """


def _fields(p: Palette) -> str:
    """Lines to write in, lists and progress."""
    return f"""
    QLineEdit, QPlainTextEdit, QTextEdit {{
        background: {p.surface}; color: {p.ink}; border: 1px solid {p.muted}; border-radius: {RADIUS}px; padding: 4px 8px;
        min-height: {TARGET_PX - 10}px; placeholder-text-color: {p.muted};
    }}
    QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{
        border: 2px solid {p.accent}; padding: 3px 7px;
    }}
    QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ background: {p.paper}; color: {p.muted}; border-color: {p.line}; }}
    QListView, QTableView, QTreeView {{
        background: {p.surface}; border: 1px solid {p.line}; border-radius: {RADIUS}px; outline: 0;
    }}
    QListView:focus, QTableView:focus, QTreeView:focus {{ border: 2px solid {p.accent}; }}
    QListView[role="offers"], QListView[role="offers"]:focus {{
        border: 1px solid {p.muted}; border-radius: 0; selection-background-color: {p.accent}; selection-color: {p.on_accent};
    }}
    QListView[role="offers"]::item {{ min-height: {TARGET_PX}px; padding: 0 6px; }}
    QProgressBar {{ border: 1px solid {p.line}; border-radius: 4px; background: {p.surface}; min-height: 8px; text-align: center; }}
    QProgressBar::chunk {{ background: {p.accent}; border-radius: 4px; }}
    """


def _boxes(p: Palette) -> str:
    """Lists that open, and numbers that are counted up and down. Their arrows are files: a style sheet can draw none."""
    return f"""
    QComboBox, QAbstractSpinBox {{
        background: {p.surface}; color: {p.ink}; border: 1px solid {p.muted}; border-radius: {RADIUS}px; padding: 2px 10px;
        min-height: {TARGET_PX - 6}px; selection-background-color: {p.accent}; selection-color: {p.on_accent};
    }}
    QComboBox:hover, QAbstractSpinBox:hover {{ border-color: {p.accent}; }}
    QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus {{ border: 2px solid {p.accent}; padding: 1px 9px; }}
    QComboBox:disabled, QAbstractSpinBox:disabled {{ background: {p.paper}; color: {p.muted}; border-color: {p.line}; }}
    QComboBox::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: 28px; border: 0; }}
    QComboBox::down-arrow {{ image: url(drawn:caret-down.svg); width: 14px; height: 14px; }}
    QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {{
        background: {p.surface}; color: {p.ink}; border: 1px solid {p.muted}; border-radius: 0; padding: 4px;
        selection-background-color: {p.accent}; selection-color: {p.on_accent};
    }}
    QComboBox {{ combobox-popup: 0; }}
    QComboBox QAbstractItemView::item {{ min-height: {TARGET_PX}px; padding: 0 4px; border-radius: 4px; }}
    QComboBox QAbstractItemView::item:hover, QComboBox QAbstractItemView::item:selected {{ background: {p.accent}; color: {p.on_accent}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ subcontrol-origin: padding; width: 28px; border: 0; }}
    QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
    QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QAbstractSpinBox::up-arrow {{ image: url(drawn:caret-up.svg); width: 12px; height: 12px; }}
    QAbstractSpinBox::down-arrow {{ image: url(drawn:caret-down.svg); width: 12px; height: 12px; }}
    QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {{ background: {p.paper}; }}
    QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{
        border: 0; padding: 0; min-height: 0; background: transparent;
    }}
    """


def _ticks(p: Palette) -> str:
    """Boxes to tick, with the ring around box and words."""
    return f"""
    QCheckBox {{
        min-height: {TARGET_PX - 6}px; padding: 1px 6px 1px 3px; border: 2px solid transparent; border-radius: {RADIUS}px; spacing: 8px;
        outline: 0;
    }}
    QCheckBox:focus {{ border-color: {p.accent}; }}
    QCheckBox:disabled {{ color: {p.muted}; }}
    QCheckBox::indicator {{ width: 18px; height: 18px; border: 1px solid {p.muted}; border-radius: 4px; background: {p.surface}; }}
    QCheckBox::indicator:hover {{ border-color: {p.accent}; }}
    QCheckBox::indicator:checked {{ background: {p.accent}; border-color: {p.accent}; image: url(drawn:check.svg); }}
    QCheckBox::indicator:disabled {{ background: {p.paper}; border-color: {p.line}; }}
    QCheckBox::indicator:checked:disabled {{ background: {p.muted}; border-color: {p.muted}; }}
    """


def _frame(p: Palette) -> str:
    """Notices, the rail, the status line and what stands in them."""
    return f"""
    QFrame[role^="notice"] {{
        background: {p.surface}; border: 1px solid {p.line}; border-left: 4px solid {p.accent}; border-radius: {RADIUS}px;
    }}
    QFrame[role="notice-error"] {{ border-left-color: {p.danger}; }}
    QFrame[role="notice-warn"] {{ border-left-color: {p.warn}; }}
    QFrame[role="notice-good"] {{ border-left-color: {p.good}; }}
    QLabel[role="notice-title"] {{ font-weight: 600; border: 0; }}
    QFrame[role="rail"] {{ background: {p.surface}; border: 0; border-right: 1px solid {p.line}; }}
    QFrame[role="rail"] QToolButton {{
        background: transparent; border: 2px solid transparent; padding: 6px 2px; font-size: {SECONDARY_PX}px; color: {p.muted};
    }}
    QFrame[role="rail"] QToolButton:hover {{ color: {p.ink}; background: {p.paper}; }}
    QFrame[role="rail"] QToolButton:checked {{ color: {p.accent}; background: {p.paper}; }}
    QFrame[role="rail"] QToolButton:focus {{ border-color: {p.accent}; }}
    QFrame[role="top"], QFrame[role="status"] {{ background: {p.paper}; border: 0; }}
    QFrame[role="status"] {{ border-top: 1px solid {p.line}; }}
    QFrame[role="status"] QLabel {{ font-size: {SECONDARY_PX}px; color: {p.muted}; }}
    QFrame[role="status"] QLabel[role="warn"] {{ color: {p.warn}; }}
    QLabel[role="offer"] {{ font-size: {SECTION_PX}px; font-weight: 600; color: {p.accent}; }}
    QLabel[role="code"] {{ font-size: {SECTION_PX}px; font-weight: 600; font-family: monospace; }}
    QLabel[role="row-title"] {{ font-weight: 600; }}
    QLabel[role="family"] {{ font-weight: 600; }}
    """


def _filming(p: Palette) -> str:
    """The film screen: large targets, and the only red that is not destruction."""
    big = f"min-height: {BIG_TARGET_PX - 10}px; padding: 4px 18px; font-weight: 600;"
    return f"""
    QPushButton[role^="film-"] {{ {big} }}
    QPushButton[role^="film-"]:focus {{ padding: 3px 17px; }}
    QPushButton[role="film-start"] {{
        background: {p.danger}; color: {p.on_danger}; border-color: {p.danger};
        border-radius: {START_PX // 2}px; min-height: {START_PX - 2}px; font-size: {SECTION_PX}px;
    }}
    QPushButton[role="film-stop"] {{ background: {p.danger}; color: {p.on_danger}; border-color: {p.danger}; }}
    QPushButton[role="film-go-on"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
    QPushButton[role="film-start"]:focus, QPushButton[role="film-stop"]:focus, QPushButton[role="film-go-on"]:focus {{
        border: 2px solid {p.ink};
    }}
    QPushButton[role^="film-"]:disabled {{ background: {p.line}; color: {p.muted}; border-color: {p.line}; }}
    QComboBox[role="big"], QCheckBox[role="big"] {{ min-height: {BIG_TARGET_PX - 6}px; }}
    QLineEdit[role="big"], QPushButton[role="big"] {{ min-height: {BIG_TARGET_PX - 10}px; }}
    QLabel[role="film-dot"] {{ font-size: {SECTION_PX}px; color: {p.danger}; }}
    QLabel[role="film-dot-off"] {{ font-size: {SECTION_PX}px; color: {p.muted}; }}
    QLabel[role="film-sign"] {{ font-size: {SECTION_PX}px; font-weight: 600; }}
    QLabel[role="film-time"] {{ font-size: {TITLE_PX}px; font-weight: 600; }}
    QFrame[role^="film-line"] {{ background: {p.surface}; border: 0; border-bottom: 2px solid {p.danger}; }}
    QFrame[role="film-line-off"] {{ border-bottom-color: {p.line}; }}
    QFrame[role^="film-line"] QLabel {{ font-weight: 600; }}
    QFrame[role="rail"] QToolButton[filming="true"] {{ color: {p.danger}; }}
    """


def _edges(p: Palette) -> str:
    """Menu bar, scroll bars and tool tips."""
    return f"""
    QMenuBar {{ background: transparent; border: 0; padding: 0; }}
    QMenuBar::item {{ background: transparent; color: {p.ink}; padding: 5px 8px; border-radius: 6px; }}
    QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {p.surface}; color: {p.accent}; }}
    QScrollBar {{ background: transparent; border: 0; margin: 0; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {p.muted}; border: 3px solid transparent; border-radius: 6px; }}
    QScrollBar::handle:vertical {{ min-height: 32px; }}
    QScrollBar::handle:horizontal {{ min-width: 32px; }}
    QScrollBar::handle:hover {{ background: {p.accent}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QScrollArea, QWidget[role="page"] {{ background: {p.paper}; border: 0; }}
    QToolTip {{ background: {p.surface}; color: {p.ink}; border: 1px solid {p.line}; padding: 4px; }}
    """
