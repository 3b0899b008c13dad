//! The one store: a lab, its last frame, and what the reader was told last. Actions go in, frames come out.

use std::cell::RefCell;
use std::rc::Rc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Change, Frame, Jump, Knob, Lab, Refusal, Target, Value};
use bad_gateway::scenario::{Difference, Link, LinkProblem, Maker};
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
    /// Counts what the reader chose: changes, scenarios, and what was taken back.
    pub choices: u32,
    /// Counts how often all that was set was set anew.
    pub anew: u32,
    /// Whether nothing was done or opened yet.
    fresh: bool,
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
    /// A link could not be opened; something else was open.
    BadLink(LinkProblem),
    /// The link with which the page was opened says nothing that could be shown.
    NoRun(LinkProblem),
    /// A link was opened without these parts of it.
    Partly(Vec<LinkProblem>),
    /// A link was made by another version.
    Foreign,
    /// A fault was switched off.
    SwitchedOff(Fault, PlaceId, Time),
    /// These changes of the reader were taken away beside.
    Dropped(Vec<(Time, Change)>),
    /// A further run begins.
    Forked(usize, Time),
    /// A run was closed.
    RunClosed,
    /// The scenario is as it opens.
    WasReset,
    /// Another scenario is open.
    Opened,
    /// The link lies in the clipboard.
    LinkCopied,
    /// The log lies in the clipboard.
    LogCopied,
    /// The browser did not allow copying.
    CopyFailed,
}

