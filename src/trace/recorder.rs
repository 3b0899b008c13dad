//! Where facts are kept.

use std::hash::Hash;
use std::sync::Arc;

use super::lineage::{Begun, Lineage};
use super::{Digest, Excerpt, Fact, Record, RecordId};
use crate::kernel::Time;
use crate::plan::{Change, Plan};
use crate::vocabulary::{ExchangeId, Party, RequestId};

/// Records in the order in which they happened, the plan they are about, their digest so far, and the byte templates they
/// refer to.
///
/// A *muted* trace numbers and hashes records without keeping them: for replaying a stretch that is already kept elsewhere.
///
/// A trace has a budget: beyond it, [`Trace::shrink`] lets go of what healthy requests did that touched no other than healthy
/// ones. What is left keeps its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    plan: Arc<Plan>,
    /// Those that are kept, in order.
    records: Vec<Record>,
    /// The numbers of the first of them, from among which others were forgotten; the rest are numbered from `dense` on without
    /// gaps.
    sparse: Vec<u32>,
    /// The number of the first record after those.
    dense: u32,
    /// How many bytes records may take before some are forgotten.
    budget: u64,
    changes: Vec<Change>,
    templates: Vec<Vec<u8>>,
    lineage: Lineage,
    digest: Digest,
    next: u32,
    keeps: Keeps,
}

/// What a trace does with records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    /// Numbers, hashes and keeps them.
    All,
    /// Numbers and hashes them.
    Digest,
    /// Numbers them only.
    Nothing,
}

impl Trace {
    /// How many bytes the records of a trace take before some are forgotten, where nothing else is said.
    pub const BUDGET: u64 = 64 << 20;

    /// An empty trace of a run of this plan.
    pub fn new(plan: &Arc<Plan>) -> Self {
        let mut digest = Digest::default();
        plan.hash(&mut digest);
        Self {
            plan: Arc::clone(plan),
            records: Vec::new(),
            sparse: Vec::new(),
            dense: 0,
            budget: Self::BUDGET,
            changes: Vec::new(),
            templates: Vec::new(),
            lineage: Lineage::default(),
            digest,
            next: 0,
            keeps: Keeps::All,
        }
    }

    /// A trace that keeps and hashes nothing: tracing is off.
    pub fn off(plan: &Arc<Plan>) -> Self {
        Self { keeps: Keeps::Nothing, ..Self::new(plan) }
    }

    /// A trace that goes on from where this one stands, without keeping records.
    #[must_use]
    pub fn muted(&self) -> Self {
        Self {
            plan: Arc::clone(&self.plan),
            records: Vec::new(),
            sparse: Vec::new(),
            dense: 0,
            budget: self.budget,
            changes: self.changes.clone(),
            templates: self.templates.clone(),
            lineage: Lineage::default(),
            digest: self.digest,
            next: self.next,
            keeps: Keeps::Digest,
        }
    }

    /// Goes back to where this trace stood when `mark`, its muted copy, was made.
    pub fn rewind(&mut self, mark: &Self) {
        self.records.truncate(self.index_of(RecordId(mark.next)));
        self.sparse.truncate(self.records.len());
        self.dense = self.dense.min(mark.next);
        self.changes.truncate(mark.changes.len());
        self.templates.truncate(mark.templates.len());
        self.lineage.truncate(mark.next);
        (self.digest, self.next) = (mark.digest, mark.next);
    }

