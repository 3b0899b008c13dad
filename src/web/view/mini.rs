//! The small chain of articles: counts and bars. Wide 640 × 178, for phones 326 × 352.

use std::rc::Rc;

use bad_gateway::lab::Frame;
use bad_gateway::text::chain::Picture as P;
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::{Node, RequestId, Slots};
use yew::prelude::*;

use super::Layout;
use super::chain::scene::{At, Lane, Scene};
use super::grid;
use super::marks::Mark;
use super::shape::{Area, Drawing, Part, Shape, Step, count, len};

/// What the figure shows.
#[derive(Clone, Properties)]
pub struct MiniProps {
    /// The instant. Compared by identity.
    pub frame: Rc<Frame>,
    /// The language.
    pub lang: Lang,
    /// Which of the two drawings.
    #[prop_or_default]
    pub layout: Layout,
}

impl PartialEq for MiniProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.frame, &other.frame) && self.lang == other.lang && self.layout == other.layout
    }
}

/// The small chain.
#[component]
pub fn Mini(props: &MiniProps) -> Html {
    let scene = Scene::of(&props.frame, props.lang);
    let label: AttrValue = format!("{} {}", props.frame.story.say(props.lang), scene.twin()).into();
    html! {
        <>
            if props.layout != Layout::Narrow {
                <svg class="g mini-h" viewBox="0 0 640 178" role="img" aria-label={label.clone()}>
                    <Part shapes={wide(&scene)} />
                </svg>
            }
            if props.layout != Layout::Wide {
                <svg class="g mini-v" viewBox="0 0 326 352" role="img" aria-label={label}>
                    <Part shapes={narrow(&scene)} />
                </svg>
            }
        </>
    }
}

/// Where B's bars, slots and knot stand.
struct Place {
    bars: Area,
    slot: Area,
    slot_pitch: f32,
    knot: (f32, f32),
}

/// How many bars and slots there is room for.
const BARS: usize = 16;
const SLOTS: usize = 2;

fn wide(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let snapshot = scene.snapshot;
    let waiting = scene.waiting();
    for (x, w, name) in [
        (0.5, 83.0, Node::Client.say(scene.lang)),
        (112.5, 127.0, Node::A.say(scene.lang)),
        (268.5, 217.0, Node::B.say(scene.lang)),
        (526.5, 113.0, scene.say(P::NameOfC)),
    ] {
        d.text(x - 0.5, 12.0, "serif", name);
        d.rect(Area::new(x, 20.5, w, 136.0), 3.0, "node");
    }
    d.arrow((84.0, 60.0), (111.0, 60.0), 4.0, "s-line");
    d.arrow((240.0, 60.0), (267.0, 60.0), 4.0, "s-line");

    d.text(10.0, 40.0, "t2", scene.say(P::Wait(count(waiting.len()))));
    grid::draw(&mut d, &waiting, Area::new(9.0, 47.0, 68.0, 64.0), scene.selected, scene.lang);
    let connections = scene.connections();
    d.text(122.0, 40.0, "t2", scene.say(P::OpenToB(count(connections.len()))));
    grid::draw(&mut d, &connections, Area::new(122.0, 47.0, 108.0, 64.0), scene.selected, scene.lang);
    if let Some(verdict) = scene.verdict {
        let region = verdict.mark().region();
        d.rect(Area::new(6.5, 116.0, 71.0, 34.0), 2.0, region);
        d.mark(12.0, 123.0, 19.0, verdict.mark());
        d.text(35.0, 138.0, "m b", verdict.request.to_string());
        d.rect(Area::new(118.0, 116.0, 116.0, 34.0), 2.0, region);
        d.mark(123.0, 123.0, 19.0, verdict.mark());
        d.text(147.0, 138.0, "m b", verdict.status.to_string());
        d.arrow((118.0, 133.0), (85.0, 133.0), 5.0, back(verdict.mark()));
    }

    let place = Place {
        bars: Area::new(278.0, 48.0, 108.0, 102.4),
        slot: Area::new(434.5, 50.5, 40.0, 23.0),
        slot_pitch: 30.0,
        knot: (436.0, 124.0),
    };
    d.text(278.0, 40.0, "t2", threads(scene));
    d.text(434.0, 40.0, "t2", scene.say(P::SlotsAre(snapshot.b.slots)));
    let slots = b(&mut d, scene, &place);
    if let Some((x, y)) = knot(&mut d, scene, &place) {
        d.text(x + 17.0, y + 4.0, "t2", scene.say(P::WaitWord));
    }

    let fault = scene.fault_at(Node::C);
    let silent = scene.held_by_c();
    let words = if silent { P::Silent } else { P::CallsAccepted(count(snapshot.c.calls.len())) };
    d.text(536.0, 40.0, "t2", scene.say(words));
    for (request, y) in slots {
        d.line((475.0, y), (536.0, y), "hold");
        let ghost = snapshot.c.calls.iter().find(|call| call.request == request).is_some_and(|call| call.ghost);
        d.mark(540.0, y - 7.0, 14.0, if ghost { Mark::Ghost } else { Mark::Wait });
        d.text(560.0, y + 5.0, "m", request.to_string());
    }
    if let Some((fault, ..)) = fault {
        d.rect(Area::new(527.1, 116.0, 111.8, 39.0), 0.0, "ft-wait");
        d.text(536.0, 139.0, "b f-wait", fault.say(scene.lang));
    }
    if let Some(words) = below(scene) {
        d.text(0.0, 174.0, "t2", words);
    }
    d.shapes()
}

