//! A request, as a server reads it.
//!
//! ```text
//!     Start ──► Method ──► Target ──► Version ──► Fields ──┬──► Complete
//!                                                          └──► Body ──► Complete
//! ```

use super::body::{Body, Chunked};
use super::fields::Fields;
use super::response::VERSION;
use super::{Progress, Strictness};
use crate::vocabulary::InvalidHead;

/// Reads requests, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestReader {
    strictness: Strictness,
    state: State,
    /// Bytes of the head so far.
    head: u32,
    /// Method and target, one after the other.
    line: Vec<u8>,
    /// Where in `line` the method ends.
    method: u32,
}

/// Method and target are seldom longer [bytes].
const USUAL_LINE: usize = 48;

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Empty lines before a request are skipped (RFC 9112 §2.2).
    Start,
    Method,
    Target,
    /// So many bytes of the version are there.
    Version(u8),
    /// Before the end of the request line.
    LineEnd,
    Fields(Fields),
    Body(Body),
    Complete,
}

impl RequestReader {
    /// A reader for the first request on a connection.
    pub fn new(strictness: Strictness) -> Self {
        Self { strictness, state: State::Start, head: 0, line: Vec::new(), method: 0 }
    }

    /// Whether it has read nothing of a request.
    pub fn is_fresh(&self) -> bool {
        self.state == State::Start && self.head == 0
    }

    /// Makes it ready for the next request on the connection.
    pub fn restart(&mut self) {
        self.state = State::Start;
        self.head = 0;
        self.line.clear();
        self.method = 0;
    }

    /// Takes bytes in the order of their arrival, split anywhere. Bytes after the end of the request are not read: no
    /// peer of ours sends a request before it has the answer to the last. A request line that is not method, target and
    /// `HTTP/1.x` is [`InvalidHead::NoHttpVersion`]; a body whose last coding is not `chunked` is
    /// [`InvalidHead::BadContentLength`], since its end cannot be told (RFC 9112 §6.3).
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Progress, InvalidHead> {
        let mut rest = bytes;
        let mut progress = Progress::NeedMore;
        while !rest.is_empty() && self.state != State::Complete {
            if let State::Body(body) = &mut self.state {
                let (taken, done) = body.feed(rest)?;
                if done {
                    self.state = State::Complete;
                }
                rest = &rest[taken..];
                continue;
            }
            let left = (self.strictness.head_limit - self.head) as usize;
            if left == 0 {
                return Err(InvalidHead::TooLong);
            }
            let taken = self.feed_head(&rest[..rest.len().min(left)])?;
            if matches!(self.state, State::Body(_)) {
                progress = Progress::Head;
            }
            rest = &rest[taken..];
        }
        Ok(if self.state == State::Complete { Progress::Complete } else { progress })
    }

    /// The method, once it is complete; until then what is there of it.
    pub fn method(&self) -> &[u8] {
        if self.state == State::Method { &self.line } else { &self.line[..self.method as usize] }
    }

    /// The target, likewise.
    pub fn target(&self) -> &[u8] {
        if self.state == State::Method { &[] } else { &self.line[self.method as usize..] }
    }

    /// How many of `bytes`, at most what the limit leaves, belong to the head.
    fn feed_head(&mut self, bytes: &[u8]) -> Result<usize, InvalidHead> {
        let mut at = 0;
        while at < bytes.len() {
            if let State::Fields(fields) = &mut self.state {
                let (taken, done) = fields.feed(&bytes[at..])?;
                at += taken;
                if done {
                    self.end_head()?;
                    return Ok(at);
                }
            } else {
                at += self.feed_line(&bytes[at..])?;
            }
        }
        self.head += u32::try_from(at).unwrap_or(u32::MAX);
        Ok(at)
    }

    /// Reads the request line: some of `bytes`, which are not empty.
    fn feed_line(&mut self, bytes: &[u8]) -> Result<usize, InvalidHead> {
        let byte = bytes[0];
        self.state = match (&self.state, byte) {
            (State::Start, b'\r' | b'\n') => State::Start,
            (State::Start, 0x21..=0x7e) => {
                self.line.reserve(USUAL_LINE);
                self.state = State::Method;
                return Ok(self.take_word(bytes));
            }
            (State::Method | State::Target, 0x21..=0x7e) => return Ok(self.take_word(bytes)),
            (State::Method, b' ') => {
                self.method = u32::try_from(self.line.len()).unwrap_or(u32::MAX);
                State::Target
            }
            (State::Target, b' ') if self.line.len() > self.method as usize => State::Version(0),
            (&State::Version(at), _) => match (VERSION.get(usize::from(at)), byte) {
                (Some(&expected), _) if byte == expected => State::Version(at + 1),
                (None, b'0'..=b'9') => State::LineEnd,
                _ => return Err(InvalidHead::NoHttpVersion),
            },
            (State::LineEnd, b'\r') => State::LineEnd,
            (State::LineEnd, b'\n') => State::Fields(Fields::new(self.strictness.folding)),
            _ => return Err(InvalidHead::NoHttpVersion),
        };
        Ok(1)
    }

    /// Takes the visible ASCII characters at the start of `bytes`.
    fn take_word(&mut self, bytes: &[u8]) -> usize {
        let length = bytes.iter().position(|byte| !matches!(byte, 0x21..=0x7e)).unwrap_or(bytes.len());
        self.line.extend_from_slice(&bytes[..length]);
        length
    }

    /// What follows a complete head: RFC 9112 §6.3. Without a length there is no body.
    fn end_head(&mut self) -> Result<(), InvalidHead> {
        let State::Fields(fields) = &self.state else { return Ok(()) };
        self.state = match (fields.chunked, fields.length) {
            (Some(true), _) => State::Body(Body::Chunked(Chunked::SizeStart)),
            (Some(false), _) => return Err(InvalidHead::BadContentLength),
            (None, None | Some(0)) => State::Complete,
            (None, Some(length)) => State::Body(Body::Counted(length)),
        };
        Ok(())
    }
}
