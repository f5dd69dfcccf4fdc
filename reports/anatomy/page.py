"""The pages of a reproduction, and the files that are made of its trace."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billbench.harness.model.errors import MeasurementError
from billbench.harness.model.trace import Event, main_threads
from billbench.reports.anatomy.anatomy import Anatomy, anatomy
from billbench.reports.anatomy.charts import made_of_chart, timeline_chart
from billbench.reports.anatomy.profile import as_cpuprofile, read_profile
from billbench.reports.anatomy.recording import Recording, read_recording
from billbench.reports.anatomy.reproduction import read_reproduction
from billbench.reports.anatomy.story import Story, story
from billbench.reports.anatomy.tables import figures_table, function_table, rendering_table
from billbench.reports.pages.charts.chart import Chart
from billbench.reports.pages.html import rendered
from billbench.reports.pages.markdown import table as markdown_table
from billbench.reports.pages.section import Picture, Section
from billbench.reports.pages.shown import Shown
from billbench.reports.words.numbers import seconds
from billbench.reports.words.text import clean, markdown_safe

TRACE = "performance-trace.json"
RECORDING = "recording.json"
PROFILE = "cpu.cpuprofile"
_FILES = (
    ("repeat.txt", "the command that makes this again, with seed and bill"),
    ("bill.json", "the bill"),
    ("environment.json", "machine, browser and versions"),
    (TRACE, "performance trace: open it in the Performance panel of DevTools or in Perfetto"),
    (PROFILE, "CPU profile: open it in the Performance panel of DevTools"),
    ("trace.zip", "Playwright's trace, of a pass of its own: open it with `playwright show-trace`"),
    ("filmstrip.png", "what was on the screen, side by side; the pictures are in filmstrip/"),
    ("network.har", "the requests"),
    ("console.jsonl", "what the page and the browser said, a line a message"),
    ("timeline.svg", "the time line as a picture of its own"),
    ("anatomy.json", "the figures of this page for programs"),
    (RECORDING, "steps, signals and requests on the clock of the trace"),
    ("reproduction.json", "what each pass measured"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnatomyPage:
    """The page as its template takes it."""

    title: str
    subtitle: str
    story: Story
    figures: Shown
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    command: str
    files: tuple[tuple[str, str], ...]


def write_pages(folder: Path) -> Story:
    """Understand the bundle in a folder and write its pages.

    Raises:
        MeasurementError: a part of the bundle cannot be read, or its trace has nothing of the page.
    """
    made, recording = read_reproduction(folder), read_recording(folder / RECORDING)
    events = _events(folder / TRACE)
    found = anatomy(events, recording)
    if found is None:
        raise MeasurementError(f"{folder / TRACE} has no main thread of a page. Reproduce the trial again.")
    _write_profile(events, folder)
    timeline = timeline_chart(found, recording)
    (folder / "timeline.svg").write_text(timeline.file + "\n", encoding="utf-8")
    told = story(found, recording, made)
    summary = json.dumps(as_data(found, told, recording), indent=2, allow_nan=False)
    (folder / "anatomy.json").write_text(summary + "\n", encoding="utf-8")
    page = AnatomyPage(
        title=clean(made.title),
        subtitle=f"{clean(made.cell.name)}, launch {made.launch}, seed {made.seed}",
        story=told,
        figures=figures_table(made),
        notes=made.notes + _recording_notes(recording),
        sections=_sections(folder, found, recording, told, timeline),
        command=made.command,
        files=_present(folder),
    )
    (folder / "index.html").write_text(rendered("anatomy.html", page=page), encoding="utf-8")
    (folder / "what-happened.md").write_text(_markdown(page), encoding="utf-8")
    return told


def _sections(
    folder: Path, found: Anatomy, recording: Recording, told: Story, timeline: Chart
) -> tuple[Section, ...]:
    return (
        Section(id="made-of", title="What the time was made of", charts=(made_of_chart(found),)),
        Section(
            id="most",
            title="What cost most",
            texts=tuple(one.sentence for one in told.culprits),
            tables=(function_table(found), rendering_table(found)),
        ),
        Section(id="timeline", title="Time line", charts=(timeline,)),
        Section(
            id="film",
            title="What was on the screen",
            texts=_film_words(recording),
            pictures=_film(folder, recording),
        ),
    )


def _events(path: Path) -> list[Event]:
    try:
        read: list[Event] = json.loads(path.read_bytes())["traceEvents"]
    except (OSError, ValueError, KeyError) as error:
        raise MeasurementError(
            f"The trace {path} cannot be read ({type(error).__name__}). Reproduce the trial again."
        ) from error
    return read


def _write_profile(events: Sequence[Event], folder: Path) -> None:
    """The profile of the process with the most samples: the page's."""
    profiles = [read_profile(events, thread.process) for thread in main_threads(events)]
    known = [profile for profile in profiles if profile is not None]
    if known:
        most = max(known, key=lambda profile: len(profile.samples))
        (folder / PROFILE).write_text(json.dumps(as_cpuprofile(most)), encoding="utf-8")


