//! The messages of the story, as byte templates. `{n}` is the number of the request.
//!
//! There is no `Date` header, since the world has no calendar.

use std::sync::Arc;

use crate::plan::Plan;
use crate::trace::{Excerpt, Trace};
use crate::vocabulary::InvalidHead;
use crate::wire::http1::{Progress, RequestReader, ResponseReader, Strictness};

/// A message. Gateways, kinds of request and dependencies are named by their index in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// B's answer.
    Ok,
    /// B's answer after an exception.
    OwnError,
    /// What stands on B's port instead of HTTP.
    Garbage,
    /// A dependency's answer.
    CallOk,
    /// A's error page.
    BadGateway,
    /// A's answer to a client that has gone.
    BadRequest,
    /// What http.sys says when its queue is full.
    Unavailable,
    /// What the client sends, a kind of request.
    Request(u16),
    /// What a gateway makes of it.
    Forwarded { gateway: u16, kind: u16 },
    /// What a gateway makes of a response with this status.
    Passed { gateway: u16, code: u16 },
    /// What a dependency is called with.
    Call(u16),
}

const OK_BODY: &str = "{\"stock\":17}";

/// The messages that do not depend on the plan.
const FIXED: [Message; 7] = [
    Message::Ok,
    Message::OwnError,
    Message::Garbage,
    Message::CallOk,
    Message::BadGateway,
    Message::BadRequest,
    Message::Unavailable,
];

/// The statuses that a gateway passes on, each as the message that it got.
const PASSED: [(u16, Message); 5] = [
    (200, Message::Ok),
    (500, Message::OwnError),
    (502, Message::BadGateway),
    (400, Message::BadRequest),
    (503, Message::Unavailable),
];

