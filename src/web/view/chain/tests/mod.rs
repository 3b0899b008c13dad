//! What every drawing must hold: all of its words in their places, whatever stands in a scene.

mod engine;
mod general;
mod hand;
mod held;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::text::Lang;
use bad_gateway::trace::Snapshot;
use bad_gateway::vocabulary::RequestId;

use super::region::Scene;
use super::{narrow, wide};
use crate::view::shape::{Form, Group, Shape};

/// The drawings of a scene, with their sizes: wide, narrow, and both of the small picture.
fn drawings(scene: &Scene) -> [(&'static str, Vec<Group>, (f32, f32)); 4] {
    let (tall, height) = narrow::parts(scene, narrow::WIDTH, false);
    let (small, small_height) = narrow::parts(scene, narrow::SMALL, true);
    [
        ("wide", wide::parts(scene, wide::size(scene), false), wide::size(scene)),
        ("narrow", tall, (narrow::WIDTH, height)),
        ("small and wide", wide::parts(scene, wide::small(scene), true), wide::small(scene)),
        ("small and narrow", small, (narrow::SMALL, small_height)),
    ]
}

fn shapes(groups: &[Group]) -> impl Iterator<Item = &Shape> {
    groups.iter().flat_map(|(_, shapes)| shapes.iter())
}

fn texts(groups: &[Group]) -> Vec<String> {
    let text = |shape: &Shape| match &shape.form {
        Form::Text { text, .. } => Some(text.to_string()),
        _ => None,
    };
    shapes(groups).filter_map(text).collect()
}
