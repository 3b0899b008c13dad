//! The picture of an instant as plain data: machines in the order of a request's path, each a stack of regions, and
//! what joins them. All is counted and worded; what is missing is only where it stands.
//!
//! Nothing here, or in what draws it, knows a snapshot: another pool, member, dependency or gateway is another entry.
//! Words are kept as what they say and are said where they are drawn, which costs no text that nobody sees.

use bad_gateway::kernel::Span;
use bad_gateway::text::chain::Picture as P;
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::RequestId;
use yew::AttrValue;

use crate::view::grid::Cell;
use crate::view::marks::Mark;
use crate::view::shape::count;

/// An instant, with what the reader looks at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scene {
    /// In the order of columns, and within one from the top.
    pub(crate) machines: Vec<Machine>,
    pub(crate) wires: Vec<Wire>,
    /// Messages that can be followed by eye.
    pub(crate) flights: Vec<Flight>,
    /// All requests that stand somewhere, oldest first.
    pub(crate) requests: Vec<RequestId>,
    pub(crate) selected: Option<RequestId>,
    /// Where the selected one stands.
    pub(crate) stands: P,
    /// What the small picture says below, as it has no room for it inside.
    pub(crate) below: String,
    pub(crate) lang: Lang,
}

/// The columns of a picture, along the path of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    #[default]
    Client,
    /// The gateways stand in a row.
    Gateway,
    /// The members stand above one another.
    App,
    /// So do the dependencies.
    Dependency,
}

/// A frame of the picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Machine {
    pub(crate) column: Column,
    pub(crate) name: AttrValue,
    /// The name where there is less room.
    pub(crate) short: AttrValue,
    /// The process and its address, and the same where there is less room.
    pub(crate) process: [AttrValue; 2],
    /// In the order in which a request passes them; those that face out last.
    pub(crate) regions: Vec<Region>,
    /// What is said at its foot: the reason of a failure, a fault that acts.
    pub(crate) notices: Vec<Notice>,
    /// What it is at, where no notice is.
    pub(crate) sentence: Option<[P; 2]>,
    /// The one request to be named where there is room for one only.
    pub(crate) first: Option<(RequestId, P)>,
}

/// What a region is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Who stands, in order.
    #[default]
    Queue,
    /// Units, and who holds each.
    Pool,
    /// Rows with words, of which some may be left to a count.
    List,
}

/// A queue, a pool or a list of a machine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Region {
    pub(crate) kind: Kind,
    pub(crate) caption: P,
    /// The same where there is less room.
    pub(crate) brief: P,
    /// Beside the caption: how many of how many.
    pub(crate) count: Option<P>,
    /// The region in one line.
    pub(crate) line: P,
    /// The same for those who do not see beside what it stands.
    pub(crate) told: P,
    pub(crate) body: Body,
    /// Below the body, each with its class.
    pub(crate) foot: Vec<(P, &'static str)>,
    /// Drawn even where the others are a line.
    pub(crate) chief: bool,
    /// Stands below the region before.
    pub(crate) under: bool,
    /// That cords lead to it.
    pub(crate) pool: Option<Pool>,
}

/// The body of a region.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// A mark each, in so many columns where there is room.
    Marks(Vec<Cell>, usize),
    /// A square for each unit.
    Squares(Vec<Square>),
    /// A lane for each unit: for whom, for what it waits, since when.
    Lanes(Box<Lanes>),
    /// A box for each unit, and who holds it.
    Units(Vec<Square>),
    /// A mark and a number each, at the height of the unit that leads to it.
    Calls(Vec<Cell>),
}

/// A unit, as a square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Square {
    /// Nobody holds it.
    Free,
    /// It works for a request.
    Of(RequestId),
    /// It is held for somebody who has ended: a worker has the log to write.
    Ended,
}

impl Square {
    /// How many are held.
    pub(crate) fn held(squares: &[Self]) -> usize {
        squares.iter().filter(|square| **square != Self::Free).count()
    }
}

/// Lanes, and what is said where they are too many for words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lanes {
    /// Heads of the words of a lane.
    pub(crate) heads: [P; 3],
    /// Heads where lanes have none.
    pub(crate) many: [P; 2],
    pub(crate) lanes: Vec<Lane>,
    pub(crate) groups: Vec<Group>,
}

/// Lanes that wait for the same.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Group {
    /// How many they are, in words.
    pub(crate) words: P,
    pub(crate) count: usize,
    pub(crate) look: Look,
    /// How long the oldest has waited, if they wait.
    pub(crate) oldest: Option<Span>,
}

