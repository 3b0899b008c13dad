//! The narrow chain, top to bottom: its own drawing for phones. View box 358 wide, and as high as it needs to be.

use std::rc::Rc;

use bad_gateway::text::chain::{Picture as P, process_short};
use bad_gateway::text::{Say, ending};
use bad_gateway::vocabulary::{Hop, Node, RequestId, Slots};

use super::flights::{self, Wire};
use super::lanes::{self, Ends, Place};
use super::scene::{Lanes, Scene, Verdict};
use crate::view::grid;
use crate::view::marks::Mark;
use crate::view::shape::{Area, Drawing, Group, Shape, Step, count, len};

/// The width of the view box.
pub(crate) const WIDTH: f32 = 358.0;
/// From a lane to the next.
const PITCH: f32 = 13.6;
/// B begins here, and its first lane.
const B_TOP: f32 = 264.5;
const LANES_TOP: f32 = 327.0;
/// Slots.
const SLOT_X: f32 = 309.5;
const SLOT_W: f32 = 38.0;
const SLOTS: usize = 10;
/// The words stand this far from the edges.
const LEFT: f32 = 10.0;
const RIGHT: f32 = 348.0;

/// Where B and C end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Heights {
    lanes_bottom: f32,
    b_bottom: f32,
    c_top: f32,
}

impl Heights {
    fn of(scene: &Scene<'_>) -> Self {
        let rows = match scene.lanes() {
            Lanes::Each(lanes) => lanes.len().max(12),
            Lanes::Bars(_) | Lanes::Rows(..) | Lanes::Handlers { .. } => 16,
        };
        let lanes_bottom = LANES_TOP + len(rows) * PITCH + 1.0;
        let b_foot = if scene.fault_at(Node::B).is_some() { 32.0 } else { 0.0 };
        let own = if scene.verdict.is_some_and(|verdict| verdict.by_b()) { 46.0 } else { 0.0 };
        let b_bottom = lanes_bottom + 5.0 + own + b_foot;
        Self { lanes_bottom, b_bottom, c_top: b_bottom + 26.0 }
    }
}

/// The height of the view box.
pub(crate) fn height(scene: &Scene<'_>) -> f32 {
    Heights::of(scene).c_top + 63.5
}

/// The parts of the picture, in the order of drawing.
pub(crate) fn parts(scene: &Scene<'_>) -> [Group; 7] {
    let heights = Heights::of(scene);
    let place = Place {
        x: 8.0,
        w: 258.0,
        words: 66.0,
        head: 322.0,
        top: LANES_TOP,
        bottom: heights.lanes_bottom,
        pitch: PITCH,
    };
    let mut b = Drawing::default();
    let ends = lanes::draw(&mut b, scene, &place);
    let mut slots = Drawing::default();
    draw_slots(&mut slots, scene, &ends, heights.lanes_bottom);
    let wires = [
        Wire { hop: Hop::ClientA, near: (60.0, 60.0), far: (60.0, 92.0) },
        Wire { hop: Hop::AB, near: (60.0, 236.0), far: (60.0, 268.0) },
        Wire { hop: Hop::BC, near: (60.0, heights.b_bottom - 3.0), far: (60.0, heights.c_top + 3.0) },
    ];
    let [travelling, counts] = flights::draw(scene, wires, |_, _| (0.0, 0.0));
    let standing = [client_and_a(scene), b_frame(scene, heights), b.shapes(), slots.shapes(), c(scene, heights)];
    let [upper, b_frame, b, slots, c] = standing.map(|shapes| ("", shapes));
    [upper, b_frame, b, slots, c, ("travelling", travelling), ("counts", counts)]
}

fn node(d: &mut Drawing, scene: &Scene<'_>, node: Node, top: f32, bottom: f32, more: String) {
    d.rect(Area::new(0.5, top, WIDTH - 1.0, bottom - top), 3.0, "node");
    d.text(LEFT, top + 19.5, "serif", node.say(scene.lang));
    d.text(RIGHT, top + 19.5, "t3 e", more);
}

/// The box on which a verdict stands.
fn verdict_box(d: &mut Drawing, scene: &Scene<'_>, verdict: &Verdict, y: f32, words: [String; 2]) {
    let area = Area::new(8.0, y, 342.0, 46.0);
    d.rect(area, 2.0, verdict.mark().region()).of(verdict.request);
    if scene.selected == Some(verdict.request) {
        d.rect(Area { w: 3.0, ..area }, 0.0, "sel-edge");
    }
    d.mark(16.0, y + 6.0, 18.0, verdict.mark()).of(verdict.request);
    let [title, reason] = words;
    d.text(40.0, y + 20.0, "b m", title).of(verdict.request);
    d.text(16.0, y + 38.0, "", reason);
}

