//! B's threads as lanes: who, for what it waits, since when; smaller the more there are.

use bad_gateway::text::chain::Picture as P;
use bad_gateway::text::number;
use bad_gateway::vocabulary::{RequestId, Slots};

use super::scene::{At, Lane, Lanes, Scene, Tally};
use crate::view::shape::{Area, Drawing, count, len, times};

/// Where the lanes of a picture stand. Lengths are in units of its view box.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The left edge, and the width of a lane.
    pub(crate) x: f32,
    pub(crate) w: f32,
    /// From the left edge to the words for what is waited for.
    pub(crate) words: f32,
    /// The heads stand on this line.
    pub(crate) head: f32,
    /// The first lane begins here, and the last one ends here at most.
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// From a lane to the next, where there is room.
    pub(crate) pitch: f32,
}

/// In the wide chain.
pub(crate) const WIDE: Place =
    Place { x: 518.0, w: 200.0, words: 54.0, head: 41.0, top: 48.0, bottom: 276.0, pitch: 14.2 };

/// Where cords and held lines begin.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// At this x.
    pub(crate) x: f32,
    /// Of those that wait for a slot.
    pub(crate) waiters: Vec<f32>,
    /// Of those that hold one.
    pub(crate) holders: Vec<(RequestId, f32)>,
}

impl Ends {
    fn add(&mut self, lane: &Lane, y: f32) {
        match (lane.at, lane.request) {
            (At::Slot, _) => self.waiters.push(y),
            (At::C(_), Some(request)) => self.holders.push((request, y)),
            _ => {}
        }
    }
}

/// Draws the lanes; returns where their cords begin.
pub(crate) fn draw(d: &mut Drawing, scene: &Scene<'_>, place: &Place) -> Ends {
    let mut ends = Ends { x: place.x + place.w, ..Ends::default() };
    match scene.lanes() {
        Lanes::Each(lanes) => {
            heads(d, scene, place, place.head, P::Thread);
            let pitch = place.pitch.min((place.bottom - place.top) / len(lanes.len().max(1)));
            for (index, lane) in lanes.iter().enumerate() {
                let y = place.top + len(index) * pitch;
                row(d, scene, place, lane, y, pitch - 1.4);
                ends.add(lane, y + pitch / 2.0 - 0.8);
            }
        }
        Lanes::Bars(lanes) => bars(d, scene, place, &lanes, &mut ends),
        Lanes::Rows(lanes, per_row) => rows(d, scene, place, &lanes, per_row, &mut ends),
        Lanes::Handlers { threads, handlers } => {
            let top = squares(d, scene, place, &threads);
            heads(d, scene, place, top, P::Handler);
            let place = Place { top: top + 7.0, ..*place };
            handler_rows(d, scene, &place, &handlers, &mut ends);
        }
    }
    ends
}

fn heads(d: &mut Drawing, scene: &Scene<'_>, place: &Place, y: f32, first: P) {
    d.text(place.x, y, "cap", scene.say(first));
    d.text(place.x + place.words, y, "cap", scene.say(P::WaitsFor));
    d.text(place.x + place.w, y, "cap e", scene.say(P::Since));
}

/// A lane with words.
fn row(d: &mut Drawing, scene: &Scene<'_>, place: &Place, lane: &Lane, y: f32, height: f32) {
    let area = Area::new(place.x, y, place.w, height);
    let base = y + f32::midpoint(height, 8.4);
    let Some(request) = lane.request else {
        d.rect(area, 1.5, "part");
        d.text(place.x + 5.0, base, "t3", scene.say(P::Idle));
        return;
    };
    let selected = scene.selected == Some(request);
    if selected {
        d.selection(area);
    }
    let (class, words) = match (lane.ghost, lane.at) {
        (true, _) => ("s-ghost", "t2"),
        (false, At::Work | At::Idle) => ("f-shade", ""),
        (false, At::Slot | At::C(_)) => ("ft-wait", ""),
    };
    if !selected || lane.ghost {
        d.rect(area, 1.5, class).of(request);
    }
    d.text(place.x + 5.0, base, "m b", request.to_string()).of(request);
    d.text(place.x + place.words, base, words, scene.say(lane.words(scene.snapshot.b.slots))).of(request);
    d.text(place.x + place.w - 4.0, base, "m e", number::wait(scene.ago(lane.since))).of(request);
}

