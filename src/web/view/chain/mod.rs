//! The chain at one instant: client, A, B, C; what each holds, and who waits for whom.
//!
//! `scene` reads off a snapshot what there is to show, `wide` and `narrow` say where it stands, and the component here
//! only puts both into the page. Nothing in this folder knows what happens next.

mod flights;
mod lanes;
mod narrow;
pub(super) mod scene;
mod wide;

use std::rc::Rc;

use bad_gateway::lab::Frame;
use bad_gateway::text::chain::Picture;
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::RequestId;
use yew::prelude::*;

use self::scene::Scene;
use super::shape::{Group, Part};
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
    let title: AttrValue = scene.say(Picture::Title).into();
    let twin: AttrValue = format!("{} {}", frame.story.say(props.lang), scene.twin()).into();
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
                { picture("chain-h", wide::SIZE, &wide::parts(&scene)) }
            }
            if props.layout != Layout::Wide {
                { picture("chain-v", (narrow::WIDTH, narrow::height(&scene)), &narrow::parts(&scene)) }
            }
        </>
    }
}

fn view_box((w, h): (f32, f32)) -> String {
    format!("0 0 {w} {h}")
}

/// One tab stop for all requests: arrow keys walk through them, oldest first.
fn walker(on_select: &Callback<RequestId>, scene: &Scene<'_>, (w, h): (f32, f32)) -> Html {
    let requests: Rc<[RequestId]> = scene.requests().into();
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
            aria-valuetext={scene.say(scene.stands())} {onkeydown}>
            <rect x="-3" y="-3" width={(w + 6.0).to_string()} height={(h + 6.0).to_string()} rx="4" class="ring" />
        </g>
    }
}

#[cfg(test)]
mod tests {
    use bad_gateway::kernel::{Span, Time};
    use bad_gateway::lab::{Action, Failure, Lab};
    use bad_gateway::trace::{ExchangePhase, Snapshot};

    use super::super::fixture;
    use super::super::shape::{Form, Shape, width};
    use super::*;

    fn texts(shapes: &[Rc<[Shape]>]) -> Vec<String> {
        let text = |shape: &Shape| match &shape.form {
            Form::Text { text, .. } => Some(text.to_string()),
            _ => None,
        };
        shapes.iter().flat_map(|part| part.iter().filter_map(text)).collect()
    }

    fn wide(snapshot: &Snapshot, failure: Option<Failure>, selected: Option<u32>) -> Vec<Rc<[Shape]>> {
        let scene = Scene::new(snapshot, failure, selected.map(RequestId), None, Lang::En);
        wide::parts(&scene).map(|(_, shapes)| shapes).into()
    }

    fn narrow(snapshot: &Snapshot, failure: Option<Failure>) -> Vec<Rc<[Shape]>> {
        let scene = Scene::new(snapshot, failure, None, None, Lang::En);
        narrow::parts(&scene).map(|(_, shapes)| shapes).into()
    }

    /// What both drawings must say, since they are one picture.
    #[test]
    fn the_flagship_says_what_happened_where_it_happened() {
        let snapshot = fixture::flagship();
        for shapes in
            [wide(&snapshot, Some(fixture::first_failure()), None), narrow(&snapshot, Some(fixture::first_failure()))]
        {
            let texts = texts(&shapes);
            for wanted in ["33 wait", "#41 502.3.12002", "C, client gone", "C, on slot 2", "a slot", "14", "0:30.0"] {
                assert!(texts.iter().any(|text| text == wanted), "{wanted} is missing in {texts:?}");
            }
            assert_eq!(texts.iter().filter(|text| *text == "a slot").count(), 14);
        }
    }

    #[test]
    fn a_reason_goes_when_its_moment_is_over() {
        let mut snapshot = fixture::flagship();
        snapshot.at = Time::from_ms(73_000);
        assert!(!texts(&wide(&snapshot, Some(fixture::first_failure()), None)).iter().any(|text| text.contains("502")));
    }

