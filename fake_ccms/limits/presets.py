"""Limits of real servers at their defaults, by name. Sources stand beside each; what none gives is marked."""

from collections.abc import Mapping
from types import MappingProxyType

from billbench.fake_ccms.limits.model import BodySize, FieldCount, OnExceed
from billbench.fake_ccms.tables import Table

_MIB = 1024 * 1024


class Preset(Table):
    """What one server does at its defaults; `None` where it has no limit."""

    name: str
    sentence: str
    fields: FieldCount | None = None
    body: BodySize | None = None
    gateway_timeout_s: int | None = None


_PRESETS = (
    Preset(name="none", sentence="No limit: as the real service's own front end sets its form size."),
    Preset(
        # maxParameterCount, maxPostSize of its configuration reference (HTTP connector).
        name="tomcat",
        sentence="Tomcat 11: more than 1,000 fields are refused with 400, more than 2 MiB with 413.",
        fields=FieldCount(limit=1_000),
        body=BodySize(limit=2 * _MIB),
    ),
    Preset(
        # 1,000 since 8.5.88, 9.0.74 and 10.1.8 (its migration guides); "beyond this limit will be ignored".
        name="tomcat-old",
        sentence="Tomcat 8.5 to 10.1 since 2023: fields beyond 1,000 are ignored without a word.",
        fields=FieldCount(limit=1_000, on_exceed=OnExceed.CUT),
        body=BodySize(limit=2 * _MIB, on_exceed=OnExceed.CUT),
    ),
    Preset(
        name="tomcat-10000",
        sentence="Tomcat before 2023, and Spring Boot's: fields beyond 10,000 are ignored without a word.",
        fields=FieldCount(limit=10_000, on_exceed=OnExceed.CUT),
        body=BodySize(limit=2 * _MIB, on_exceed=OnExceed.CUT),
    ),
    Preset(
        # MaxRequestParamterCount (its spelling) up to 12.2.1.3. What it answers is an ASSUMPTION.
        name="weblogic",
        sentence="WebLogic 12.2: more than 10,000 fields are refused (that it answers 400 is an assumption).",
        fields=FieldCount(limit=10_000),
    ),
    Preset(
        # max-parameters 1,000: IllegalStateException UT000047, which the client sees as 500.
        name="wildfly",
        sentence="WildFly (Undertow): more than 1,000 fields end in an error 500.",
        fields=FieldCount(limit=1_000, status=500),
        body=BodySize(limit=10 * _MIB),
    ),
    Preset(
        # max_input_vars and post_max_size of the PHP manual: a warning in the log is all there is.
        name="php",
        sentence="PHP: fields beyond 1,000 are cut without a word, of more than 8 MiB nothing is left.",
        fields=FieldCount(limit=1_000, on_exceed=OnExceed.CUT),
        body=BodySize(limit=8 * _MIB, on_exceed=OnExceed.CUT),
    ),
    Preset(
        # DATA_UPLOAD_MAX_NUMBER_FIELDS and DATA_UPLOAD_MAX_MEMORY_SIZE.
        name="django",
        sentence="Django: more than 1,000 fields or 2.5 MiB are refused with 400.",
        fields=FieldCount(limit=1_000),
        body=BodySize(limit=2_621_440, status=400),
    ),
    Preset(
        name="starlette",
        sentence="Starlette from 1.3.1: more than 1,000 fields are refused with 400.",
        fields=FieldCount(limit=1_000),
    ),
    Preset(
        # FormOptions.ValueCountLimit.
        name="aspnet-core",
        sentence="ASP.NET Core: more than 1,024 fields are refused with 400.",
        fields=FieldCount(limit=1_024),
    ),
    Preset(
        # Request.max_form_memory_size.
        name="werkzeug",
        sentence="Werkzeug (Flask): a form of more than 500,000 bytes is refused with 413.",
        body=BodySize(limit=500_000),
    ),
    Preset(
        # client_max_body_size and proxy_read_timeout.
        name="nginx",
        sentence="nginx as a proxy: more than 1 MiB is refused with 413; no answer in 60 s gives 504.",
        body=BodySize(limit=_MIB),
        gateway_timeout_s=60,
    ),
    Preset(
        name="aws-elb",
        sentence="AWS load balancer: no answer in 60 s gives 504.",
        gateway_timeout_s=60,
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in _PRESETS})