/// A bar for each thread at the right, and at the left how many are at what, and the oldest of them.
fn bars(d: &mut Drawing, scene: &Scene<'_>, place: &Place, lanes: &[Lane], ends: &mut Ends) {
    let pitch = place.pitch.min((place.bottom - place.top) / len(lanes.len()));
    let x = place.x + place.w * 0.62;
    for (index, lane) in lanes.iter().enumerate() {
        let y = place.top + len(index) * pitch;
        let area = Area::new(x, y, place.x + place.w - x, (pitch - 1.2).max(2.4));
        let class = bar(lane, scene.selected);
        let shape = d.rect(area, 1.0, class);
        if let Some(request) = lane.request {
            shape.of(request);
        }
        ends.add(lane, y + area.h / 2.0);
    }
    d.text(place.x, place.head, "cap", scene.say(P::Threads));
    tally(d, scene, place, lanes, place.top + 10.0);
}

/// The class of a thread where it has no words.
fn bar(lane: &Lane, selected: Option<RequestId>) -> &'static str {
    match (lane.request, lane.at, lane.ghost) {
        (None, ..) | (_, At::Idle, _) => "part",
        (request, ..) if request == selected => "f-mark s-mark thin",
        (_, _, true) => "s-ghost",
        (_, At::Work, _) => "f-shade s-line thin",
        (_, At::Slot, _) => "ft-wait s-wait thin",
        (_, At::C(_), _) => "f-wait-line",
    }
}

/// How many are at what, the oldest wait of each, and the selected one.
fn tally(d: &mut Drawing, scene: &Scene<'_>, place: &Place, lanes: &[Lane], top: f32) {
    let tally = Tally::of(lanes);
    let oldest = |of: fn(At) -> bool| lanes.iter().filter(|lane| of(lane.at)).map(|lane| lane.since).min();
    let lines = [
        (tally.c, P::CountForC(count(tally.c)), oldest(|at| matches!(at, At::C(_)))),
        (tally.slot, P::CountForSlot(count(tally.slot)), oldest(|at| at == At::Slot)),
        (tally.work, P::CountWorks(count(tally.work)), None),
        (tally.idle, P::CountIdle(count(tally.idle)), None),
    ];
    let mut y = top;
    for (many, words, oldest) in lines {
        if many == 0 {
            continue;
        }
        d.text(place.x, y, "", scene.say(words));
        y += 15.0;
        if let Some(oldest) = oldest {
            d.text(place.x, y, "m t2", number::wait(scene.ago(oldest)));
            y += 19.0;
        }
    }
    let selected = lanes.iter().find(|lane| lane.request.is_some() && lane.request == scene.selected);
    if let Some((lane, request)) = selected.zip(scene.selected) {
        d.selection(Area::new(place.x, y - 8.0, place.w * 0.6, 32.0));
        d.text(place.x + 7.0, y + 5.0, "m b", request.to_string());
        d.text(place.x + place.w * 0.6 - 4.0, y + 5.0, "m e", number::wait(scene.ago(lane.since)));
        d.text(place.x + 7.0, y + 20.0, "", scene.say(lane.words(Slots::Unlimited)));
    }
}

