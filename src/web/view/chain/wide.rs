//! The wide chain, left to right: where everything stands. View box 976 × 282.

use std::rc::Rc;

use bad_gateway::text::chain::{Picture as P, process};
use bad_gateway::text::{Say, ending};
use bad_gateway::trace::ExchangePhase;
use bad_gateway::vocabulary::{Fault, Hop, Node, RequestId, Slots};

use super::flights::{self, Wire};
use super::lanes::{self, Ends};
use super::scene::{Scene, Verdict};
use crate::view::grid;
use crate::view::marks::Mark;
use crate::view::shape::{Area, Drawing, Group, Shape, Step, count, len, times};

/// Width and height of the view box.
pub(crate) const SIZE: (f32, f32) = (976.0, 282.0);
/// The wires run at this height.
const WIRE: f32 = 113.0;
/// Between the machines' upper and lower edge.
const TOP: f32 = 21.5;
const BOTTOM: f32 = 280.5;
/// Where regions at the foot of a machine begin.
const FOOT: f32 = 221.0;
/// A line of words.
const LINE: f32 = 15.0;
/// Where slots begin.
const SLOT_X: f32 = 775.5;
/// The width of a slot.
const SLOT_W: f32 = 43.0;
/// How many slots are drawn one by one.
const SLOTS: usize = 10;

/// The parts of the picture, in the order of drawing; each changes for its own reasons.
pub(crate) fn parts(scene: &Scene<'_>) -> [Group; 9] {
    let mut lanes = Drawing::default();
    let ends = lanes::draw(&mut lanes, scene, &lanes::WIDE);
    let (slots, at_slots) = slots(scene, &ends);
    let wires = [
        Wire { hop: Hop::ClientA, near: (79.0, WIRE), far: (118.0, WIRE) },
        Wire { hop: Hop::AB, near: (391.0, WIRE), far: (430.0, WIRE) },
        Wire { hop: Hop::BC, near: (819.0, WIRE), far: (860.0, WIRE) },
    ];
    let [travelling, counts] = flights::draw(scene, wires, |wire, request| {
        let slot = at_slots.iter().find(|(holder, _)| wire.hop == Hop::BC && *holder == request);
        (0.0, slot.map_or(0.0, |(_, y)| y - WIRE))
    });
    let c = c(scene, &at_slots);
    let standing = [frame(scene), client(scene), a(scene), queue(scene), lanes.shapes(), slots, c];
    let [frame, client, a, queue, lanes, slots, c] = standing.map(|shapes| ("", shapes));
    [frame, client, a, queue, lanes, slots, c, ("travelling", travelling), ("counts", counts)]
}

/// Machines, names, and the wires between them.
fn frame(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let hosting = scene.snapshot.a.hosting;
    let name = |d: &mut Drawing, x, node: Node, more: String| d.name(x, 13.0, node.say(scene.lang), more);
    name(&mut d, 0.0, Node::Client, scene.say(P::Times(scene.snapshot.client.machines)));
    name(&mut d, 112.0, Node::A, process(Node::A, hosting).to_owned());
    name(&mut d, 424.0, Node::B, process(Node::B, hosting).to_owned());
    name(&mut d, 858.0, Node::C, String::new());
    for (x, w) in [(0.5, 84.0), (112.5, 284.0), (424.5, 402.0), (858.5, 117.0)] {
        d.rect(Area::new(x, TOP, w, BOTTOM - TOP), 3.0, "node");
    }
    for (from, to) in [(85.0, 111.0), (397.0, 423.0), (174.0, 190.0), (252.0, 270.0), (502.0, 514.0)] {
        d.arrow((from, WIRE), (to, WIRE), 4.0, "s-line");
    }
    for (x, class, words) in [
        (122.0, "cap", P::HttpSys),
        (194.0, "cap", P::Workers),
        (276.0, "cap", P::ConnectionsToB),
        (434.0, "cap", P::WorkQueue),
        (822.0, "cap e", P::SlotsToC),
        (866.0, "cap", P::Accepted),
    ] {
        d.text(x, 41.0, class, scene.say(words));
    }
    d.shapes()
}

