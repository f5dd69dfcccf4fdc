"""What a browser's main thread does, in the words of DevTools: kinds of work, and what each event is."""

from enum import StrEnum


class Kind(StrEnum):
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


WORK = (Kind.SCRIPT, Kind.STYLE, Kind.LAYOUT, Kind.PAINT, Kind.GARBAGE, Kind.PARSING, Kind.OTHER)

_EXACT: dict[str, Kind] = {
    **dict.fromkeys(("UpdateLayoutTree", "RecalculateStyles", "ParseAuthorStyleSheet"), Kind.STYLE),
    **dict.fromkeys(("Layout", "HitTest"), Kind.LAYOUT),
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
        Kind.PAINT,
    ),
    **dict.fromkeys(("MinorGC", "MajorGC", "GCEvent"), Kind.GARBAGE),
    "ParseHTML": Kind.PARSING,
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
        Kind.SCRIPT,
    ),
}
_BEGINNINGS = (
    ("V8.GC", Kind.GARBAGE),
    ("BlinkGC", Kind.GARBAGE),
    ("CppGC", Kind.GARBAGE),
    ("v8.", Kind.SCRIPT),
    ("V8.", Kind.SCRIPT),
)


def kind_of(name: str, around: Kind) -> Kind:
    """The kind of an event by its name; one that is not known is of the kind of what it stands in."""
    exact = _EXACT.get(name)
    if exact is not None:
        return exact
    return next((kind for beginning, kind in _BEGINNINGS if name.startswith(beginning)), around)
