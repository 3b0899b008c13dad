//! The one store: a lab, its last frame, and what the reader was told last. Actions go in, frames come out.

use std::cell::RefCell;
use std::rc::Rc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Change, Frame, Jump, Knob, Lab, Refusal, Target, Value};
use bad_gateway::scenario::{Link, LinkProblem, Maker};
use bad_gateway::vocabulary::{Fault, PlaceId};
use yew::prelude::*;

/// The scenario that opens where none is named.
pub const FLAGSHIP: &str = "hung-dependency";

/// A lab and what is seen of it. The lab is changed in place; the frame is made anew with every message, and stores are
/// compared by the identity of their frames.
#[derive(Clone)]
pub struct Store {
    lab: Rc<RefCell<Lab>>,
    /// What is the case.
    pub frame: Rc<Frame>,
    /// Whether the lab may still work towards a far instant.
    pub busy: bool,
    /// What the reader is told beside it.
    pub notice: Option<Notice>,
    /// Counts notices, so that the same one twice is two.
    pub notices: u32,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.frame, &other.frame)
            && (self.busy, self.notices) == (other.busy, other.notices)
            && self.notice == other.notice
    }
}

/// Something the reader is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An action did nothing.
    Refused(Refusal),
    /// A link could not be opened.
    BadLink(LinkProblem),
    /// A link was made by another version.
    Foreign,
    /// A fault was switched off.
    SwitchedOff(Fault, PlaceId, Time),
    /// A further run begins.
    Forked(usize, Time),
    /// The scenario is as it opens.
    WasReset,
    /// The link lies in the clipboard.
    LinkCopied,
    /// The log lies in the clipboard.
    LogCopied,
    /// The browser did not allow copying.
    CopyFailed,
}

/// What can be asked of the store.
pub enum Message {
    /// An intention of the reader.
    Act(Action),
    /// So much real time has passed; handle at most so many events.
    Advance(Span, u64),
    /// Open what a link says.
    Load(String),
    /// Tell the reader something.
    Tell(Notice),
    /// The reader has read it.
    Dismiss,
}

/// Where a run that a page shows is paused when the page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Where the scenario opens.
    Opening,
    /// At the first 502.3.
    First502,
    /// Where the link says.
    Link,
}

impl Stop {
    /// The name in a page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::First502 => "first-502.3",
            Self::Link => "link",
        }
    }

    /// The place with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Opening, Self::First502, Self::Link].into_iter().find(|stop| stop.name() == name)
    }
}

impl Store {
    /// A scenario of the library, as it opens; the flagship in place of one that the library does not have.
    pub fn open(slug: &str) -> Self {
        let lab = Lab::open(slug).or_else(|_| Lab::open(FLAGSHIP));
        Self::new(lab.expect("the flagship belongs to the library, and a test opens it"))
    }

    /// A run of an article.
    pub fn stopped(link: &Link, stop: Stop) -> Self {
        let Ok(mut lab) = Lab::from_link(link) else { return Self::open(&link.scenario) };
        match stop {
            // A link without a place stands at second 0, a scenario opens where it tells something.
            Stop::Opening if link.changes.is_empty() => return Self::open(&link.scenario),
            Stop::Opening | Stop::Link => {}
            // A run without a 502.3 stays where it is: the figure then shows that.
            Stop::First502 => drop(lab.apply(Action::Jump(Jump::First502))),
        }
        Self::new(lab)
    }

    fn new(lab: Lab) -> Self {
        let frame = Rc::new(lab.frame());
        Self { lab: Rc::new(RefCell::new(lab)), frame, busy: false, notice: None, notices: 0 }
    }

    /// The link to what is shown: the text of a fragment, without `#`.
    pub fn link(&self) -> String {
        self.lab.borrow().link().to_string()
    }

    /// The link to the same seed and moment of the scenario that differs in one thing, and is well. While time runs it
    /// is that to the start, so that it does not change with every frame.
    pub fn twin_link(&self) -> Option<String> {
        let scenario = self.frame.twin.clone()?;
        let link = self.lab.borrow().link();
        let at = if self.frame.playing { Time::ZERO } else { link.at };
        Some(
            Link { scenario, changes: Vec::new(), hosting: None, select: None, maker: Maker::Site, at, ..link }
                .to_string(),
        )
    }

    /// The store after the lab has changed.
    fn seen(&self, busy: bool, told: Option<Notice>) -> Self {
        let frame = Rc::new(self.lab.borrow().frame());
        let foreign = (frame.foreign && !self.frame.foreign).then_some(Notice::Foreign);
        Self { frame, busy, ..self.told(told.or(foreign)) }
    }

    /// The store with a further notice, if there is one.
    fn told(&self, told: Option<Notice>) -> Self {
        let notices = self.notices + u32::from(told.is_some());
        Self { notice: told.or_else(|| self.notice.clone()), notices, ..self.clone() }
    }

    fn act(&self, action: Action) -> Self {
        let at = self.frame.at;
        let done = match action {
            Action::Change(Change {
                knob: Knob::Fault(fault),
                target: Target::Place(place),
                value: Value::Fault(None),
            }) => Some(Notice::SwitchedOff(fault, place, at)),
            Action::Fork => Some(Notice::Forked(self.frame.runs.len() + 1, at)),
            Action::Reset => Some(Notice::WasReset),
            _ => None,
        };
        let applied = self.lab.borrow_mut().apply(action);
        let read = Self { notice: self.notice.clone().filter(|notice| *notice != Notice::Foreign), ..self.clone() };
        read.seen(true, applied.map_or_else(|refusal| Some(Notice::Refused(refusal)), |()| done))
    }

