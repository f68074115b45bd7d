"""An enrolment code, photographed off a screen or a sheet."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import segno
from numpy.typing import NDArray

from app.domain.invitation import invitation_text
from sync.pairing import code_of
from video.qr import read_qr_picture

TEXT = invitation_text("https://samspill.example.kommune.no", code_of("0123456789ABCDEF", bytes(32)))


def drawn(*, dark_on_light: bool = True) -> NDArray[np.uint8]:
    rows = segno.make(TEXT, error="m").matrix_iter(scale=6, border=4)
    dark, light = (0, 255) if dark_on_light else (255, 0)
    return np.array([[dark if module else light for module in row] for row in rows], np.uint8)


def photographed(code: NDArray[np.uint8], *, side: int, turned: float, tilted: float, blur: float, noise: float) -> NDArray[np.uint8]:
    """As a camera of 1280x720 sees it: `side` in pixels, `turned` in degrees, `tilted` as a share of its width."""
    edge, half, angle = code.shape[0], side / 2, np.deg2rad(turned)
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners[:, 0] *= 1 + tilted * corners[:, 1] / half
    corners += [640, 360]
    straight = np.array([[0, 0], [edge, 0], [edge, edge], [0, edge]], np.float32)
    seen = cv2.getPerspectiveTransform(straight, corners.astype(np.float32))
    picture = np.full((720, 1280), 120, np.uint8)
    there = cv2.warpPerspective(np.full_like(code, 255), seen, (1280, 720)) > 0
    picture[there] = cv2.warpPerspective(code, seen, (1280, 720))[there]
    soft = cv2.GaussianBlur(picture, (0, 0), blur)
    grainy = soft[..., None] + np.random.default_rng(7).normal(0, noise, (720, 1280, 3))
    return np.clip(grainy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("side", "turned", "tilted"),
    [(400, 0.0, 0.0), (250, 10.0, 0.1), (350, 170.0, 0.1), (220, 45.0, 0.0)],
    ids=["straight", "far", "upside down", "turned"],
)
@pytest.mark.parametrize("dark_on_light", [True, False])
def test_it_is_read_as_people_hold_it(side: int, turned: float, tilted: float, dark_on_light: bool) -> None:
    picture = photographed(drawn(dark_on_light=dark_on_light), side=side, turned=turned, tilted=tilted, blur=1.0, noise=8)
    assert read_qr_picture(picture) == TEXT


def test_a_large_picture_and_one_in_grey() -> None:
    assert read_qr_picture(np.kron(drawn(), np.ones((8, 8), np.uint8))) == TEXT
    assert read_qr_picture(drawn()) == TEXT


@pytest.mark.parametrize("shape", [(720, 1280, 3), (480, 640), (1, 1, 3), (0, 0, 3), (20, 2000, 3)])
def test_no_code_is_none(shape: tuple[int, ...]) -> None:
    assert read_qr_picture(np.random.default_rng(3).integers(0, 255, shape, np.uint8)) is None


def test_half_a_code_is_none() -> None:
    assert read_qr_picture(drawn()[:150]) is None
