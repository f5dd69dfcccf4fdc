"""What a browser's main thread does, in the words of DevTools: kinds of work, and what each event is.

The events are those of Chromium's trace: of the whole one that `reproduce` records, and of the light one that
runs while a step is timed (`harness.instrument.kinds`).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ThreadKind(StrEnum):
    """Kinds of work, and the two ways of having none."""

    SCRIPT = "script"
    PARSING = "parsing and building"
    STYLE = "style"
    LAYOUT = "layout"
    PAINT = "paint and compositing"
    GARBAGE = "garbage collection"
    ACCESSIBILITY = "accessibility"
    BROWSER = "the browser’s own"
    LEFT_OVER = "left over"
    """Work of which nothing says what it was."""
    DRIVER = "the driver’s commands"
    SERVER = "waiting on the server"
    IDLE = "idle"


MEASURES: Mapping[ThreadKind, str] = MappingProxyType(
    {
        ThreadKind.SCRIPT: "script_s",
        ThreadKind.PARSING: "parsing_s",
        ThreadKind.STYLE: "style_s",
        ThreadKind.LAYOUT: "layout_s",
        ThreadKind.PAINT: "paint_s",
        ThreadKind.GARBAGE: "garbage_s",
        ThreadKind.ACCESSIBILITY: "accessibility_s",
        ThreadKind.BROWSER: "browser_s",
        ThreadKind.LEFT_OVER: "left_over_s",
    }
)
"""The page's main-thread time by kind, and the measure of each: together they are `busy_s`."""

WORK = (*MEASURES, ThreadKind.DRIVER)

_EXACT: Mapping[str, ThreadKind] = {
    **dict.fromkeys(
        ("UpdateLayoutTree", "RecalculateStyles", "ParseAuthorStyleSheet", "Document::updateStyle"),
        ThreadKind.STYLE,
    ),
    **dict.fromkeys(
        (
            "Layout",
            "LocalFrameView::layout",
            "LocalFrameView::performLayout",
            "LocalFrameView::performPostLayoutTasks",
        ),
        ThreadKind.LAYOUT,
    ),
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
            "CullRectUpdate",
            "LocalFrameView::RunCompositingInputsLifecyclePhase",
            "LocalFrameView::RunPrePaintLifecyclePhase",
            "LocalFrameView::RunPaintLifecyclePhase",
            "ProxyMain::BeginMainFrame::commit",
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
            "BlinkScheduler_PerformMicrotaskCheckpoint",
            "XHRReadyStateChange",
            "XHRLoad",
        ),
        ThreadKind.SCRIPT,
    ),
    **dict.fromkeys(
        (
            "HitTest",
            "ProxyMain::BeginMainFrame",
            "Receive mojo message",
            "Closed mojo endpoint",
            "SimpleWatcher::OnHandleReady",
        ),
        ThreadKind.BROWSER,
    ),
}
_BEGINNINGS = (
    ("V8.GC", ThreadKind.GARBAGE),
    ("BlinkGC", ThreadKind.GARBAGE),
    ("CppGC", ThreadKind.GARBAGE),
    ("v8.", ThreadKind.SCRIPT),
    ("V8.", ThreadKind.SCRIPT),
    ("HTMLDocumentParser::", ThreadKind.PARSING),
    ("StyleEngine::", ThreadKind.STYLE),
    ("CSSParserImpl::", ThreadKind.STYLE),
    ("LayerTreeHost::", ThreadKind.PAINT),
    ("ProcessDeferredUpdatesLifecycleStage", ThreadKind.ACCESSIBILITY),
    ("FinalizingTreeLifecycleStage", ThreadKind.ACCESSIBILITY),
    ("SerializeLifecycleStage", ThreadKind.ACCESSIBILITY),
    ("RenderAccessibility", ThreadKind.ACCESSIBILITY),
    ("LocalFrameView::RunAccessibilitySteps", ThreadKind.ACCESSIBILITY),
    ("DevToolsSession::", ThreadKind.DRIVER),
)


_TASK = "RunTask"
_TASKS: Mapping[str, ThreadKind] = {
    "html_document_parser.cc": ThreadKind.PARSING,
    "html_parser_script_runner.cc": ThreadKind.PARSING,
    **dict.fromkeys(("dom_task.cc", "dom_timer.cc", "event_target.cc"), ThreadKind.SCRIPT),
    **dict.fromkeys(
        ("incremental-marking-job.cc", "minor-gc-job.cc", "sweeper.cc"),
        ThreadKind.GARBAGE,
    ),
    **dict.fromkeys(
        (
            "background_url_loader.cc",
            "ipc_mojo_bootstrap.cc",
            "main_thread_event_queue.cc",  # input
            "paint_timing.cc",
            "proxy_impl.cc",  # frames
            "render_frame_impl.cc",
            "simple_watcher.cc",
            "widget_base.cc",
        ),
        ThreadKind.BROWSER,
    ),
}
"""What a task does outside all that is named in it, by the browser's source file that asked for it."""


def kind_of(name: str, around: ThreadKind, source: str = "") -> ThreadKind:
    """The kind of an event by its name; one that is not known is of the kind of what it stands in.

    `source` is the browser's source file that asked for a task. Whatever a command of the driver makes the
    page do is the driver's.
    """
    if around is ThreadKind.DRIVER:
        return around
    if name.endswith(_TASK):
        return _TASKS.get(source.rpartition("/")[2], around)
    exact = _EXACT.get(name)
    if exact is not None:
        return exact
    return next((kind for beginning, kind in _BEGINNINGS if name.startswith(beginning)), around)
