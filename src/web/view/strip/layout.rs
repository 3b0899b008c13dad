//! Where everything on the strip stands: endings above, arrivals below, faults as regions, the wait for the first failure.

use std::rc::Rc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Strip, StripArrival, StripFault};
use bad_gateway::plan::Plan;
use bad_gateway::text::chain::{Name, Picture as P};
use bad_gateway::text::{Lang, Say, fault, number};

use super::bins::{Bins, ticks};
use crate::view::marks::Mark;
use crate::view::shape::{Area, Drawing, Shape, Step, count, times, width};

/// A drawing of the strip: how wide it is, in units of its view box, and when the run ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) width: f32,
    pub(crate) ends_at: Time,
}

/// The height of the view box.
pub(crate) const HEIGHT: f32 = 57.0;
/// Left and right of the first and the last instant.
pub(super) const EDGE: f32 = 6.0;
/// The upper and the lower edge of the data.
const ROWS: (f32, f32) = (14.0, 42.0);
/// Endings as ticks, and arrivals: upper edge and height.
const ENDINGS: (f32, f32) = (20.0, 7.0);
const ARRIVALS: (f32, f32) = (33.5, 6.5);
/// The middle of the endings.
const MIDDLE: f32 = 23.5;
/// Labels of the axis stand at least so far apart.
const LABELS: f32 = 55.0;

impl Scale {
    /// Where an instant stands.
    pub(crate) fn x(self, at: Time) -> f32 {
        // Thousandths of a per cent are finer than a pixel, and small enough for an exact f32.
        let share = u128::from(at.ns()) * 100_000 / u128::from(self.ends_at.ns().max(1));
        let share = u32::try_from(share.min(100_000)).unwrap_or(100_000);
        #[expect(clippy::cast_precision_loss, reason = "at most 100 000, which f32 holds exactly")]
        let share = share as f32 / 100_000.0;
        EDGE + share * (self.width - 2.0 * EDGE)
    }

    /// One bin a unit.
    pub(super) fn bin(self, at: Time) -> usize {
        times(self.x(at) - EDGE, 1.0)
    }

    /// How many there are.
    pub(super) fn bins(self) -> usize {
        times(self.width - 2.0 * EDGE, 1.0) + 1
    }
}

/// The region of data.
pub(super) fn sheet(scale: Scale) -> Area {
    Area::new(EDGE, ROWS.0, scale.width - 2.0 * EDGE, ROWS.1 - ROWS.0)
}

/// The region of what was not played.
pub(super) fn unknown(scale: Scale, recorded_to: Time) -> Area {
    let from = scale.x(recorded_to);
    Area::new(from, ROWS.0, scale.width - EDGE - from, ROWS.1 - ROWS.0)
}

/// Which fault acts where, from when to when.
pub(super) fn acts(span: &StripFault, plan: &Plan) -> P {
    P::ActsWithin(span.fault, Name::of(plan, span.place), span.from, span.until)
}

/// The spans of faults, with their names where there is room.
pub(super) fn faults(
    strip: &Strip,
    plan: &Plan,
    scale: Scale,
    (at, recorded_to): (Time, Time),
    lang: Lang,
) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let mut free_from = 0.0;
    for span in &strip.faults {
        let (from, until) = (scale.x(span.from), scale.x(span.until));
        d.rect(Area::new(from, 0.0, (until - from).max(1.0), 13.0), 1.0, "ft-wait");
        d.line((from, 0.0), (from, ROWS.1), "s-wait");
        if span.until < scale.ends_at {
            d.line((until, 0.0), (until, ROWS.1), if span.until > recorded_to { "s-wait dash" } else { "s-wait" });
        }
        // Behind the words before, and beside the playhead; in full, or the name alone.
        let (x, head) = (f32::max(from, free_from) + 5.0, scale.x(at));
        let words = [acts(span, plan).say(lang), fault::name(span.fault, &plan.place(span.place).name, lang)];
        let placed = words.into_iter().find_map(|words| {
            let w = width(&words);
            let hidden = |x: f32| x - 7.0 < head && head < x + w + 7.0;
            let x = [x, head + 11.0].into_iter().find(|x| !hidden(*x) && x + w < until);
            x.map(|x| (x, words, w))
        });
        if let Some((x, words, w)) = placed {
            free_from = x + w;
            d.text(x, 10.5, "f-wait b", words);
        }
    }
    d.shapes()
}

