"""The sound of the practice film, synthesised: soft voice-like tones, a rattle, and the hush of a room. Quiet, as living rooms are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from video.practice_story import Sound, Story, Voice

RATE_HZ = 48_000
_LOUDNESS = {Voice.COO: 0.06, Voice.FUSS: 0.085, Voice.WORDS: 0.055, Voice.HUM: 0.035, Voice.RATTLE: 0.05}
_HUSH = 0.0012
Samples = NDArray[np.float32]


def sound_track(story: Story) -> Samples:
    """Mono samples from -1 to 1 at RATE_HZ, as long as the story. The same for the same story, always."""
    random = np.random.default_rng(20_260_312)
    total = round(story.length_s * RATE_HZ)
    hush = random.standard_normal(total)
    track = np.convolve(hush, np.full(24, 1 / 24), "same") * _HUSH * 4
    track += 0.0006 * np.sin(2 * np.pi * 50 * np.arange(total) / RATE_HZ)  # a refrigerator, two rooms away
    for sound in story.sounds:
        start = round(sound.at_s * RATE_HZ)
        heard = _voice(sound, random)[: total - start]
        track[start : start + len(heard)] += heard
    return track.astype(np.float32)


def _voice(sound: Sound, random: np.random.Generator) -> NDArray[np.float64]:
    count = round(sound.length_s * RATE_HZ)
    time = np.arange(count) / RATE_HZ
    share = time / sound.length_s
    if sound.voice is Voice.RATTLE:
        shakes = np.maximum(0, np.sin(2 * np.pi * 9 * time)) ** 6
        return np.asarray(random.standard_normal(count) * shakes * np.sin(np.pi * share) * _LOUDNESS[sound.voice])
    pitch, formants, beats = _MANNER[sound.voice]
    melody = pitch * (1 + 0.22 * np.sin(np.pi * share * 1.6) - 0.08 * share + 0.012 * np.sin(2 * np.pi * 5.2 * time))
    if sound.voice is Voice.WORDS:  # the sing-song of speech to a baby
        melody *= 1 + 0.20 * np.sin(2 * np.pi * share * 1.5)
    phase = 2 * np.pi * np.cumsum(melody) / RATE_HZ
    tone = np.zeros(count)
    for harmonic in range(1, 13):
        at = pitch * harmonic
        weight = sum(np.exp(-(((at - formant) / 260) ** 2)) for formant in formants) + 0.5 / harmonic**2
        tone += weight * np.sin(harmonic * phase)
    syllables = 0.35 + 0.65 * np.abs(np.sin(np.pi * beats * time)) if beats else 1.0
    swell = np.minimum(1, np.minimum(share, 1 - share) / 0.18)
    tone *= syllables * swell
    return np.asarray(tone / np.max(np.abs(tone)) * _LOUDNESS[sound.voice])


# Pitch in Hz, the two resonances of the mouth in Hz, syllables a second (0: one long sound).
_MANNER: dict[Voice, tuple[float, tuple[float, float], float]] = {
    Voice.COO: (370.0, (620.0, 1150.0), 0.0),
    Voice.FUSS: (430.0, (950.0, 1700.0), 1.6),
    Voice.WORDS: (225.0, (560.0, 1500.0), 4.3),
    Voice.HUM: (165.0, (330.0, 800.0), 0.8),
}
