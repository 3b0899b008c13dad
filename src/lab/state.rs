//! The lab itself: runs, playhead, selection; and what of it can be seen.

use std::rc::Rc;

use super::history::History;
use super::play::{is_502, is_visible};
use super::run::{AT_ONCE, Checkpoint, Run};
use super::story::{news, story};
use super::{DigestView, Frame, PauseAt, Refusal, RunTab, Speed, Visit};
use crate::explain::{Chain, why_marked};
use crate::kernel::Time;
use crate::plan::Change;
use crate::scenario::{self, Difference, Link, LinkProblem, Maker, Scenario};
use crate::trace::{Digest, Record, Snapshot};
use crate::vocabulary::RequestId;

/// The headless application. Changed by [`apply`](Self::apply) and [`advance`](Self::advance) only, seen by [`frame`](Self::frame) only.
#[derive(Clone, Debug)]
pub struct Lab {
    /// As it opened; what the reader varies is in the runs.
    pub(super) scenario: Scenario,
    /// In what its twin differs.
    pub(super) twin_differs: Option<Difference>,
    /// Never empty.
    pub(super) runs: Vec<Run>,
    /// Index into `runs`.
    pub(super) shown: usize,
    pub(super) playhead: Time,
    /// The world at the playhead, where that is before the furthest point played.
    pub(super) view: Option<Checkpoint>,
    /// Where to go, when that takes more than one call.
    pub(super) goal: Option<Goal>,
    /// From where, to return to if the goal does not exist.
    set_off: Time,
    pub(super) playing: bool,
    pub(super) speed: Speed,
    /// Whether the first request is followed slowly; until the reader chooses a speed.
    pub(super) follows: bool,
    pub(super) pause_at: PauseAt,
    pub(super) selected: Option<RequestId>,
    /// Whether the reader selected it, rather than a jump or a pause.
    pub(super) selected_by_reader: bool,
    /// The chain whose moments are visited.
    pub(super) visit: Option<Visit>,
    pub(super) history: History,
    /// What the last action took away of the reader's changes.
    pub(super) dropped: Vec<(Time, Change)>,
    /// Whether a link was opened that another version of this program made.
    foreign: bool,
    /// The digest that a link was made with, until the run has come to its place and can be compared.
    pub(super) made_with: Option<String>,
    seen: Seen,
}

/// Where the playhead is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// There.
    At(Time),
    /// To the next 502.3 after this instant, or to the first.
    Next502(Option<Time>),
    /// To the next record that a reader can see.
    NextRecord,
}

/// Parts of the frame, made when something has changed.
#[derive(Clone, Debug)]
struct Seen {
    snapshot: Rc<Snapshot>,
    why: Option<Rc<Chain>>,
    /// What `why` was made from: the request, the playhead, and how much of the trace was there.
    why_of: Option<(RequestId, Time, u32)>,
    /// Why the last request failed, while that is news, as of then.
    news: Option<Chain>,
}

impl Lab {
    /// Opens a scenario of the library as it opens: paused at a telling frame.
    pub fn open(slug: &str) -> Result<Self, Refusal> {
        let scenario = scenario::open(slug).ok_or_else(|| Refusal::NoSuchScenario(slug.to_owned()))?;
        Ok(Self::new(scenario))
    }

    /// Opens a scenario.
    pub fn new(scenario: Scenario) -> Self {
        let run = Run::new(scenario.clone(), scenario.seed(), Vec::new());
        let mut lab = Self::at_start(scenario, run);
        lab.go_to_opening();
        lab.refresh();
        lab
    }

    /// Restores what a link holds.
    pub fn from_link(link: &Link) -> Result<Self, LinkProblem> {
        let varied = link.open()?;
        let own = scenario::open(&link.scenario).unwrap_or_else(|| varied.clone());
        let mut run = Run::new(varied, link.seed, link.changes.clone());
        let last_change = link.changes.last().map_or(Time::ZERO, |&(at, _)| at);
        run.extend(last_change, AT_ONCE, None);
        let mut lab = Self::at_start(own, run);
        if let Some(speed) = link.speed {
            lab.speed = Speed { per_mille: speed };
        }
        lab.selected = link.select;
        lab.selected_by_reader = link.select.is_some();
        // A place within the run can always be reached.
        let _ = lab.set_off(Goal::At(link.at));
        match &link.maker {
            Maker::Site => {}
            Maker::Earlier => lab.foreign = true,
            Maker::Page(digest) => lab.made_with = Some(digest.clone()),
        }
        lab.refresh();
        Ok(lab)
    }