/// The axis, endings and arrivals.
pub(super) fn data(strip: &Strip, scale: Scale) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    axis(&mut d, scale);
    let arrivals = strip.arrivals.iter().map(|arrival| (arrival.at, fate(strip, arrival)));
    ticks(&mut d, &Bins::of(arrivals, scale), ARRIVALS);
    // Rings where there is room for them.
    let rings = scale.width > 600.0 && strip.endings.len() < 200;
    let endings = strip.endings.iter().map(|ending| (ending.at, Mark::of_status(ending.status)));
    if rings {
        let well = endings.clone().filter(|(_, mark)| *mark == Mark::Ok);
        d.path(well.map(|(at, _)| Step::Ring(scale.x(at), MIDDLE, 2.1)).collect(), "s-ok thin");
    }
    let ticked = endings.filter(|(_, mark)| !rings || *mark != Mark::Ok);
    ticks(&mut d, &Bins::of(ticked, scale), ENDINGS);
    d.shapes()
}

/// The measured wait for the first failure, and its mark.
pub(super) fn first_failure(strip: &Strip, plan: &Plan, scale: Scale, lang: Lang) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let Some(measure) = strip.first_failure else { return d.shapes() };
    let (from, to) = (scale.x(measure.from), scale.x(measure.to));
    let waited = measure.to.since(measure.from);
    if to - from > 12.0 {
        let wire = vec![
            Step::Move(from, MIDDLE - 3.5),
            Step::Line(from, MIDDLE + 3.5),
            Step::Move(from, MIDDLE),
            Step::Line(to, MIDDLE),
        ];
        d.path(wire, "s-bad");
        let words = [
            P::Measured(measure.request, Name::of(plan, plan.entry().place), waited).say(lang),
            number::about(waited, lang),
        ];
        if let Some(words) = words.into_iter().find(|words| width(words) + 22.0 < to - from) {
            let (mid, w) = (f32::midpoint(from, to - 8.0), width(&words) + 8.0);
            d.rect(Area::new(mid - w / 2.0, 16.0, w, 14.0), 0.0, "f-sheet");
            d.text(mid, 27.5, "mid f-bad b", words);
        }
    }
    let status = strip.endings.iter().find(|ending| ending.request == measure.request).map(|ending| ending.status);
    d.circle(to, MIDDLE, 10.0, "f-sheet");
    d.mark(to - 8.0, 14.5, 16.0, status.map_or(Mark::Bad, Mark::of_status));
    d.shapes()
}

/// The playhead.
pub(super) fn playhead(scale: Scale, at: Time) -> Rc<[Shape]> {
    let mut d = Drawing::default();
    let x = scale.x(at);
    d.line((x, 2.0), (x, 46.0), "s-ink thick");
    let handle = vec![
        Step::Move(x - 6.0, 0.0),
        Step::Line(x + 6.0, 0.0),
        Step::Line(x + 6.0, 4.0),
        Step::Line(x, 10.0),
        Step::Line(x - 6.0, 4.0),
        Step::Line(x - 6.0, 0.0),
    ];
    d.path(handle, "f-ink");
    d.shapes()
}

/// How an arrival went on: the mark of its ending, or of waiting.
fn fate(strip: &Strip, arrival: &StripArrival) -> Mark {
    let Some(ended) = arrival.ended else { return Mark::Wait };
    let from = strip.endings.partition_point(|ending| ending.at < ended);
    let mut then = strip.endings[from..].iter().take_while(|ending| ending.at == ended);
    then.find(|ending| ending.request == arrival.request).map_or(Mark::Ok, |ending| Mark::of_status(ending.status))
}

fn axis(d: &mut Drawing, scale: Scale) {
    let whole = Span::from_ns(scale.ends_at.ns()).ms() / 1_000;
    let room = count(times(scale.width - 2.0 * EDGE, LABELS));
    let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
    let step = steps.into_iter().find(|step| whole / step <= room).unwrap_or(604_800);
    let mut bars = Vec::new();
    for label in 0..=whole / step {
        let at = Time::from_ms(label * step * 1_000);
        let x = scale.x(at);
        bars.extend([Step::Move(x, ROWS.1), Step::Line(x, ROWS.1 + 3.0)]);
        let class = match label {
            0 => "t3",
            _ if x + 16.0 > scale.width => "t3 e",
            _ => "t3 mid",
        };
        d.text(x, 55.5, class, number::clock_s(at));
    }
    bars.extend([Step::Move(EDGE, ROWS.1), Step::Line(scale.width - EDGE, ROWS.1)]);
    d.path(bars, "s-line");
}

