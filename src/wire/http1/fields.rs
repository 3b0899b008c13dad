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
                            self.word.push(byte);
                            self.state = State::Name;
                        }
                    }
                }
                (State::Blank, b'\n') => return Ok((at, true)),
                (State::Blank, _) | (State::Name, b'\n') => return Err(InvalidHead::NoColon),
                (State::Name, b':') => self.begin_value(),
                (State::Name, _) => self.word.push(byte),
                (State::Value, b'\n') => self.state = State::LineStart,
                (State::Value, _) => match self.field {
                    Field::None | Field::Other => {
                        // All that matters of this value is where it ends.
                        at += bytes[at..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - at);
                    }
                    Field::ContentLength => self.length_byte(byte)?,
                    Field::TransferEncoding | Field::Connection => self.list_byte(byte),
                },
            }
        }
        Ok((at, false))
    }

    fn begin_value(&mut self) {
        self.field = match self.word.text() {
            b"content-length" => Field::ContentLength,
            b"transfer-encoding" => Field::TransferEncoding,
            b"connection" => Field::Connection,
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
                self.word.push(byte);
            }
        }
    }

    fn end_element(&mut self) {
        let text = self.word.text();
        match self.field {
            Field::TransferEncoding if !self.word.is_empty() => self.chunked = Some(text == b"chunked"),
            Field::Connection => {
                self.close |= text == b"close";
                self.keep_alive |= text == b"keep-alive";
            }
            _ => {}
        }
        self.word.clear();
    }
}

/// A short word in lower case. A longer one is none that we know.
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

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(usize::from(self.length)) {
            *place = byte.to_ascii_lowercase();
        }
        self.length = self.length.saturating_add(1);
    }

    /// Makes it a word that we do not know.
    fn spoil(&mut self) {
        self.length = u8::MAX;
    }

    /// Empty for a word that is too long.
    fn text(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}
