//! Where machines and their regions stand in the wide picture. Widths do not hang on what is counted, so that nothing
//! moves while time runs.

use crate::view::chain::body::{HEAD, LINE, squares};
use crate::view::chain::region::{Body, Column, Machine, Region, Scene};
use crate::view::shape::{Area, len, width};

/// A name stands above its frame.
const NAME: f32 = 20.5;
/// Between a frame and its regions.
pub(super) const PAD: f32 = 10.0;
/// Between regions and where cords run: the least, and what is wanted.
const GAP: (f32, f32) = (14.0, 18.0);
const GUTTER: (f32, f32) = (44.0, 54.0);
/// A gateway as a stack of lines.
const STACK: f32 = 156.0;
/// From the upper edge of a frame to its wires, where it is high.
const WIRE: f32 = 92.0;
/// What a notice of one line takes at the foot of a frame.
const FOOT: f32 = 59.5;
/// Width and height of the view box.
const SIZE: (f32, f32) = (952.0, 276.0);
/// The small picture, and what another machine in a column adds to its height.
const SMALL: (f32, f32) = (640.0, 158.0);
const SMALL_MORE: f32 = 112.0;
/// A pool whose caption is wider has to do with less.
const CAPTION: f32 = 70.0;
/// What a pool that faces out takes at least, with those who wait for it.
const POOL: f32 = 101.0;
/// The column of a region that is not drawn.
const NONE: usize = usize::MAX;

/// Where a machine stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) frame: Area,
    /// Its regions; those without an area are a line each at the top.
    pub(crate) regions: Vec<Option<Area>>,
    /// Its notices.
    pub(crate) notices: Vec<Area>,
    /// Between its columns: the edges of those that a request passes one after the other.
    pub(crate) edges: Vec<(f32, f32)>,
    /// Whether its regions stand side by side.
    pub(crate) row: bool,
}

impl Place {
    /// At which height its wires meet it.
    pub(super) fn wire(&self) -> f32 {
        self.frame.y + WIRE.min(self.frame.h / 2.0)
    }
}

/// A column of regions: what is before it and how wide it is, at least and as wanted.
struct Span {
    gap: (f32, f32),
    w: (f32, f32),
}

/// The least and the wanted width of a region.
fn measure(scene: &Scene, region: &Region, small: bool) -> (f32, f32) {
    let marks = |columns| len(columns) * 13.5 - 2.5;
    let (least, wanted) = match &region.body {
        Body::Marks(_, columns) => (marks((*columns).min(7)), marks(*columns)),
        Body::Squares(_) => (56.0, 56.0),
        Body::Lanes(_) if small => (120.0, 126.0),
        Body::Lanes(_) => return (178.0, 200.0),
        Body::Units(_) => return (42.0, 46.0),
        Body::Calls(_) => (88.0, 98.0),
    };
    // The captions of lanes have room, and that of a pool may begin over its cords.
    let caption = match width(&scene.say(region.caption)) {
        _ if small => 0.0,
        long if region.faces_out() && long > CAPTION => width(&scene.say(region.brief)),
        short => short,
    };
    (f32::max(least, caption), f32::max(wanted, caption))
}

/// The columns of a machine's regions: which one each is in, and the columns.
fn columns(scene: &Scene, machine: &Machine, small: bool) -> (Vec<usize>, Vec<Span>) {
    let mut of = vec![NONE; machine.regions.len()];
    let mut spans: Vec<Span> = Vec::with_capacity(4);
    let mut edge = false;
    for (index, region) in machine.regions.iter().enumerate().filter(|(_, region)| !small || region.chief) {
        let joins = (region.under && !small) || (edge && region.faces_out());
        edge = region.faces_out();
        let w = measure(scene, region, small);
        match spans.last_mut() {
            Some(last) if joins => last.w = (last.w.0.max(w.0), last.w.1.max(w.1)),
            None => spans.push(Span { gap: (PAD, PAD), w }),
            Some(_) => spans.push(Span { gap: if edge { GUTTER } else { GAP }, w }),
        }
        of[index] = spans.len() - 1;
    }
    (of, spans)
}

/// How wide columns are together, at least and as wanted.
fn sum(spans: &[Span]) -> (f32, f32) {
    let mut sum = (PAD, PAD);
    for span in spans {
        sum = (sum.0 + span.gap.0 + span.w.0, sum.1 + span.gap.1 + span.w.1);
    }
    sum
}

/// Machines that stand above one another, and what the widest of them needs.
struct Stack {
    from: usize,
    to: usize,
    gap: f32,
    w: (f32, f32),
}