#[cfg(test)]
mod tests {
    use bad_gateway::lab::{Measure, StripEnding};
    use bad_gateway::vocabulary::{Fault, PlaceId, RequestId, Status, Win32};

    use super::*;
    use crate::view::fixture::plan;
    use crate::view::shape::Form;

    const WIDE: Scale = Scale { width: 960.0, ends_at: Time::from_ms(180_000) };

    fn strip(requests: u32) -> Strip {
        let at = |n: u32| Time::from_ms(u64::from(n) * 180_000 / u64::from(requests));
        let status = |n| if n % 9 == 0 { Status::forwarder_error(Win32::TIMEOUT) } else { Status::passed_through(200) };
        let request = RequestId;
        Strip {
            arrivals: (0..requests)
                .map(|n| StripArrival { at: at(n), request: request(n), ended: Some(at(n)) })
                .collect(),
            endings: (0..requests).map(|n| StripEnding { at: at(n), request: request(n), status: status(n) }).collect(),
            faults: vec![StripFault {
                fault: Fault::DependencyHang,
                place: PlaceId(3),
                from: Time::from_ms(40_000),
                until: Time::from_ms(110_000),
            }],
            first_failure: Some(Measure {
                request: request(0),
                from: Time::from_ms(40_553),
                to: Time::from_ms(70_553),
            }),
        }
    }

    fn texts(shapes: &[Shape]) -> Vec<String> {
        let text = |shape: &Shape| match &shape.form {
            Form::Text { text, .. } => Some(text.to_string()),
            _ => None,
        };
        shapes.iter().filter_map(text).collect()
    }

    #[test]
    fn instants_stand_in_proportion() {
        assert!((WIDE.x(Time::from_ms(40_000)) - 216.7).abs() < 0.1);
        assert!((WIDE.x(Time::from_ms(70_553)) - 377.6).abs() < 0.1);
        assert!((WIDE.x(Time::from_ms(500_000)) - 954.0).abs() < 0.1);
    }

    #[test]
    fn a_hundred_thousand_requests_are_as_light_as_a_hundred() {
        let shapes = data(&strip(100_000), WIDE);
        assert!(shapes.len() < 30);
        let steps = |shape: &Shape| if let Form::Path(steps) = &shape.form { steps.len() } else { 0 };
        let steps: usize = shapes.iter().map(steps).sum();
        assert!(steps < 9_000, "{steps}");
    }

    #[test]
    fn the_first_failure_says_how_long_it_was_waited_for() {
        let phone = Scale { width: 358.0, ..WIDE };
        assert_eq!(texts(&first_failure(&strip(180), &plan(), WIDE, Lang::En)), ["A waits 30\u{a0}s for #0"]);
        assert_eq!(texts(&first_failure(&strip(180), &plan(), phone, Lang::En)), ["30\u{a0}s"]);
    }

    #[test]
    fn words_of_a_fault_keep_to_its_span() {
        let until = |until| {
            let mut strip = strip(10);
            strip.faults[0].until = Time::from_ms(until);
            texts(&faults(&strip, &plan(), WIDE, (Time::MAX, Time::MAX), Lang::En))
        };
        assert_eq!(until(110_000), ["C hangs, 0:40 to 1:50"]);
        assert_eq!(until(55_000), ["C hangs"]);
        assert!(until(41_000).is_empty());
    }

    #[test]
    fn the_axis_is_labelled_at_round_steps() {
        let labels = |width, ms| {
            let mut d = Drawing::default();
            axis(&mut d, Scale { width, ends_at: Time::from_ms(ms) });
            texts(&d.shapes())
        };
        assert_eq!(labels(960.0, 180_000).len(), 13);
        assert_eq!(labels(358.0, 180_000), ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00"]);
        assert!(labels(358.0, 86_400_000).len() < 8);
        assert_eq!(labels(960.0, 0).len(), 1);
    }
}
