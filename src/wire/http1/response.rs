//! A response, as a gateway reads it.
//!
//! ```text
//!     Version ──► Code ──► Reason ──► Fields ──┬──► Complete   (1xx but 101: back to Version)
//!                                              └──► Body ──► Complete
//! ```

use super::body::{Body, Chunked};
use super::fields::{Fields, before_line_end};
use super::{Progress, Strictness};
use crate::vocabulary::{InvalidHead, Phase};

/// Reads one response: skips interim ones, finds where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseReader {
    strictness: Strictness,
    to_head: bool,
    state: State,
    /// Bytes of the head so far.
    head: u32,
    code: u16,
    /// The digit after `HTTP/1.`.
    minor: u8,
    /// Whether the peer will take another request on this connection, as far as the head tells.
    kept: bool,
    /// Whether bytes came after the end.
    surplus: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// So many bytes of the version and the space after it are there.
    Version(u8),
    /// So many digits of the status code are there; 3: what must follow is white space.
    Code(u8),
    Reason,
    Fields(Fields),
    Body(Body),
    Complete,
}

/// What every version begins with; a digit follows.
pub(super) const VERSION: &[u8; 7] = b"HTTP/1.";

impl ResponseReader {
    /// A reader for the response to a request other than HEAD.
    pub fn new(strictness: Strictness) -> Self {
        Self {
            strictness,
            to_head: false,
            state: State::Version(0),
            head: 0,
            code: 0,
            minor: 0,
            kept: false,
            surplus: false,
        }
    }

    /// A reader for the response to a HEAD request, which has no body whatever its head says.
    pub fn to_head(strictness: Strictness) -> Self {
        Self { to_head: true, ..Self::new(strictness) }
    }

    /// Whether it has read nothing, and reads as `other` does.
    pub fn is_fresh_as(&self, other: Strictness) -> bool {
        self.head == 0 && self.state == State::Version(0) && !self.to_head && self.strictness == other
    }

