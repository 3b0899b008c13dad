//! Application Request Routing 3.0 before a farm, on IIS 10.

use super::{ClientGone, Personality};
use crate::kernel::{Dist, Span};
use crate::vocabulary::{Status, Win32};
use crate::wire::http1::Strictness;

pub(super) const PERSONALITY: Personality = Personality {
    // Default of a server farm (Microsoft, "Troubleshooting 502 Errors in ARR").
    timeout: Span::from_s(30),
    // Our estimate for two machines in one network.
    latency: Dist::Uniform(Span::from_us(300), Span::from_us(500)),
    loopback: false,
    // Headers as in Microsoft's "Troubleshooting 502 Errors in ARR".
    adds_to_request: "Max-Forwards: 10\r\nX-Original-URL: {path}\r\nX-ARR-SSL: \r\nConnection: Keep-Alive\r\n",
    // `arrResponseHeader`, on by default.
    adds_to_response: "X-Powered-By: ARR/3.0\r\n",
    strictness: Strictness::WINHTTP,
    // A failure stays 502.3, but the later failure to write to the client replaces its code (`502 3 64`, seen in published
    // logs).
    failed_client_gone: ClientGone { status: Status::forwarder_error(Win32::NETNAME_DELETED), keeps_ending: true },
    // From 3.0.1916 (Microsoft, "HTTP status codes in IIS").
    answered_client_gone: ClientGone {
        status: Status { code: 400, sub: 604, win32: Win32::NETNAME_DELETED },
        keeps_ending: false,
    },
};