    /// Records a fact. `at` must not be before the last record. Inline where that costs no transfer: what a fact is made of is
    /// known where it is made.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub fn record(&mut self, at: Time, cause: Option<RecordId>, fact: Fact) -> RecordId {
        let id = RecordId(self.next);
        self.next += 1;
        if self.keeps != Keeps::Nothing {
            let record = Record::new(at, cause, fact);
            record.hash(&mut self.digest);
            if self.keeps == Keeps::All {
                debug_assert!(self.records.last().is_none_or(|last| last.at <= at));
                self.lineage.read(id, &fact);
                self.records.push(record);
            }
        }
        id
    }

    /// Records a change.
    pub fn change(&mut self, at: Time, change: Change) -> RecordId {
        let number = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        self.changes.push(change);
        change.hash(&mut self.digest);
        self.record(at, None, Fact::Changed(number))
    }

    /// Adds a byte template, in which `{n}` stands for a number; the same bytes twice are one template.
    pub fn intern(&mut self, template: &[u8]) -> u16 {
        let index = self.templates.iter().position(|known| known == template).unwrap_or_else(|| {
            self.templates.push(template.to_vec());
            self.templates.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }

    /// The byte templates.
    pub fn templates(&self) -> &[Vec<u8>] {
        &self.templates
    }

    /// The bytes of an excerpt; empty for a template of another trace.
    pub fn bytes(&self, bytes: Excerpt) -> Vec<u8> {
        excerpt(&self.templates, bytes)
    }

    /// The plan with which the run began.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The plan as changed by the records before `end`.
    pub fn plan_before(&self, end: RecordId) -> Plan {
        let mut plan = (*self.plan).clone();
        for change in self.changes_before(end) {
            change.write(&mut plan);
        }
        plan
    }

    /// The changes made by the records before `end`.
    fn changes_before(&self, end: RecordId) -> &[Change] {
        let made =
            self.before(end).iter().rev().find_map(|record| {
                if let Fact::Changed(number) = record.fact { Some(number as usize + 1) } else { None }
            });
        &self.changes[..made.unwrap_or(0).min(self.changes.len())]
    }

    /// The change with this number.
    pub fn changed(&self, number: u32) -> Option<&Change> {
        self.changes.get(number as usize)
    }

    /// The records that are kept: all, unless some were forgotten.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The kept records before the one with this number.
    pub fn before(&self, end: RecordId) -> &[Record] {
        &self.records[..self.index_of(end)]
    }

    /// How many of the kept records come before the one with this number.
    fn index_of(&self, id: RecordId) -> usize {
        let index = if id.0 >= self.dense {
            self.sparse.len() + (id.0 - self.dense) as usize
        } else {
            self.sparse.partition_point(|&known| known < id.0)
        };
        index.min(self.records.len())
    }

    /// The number of a kept record.
    fn id_at(&self, index: usize) -> RecordId {
        RecordId(match self.sparse.get(index) {
            Some(&id) => id,
            None => self.dense + u32::try_from(index - self.sparse.len()).unwrap_or(u32::MAX),
        })
    }

    /// The records up to and including `at`.
    pub fn until(&self, at: Time) -> &[Record] {
        &self.records[..self.records.partition_point(|record| record.at <= at)]
    }

    /// The number that the first record after `at` has, or would have.
    pub fn end_of(&self, at: Time) -> RecordId {
        self.id_at(self.until(at).len())
    }

    /// A record by its id, if it is kept.
    pub fn get(&self, id: RecordId) -> Option<&Record> {
        let index = self.index_of(id);
        self.records.get(index).filter(|_| self.id_at(index) == id)
    }

    /// Records with their ids.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (RecordId, &Record)> + ExactSizeIterator {
        self.range(RecordId(0), RecordId(u32::MAX))
    }

    /// The records from `first` on and before `end`, with their ids.
    pub fn range(
        &self,
        first: RecordId,
        end: RecordId,
    ) -> impl DoubleEndedIterator<Item = (RecordId, &Record)> + ExactSizeIterator {
        let end = self.index_of(end);
        let from = self.index_of(first).min(end);
        self.records[from..end].iter().enumerate().map(move |(index, record)| (self.id_at(from + index), record))
    }

    /// How a party began.
    pub fn begun(&self, party: Party) -> Option<&Begun> {
        self.lineage.begun(party)
    }

    /// How much memory the beginnings of parties take [bytes].
    pub fn lineage_size(&self) -> u64 {
        self.lineage.size()
    }

    /// How many requests have begun.
    pub fn requests(&self) -> u32 {
        self.lineage.requests()
    }

    /// The request of a client for which, in the end, a party was begun.
    pub fn request_of(&self, party: Party) -> Option<RequestId> {
        self.lineage.request_of(party)
    }

    /// The exchange for which, in the end, a task or call was begun; of an exchange, itself.
    pub fn exchange_of(&self, party: Party) -> Option<ExchangeId> {
        self.lineage.exchange_of(party)
    }

    /// The parties begun for another one by the records before `end`, in order.
    pub fn begun_for(&self, of: Party, end: RecordId) -> Vec<(Party, Begun)> {
        self.lineage.begun_for(of, end.0)
    }

    /// Sets the budget [bytes].
    pub fn set_budget(&mut self, budget: u64) {
        self.budget = budget;
    }

    /// How many records were forgotten.
    pub fn forgotten(&self) -> u32 {
        self.next - u32::try_from(self.records.len()).unwrap_or(u32::MAX)
    }

    /// Beyond the budget, lets go of the healthy, to at most three quarters of it if that is possible. Whoever reads the trace
    /// while it grows must have read it.
    pub fn shrink(&mut self) {
        let bytes = |records: usize| records as u64 * size_of::<Record>() as u64;
        if self.keeps != Keeps::All || bytes(self.records.len()) <= self.budget {
            return;
        }
        let keep = super::budget::kept(self);
        let mut kept = keep.iter().copied();
        let ids: Vec<u32> = (0..self.records.len()).map(|index| self.id_at(index).0).collect();
        let mut left = keep.iter().zip(&ids).filter(|&(&keep, _)| keep).map(|(_, &id)| id);
        self.sparse = left.by_ref().collect();
        self.dense = self.next;
        self.records.retain(|_| kept.next().unwrap_or(true));
        self.records.shrink_to_fit();
        // What cannot be forgotten may stay: the next time is when a quarter more has come.
        self.budget = self.budget.max(bytes(self.records.len()) / 3 * 4);
    }

    /// How many records were made, kept or not.
    pub fn len(&self) -> u32 {
        self.next
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// The digest of the plan and of all records made so far.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// The bytes of an excerpt of one of these templates; empty if there is no such one.
pub fn excerpt(templates: &[Vec<u8>], excerpt: Excerpt) -> Vec<u8> {
    let Some(template) = templates.get(usize::from(excerpt.template)) else { return Vec::new() };
    let mut bytes = Vec::new();
    fill(template, excerpt.number, &mut bytes);
    bytes.truncate(excerpt.length as usize);
    bytes
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