    /// Takes bytes in the order of their arrival, split anywhere. Bytes after the end are not read; that there were some
    /// speaks against [`Self::keeps_alive`]. After an error the reader is of no further use.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<Progress, InvalidHead> {
        let mut rest = bytes;
        let mut progress = Progress::NeedMore;
        while !rest.is_empty() {
            rest = match &mut self.state {
                State::Complete => {
                    self.surplus = true;
                    break;
                }
                State::Body(body) => {
                    let (taken, done) = body.feed(rest)?;
                    if done {
                        self.state = State::Complete;
                    }
                    &rest[taken..]
                }
                _ => {
                    let left = (self.strictness.head_limit - self.head) as usize;
                    if left == 0 {
                        return Err(InvalidHead::TooLong);
                    }
                    let taken = self.feed_head(&rest[..rest.len().min(left)])?;
                    if matches!(self.state, State::Body(_)) {
                        progress = Progress::Head;
                    }
                    &rest[taken..]
                }
            };
        }
        Ok(if self.is_complete() { Progress::Complete } else { progress })
    }

    /// The status code, once the status line of a final response is complete.
    pub fn code(&self) -> Option<u16> {
        match self.state {
            State::Version(_) | State::Code(_) | State::Reason => None,
            State::Fields(_) | State::Body(_) | State::Complete => (!self.is_interim()).then_some(self.code),
        }
    }

    /// Whether the message is complete.
    pub fn is_complete(&self) -> bool {
        self.state == State::Complete
    }

    /// The phase that ends in failure if nothing more comes; `None` if the message is complete. A body that lasts until
    /// the connection closes is complete only after [`Self::finish`].
    pub fn phase(&self) -> Option<Phase> {
        match self.state {
            State::Version(0) => Some(Phase::AwaitHeader),
            State::Version(_) | State::Code(_) | State::Reason | State::Fields(_) => Some(Phase::ReadHeader),
            State::Body(_) => Some(Phase::ReadBody),
            State::Complete => None,
        }
    }

    /// The peer closed with FIN: all well if the message is complete, or lasts until then; else the phase that it cut.
    pub fn finish(&mut self) -> Result<(), Phase> {
        if self.state == State::Body(Body::UntilClose) {
            self.state = State::Complete;
        }
        self.phase().map_or(Ok(()), Err)
    }

    /// Whether the connection can carry another exchange after this complete one.
    pub fn keeps_alive(&self) -> bool {
        self.is_complete() && self.kept && !self.surplus
    }

    /// 101 is final: what follows it is no HTTP.
    fn is_interim(&self) -> bool {
        (100..200).contains(&self.code) && self.code != 101
    }

    /// How many of `bytes`, at most what the limit leaves, belong to the head.
    fn feed_head(&mut self, bytes: &[u8]) -> Result<usize, InvalidHead> {
        let mut at = 0;
        while at < bytes.len() {
            if let State::Fields(fields) = &mut self.state {
                let (taken, done) = fields.feed(&bytes[at..])?;
                at += taken;
                if done {
                    self.end_head();
                    return Ok(at);
                }
            } else {
                at += self.feed_line(&bytes[at..])?;
            }
        }
        self.head += u32::try_from(at).unwrap_or(u32::MAX);
        Ok(at)
    }

    /// Reads the status line: some of `bytes`, which are not empty.
    fn feed_line(&mut self, bytes: &[u8]) -> Result<usize, InvalidHead> {
        let byte = bytes[0];
        let mut taken = 1;
        self.state = match self.state {
            State::Version(at) => match (VERSION.get(usize::from(at)), byte) {
                (Some(&expected), _) if byte == expected => State::Version(at + 1),
                (None, b'0'..=b'9') if usize::from(at) == VERSION.len() => {
                    self.minor = byte - b'0';
                    State::Version(at + 1)
                }
                (None, b' ') if usize::from(at) > VERSION.len() => {
                    self.code = 0;
                    State::Code(0)
                }
                (None, b'\r' | b'\n') if usize::from(at) > VERSION.len() => return Err(InvalidHead::NoStatusCode),
                _ => return Err(InvalidHead::NoHttpVersion),
            },
            State::Code(3) => match byte {
                b' ' | b'\r' => State::Reason,
                b'\n' => self.fields(),
                _ => return Err(InvalidHead::NoStatusCode),
            },
            State::Code(digits) => match (digits, byte) {
                (0, b'1'..=b'9') | (1.., b'0'..=b'9') => {
                    self.code = self.code * 10 + u16::from(byte - b'0');
                    State::Code(digits + 1)
                }
                _ => return Err(InvalidHead::NoStatusCode),
            },
            _ => {
                let reason = before_line_end(bytes);
                if reason == bytes.len() {
                    return Ok(reason);
                }
                taken = reason + 1;
                self.fields()
            }
        };
        Ok(taken)
    }

    fn fields(&self) -> State {
        State::Fields(Fields::new(self.strictness.folding))
    }

    /// What follows a complete head: RFC 9112 §6.3, in its order.
    fn end_head(&mut self) {
        self.head = 0;
        let State::Fields(fields) = &self.state else { return };
        self.kept = !fields.close && (self.minor > 0 || fields.keep_alive);
        self.state = if self.is_interim() {
            State::Version(0)
        } else if self.to_head || matches!(self.code, 204 | 304) {
            State::Complete
        } else if self.code == 101 {
            self.kept = false;
            State::Complete
        } else {
            match (fields.chunked, fields.length) {
                (Some(true), length) => {
                    // Both at once are suspect: the chunks count, the connection is not kept (§6.1).
                    self.kept &= length.is_none() && self.minor > 0;
                    State::Body(Body::Chunked(Chunked::SizeStart))
                }
                (None, Some(0)) => State::Complete,
                (None, Some(length)) => State::Body(Body::Counted(length)),
                (Some(false), _) | (None, None) => {
                    self.kept = false;
                    State::Body(Body::UntilClose)
                }
            }
        };
    }
}
