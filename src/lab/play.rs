//! Playing: real time, as the driver measured it, becomes model time here and nowhere else.

use super::run::Run;
use super::{Lab, PauseAt, Refusal, Speed};
use crate::kernel::{Span, Time};
use crate::trace::{Fact, Record};
use crate::vocabulary::{Over, Party};

/// The longest gap of wall time that counts: a page in the background does not run ahead when it comes back.
const LONGEST_GAP: Span = Span::from_ms(250);
/// The speed at which the first request of a run is followed.
const FOLLOWING: Speed = Speed { per_mille: 20 };
/// It is followed at most for so long: 4 s on the wall.
const FOLLOWED: Span = Span::from_ms(80);

/// What a call of [`Lab::advance`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events handled.
    pub events: u64,
    /// Whether anything that a reader can see has changed.
    pub moved: bool,
    /// Whether the lab still works towards a far instant; call again.
    pub busy: bool,
    /// Why what the lab worked towards cannot be reached.
    pub refused: Option<Refusal>,
}

/// Whether a record is a 502.3.
pub(super) fn is_502(record: &Record) -> bool {
    matches!(record.fact, Fact::Ended { status, .. } if status.is_forwarder_error())
}

/// Whether a fact moves a mark, or changes what somebody waits for: a step ends there. A SYN is seen where it is for an
/// exchange, since those of clients are part of their request's way.
pub(super) const fn is_visible(fact: &Fact) -> bool {
    match fact {
        Fact::Changed(_)
        | Fact::FaultStarted { .. }
        | Fact::FaultEnded { .. }
        | Fact::SynSent { party: Party::Exchange(_), .. }
        | Fact::SynRefused { .. }
        | Fact::Begins { .. }
        | Fact::Waits { .. }
        | Fact::Takes { party: Party::Task(_) | Party::Call(_), .. }
        | Fact::Over { .. }
        | Fact::Ended { .. }
        | Fact::PeerGone { .. } => true,
        Fact::Began
        | Fact::FaultHit { .. }
        | Fact::SynSent { .. }
        | Fact::Connected { .. }
        | Fact::ConnectFailed { .. }
        | Fact::Carried { .. }
        | Fact::Sent { .. }
        | Fact::FinSent { .. }
        | Fact::RstSent { .. }
        | Fact::HeadRead { .. }
        | Fact::Takes { .. }
        | Fact::Frees { .. }
        | Fact::Leaves { .. } => false,
    }
}

/// Whether a record begins a client's request, or ends it with its response: where the first one is followed.
const fn bounds_request(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Begins { party: Party::Request(_), .. } | Fact::Over { party: Party::Request(_), how: Over::Got(_) }
    )
}

impl Lab {
    /// Lets `real` time pass, with a budget of about so many events. What does not fit is not made up for: time then runs slower.
    pub fn advance(&mut self, real: Span, budget: u64) -> Progress {
        let mut progress = Progress::default();
        let before = self.playhead;
        if self.goal.is_some() {
            match self.pursue(budget) {
                Ok(events) => progress.events = events,
                Err(refusal) => progress.refused = Some(refusal),
            }
            progress.moved = true;
        } else if self.playing {
            let mut real = real.min(LONGEST_GAP);
            while self.playing && real > Span::ZERO && progress.events < budget {
                real = self.glide(real, budget, &mut progress.events);
            }
            for run in &mut self.runs {
                let left = budget.saturating_sub(progress.events);
                progress.events += run.extend(self.playhead, left, None).events;
            }
            progress.moved = before != self.playhead || !self.playing;
        }
        progress.busy = self.goal.is_some();
        if progress.moved {
            self.refresh();
        }
        progress
    }

    /// Plays at one speed, to the next place where the speed changes or playing stops. Returns the real time that is left.
    fn glide(&mut self, real: Span, budget: u64, events: &mut u64) -> Span {
        let speed = self.speed_now();
        let (from, pause_at, follows) = (self.playhead, self.pause_at, self.follows);
        let run = self.run_mut();
        let ends_at = run.ends_at();
        let mut target = (from + speed.of(real)).min(ends_at);
        if from == target && target < ends_at {
            return Span::ZERO;
        }
        let known = run.played_to();
        if target > known {
            let first_known = !run.tally.strip.arrivals.is_empty() && run.tally.first_done.is_some();
            let follow = follows && !first_known;
            let stop = |record: &Record| {
                pause_at != PauseAt::Never && is_502(record) || follow && bounds_request(&record.fact)
            };
            *events += run.extend(target, budget.saturating_sub(*events), Some(&stop)).events;
            target = target.min(run.played_to());
        }
        let bends = if follows { follow_span(run) } else { None };
        for bend in bends.into_iter().flat_map(|(start, end)| [start, end]).filter(|&bend| bend > from) {
            target = target.min(bend);
        }
        let failure = match pause_at {
            PauseAt::Never => None,
            PauseAt::Each502 => run.tally.next_502(Some(from)),
            PauseAt::First502 => run.tally.next_502(None).filter(|failure| failure.at > from),
        };
        let failure = failure.filter(|failure| failure.at <= target).copied();
        if let Some(failure) = failure {
            target = failure.at;
            self.playing = false;
            if !self.selected_by_reader {
                self.selected = Some(failure.request);
            }
        }
        self.place(target);
        if target >= ends_at {
            self.playing = false;
        }
        let used = u128::from(target.since(from).ns()) * 1_000 / u128::from(speed.per_mille.max(1));
        Span::from_ns(real.ns().saturating_sub(u64::try_from(used).unwrap_or(u64::MAX).max(1)))
    }

    /// The speed in force: slower while the first request is followed.
    pub(super) fn speed_now(&self) -> Speed {
        let followed =
            self.follows && follow_span(self.run()).is_some_and(|(start, end)| (start..end).contains(&self.playhead));
        if followed { self.speed.min(FOLLOWING) } else { self.speed }
    }

    /// The instant of the last record before the playhead that a reader can see; second 0 if there is none.
    pub(super) fn previous_record(&self) -> Time {
        let records = self.run().trace().records();
        let before = &records[..records.partition_point(|record| record.at < self.playhead)];
        before.iter().rev().find(|record| is_visible(&record.fact)).map_or(Time::ZERO, |record| record.at)
    }
}

/// From the start of the first request to its response, as far as that was played; bounded.
fn follow_span(run: &Run) -> Option<(Time, Time)> {
    let start = run.tally.strip.arrivals.first()?.at;
    let end = start + FOLLOWED;
    Some((start, run.tally.first_done.map_or(end, |done| done.min(end))))
}
