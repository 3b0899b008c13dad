//! The strip of the time bar: what has ended, what has come, when faults act, and where the playhead stands.
//!
//! The picture lies under a native slider, which is what a reader drags, touches and moves with keys.

mod bins;
mod layout;

use std::rc::Rc;
use std::sync::Arc;

use bad_gateway::kernel::Time;
use bad_gateway::lab::{self, Frame};
use bad_gateway::plan::Plan;
use bad_gateway::text::chain::Picture;
use bad_gateway::text::{Lang, Say};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::layout::Scale;
use super::Layout;
use super::marks::Mark;
use super::shape::{Area, Part, tenth, view_box};

/// The slider's step [ms].
const STEP_MS: u64 = 100;

/// What the strip shows.
#[derive(Clone, Properties)]
pub struct StripProps {
    /// The instant, and all that was played. Compared by identity.
    pub frame: Rc<Frame>,
    /// The language.
    pub lang: Lang,
    /// Which of the two drawings.
    #[prop_or_default]
    pub layout: Layout,
    /// Go to an instant.
    pub on_seek: Callback<Time>,
}

impl PartialEq for StripProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.frame, &other.frame)
            && self.lang == other.lang
            && self.layout == other.layout
            && self.on_seek == other.on_seek
    }
}

/// The strip.
#[component]
pub fn Strip(props: &StripProps) -> Html {
    let StripProps { frame, lang, layout, on_seek } = props;
    let oninput = {
        let on_seek = on_seek.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            if let Some(at_ms) = input.and_then(|input| input.value().parse().ok()) {
                on_seek.emit(Time::from_ms(at_ms));
            }
        })
    };
    // The keys of the slider step the run elsewhere on the page.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let key = event.key();
        if key.starts_with("Arrow") || key.starts_with("Page") || key == "Home" || key == "End" {
            event.stop_propagation();
        }
    });
    let value = (frame.at.ms() + STEP_MS / 2) / STEP_MS * STEP_MS;
    html! {
        <div class="strip">
            <input type="range" class="strip-seek" min="0" max={frame.ends_at.ms().to_string()} step={STEP_MS.to_string()}
                value={value.to_string()} aria-label={Picture::StripTitle.say(*lang)}
                aria-valuetext={Picture::Playhead(frame.at, frame.ends_at).say(*lang)} {oninput} {onkeydown} />
            if *layout != Layout::Narrow {
                { picture(frame, *lang, "strip-h", 960.0) }
            }
            if *layout != Layout::Wide {
                { picture(frame, *lang, "strip-v", 358.0) }
            }
        </div>
    }
}

fn picture(frame: &Frame, lang: Lang, class: &'static str, width: f32) -> Html {
    let scale = Scale { width, ends_at: frame.ends_at };
    let (strip, plan) = (&frame.strip, &frame.snapshot.plan);
    html! {
        <svg class={classes!("g", class)} viewBox={view_box((width, layout::HEIGHT))}>
            { rect(layout::sheet(scale), "f-sheet", None) }
            { rect(layout::unknown(scale, frame.recorded_to), "unknown", Some("url(#hatch)")) }
            <Part shapes={layout::faults(strip, plan, scale, (frame.at, frame.recorded_to), lang)} />
            <Data strip={Rc::clone(strip)} plan={Arc::clone(plan)} {scale} {lang} />
            <Part shapes={layout::playhead(scale, frame.at)} />
            <Part shapes={layout::first_failure(strip, plan, scale, lang)} />
        </svg>
    }
}

fn rect(area: Area, class: &'static str, fill: Option<&'static str>) -> Html {
    let Area { x, y, w, h } = area;
    html! {
        <rect x={tenth(x)} y={tenth(y)} width={tenth(w.max(0.0))} height={tenth(h)} {class} {fill} />
    }
}

/// What is drawn anew only when something has come or ended.
#[derive(Clone, Properties)]
struct DataProps {
    strip: Rc<lab::Strip>,
    /// For the names of places, which do not change while the strip is the same.
    plan: Arc<Plan>,
    scale: Scale,
    lang: Lang,
}

impl PartialEq for DataProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.strip, &other.strip) && self.scale == other.scale && self.lang == other.lang
    }
}

#[component]
fn Data(props: &DataProps) -> Html {
    let DataProps { strip, plan, scale, lang } = props;
    html! { <g role="img" aria-label={twin(strip, plan, *lang)}><Part shapes={layout::data(strip, *scale)} /></g> }
}

/// The strip in words.
fn twin(strip: &lab::Strip, plan: &Plan, lang: Lang) -> String {
    let (mut well, mut failures, mut others) = (0, 0, 0);
    for ending in &strip.endings {
        *match Mark::of_status(ending.status) {
            Mark::Ok => &mut well,
            Mark::Bad => &mut failures,
            _ => &mut others,
        } += 1;
    }
    let counts = Picture::StripCounts { well, failures, others }.say(lang);
    let faults = strip.faults.iter().map(|span| layout::acts(span, plan).say(lang) + ".");
    let first = strip
        .first_failure
        .map(|first| Picture::FirstFailure(first.request, first.to, first.to.since(first.from)).say(lang));
    let words: Vec<String> = std::iter::once(counts).chain(faults).chain(first).collect();
    words.join(" ")
}