fn client_and_a(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let snapshot = scene.snapshot;
    node(&mut d, scene, Node::Client, 0.5, 62.5, scene.say(P::Browsers(snapshot.client.machines)));
    let waiting = scene.waiting().len();
    let words = match (scene.verdict, snapshot.client.waiting.first()) {
        (Some(verdict), _) => {
            d.mark(LEFT, 32.0, 18.0, verdict.mark()).of(verdict.request);
            Some((P::Gets(verdict.request, verdict.status.code), "b", verdict.request))
        }
        (None, Some(oldest)) => {
            if scene.selected == Some(oldest.request) {
                d.selection(Area::new(7.0, 30.0, 140.0, 22.0));
            }
            d.mark(LEFT, 32.0, 18.0, Mark::Wait).of(oldest.request);
            Some((P::Waits(oldest.request, scene.ago(oldest.since)), "", oldest.request))
        }
        (None, None) => None,
    };
    if let Some((words, class, request)) = words {
        d.text(34.0, 46.0, class, scene.say(words)).of(request);
    }
    d.text(RIGHT, 46.0, "t2 e", scene.say(P::Wait(count(waiting))));
    d.arrow((60.0, 63.0), (60.0, 87.5), 5.0, "s-line");

    node(&mut d, scene, Node::A, 88.5, 238.5, process_short(Node::A, snapshot.a.hosting).to_owned());
    let cells = scene.connections();
    d.text(LEFT, 128.0, "t2", scene.say(P::HttpSysQueue(count(snapshot.a.queue.len()))));
    let workers = P::WorkersBusy(count(scene.busy_workers()), count(snapshot.a.workers.len()));
    d.text(96.0, 128.0, "t2", scene.say(workers));
    d.text(RIGHT, 128.0, "t2 e", scene.say(P::OpenToB(count(cells.len()))));
    grid::draw(&mut d, &cells, Area::new(LEFT, 137.0, 338.0, 42.0), scene.selected, scene.lang);
    if let Some(verdict) = scene.verdict {
        let title = format!("{} {}", verdict.request, verdict.status);
        let reason = ending::reason(verdict.ending, verdict.waited, scene.lang);
        verdict_box(&mut d, scene, &verdict, 184.0, [title, reason]);
        let class = if verdict.mark() == Mark::Bad { "s-bad back" } else { "s-ink back" };
        d.arrow((298.0, 93.0), (298.0, 66.0), 5.0, class);
    } else if scene.only_waits() {
        d.text(LEFT, 204.0, "t2", scene.say(P::OnlyWaits));
        d.text(LEFT, 220.0, "t2", scene.say(P::NotBlocked));
    }
    d.arrow((60.0, 239.0), (60.0, 262.0), 5.0, "s-line");
    d.shapes()
}

fn b_frame(scene: &Scene<'_>, heights: Heights) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let b = &scene.snapshot.b;
    let process = process_short(Node::B, scene.snapshot.a.hosting).to_owned();
    node(&mut d, scene, Node::B, B_TOP, heights.b_bottom, process);
    d.text(LEFT, 302.0, "t2", scene.say(P::QueuedNoThread(count(b.queue.len()))));
    if b.silent.is_empty() {
        if let Some((first, mark)) = scene.queue().first() {
            let in_queue = |request| b.queue.iter().any(|queued| queued.request == request);
            if let Some(selected) = scene.selected.filter(|selected| in_queue(*selected)) {
                d.selection(Area::new(284.0, 291.0, 64.0, 14.0));
                d.text(330.0, 302.0, "m b e", selected.to_string());
            }
            d.mark(334.0, 292.0, 12.0, *mark).of(*first);
        }
    } else {
        d.text(RIGHT - 18.0, 302.0, "t2 e", scene.say(P::Forgotten(count(b.silent.len()))));
        d.mark(334.0, 292.0, 12.0, Mark::Ghost);
    }
    d.text(RIGHT, 322.0, "cap e", scene.say(P::SlotsHead));
    let mut y = heights.lanes_bottom + 3.0;
    if let Some(verdict) = scene.verdict.filter(Verdict::by_b) {
        let title = format!("{} {}", verdict.request, verdict.status.code);
        verdict_box(&mut d, scene, &verdict, y - 2.0, [title, scene.say(P::OwnError)]);
        y += 46.0;
    }
    if let Some((fault, from, more)) = scene.fault_at(Node::B) {
        region(&mut d, scene, y, P::ActsSince(fault, from), more);
    }
    d.arrow((60.0, heights.b_bottom + 0.5), (60.0, heights.c_top - 1.0), 5.0, "s-line");
    d.shapes()
}

