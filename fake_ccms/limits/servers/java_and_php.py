"""Servers of Java and PHP."""

from billbench.fake_ccms.limits.model import BodySize, Counted, FieldCount
from billbench.fake_ccms.limits.preset import CUT, MIB, NOT_RUN, VANISH, Preset, Source, body, fields, parts

_PHP_BODY = BodySize(limit=8 * MIB, on_exceed=CUT)

JAVA_AND_PHP = (
    Preset(
        name="tomcat",
        server="Tomcat 11.0.22",
        url_encoded="beyond 1,000 fields 400, those of the address among them; beyond 2,097,152 bytes 413",
        multipart="from the 51st field on 413, which is a bill of 4 lines",
        fields=fields(1_000, query=True),
        parts=parts(50, 413),
        body=body(2 * MIB),
    ),
    Preset(
        name="tomcat-old",
        server="Tomcat 10.1.60 as it is shipped",
        url_encoded="fields beyond 1,000 are cut without a word, those of the address among them; of a "
        "form beyond 2 MiB nothing is left",
        multipart="of more than 50 fields none arrives, without a word; beyond 2 MiB not modelled",
        beside="the 1,000 stands in its server.xml alone: `tomcat-10000` is the same without",
        fields=fields(1_000, on_exceed=CUT, query=True),
        parts=parts(50, on_exceed=VANISH),
        body=body(2 * MIB, on_exceed=CUT),
    ),
    Preset(
        name="tomcat-10000",
        server="Tomcat 10.1.60 without the attribute in its server.xml",
        url_encoded="fields beyond 10,000 are cut without a word, those of the address among them; of a "
        "form beyond 2 MiB nothing is left",
        multipart="of more than 50 fields none arrives, without a word; beyond 2 MiB not modelled",
        beside="Spring Boot, which has no server.xml, was not run",
        fields=fields(10_000, on_exceed=CUT, query=True),
        parts=parts(50, on_exceed=VANISH),
        body=body(2 * MIB, on_exceed=CUT),
    ),
    Preset(
        name="tomcat-9",
        server="Tomcat 9.0.95",
        url_encoded=NOT_RUN,
        multipart="of more than 1,000 fields none arrives, without a word",
        parts=parts(1_000, on_exceed=VANISH),
    ),
    Preset(
        name="jetty",
        server="Jetty 9.4.57, 12.0.17",
        url_encoded="beyond 1,000 distinct names 400, beyond 200,000 bytes 400",
        multipart=NOT_RUN,
        fields=fields(1_000, counts=Counted.NAMES),
        body=body(200_000, 400),
    ),
    Preset(
        # MaxRequestParamterCount (its spelling) up to 12.2.1.3.
        name="weblogic",
        server="WebLogic 12.2",
        url_encoded="takes 10,000 fields; what it does beyond is unknown, so nothing does until "
        "`fields_on_exceed` says it",
        multipart="the same",
        source=Source.READ,
        open_fields=10_000,
    ),
    Preset(
        # max-parameters 1,000: IllegalStateException UT000047, which the client sees as 500.
        name="wildfly",
        server="WildFly (Undertow)",
        url_encoded="beyond 1,000 fields 500, beyond 10 MiB 413",
        multipart="the same",
        source=Source.READ,
        fields=FieldCount(limit=1_000, status=500),
        body=BodySize(limit=10 * MIB),
    ),
    Preset(
        name="php",
        server="PHP 8.4.28, 8.2.36 whose php.ini keeps warnings off the page",
        url_encoded="fields beyond 1,001 are cut without a word, of a form beyond 8 MiB nothing is left",
        multipart="the same, but beyond 1,000 fields",
        fields=fields(1_000, on_exceed=CUT, left=1_001),
        parts=parts(1_000, on_exceed=CUT),
        body=_PHP_BODY,
    ),
    Preset(
        name="php-no-ini",
        server="PHP 8.4.28, 8.2.36 without a php.ini",
        url_encoded="as `php`, and from the 1,001st field on a warning is printed before the page: session "
        "and redirect are lost, what was a 303 is a 200",
        multipart="the same, but beyond 1,000 fields",
        fields=fields(1_000, on_exceed=CUT, left=1_001, warned=True),
        parts=parts(1_000, on_exceed=CUT, warned=True),
        body=_PHP_BODY.model_copy(update={"warned": True}),
    ),
)
