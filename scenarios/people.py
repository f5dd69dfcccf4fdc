"""People as values: how fast they work, how long they wait, how often they save.

Operators are those of the Keystroke-Level Model: Card, Moran and Newell, "The Keystroke-Level Model for user
performance time with interactive systems", CACM 23(7), 1980, 396-410; the single mouse press (B) is from
Kieras, "Using the Keystroke-Level Model to estimate execution times", 2001. The model holds for practised,
faultless work and predicts a task within about a fifth.

Patience has no source for bill pages. The figures stand at known limits and are ASSUMPTIONS as behaviour:
1 s is the limit of an unbroken train of thought and 10 s that of attention (Nielsen 1993, after Miller 1968);
Windows and Android call a program unresponsive after 5 s; Chrome offers to end a page after 15 s. Thinking
beyond M, care and how often somebody tries again are ASSUMPTIONS too.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from billbench.harness.model.people import AVERAGE, Person

_KEY_GOOD_S = 0.12  # A good typist, 90 words a minute; the average skilled one, 55, takes 0.20 s.
_KEY_USUAL_S = 0.28  # An average non-secretary typist, 40 words a minute.

WINDOWS_UNRESPONSIVE_S = 5.0
ATTENTION_S = 10.0
CHROME_UNRESPONSIVE_S = 15.0

_PRESETS = (
    replace(
        AVERAGE,
        name="patient",
        sentence="types slowly, waits as long as it takes, saves every 10 lines",
        key_s=_KEY_USUAL_S,
        think_s=5.0,
        saves_every=10,
    ),
    replace(
        AVERAGE,
        name="typical",
        sentence="clicks again after 10 s, gives up after 60 s, saves at the end, tries twice",
        think_s=2.0,
        clicks_again_s=ATTENTION_S,
        gives_up_s=60.0,
        tries=2,
    ),
    replace(
        AVERAGE,
        name="hurried",
        sentence="types fast, clicks again after 5 s, reloads after 15 s, saves at the end, tries twice",
        key_s=_KEY_GOOD_S,
        clicks_again_s=WINDOWS_UNRESPONSIVE_S,
        reloads_s=CHROME_UNRESPONSIVE_S,
        tries=2,
    ),
)

PEOPLE: Mapping[str, Person] = MappingProxyType({person.name: person for person in _PRESETS})
