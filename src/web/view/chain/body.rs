//! Bodies of regions, and what they leave to be joined: the same for every drawing.

use bad_gateway::vocabulary::RequestId;
use yew::AttrValue;

use super::lanes;
use super::region::{Body, Key, Kind, Lane, Lanes, Notice, Pool, Region, Scene, Square};
use crate::view::grid::{self, Cell};
use crate::view::marks::Mark;
use crate::view::shape::{Area, Drawing, Step, len, times, width};

/// A line of words.
pub(crate) const LINE: f32 = 15.0;
/// From the upper edge of a region to its caption, and to its body.
pub(crate) const CAPTION: f32 = 12.0;
pub(crate) const HEAD: f32 = 19.0;
/// How far the caption of a pool may begin over its cords.
const OVER: f32 = 16.0;
/// How many units have a box each.
const UNITS: usize = 10;

/// An end of a cord at a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Joint {
    pub(crate) key: Key,
    pub(crate) request: Option<RequestId>,
    pub(crate) held: bool,
    pub(crate) at: (f32, f32),
}

/// A unit of a pool, with its left and right edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seat {
    pub(crate) key: Key,
    pub(crate) request: RequestId,
    pub(crate) x: (f32, f32),
    pub(crate) y: f32,
    pub(crate) to: Option<usize>,
}

/// Where the cords of a pool meet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Knot {
    pub(crate) pool: Pool,
    /// The pool's place.
    pub(crate) area: Area,
    /// Below the units and their words.
    pub(crate) bottom: f32,
    /// Where those meet that have no box of their own.
    pub(crate) rest: (f32, f32),
}

/// What is to be joined by cords.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Joints {
    pub(crate) lanes: Vec<Joint>,
    pub(crate) seats: Vec<Seat>,
    pub(crate) knots: Vec<Knot>,
    /// Calls that stand in a machine, and at which height.
    pub(crate) calls: Vec<(usize, RequestId, f32)>,
}

impl Joints {
    /// A lane's right end.
    pub(crate) fn add(&mut self, lane: &Lane, at: (f32, f32)) {
        let request = lane.request;
        for key in &lane.holds {
            self.lanes.push(Joint { key: *key, request, held: true, at });
        }
        if let Some(key) = lane.waits {
            self.lanes.push(Joint { key, request, held: false, at });
        }
    }

    /// The unit by which a request leads to a machine.
    pub(crate) fn seat(&self, machine: usize, request: RequestId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.to == Some(machine) && seat.request == request)
    }
}

/// Draws regions of a scene.
pub(crate) struct Pen<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) joints: Joints,
    /// Whether the small picture is drawn.
    pub(crate) small: bool,
}

