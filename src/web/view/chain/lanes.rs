//! Lanes: who, for what it waits, since when; smaller the more there are and the less room there is.

use bad_gateway::text::chain::Picture as P;
use bad_gateway::text::number;
use bad_gateway::vocabulary::RequestId;

use super::body::{CAPTION, HEAD, Joint, Joints, cut};
use super::region::{Kind, Lane, Lanes, Look, Scene};
use crate::view::shape::{Area, Drawing, len, times};

/// From a lane to the next where there is room, and where words still can be read.
const PITCH: (f32, f32) = (14.2, 11.0);
/// How many lanes have words, and how many a bar each.
const EACH: usize = 20;
const BARS: usize = 64;
/// How many bars the small picture has room for.
const SMALL: usize = 40;

/// How lanes are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fit {
    /// With words, at this pitch; so many of them.
    Each(f32, usize),
    /// A bar each, and counts.
    Bars(f32),
    /// A row for so many, and counts.
    Rows(usize),
}

impl Fit {
    /// How so many lanes are drawn in a room of this height.
    pub(crate) fn of(lanes: usize, kind: Kind, room: f32) -> Self {
        let pitch = PITCH.0.min(room / len(lanes.max(1)));
        if kind == Kind::List {
            let rows = times(room, PITCH.0);
            return Self::Each(PITCH.0, if lanes <= rows { lanes } else { rows.saturating_sub(1) });
        }
        if lanes <= EACH && pitch >= PITCH.1 {
            return Self::Each(pitch, lanes);
        }
        if lanes <= BARS && pitch >= 3.2 {
            return Self::Bars(pitch);
        }
        let rows = times(room - 34.0, PITCH.0).clamp(1, 11);
        let per_row = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].into_iter();
        Self::Rows(per_row.into_iter().find(|per| lanes.div_ceil(*per) <= rows).unwrap_or(10_000))
    }
}

/// Draws lanes into an area, heads included.
pub(crate) fn draw(d: &mut Drawing, scene: &Scene, lanes: &Lanes, kind: Kind, area: Area, joints: &mut Joints) {
    let body = area.below(HEAD);
    match Fit::of(lanes.lanes.len(), kind, body.h) {
        Fit::Each(pitch, shown) => {
            let words = words_at(area);
            heads(d, scene, &[(area.x, lanes.heads[0]), (area.x + words, lanes.heads[1])], (area, lanes.heads[2]));
            each(d, scene, &lanes.lanes, (pitch, shown), body, joints);
        }
        Fit::Bars(pitch) => {
            d.text(area.x, area.y + CAPTION, "cap", scene.say(lanes.many[0]));
            let x = area.x + area.w * 0.62;
            bars(d, &lanes.lanes, scene.selected, pitch, Area { x, w: area.right() - x, ..body }, joints);
            tally(d, scene, lanes, Area { w: area.w * 0.6, ..body });
        }
        Fit::Rows(per_row) => {
            heads(d, scene, &[(area.x, lanes.many[0])], (area, lanes.many[1]));
            rows(d, scene, lanes, per_row, body, joints);
        }
    }
}

/// Heads of columns, the last one at the right edge.
fn heads(d: &mut Drawing, scene: &Scene, heads: &[(f32, P)], (area, last): (Area, P)) {
    for (x, words) in heads {
        d.text(*x, area.y + CAPTION, "cap", scene.say(*words));
    }
    d.text(area.right(), area.y + CAPTION, "cap e", scene.say(last));
}

/// Bars alone, for the small picture.
pub(crate) fn small(d: &mut Drawing, scene: &Scene, lanes: &Lanes, area: Area, joints: &mut Joints) {
    let shown = &lanes.lanes[..lanes.lanes.len().min(SMALL)];
    let pitch = (area.h / len(lanes.lanes.len().clamp(16, SMALL))).min(7.6);
    bars(d, shown, scene.selected, pitch, area, joints);
}

/// From the left edge of a lane to the words for what is waited for.
fn words_at(area: Area) -> f32 {
    if area.w < 230.0 { 54.0 } else { 66.0 }
}

/// A lane with words for each; where there are more, the last row says how many.
fn each(d: &mut Drawing, scene: &Scene, lanes: &[Lane], (pitch, shown): (f32, usize), area: Area, joints: &mut Joints) {
    let (head, rest) = lanes.split_at(shown);
    // The selected one is always among those with room.
    let hidden = rest.iter().find(|lane| lane.request.is_some() && lane.request == scene.selected);
    for (index, lane) in head.iter().enumerate() {
        let lane = hidden.filter(|_| index + 1 == shown).unwrap_or(lane);
        let row = Area::new(area.x, area.y + len(index) * pitch, area.w, pitch - 1.4);
        words(d, scene, lane, row);
        joints.add(lane, (row.right(), row.middle()));
    }
    if !rest.is_empty() {
        let y = area.y + len(shown) * pitch;
        d.text(area.x + 5.0, y + 10.4, "t2", scene.more(rest.len()));
        if let Some(key) = rest.iter().find_map(|lane| lane.waits) {
            joints.lanes.push(Joint { key, request: None, held: false, at: (area.right(), y + 6.2) });
        }
    }
}