    fn at_start(scenario: Scenario, run: Run) -> Self {
        let seen = Seen { snapshot: Rc::new(run.snapshot()), why: None, why_of: None, news: None };
        Self {
            speed: Speed { per_mille: scenario.speed },
            twin_differs: scenario.twin_differs(),
            scenario,
            runs: vec![run],
            shown: 0,
            playhead: Time::ZERO,
            view: None,
            goal: None,
            set_off: Time::ZERO,
            playing: false,
            follows: true,
            pause_at: PauseAt::First502,
            selected: None,
            selected_by_reader: false,
            visit: None,
            history: History::default(),
            dropped: Vec::new(),
            foreign: false,
            made_with: None,
            seen,
        }
    }

    /// To the frame at which the scenario opens; without a 502.3 that is second 0.
    pub(super) fn go_to_opening(&mut self) {
        self.place(Time::ZERO);
        // Refused where there is no 502.3.
        let _ = self.set_off(self.scenario.opens_at.map_or(Goal::Next502(None), Goal::At));
    }

    /// Sets off for a goal, and arrives at once unless that takes very many events. If it does not exist, stays.
    pub(super) fn set_off(&mut self, goal: Goal) -> Result<(), Refusal> {
        self.goal = Some(goal);
        self.set_off = self.playhead;
        self.pursue(AT_ONCE).map(|_| ())
    }

    /// What restores this: scenario, differences, seed, changes of the run that is shown, playhead, selection, speed.
    /// `view` is left to the page.
    pub fn link(&self) -> Link {
        let run = self.run();
        let (own, varied) = (&self.scenario, &run.scenario);
        Link {
            scenario: own.slug.clone(),
            seed: run.seed,
            hosting: (varied.hosting() != own.hosting()).then_some(varied.hosting()),
            load_per_mille: (varied.load_per_mille() != own.load_per_mille()).then(|| varied.load_per_mille()),
            changes: run.changes().to_vec(),
            at: self.playhead,
            select: self.selected,
            speed: (self.speed.per_mille != own.speed).then_some(self.speed.per_mille),
            view: String::new(),
            maker: Maker::Page(self.digest_here().short()),
        }
    }

    /// What the last action took away of the reader's changes, beside what was asked for.
    pub fn dropped(&self) -> &[(Time, Change)] {
        &self.dropped
    }

    /// The digest of the run that is shown, up to the playhead.
    fn digest_here(&self) -> Digest {
        self.view.as_ref().map_or_else(|| self.run().trace().digest(), |view| view.trace().digest())
    }

    /// The run that is shown.
    pub(super) fn run(&self) -> &Run {
        &self.runs[self.shown]
    }

    pub(super) fn run_mut(&mut self) -> &mut Run {
        &mut self.runs[self.shown]
    }

    /// Puts the playhead to an instant that was played.
    pub(super) fn place(&mut self, at: Time) {
        let run = &self.runs[self.shown];
        self.playhead = at;
        let view = self.view.take();
        self.view = (at < run.played_to()).then(|| run.replay(at, view));
    }

    /// Goes on towards the goal, with a budget of events. Returns how many were handled.
    pub(super) fn pursue(&mut self, budget: u64) -> Result<u64, Refusal> {
        let Some(goal) = self.goal else { return Ok(0) };
        let run = &mut self.runs[self.shown];
        let ends_at = run.ends_at();
        let (events, found) = match goal {
            Goal::At(at) => {
                let at = at.min(ends_at);
                let events = run.extend(at, budget, None).events;
                (events, run.has_played(at).then_some(at))
            }
            Goal::Next502(after) => {
                let mut events = 0;
                if run.tally.next_502(after).is_none() {
                    events = run.extend(ends_at, budget, Some(&is_502)).events;
                }
                let found = run.tally.next_502(after).map(|failure| (failure.at, failure.request));
                if let Some((_, request)) = found
                    && !self.selected_by_reader
                {
                    self.selected = Some(request);
                }
                (events, found.map(|(at, _)| at))
            }
            Goal::NextRecord => {
                let after = self.playhead;
                let visible = |run: &Run| {
                    let records = run.trace().records();
                    let rest = &records[records.partition_point(|record| record.at <= after)..];
                    rest.iter().find(|record| is_visible(&record.fact)).map(|record| record.at)
                };
                let mut events = 0;
                if visible(run).is_none() {
                    let stop = |record: &Record| is_visible(&record.fact);
                    events = run.extend(ends_at, budget, Some(&stop)).events;
                }
                let over = run.has_played(ends_at).then_some(ends_at);
                (events, visible(run).or(over))
            }
        };
        let run = &self.runs[self.shown];
        let end = run.played_to();
        if let Some(at) = found {
            self.goal = None;
            self.place(at);
        } else if matches!(goal, Goal::Next502(_)) && run.has_played(ends_at) {
            self.goal = None;
            self.place(self.set_off);
            return Err(Refusal::No502);
        } else {
            self.place(end);
        }
        Ok(events)
    }

