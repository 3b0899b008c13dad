//! The messages of the story, as byte templates. `{n}` is the number of the request, or of the call.
//!
//! There is no `Date` header, since the world has no calendar.

use std::sync::Arc;

use crate::trace::{Excerpt, Trace};
use crate::vocabulary::Hosting;

/// A message. Its place in [`Message::ALL`] is its template in every trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// What the client sends to A.
    Request,
    /// What ARR makes of it: headers as in Microsoft's "Troubleshooting 502 Errors in ARR".
    ForwardedByArr,
    /// What the ASP.NET Core Module makes of it (forwardinghandler.cpp).
    ForwardedByAspNetCore,
    /// B's answer.
    Ok,
    /// B's answer after an exception.
    OwnError,
    /// What stands on B's port instead of HTTP.
    Garbage,
    /// What B calls C with; `{n}` is the number of the call.
    Call,
    /// C's answer.
    CallOk,
    /// A passes on B's answer.
    PassedOk,
    /// A passes on B's own error.
    PassedOwnError,
    /// A's error page.
    BadGateway,
    /// A's answer to a client that has gone.
    BadRequest,
    /// What http.sys says when its queue is full.
    Unavailable,
}

const OK_BODY: &str = "{\"stock\":17}";

impl Message {
    const ALL: [Self; 13] = [
        Self::Request,
        Self::ForwardedByArr,
        Self::ForwardedByAspNetCore,
        Self::Ok,
        Self::OwnError,
        Self::Garbage,
        Self::Call,
        Self::CallOk,
        Self::PassedOk,
        Self::PassedOwnError,
        Self::BadGateway,
        Self::BadRequest,
        Self::Unavailable,
    ];

    /// The request that A sends to B under this hosting.
    pub(crate) const fn forwarded(hosting: Hosting) -> Self {
        match hosting {
            Hosting::ArrFarm => Self::ForwardedByArr,
            Hosting::AspNetCoreOutOfProcess => Self::ForwardedByAspNetCore,
        }
    }

    fn template(self) -> String {
        let request = "GET /api/stock/{n} HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: curl/8.9\r\nAccept: */*\r\n";
        let json = |server: &str, more: &str| {
            format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: application/json; charset=utf-8\r\n\
                 Server: {server}\r\n{more}\r\n{OK_BODY}",
                OK_BODY.len()
            )
        };
        let page = |line: &str, server: &str, body: &str| {
            format!(
                "HTTP/1.1 {line}\r\nContent-Type: text/html\r\nServer: {server}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        };
        match self {
            Self::Request => format!("{request}\r\n"),
            Self::ForwardedByArr => format!(
                "{request}Max-Forwards: 10\r\nX-Original-URL: /api/stock/{{n}}\r\nX-ARR-SSL: \r\nConnection: Keep-Alive\r\n\r\n"
            ),
            Self::ForwardedByAspNetCore => {
                format!("{request}X-Forwarded-Proto: http\r\nMS-ASPNETCORE-CLIENTCERT: \r\nConnection: Keep-Alive\r\n\r\n")
            }
            Self::Ok => json("Kestrel", ""),
            Self::OwnError => "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nServer: Kestrel\r\n\r\n".to_owned(),
            Self::Garbage => "SSH-2.0-OpenSSH_for_Windows_9.5\r\n".to_owned(),
            Self::Call => "GET /stock/{n} HTTP/1.1\r\nHost: stock.internal\r\n\r\n".to_owned(),
            Self::CallOk => json("nginx", ""),
            Self::PassedOk => json("Kestrel", "X-Powered-By: ARR/3.0\r\n"),
            Self::PassedOwnError => {
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nServer: Kestrel\r\nX-Powered-By: ARR/3.0\r\n\r\n"
                    .to_owned()
            }
            Self::BadGateway => page(
                "502 Bad Gateway",
                "Microsoft-IIS/10.0",
                "<h1>Server Error</h1><h2>502 - Web server received an invalid response while acting as a gateway or proxy \
                 server.</h2>",
            ),
            Self::BadRequest => page("400 Bad Request", "Microsoft-IIS/10.0", "<h1>Bad Request</h1>"),
            Self::Unavailable => page(
                "503 Service Unavailable",
                "Microsoft-HTTPAPI/2.0",
                "<h2>Service Unavailable</h2><hr><p>HTTP Error 503. The service is unavailable.</p>",
            ),
        }
    }
}

/// All templates, filled on demand.
#[derive(Clone, Debug)]
pub(crate) struct Messages(Arc<[Template]>);

#[derive(Debug)]
struct Template {
    bytes: Vec<u8>,
    /// Where the holes begin.
    holes: Vec<usize>,
}

impl Messages {
    /// Makes the templates known to `trace`, under the same numbers.
    pub(crate) fn new(trace: &mut Trace) -> Self {
        let templates = Message::ALL.into_iter().map(|message| {
            let text = message.template();
            let index = trace.intern(text.as_bytes());
            debug_assert_eq!(usize::from(index), message as usize);
            let holes = text.match_indices("{n}").map(|(at, _)| at).collect();
            Template { bytes: text.into_bytes(), holes }
        });
        Self(templates.collect())
    }

    /// A whole message.
    pub(crate) fn excerpt(&self, message: Message, number: u32) -> Excerpt {
        let template = &self.0[message as usize];
        let digits = number.checked_ilog10().unwrap_or(0) as usize + 1;
        let length = template.bytes.len() + template.holes.len() * digits - template.holes.len() * 3;
        Excerpt { template: message as u16, number, length: u32::try_from(length).unwrap_or(u32::MAX) }
    }

    /// Its bytes: of the template itself, or written into a buffer that is emptied first.
    pub(crate) fn read<'a>(&'a self, excerpt: Excerpt, buffer: &'a mut Vec<u8>) -> &'a [u8] {
        let template = &self.0[usize::from(excerpt.template)];
        let bytes = if template.holes.is_empty() {
            &template.bytes
        } else {
            buffer.clear();
            let mut from = 0;
            for &hole in &template.holes {
                buffer.extend_from_slice(&template.bytes[from..hole]);
                crate::trace::push_decimal(excerpt.number, buffer);
                from = hole + 3;
            }
            buffer.extend_from_slice(&template.bytes[from..]);
            buffer
        };
        &bytes[..bytes.len().min(excerpt.length as usize)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_as_long_as_their_bytes_and_the_trace_can_print_them() {
        let mut trace = Trace::default();
        let messages = Messages::new(&mut trace);
        let mut buffer = Vec::new();
        for message in Message::ALL {
            for number in [0, 7, 10, 99_999] {
                let excerpt = messages.excerpt(message, number);
                let bytes = messages.read(excerpt, &mut buffer);
                assert_eq!(bytes.len(), excerpt.length as usize, "{message:?} {number}");
                assert_eq!(bytes, trace.bytes(excerpt));
                let part = Excerpt { length: 27, ..excerpt };
                assert_eq!(messages.read(part, &mut buffer), trace.bytes(part));
            }
        }
    }
}
