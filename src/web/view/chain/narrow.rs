//! The narrow picture, top to bottom, for phones: as wide as its view box, and as high as it needs to be.

use std::rc::Rc;

use yew::AttrValue;

use super::body::{HEAD, Joints, Pen, cut};
use super::cords::{self, Ties};
use super::flights::{self, Run};
use super::region::{Body, Column, Kind, Machine, Notice, Region, Scene};
use crate::view::grid;
use crate::view::marks::Mark;
use crate::view::shape::{Area, Drawing, Group, Shape, Step, len, times, width};

/// The width of the view box, and of the small picture's.
pub(crate) const WIDTH: f32 = 358.0;
pub(crate) const SMALL: f32 = 326.0;
/// Between a frame and its words.
const PAD: f32 = 10.0;
/// Between machines.
const GAP: f32 = 24.0;
/// From a lane to the next.
const PITCH: f32 = 13.6;
/// Wires run here, and the way back.
const WIRE: f32 = 60.0;
const BACK: f32 = 298.0;
/// What the trunks of several members or dependencies take at either side.
const TRUNK: f32 = 20.0;

/// Where a machine stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) frame: Area,
    /// Its regions; those without an area are a line each.
    pub(crate) regions: Vec<Option<Area>>,
    /// The lines, by region: where they begin.
    pub(crate) lines: Vec<(usize, f32, f32)>,
    /// Its notices.
    pub(crate) notices: Vec<Area>,
}

/// How many machines stand in a column.
fn many(scene: &Scene, column: Column) -> usize {
    scene.machines.iter().filter(|machine| machine.column == column).count()
}

/// Where every machine stands, and how high they are together.
pub(crate) fn place(scene: &Scene, w: f32, small: bool) -> (Vec<Place>, f32) {
    let (apps, dependencies) = (many(scene, Column::App), many(scene, Column::Dependency));
    let mut y = 0.5;
    let mut places = Vec::with_capacity(scene.machines.len());
    for machine in &scene.machines {
        let left = if machine.column == Column::App && apps > 1 { TRUNK } else { 0.0 };
        let served = matches!(machine.column, Column::App | Column::Dependency);
        let right = if served && apps.max(dependencies) > 1 { TRUNK } else { 0.0 };
        let frame = Area::new(left + 0.5, y, w - 1.0 - left - right, 0.0);
        let place = inside(scene, machine, frame, if apps > 1 { 8 } else { 16 }, small);
        y = place.frame.bottom() + if small { 20.0 } else { GAP };
        places.push(place);
    }
    let below = if small { 0.0 } else { GAP - 1.0 };
    (places, y - below)
}

/// Where all of a machine stands, below the upper edge of its frame.
fn inside(scene: &Scene, machine: &Machine, frame: Area, rows: usize, small: bool) -> Place {
    let mut place = Place { frame, regions: vec![None; machine.regions.len()], ..Place::default() };
    let mut y = frame.y + if small { 26.0 } else { 28.0 };
    if machine.column == Column::Client {
        place.frame.h = if small { 34.0 } else { 30.0 };
        return place;
    }
    if !small {
        y = lines(scene, machine, &mut place, y);
    }
    let chief = machine.regions.iter().position(|region| region.chief);
    if let Some(index) = chief {
        let area = match &machine.regions[index].body {
            Body::Lanes(lanes) => {
                let each = machine.regions[index].kind == Kind::Pool && lanes.lanes.len() <= 20 && rows == 16;
                let rows = if each { lanes.lanes.len().max(12) } else { rows };
                let h = if small { 122.0 } else { HEAD + PITCH * len(rows) + 1.0 };
                let area = Area::new(frame.x + 7.5, y, frame.w - 15.0, h);
                pools(machine, area, &mut place, small)
            }
            Body::Calls(_) => return notices(machine, place, y, small),
            _ => {
                let shown = machine.notices.is_empty() || !small;
                let h = if small && shown {
                    28.0
                } else if small {
                    0.0
                } else {
                    44.0
                };
                Area::new(frame.x + PAD - 0.5, y, frame.w - 2.0 * PAD + 1.0, h)
            }
        };
        place.regions[index] = Some(area);
        y = area.bottom() + 4.0;
    }
    notices(machine, place, y, small)
}

