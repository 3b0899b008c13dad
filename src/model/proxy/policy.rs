//! What differs between ARR and the ASP.NET Core Module: which status an ending becomes.

use crate::model::message::Message;
use crate::vocabulary::{Ending, Hosting, Status, Win32};

/// Status and ending of an exchange. `code`: B's status, where its head was read.
///
/// A failure of A stays 502.3, but where the client has gone the later failure to write to it replaces the Win32 code
/// (`502 3 64`, seen in published logs). An answer for a client that has gone is 400.604 with ARR from 3.0.1916
/// (Microsoft, "HTTP status codes in IIS"), 400.0 with the module (forwardinghandler.cpp).
pub(super) fn outcome(hosting: Hosting, ending: Ending, code: u16, client_gone: bool) -> (Status, Ending) {
    match (ending.forwarder_status(), client_gone, hosting) {
        (Some(status), false, _) => (status, ending),
        (None, false, _) => (Status::passed_through(code), ending),
        (Some(_), true, Hosting::ArrFarm) => (Status::forwarder_error(Win32::NETNAME_DELETED), ending),
        (None, true, Hosting::ArrFarm) => {
            (Status { code: 400, sub: 604, win32: Win32::NETNAME_DELETED }, Ending::ClientGone)
        }
        (_, true, Hosting::AspNetCoreOutOfProcess) => {
            (Status { code: 400, sub: 0, win32: Win32::NETNAME_DELETED }, Ending::ClientGone)
        }
    }
}

/// What the client gets to read. ARR adds `X-Powered-By: ARR/3.0` to B's head (`arrResponseHeader`, on by default).
pub(super) fn response(hosting: Hosting, status: Status, ending: Ending) -> Message {
    match (ending, hosting, status.code) {
        (Ending::Answered, Hosting::ArrFarm, 200) => Message::PassedOk,
        (Ending::Answered, Hosting::ArrFarm, _) => Message::PassedOwnError,
        (Ending::Answered, Hosting::AspNetCoreOutOfProcess, 200) => Message::Ok,
        (Ending::Answered, Hosting::AspNetCoreOutOfProcess, _) => Message::OwnError,
        (Ending::ClientGone, ..) => Message::BadRequest,
        _ => Message::BadGateway,
    }
}