    /// Which request is explained where none is selected: the last that failed. While time runs, the one that is explained
    /// already: nobody reads reasons that change with every failure.
    fn last_failed(&self) -> Option<RequestId> {
        let failures = self.run().tally.failures_until(self.playhead);
        let explained = self.seen.why_of.map(|(request, ..)| request).filter(|_| self.playing);
        let still = explained.filter(|&request| failures.iter().any(|failure| failure.request == request));
        still.or_else(|| failures.last().map(|failure| failure.request))
    }

    /// The chain that is shown, and from where its moments are visited.
    pub(super) fn shown_chain(&self) -> Option<(Rc<Chain>, Time)> {
        match &self.visit {
            Some(visit) => Some((Rc::clone(&visit.chain), visit.back)),
            None => Some((self.seen.why.clone()?, self.playhead)),
        }
    }

    /// Makes the parts of the frame that have changed.
    pub(super) fn refresh(&mut self) {
        let (at, selected) = (self.playhead, self.selected);
        // Back where it was read, the chain is that of the playhead again.
        self.visit = self
            .visit
            .take()
            .filter(|visit| at < visit.back && selected.is_none_or(|request| request == visit.chain.request));
        if self.goal.is_none()
            && let Some(digest) = self.made_with.take()
        {
            self.foreign = digest != self.digest_here().short();
        }
        let run = &self.runs[self.shown];
        let snapshot = self.view.as_ref().map_or_else(|| run.snapshot(), Checkpoint::snapshot);
        if *self.seen.snapshot != snapshot {
            self.seen.snapshot = Rc::new(snapshot);
        }
        let news = news(&run.tally, at).filter(|failure| failure.status.is_forwarder_error());
        if self.seen.news.as_ref().map(|chain| chain.request) != news.map(|failure| failure.request) {
            let why = |failure: &super::Failure| why_marked(run.trace(), &run.tally.marks, failure.request, failure.at);
            self.seen.news = news.and_then(why);
        }
        let why_of = self
            .selected
            .or_else(|| self.last_failed())
            .filter(|&request| run.tally.ended_badly(request, self.playhead))
            .map(|request| (request, self.playhead, run.trace().len()));
        if self.is_stale(why_of) {
            let chain = why_of.and_then(|(request, at, _)| why_marked(run.trace(), &run.tally.marks, request, at));
            if self.seen.why.as_deref() != chain.as_ref() {
                self.seen.why = chain.map(Rc::new);
            }
            self.seen.why_of = why_of;
        }
    }

    /// Whether the chain must be made anew. It is read off the whole trace: while a long run plays, only when that has grown by a
    /// part, since what comes after the failure adds little.
    fn is_stale(&self, why_of: Option<(RequestId, Time, u32)>) -> bool {
        match (self.seen.why_of, why_of) {
            (Some((old, then, known)), Some((request, at, len))) if old == request && self.playing => {
                at < then || len < known || len - known > known / 64
            }
            (old, new) => old != new,
        }
    }

    /// What can be seen. Cheap: large parts are shared, and are the same as before where nothing has changed.
    pub fn frame(&self) -> Frame {
        let run = self.run();
        let (at, tally) = (self.playhead, &run.tally);
        let log = tally.log.get();
        let digest = run.trace().digest();
        Frame {
            scenario: self.scenario.slug.clone(),
            seed: run.seed,
            load_per_mille: run.scenario.load_per_mille(),
            starts_at_unix_s: run.scenario.starts_at_unix_s,
            at,
            ends_at: run.ends_at(),
            recorded_to: run.played_to(),
            playing: self.playing,
            speed: self.speed,
            speed_now: self.speed_now(),
            pause_at: self.pause_at,
            snapshot: Rc::clone(&self.seen.snapshot),
            strip: Rc::clone(&tally.strip),
            log: Rc::clone(log),
            log_rows: log.partition_point(|row| row.at <= at),
            story: story(&self.seen.snapshot, tally, run.ends_at(), self.seen.news.as_ref()),
            failure: tally.failures_until(at).last().copied(),
            selected: self.selected,
            why: self.seen.why.clone(),
            visit: self.visit.clone(),
            digest: DigestView { short: digest.short(), long: digest.long(), complete: run.has_played(run.ends_at()) },
            foreign: self.foreign,
            runs: self.runs.iter().map(|run| tab(run, at)).collect(),
            run: self.shown,
            can_undo: self.history.can_undo(),
            can_redo: self.history.can_redo(),
            twin: self.scenario.twin().map(str::to_owned),
            twin_differs: self.twin_differs,
        }
    }
}

fn tab(run: &Run, at: Time) -> RunTab {
    let failures = run.tally.failures_until(at).iter().filter(|failure| failure.status.is_forwarder_error()).count();
    let from = run.forked_at.unwrap_or_default();
    let changes = run.changes().iter().filter(|&&(then, _)| then >= from).map(|&(_, change)| change).collect();
    RunTab { forked_at: run.forked_at, changes, failures: u32::try_from(failures).unwrap_or(u32::MAX) }
}
