"""Limits of real servers at their defaults, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from billbench.fake_ccms.limits.preset import Preset
from billbench.fake_ccms.limits.servers.java_and_php import JAVA_AND_PHP
from billbench.fake_ccms.limits.servers.javascript import JAVASCRIPT
from billbench.fake_ccms.limits.servers.others import OTHERS
from billbench.fake_ccms.limits.servers.python import PYTHON

_NONE = Preset(
    name="none",
    server="Pyramid 2.1, CherryPy 18.10, Mojolicious 9.39, Plack 1.0051",
    url_encoded="no limit: all of 12,000 fields",
    multipart="the same",
    beside="Apache 2.4, Caddy 2.6.2, lighttpd 1.4.79 and waitress 3.0.2 wait for an answer of 70 s; with "
    "uvicorn 0.54, Hypercorn and granian the service goes on when the client has gone",
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {preset.name: preset for preset in (_NONE, *JAVA_AND_PHP, *JAVASCRIPT, *PYTHON, *OTHERS)}
)