/// Those who wait, and the one who has just been told.
fn client(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let cells = scene.waiting();
    d.text(42.0, 41.0, "cap mid", scene.say(P::Wait(count(cells.len()))));
    let bottom = scene.verdict.map_or(BOTTOM, |_| FOOT);
    grid::draw(&mut d, &cells, Area::new(10.0, 49.0, 68.0, bottom - 55.0), scene.selected, scene.lang);
    if let Some(verdict) = scene.verdict {
        let mark = verdict.mark();
        box_of(&mut d, scene, &verdict, Area::new(6.5, FOOT, 72.0, 52.0));
        d.text(37.0, 242.0, "b m", verdict.request.to_string()).of(verdict.request);
        d.text(13.0, 263.0, "", scene.say(P::GetsStatus(verdict.status.code)));
        d.arrow((120.0, 247.0), (86.0, 247.0), 6.0, if mark == Mark::Bad { "s-bad back" } else { "s-ink back" });
    }
    d.shapes()
}

/// The box on which a verdict stands, and its mark.
fn box_of(d: &mut Drawing, scene: &Scene<'_>, verdict: &Verdict, area: Area) {
    let class = verdict.mark().region();
    d.rect(area, 2.0, class).of(verdict.request);
    if scene.selected == Some(verdict.request) {
        d.rect(Area { w: 3.0, ..area }, 0.0, "sel-edge");
    }
    d.mark(area.x + 7.5, area.y + 7.0, 19.0, verdict.mark()).of(verdict.request);
}

/// http.sys, workers, connections to B, and A's own words.
fn a(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let a = &scene.snapshot.a;
    let queued: Vec<grid::Cell> = a.queue.iter().map(|request| (*request, Mark::Wait)).collect();
    let area = Area::new(122.5, 49.5, 50.0, 92.0);
    d.rect(area, 2.0, "part");
    if queued.is_empty() {
        let rows = (0..6).flat_map(|row| {
            let y = 63.0 + 13.5 * len(row);
            [Step::Move(128.0, y), Step::Line(166.0, y)]
        });
        d.path(rows.collect(), "s-hair");
    } else {
        grid::draw(&mut d, &queued, Area::new(128.0, 54.0, 40.0, 84.0), scene.selected, scene.lang);
    }
    d.text(122.0, 158.0, "t2", scene.say(P::Queued(count(queued.len()))));
    d.text(122.0, 173.0, "t3", scene.say(P::OfAtMost(u64::from(a.queue_limit))));
    workers(&mut d, scene);
    connections(&mut d, scene);
    if let Some(verdict) = scene.verdict {
        box_of(&mut d, scene, &verdict, Area::new(120.0, FOOT, 269.0, 52.0));
        let title = format!("{} {}", verdict.request, verdict.status);
        d.text(154.0, 242.0, "b m", title).of(verdict.request);
        d.text(128.0, 263.0, "", ending::reason(verdict.ending, verdict.waited, scene.lang));
    } else if scene.only_waits() {
        d.text(122.0, 243.0, "t2", scene.say(P::OnlyWaits));
        d.text(122.0, 259.0, "t2", scene.say(P::NotBlocked));
    }
    d.shapes()
}

fn workers(d: &mut Drawing, scene: &Scene<'_>) {
    let workers = &scene.snapshot.a.workers;
    let (size, pitch) = match workers.len() {
        0..=16 => (11.0, 14.0),
        17..=64 => (5.5, 7.0),
        _ => (2.8, 3.5),
    };
    let per_row = times(56.0, pitch);
    let shown = workers.len().min(per_row * per_row);
    for (index, worker) in workers.iter().take(shown).enumerate() {
        let (column, row) = (len(index % per_row), len(index / per_row));
        let area = Area::new(194.0 + column * pitch, 50.0 + row * pitch, size, size);
        match worker {
            None => _ = d.rect(area, 1.5, "part"),
            Some((_, request)) => {
                let class = if scene.selected == Some(*request) { "f-ink s-mark" } else { "f-ink" };
                d.rect(area, 1.5, class).of(*request);
            }
        }
    }
    let y = 64.0 + len(shown.div_ceil(per_row)) * pitch + 1.0;
    d.text(194.0, y, "t2", scene.say(P::Busy(count(scene.busy_workers()))));
    d.text(194.0, y + LINE, "t3", scene.say(P::Of(count(workers.len()))));
}

