//! The wide picture, left to right: where machines and their regions stand, and their drawing.
//!
//! A unit is a pixel where the picture has the width of its view box. Widths do not hang on what is counted, so that
//! nothing moves while time runs.

use std::rc::Rc;

use super::body::{HEAD, LINE, Pen, squares};
use super::cords::{self, Ties, curve};
use super::flights;
use super::region::{Body, Column, Machine, Notice, Region, Scene};
use crate::view::shape::{Area, Drawing, Group, Shape, len, width};

/// Width and height of the view box.
pub(crate) const SIZE: (f32, f32) = (952.0, 276.0);
/// The same of the small picture, and what another machine in a column adds.
const SMALL: (f32, f32) = (640.0, 158.0);
const SMALL_MORE: f32 = 112.0;
/// A name stands above its frame.
const NAME: f32 = 20.5;
/// Between a frame and its regions.
const PAD: f32 = 10.0;
/// Between regions, and where cords run.
const GAP: f32 = 18.0;
const GUTTER: f32 = 54.0;
/// From the upper edge of a frame to its wires, where it is high.
const WIRE: f32 = 92.0;
/// What a notice of one line takes at the foot of a frame.
const FOOT: f32 = 59.5;

/// Where a machine stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) frame: Area,
    /// Its regions; those without an area are a line each at the top.
    pub(crate) regions: Vec<Option<Area>>,
    /// Its notices, from the foot up.
    pub(crate) notices: Vec<Area>,
    /// The edges between its columns of regions.
    pub(crate) edges: Vec<(f32, f32)>,
}

impl Place {
    /// At which height its wires meet it.
    fn wire(&self) -> f32 {
        self.frame.y + WIRE.min(self.frame.h / 2.0)
    }
}

/// The regions of a machine that stand side by side, each with those below it.
fn columns(machine: &Machine, small: bool) -> Vec<Vec<usize>> {
    let mut columns: Vec<Vec<usize>> = Vec::with_capacity(4);
    let mut edge = false;
    for (index, region) in machine.regions.iter().enumerate().filter(|(_, region)| !small || region.chief) {
        let joins = (region.under && !small) || (edge && region.faces_out());
        edge = region.faces_out();
        match columns.last_mut().filter(|_| joins) {
            Some(column) => column.push(index),
            None => columns.push(vec![index]),
        }
    }
    columns
}

/// The least and the wanted width of a region.
fn measure(region: &Region, small: bool) -> (f32, f32) {
    let marks = |columns| len(columns) * 13.5 - 2.5;
    let (least, wanted) = match &region.body {
        Body::Marks(_, columns) => (marks((*columns).min(7)), marks(*columns)),
        Body::Squares(_) => (56.0, 56.0),
        Body::Lanes(_) if small => (120.0, 126.0),
        Body::Lanes(_) => (178.0, 200.0),
        Body::Units(_) => (42.0, 46.0),
        Body::Calls(_) => (88.0, 98.0),
    };
    // A caption has its room; one that faces out may begin over the cords.
    let caption = if small || region.faces_out() || region.has_lanes() { 0.0 } else { width(&region.caption) };
    (f32::max(least, caption), f32::max(wanted, caption))
}

/// The widths of a machine's columns, by which of the two measures, and with what is before each.
fn widths(machine: &Machine, columns: &[Vec<usize>], small: bool, wanted: bool) -> Vec<(f32, f32)> {
    let width = |column: &Vec<usize>| {
        let of = column.iter().map(|index| measure(&machine.regions[*index], small));
        let w = of.map(|(least, most)| if wanted { most } else { least }).fold(0.0, f32::max);
        let (gap, gutter) = if wanted { (GAP, GUTTER) } else { (GAP - 4.0, GUTTER - 10.0) };
        let gap = if machine.regions[column[0]].faces_out() { gutter } else { gap };
        (if column[0] == columns[0][0] { PAD } else { gap }, w)
    };
    columns.iter().map(width).collect()
}

fn sum(widths: &[(f32, f32)]) -> f32 {
    widths.iter().map(|(gap, w)| gap + w).sum::<f32>() + PAD
}

