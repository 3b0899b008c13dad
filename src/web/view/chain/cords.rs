//! What joins: lines of those who hold a unit, cords of those who wait for one, and the knots in which these meet.

use super::body::{Joints, Knot};
use super::region::Scene;
use crate::view::shape::{Area, Drawing, Step};

/// How a drawing ties its knots.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ties {
    /// Left of the pool, with words.
    Wide,
    /// Below the pool, without.
    Narrow,
    /// Below the pool, with a word.
    Small,
}

/// A line with level ends.
pub(crate) fn curve(from: (f32, f32), to: (f32, f32)) -> [Step; 2] {
    let mid = f32::midpoint(from.0, to.0);
    [Step::Move(from.0, from.1), Step::Curve([mid, from.1, mid, to.1, to.0, to.1])]
}

/// Draws all cords; those from units to the machines that they lead to, if these have places beside them.
pub(crate) fn draw(d: &mut Drawing, scene: &Scene, joints: &Joints, machines: Option<&[Area]>, ties: Ties) {
    let mut holds = Vec::new();
    for joint in joints.lanes.iter().filter(|joint| joint.held) {
        let seat = joints.seats.iter().find(|seat| seat.key == joint.key && Some(seat.request) == joint.request);
        // Those held without a box of their own meet at the words for the rest.
        let rest = || joints.knots.iter().find(|knot| knot.pool.key == joint.key);
        let to = seat.map(|seat| (seat.x.0, seat.y));
        if let Some(to) = to.or_else(|| rest().map(|knot| knot.rest)) {
            holds.extend(curve(joint.at, to));
        }
    }
    for seat in &joints.seats {
        let Some((to, area)) = seat.to.and_then(|to| Some((to, machines?.get(to)?))) else { continue };
        let call = joints.calls.iter().find(|(machine, request, _)| *machine == to && *request == seat.request);
        let y = call.map_or(seat.y.max(area.y + 12.0).min(area.bottom() - 12.0), |(.., y)| *y);
        holds.extend(curve((seat.x.1 + 0.5, seat.y), (area.x + 3.5, y)));
    }
    d.path(holds, "hold");
    for knot in &joints.knots {
        tie(d, scene, joints, knot, ties);
    }
}

/// The cords of all that wait for a pool, and the knot in which they meet.
fn tie(d: &mut Drawing, scene: &Scene, joints: &Joints, knot: &Knot, ties: Ties) {
    let Knot { pool, area, bottom, .. } = knot;
    if pool.waits == 0 {
        return;
    }
    let x = match ties {
        Ties::Wide => area.x - 11.5,
        Ties::Narrow => area.x + area.w / 2.0,
        Ties::Small => area.x + 1.5,
    };
    let y = (bottom + 50.0).max(area.middle() + 8.0).min(area.bottom() - 18.0);
    let waits = joints.lanes.iter().filter(|joint| !joint.held && joint.key == pool.key);
    let cord = |(from, at): (f32, f32)| {
        let bow = (x - 13.0 - from) * 0.6;
        [Step::Move(from, at), Step::Curve([from + bow, at, x - 13.0 - bow, y, x - 13.0, y])]
    };
    d.path(waits.flat_map(|joint| cord(joint.at)).collect(), "cord");
    let (last, up) = (bottom - 6.0, area.x + area.w / 2.0);
    let words = y + 37.0 < area.bottom() + 4.0;
    match ties {
        Ties::Wide if y - last > 40.0 => {
            let bow = Step::Curve([up, y - 11.0, up, last + 28.0, up, last]);
            d.path(vec![Step::Move(x + 12.0, y - 4.0), bow], "cord dash");
            head(d, up, last);
        }
        Ties::Narrow if y - 13.0 - last > 16.0 => {
            d.line((x, y - 13.0), (x, last), "cord dash");
            head(d, x, last);
        }
        _ => {}
    }
    d.circle(x, y, 13.0, "f-sheet s-wait");
    d.text(x, y + 4.0, "mid b", pool.waits.to_string());
    let [first, second, word] = pool.words;
    match ties {
        Ties::Wide if words => {
            d.text(x + 10.0, y + 22.0, "t2", scene.say(first));
            d.text(x + 10.0, y + 37.0, "t2", scene.say(second));
        }
        Ties::Wide | Ties::Small => _ = d.text(x + 17.0, y + 4.0, "t2", scene.say(word)),
        Ties::Narrow => {}
    }
}

fn head(d: &mut Drawing, x: f32, y: f32) {
    d.path(vec![Step::Move(x - 4.0, y + 5.0), Step::Line(x, y - 1.0), Step::Line(x + 4.0, y + 5.0)], "cord");
}