    #[test]
    fn a_picture_stays_light_whatever_the_plan() {
        let mut crowd = fixture::with_threads(64);
        let exchange = crowd.a.exchanges[1];
        crowd.a.exchanges = (42..2_042)
            .map(|n| bad_gateway::trace::Exchange {
                request: RequestId(n),
                phase: ExchangePhase::Connecting,
                ..exchange
            })
            .collect();
        for snapshot in
            [fixture::flagship(), fixture::awaited(), fixture::with_threads(64), fixture::with_threads(900), crowd]
        {
            let tags: usize =
                wide(&snapshot, Some(fixture::first_failure()), Some(43)).iter().map(|part| part.len()).sum();
            assert!(tags < 420, "{tags}");
        }
    }

    /// Nothing is drawn, or written, outside its view box.
    fn keeps_to_its_frame(scene: &Scene<'_>) {
        let drawings: [(Vec<Group>, (f32, f32)); 2] = [
            (wide::parts(scene).into(), wide::SIZE),
            (narrow::parts(scene).into(), (narrow::WIDTH, narrow::height(scene))),
        ];
        for (groups, (w, h)) in drawings {
            for shape in groups.iter().flat_map(|(_, shapes)| shapes.iter()) {
                let anchored = shape.class.split(' ').any(|class| class == "e" || class == "mid");
                let (x, y) = match &shape.form {
                    Form::Text { x, y, text } if !anchored => (x + width(text) * 0.9, *y),
                    Form::Text { x, y, .. } | Form::Name { x, y, .. } => (*x, *y),
                    Form::Rect { x, y, w, h, .. } => (x + w, y + h),
                    Form::Circle { x, y, r } => (x + r, y + r),
                    Form::Mark { x, y, size, .. } => (x + size, y + size),
                    Form::Path(_) => continue,
                };
                assert!((0.0..=w).contains(&x) && (0.0..=h).contains(&y), "{shape:?} in {w} × {h}");
            }
        }
    }

    #[test]
    fn a_picture_keeps_to_its_frame_whatever_the_plan() {
        let threads = [1, 16, 20, 21, 64, 65, 1_000].map(fixture::with_threads);
        for snapshot in [fixture::flagship(), fixture::quiet(), fixture::awaited()].iter().chain(&threads) {
            for failure in [None, Some(fixture::first_failure())] {
                for lang in Lang::ALL {
                    keeps_to_its_frame(&Scene::new(snapshot, failure, Some(RequestId(44)), None, lang));
                }
            }
        }
    }

    #[test]
    fn a_picture_keeps_to_its_frame_in_every_scenario() {
        for slug in bad_gateway::scenario::names() {
            let mut lab = Lab::open(slug).expect("a scenario of the library opens");
            for s in [0, 11, 45, 80, 111, 170] {
                lab.apply(Action::Seek(Time::from_ms(s * 1_000))).expect("any instant can be sought");
                while lab.advance(Span::ZERO, 1_000_000).busy {}
                let frame = lab.frame();
                for lang in Lang::ALL {
                    keeps_to_its_frame(&Scene::of(&frame, lang));
                }
            }
        }
    }

    #[test]
    fn where_a_request_stands_can_be_heard() {
        let snapshot = fixture::flagship();
        let stands = |request| {
            let scene = Scene::new(&snapshot, None, Some(RequestId(request)), None, Lang::En);
            scene.say(scene.stands())
        };
        assert_eq!(stands(41), "#41: a ghost, B goes on although A has gone");
        assert_eq!(stands(42), "#42: in B, waits for C");
        assert_eq!(stands(43), "#43: in B, waits for a slot");
        assert_eq!(stands(57), "#57: in B’s work queue, no thread yet");
        assert_eq!(stands(3), "#3: ended");
    }

    #[test]
    fn a_chosen_request_is_yellow_wherever_it_stands() {
        let edges = |selected| {
            let shapes = wide(&fixture::flagship(), None, Some(selected));
            shapes.iter().flat_map(|part| part.iter()).filter(|shape| shape.class == "sel-edge").count()
        };
        // 42: at the client, on A's connection, on a thread, in a slot, at C. 57: at the client, in A, in the queue.
        assert_eq!((edges(42), edges(57)), (5, 3));
    }
}