/// The machines of each column of the picture; each gateway has its own.
fn stacks(scene: &Scene) -> Vec<Vec<usize>> {
    let mut stacks: Vec<Vec<usize>> = Vec::with_capacity(4);
    for (index, machine) in scene.machines.iter().enumerate() {
        let alone = machine.column == Column::Gateway;
        let same = |stack: &&mut Vec<usize>| !alone && scene.machines[stack[0]].column == machine.column;
        match stacks.last_mut().filter(same) {
            Some(stack) => stack.push(index),
            None => stacks.push(vec![index]),
        }
    }
    stacks
}

/// The size of the small picture.
pub(crate) fn small(scene: &Scene) -> (f32, f32) {
    let most = stacks(scene).iter().map(Vec::len).max().unwrap_or(1);
    (SMALL.0, SMALL.1 + SMALL_MORE * len(most.saturating_sub(1)))
}

/// Where every machine stands.
pub(crate) fn place(scene: &Scene, size: (f32, f32), small: bool) -> Vec<Place> {
    let stacks = stacks(scene);
    let gap = |stack: &Vec<usize>| match scene.machines[stack[0]].column {
        Column::Client => 0.0,
        Column::Gateway | Column::App => 26.0,
        Column::Dependency => 30.0,
    };
    // What the widest machine of a column needs: as a stack of lines, and side by side.
    let needs = |stack: &Vec<usize>| {
        let of = stack.iter().map(|index| {
            let machine = &scene.machines[*index];
            let columns = columns(machine, small);
            let [least, wanted] = [false, true].map(|wanted| sum(&widths(machine, &columns, small, wanted)));
            match machine.column {
                Column::Gateway => (least.min(150.0), wanted),
                Column::Client => (wanted - 13.5, wanted + 1.0),
                Column::App | Column::Dependency => (least, wanted),
            }
        });
        of.fold((0.0, 0.0), |(a, b): (f32, f32), (least, wanted)| (a.max(least), b.max(wanted)))
    };
    let needs: Vec<(f32, f32)> = stacks.iter().map(needs).collect();
    let gaps: f32 = stacks.iter().map(gap).sum();
    let (least, wanted) = needs.iter().fold((0.0, 0.0), |(a, b), (least, wanted)| (a + least, b + wanted));
    let free = size.0 - 1.0 - gaps - least;
    let mut places = vec![Place::default(); scene.machines.len()];
    let mut x = 0.5;
    for (stack, (need, want)) in stacks.iter().zip(needs) {
        x += gap(stack);
        let w = match free - (wanted - least) {
            more if more > 0.0 && x > 1.0 => want + more / len(stacks.len() - 1),
            more if more > 0.0 => want,
            _ if free < 0.0 => need + need / least * free,
            _ => need + (want - need) / (wanted - least).max(1.0) * free,
        };
        let mut y = 0.0;
        for (index, h) in stack.iter().zip(heights(scene, stack, size.1)) {
            let frame = Area::new(x, y + NAME, w, h - NAME - 0.5);
            places[*index] = inside(&scene.machines[*index], frame, small);
            y += h + 8.0;
        }
        x += w;
    }
    for (machine, stack) in scene.machines.iter().zip(0..) {
        face(machine, stack, &mut places);
    }
    places
}

/// How high the machines of a stack are: one that is well has its least, the others share the rest.
fn heights(scene: &Scene, stack: &[usize], room: f32) -> Vec<f32> {
    let least = |index: &usize| {
        let machine = &scene.machines[*index];
        let words: usize = machine.regions.iter().map(|region| region.foot.len() + 1).sum();
        let asks = |region: &Region| region.pool.as_ref().is_some_and(|pool| pool.waits > 0 && pool.to == Some(*index));
        let asked = scene.machines.iter().flat_map(|machine| &machine.regions).any(asks);
        let well = machine.column == Column::Dependency && machine.notices.is_empty() && !asked;
        well.then_some(NAME + 12.0 + HEAD + 10.0 + LINE * len(words))
    };
    let least: Vec<Option<f32>> = stack.iter().map(least).collect();
    let rest = least.iter().filter(|least| least.is_none()).count();
    let room = room - 8.0 * len(stack.len() - 1);
    let share = room / len(stack.len());
    let free = room - least.iter().flatten().map(|least| least.min(share)).sum::<f32>();
    let height = |least: &Option<f32>| match (least, rest) {
        (Some(least), 1..) => least.min(share),
        (_, 0) => share,
        (None, _) => free / len(rest),
    };
    least.iter().map(height).collect()
}