    fn advance(&self, real: Span, budget: u64) -> Self {
        let progress = self.lab.borrow_mut().advance(real, budget);
        if progress.moved || progress.busy != self.busy || progress.refused.is_some() {
            self.seen(progress.busy, progress.refused.map(Notice::Refused))
        } else {
            self.clone()
        }
    }

    fn load(&self, text: &str) -> Self {
        match Link::decode(text).and_then(|link| Lab::from_link(&link)) {
            Ok(lab) => {
                let foreign = lab.frame().foreign.then_some(Notice::Foreign);
                *self.lab.borrow_mut() = lab;
                Self { notice: None, ..self.clone() }.seen(true, foreign)
            }
            Err(problem) => self.told(Some(Notice::BadLink(problem))),
        }
    }
}

impl Reducible for Store {
    type Action = Message;

    fn reduce(self: Rc<Self>, message: Message) -> Rc<Self> {
        Rc::new(match message {
            Message::Act(action) => self.act(action),
            Message::Advance(real, budget) => self.advance(real, budget),
            Message::Load(text) => self.load(&text),
            Message::Tell(notice) => self.told(Some(notice)),
            Message::Dismiss => Self { notice: None, ..(*self).clone() },
        })
    }
}

/// Sends the reader's intentions to a store.
pub fn acting(store: &UseReducerHandle<Store>) -> Callback<Action> {
    let dispatcher = store.dispatcher();
    Callback::from(move |action| dispatcher.dispatch(Message::Act(action)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(store: Store, message: Message) -> Store {
        (*Rc::new(store).reduce(message)).clone()
    }

    #[test]
    fn a_corrupt_link_leaves_what_is_shown() {
        let before = Store::open(FLAGSHIP);
        let link = before.link();
        let after = after(before.clone(), Message::Load("v=1&scenario=hung-dependency&seed=x".to_owned()));
        assert!(matches!(&after.notice, Some(Notice::BadLink(problem)) if problem.key == "seed"));
        assert!(Rc::ptr_eq(&before.frame, &after.frame));
        assert_eq!(after.link(), link);
    }

    #[test]
    fn a_link_restores_the_moment() {
        let store = Store::open(FLAGSHIP);
        let store = after(store, Message::Act(Action::Seek(Time::from_ms(48_412))));
        let other = after(Store::open("healthy-farm"), Message::Load(store.link()));
        assert_eq!((other.frame.at, other.frame.scenario.as_str()), (Time::from_ms(48_412), FLAGSHIP));
        assert_eq!(other.link(), store.link());
    }

    #[test]
    fn what_did_nothing_is_told() {
        let store = after(Store::open("healthy-farm"), Message::Act(Action::Undo));
        assert_eq!(store.notice, Some(Notice::Refused(Refusal::NothingToUndo)));
        assert_eq!(store.notices, 1);
        assert_eq!(after(store, Message::Dismiss).notice, None);
    }

    #[test]
    fn a_link_of_another_version_is_told_until_the_reader_acts() {
        let link = Store::open(FLAGSHIP).link();
        let opened = |link: String| after(Store::open(FLAGSHIP), Message::Load(link));
        assert_eq!(opened(link.clone()).notice, None);
        let run = link.find("&run=").expect("a link has its digest");
        assert_eq!(opened(link[..run].to_owned()).notice, None, "a link without a digest says nothing");
        let foreign = opened(format!("{}&run=0000-0000", &link[..run]));
        assert_eq!(foreign.notice, Some(Notice::Foreign));
        assert_eq!(after(foreign, Message::Act(Action::TogglePlay)).notice, None);
        let old = "v=1&scenario=hung-dependency&seed=7&at=10".to_owned();
        assert_eq!(opened(old.clone()).notice, Some(Notice::Foreign));
        assert_eq!(after(opened(old), Message::Load(link)).notice, None, "of the next link, nothing is told");
    }

    /// The digest can be compared when the run has come to where the link was made.
    #[test]
    fn a_long_run_is_told_of_when_it_has_arrived() {
        let place = "v=2&scenario=healthy-aspnetcore&seed=7&load=100000&at=260";
        let there = Time::from_ms(260_000);
        let arrived = |link: String| {
            let mut store = after(Store::open(FLAGSHIP), Message::Load(link));
            assert_eq!((store.frame.at < there, &store.notice), (true, &None), "it is on its way");
            while store.frame.at < there {
                store = after(store, Message::Advance(Span::from_ms(16), 50_000));
            }
            store
        };
        let link = arrived(place.to_owned()).link();
        assert_eq!(arrived(link.clone()).notice, None);
        let run = link.find("&run=").expect("a link has its digest");
        assert_eq!(arrived(format!("{}&run=0000-0000", &link[..run])).notice, Some(Notice::Foreign));
        let moved = after(Store::open(FLAGSHIP), Message::Load(link));
        assert_eq!(after(moved, Message::Act(Action::Seek(Time::from_ms(10)))).notice, None, "it went elsewhere");
    }

    #[test]
    fn the_twin_has_the_same_seed() {
        let store = Store::open(FLAGSHIP);
        let twin = after(store.clone(), Message::Load(store.twin_link().unwrap()));
        assert_eq!(twin.frame.scenario, "healthy-farm");
        assert_eq!((twin.frame.seed, &twin.notice), (store.frame.seed, &None));
    }
}
