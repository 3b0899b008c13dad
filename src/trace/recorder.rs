//! Where facts are kept.

use std::hash::Hash;

use super::{Digest, Excerpt, Fact, Record, RecordId};
use crate::kernel::Time;

/// Records in the order in which they happened, their digest so far, and the byte templates they refer to.
///
/// A *muted* trace numbers and hashes records without keeping them: for replaying a stretch that is already kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    records: Vec<Record>,
    templates: Vec<Vec<u8>>,
    digest: Digest,
    next: u32,
    muted: bool,
}

impl Trace {
    /// A trace that goes on from where this one stands, without keeping records.
    #[must_use]
    pub fn muted(&self) -> Self {
        Self {
            records: Vec::new(),
            templates: self.templates.clone(),
            digest: self.digest,
            next: self.next,
            muted: true,
        }
    }

    /// Goes back to where this trace stood when `mark`, its muted copy, was made.
    pub fn rewind(&mut self, mark: &Self) {
        self.records.truncate(mark.next as usize);
        self.templates.truncate(mark.templates.len());
        (self.digest, self.next) = (mark.digest, mark.next);
    }

    /// Records a fact. `at` must not be before the last record.
    pub fn record(&mut self, at: Time, cause: Option<RecordId>, fact: Fact) -> RecordId {
        let record = Record { at, cause, fact };
        record.hash(&mut self.digest);
        if !self.muted {
            debug_assert!(self.records.last().is_none_or(|last| last.at <= at));
            self.records.push(record);
        }
        let id = RecordId(self.next);
        self.next += 1;
        id
    }

    /// Adds a byte template, in which `{n}` stands for a number; the same bytes twice are one template.
    pub fn intern(&mut self, template: &[u8]) -> u16 {
        let index = self.templates.iter().position(|known| known == template).unwrap_or_else(|| {
            self.templates.push(template.to_vec());
            self.templates.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }

    /// The bytes of an excerpt; empty for a template of another trace.
    pub fn bytes(&self, excerpt: Excerpt) -> Vec<u8> {
        let Some(template) = self.templates.get(usize::from(excerpt.template)) else { return Vec::new() };
        let mut bytes = Vec::new();
        fill(template, excerpt.number, &mut bytes);
        bytes.truncate(excerpt.length as usize);
        bytes
    }

    /// All records.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The records up to and including `at`.
    pub fn until(&self, at: Time) -> &[Record] {
        &self.records[..self.records.partition_point(|record| record.at <= at)]
    }

    /// A record by its id.
    pub fn get(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.0 as usize)
    }

    /// Records with their ids.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (RecordId, &Record)> + ExactSizeIterator {
        // At most u32::MAX records: `next` counts them.
        #[expect(clippy::cast_possible_truncation, reason = "`next`, a u32, counts the records")]
        self.records.iter().enumerate().map(|(index, record)| (RecordId(index as u32), record))
    }

    /// How many records were made, kept or not.
    pub fn len(&self) -> u32 {
        self.next
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// The digest of all records made so far.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// Appends the template with `number` for each `{n}`.
fn fill(template: &[u8], number: u32, into: &mut Vec<u8>) {
    let mut rest = template;
    while let Some(brace) = rest.iter().position(|&byte| byte == b'{') {
        into.extend_from_slice(&rest[..brace]);
        rest = &rest[brace..];
        if let Some(after) = rest.strip_prefix(b"{n}") {
            push_decimal(number, into);
            rest = after;
        } else {
            into.push(b'{');
            rest = &rest[1..];
        }
    }
    into.extend_from_slice(rest);
}

/// Appends a number in decimal digits.
pub(crate) fn push_decimal(number: u32, into: &mut Vec<u8>) {
    let first = into.len();
    let mut left = number;
    loop {
        into.push(b'0' + u8::try_from(left % 10).unwrap_or(0));
        left /= 10;
        if left == 0 {
            return into[first..].reverse();
        }
    }
}
