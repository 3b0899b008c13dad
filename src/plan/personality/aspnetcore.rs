//! The ASP.NET Core Module, version 2, out of process.

use super::{ClientGone, Personality};
use crate::kernel::{Dist, Span};
use crate::vocabulary::{Status, Win32};
use crate::wire::http1::Strictness;

/// forwardinghandler.cpp.
const CLIENT_GONE: ClientGone =
    ClientGone { status: Status { code: 400, sub: 0, win32: Win32::NETNAME_DELETED }, keeps_ending: false };

pub(super) const PERSONALITY: Personality = Personality {
    // Default of `aspNetCore/@requestTimeout` (aspnetcore_schema_v2.xml).
    timeout: Span::from_s(120),
    // Our estimate for loopback.
    latency: Dist::Uniform(Span::from_us(30), Span::from_us(50)),
    loopback: true,
    // forwardinghandler.cpp.
    adds_to_request: "X-Forwarded-Proto: http\r\nMS-ASPNETCORE-CLIENTCERT: \r\nConnection: Keep-Alive\r\n",
    adds_to_response: "",
    strictness: Strictness::WINHTTP,
    failed_client_gone: CLIENT_GONE,
    answered_client_gone: CLIENT_GONE,
};
