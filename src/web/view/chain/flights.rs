//! Messages under way. All are stretched by one factor, so that what is drawn first happened first; where a hop would
//! be too quick to follow nothing travels.

use std::rc::Rc;

use bad_gateway::kernel::Span;
use bad_gateway::trace::{Flight, FlightKind};
use bad_gateway::vocabulary::{Hop, RequestId};

use super::scene::Scene;
use crate::view::marks::Mark;
use crate::view::shape::{Drawing, Shape};

/// The quickest hop that an eye can follow, in real time.
const FOLLOWED: Span = Span::from_ms(80);
/// At most so many are drawn.
const AT_MOST: usize = 60;

/// A wire of a picture: from its near end to its far end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) hop: Hop,
    pub(crate) near: (f32, f32),
    pub(crate) far: (f32, f32),
}

/// How far a flight has come, 0 to 1; `None` where it is too quick to be followed.
fn way(flight: &Flight, scene: &Scene<'_>) -> Option<f32> {
    let whole = flight.due.since(flight.sent).ns();
    let real = u128::from(whole) * 1_000 / u128::from(scene.speed.per_mille.max(1));
    if real < u128::from(FOLLOWED.ns()) {
        return None;
    }
    let passed = u128::from(scene.snapshot.at.since(flight.sent).ns());
    let per_mille = (passed * 1_000 / u128::from(whole.max(1))).min(1_000);
    Some(u16::try_from(per_mille).map_or(1.0, |per_mille| f32::from(per_mille) / 1_000.0))
}

/// Draws what is under way, once travelling and once as a count on the wire: the style shows the counts to readers who
/// want no motion. `place` moves a message of this request beside its wire, as at its own slot.
pub(crate) fn draw(
    scene: &Scene<'_>,
    wires: [Wire; 3],
    place: impl Fn(&Wire, RequestId) -> (f32, f32),
) -> [Rc<[Shape]>; 2] {
    let (mut travelling, mut counts) = (Drawing::default(), Drawing::default());
    for wire in &wires {
        let flights = scene.snapshot.flights.iter().filter(|flight| flight.hop == wire.hop);
        let mut count: u32 = 0;
        for (flight, way) in flights.filter_map(|flight| way(flight, scene).map(|way| (flight, way))).take(AT_MOST) {
            count += 1;
            let way = if flight.to == wire.hop.far() { way } else { 1.0 - way };
            let (dx, dy) = place(wire, flight.request);
            let x = wire.near.0 + (wire.far.0 - wire.near.0) * way + dx;
            let y = wire.near.1 + (wire.far.1 - wire.near.1) * way + dy;
            let mark = match (flight.kind, scene.verdict) {
                (FlightKind::Handshake, _) => Mark::Connecting,
                (FlightKind::Request, _) => Mark::Wait,
                (FlightKind::Close, _) => Mark::Reset,
                (FlightKind::Response, Some(verdict)) if verdict.request == flight.request => verdict.mark(),
                (FlightKind::Response, _) => Mark::Ok,
            };
            let ground = if scene.selected == Some(flight.request) { "f-mark s-mark" } else { "f-sheet" };
            travelling.circle(x, y, 7.5, ground);
            travelling.mark(x - 6.0, y - 6.0, 12.0, mark).of(flight.request);
        }
        if count > 0 {
            let (x, y) = (f32::midpoint(wire.near.0, wire.far.0), f32::midpoint(wire.near.1, wire.far.1));
            counts.circle(x, y, 9.0, "f-sheet s-line");
            counts.text(x, y + 4.0, "mid b", count.to_string());
        }
    }
    [travelling.shapes(), counts.shapes()]
}