impl Pen<'_> {
    /// A region: its caption, its body, its foot.
    pub(crate) fn region(&mut self, d: &mut Drawing, region: &Region, area: Area, machine: usize) {
        let foot = if self.small { &[][..] } else { &region.foot };
        if self.small {
            d.text(area.x, area.y + CAPTION, "t2", cut(&self.scene.say(region.line).into(), area.w + 8.0));
        } else if !region.has_lanes() {
            let (class, x) = if region.faces_out() { ("cap e", area.right()) } else { ("cap", area.x) };
            // One that faces out may begin over its cords.
            let room = area.w + if region.faces_out() { OVER } else { 4.0 };
            let words = self.scene.say(region.caption);
            let words = if width(&words) > room { self.scene.say(region.brief) } else { words };
            let words = cut(&words.into(), room);
            d.text(x, area.y + CAPTION, class, words);
            if let Some(count) = region.count {
                d.text(area.right(), area.y + CAPTION, "t2 e", self.scene.say(count));
            }
        }
        let room = area.below(HEAD).above(LINE * len(foot.len()));
        let mut y = match &region.body {
            Body::Marks(cells, _) => self.marks(d, cells, region.kind, room),
            Body::Squares(units) => self.squares(d, units, room),
            Body::Lanes(lanes) => self.lanes(d, lanes, region.kind, area),
            Body::Units(units) => self.units(d, units, region, area),
            Body::Calls(calls) => self.calls(d, calls, area.below(HEAD), machine),
        };
        let end = if region.faces_out() { area.right() } else { area.x };
        // The lines below calls are one sentence.
        let whole = matches!(region.body, Body::Calls(_));
        let fits = !whole || y + LINE * len(foot.len()) <= area.bottom();
        for (words, class) in foot {
            y += LINE;
            if fits && y <= area.bottom() {
                d.text(end, y - 2.0, class, self.scene.say(*words));
            }
        }
        if let Some(knot) = self.joints.knots.last_mut().filter(|_| region.faces_out()) {
            knot.bottom += LINE * len(foot.len()) + if foot.is_empty() { 0.0 } else { 7.0 };
        }
    }

    fn marks(&self, d: &mut Drawing, cells: &[Cell], kind: Kind, area: Area) -> f32 {
        if kind != Kind::Queue || !cells.is_empty() {
            return grid::draw(d, cells, area, self.scene.selected, self.scene.lang).max(area.y) + 1.0;
        }
        let place = Area { x: area.x + 0.5, y: area.y + 0.5, w: area.w - 1.0, h: area.h.min(92.0) };
        d.rect(place, 2.0, "part");
        let lines = (1..times(place.h, 13.5)).flat_map(|row| {
            let y = place.y + 13.5 * len(row);
            [Step::Move(place.x + 5.5, y), Step::Line(place.right() - 5.5, y)]
        });
        d.path(lines.collect(), "s-hair");
        place.bottom() + 4.0
    }

    fn squares(&self, d: &mut Drawing, units: &[Square], area: Area) -> f32 {
        let (size, pitch, per_row) = squares(units.len(), area.w);
        let shown = units.len().min(per_row * times(area.h.min(70.0), pitch));
        for (index, unit) in units.iter().take(shown).enumerate() {
            let (column, row) = (len(index % per_row), len(index / per_row));
            let area = Area::new(area.x + column * pitch, area.y + row * pitch, size, size);
            let (class, request) = match *unit {
                Square::Free => ("part", None),
                Square::Ended => ("f-ink", None),
                Square::Of(request) if self.scene.selected == Some(request) => ("f-ink s-mark", Some(request)),
                Square::Of(request) => ("f-ink", Some(request)),
            };
            let square = d.rect(area, 1.5, class);
            if let Some(request) = request {
                square.of(request);
            }
        }
        area.y + len(shown.div_ceil(per_row)) * pitch + 2.0
    }

    fn lanes(&mut self, d: &mut Drawing, lanes: &Lanes, kind: Kind, area: Area) -> f32 {
        if self.small {
            lanes::small(d, self.scene, lanes, area.below(HEAD), &mut self.joints);
        } else {
            lanes::draw(d, self.scene, lanes, kind, area, &mut self.joints);
        }
        area.bottom()
    }

    /// Units as boxes: large where they are few, and a count where there is no room.
    fn units(&mut self, d: &mut Drawing, units: &[Square], region: &Region, place: Area) -> f32 {
        let area = place.below(HEAD).above(LINE * len(if self.small { 0 } else { region.foot.len() }));
        let Some(pool) = &region.pool else { return self.squares(d, units, area) };
        let knot = match area.h {
            _ if pool.waits == 0 => 0.0,
            0.0..130.0 => 42.0,
            _ => 74.0,
        };
        let (pitch, height) = match len(units.len()) * 36.0 {
            large if large < (area.h - knot).min(145.0) => (36.0, 26.0),
            _ => (17.2, 14.4),
        };
        let room = times(area.h - knot, pitch).clamp(1, UNITS);
        let shown = if units.len() <= room { units.len() } else { (room - 1).min(UNITS - 2) };
        for (index, unit) in units.iter().take(shown).enumerate() {
            let unit_at = Area::new(area.x, area.y + 1.5 + len(index) * pitch, area.w, height);
            let request = match *unit {
                Square::Of(request) => request,
                square @ (Square::Free | Square::Ended) => {
                    d.rect(unit_at, 2.0, if square == Square::Free { "part" } else { "node" });
                    continue;
                }
            };
            d.rect(unit_at, 2.0, "node").of(request);
            if self.scene.selected == Some(request) {
                d.selection(unit_at);
            }
            let (x, y) = ((unit_at.x, unit_at.right()), unit_at.middle());
            d.text(unit_at.x + unit_at.w / 2.0, y + 4.0, "m mid b", request.to_string()).of(request);
            self.joints.seats.push(Seat { key: pool.key, request, x, y, to: pool.to });
        }
        let y = area.y + len(shown) * pitch;
        let rest = units.len() - shown;
        let said = rest > 0 && !self.small;
        let words = if said { self.scene.more(rest) } else { String::new() };
        let to = f32::min(area.x, area.right() - width(&words)) - 6.0;
        let bottom = y + if said { LINE + 7.0 } else { 11.5 + height - pitch };
        self.joints.knots.push(Knot { pool: pool.clone(), area: place, bottom, rest: (to, y + 8.0) });
        if !said {
            return y;
        }
        d.text(area.right(), y + 13.0, "t2 e", words);
        y + LINE
    }

    /// Calls at the heights of the units that lead to them; the others follow below.
    fn calls(&mut self, d: &mut Drawing, calls: &[Cell], area: Area, machine: usize) -> f32 {
        let area = area.above(if area.h > 100.0 && !self.small { 2.0 * LINE } else { 0.0 });
        let at = |request| self.joints.seat(machine, request).map(|seat| seat.y).filter(|y| area.holds(*y));
        let at: Vec<Option<f32>> = calls.iter().map(|(request, _)| at(*request)).collect();
        let mut free = at.iter().flatten().copied().fold(area.y - 9.0, f32::max) + 17.2;
        let mut rest = 0;
        // All that have no height of their own, or as many as leave a line for how many more there are.
        let loose = at.iter().filter(|at| at.is_none()).count();
        let all = free + 17.2 * len(loose) - 9.2 < area.bottom();
        let bottom = if all || self.small { area.bottom() } else { area.bottom() - LINE };
        for ((request, mark), at) in calls.iter().zip(at) {
            let y = match at {
                Some(y) => y,
                None if free + 8.0 < bottom => {
                    free += 17.2;
                    free - 17.2
                }
                None => {
                    rest += 1;
                    continue;
                }
            };
            if self.scene.selected == Some(*request) {
                d.selection(Area::new(area.x - 4.0, y - 8.0, 70.0, 16.0));
            }
            d.mark(area.x, y - 6.5, 13.0, *mark).of(*request);
            d.text(area.x + 18.0, y + 4.0, "m b", request.to_string()).of(*request);
            self.joints.calls.push((machine, *request, y));
        }
        if rest > 0 && free + 4.0 < area.bottom() {
            d.text(area.x, free + 4.0, "t2", self.scene.more(rest));
            free += LINE;
        }
        free
    }
}