fn request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: curl/8.9\r\nAccept: */*\r\n")
}

fn json(server: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: application/json; charset=utf-8\r\nServer: {server}\r\n\
         \r\n{OK_BODY}",
        OK_BODY.len()
    )
}

fn page(line: &str, server: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {line}\r\nContent-Type: text/html\r\nServer: {server}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

impl Message {
    fn template(self, plan: &Plan) -> String {
        match self {
            Self::Ok => json("Kestrel"),
            Self::OwnError => {
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nServer: Kestrel\r\n\r\n".to_owned()
            }
            Self::Garbage => "SSH-2.0-OpenSSH_for_Windows_9.5\r\n".to_owned(),
            Self::CallOk => json("nginx"),
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
            Self::Request(kind) => format!("{}\r\n", request(&plan.clients.requests[usize::from(kind)].path)),
            Self::Forwarded { gateway, kind } => {
                let path = &plan.clients.requests[usize::from(kind)].path;
                let adds = plan.gateways[usize::from(gateway)].hosting.personality().adds_to_request;
                format!("{}{}\r\n", request(path), adds.replace("{path}", path))
            }
            Self::Passed { gateway, code } => {
                let adds = plan.gateways[usize::from(gateway)].hosting.personality().adds_to_response;
                let own = PASSED.iter().find(|&&(known, _)| known == code).map_or(Self::OwnError, |&(_, own)| own);
                own.template(plan).replacen("\r\n\r\n", &format!("\r\n{adds}\r\n"), 1)
            }
            Self::Call(dependency) => {
                let dependency = &plan.dependencies[usize::from(dependency)];
                format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", dependency.path, dependency.host)
            }
        }
    }
}

/// All templates of a plan, filled on demand.
#[derive(Clone, Debug)]
pub(crate) struct Messages(Arc<Table>);

#[derive(Debug)]
struct Table {
    templates: Vec<Template>,
    /// The template of each message, by its index.
    of: Vec<u16>,
    kinds: usize,
    gateways: usize,
}

#[derive(Debug)]
struct Template {
    bytes: Vec<u8>,
    /// Where the holes begin.
    holes: Vec<usize>,
    /// Whether it is a whole request to everybody who reads one.
    is_request: bool,
    /// A reader that has read it as a response, and what that gave.
    response: (ResponseReader, Result<Progress, InvalidHead>),
}

impl Template {
    fn new(text: String) -> Self {
        let holes = text.match_indices("{n}").map(|(at, _)| at).collect();
        // How a message is read does not depend on the digits of a number in its target.
        let sample = text.replace("{n}", "1").into_bytes();
        let whole = |strictness| RequestReader::new(strictness).feed(&sample) == Ok(Progress::Complete);
        let mut reader = ResponseReader::new(READS_RESPONSES);
        let progress = reader.feed(&sample);
        Self {
            bytes: text.into_bytes(),
            holes,
            is_request: whole(Strictness::HTTP_SYS) && whole(Strictness::KESTREL),
            response: (reader, progress),
        }
    }
}

/// What those tolerate who read most responses.
const READS_RESPONSES: Strictness = Strictness::WINHTTP;

impl Messages {
    /// Makes the templates known to `trace`, under the same numbers.
    pub(crate) fn new(plan: &Plan, trace: &mut Trace) -> Self {
        let count = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        let (kinds, gateways) = (plan.clients.requests.len(), plan.gateways.len());
        let mut table = Table { templates: Vec::new(), of: Vec::new(), kinds, gateways };
        let per_gateway = |gateway: u16| {
            let forwarded = (0..count(kinds)).map(move |kind| Message::Forwarded { gateway, kind });
            forwarded.chain(PASSED.iter().map(move |&(code, _)| Message::Passed { gateway, code }))
        };
        let all = FIXED.into_iter().chain((0..count(kinds)).map(Message::Request));
        let all = all.chain((0..count(gateways)).flat_map(per_gateway));
        for message in all.chain((0..count(plan.dependencies.len())).map(Message::Call)) {
            let text = message.template(plan);
            let number = trace.intern(text.as_bytes());
            debug_assert_eq!(table.index(message), table.of.len(), "{message:?}");
            table.of.push(number);
            if usize::from(number) == table.templates.len() {
                table.templates.push(Template::new(text));
            }
        }
        Self(Arc::new(table))
    }

    /// A whole message.
    pub(crate) fn excerpt(&self, message: Message, number: u32) -> Excerpt {
        let index = self.0.of[self.0.index(message)];
        Excerpt { template: index, number, length: length(&self.0.templates[usize::from(index)], number) }
    }

    /// Lets a reader read an excerpt. A whole message to a reader that has read nothing is known beforehand; only what is split
    /// or cut is read byte by byte.
    pub(crate) fn read_request(
        &self,
        reader: &mut RequestReader,
        excerpt: Excerpt,
        buffer: &mut Vec<u8>,
    ) -> Result<Progress, InvalidHead> {
        let template = &self.0.templates[usize::from(excerpt.template)];
        if template.is_request && reader.is_fresh() && excerpt.length == length(template, excerpt.number) {
            return Ok(Progress::Complete);
        }
        let progress = reader.feed(self.read(excerpt, buffer));
        if progress == Ok(Progress::Complete) {
            // Whoever reads one is ready for the next one on the connection.
            reader.restart();
        }
        progress
    }

    /// The same for a response; the reader then knows its status.
    pub(crate) fn read_response(
        &self,
        reader: &mut ResponseReader,
        excerpt: Excerpt,
        buffer: &mut Vec<u8>,
    ) -> Result<Progress, InvalidHead> {
        let template = &self.0.templates[usize::from(excerpt.template)];
        if reader.is_fresh_as(READS_RESPONSES) && excerpt.length == length(template, excerpt.number) {
            let (read, progress) = &template.response;
            reader.clone_from(read);
            return *progress;
        }
        reader.feed(self.read(excerpt, buffer))
    }

    /// Its bytes: of the template itself, or written into a buffer that is emptied first.
    pub(crate) fn read<'a>(&'a self, excerpt: Excerpt, buffer: &'a mut Vec<u8>) -> &'a [u8] {
        let template = &self.0.templates[usize::from(excerpt.template)];
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

/// How many bytes a template has with this number in it.
fn length(template: &Template, number: u32) -> u32 {
    let digits = number.checked_ilog10().unwrap_or(0) as usize + 1;
    let length = template.bytes.len() + template.holes.len() * digits - template.holes.len() * 3;
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Table {
    /// The place of a message among all, in the order in which they are made.
    fn index(&self, message: Message) -> usize {
        let requests = FIXED.len();
        let gateway = |index: u16| requests + self.kinds + usize::from(index) * (self.kinds + PASSED.len());
        match message {
            Message::Ok => 0,
            Message::OwnError => 1,
            Message::Garbage => 2,
            Message::CallOk => 3,
            Message::BadGateway => 4,
            Message::BadRequest => 5,
            Message::Unavailable => 6,
            Message::Request(kind) => requests + usize::from(kind),
            Message::Forwarded { gateway: index, kind } => gateway(index) + usize::from(kind),
            Message::Passed { gateway: index, code } => {
                let place = PASSED.iter().position(|&(known, _)| known == code).unwrap_or(1);
                gateway(index) + self.kinds + place
            }
            Message::Call(dependency) => {
                gateway(u16::try_from(self.gateways).unwrap_or(u16::MAX)) + usize::from(dependency)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::open;

    #[test]
    fn excerpts_are_as_long_as_their_bytes_and_the_trace_can_print_them() {
        let plan = open("hung-dependency").unwrap().plan;
        let mut trace = Trace::new(&plan);
        let messages = Messages::new(&plan, &mut trace);
        let mut buffer = Vec::new();
        let more = [Message::Request(0), Message::Forwarded { gateway: 0, kind: 0 }, Message::Call(0)];
        let passed = PASSED.map(|(code, _)| Message::Passed { gateway: 0, code });
        for message in FIXED.into_iter().chain(more).chain(passed) {
            for number in [0, 7, 10, 99_999] {
                let excerpt = messages.excerpt(message, number);
                let bytes = messages.read(excerpt, &mut buffer);
                assert_eq!(bytes.len(), excerpt.length as usize, "{message:?} {number}");
                assert_eq!(bytes, trace.bytes(excerpt));
                let mut whole = (RequestReader::new(Strictness::KESTREL), ResponseReader::new(READS_RESPONSES));
                let (request, response) = (whole.0.feed(bytes), whole.1.feed(bytes));
                let mut ours = (RequestReader::new(Strictness::KESTREL), ResponseReader::new(READS_RESPONSES));
                let mut scratch = Vec::new();
                assert_eq!(messages.read_request(&mut ours.0, excerpt, &mut scratch), request, "{message:?} {number}");
                assert_eq!(
                    messages.read_response(&mut ours.1, excerpt, &mut scratch),
                    response,
                    "{message:?} {number}"
                );
                assert_eq!(ours.1, whole.1, "{message:?} {number}");
                let part = Excerpt { length: 27, ..excerpt };
                assert_eq!(messages.read(part, &mut buffer), trace.bytes(part));
            }
        }
    }
}