/// Where the regions and notices of a machine stand inside its frame.
fn inside(machine: &Machine, frame: Area, small: bool) -> Place {
    let columns = columns(machine, small);
    let mut place = Place { frame, regions: vec![None; machine.regions.len()], ..Place::default() };
    let body = Area::new(frame.x + PAD, frame.y + 7.5, frame.w - 2.0 * PAD, frame.h - 11.5);
    let needed = sum(&widths(machine, &columns, small, false));
    if frame.w + 0.5 < needed && columns.len() > 1 && machine.column == Column::Gateway {
        // As lines, and the chief one below them.
        let foot = notices(machine, &mut place, frame.right(), small);
        let lines = machine.regions.iter().filter(|region| !region.chief).count();
        let chief = machine.regions.iter().position(|region| region.chief);
        if let Some(chief) = chief {
            place.regions[chief] = Some(body.below(16.0 * len(lines) + 4.0).above(foot));
        }
        return place;
    }
    let widths = widths(machine, &columns, small, true);
    // Where there is less room than wanted, all give way.
    let wanted = sum(&widths);
    let part = ((frame.w - needed) / (wanted - needed).max(1.0)).clamp(0.0, 1.0);
    let least = self::widths(machine, &columns, small, false);
    let between = |least: f32, wanted: f32| least + (wanted - least) * part;
    let widths =
        widths.into_iter().zip(least).map(|(most, least)| (between(least.0, most.0), between(least.1, most.1)));
    let widths: Vec<(f32, f32)> = widths.collect();
    let extra = frame.w - sum(&widths);
    let chief = columns.iter().position(|column| column.iter().any(|index| machine.regions[*index].chief));
    let mut x = frame.x;
    let mut areas = Vec::with_capacity(columns.len());
    for (index, (gap, w)) in widths.iter().enumerate() {
        x += gap;
        let w = w + if chief == Some(index) { extra } else { 0.0 };
        areas.push(Area { x, w, ..body });
        x += w;
    }
    place.edges = areas.windows(2).map(|pair| (pair[0].right(), pair[1].x)).collect();
    // Notices stand below the regions that a request passes before it holds a thread.
    let has_lanes = |column: &Vec<usize>| column.iter().any(|index| machine.regions[*index].has_lanes());
    let below = columns.iter().position(has_lanes).unwrap_or(columns.len()).max(1);
    let right = areas.get(below).map_or(frame.right(), |next| next.x - 3.0);
    let foot = notices(machine, &mut place, right, small);
    for (index, (column, area)) in columns.iter().zip(areas).enumerate() {
        let area = if index < below { area.above(foot) } else { area };
        stack(machine, column, area, &mut place);
    }
    place
}

/// Puts the notices at the foot; returns what they take of it.
fn notices(machine: &Machine, place: &mut Place, right: f32, small: bool) -> f32 {
    let frame = place.frame;
    let mut y = frame.bottom();
    if small && machine.has_lanes() {
        return 0.0;
    }
    for notice in machine.notices.iter().rev() {
        let inset = if notice.mark.is_some() { 6.0 } else { 0.7 };
        let (x, w) = (frame.x + inset, right - frame.x - inset - if right < frame.right() { 0.0 } else { inset });
        let h = if small { 36.0 } else { notice.height(w) };
        let below = if y == frame.bottom() { inset } else { 2.0 };
        y -= h + below;
        place.notices.insert(0, Area::new(x, y, w, h));
    }
    let taken = frame.bottom() - y;
    if machine.column == Column::Gateway && !small { f32::max(taken, FOOT) } else { taken }
}