fn connections(d: &mut Drawing, scene: &Scene<'_>) {
    let cells = scene.connections();
    let (connecting, reading) = (scene.in_phase(ExchangePhase::Connecting), scene.in_phase(ExchangePhase::Reading));
    let mut words = Vec::with_capacity(4);
    let open = count(cells.len() - connecting);
    match (open, connecting, reading) {
        (0, 0, _) => words.push((P::OpenToB(0), "t2")),
        (0, ..) => {}
        (_, _, 0) => words.extend([(P::OpenAnd(open), "t2"), (P::NoByteBack, "t2")]),
        (_, _, reading) => words.extend([(P::OpenAnd(open), "t2"), (P::Reading(count(reading)), "t2")]),
    }
    if connecting > 0 {
        words.extend([(P::Connecting(count(connecting)), "t2"), (P::NoSynBack, "t2")]);
    }
    if let Some((request, left)) = scene.next_deadline() {
        words.push((P::Next(request, left), "t3"));
    }
    if scene.snapshot.a.idle_connections > 0 {
        words.push((P::IdleInPool(u64::from(scene.snapshot.a.idle_connections)), "t3"));
    }
    let area = Area::new(276.0, 50.0, 114.0, FOOT - 56.0 - LINE * len(words.len()));
    let mut y = grid::draw(d, &cells, area, scene.selected, scene.lang).max(50.0) + 13.0;
    for (words, class) in words {
        d.text(276.0, y, class, scene.say(words));
        y += LINE;
    }
}

/// B's work queue, what B has forgotten, B's fault and B's own verdict.
fn queue(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let (queue, forgotten) = (scene.queue(), scene.forgotten());
    let fault = scene.fault_at(Node::B);
    let own = scene.verdict.filter(Verdict::by_b);
    let bottom = match (fault, own) {
        (Some(_), Some(_)) => FOOT - 58.0,
        (None, None) => BOTTOM,
        _ => FOOT,
    };
    let room = if forgotten.is_empty() { bottom - 50.0 - 34.0 } else { 55.0 };
    let mut y = if queue.is_empty() {
        let height = room.min(92.0);
        d.rect(Area::new(434.5, 49.5, 66.0, height), 2.0, "part");
        49.5 + height + 16.5
    } else {
        grid::draw(&mut d, &queue, Area::new(434.0, 50.0, 66.0, room), scene.selected, scene.lang) + 13.0
    };
    d.text(434.0, y, "t2", scene.say(P::Queued(count(queue.len()))));
    if let Some((first, _)) = queue.first() {
        y += LINE;
        d.text(434.0, y, "t3", scene.say(P::First(*first)));
    }
    if !forgotten.is_empty() {
        y += LINE + 6.0;
        d.text(434.0, y, "t2", scene.say(P::Forgotten(count(forgotten.len()))));
        let area = Area::new(434.0, y + 5.0, 66.0, bottom - y - 9.0);
        grid::draw(&mut d, &forgotten, area, scene.selected, scene.lang);
    }
    if let Some((fault, from, more)) = fault {
        region(
            &mut d,
            scene,
            Area::new(425.1, FOOT, 87.0, BOTTOM - 0.7 - FOOT),
            [P::Does(fault), P::SinceTime(from)],
            more,
        );
    }
    if let Some(verdict) = own {
        let y = if fault.is_some() { FOOT - 56.0 } else { FOOT };
        box_of(&mut d, scene, &verdict, Area::new(428.0, y, 86.0, 52.0));
        d.text(458.0, y + 21.0, "b m", verdict.request.to_string()).of(verdict.request);
        d.text(434.0, y + 42.0, "", scene.say(P::OwnError));
        d.arrow((427.0, y + 26.0), (399.0, y + 26.0), 6.0, "s-ink back");
    }
    d.shapes()
}

