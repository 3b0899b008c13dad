//! Many instants in few units of width: a tick for each unit that holds something, stacked by kind.

use bad_gateway::kernel::Time;

use super::layout::{EDGE, Scale};
use crate::view::marks::Mark;
use crate::view::shape::{Drawing, Step, len};

/// The marks that are told apart, from the foot of a tick upward.
const KINDS: [Mark; 7] = [Mark::Bad, Mark::Time, Mark::Server, Mark::Reset, Mark::Client, Mark::Wait, Mark::Ok];

/// How many of each kind fall into each unit of the width.
pub(super) struct Bins {
    bins: Vec<[u16; KINDS.len()]>,
    most: u16,
}

impl Bins {
    pub(super) fn of(items: impl Iterator<Item = (Time, Mark)>, scale: Scale) -> Self {
        let mut bins = vec![[0_u16; KINDS.len()]; scale.bins()];
        for (at, mark) in items {
            let kind = KINDS.iter().position(|kind| *kind == mark);
            if let Some((bin, kind)) = bins.get_mut(scale.bin(at)).zip(kind) {
                bin[kind] = bin[kind].saturating_add(1);
            }
        }
        let most = bins.iter().map(total).max().unwrap_or(0);
        Self { bins, most }
    }
}

fn total(bin: &[u16; KINDS.len()]) -> u16 {
    bin.iter().fold(0, |sum: u16, many| sum.saturating_add(*many))
}

/// Draws them between `top` and `top + height`, the fuller the higher; one path a kind.
pub(super) fn ticks(d: &mut Drawing, bins: &Bins, (top, height): (f32, f32)) {
    for (kind, mark) in KINDS.into_iter().enumerate() {
        let mut steps = Vec::new();
        for (index, bin) in bins.bins.iter().enumerate() {
            if bin[kind] == 0 {
                continue;
            }
            let below = bin[..kind].iter().fold(0.0, |sum, many| sum + f32::from(*many));
            let all = f32::from(total(bin));
            let high = height * f32::midpoint(1.0, all / f32::from(bins.most));
            let (from, to) = (below / all * high, (below + f32::from(bin[kind])) / all * high);
            let x = EDGE + len(index) + 0.5;
            steps.extend([Step::Move(x, top + height - from), Step::Line(x, top + height - to)]);
        }
        d.path(steps, mark.stroke());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::shape::Form;

    #[test]
    fn what_shares_a_unit_shares_its_tick() {
        let scale = Scale { width: 112.0, ends_at: Time::from_ms(100_000) };
        let at = |ms| Time::from_ms(ms);
        let items = [(at(10_000), Mark::Ok), (at(10_001), Mark::Bad), (at(50_000), Mark::Ok)];
        let mut d = Drawing::default();
        ticks(&mut d, &Bins::of(items.into_iter(), scale), (0.0, 10.0));
        let shapes = d.shapes();
        let steps = |class| {
            let shape = shapes.iter().find(|shape| shape.class == class);
            shape.and_then(|shape| if let Form::Path(steps) = &shape.form { Some(steps.clone()) } else { None })
        };
        assert_eq!(steps("s-bad"), Some(vec![Step::Move(16.5, 10.0), Step::Line(16.5, 5.0)]));
        let ok = [Step::Move(16.5, 5.0), Step::Line(16.5, 0.0), Step::Move(56.5, 10.0), Step::Line(56.5, 2.5)];
        assert_eq!(steps("s-ok"), Some(ok.to_vec()));
    }
}