/// A row for each so many threads: a stacked bar and how many of them wait.
fn rows(d: &mut Drawing, scene: &Scene<'_>, place: &Place, lanes: &[Lane], per_row: usize, ends: &mut Ends) {
    d.text(place.x, place.head, "cap", scene.say(P::Threads));
    d.text(place.x + place.w, place.head, "cap e", scene.say(P::WaitWord));
    let (left, right) = (place.x + place.words + 6.0, place.x + place.w - 34.0);
    for (index, chunk) in lanes.chunks(per_row).enumerate() {
        let y = place.top + len(index) * place.pitch;
        let from = index * per_row;
        d.text(place.x + 5.0, y + 10.4, "m", format!("{}–{}", from + 1, from + chunk.len()));
        let tally = Tally::of(chunk);
        let mut x = left;
        for (many, class) in [
            (tally.c, "f-wait-line"),
            (tally.slot, "ft-wait s-wait thin"),
            (tally.work, "f-shade s-line thin"),
            (tally.idle, "part"),
        ] {
            let w = (right - left) * len(many) / len(per_row);
            if many > 0 {
                d.rect(Area::new(x, y + 1.0, w, place.pitch - 3.4), 0.0, class);
            }
            x += w;
        }
        d.text(place.x + place.w - 4.0, y + 10.4, "m e b", (tally.c + tally.slot).to_string());
        for lane in chunk.iter().filter(|lane| matches!(lane.at, At::C(_))) {
            ends.add(lane, y + 6.2);
        }
        if tally.slot > 0 {
            ends.waiters.push(y + 6.2);
        }
    }
    let bottom = place.top + len(lanes.len().div_ceil(per_row)) * place.pitch;
    let tally = Tally::of(lanes);
    let words = [P::CountForC(count(tally.c)), P::CountForSlot(count(tally.slot))];
    let more = [P::CountWorks(count(tally.work)), P::CountIdle(count(tally.idle))];
    d.text(place.x + 5.0, bottom + 16.0, "t2", words.map(|words| scene.say(words)).join(", "));
    d.text(place.x + 5.0, bottom + 31.0, "t2", more.map(|words| scene.say(words)).join(", "));
}

/// Threads as squares, for handlers that hold none while they wait. Returns where the next heads stand.
fn squares(d: &mut Drawing, scene: &Scene<'_>, place: &Place, threads: &[Lane]) -> f32 {
    let busy = threads.iter().filter(|lane| lane.request.is_some()).count();
    d.text(place.x, place.head, "cap", scene.say(P::Threads));
    let words = scene.say(P::ThreadsBusy(count(busy), count(threads.len())));
    d.text(place.x + place.w, place.head, "t2 e", words);
    let (size, pitch) = match threads.len() {
        0..=32 => (11.0, 13.4),
        33..=128 => (5.5, 7.0),
        _ => (2.8, 3.5),
    };
    let per_row = times(place.w + pitch - size, pitch).max(1);
    let shown = threads.len().min(per_row * times(64.0, pitch));
    for (index, lane) in threads.iter().take(shown).enumerate() {
        let (column, row) = (len(index % per_row), len(index / per_row));
        let area = Area::new(place.x + column * pitch, place.top + row * pitch, size, size);
        match lane.request {
            None => _ = d.rect(area, 1.5, "part"),
            Some(request) => {
                let class = if scene.selected == Some(request) { "f-ink s-mark" } else { "f-ink" };
                d.rect(area, 1.5, class).of(request);
            }
        }
    }
    place.top + len(shown.div_ceil(per_row)) * pitch + 14.0
}

/// A lane for each handler that waits; the last one for all that have no room.
fn handler_rows(d: &mut Drawing, scene: &Scene<'_>, place: &Place, handlers: &[Lane], ends: &mut Ends) {
    let room = times(place.bottom - place.top, place.pitch);
    let shown = if handlers.len() <= room { handlers.len() } else { room.saturating_sub(1) };
    // The selected one is always among those with room.
    let (head, rest) = handlers.split_at(shown);
    let mut head = head.to_vec();
    let wanted = rest.iter().find(|lane| lane.request == scene.selected && lane.request.is_some());
    if let Some((last, wanted)) = head.last_mut().zip(wanted) {
        *last = *wanted;
    }
    for (index, lane) in head.iter().enumerate() {
        let y = place.top + len(index) * place.pitch;
        row(d, scene, place, lane, y, place.pitch - 1.4);
        ends.add(lane, y + 6.2);
    }
    if !rest.is_empty() {
        let y = place.top + len(shown) * place.pitch;
        d.text(place.x + 5.0, y + 10.4, "t2", scene.say(P::More(count(rest.len()))));
        if rest.iter().any(|lane| lane.at == At::Slot) {
            ends.waiters.push(y + 6.2);
        }
    }
}