/// The region of a machine in which a fault acts.
fn region(d: &mut Drawing, scene: &Scene<'_>, y: f32, words: P, more: bool) {
    d.rect(Area::new(1.5, y, 355.0, 31.0), 0.0, "ft-wait");
    d.text(LEFT, y + 20.0, "b f-wait", scene.say(P::FaultOn));
    d.text(78.0, y + 20.0, "", scene.say(words));
    if more {
        d.text(RIGHT, y + 20.0, "b f-wait e", "+ 1");
    }
}

fn draw_slots(d: &mut Drawing, scene: &Scene<'_>, ends: &Ends, lanes_bottom: f32) {
    let b = &scene.snapshot.b;
    let limit = match b.slots {
        Slots::Limited(limit) => usize::try_from(limit).ok().filter(|limit| *limit <= SLOTS),
        Slots::Unlimited => None,
    };
    let boxes: Vec<Option<RequestId>> = match limit {
        Some(limit) => {
            let mut boxes = vec![None; limit];
            for held in &b.held_slots {
                let slot = usize::try_from(held.slot.0).unwrap_or(usize::MAX);
                if slot < SLOTS {
                    boxes.resize(boxes.len().max(slot + 1), None);
                    boxes[slot] = Some(held.request);
                }
            }
            boxes
        }
        None => b.held_slots.iter().take(SLOTS - 2).map(|held| Some(held.request)).collect(),
    };
    let (pitch, height) = if boxes.len() <= 3 { (32.0, 24.0) } else { (15.6, 13.4) };
    let mut holds = Vec::new();
    for (index, holder) in boxes.iter().enumerate() {
        let area = Area::new(SLOT_X, LANES_TOP + 3.5 + len(index) * pitch, SLOT_W, height);
        let y = area.y + height / 2.0;
        let Some(request) = *holder else {
            d.rect(area, 2.0, "part");
            continue;
        };
        if let Some((_, from)) = ends.holders.iter().find(|(holder, _)| *holder == request) {
            let mid = f32::midpoint(ends.x, SLOT_X);
            holds.extend([Step::Move(ends.x, *from), Step::Curve([mid, *from, mid, y, SLOT_X, y])]);
        }
        d.rect(area, 2.0, "node").of(request);
        if scene.selected == Some(request) {
            d.selection(area);
        }
        d.text(329.0, y + 4.0, "m mid b", request.to_string()).of(request);
    }
    d.path(holds, "hold");
    let mut bottom = LANES_TOP + 3.5 + len(boxes.len()) * pitch;
    if limit.is_none() {
        let more = b.held_slots.len() - boxes.len();
        if more > 0 {
            d.text(RIGHT, bottom + 11.0, "t2 e", scene.say(P::More(count(more))));
            bottom += 15.0;
        }
        d.text(RIGHT, bottom + 11.0, "t3 e", scene.say(P::SlotsAre(b.slots)));
        bottom += 15.0;
    }
    if b.slot_waiters.is_empty() {
        return;
    }
    let (x, y) = (329.0, (bottom + 52.0).min(lanes_bottom - 14.0));
    let cord = |from: &f32| [Step::Move(ends.x, *from), Step::Curve([288.0, *from, 292.0, y, x - 13.0, y])];
    d.path(ends.waiters.iter().flat_map(cord).collect(), "cord");
    let last = bottom - pitch + height + 3.0;
    if y - 13.0 - last > 16.0 {
        d.line((x, y - 13.0), (x, last), "cord dash");
        let head = vec![Step::Move(x - 4.0, last + 5.0), Step::Line(x, last - 1.0), Step::Line(x + 4.0, last + 5.0)];
        d.path(head, "cord");
    }
    d.circle(x, y, 13.0, "f-sheet s-wait");
    d.text(x, y + 4.0, "mid b", b.slot_waiters.len().to_string());
}

fn c(scene: &Scene<'_>, heights: Heights) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let (top, c) = (heights.c_top, &scene.snapshot.c);
    node(&mut d, scene, Node::C, top, top + 62.0, process_short(Node::C, scene.snapshot.a.hosting).to_owned());
    let calls = scene.say(P::CallsAccepted(count(c.calls.len())));
    let usual = [scene.say(P::AnswersIn), scene.say(P::Usual(c.usual))].join(" ");
    match scene.fault_at(Node::C) {
        Some((fault, from, more)) => {
            region(&mut d, scene, top + 30.0, P::ActsSince(fault, from), more);
            d.text(RIGHT - if more { 24.0 } else { 0.0 }, top + 50.0, "t2 e", calls);
        }
        None => {
            let words = if scene.held_by_c() { scene.say(P::NoAnswer) } else { usual };
            d.text(LEFT, top + 46.0, "t2", words);
            d.text(RIGHT, top + 46.0, "t2 e", calls);
        }
    }
    d.shapes()
}