/// The region of a machine in which a fault acts.
fn region(d: &mut Drawing, scene: &Scene<'_>, area: Area, words: [P; 2], more: bool) {
    d.rect(area, 0.0, "ft-wait");
    let x = area.x + 7.0;
    d.text(x, area.y + 17.0, "b f-wait", scene.say(P::FaultOn));
    d.text(x, area.y + 34.0, "", scene.say(words[0]));
    d.text(x, area.y + 50.0, "t2", scene.say(words[1]));
    if more {
        d.text(area.x + area.w - 8.0, area.y + 17.0, "b f-wait e", "+ 1");
    }
}

/// Connections to C, who holds them and who waits for them. Returns at which height each request meets C.
fn slots(scene: &Scene<'_>, ends: &Ends) -> (Rc<[Shape]>, Vec<(RequestId, f32)>) {
    let mut d = Drawing::default();
    let b = &scene.snapshot.b;
    let numbered = match b.slots {
        Slots::Limited(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
        Slots::Unlimited => usize::MAX,
    };
    let numbered = b
        .held_slots
        .iter()
        .map(|held| usize::try_from(held.slot.0).unwrap_or(usize::MAX))
        .max()
        .map_or(numbered, |last| numbered.max(last.saturating_add(1)));
    // Few: a box for each. Many, or no limit: a box for each that is held, as far as there is room.
    let each = numbered <= SLOTS;
    let boxes: Vec<Option<RequestId>> = if each {
        let holder = |slot| b.held_slots.iter().find(|held| usize::try_from(held.slot.0) == Ok(slot));
        (0..numbered).map(|slot| holder(slot).map(|held| held.request)).collect()
    } else {
        b.held_slots.iter().take(SLOTS - 2).map(|held| Some(held.request)).collect()
    };
    let (pitch, height) = if boxes.len() <= 4 { (36.0, 26.0) } else { (17.2, 14.4) };
    let mut at = Vec::with_capacity(boxes.len());
    let mut holds = Vec::new();
    for (index, holder) in boxes.iter().enumerate() {
        let area = Area::new(SLOT_X, 49.5 + len(index) * pitch, SLOT_W, height);
        let y = area.y + height / 2.0;
        let Some(request) = *holder else {
            d.rect(area, 2.0, "part");
            continue;
        };
        at.push((request, y));
        if let Some((_, from)) = ends.holders.iter().find(|(holder, _)| *holder == request) {
            let x = ends.x;
            let mid = f32::midpoint(x, SLOT_X);
            holds.extend([Step::Move(x, *from), Step::Curve([mid, *from, mid, y, SLOT_X, y])]);
        }
        holds.extend([Step::Move(SLOT_X + SLOT_W + 0.5, y), Step::Line(862.0, y)]);
        d.rect(area, 2.0, "node").of(request);
        if scene.selected == Some(request) {
            d.selection(area);
        }
        d.text(797.0, y + 4.0, "m mid b", request.to_string()).of(request);
    }
    let mut bottom = 49.5 + len(boxes.len()) * pitch;
    // Those held without a box of their own meet at the words for the rest.
    for (_, from) in ends.holders.iter().filter(|(request, _)| at.iter().all(|(boxed, _)| boxed != request)) {
        let y = bottom + 8.0;
        holds.extend([Step::Move(ends.x, *from), Step::Curve([748.0, *from, 748.0, y, SLOT_X - 3.0, y])]);
    }
    d.path(holds, "hold");
    if !each {
        let more = b.held_slots.len() - boxes.len();
        if more > 0 {
            d.text(822.0, bottom + 12.0, "t2 e", scene.say(P::More(count(more))));
            bottom += LINE;
        }
        d.text(822.0, bottom + 12.0, "t3 e", scene.say(P::SlotsAre(b.slots)));
        bottom += LINE;
    }
    knot(&mut d, scene, ends, bottom);
    (d.shapes(), at)
}

/// The cords of all that wait for a slot, and the knot in which they meet.
fn knot(d: &mut Drawing, scene: &Scene<'_>, ends: &Ends, bottom: f32) {
    let waiters = scene.snapshot.b.slot_waiters.len();
    if waiters == 0 {
        return;
    }
    let (x, y) = (764.0, (bottom + 50.0).clamp(171.0, 254.0));
    let cord = |from: &f32| [Step::Move(ends.x, *from), Step::Curve([ends.x + 24.0, *from, 730.0, y, 751.0, y])];
    d.path(ends.waiters.iter().flat_map(cord).collect(), "cord");
    let last = bottom - 6.0;
    if y - last > 40.0 {
        let up = vec![Step::Move(776.0, y - 4.0), Step::Curve([797.0, y - 11.0, 797.0, last + 28.0, 797.0, last])];
        d.path(up, "cord dash");
        let head = vec![Step::Move(793.0, last + 5.0), Step::Line(797.0, last - 1.0), Step::Line(801.0, last + 5.0)];
        d.path(head, "cord");
    }
    d.circle(x, y, 13.0, "f-sheet s-wait");
    d.text(x, y + 4.0, "mid b", waiters.to_string());
    if y + 37.0 < BOTTOM {
        d.text(774.0, y + 22.0, "t2", scene.say(P::WaitFor(scene.snapshot.b.slots)));
        d.text(774.0, y + 37.0, "t2", scene.say(P::OneOf(scene.snapshot.b.slots)));
    } else {
        d.text(781.0, y + 4.0, "t2", scene.say(P::WaitWord));
    }
}

/// The calls that C has, what C does with them, and its fault.
fn c(scene: &Scene<'_>, at_slots: &[(RequestId, f32)]) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let c = &scene.snapshot.c;
    let fault = scene.fault_at(Node::C);
    let bottom = if fault.is_some() { FOOT } else { BOTTOM };
    // Calls stand at their slot; those whose slot B has given up follow below.
    let mut y_free = at_slots.iter().map(|(_, y)| *y).fold(44.0, f32::max) + 18.0;
    let mut rest = 0;
    for call in &c.calls {
        let y = match at_slots.iter().find(|(request, _)| *request == call.request) {
            Some((_, y)) => *y,
            None if y_free + 28.0 < bottom => {
                y_free += 17.2;
                y_free - 17.2
            }
            None => {
                rest += 1;
                continue;
            }
        };
        if scene.selected == Some(call.request) {
            d.selection(Area::new(862.0, y - 8.0, 70.0, 16.0));
        }
        let mark = if call.ghost { Mark::Ghost } else { Mark::Wait };
        d.mark(866.0, y - 6.5, 13.0, mark).of(call.request);
        d.text(884.0, y + 4.0, "m b", call.request.to_string()).of(call.request);
    }
    let mut y = y_free.max(if c.calls.is_empty() { 66.0 } else { 100.0 });
    if rest > 0 {
        d.text(866.0, y_free + 4.0, "t2", scene.say(P::More(count(rest))));
        y += LINE;
    }
    let silent = scene.held_by_c();
    let words = match (silent, fault) {
        (true, Some((Fault::DependencyHang, from, _))) => {
            vec![(P::NoAnswer, ""), (P::UntilItTook(from), "t2"), (P::ItTook(c.usual), "t2")]
        }
        (true, _) => vec![(P::NoAnswer, "")],
        (false, Some((Fault::DependencySlow, ..))) => Vec::new(),
        (false, _) => vec![(P::AnswersIn, "t2"), (P::Usual(c.usual), "t2")],
    };
    // In the middle, where there is room; else right below the calls; else not at all.
    let y = if y < 126.0 && silent { 141.0 } else { y + 13.0 };
    if y + 16.0 * len(words.len()) - 10.0 < bottom {
        for (index, (words, class)) in words.into_iter().enumerate() {
            d.text(866.0, y + 16.0 * len(index), class, scene.say(words));
        }
    }
    if let Some((fault, from, more)) = fault {
        region(
            &mut d,
            scene,
            Area::new(859.1, FOOT, 115.8, BOTTOM - 0.7 - FOOT),
            [P::Does(fault), P::SinceTime(from)],
            more,
        );
    }
    d.shapes()
}