fn narrow(scene: &Scene<'_>) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let snapshot = scene.snapshot;
    for (y, h, node) in
        [(0.5, 34.0, Node::Client), (54.5, 62.0, Node::A), (136.5, 156.0, Node::B), (312.5, 34.0, Node::C)]
    {
        d.rect(Area::new(0.5, y, 325.0, h), 3.0, "node");
        d.text(10.0, y + 19.5, "serif", node.say(scene.lang));
    }
    for (from, to) in [(35.0, 53.0), (117.0, 135.0), (293.0, 311.0)] {
        d.arrow((40.0, from), (40.0, to), 5.0, "s-line");
    }
    d.text(316.0, 20.0, "t2 e", scene.say(P::Wait(count(scene.waiting().len()))));
    d.text(316.0, 74.0, "t2 e", scene.say(P::OpenToB(count(scene.connections().len()))));
    d.text(316.0, 156.0, "t2 e", threads(scene));
    if let Some(verdict) = scene.verdict {
        d.mark(120.0, 8.0, 17.0, verdict.mark());
        d.text(142.0, 21.0, "m b", verdict.request.to_string());
        d.rect(Area::new(8.0, 82.0, 310.0, 28.0), 2.0, verdict.mark().region());
        d.mark(14.0, 87.0, 17.0, verdict.mark());
        d.text(38.0, 101.0, "m b", format!("{} {}", verdict.request, verdict.status));
        d.arrow((250.0, 53.0), (250.0, 37.0), 5.0, back(verdict.mark()));
    } else {
        grid::draw(&mut d, &scene.connections(), Area::new(10.0, 79.0, 306.0, 20.0), scene.selected, scene.lang);
        if let Some(words) = below(scene) {
            d.text(10.0, 111.0, "t2", words);
        }
    }
    let place = Place {
        bars: Area::new(10.0, 164.0, 180.0, 121.6),
        slot: Area::new(262.5, 166.5, 44.0, 23.0),
        slot_pitch: 32.0,
        knot: (259.0, 254.0),
    };
    b(&mut d, scene, &place);
    if let Some((x, y)) = knot(&mut d, scene, &place) {
        d.text(x + 18.0, y + 4.0, "t2", scene.say(P::WaitWord));
    }
    match scene.fault_at(Node::C) {
        Some((fault, from, _)) => d.text(316.0, 332.0, "b f-wait e", scene.say(P::ActsSince(fault, from))),
        None => d.text(316.0, 332.0, "t2 e", scene.say(P::CallsAccepted(count(snapshot.c.calls.len())))),
    };
    d.shapes()
}

const fn back(mark: Mark) -> &'static str {
    match mark {
        Mark::Bad => "s-bad back",
        _ => "s-ink back",
    }
}

/// How many threads wait, or handlers where they hold none.
fn threads(scene: &Scene<'_>) -> String {
    let b = &scene.snapshot.b;
    if b.awaiting.is_empty() {
        let waiting = scene.threads().iter().filter(|lane| matches!(lane.at, At::C(_) | At::Slot)).count();
        scene.say(P::ThreadsWait(count(waiting), count(b.threads.len())))
    } else {
        scene.say(P::HandlersAwait(count(b.awaiting.len())))
    }
}

