//! The structure of an article, apart from its words: what a translation must share with its original.

use super::Run;

/// A part of the structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A heading of this rank with this id.
    Heading(u8, String),
    /// A figure.
    Figure(Run),
    /// A claim: the run and what must hold.
    Claim(Run, String),
    /// A question with answers, of which this one is right, from 0.
    Predict {
        /// How many answers.
        answers: u32,
        /// Which of them is right, from 0.
        right: u32,
    },
    /// Rows of a log.
    Log(Vec<String>),
    /// A block of code.
    Code(String),
    /// A margin note.
    Note,
    /// A table with so many columns and rows, its head not counted.
    Table {
        /// Columns.
        columns: u32,
        /// Rows.
        rows: u32,
    },
    /// A link to another site.
    Source(String),
}
