"""What a browser's main thread does, in the words of DevTools: kinds of work, and what each event is."""

from enum import StrEnum


class ThreadKind(StrEnum):
    """Kinds of work, and the two ways of having none."""

    SCRIPT = "script"
    STYLE = "style"
    LAYOUT = "layout"
    PAINT = "paint"
    GARBAGE = "garbage collection"
    PARSING = "parsing"
    OTHER = "other work of the browser"
    SERVER = "waiting on the server"
    IDLE = "idle"


WORK = (
    ThreadKind.SCRIPT,
    ThreadKind.STYLE,
    ThreadKind.LAYOUT,
    ThreadKind.PAINT,
    ThreadKind.GARBAGE,
    ThreadKind.PARSING,
    ThreadKind.OTHER,
)

_EXACT: dict[str, ThreadKind] = {
    **dict.fromkeys(("UpdateLayoutTree", "RecalculateStyles", "ParseAuthorStyleSheet"), ThreadKind.STYLE),
    **dict.fromkeys(("Layout", "HitTest"), ThreadKind.LAYOUT),
    **dict.fromkeys(
        (
            "PrePaint",
            "Paint",
            "PaintImage",
            "Layerize",
            "UpdateLayer",
            "UpdateLayerTree",
            "Commit",
            "CompositeLayers",
            "Decode Image",
            "Decode LazyPixelRef",
            "RasterTask",
        ),
        ThreadKind.PAINT,
    ),
    **dict.fromkeys(("MinorGC", "MajorGC", "GCEvent"), ThreadKind.GARBAGE),
    "ParseHTML": ThreadKind.PARSING,
    **dict.fromkeys(
        (
            "EventDispatch",
            "FunctionCall",
            "EvaluateScript",
            "EvaluateModule",
            "CompileModule",
            "TimerFire",
            "FireAnimationFrame",
            "FireIdleCallback",
            "RunMicrotasks",
            "XHRReadyStateChange",
            "XHRLoad",
        ),
        ThreadKind.SCRIPT,
    ),
}
_BEGINNINGS = (
    ("V8.GC", ThreadKind.GARBAGE),
    ("BlinkGC", ThreadKind.GARBAGE),
    ("CppGC", ThreadKind.GARBAGE),
    ("v8.", ThreadKind.SCRIPT),
    ("V8.", ThreadKind.SCRIPT),
)


def kind_of(name: str, around: ThreadKind) -> ThreadKind:
    """The kind of an event by its name; one that is not known is of the kind of what it stands in."""
    exact = _EXACT.get(name)
    if exact is not None:
        return exact
    return next((kind for beginning, kind in _BEGINNINGS if name.startswith(beginning)), around)