/// A lane with words.
fn words(d: &mut Drawing, scene: &Scene, lane: &Lane, area: Area) {
    let base = area.y + f32::midpoint(area.h, 8.4);
    let Some(request) = lane.request else {
        d.rect(area, 1.5, "part");
        d.text(area.x + 5.0, base, "t3 in", scene.say(lane.words));
        return;
    };
    let selected = scene.selected == Some(request);
    if selected {
        d.selection(area);
    }
    let (class, words) = match (lane.ghost, lane.look) {
        (true, _) => ("f-paper", "t2 in"),
        (false, Look::Works | Look::Idle) => ("f-shade", "in"),
        (false, Look::Waits | Look::Called) => ("ft-wait", "in"),
    };
    if !selected {
        d.rect(area, 1.5, class).of(request);
    }
    if lane.ghost {
        // At its edge only: a dashed frame would run through the words.
        d.line((area.x + 1.3, area.y), (area.x + 1.3, area.bottom()), "s-ghost thick");
    }
    d.text(area.x + 5.0, base, "m b", request.to_string()).of(request);
    let since = number::wait(lane.since);
    let room = area.w - words_at(area) - 8.0 - 7.2 * len(since.len());
    d.text(area.x + words_at(area), base, words, cut(&scene.say(lane.words).into(), room / 0.94)).of(request);
    d.text(area.right() - 4.0, base, "m e", since).of(request);
}

/// A bar for each lane.
fn bars(d: &mut Drawing, lanes: &[Lane], selected: Option<RequestId>, pitch: f32, area: Area, joints: &mut Joints) {
    for (index, lane) in lanes.iter().enumerate() {
        let bar = Area::new(area.x, area.y + len(index) * pitch, area.w, (pitch - (pitch * 0.25).min(1.4)).max(2.4));
        let class = match (lane.request, lane.ghost) {
            (Some(request), _) if Some(request) == selected => "f-mark s-mark thin",
            (Some(_), true) => "s-ghost",
            (Some(_), false) => fill(lane.look),
            (None, _) => "part",
        };
        let shape = d.rect(bar, 1.0, class);
        if let Some(request) = lane.request {
            shape.of(request);
        }
        joints.add(lane, (bar.right(), bar.middle()));
    }
}

/// The class of a lane where it has no words.
const fn fill(look: Look) -> &'static str {
    match look {
        Look::Idle => "part",
        Look::Works => "f-shade s-line thin",
        Look::Waits => "ft-wait s-wait thin",
        Look::Called => "f-wait-line",
    }
}

/// How many are at what, the oldest wait of each, and the selected one.
fn tally(d: &mut Drawing, scene: &Scene, lanes: &Lanes, area: Area) {
    let mut y = area.y + 10.0;
    let selected = lanes.lanes.iter().find(|lane| lane.request.is_some() && lane.request == scene.selected);
    let ages = area.h > if selected.is_some() { 132.0 } else { 100.0 };
    for group in lanes.groups.iter().filter(|group| group.count > 0) {
        d.text(area.x, y, "", scene.say(group.words));
        y += 15.0;
        if let Some(oldest) = group.oldest.filter(|_| ages) {
            d.text(area.x, y, "m t2", number::wait(oldest));
            y += 19.0;
        }
    }
    if let Some((lane, request)) = selected.zip(scene.selected).filter(|_| y + 24.0 < area.bottom()) {
        d.selection(Area::new(area.x, y - 8.0, area.w, 32.0));
        d.text(area.x + 7.0, y + 5.0, "m b", request.to_string());
        d.text(area.right() - 4.0, y + 5.0, "m e", number::wait(lane.since));
        d.text(area.x + 7.0, y + 20.0, "", scene.say(lane.words));
    }
}

/// A row for so many lanes: a stacked bar, and how many of them wait.
fn rows(d: &mut Drawing, scene: &Scene, lanes: &Lanes, per_row: usize, area: Area, joints: &mut Joints) {
    let (left, right) = (area.x + words_at(area) + 14.0, area.right() - 34.0);
    let mut y = area.y;
    for (index, chunk) in lanes.lanes.chunks(per_row).enumerate() {
        let from = index * per_row;
        d.text(area.x + 5.0, y + 10.4, "m", format!("{}–{}", from + 1, from + chunk.len()));
        let (mut x, mut waits) = (left, 0);
        for (group, of) in lanes.groups.iter().enumerate() {
            let many = chunk.iter().filter(|lane| lane.group == group).count();
            let w = (right - left) * len(many) / len(per_row);
            if many > 0 {
                d.rect(Area::new(x, y + 1.0, w, PITCH.0 - 3.4), 0.0, fill(of.look));
            }
            x += w;
            if matches!(of.look, Look::Waits | Look::Called) {
                waits += many;
            }
        }
        d.text(area.right() - 4.0, y + 10.4, "m e b", waits.to_string());
        // All who hold something; of those who wait for the same pool, the first stands for the row.
        let mut told = Vec::new();
        for lane in chunk.iter().filter(|lane| lane.waits.is_some() || !lane.holds.is_empty()) {
            if !told.contains(&lane.waits) || lane.waits.is_none() {
                told.push(lane.waits);
                joints.add(lane, (area.right(), y + 6.2));
            }
        }
        y += PITCH.0;
    }
    for (index, pair) in lanes.groups.chunks(2).enumerate() {
        let mut words = String::new();
        for group in pair {
            words += if words.is_empty() { "" } else { ", " };
            words += &scene.say(group.words);
        }
        d.text(area.x + 5.0, y + 16.0 + len(index) * 15.0, "t2", words);
    }
}