impl Notice {
    /// Whether it comes with a way to take back what it tells of.
    pub const fn offers_undo(&self) -> bool {
        match self {
            Self::SwitchedOff(..) | Self::Dropped(_) | Self::RunClosed | Self::WasReset | Self::Opened => true,
            Self::Refused(_)
            | Self::BadLink(_)
            | Self::NoRun(_)
            | Self::Partly(_)
            | Self::Foreign
            | Self::Forked(..)
            | Self::LinkCopied
            | Self::LogCopied
            | Self::CopyFailed => false,
        }
    }
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
        Self {
            lab: Rc::new(RefCell::new(lab)),
            frame,
            busy: false,
            notice: None,
            notices: 0,
            choices: 0,
            anew: 0,
            fresh: true,
        }
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
        let own_load = self.frame.twin_differs.is_some_and(|differs| matches!(differs, Difference::Load(_)));
        let load_per_mille = link.load_per_mille.filter(|_| !own_load);
        let at = if self.frame.playing { Time::ZERO } else { link.at };
        Some(
            Link {
                scenario,
                changes: Vec::new(),
                hosting: None,
                select: None,
                maker: Maker::Site,
                at,
                load_per_mille,
                ..link
            }
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
            Action::CloseRun(_) => Some(Notice::RunClosed),
            Action::Reset => Some(Notice::WasReset),
            Action::Open(_) => Some(Notice::Opened),
            _ => None,
        };
        let chosen = is_choice(&action);
        let anew = matches!(action, Action::Reset | Action::Undo | Action::Redo | Action::Open(_));
        let applied = self.lab.borrow_mut().apply(action);
        let dropped = self.lab.borrow().dropped().to_vec();
        let done = if dropped.is_empty() { done } else { Some(Notice::Dropped(dropped)) };
        // What offers to take back the last choice does not outlive it.
        let lasts = |notice: &Notice| *notice != Notice::Foreign && !(chosen && notice.offers_undo());
        let read = Self { notice: self.notice.clone().filter(lasts), ..self.clone() };
        let read =
            Self { fresh: false, choices: self.choices + u32::from(chosen), anew: self.anew + u32::from(anew), ..read };
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
        if text.is_empty() {
            // No link: the lab as it opens.
            let Self { lab, frame, .. } = Self::open(FLAGSHIP);
            self.lab.swap(&lab);
            return Self { frame, busy: true, notice: None, anew: self.anew + 1, fresh: false, ..self.clone() };
        }
        match Link::read(text).and_then(|(link, left)| Ok((Lab::from_link(&link)?, left))) {
            Ok((lab, left)) => {
                let foreign = lab.frame().foreign.then_some(Notice::Foreign);
                let told = if left.is_empty() { foreign } else { Some(Notice::Partly(left)) };
                *self.lab.borrow_mut() = lab;
                Self { notice: None, anew: self.anew + 1, fresh: false, ..self.clone() }.seen(true, told)
            }
            Err(problem) if self.fresh => self.told(Some(Notice::NoRun(problem))),
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

/// Whether an action makes or takes back a choice that undo knows.
const fn is_choice(action: &Action) -> bool {
    match action {
        Action::Change(_)
        | Action::SetHosting(_)
        | Action::SetLoad(_)
        | Action::SetSeed(_)
        | Action::Fork
        | Action::CloseRun(_)
        | Action::Reset
        | Action::Undo
        | Action::Redo
        | Action::Open(_) => true,
        Action::Play
        | Action::Pause
        | Action::TogglePlay
        | Action::Step(_)
        | Action::Seek(_)
        | Action::Jump(_)
        | Action::SetSpeed(_)
        | Action::SetPauseAt(_)
        | Action::ShowRun(_)
        | Action::Visit(_)
        | Action::Select(_) => false,
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
    use bad_gateway::lab::FaultSetting;
    use bad_gateway::text::Lang;
    use bad_gateway::text::lab::dropped;

    fn after(store: Store, message: Message) -> Store {
        (*Rc::new(store).reduce(message)).clone()
    }

    #[test]
    fn a_link_without_a_scenario_leaves_what_is_shown_and_opens_no_other_run() {
        let unknown = || Message::Load("v=1&scenario=flood&seed=7".to_owned());
        let fresh = after(Store::open(FLAGSHIP), unknown());
        assert!(matches!(&fresh.notice, Some(Notice::NoRun(problem)) if problem.key == "scenario"));
        let before = after(Store::open(FLAGSHIP), Message::Load("v=2&scenario=overload&seed=7".to_owned()));
        let link = before.link();
        let after = after(before.clone(), unknown());
        assert!(matches!(&after.notice, Some(Notice::BadLink(problem)) if problem.key == "scenario"));
        assert!(Rc::ptr_eq(&before.frame, &after.frame));
        assert_eq!(after.link(), link);
    }

    #[test]
    fn what_a_link_holds_beside_the_run_is_left_out_and_told() {
        let store = Store::open(FLAGSHIP);
        let shared = after(store, Message::Act(Action::Seek(Time::from_ms(48_412)))).link();
        let opened = after(Store::open("healthy-farm"), Message::Load(format!("{shared}&utm_source=slack")));
        assert!(matches!(&opened.notice, Some(Notice::Partly(left)) if left.len() == 1 && left[0].key == "utm_source"));
        assert_eq!(opened.link(), shared);
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
    fn another_scenario_is_told_with_a_way_back_until_the_next_choice() {
        let opened = after(Store::open(FLAGSHIP), Message::Act(Action::Open("overload".to_owned())));
        assert_eq!((&opened.notice, opened.frame.can_undo), (&Some(Notice::Opened), true));
        let played = after(opened, Message::Act(Action::TogglePlay));
        assert_eq!(played.notice, Some(Notice::Opened));
        let back = after(played, Message::Act(Action::Undo));
        assert_eq!((&back.notice, back.frame.scenario.as_str()), (&None, FLAGSHIP));
    }

    #[test]
    fn a_change_that_takes_others_away_says_which() {
        let change = |slug| {
            let fault = Fault::from_slug(slug).expect("it is a fault");
            let plan = Store::open(FLAGSHIP).frame.snapshot.plan.clone();
            Change::new(&plan, Knob::Fault(fault), Value::Fault(Some(FaultSetting::from(Time::ZERO)))).unwrap()
        };
        let later = Time::from_ms(80_000);
        let store = after(Store::open(FLAGSHIP), Message::Act(Action::Seek(later)));
        let store = after(store, Message::Act(Action::Change(change("hang-before-status"))));
        let store = after(store, Message::Act(Action::Seek(Time::from_ms(18_100))));
        let store = after(store, Message::Act(Action::Change(change("connect-refused"))));
        let lost = change("hang-before-status");
        assert_eq!(store.notice, Some(Notice::Dropped(vec![(later, lost)])));
        assert_eq!(
            dropped(&[(later, lost)], &store.frame.snapshot.plan, Lang::En),
            "“B stays silent” at 1:20 dropped."
        );
        assert_eq!(after(store, Message::Act(Action::Undo)).notice, None);
    }

    #[test]
    fn the_twin_that_differs_in_its_load_has_its_own() {
        let store = after(Store::open("overload"), Message::Act(Action::SetLoad(5_000)));
        let twin = after(store.clone(), Message::Load(store.twin_link().unwrap()));
        assert_eq!((twin.frame.scenario.as_str(), twin.frame.load_per_mille), ("overload-half", 10_000));
        assert_eq!(store.frame.twin_differs, Some(Difference::Load(10_000)));
    }

    #[test]
    fn no_link_is_the_lab_as_it_opens() {
        let opened = Store::open(FLAGSHIP);
        let twin = after(opened.clone(), Message::Load(opened.twin_link().unwrap()));
        assert_eq!(after(twin, Message::Load(String::new())).link(), opened.link());
    }

    #[test]
    fn the_twin_has_the_same_seed() {
        let store = Store::open(FLAGSHIP);
        let twin = after(store.clone(), Message::Load(store.twin_link().unwrap()));
        assert_eq!(twin.frame.scenario, "healthy-farm");
        assert_eq!((twin.frame.seed, &twin.notice), (store.frame.seed, &None));
    }
}