/// What does not fit into the machines: who has no thread, or which fault acts at B.
fn below(scene: &Scene<'_>) -> Option<String> {
    if let Some((fault, from, _)) = scene.fault_at(Node::B) {
        return Some(format!("{}: {}", Node::B.say(scene.lang), scene.say(P::ActsSince(fault, from))));
    }
    let queued = scene.snapshot.b.queue.len();
    (queued > 0).then(|| scene.say(P::NoThreadYet(count(queued))))
}

/// B's threads (or awaiting handlers) as bars, with their cords, and its slots. Returns who holds which, and where.
fn b(d: &mut Drawing, scene: &Scene<'_>, place: &Place) -> Vec<(RequestId, f32)> {
    let b = &scene.snapshot.b;
    let lanes = scene.all_lanes();
    let boxes = match b.slots {
        Slots::Limited(limit) => usize::try_from(limit).unwrap_or(SLOTS).min(SLOTS),
        Slots::Unlimited => b.held_slots.len().min(SLOTS),
    };
    let mut at_slots = Vec::with_capacity(boxes);
    for index in 0..boxes {
        let area = Area { y: place.slot.y + len(index) * place.slot_pitch, ..place.slot };
        let held = b.held_slots.get(index);
        d.rect(area, 2.0, if held.is_some() { "node" } else { "part" });
        if let Some(held) = held {
            d.text(area.x + area.w / 2.0, area.y + 15.5, "m mid b", held.request.to_string());
            at_slots.push((held.request, area.y + area.h / 2.0));
        }
    }
    let pitch = (place.bars.h / len(lanes.len().clamp(BARS, 40))).min(7.6);
    let shown = lanes.len().min(40);
    let (mut holds, mut cords) = (Vec::new(), Vec::new());
    for (index, lane) in lanes.iter().take(shown).enumerate() {
        let y = place.bars.y + len(index) * pitch;
        let area = Area::new(place.bars.x, y, place.bars.w, pitch - (pitch * 0.25).max(0.8));
        d.rect(area, 1.0, class(lane));
        let (x, y) = (area.x + area.w + 1.0, y + area.h / 2.0);
        match lane.at {
            At::C(_) => {
                if let Some((_, to)) = at_slots.iter().find(|(request, _)| Some(*request) == lane.request) {
                    let mid = f32::midpoint(x, place.slot.x);
                    holds.extend([Step::Move(x, y), Step::Curve([mid, y, mid, *to, place.slot.x, *to])]);
                }
            }
            At::Slot => {
                let knot = (place.knot.0 - 12.0, place.knot.1);
                cords.extend([Step::Move(x, y), Step::Curve([x + 18.0, y, x + 21.0, knot.1, knot.0, knot.1])]);
            }
            At::Work | At::Idle => {}
        }
    }
    d.path(cords, "cord");
    d.path(holds, "hold");
    at_slots
}

fn class(lane: &Lane) -> &'static str {
    match (lane.at, lane.ghost) {
        (At::Idle, _) => "part",
        (_, true) => "s-ghost",
        (At::Work, false) => "f-shade s-line thin",
        (At::Slot | At::C(_), false) => "ft-wait s-wait thin",
    }
}

/// The knot of those that wait for a slot, if any; returns where it stands.
fn knot(d: &mut Drawing, scene: &Scene<'_>, place: &Place) -> Option<(f32, f32)> {
    let waiters = scene.snapshot.b.slot_waiters.len();
    if waiters == 0 {
        return None;
    }
    let (x, y) = place.knot;
    d.circle(x, y, 12.0, "f-sheet s-wait");
    d.text(x, y + 4.0, "mid b", waiters.to_string());
    Some((x, y))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::shape::Form;
    use super::*;

    #[test]
    fn both_drawings_count_the_same() {
        let snapshot = fixture::flagship();
        let scene = Scene::new(&snapshot, Some(fixture::first_failure()), None, None, Lang::En);
        for shapes in [wide(&scene), narrow(&scene)] {
            let says = |wanted: &str| {
                shapes.iter().any(|shape| matches!(&shape.form, Form::Text { text, .. } if text.as_str() == wanted))
            };
            for wanted in ["33 wait", "33 open to B", "16 of 16 threads wait", "14"] {
                assert!(says(wanted), "{wanted}");
            }
            assert!(shapes.len() < 180, "{}", shapes.len());
        }
    }
}
