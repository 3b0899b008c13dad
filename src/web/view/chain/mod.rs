//! The chain at one instant: machines as stacks of queues, pools and lists, and who waits for whom.
//!
//! Three steps: `scene` reads off a snapshot what there is to show, as the plain data of `region`; `wide` and `narrow` say
//! where it stands, with `body`, `lanes`, `cords` and `flights` for what both draw; the component here only puts the
//! shapes into the page. Nothing but `scene` knows a snapshot, and nothing in this folder knows what happens next.

mod body;
mod cords;
mod flights;
mod lanes;
pub(super) mod narrow;
pub(super) mod region;
mod scene;
pub(super) mod wide;

use std::rc::Rc;

use bad_gateway::lab::Frame;
use bad_gateway::text::chain::Picture;
use bad_gateway::text::{Lang, whole};
use bad_gateway::vocabulary::RequestId;
use yew::prelude::*;

use self::region::Scene;
use super::shape::{Group, Part, tenth, view_box};
use super::{Layout, use_steady};

/// What the chain shows.
#[derive(Clone, Properties)]
pub struct ChainProps {
    /// The instant. Compared by identity.
    pub frame: Rc<Frame>,
    /// The language.
    pub lang: Lang,
    /// Which of the two drawings.
    #[prop_or_default]
    pub layout: Layout,
    /// What a choice of a request does.
    pub on_select: Callback<RequestId>,
}

impl PartialEq for ChainProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.frame, &other.frame)
            && self.lang == other.lang
            && self.layout == other.layout
            && self.on_select == other.on_select
    }
}

/// The chain. The sentence above it is not part of it, but is said with it to those who listen.
#[component]
pub fn Chain(props: &ChainProps) -> Html {
    let frame = &*props.frame;
    let scene = Scene::of(frame, props.lang);
    let on_select = use_steady(&props.on_select);
    let title: AttrValue = scene.title().into();
    let twin: AttrValue = format!("{} {}", whole(&frame.story, &frame.snapshot.plan, props.lang), scene.twin()).into();
    let picture = |class: &'static str, size, groups: &[Group]| {
        let twin_id = format!("{class}-twin");
        html! {
            <svg class={classes!("g", class)} viewBox={view_box(size)} role="group" aria-label={title.clone()}>
                <g role="img" aria-label={title.clone()} aria-describedby={twin_id.clone()}>
                    <desc id={twin_id}>{ twin.clone() }</desc>
                    { for groups.iter().map(|(class, shapes)| html! {
                        <Part {class} shapes={Rc::clone(shapes)} on_select={on_select.clone()} />
                    }) }
                </g>
                { walker(&on_select, &scene, size) }
            </svg>
        }
    };
    html! {
        <>
            if props.layout != Layout::Narrow {
                { {
                    let size = wide::size(&scene);
                    picture("chain-h", size, &wide::parts(&scene, size, false))
                } }
            }
            if props.layout != Layout::Wide {
                { {
                    let (groups, height) = narrow::parts(&scene, narrow::WIDTH, false);
                    picture("chain-v", (narrow::WIDTH, height), &groups)
                } }
            }
        </>
    }
}

/// One tab stop for all requests: arrow keys walk through them, oldest first.
fn walker(on_select: &Callback<RequestId>, scene: &Scene, (w, h): (f32, f32)) -> Html {
    let requests: Rc<[RequestId]> = Rc::from(&*scene.requests);
    let now = scene.selected.and_then(|selected| requests.iter().position(|request| *request == selected));
    let onkeydown = {
        let (on_select, requests) = (on_select.clone(), requests.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = requests.len().saturating_sub(1);
            let to = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => requests.get(now.map_or(0, |now| (now + 1).min(last))),
                "ArrowUp" | "ArrowLeft" => requests.get(now.map_or(last, |now| now.saturating_sub(1))),
                "Home" => requests.first(),
                "End" => requests.last(),
                _ => return,
            };
            // The same keys step the run elsewhere on the page.
            event.prevent_default();
            event.stop_propagation();
            if let Some(request) = to {
                on_select.emit(*request);
            }
        })
    };
    html! {
        <g class="walker" role="slider" tabindex="0" aria-label={scene.say(Picture::Requests)} aria-valuemin="0"
            aria-valuemax={requests.len().to_string()} aria-valuenow={now.map_or(0, |now| now + 1).to_string()}
            aria-valuetext={scene.say(scene.stands)} {onkeydown}>
            <rect x="-3" y="-3" width={tenth(w + 6.0)} height={tenth(h + 6.0)} rx="4" class="ring" />
        </g>
    }
}

#[cfg(test)]
mod tests;
