"""Servers of Ruby, Go and .NET, and what stands in front of servers."""

from billbench.fake_ccms.limits.model import BodySize
from billbench.fake_ccms.limits.preset import MIB, VANISH, Preset, Source, fields, parts

OTHERS = (
    Preset(
        name="rack",
        server="Rack 3.1.20, Sinatra 4.1.1",
        url_encoded="beyond 4,096 fields 500",
        multipart="from the 4,096th field on 500",
        fields=fields(4_096, 500),
        parts=parts(4_095, 500),
    ),
    Preset(
        name="rails",
        server="Rails 7.2.2.2",
        url_encoded="beyond 4,096 fields 400",
        multipart="from the 4,096th field on 500",
        fields=fields(4_096),
        parts=parts(4_095, 500),
    ),
    Preset(
        name="go",
        server="Go 1.24.4",
        url_encoded="all fields; beyond 10 MiB an error, whose answer is the handler's and not modelled",
        multipart="of more than 1,000 fields none is found, without a word",
        parts=parts(1_000, on_exceed=VANISH),
    ),
    Preset(
        # FormOptions.ValueCountLimit.
        name="aspnet-core",
        server="ASP.NET Core",
        url_encoded="takes 1,024 fields; what it does beyond is unknown (an exception, no field at all, or "
        "400), so nothing does until `fields_on_exceed` says it",
        multipart="the same",
        source=Source.READ,
        open_fields=1_024,
    ),
    Preset(
        name="nginx",
        server="nginx 1.26.3",
        url_encoded="beyond 1,048,576 bytes 413; after 60 s 504, while the service goes on",
        multipart="the same",
        body=BodySize(limit=MIB),
        gateway_timeout_s=60,
    ),
    Preset(
        name="haproxy",
        server="HAProxy 3.0.11 with Debian's file",
        url_encoded="after 50 s 504, while the service goes on",
        multipart="the same",
        gateway_timeout_s=50,
    ),
    Preset(
        name="aws-elb",
        server="AWS load balancer",
        url_encoded="after 60 s 504",
        multipart="the same",
        source=Source.READ,
        gateway_timeout_s=60,
    ),
)