def as_data(found: Anatomy, told: Story, recording: Recording) -> dict[str, Any]:
    """The anatomy for programs. Times are seconds."""
    return {
        "step": found.step.name,
        "answered": not found.is_open,
        "masked": recording.masked,
        "wait_s": found.wait_s,
        "freeze_s": found.freeze_s,
        "wait_by_kind_s": {kind.value: took for kind, took in found.wait_by_kind.items()},
        "freeze_by_kind_s": {kind.value: took for kind, took in found.freeze_by_kind.items()},
        "culprits": [
            {"kind": one.kind.value, "name": one.name, "cost_s": one.cost_s} for one in told.culprits
        ],
        "lead": told.lead,
        "sentences": list(told.sentences),
    }


def _recording_notes(recording: Recording) -> tuple[str, ...]:
    caution = (
        "Times on this page are of the recorded pass: sampling and tracing slow the page down, so they say "
        "what the time was made of and are not to be compared with measured ones."
    )
    notes = [caution]
    if recording.trace_is_cut:
        notes.append("The browser had to drop events of the trace: what is here is not the whole.")
    if recording.masked:
        notes.append(
            "This is a real target: no text or value that it showed, or that was typed, is kept. Pictures "
            "are outlines drawn from the boxes of the page."
        )
    return tuple(notes)


def _film_words(recording: Recording) -> tuple[str, ...]:
    if not recording.film:
        return ("No picture was taken.",)
    return ("The last frame that was shown up to each moment since the person's act, of the recorded pass.",)


def _film(folder: Path, recording: Recording) -> tuple[Picture, ...]:
    return tuple(
        Picture(
            title=f"after {seconds(one.at_s)}",
            data=_data_of(folder / one.file),
            file=one.file,
            small=True,
        )
        for one in recording.film
        if (folder / one.file).is_file()
    )


def _data_of(png: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(png.read_bytes()).decode('ascii')}"


def _present(folder: Path) -> tuple[tuple[str, str], ...]:
    return tuple((name, words) for name, words in _FILES if (folder / name).exists())


def _markdown(page: AnatomyPage) -> str:
    parts = [
        f"# {markdown_safe(page.title)}",
        markdown_safe(page.subtitle),
        f"**{markdown_safe(page.story.lead)}**",
        "\n".join(f"- {markdown_safe(text)}" for text in page.story.sentences),
        markdown_table(page.figures) if page.figures.rows else "",
        *(part for section in page.sections for part in _section(section)),
        "## How this was made",
        "\n".join(f"- {markdown_safe(text)}" for text in page.notes),
        f"    {page.command}",
        "## Files",
        "\n".join(f"- [{name}]({name}): {markdown_safe(words)}" for name, words in page.files),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section) -> list[str]:
    return [
        f"## {markdown_safe(section.title)}",
        *(markdown_safe(text) for text in section.texts),
        *("![The step on one time line](timeline.svg)" for one in section.charts if one.name == "timeline"),
        *(markdown_table(one.table) for one in section.charts if one.table.rows),
        *(markdown_table(one) for one in section.tables if one.rows),
        *(f"![{markdown_safe(one.title)}]({one.file})" for one in section.pictures),
    ]
