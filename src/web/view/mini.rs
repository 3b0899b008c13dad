//! The small picture of articles: of each machine the region that matters, as counts and bars.
//!
//! It is the wide and the narrow drawing, told to leave out the rest.

use std::rc::Rc;

use bad_gateway::lab::Frame;
use bad_gateway::text::{Lang, whole};
use yew::prelude::*;

use super::Layout;
use super::chain::region::Scene;
use super::chain::{narrow, wide};
use super::shape::{Drawing, Group, Part, view_box};

/// Below the wide picture stands what has no room inside.
const BELOW: f32 = 20.0;

/// What the figure shows.
#[derive(Clone, Properties)]
pub struct MiniProps {
    /// The instant. Compared by identity.
    pub frame: Rc<Frame>,
    /// The language.
    pub lang: Lang,
    /// Which of the two drawings.
    #[prop_or_default]
    pub layout: Layout,
}

impl PartialEq for MiniProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.frame, &other.frame) && self.lang == other.lang && self.layout == other.layout
    }
}

/// The small chain.
#[component]
pub fn Mini(props: &MiniProps) -> Html {
    let scene = Scene::of(&props.frame, props.lang);
    let label: AttrValue =
        format!("{} {}", whole(&props.frame.story, &props.frame.snapshot.plan, props.lang), scene.twin()).into();
    let picture = |class: &'static str, (groups, size): (Vec<Group>, (f32, f32))| {
        html! {
            <svg {class} viewBox={view_box(size)} role="img" aria-label={label.clone()}>
                { for groups.into_iter().map(|(class, shapes)| html! { <Part {class} {shapes} /> }) }
            </svg>
        }
    };
    html! {
        <>
            if props.layout != Layout::Narrow {
                { picture("g mini-h", wide(&scene)) }
            }
            if props.layout != Layout::Wide {
                { picture("g mini-v", narrow(&scene)) }
            }
        </>
    }
}

fn wide(scene: &Scene) -> (Vec<Group>, (f32, f32)) {
    let (w, h) = wide::small(scene);
    let mut groups = wide::parts(scene, (w, h), true);
    let mut d = Drawing::default();
    d.text(0.0, h + BELOW - 4.0, "t2", scene.below.clone());
    groups.push(("", d.shapes()));
    (groups, (w, h + BELOW))
}

fn narrow(scene: &Scene) -> (Vec<Group>, (f32, f32)) {
    let (groups, height) = narrow::parts(scene, narrow::SMALL, true);
    (groups, (narrow::SMALL, height))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::shape::Form;
    use super::*;

    #[test]
    fn both_drawings_count_the_same() {
        let snapshot = fixture::flagship();
        let scene = Scene::new(&snapshot, Some(fixture::first_failure()), None, Lang::En);
        for (groups, _) in [wide(&scene), narrow(&scene)] {
            let shapes = || groups.iter().flat_map(|(_, shapes)| shapes.iter());
            let says = |wanted: &str| {
                shapes().any(|shape| matches!(&shape.form, Form::Text { text, .. } if text.as_str() == wanted))
            };
            for wanted in ["33 wait", "33 open to B", "16 of 16 threads wait", "14"] {
                assert!(says(wanted), "{wanted}");
            }
            assert!(shapes().count() < 180, "{}", shapes().count());
        }
    }
}