/// The regions that are a line; where the chief one is no lanes, its line stands at the right.
fn lines(scene: &Scene, machine: &Machine, place: &mut Place, top: f32) -> f32 {
    let (left, right) = (place.frame.x + PAD - 0.5, place.frame.right() - PAD + 0.5);
    let (mut x, mut y) = (left, top + 11.5);
    for (index, region) in machine.regions.iter().enumerate().filter(|(_, region)| !region.faces_out()) {
        let w = width(&scene.say(region.line));
        let at = match (&region.body, region.chief) {
            (Body::Lanes(_), _) => continue,
            (_, true) => right - w,
            (_, false) => x,
        };
        if at < x || at + w > right + 0.5 {
            (x, y) = (left, y + 16.0);
        }
        place.lines.push((index, f32::max(at, x).min(right - w), y));
        x += w + 14.0;
    }
    if place.lines.is_empty() { top } else { y + 6.0 }
}

/// Pools that face out stand at the right of the lanes; returns what is left to these.
fn pools(machine: &Machine, area: Area, place: &mut Place, small: bool) -> Area {
    let pools: Vec<usize> = (0..machine.regions.len()).filter(|index| machine.regions[*index].faces_out()).collect();
    if pools.is_empty() {
        return area;
    }
    let (w, gutter) = if small { (44.0, 68.0) } else { (38.0, 44.0) };
    let h = area.h / len(pools.len());
    for (nth, index) in pools.iter().enumerate() {
        place.regions[*index] = Some(Area::new(area.right() - w - 2.0, area.y + h * len(nth), w, h));
    }
    Area { w: area.w - w - gutter - 2.0, ..area }
}

/// Notices below the bodies, and the frame's end. Where failures are decided their room is kept free.
fn notices(machine: &Machine, mut place: Place, top: f32, small: bool) -> Place {
    let frame = place.frame;
    let mut y = top;
    for notice in &machine.notices {
        let area = match (notice.mark, machine.column) {
            (Some(_), _) => Area::new(frame.x + 7.5, y, frame.w - 15.0, if small { 28.0 } else { 46.0 }),
            (None, Column::Dependency) => Area::new(frame.x + 1.0, frame.y + 31.0, frame.w - 2.0, 30.0),
            (None, _) => Area::new(frame.x + 1.0, y, frame.w - 2.0, 31.0),
        };
        place.notices.push(area);
        y = area.bottom() + 1.0;
    }
    y = match machine.column {
        Column::Dependency if small => frame.y + 34.0,
        Column::Dependency => frame.y + 62.0,
        Column::Gateway if small => f32::max(y, frame.y + 62.0),
        Column::Gateway => f32::max(y + 4.0, top + 52.0),
        Column::Client | Column::App => y + 3.0,
    };
    place.frame.h = y - frame.y;
    place
}

