//! HTTP/1.1 messages, read incrementally: bytes may arrive split anywhere, and every proper prefix of a valid message
//! means "not yet", never an error. An error is told at the first byte that cannot be right.
//!
//! The readers keep no body and no field that does not bear on framing (RFC 9112 §6) or on keeping the connection
//! (§9.3), so a [`ResponseReader`] allocates nothing, and a clone of it is a checkpoint.

mod body;
mod fields;
mod request;
mod response;
#[cfg(test)]
mod tests;

pub use request::RequestReader;
pub use response::ResponseReader;

/// How far the last bytes brought a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing became complete.
    NeedMore,
    /// The head became complete with these bytes, the body did not.
    Head,
    /// The message is complete. Its head may have become so with the same bytes.
    Complete,
}

/// What an implementation tolerates, as data. All tolerate a line that ends with LF alone (RFC 9112 §2.2) and a field
/// name with bytes that are no token; a line with an empty name counts as one without a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strictness {
    /// The longest head [bytes], from its first byte to the empty line, both included.
    pub head_limit: u32,
    /// Whether a line that begins with white space goes on with the field before it (`obs-fold`, RFC 9112 §5.2);
    /// else it is a line without a colon.
    pub folding: bool,
}

impl Strictness {
    /// WinHTTP, as ARR and the ASP.NET Core Module use it: `WINHTTP_OPTION_MAX_RESPONSE_HEADER_SIZE` is 64 KB.
    /// That it unfolds lines is inferred from RFC 9112 §5.2, which asks that of a user agent.
    pub const WINHTTP: Self = Self { head_limit: 65_536, folding: true };

    /// http.sys: `MaxRequestBytes` 16 384; it refuses folded lines.
    pub const HTTP_SYS: Self = Self { head_limit: 16_384, folding: false };

    /// Kestrel: `MaxRequestLineSize` 8192 and `MaxRequestHeadersTotalSize` 32 768, here taken together; it refuses
    /// folded lines.
    pub const KESTREL: Self = Self { head_limit: 8_192 + 32_768, folding: false };
}