/// Puts the regions of a column one below the other: the first ones as high as they are, the last one has the rest.
fn stack(machine: &Machine, column: &[usize], area: Area, place: &mut Place) {
    let outward = machine.regions[column[0]].faces_out();
    let share = area.h / len(column.len());
    let mut rest = area;
    for (nth, index) in column.iter().enumerate() {
        let region = &machine.regions[*index];
        let natural = match &region.body {
            Body::Squares(units) => {
                let (_, pitch, per_row) = squares(units.len(), area.w);
                HEAD + len(units.len().div_ceil(per_row)) * pitch + 7.0
            }
            _ => HEAD + 55.0 + LINE * len(region.foot.len()) + 9.0,
        };
        let h = if nth + 1 == column.len() {
            rest.h
        } else if outward {
            share
        } else {
            natural.min(rest.h)
        };
        place.regions[*index] = Some(Area { h, ..rest });
        rest = rest.below(h);
    }
}

/// Where several pools face out, each stands beside the machine that it leads to, so that lines are level.
fn face(machine: &Machine, index: usize, places: &mut [Place]) {
    let pools: Vec<usize> = (0..machine.regions.len()).filter(|region| machine.regions[*region].faces_out()).collect();
    if pools.len() < 2 {
        return;
    }
    let frame = places[index].frame;
    for region in pools {
        let to = machine.regions[region].pool.as_ref().and_then(|pool| pool.to);
        let Some(to) = to.and_then(|to| places.get(to)).map(|to| to.frame) else { return };
        if to.y < frame.y - 0.5 || to.bottom() > frame.bottom() + 0.5 {
            return;
        }
    }
    let of = |region: usize| machine.regions[region].pool.as_ref().and_then(|pool| pool.to);
    for region in (0..machine.regions.len()).filter(|region| machine.regions[*region].faces_out()) {
        let to = of(region).map(|to| places[to].frame);
        if let Some((to, area)) = to.zip(places[index].regions[region].as_mut()) {
            (area.y, area.h) = (to.y + 7.5, to.h - 11.5);
        }
    }
}

/// The parts of the picture, in the order of drawing; each changes for its own reasons.
pub(crate) fn parts(scene: &Scene, size: (f32, f32), small: bool) -> Vec<Group> {
    let places = place(scene, size, small);
    let mut pen = Pen { scene, joints: super::body::Joints::default(), small };
    let mut parts = vec![("", frames(scene, &places, small))];
    for (index, (machine, place)) in scene.machines.iter().zip(&places).enumerate() {
        let mut d = Drawing::default();
        let mut line = place.frame.y + 19.5;
        for (region, area) in machine.regions.iter().zip(&place.regions) {
            match area {
                Some(area) => pen.region(&mut d, region, *area, index),
                None if small => {}
                None => {
                    d.text(place.frame.x + PAD, line, "t2", region.line.clone());
                    line += 16.0;
                }
            }
        }
        for (notice, area) in machine.notices.iter().zip(&place.notices) {
            draw_notice(&mut d, scene, notice, *area, small);
            let before = scene.before(index).map(|before| places[before].frame.right() + 1.5);
            if let Some(to) = before.filter(|_| notice.back) {
                let y = area.y + area.h.min(52.0) / 2.0;
                d.arrow((area.x, y), (to, y), 6.0, notice.way_back());
            }
        }
        sentence(&mut d, machine, place);
        parts.push(("", d.shapes()));
    }
    let frames: Vec<Area> = places.iter().map(|place| place.frame).collect();
    let mut d = Drawing::default();
    cords::draw(&mut d, &pen.joints, Some(&frames), if small { Ties::Small } else { Ties::Wide });
    parts.push(("", d.shapes()));
    let [travelling, counts] = flights::draw(scene, |wire, flight| {
        let wire = scene.wires[wire];
        let (near, far) = run(&places[wire.from], &places[wire.to]);
        let seat = flight.and_then(|flight| pen.joints.seat(wire.to, flight.request));
        let [near, far] = match seat {
            Some(seat) => [(seat.x.1, seat.y), (far.0, seat.y)],
            None => [near, far],
        };
        ((near.0 - 5.0, near.1), (far.0 + 5.0, far.1))
    });
    parts.extend([("travelling", travelling), ("counts", counts)]);
    parts
}

