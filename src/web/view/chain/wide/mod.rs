//! The wide picture, left to right. A unit is a pixel where the picture has the width of its view box.

mod place;

use std::rc::Rc;

use yew::AttrValue;

use self::place::PAD;
pub(crate) use self::place::{Place, place, size, small};
use super::body::{Joints, LINE, Pen, cut, wrap};
use super::cords::{self, Ties, curve};
use super::flights;
use super::region::{Machine, Notice, Region, Scene};
use crate::view::shape::{Area, Drawing, Group, Shape, len, width};

/// The parts of the picture, in the order of drawing; each changes for its own reasons.
pub(crate) fn parts(scene: &Scene, size: (f32, f32), small: bool) -> Vec<Group> {
    let places = place(scene, size, small);
    let mut pen = Pen { scene, joints: Joints::default(), small };
    let mut parts = vec![("", frames(scene, &places, size.0, small))];
    for (index, (machine, place)) in scene.machines.iter().zip(&places).enumerate() {
        let mut d = Drawing::default();
        let mut line = place.frame.y + 19.5;
        for (region, area) in machine.regions.iter().zip(&place.regions) {
            match area {
                Some(area) => pen.region(&mut d, region, *area, index),
                None if small => {}
                None => {
                    d.text(place.frame.x + PAD, line, "t2", scene.say(region.line));
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
        if !small {
            sentence(&mut d, scene, machine, place);
        }
        parts.push(("", d.shapes()));
    }
    let frames: Vec<Area> = places.iter().map(|place| place.frame).collect();
    let mut d = Drawing::default();
    cords::draw(&mut d, scene, &pen.joints, Some(&frames), if small { Ties::Small } else { Ties::Wide });
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
    parts.push(("travelling", travelling));
    parts.push(("counts", counts));
    parts
}

/// A wire from a machine to another: level where both have the height.
fn run(from: &Place, to: &Place) -> flights::Run {
    let near = if from.frame.h > to.frame.h { to.wire() } else { from.wire() };
    let far = if from.frame.h < to.frame.h { from.wire() } else { to.wire() };
    ((from.frame.right() + 0.5, near), (to.frame.x - 1.0, far))
}

/// Machines, names, and the wires between them.
fn frames(scene: &Scene, places: &[Place], right: f32, small: bool) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    for (machine, place) in scene.machines.iter().zip(places) {
        let frame = place.frame;
        let room = f32::min(frame.w + 22.0, right - frame.x);
        let for_name = f32::min(frame.w + 12.0, room) / 1.25;
        let name = if width(&machine.name) < for_name { &machine.name } else { &machine.short };
        let name = cut(name, for_name);
        let taken = width(&name) * 1.25 + 9.0;
        // So far from the next name that the two are not read as one phrase: “Client × 12 Server A”.
        let apart = f32::min(frame.w + 8.0, room);
        let fits = |process: &&AttrValue| !small && taken + width(process) * 0.96 < apart;
        let process = machine.process.iter().find(fits).cloned().unwrap_or_default();
        d.name(frame.x - 0.5, frame.y - 8.0, name, process);
        d.rect(frame, 3.0, "node");
        for (left, right) in &place.edges {
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
fn sentence(d: &mut Drawing, scene: &Scene, machine: &Machine, place: &Place) {
    let Some(words) = machine.sentence else { return };
    let Area { x, w, .. } = place.frame;
    let [first, second] = words.map(|words| scene.say(words));
    let whole = format!("{first} {second}");
    let mut lines = Vec::with_capacity(4);
    if place.row {
        lines.extend([&*first, &*second]);
    } else {
        wrap(&whole, w - 2.0 * PAD, &mut lines);
    }
    let mut y = place.frame.bottom() - 6.0 - 16.0 * len(lines.len());
    for line in lines {
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
        (None, true) => _ = d.text(x, y + 22.0, "b f-wait", cut(&notice.short.clone().into(), area.w - 9.0)),
        (Some(request), false) => {
            d.text(x + 26.0, y + 21.0, "b m", notice.title.clone()).of(request);
            for (line, nth) in notice.lines(area.w).into_iter().zip(0_u8..) {
                d.text(x, y + 42.0 + LINE * f32::from(nth), "", line.to_owned());
            }
        }
        (None, false) => {
            d.text(x, y + 17.0, "b f-wait", notice.title.clone());
            d.text(area.right() - 8.0, y + 17.0, "b f-wait e", notice.others());
            for (nth, line) in notice.lines.iter().enumerate() {
                let class = if nth == 0 { "" } else { "t2" };
                d.text(x, y + 34.0 + 16.0 * len(nth), class, line.clone());
            }
        }
    }
}
