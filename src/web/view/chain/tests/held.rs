//! The checks themselves: nothing outside its view box, no words over others, no line through words.

use super::*;
use crate::view::shape::{Area, Step, width};

/// Where words stand, a little less than they take.
fn words(shape: &Shape) -> Option<(Area, String)> {
    let is = |wanted| shape.class.split(' ').any(|class| class == wanted);
    let (x, y, text, w) = match &shape.form {
        Form::Text { x, y, text } => {
            let letters = f32::from(u16::try_from(text.chars().count()).expect("a line of words"));
            let w = if is("m") { letters * 7.2 } else { width(text) };
            (*x, *y, text.to_string(), if is("serif") { w * 1.2 } else { w })
        }
        Form::Name { x, y, name, more } => {
            let more_w = if more.is_empty() { 0.0 } else { 9.0 + width(more) * 0.96 };
            (*x, *y, format!("{name} {more}"), width(name) * 1.2 + more_w)
        }
        _ => return None,
    };
    let w = w * 0.94;
    let left = if is("e") {
        x - w
    } else if is("mid") {
        x - w / 2.0
    } else {
        x
    };
    (!text.is_empty()).then_some((Area::new(left, y - 8.0, w, 8.0), text))
}

fn apart(a: Area, b: Area) -> bool {
    a.right() <= b.x + 0.5 || b.right() <= a.x + 0.5 || a.bottom() <= b.y + 0.5 || b.bottom() <= a.y + 0.5
}

/// Points along a path.
fn points(steps: &[Step]) -> Vec<(f32, f32)> {
    let (mut points, mut at) = (Vec::new(), (0.0, 0.0));
    for step in steps {
        let [b, c, d] = match *step {
            Step::Move(x, y) => {
                at = (x, y);
                continue;
            }
            Step::Line(x, y) => [at, (x, y), (x, y)],
            Step::Curve([a, b, c, d, x, y]) => [(a, b), (c, d), (x, y)],
            Step::Ring(..) => continue,
        };
        for part in 1..24_u8 {
            let t = f32::from(part) / 24.0;
            let (s, mix) = (1.0 - t, |a: f32, b: f32, c: f32, d: f32, s: f32| {
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            });
            points.push((mix(at.0, b.0, c.0, d.0, s), mix(at.1, b.1, c.1, d.1, s)));
        }
        at = d;
    }
    points
}

/// The extent of a shape, if it has one.
fn extent(shape: &Shape) -> Option<Area> {
    match &shape.form {
        Form::Rect { x, y, w, h, .. } => Some(Area::new(*x, *y, *w, *h)),
        Form::Circle { x, y, r } => Some(Area::new(x - r, y - r, 2.0 * r, 2.0 * r)),
        Form::Mark { x, y, size, .. } => Some(Area::new(*x, *y, *size, *size)),
        Form::Text { .. } | Form::Name { .. } => words(shape).map(|(area, _)| area),
        Form::Path(_) => None,
    }
}

/// Whether every drawing of a scene keeps its words legible and inside.
pub(super) fn holds(scene: &Scene, what: &str) {
    for (drawing, groups, (w, h)) in drawings(scene) {
        let what = format!("{what}, {drawing}");
        for shape in shapes(&groups) {
            let Some(area) = extent(shape) else { continue };
            let inside = area.x >= -0.5 && area.y >= -0.5 && area.right() <= w + 0.5 && area.bottom() <= h + 0.5;
            assert!(inside, "{what}: {shape:?} leaves {w} × {h}");
            assert!(area.w >= 0.0 && area.h >= 0.0, "{what}: {shape:?}");
        }
        let standing: Vec<Group> = groups.into_iter().filter(|(class, _)| class.is_empty()).collect();
        let said: Vec<(Area, String)> = shapes(&standing).filter_map(words).collect();
        for (index, (area, text)) in said.iter().enumerate() {
            for (other, over) in &said[index + 1..] {
                assert!(apart(*area, *other), "{what}: “{text}” {area:?} stands on “{over}” {other:?}");
            }
        }
        for (area, text) in &said {
            let leaves = machines(scene, drawing).into_iter().find(|frame| {
                let within = frame.y < area.y && area.bottom() < frame.bottom();
                within && area.x < frame.right() && frame.right() < area.right()
            });
            assert!(leaves.is_none(), "{what}: “{text}” {area:?} leaves {leaves:?}");
        }
        for shape in shapes(&standing).filter(|shape| matches!(shape.class, "cord" | "hold" | "cord dash")) {
            let Form::Path(steps) = &shape.form else { continue };
            for (x, y) in points(steps) {
                let through = said.iter().find(|(area, _)| {
                    area.x + 1.0 < x && x < area.right() - 1.0 && area.y + 1.0 < y && y < area.bottom() - 1.0
                });
                assert!(through.is_none(), "{what}: a {} at {x}, {y} goes through {through:?}", shape.class);
            }
        }
    }
    frames(scene, what);
}

/// The frames of a drawing.
fn machines(scene: &Scene, drawing: &str) -> Vec<Area> {
    match drawing {
        "wide" => wide::place(scene, wide::size(scene), false).into_iter().map(|place| place.frame).collect(),
        "narrow" => narrow::place(scene, narrow::WIDTH, false).0.into_iter().map(|place| place.frame).collect(),
        "small and wide" => wide::place(scene, wide::small(scene), true).into_iter().map(|place| place.frame).collect(),
        _ => narrow::place(scene, narrow::SMALL, true).0.into_iter().map(|place| place.frame).collect(),
    }
}

/// Whether machines, and the regions of each, stand apart and inside.
fn frames(scene: &Scene, what: &str) {
    let wide: Vec<(Area, Vec<Option<Area>>, Vec<Area>)> = (wide::place(scene, wide::size(scene), false).into_iter())
        .map(|place| (place.frame, place.regions, place.notices))
        .collect();
    let narrow = narrow::place(scene, narrow::WIDTH, false).0.into_iter();
    let narrow: Vec<_> = narrow.map(|place| (place.frame, place.regions, Vec::new())).collect();
    for (drawing, places) in [("wide", wide), ("narrow", narrow)] {
        for (index, (frame, regions, notices)) in places.iter().enumerate() {
            for (other, ..) in &places[index + 1..] {
                assert!(apart(*frame, *other), "{what}, {drawing}: {frame:?} meets {other:?}");
            }
            let areas: Vec<Area> = regions.iter().flatten().chain(notices).copied().collect();
            for (index, area) in areas.iter().enumerate() {
                let inside = area.x >= frame.x && area.right() <= frame.right() + 0.1 && area.y >= frame.y;
                assert!(inside && area.bottom() <= frame.bottom() + 0.1, "{what}, {drawing}: {area:?} in {frame:?}");
                for other in &areas[index + 1..] {
                    assert!(apart(*area, *other), "{what}, {drawing}: {area:?} meets {other:?}");
                }
            }
        }
    }
}