/// The columns of the picture.
fn stacks(scene: &Scene, small: bool) -> Vec<Stack> {
    let mut stacks: Vec<Stack> = Vec::with_capacity(4);
    for (index, machine) in scene.machines.iter().enumerate() {
        let (least, wanted) = sum(&columns(scene, machine, small).1);
        let (gap, w) = match machine.column {
            Column::Client => (0.0, (wanted - 13.5, wanted + 4.0)),
            Column::Gateway => (26.0, (least.min(STACK), wanted)),
            Column::App => (26.0, (least, wanted)),
            Column::Dependency => (30.0, (least, wanted)),
        };
        match stacks.last_mut() {
            Some(last) if machine.column != Column::Gateway && scene.machines[last.from].column == machine.column => {
                last.to = index + 1;
                last.w = (last.w.0.max(w.0), last.w.1.max(w.1));
            }
            _ => stacks.push(Stack { from: index, to: index + 1, gap, w }),
        }
    }
    stacks
}

/// The size of the small picture.
pub(crate) fn small(scene: &Scene) -> (f32, f32) {
    let stacks = stacks(scene, true);
    let most = stacks.iter().map(|stack| stack.to - stack.from).fold(1, usize::max);
    (SMALL.0.max(least(&stacks)), SMALL.1 + SMALL_MORE * len(most - 1))
}

/// The size of the picture. More columns than usual make it wider, and all in it smaller on the page; more machines in a
/// column make it higher.
pub(crate) fn size(scene: &Scene) -> (f32, f32) {
    let stacks = stacks(scene, false);
    let machine = |machine: &Machine| {
        let pools = machine.regions.iter().filter(|region| region.faces_out()).count();
        NAME + 12.0 + POOL * len(pools.max(1))
    };
    let stack = |stack: &Stack| -> f32 { scene.machines[stack.from..stack.to].iter().map(machine).sum() };
    let high = stacks.iter().map(|of| stack(of) + 8.0 * len(of.to - of.from - 1)).fold(SIZE.1, f32::max);
    (SIZE.0.max(least(&stacks)), high)
}

/// What all columns need.
fn least(stacks: &[Stack]) -> f32 {
    stacks.iter().map(|stack| stack.gap + stack.w.0).sum::<f32>() + 1.0
}

/// Where every machine stands.
pub(crate) fn place(scene: &Scene, size: (f32, f32), small: bool) -> Vec<Place> {
    let stacks = stacks(scene, small);
    let (mut least, mut wanted, mut free) = (0.0, 0.0, size.0 - 1.0);
    for stack in &stacks {
        (least, wanted, free) = (least + stack.w.0, wanted + stack.w.1, free - stack.gap - stack.w.0);
    }
    let more = free - (wanted - least);
    let mut places = Vec::with_capacity(scene.machines.len());
    let mut x = 0.5;
    for (index, stack) in stacks.iter().enumerate() {
        x += stack.gap;
        let (need, want) = stack.w;
        let w = if free < 0.0 {
            need + need / least * free
        } else if more < 0.0 {
            need + (want - need) / (wanted - least) * free
        } else if index == 0 {
            want
        } else {
            want + more / len(stacks.len() - 1)
        };
        let mut y = 0.0;
        for machine in stack.from..stack.to {
            let h = height(scene, stack, machine, size.1);
            places.push(inside(scene, &scene.machines[machine], Area::new(x, y + NAME, w, h - NAME - 0.5), small));
            y += h + 8.0;
        }
        x += w;
    }
    for machine in 0..places.len() {
        face(scene, machine, &mut places);
    }
    places
}

/// What a machine needs in height, if it is well: nobody waits for it, nothing acts there.
fn least_height(scene: &Scene, machine: usize, share: f32) -> Option<f32> {
    let asks = |region: &Region| region.pool.as_ref().is_some_and(|pool| pool.waits > 0 && pool.to == Some(machine));
    let asked = scene.machines.iter().any(|machine| machine.regions.iter().any(asks));
    let machine = &scene.machines[machine];
    let words: usize = machine.regions.iter().map(|region| region.foot.len() + 1).sum();
    let well = machine.column == Column::Dependency && machine.notices.is_empty() && !asked;
    well.then_some(f32::min(NAME + HEAD + 22.0 + LINE * len(words), share))
}

/// How high a machine of a stack is: one that is well has its least, the others share the rest.
fn height(scene: &Scene, stack: &Stack, machine: usize, room: f32) -> f32 {
    let many = stack.to - stack.from;
    let room = room - 8.0 * len(many - 1);
    let share = room / len(many);
    let (mut ill, mut rest) = (0, room);
    for other in stack.from..stack.to {
        match least_height(scene, other, share) {
            Some(least) => rest -= least,
            None => ill += 1,
        }
    }
    match least_height(scene, machine, share) {
        _ if ill == 0 => share,
        Some(least) => least,
        None => rest / len(ill),
    }
}