/// The size of a square, from one to the next, and how many in a row, for so many.
pub(crate) fn squares(units: usize, room: f32) -> (f32, f32, usize) {
    let sizes = [(11.0, 13.5), (5.5, 7.0), (2.8, 3.5)];
    let per_row = |size: f32, pitch: f32| times(room + pitch - size, pitch).max(1);
    let fits = |(size, pitch): &(f32, f32)| len(units.div_ceil(per_row(*size, *pitch))) * pitch <= 70.0;
    let (size, pitch) = sizes.into_iter().find(fits).unwrap_or((2.8, 3.5));
    (size, pitch, per_row(size, pitch))
}

/// Words, cut where they are wider than this.
pub(crate) fn cut(words: &AttrValue, room: f32) -> AttrValue {
    let mut taken = 0.0;
    let mut fits = |letter: char| {
        taken += width(letter.encode_utf8(&mut [0; 4]));
        taken < room - 8.0
    };
    if width(words) <= room {
        return words.clone();
    }
    let head: String = words.chars().take_while(|letter| fits(*letter)).collect();
    (head + "…").into()
}

/// Words as lines of a width, broken at their spaces.
pub(crate) fn wrap<'a>(words: &'a str, room: f32, lines: &mut Vec<&'a str>) {
    let (mut from, mut end) = (0, 0);
    for (at, letter) in words.char_indices() {
        if letter != ' ' {
            continue;
        }
        if end > from && width(&words[from..at]) * 0.97 > room {
            lines.push(&words[from..end]);
            from = end + 1;
        }
        end = at;
    }
    if end > from && width(&words[from..]) * 0.97 > room {
        lines.push(&words[from..end]);
        from = end + 1;
    }
    lines.push(&words[from..]);
}

impl Notice {
    /// Its words as lines, in a box of this width.
    pub(crate) fn lines(&self, w: f32) -> Vec<&str> {
        let mut lines = Vec::with_capacity(2);
        for line in &self.lines {
            wrap(line, w - 10.0, &mut lines);
        }
        lines
    }

    /// Its height as a box of this width.
    pub(crate) fn height(&self, w: f32) -> f32 {
        if self.mark.is_some() { 37.0 + LINE * len(self.lines(w).len()) } else { 25.0 + 17.0 * len(self.lines.len()) }
    }

    /// The ground that it stands on, with its mark.
    pub(crate) fn ground(&self, d: &mut Drawing, scene: &Scene, area: Area, size: f32) {
        let class = if self.past { "part" } else { self.mark.map_or("ft-wait", Mark::region) };
        let shape = d.rect(area, if self.mark.is_some() { 2.0 } else { 0.0 }, class);
        let Some((request, mark)) = self.request.zip(self.mark) else { return };
        shape.of(request);
        if scene.selected == Some(request) {
            d.rect(Area { w: 3.0, ..area }, 0.0, "sel-edge");
        }
        d.mark(area.x + 7.5, area.y + 7.0, size, mark).of(request);
    }

    /// The class of the way back to the one before.
    pub(crate) fn way_back(&self) -> &'static str {
        if self.mark == Some(Mark::Bad) { "s-bad back" } else { "s-ink back" }
    }
}