/// The parts of the picture, in the order of drawing, and its height.
pub(crate) fn parts(scene: &Scene, w: f32, small: bool) -> (Vec<Group>, f32) {
    let (places, height) = place(scene, w, small);
    let mut pen = Pen { scene, joints: Joints::default(), small };
    let mut parts = vec![("", wires(scene, &places))];
    for (index, (machine, place)) in scene.machines.iter().zip(&places).enumerate() {
        let mut d = Drawing::default();
        d.rect(place.frame, 3.0, "node");
        head(&mut d, scene, machine, place, small);
        for (region, area) in machine.regions.iter().zip(&place.regions) {
            match (&region.body, area) {
                (Body::Marks(cells, _), Some(area)) if area.h > 0.0 => {
                    grid::draw(&mut d, cells, *area, scene.selected, scene.lang);
                }
                (Body::Marks(..), _) | (_, None) => {}
                (_, Some(area)) => pen.region(&mut d, region, *area, index),
            }
        }
        for (notice, area) in machine.notices.iter().zip(&place.notices) {
            tell(&mut d, scene, machine, (notice, *area), small);
            let before = scene.before(index).filter(|before| notice.back && *before + 1 == index);
            if let Some(before) = before {
                let (from, to) = (place.frame.y + 4.5, places[before].frame.bottom() + 3.5);
                d.arrow((BACK, from), (BACK, to), 5.0, notice.way_back());
            }
        }
        for (region, x, y) in &place.lines {
            line(&mut d, scene, machine, place, (*region, *x, *y));
        }
        let bottom = place.frame.bottom();
        if let Some([first, second]) = machine.sentence.filter(|_| !small) {
            d.text(place.frame.x + PAD, bottom - 32.0, "t2", scene.say(first));
            d.text(place.frame.x + PAD, bottom - 16.0, "t2", scene.say(second));
        }
        parts.push(("", d.shapes()));
    }
    let mut d = Drawing::default();
    cords::draw(&mut d, scene, &pen.joints, None, if small { Ties::Small } else { Ties::Narrow });
    if small && !scene.below.is_empty() {
        d.text(PAD, height - 5.0, "t2", scene.below.clone());
    }
    parts.push(("", d.shapes()));
    let [travelling, counts] = flights::draw(scene, |wire, _| {
        let (near, far) = run(scene, &places, wire);
        ((near.0, near.1 - 3.0), (far.0, far.1 + 3.0))
    });
    parts.push(("travelling", travelling));
    parts.push(("counts", counts));
    (parts, height)
}

/// The name, and at the right what stands for it.
fn head(d: &mut Drawing, scene: &Scene, machine: &Machine, place: &Place, small: bool) {
    let (left, right, y) = (place.frame.x + PAD - 0.5, place.frame.right() - PAD + 0.5, place.frame.y + 19.5);
    d.text(left, y, "serif", machine.name.clone());
    let line = machine.chief().map_or_else(String::new, |region| scene.say(region.line));
    if machine.column == Column::Client {
        return client(d, scene, machine, &line, (left, right, y));
    }
    let fault = machine.notices.iter().find(|notice| notice.mark.is_none());
    let (class, words) = match (small, fault) {
        (true, Some(fault)) => ("b f-wait e", AttrValue::from(fault.brief.clone())),
        // Lanes say it above themselves.
        (true, None) if machine.has_lanes() => return,
        (true, None) => ("t2 e", line.into()),
        (false, _) => ("t3 e", machine.process[1].clone()),
    };
    let room = right - left - width(&machine.name) * 1.25 - 9.0;
    d.text(right, y, class, cut(&words, room));
}

/// The client in one line: how many wait, and the one that is told or has waited longest.
fn client(d: &mut Drawing, scene: &Scene, machine: &Machine, line: &str, (left, right, y): (f32, f32, f32)) {
    let told = machine.notices.first().and_then(|notice| Some((notice.request?, notice.brief.clone(), notice.mark?)));
    let first = machine.first.map(|(request, words)| (request, scene.say(words), Mark::Wait));
    let mut room = right;
    let is_told = told.is_some();
    if let Some((request, words, mark)) = told.or(first) {
        room -= width(&words) + 22.0;
        if !is_told && scene.selected == Some(request) {
            d.selection(Area::new(room - 6.0, y - 15.5, right - room + 10.0, 22.0));
        }
        d.mark(room, y - 13.5, 17.0, mark).of(request);
        d.text(room + 22.0, y, if is_told { "b" } else { "" }, words).of(request);
    }
    let mut x = left + width(&machine.name) * 1.25 + 12.0;
    let process = &machine.process[1];
    if x + width(process) + width(line) + 22.0 < room {
        d.text(x, y, "t3", process.clone());
        x += width(process) + 12.0;
    }
    d.text(x, y, "t2", line.to_owned());
}

