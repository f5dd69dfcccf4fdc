"""What a browser's main thread does, in the words of DevTools: kinds of work, and what each event is."""

from enum import StrEnum


class WorkKind(StrEnum):
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
    WorkKind.SCRIPT,
    WorkKind.STYLE,
    WorkKind.LAYOUT,
    WorkKind.PAINT,
    WorkKind.GARBAGE,
    WorkKind.PARSING,
    WorkKind.OTHER,
)

_EXACT: dict[str, WorkKind] = {
    **dict.fromkeys(("UpdateLayoutTree", "RecalculateStyles", "ParseAuthorStyleSheet"), WorkKind.STYLE),
    **dict.fromkeys(("Layout", "HitTest"), WorkKind.LAYOUT),
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
        WorkKind.PAINT,
    ),
    **dict.fromkeys(("MinorGC", "MajorGC", "GCEvent"), WorkKind.GARBAGE),
    "ParseHTML": WorkKind.PARSING,
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
        WorkKind.SCRIPT,
    ),
}
_BEGINNINGS = (
    ("V8.GC", WorkKind.GARBAGE),
    ("BlinkGC", WorkKind.GARBAGE),
    ("CppGC", WorkKind.GARBAGE),
    ("v8.", WorkKind.SCRIPT),
    ("V8.", WorkKind.SCRIPT),
)


def kind_of(name: str, around: WorkKind) -> WorkKind:
    """The kind of an event by its name; one that is not known is of the kind of what it stands in."""
    exact = _EXACT.get(name)
    if exact is not None:
        return exact
    return next((kind for beginning, kind in _BEGINNINGS if name.startswith(beginning)), around)
