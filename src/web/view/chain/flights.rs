//! Messages under way, on the wires of a picture.

use std::rc::Rc;

use super::region::{Flight, Scene};
use crate::view::shape::{Drawing, Shape};

/// At most so many are drawn on a wire.
const AT_MOST: usize = 60;

/// Where a wire runs: from its near end to its far end.
pub(crate) type Run = ((f32, f32), (f32, f32));

/// Draws what is under way, once travelling and once as a count on the wire: the style shows the counts to readers who
/// want no motion. `run` says where a message's wire is, which may be beside the others, as at its own unit.
pub(crate) fn draw(scene: &Scene, run: impl Fn(usize, Option<&Flight>) -> Run) -> [Rc<[Shape]>; 2] {
    let (mut travelling, mut counts) = (Drawing::default(), Drawing::default());
    for wire in 0..scene.wires.len() {
        let mut count: u32 = 0;
        for flight in scene.flights.iter().filter(|flight| flight.wire == wire).take(AT_MOST) {
            count += 1;
            let (near, far) = run(wire, Some(flight));
            let way = f32::from(flight.way) / 1_000.0;
            let (x, y) = (near.0 + (far.0 - near.0) * way, near.1 + (far.1 - near.1) * way);
            let ground = if scene.selected == Some(flight.request) { "f-mark s-mark" } else { "f-sheet" };
            travelling.circle(x, y, 7.5, ground);
            travelling.mark(x - 6.0, y - 6.0, 12.0, flight.mark).of(flight.request);
        }
        if count > 0 {
            let (near, far) = run(wire, None);
            let (x, y) = (f32::midpoint(near.0, far.0), f32::midpoint(near.1, far.1));
            counts.circle(x, y, 9.0, "f-sheet s-line");
            counts.text(x, y + 4.0, "mid b", count.to_string());
        }
    }
    [travelling.shapes(), counts.shapes()]
}