/// A wire from a machine to another: level where both have the height.
fn run(from: &Place, to: &Place) -> flights::Run {
    let near = if from.frame.h > to.frame.h { to.wire() } else { from.wire() };
    let far = if from.frame.h < to.frame.h { from.wire() } else { to.wire() };
    ((from.frame.right() + 0.5, near), (to.frame.x - 1.0, far))
}

/// Machines, names, and the wires between them.
fn frames(scene: &Scene, places: &[Place], small: bool) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    for (machine, place) in scene.machines.iter().zip(places) {
        let frame = place.frame;
        let name = width(&machine.name) * 1.25 + 9.0;
        let fits = |process: &&String| !small && name + width(process) * 0.96 < frame.w + 22.0;
        let process = machine.process.iter().find(fits).cloned().unwrap_or_default();
        d.name(frame.x - 0.5, frame.y - 8.0, machine.name.clone(), process);
        d.rect(frame, 3.0, "node");
        let passes = place.edges.iter().zip(1..).filter(|(_, next)| {
            !small && columns(machine, small).get(*next).is_some_and(|next| !machine.regions[next[0]].faces_out())
        });
        for ((left, right), _) in passes {
            d.arrow((left + 2.0, place.wire()), (right - 4.0, place.wire()), 4.0, "s-line");
        }
    }
    for wire in &scene.wires {
        // Units that lead there are joined to it themselves.
        let leads = |region: &Region| region.pool.as_ref().is_some_and(|pool| pool.to == Some(wire.to));
        if scene.machines[wire.from].regions.iter().any(leads) {
            continue;
        }
        let (near, far) = run(&places[wire.from], &places[wire.to]);
        if near.1 == far.1 {
            d.arrow(near, far, 4.0, "s-line");
        } else {
            d.path(curve(near, far).into(), "s-line");
            d.arrow((far.0 - 5.0, far.1), far, 4.0, "s-line");
        }
    }
    d.shapes()
}

/// What a machine is at, where no notice is.
fn sentence(d: &mut Drawing, machine: &Machine, place: &Place) {
    let Area { x, w, .. } = place.frame;
    let whole = machine.sentence.join(" ");
    let lines = match place.edges.is_empty() {
        true => super::body::wrap(&whole, w - 2.0 * PAD),
        false => machine.sentence.iter().map(|line| &**line).collect(),
    };
    let mut y = place.frame.bottom() - 22.0 - 16.0 * (len(lines.len()) - 1.0);
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        d.text(x + PAD, y, "t2", line.to_owned());
        y += 16.0;
    }
}

/// A notice in its box.
fn draw_notice(d: &mut Drawing, scene: &Scene, notice: &Notice, area: Area, small: bool) {
    notice.ground(d, scene, area, 19.0);
    let (x, y) = (area.x + 7.0, area.y);
    match (notice.request, small) {
        // Where there is no room for the status its mark has to do.
        (Some(_), true) if width(&notice.short) * 1.1 + 33.0 > area.w => {}
        (Some(request), true) => d.text(x + 26.0, y + 22.0, "m b", notice.short.clone()).of(request),
        (None, true) => _ = d.text(x, y + 22.0, "b f-wait", notice.short.clone()),
        (Some(request), false) => {
            d.text(x + 26.0, y + 21.0, "b m", notice.title.clone()).of(request);
            for (line, nth) in notice.lines(area.w).into_iter().zip(0_u8..) {
                d.text(x, y + 42.0 + LINE * f32::from(nth), "", line.to_owned());
            }
        }
        (None, false) => {
            d.text(x, y + 17.0, "b f-wait", notice.title.clone());
            d.text(area.right() - 8.0, y + 17.0, "b f-wait e", notice.more.clone());
            for (nth, line) in notice.lines.iter().enumerate() {
                let class = if nth == 0 { "" } else { "t2" };
                d.text(x, y + 34.0 + 16.0 * len(nth), class, line.clone());
            }
        }
    }
}