/// Where the regions and notices of a machine stand inside its frame.
fn inside(scene: &Scene, machine: &Machine, frame: Area, small: bool) -> Place {
    let (of, spans) = columns(scene, machine, small);
    let mut place = Place { frame, regions: vec![None; of.len()], ..Place::default() };
    let body = Area::new(frame.x + PAD, frame.y + 7.5, frame.w - 2.0 * PAD, frame.h - 11.5);
    let (least, wanted) = sum(&spans);
    let chief = machine.regions.iter().position(|region| region.chief);
    if frame.w + 0.5 < least && spans.len() > 1 && machine.column == Column::Gateway {
        // As lines, and the chief one below them.
        let foot = notices(machine, &mut place, frame.right(), small);
        if let Some(chief) = chief {
            place.regions[chief] = Some(body.below(16.0 * len(of.len() - 1) + 4.0).above(foot));
        }
        return place;
    }
    place.row = true;
    // Where there is less room than wanted, all give way; what is left over goes to the chief one.
    let part = ((frame.w - least) / (wanted - least).max(1.0)).clamp(0.0, 1.0);
    let between = |(least, wanted): (f32, f32)| least + (wanted - least) * part;
    let extra = frame.w - between((least, wanted));
    let mut x = frame.x;
    let mut areas: Vec<Area> = Vec::with_capacity(spans.len());
    for (index, span) in spans.iter().enumerate() {
        let w = between(span.w) + if chief.is_some_and(|chief| of[chief] == index) { extra } else { 0.0 };
        let gap = between(span.gap);
        if index > 0 && span.gap != GUTTER && !small {
            place.edges.push((x, x + gap));
        }
        areas.push(Area { x: x + gap, w, ..body });
        x += gap + w;
    }
    // Notices stand below the regions that a request passes before it holds a thread.
    let lanes = machine.regions.iter().position(Region::has_lanes).map_or(NONE, |lanes| of[lanes]);
    let right = areas.get(lanes.max(1)).map_or(frame.right(), |next| next.x - 3.0);
    let foot = notices(machine, &mut place, right, small);
    for (index, area) in areas.into_iter().enumerate() {
        let area = if index < lanes.max(1) { area.above(foot) } else { area };
        stand(machine, (&of, index), area, &mut place.regions);
    }
    place
}

/// Puts the notices at the foot; returns what they take of it.
fn notices(machine: &Machine, place: &mut Place, right: f32, small: bool) -> f32 {
    let frame = place.frame;
    if small && machine.has_lanes() {
        return 0.0;
    }
    let mut y = frame.bottom();
    for notice in machine.notices.iter().rev() {
        let inset = if notice.mark.is_some() { 6.0 } else { 0.7 };
        let w = right - frame.x - inset - if right < frame.right() { 0.0 } else { inset };
        let h = if small { 36.0 } else { notice.height(w) };
        y -= h + if place.notices.is_empty() { inset } else { 2.0 };
        place.notices.push(Area::new(frame.x + inset, y, w, h));
    }
    place.notices.reverse();
    let taken = frame.bottom() - y;
    if machine.column == Column::Gateway && !small { taken.max(FOOT) } else { taken }
}

/// Puts the regions of a column one below the other: the first ones as high as they are, the last one has the rest.
fn stand(machine: &Machine, (of, column): (&[usize], usize), area: Area, places: &mut [Option<Area>]) {
    let many = of.iter().filter(|of| **of == column).count();
    let (mut left, mut rest) = (many, area);
    for (index, region) in machine.regions.iter().enumerate().filter(|(index, _)| of[*index] == column) {
        left -= 1;
        let natural = match &region.body {
            _ if left == 0 => rest.h,
            _ if region.faces_out() => area.h / len(many),
            Body::Squares(units) => {
                let (_, pitch, per_row) = squares(units.len(), area.w);
                HEAD + len(units.len().div_ceil(per_row)) * pitch + 7.0
            }
            _ => HEAD + 64.0 + LINE * len(region.foot.len()),
        };
        let h = natural.min(rest.h);
        places[index] = Some(Area { h, ..rest });
        rest = rest.below(h);
    }
}

/// Where several pools face out, each stands beside the machine that it leads to, so that lines are level.
fn face(scene: &Scene, machine: usize, places: &mut [Place]) {
    let regions = &scene.machines[machine].regions;
    let frame = places[machine].frame;
    let mut beside = Vec::with_capacity(2);
    for (index, region) in regions.iter().enumerate().filter(|(_, region)| region.faces_out()) {
        let to = region.pool.as_ref().and_then(|pool| places.get(pool.to?)).map_or(frame, |to| to.frame);
        let level = region.pool.as_ref().is_some_and(|pool| pool.to.is_some());
        if !level || to.y < frame.y - 0.5 || to.bottom() > frame.bottom() + 0.5 {
            return;
        }
        beside.push((index, to));
    }
    for (index, to) in beside.iter().filter(|_| beside.len() > 1) {
        if let Some(area) = &mut places[machine].regions[*index] {
            (area.y, area.h) = (to.y + 7.5, to.h - 11.5);
        }
    }
}