/// A unit with words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    /// For whom; `None`: idle.
    pub(crate) request: Option<RequestId>,
    pub(crate) words: P,
    pub(crate) since: Span,
    pub(crate) look: Look,
    pub(crate) ghost: bool,
    /// Its place in the groups.
    pub(crate) group: usize,
    /// The pools of which it holds a unit.
    pub(crate) holds: Vec<Key>,
    pub(crate) waits: Option<Key>,
}

/// How a lane looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Idle,
    Works,
    /// For a unit of a pool.
    Waits,
    /// For an answer, with all that it holds.
    Called,
}

/// Names a pool within a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) usize);

/// What cords need of a pool.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pool {
    pub(crate) key: Key,
    /// The machine that its units lead to, by its place in the scene, if they lead anywhere.
    pub(crate) to: Option<usize>,
    /// How many wait for a unit.
    pub(crate) waits: usize,
    /// Beside the knot, in two lines, and in a word.
    pub(crate) words: [P; 3],
}

/// Said at the foot of a machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Notice {
    /// The mark of a status; without, a fault acts here.
    pub(crate) mark: Option<Mark>,
    pub(crate) request: Option<RequestId>,
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    /// All of it in one line.
    pub(crate) brief: String,
    /// All of it in the small picture.
    pub(crate) short: String,
    /// How many others act.
    pub(crate) more: usize,
    /// Whether it is over: then it is pale.
    pub(crate) past: bool,
    /// Whether this machine tells the one before.
    pub(crate) back: bool,
}

/// Between two machines, by their places in the scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wire {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A message under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Flight {
    /// Its wire, by its place in the scene.
    pub(crate) wire: usize,
    /// How far it is from the near end, in thousandths.
    pub(crate) way: u16,
    pub(crate) mark: Mark,
    pub(crate) request: RequestId,
}

impl Scene {
    /// The picture in words: what every machine holds, and for what is waited there.
    pub(crate) fn twin(&self) -> String {
        let mut told = String::new();
        for machine in &self.machines {
            told += if told.is_empty() { "" } else { ". " };
            told += &machine.name;
            let mut sign = ": ";
            for region in &machine.regions {
                told += sign;
                sign = ", ";
                told += &self.say(region.told);
                let Body::Lanes(lanes) = &region.body else { continue };
                for group in lanes.groups.iter().filter(|group| group.count > 0) {
                    told += sign;
                    told += &self.say(group.words);
                }
            }
        }
        told + "."
    }

    /// What the picture shows: the names of its machines.
    pub(crate) fn title(&self) -> String {
        let mut title = self.say(P::Title);
        for (index, machine) in self.machines.iter().enumerate() {
            title += if index == 0 { "" } else { ", " };
            let from = title.len();
            title += &machine.name;
            // Within a sentence; where there are no capitals nothing changes.
            title[from..].chars().next().filter(char::is_ascii).inspect(|_| title[from..=from].make_ascii_lowercase());
        }
        title
    }

    /// In the reader's language.
    pub(crate) fn say(&self, words: P) -> String {
        words.say(self.lang)
    }

    /// In the reader's language: so many that are not drawn.
    pub(crate) fn more(&self, many: usize) -> String {
        self.say(P::More(count(many)))
    }

    /// The machine before another on a request's path.
    pub(crate) fn before(&self, machine: usize) -> Option<usize> {
        self.wires.iter().find(|wire| wire.to == machine).map(|wire| wire.from)
    }
}

impl Machine {
    /// The region that is drawn even where the others are a line.
    pub(crate) fn chief(&self) -> Option<&Region> {
        self.regions.iter().find(|region| region.chief)
    }

    pub(crate) fn has_lanes(&self) -> bool {
        self.regions.iter().any(Region::has_lanes)
    }
}

impl Notice {
    /// That there are others.
    pub(crate) fn others(&self) -> String {
        if self.more == 0 { String::new() } else { format!("+ {}", self.more) }
    }
}

impl Region {
    /// A region with a caption, and the same in a line.
    pub(crate) const fn new(kind: Kind, caption: P, line: P, body: Body) -> Self {
        let (brief, told) = (caption, line);
        Self {
            kind,
            caption,
            brief,
            count: None,
            line,
            told,
            body,
            foot: Vec::new(),
            chief: false,
            under: false,
            pool: None,
        }
    }

    pub(crate) const fn has_lanes(&self) -> bool {
        matches!(self.body, Body::Lanes(_))
    }

    /// Whether it stands at the edge of its machine, with cords to it.
    pub(crate) fn faces_out(&self) -> bool {
        self.pool.is_some()
    }
}
