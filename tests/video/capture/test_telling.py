"""Orders and events cross the wire whole, and nothing out of bounds does."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ErrorCode
from app.domain.filming import (
    BackAgain,
    Camera,
    CameraFormat,
    Devices,
    DevicesFound,
    FaceBox,
    FacesSeen,
    FilmEnded,
    FilmingChoice,
    Gap,
    GapReason,
    Level,
    Microphone,
    Opened,
    Part,
    Preset,
    PreviewShown,
    Pulse,
    StudioEvent,
    Trouble,
)
from video.capture.orders import SESSION, OpenThese, Order, Plain, ViewOf, WatchFaces, is_possible, order_message, read_order
from video.capture.telling import MOST_DEVICES, PICTURE_BYTES, EventReader, event_messages, film_message
from video.wire import Message, Sender, WireFault, exactly, read_frame

HD = CameraFormat(1280, 720, 30)
ids = st.text(min_size=1, max_size=300).filter(lambda text: text.isprintable())
formats = st.builds(CameraFormat, st.integers(1, 16_384), st.integers(1, 16_384), st.integers(1, 1000)).filter(is_possible)
names = st.text(max_size=60).map(lambda text: "".join(filter(str.isprintable, text)).strip())
EVENTS: list[StudioEvent] = [
    DevicesFound(Devices()),
    DevicesFound(Devices((Camera("/dev/video0", "Kamera på skjermen", (HD,)),), (Microphone("mic", "Mic", is_default=True),))),
    Opened(HD, sound=True),
    Opened(None, sound=False),
    PreviewShown(0, 640, 360, 2560, 1, 2),
    Level(1000, 3, clipping=True),
    Pulse(5, 6, 7, Preset.VERYFAST),
    FacesSeen(()),
    FacesSeen((FaceBox(1, 2, 3, 4), FaceBox(0, 0, 1000, 1000))),
    Trouble(Part.CAMERA, ErrorCode.CAMERA_BUSY),
    Trouble(Part.MICROPHONE, ErrorCode.MICROPHONE_GONE),
    BackAgain(Part.MICROPHONE),
    Gap(5, 6, GapReason.ASLEEP),
    FilmEnded(1, 2, 3),
]


def crossed(message: Message) -> Message:
    """The message as the other side reads it."""
    pipe = bytearray()
    Sender(pipe.extend).send(message)
    frame = read_frame(exactly(io.BytesIO(bytes(pipe)).read))
    assert isinstance(frame, Message)
    return frame


def told(event: StudioEvent) -> list[StudioEvent | None]:
    reader = EventReader(PICTURE_BYTES)
    return [reader.read(crossed(message)) for message in event_messages(event)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_arrive_as_they_were_told(event: StudioEvent) -> None:
    *unfinished, last = told(event)
    assert last == event
    assert set(unfinished) <= {None}


@given(st.lists(st.builds(Camera, ids, names, st.lists(formats, max_size=20).map(tuple)), max_size=6).map(tuple))
def test_cameras_of_any_name_arrive(cameras: tuple[Camera, ...]) -> None:
    assert told(DevicesFound(Devices(cameras)))[-1] == DevicesFound(Devices(cameras))


@pytest.mark.parametrize("order", [*Plain, ViewOf(0, 0), ViewOf(4096, 4096), WatchFaces(on=True), WatchFaces(on=False)])
def test_orders_arrive_as_they_were_given(order: Order) -> None:
    assert read_order(crossed(order_message(order))) == order


@given(st.none() | ids, st.none() | ids, st.none() | formats)
def test_any_choice_arrives(camera: str | None, microphone: str | None, shape: CameraFormat | None) -> None:
    order = OpenThese(FilmingChoice(camera, microphone, shape))
    assert read_order(crossed(order_message(order))) == order


def test_what_drivers_list_of_nonsense_is_left_out_and_names_are_cleaned() -> None:
    odd = (CameraFormat(0, 720, 30), CameraFormat(1280, 720, 0), HD, CameraFormat(1 << 20, 1, 1))
    camera = Camera("id", "good\u202e\n\x07name" + "x" * 500, odd)
    found = told(DevicesFound(Devices((camera,))))[-1]
    assert isinstance(found, DevicesFound)
    assert found.devices.cameras[0].formats == (HD,)
    assert found.devices.cameras[0].name == ("goodname" + "x" * 500)[:120]


def test_more_devices_than_anyone_has_are_left_out() -> None:
    many = tuple(Camera(str(number), "x") for number in range(200))
    found = told(DevicesFound(Devices(many)))[-1]
    assert isinstance(found, DevicesFound)
    assert len(found.devices.cameras) == MOST_DEVICES


SHOWN = PreviewShown(0, 640, 360, 2560, 0, 0)
BAD_EVENTS: list[Message] = [
    *(
        event_messages(event)[0]
        for event in (
            replace(SHOWN, offset=-1),
            replace(SHOWN, offset=PICTURE_BYTES - 100),
            replace(SHOWN, stride_bytes=2000),
            replace(SHOWN, width=1 << 40),
            replace(SHOWN, height=0),
            Level(1001, 0, clipping=False),
            Level(-1, 0, clipping=False),
            Pulse(-1, 0, 0, Preset.VERYFAST),
            Trouble(Part.STUDIO, ErrorCode.STUDIO_DIED),
            Trouble(Part.CAMERA, ErrorCode.STUDIO_DIED),
            Trouble(Part.CAMERA, ErrorCode.MICROPHONE_GONE),
            BackAgain(Part.STUDIO),
            Gap(0, -5, GapReason.PAUSED),
            FilmEnded(1 << 60, 0, 0),
            FacesSeen((FaceBox(0, 0, 1001, 5),)),
        )
    ),
    Message(SESSION, "pulse", {"position_us": 1, "frames": 1, "dropped_frames": 0, "preset": "placebo"}),
    Message(SESSION, "faces", {"boxes": [1, 2, 3]}),
    Message(SESSION, "faces", {"boxes": [0] * 4 * 33}),
    Message(SESSION, "opened", {"width": 640, "height": None, "frames_per_s": None, "sound": True}),
    Message(SESSION, "devices", {"cameras": 1, "microphones": 0}),
    Message(SESSION, "camera", {"id_bytes": 5, "name_bytes": 0, "formats": []}, b"id"),
    Message(SESSION, "camera", {"id_bytes": 2, "name_bytes": 0, "formats": []}, b"id and more"),
    Message(SESSION, "camera", {"id_bytes": 0, "name_bytes": 2, "formats": []}, b"id"),
    Message(SESSION, "camera", {"id_bytes": 2, "name_bytes": 0, "formats": [1, 2]}, b"id"),
    Message(SESSION, "camera", {"id_bytes": 2, "name_bytes": 0, "formats": [1, 2, 0]}, b"id"),
    Message(SESSION, "microphone", {"id_bytes": 2, "name_bytes": 0, "is_default": 1}, b"id"),
    Message(SESSION, "microphone", {"id_bytes": 1, "name_bytes": 0, "is_default": True}, b"\xff"),
    Message(SESSION, "something else"),
]


@pytest.mark.parametrize("message", BAD_EVENTS, ids=lambda message: message.kind)
def test_what_no_honest_process_says_is_refused(message: Message) -> None:
    with pytest.raises(WireFault):
        EventReader(PICTURE_BYTES).read(crossed(message))


def test_a_flood_of_devices_is_cut_off() -> None:
    reader = EventReader(PICTURE_BYTES)
    message = event_messages(DevicesFound(Devices((Camera("id", "x"),))))[0]
    with pytest.raises(WireFault):
        for _ in range(MOST_DEVICES + 1):
            reader.read(message)


@pytest.mark.parametrize(
    "message",
    [
        Message(SESSION, "view", {"width": -1, "height": 5}),
        Message(SESSION, "view", {"width": 5000, "height": 5}),
        Message(SESSION, "faces", {"on": 1}),
        Message(SESSION, "open", {"camera_bytes": 3, "microphone_bytes": None, "width": None, "height": None, "frames_per_s": None}, b"x"),
        Message(SESSION, "open", {"camera_bytes": None, "microphone_bytes": None, "width": 5}, b""),
        Message(SESSION, "dance"),
    ],
)
def test_orders_out_of_bounds_are_refused(message: Message) -> None:
    with pytest.raises(WireFault):
        read_order(message)


def test_film_bytes_are_the_payload() -> None:
    message = crossed(film_message(b"\x47" * 5000))
    assert (message.kind, bytes(message.payload)) == ("film", b"\x47" * 5000)
