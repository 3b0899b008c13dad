//! What a gateway product is, as a row of data: the mechanism of forwarding exists once, in `model::proxy`. A hosting is one
//! file here, with the source beside each value.

use crate::kernel::{Dist, Span};
use crate::vocabulary::{Hosting, Status};
use crate::wire::http1::Strictness;

/// A gateway product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Personality {
    /// Its time-out for each of connect, send and receive where nothing is configured.
    pub timeout: Span,
    /// Latency to B, one way, where nothing is configured.
    pub latency: Dist,
    /// Whether B stands on the same machine and is reached on 127.0.0.1.
    pub loopback: bool,
    /// What it adds to a request that it forwards, in the form of header lines with CRLF; `{path}` is the path asked for.
    pub adds_to_request: &'static str,
    /// What it adds to a response that it passes on.
    pub adds_to_response: &'static str,
    /// What it tolerates in a response.
    pub strictness: Strictness,
    /// What its log says where B failed and the client had gone.
    pub failed_client_gone: ClientGone,
    /// What its log says where B answered and the client had gone.
    pub answered_client_gone: ClientGone,
}

/// An outcome for a client that has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientGone {
    /// The row's status.
    pub status: Status,
    /// Whether the row still tells how B failed, rather than that the client had gone.
    pub keeps_ending: bool,
}

macro_rules! modules {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $module:ident;)*) => {
        $(mod $module;)*

        impl Hosting {
            /// What this product is: the only place that tells hostings apart, but for their words.
            pub const fn personality(self) -> &'static Personality {
                match self {
                    $(Self::$name => &$module::PERSONALITY,)*
                }
            }
        }
    };
}

crate::for_each_hosting!(modules);
