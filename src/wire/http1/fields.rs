//! Field lines up to the empty line, and what they say about framing.
//!
//! ```text
//!         ┌──────────── LF ────────────┐
//!         ▼                            │
//!     LineStart ──► Name ── ":" ──► Value ◄─┐
//!       │   │                               │
//!       │   └── white space: a folded line ─┘
//!       └── CR ──► Blank ── LF ──► done
//! ```

use crate::vocabulary::InvalidHead;

/// Reads field lines (of a head, or of a trailer) and keeps what bears on framing and on keeping the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    folding: bool,
    state: State,
    /// The field whose value is being read; it ends only when the next line turns out not to be folded.
    field: Field,
    /// The name or list element being read.
    word: Word,
    /// The number being read.
    number: Option<u64>,
    /// White space came after the number or list element.
    ended: bool,
    /// `Content-Length`.
    pub(super) length: Option<u64>,
    /// `Transfer-Encoding`: whether its last coding is `chunked`.
    pub(super) chunked: Option<bool>,
    /// `Connection: close`.
    pub(super) close: bool,
    /// `Connection: keep-alive`.
    pub(super) keep_alive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    LineStart,
    Name,
    Value,
    Blank,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// No line was read yet.
    None,
    Other,
    ContentLength,
    TransferEncoding,
    Connection,
}

impl Fields {
    pub(super) fn new(folding: bool) -> Self {
        Self {
            folding,
            state: State::LineStart,
            field: Field::None,
            word: Word::default(),
            number: None,
            ended: false,
            length: None,
            chunked: None,
            close: false,
            keep_alive: false,
        }
    }

    /// How many of `bytes` belong to the lines, and whether the empty line was among them.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(usize, bool), InvalidHead> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match (self.state, byte) {
                (State::LineStart, b' ' | b'\t') if self.folding && self.field != Field::None => {
                    self.ended = true;
                    self.state = State::Value;
                }
                (State::LineStart, _) => {
                    self.end_field()?;
                    match byte {
                        b'\n' => return Ok((at, true)),
                        b'\r' => self.state = State::Blank,
                        b':' | b' ' | b'\t' => return Err(InvalidHead::NoColon),
                        _ => {
                            self.word.clear();
                            self.state = State::Name;
                            at -= 1;
                        }
                    }
                }
                (State::Blank, b'\n') => return Ok((at, true)),
                (State::Blank, _) | (State::Name, b'\n') => return Err(InvalidHead::NoColon),
                (State::Name, b':') => self.begin_value(),
                (State::Name, _) => {
                    let rest = &bytes[at - 1..];
                    let name = rest.iter().position(|byte| matches!(byte, b':' | b'\n')).unwrap_or(rest.len());
                    self.word.extend(&rest[..name]);
                    at += name - 1;
                }
                (State::Value, b'\n') => self.state = State::LineStart,
                (State::Value, _) => match self.field {
                    Field::None | Field::Other => {
                        // All that matters of this value is where it ends.
                        at += before_line_end(&bytes[at..]);
                    }
                    Field::ContentLength => self.length_byte(byte)?,
                    Field::TransferEncoding | Field::Connection => self.list_byte(byte),
                },
            }
        }
        Ok((at, false))
    }

    fn begin_value(&mut self) {
        self.field = match self.word.length {
            10 if self.word.is(b"connection") => Field::Connection,
            14 if self.word.is(b"content-length") => Field::ContentLength,
            17 if self.word.is(b"transfer-encoding") => Field::TransferEncoding,
            _ => Field::Other,
        };
        self.word.clear();
        self.ended = false;
        self.state = State::Value;
    }

    fn end_field(&mut self) -> Result<(), InvalidHead> {
        match self.field {
            Field::None | Field::Other => Ok(()),
            Field::ContentLength => self.end_number(),
            Field::TransferEncoding | Field::Connection => {
                self.end_element();
                Ok(())
            }
        }
    }

    fn length_byte(&mut self, byte: u8) -> Result<(), InvalidHead> {
        match byte {
            b'0'..=b'9' if self.number.is_none() || !self.ended => {
                let longer = self.number.unwrap_or(0).checked_mul(10);
                let longer = longer.and_then(|number| number.checked_add(u64::from(byte - b'0')));
                self.number = Some(longer.ok_or(InvalidHead::BadContentLength)?);
                self.ended = false;
                Ok(())
            }
            b' ' | b'\t' | b'\r' => {
                self.ended = true;
                Ok(())
            }
            // The same number several times in one field is one number (RFC 9112 §6.3).
            b',' => self.end_number(),
            _ => Err(InvalidHead::BadContentLength),
        }
    }

    fn end_number(&mut self) -> Result<(), InvalidHead> {
        let number = self.number.take().ok_or(InvalidHead::BadContentLength)?;
        if *self.length.get_or_insert(number) == number { Ok(()) } else { Err(InvalidHead::BadContentLength) }
    }

    fn list_byte(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\r' => self.ended = true,
            b',' => self.end_element(),
            _ if self.ended && !self.word.is_empty() => self.word.spoil(),
            _ => {
                self.ended = false;
                self.word.extend(&[byte]);
            }
        }
    }

    fn end_element(&mut self) {
        match self.field {
            Field::TransferEncoding if !self.word.is_empty() => self.chunked = Some(self.word.is(b"chunked")),
            Field::Connection => {
                self.close |= self.word.is(b"close");
                self.keep_alive |= self.word.is(b"keep-alive");
            }
            _ => {}
        }
        self.word.clear();
    }
}

/// How many bytes come before the first LF, eight at a time.
pub(super) fn before_line_end(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const LF: u64 = u64::from_ne_bytes([b'\n'; 8]);
    let mut before = 0;
    for chunk in bytes.as_chunks::<8>().0 {
        // A byte that is LF becomes zero, and only then something borrows into the highest bit of a byte.
        let differs = u64::from_ne_bytes(*chunk) ^ LF;
        if differs.wrapping_sub(ONES) & !differs & (ONES << 7) != 0 {
            break;
        }
        before += 8;
    }
    let rest = &bytes[before..];
    before + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
}

/// A short word. A longer one is none that we know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Word {
    bytes: [u8; Self::LONGEST],
    length: u8,
}

impl Word {
    /// The length of `transfer-encoding`.
    const LONGEST: usize = 17;

    fn clear(&mut self) {
        self.length = 0;
    }

    fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn extend(&mut self, bytes: &[u8]) {
        let there = usize::from(self.length);
        for (place, byte) in self.bytes.iter_mut().skip(there).zip(bytes) {
            *place = *byte;
        }
        self.length = u8::try_from(there + bytes.len()).unwrap_or(u8::MAX);
    }

    /// Makes it a word that we do not know.
    fn spoil(&mut self) {
        self.length = u8::MAX;
    }

    /// Whether it is this one, in any case.
    fn is(&self, word: &[u8]) -> bool {
        self.bytes.get(..usize::from(self.length)).is_some_and(|bytes| bytes.eq_ignore_ascii_case(word))
    }
}