/// A region in a line; where it is alone in it, the first of its marks stand at the right.
fn line(d: &mut Drawing, scene: &Scene, machine: &Machine, place: &Place, (index, x, y): (usize, f32, f32)) {
    let region: &Region = &machine.regions[index];
    let right = place.frame.right() - PAD + 0.5;
    let fault = machine.notices.iter().find(|notice| notice.mark.is_none());
    if let Body::Calls(_) = region.body {
        let y = place.frame.y + 49.0;
        let more = if fault.is_some_and(|fault| fault.more > 0) { 24.0 } else { 0.0 };
        let mut words = String::new();
        for (word, _) in region.foot.iter().filter(|_| fault.is_none()) {
            words += if words.is_empty() { "" } else { " " };
            words += &scene.say(*word);
        }
        d.text(place.frame.x + PAD - 0.5, y, "t2", words);
        d.text(right - more, y, "t2 e", scene.say(region.line));
        return;
    }
    let words = scene.say(region.line);
    if region.chief {
        d.text(right, y, "t2 e", words);
        return;
    }
    let from = x + width(&words) + 12.0;
    d.text(x, y, "t2", words);
    let Body::Marks(cells, _) = &region.body else { return };
    let room = times(right - from + 2.5, 13.5).min(cells.len());
    if place.lines.len() > 1 || room == 0 {
        return;
    }
    let mut shown = cells[..room].to_vec();
    // The selected one is always among those with room.
    let hidden = cells[room..].iter().find(|(request, _)| scene.selected == Some(*request));
    if let Some((last, hidden)) = shown.last_mut().zip(hidden) {
        *last = *hidden;
    }
    let left = right + 2.5 - 13.5 * len(room);
    grid::draw(d, &shown, Area::new(left, y - 9.5, right - left + 3.0, 11.5), scene.selected, scene.lang);
}

/// A notice below the bodies of a machine.
fn tell(d: &mut Drawing, scene: &Scene, machine: &Machine, (notice, area): (&Notice, Area), small: bool) {
    if machine.column == Column::Client || (small && notice.mark.is_none()) {
        return;
    }
    notice.ground(d, scene, Area { ..area }, if small { 17.0 } else { 18.0 });
    let Area { x, y, .. } = area;
    let Some(request) = notice.request else {
        d.text(x + PAD - 1.5, y + 18.0, "b f-wait", notice.title.clone());
        d.text(x + PAD + 6.0 + width(&notice.title) * 1.04, y + 18.0, "", notice.brief.clone());
        d.text(area.right() - PAD + 1.5, y + 18.0, "b f-wait e", notice.others());
        return;
    };
    d.text(x + 32.0, y + 20.0, "b m", notice.brief.clone()).of(request);
    if !small {
        d.text(x + 8.0, y + 38.0, "", notice.lines.join(" "));
    }
}

/// Where a wire runs: straight down, or at the side where several machines stand in a column.
fn run(scene: &Scene, places: &[Place], wire: usize) -> Run {
    let wire = scene.wires[wire];
    let (from, to) = (places[wire.from].frame, places[wire.to].frame);
    let alone = |machine: usize| many(scene, scene.machines[machine].column) < 2;
    let right = f32::max(from.right(), to.right()) + TRUNK / 2.0;
    match scene.machines[wire.to].column {
        Column::App if !alone(wire.to) => ((TRUNK / 2.0, from.bottom()), (TRUNK / 2.0, to.y + 14.0)),
        Column::Dependency if !(alone(wire.to) && alone(wire.from)) => ((right, from.y + 14.0), (right, to.y + 14.0)),
        _ => ((WIRE, from.bottom()), (WIRE, to.y)),
    }
}

/// The wires between machines.
fn wires(scene: &Scene, places: &[Place]) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    for (index, wire) in scene.wires.iter().enumerate() {
        let (near, far) = run(scene, places, index);
        let (from, to) = (places[wire.from].frame, places[wire.to].frame);
        if near.0 == WIRE {
            d.arrow((near.0, near.1 + 0.5), (far.0, far.1 - 1.0), 5.0, "s-line");
            continue;
        }
        if near.1 < from.bottom() {
            d.line((from.right(), near.1), near, "s-line");
        }
        d.path(vec![Step::Move(near.0, near.1), Step::Line(far.0, far.1)], "s-line");
        d.arrow(far, (if far.0 < to.x { to.x - 1.0 } else { to.right() + 1.0 }, far.1), 5.0, "s-line");
    }
    d.shapes()
}
