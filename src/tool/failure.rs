//! What went wrong, why, and what mends it: how every command of the tool ends when it does not end well.

use std::fmt;

/// The result of a step.
pub type Result<T = ()> = std::result::Result<T, Failure>;

/// A failed step.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed, as a sentence without its full stop: "Port 5023 is taken".
    what: String,
    /// Why, as it was reported; may have several lines.
    why: Option<String>,
    /// The command or the act that mends it.
    mend: Option<String>,
    /// Whether the arguments are at fault.
    usage: bool,
}

impl Failure {
    /// A failure of the program's work.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), why: None, mend: None, usage: false }
    }

    /// A mistake in the arguments.
    pub fn usage(what: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(what) }
    }

    /// The reason, as it was reported.
    #[must_use]
    pub fn because(mut self, why: impl fmt::Display) -> Self {
        self.why = Some(why.to_string());
        self
    }

    /// What mends it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// What the process exits with: 2 for wrong arguments, else 1.
    pub fn exit_code(&self) -> u8 {
        if self.usage { 2 } else { 1 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        for line in self.why.iter().flat_map(|why| why.trim_end().lines()) {
            write!(f, "\n  {line}")?;
        }
        match &self.mend {
            Some(mend) => write!(f, "\n  to mend it: {mend}"),
            None if self.usage => write!(f, "\n  to mend it: see --help"),
            None => Ok(()),
        }
    }
}

/// As it is said: a failed test shows it to a person too.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_why_and_what_mends_it() {
        let failure = Failure::new("X failed").because("a\nb\n").mend("do y");
        assert_eq!(failure.to_string(), "error: X failed\n  a\n  b\n  to mend it: do y");
        assert_eq!(failure.exit_code(), 1);
        let usage = Failure::usage("no such flag");
        assert_eq!(usage.to_string(), "error: no such flag\n  to mend it: see --help");
        assert_eq!(usage.exit_code(), 2);
    }
}
