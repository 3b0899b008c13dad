//! The first page: what it is, with the run already in it, paused at its telling frame.

use std::rc::Rc;

use bad_gateway::kernel::Time;
use bad_gateway::lab::{Action, Jump, Lab};
use bad_gateway::scenario;
use bad_gateway::text::fault::about;
use bad_gateway::text::number::clock_s;
use bad_gateway::text::ui::{HomeWord, Word};
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::{Class, Status};
use yew::prelude::*;

use crate::driver::use_driver;
use crate::here::{Here, HereProps};
use crate::pane::{said, use_announcer};
use crate::part::{Button, FIRST_ARTICLE, on, shell, single_file};
use crate::route::{Edition, Route};
use crate::screen::use_layout;
use crate::store::{FLAGSHIP, Store, acting};
use crate::view::Layout;
use crate::view::chain::Chain;
use crate::view::marks::Mark;

/// The page.
#[component]
pub fn Home(props: &HereProps) -> Html {
    let here = &props.here;
    let lang = here.lang();
    let store = use_reducer_eq(|| Store::open(FLAGSHIP));
    let (layout, area) = (use_layout(&store), use_node_ref());
    use_driver(&store, &area);
    let announced = use_announcer(&store.frame, lang);
    let word = |word: HomeWord| word.text(lang);
    // What does not change while the figure is played.
    let below = use_memo(here.clone(), |here| html! { <>{ doors(here) }{ stories(here) }</> });
    let main = html! {
        <main id="main" class="page home" tabindex="-1">
            <div class="hero">
                <div>
                    <h1>{ word(HomeWord::HeadlineOne) }<br />{ word(HomeWord::HeadlineTwo) }</h1>
                    <p class="lead">{ word(HomeWord::Lead) }</p>
                </div>
                <div class="hero-new">
                    <p class="h2">{ word(HomeWord::NewToIt) }</p>
                    <p class="hero-line">
                        <a class="btn btn-main" href={here.href(article(), "")}>{ word(HomeWord::ReadWhatIs) }</a>
                    </p>
                    <p class="note">{ word(HomeWord::NewNote) }</p>
                </div>
            </div>
            { live(here, &store, (area, layout), announced) }
            { (*below).clone() }
        </main>
    };
    shell(here, true, main)
}

fn article() -> Route {
    Route::Article(FIRST_ARTICLE.into())
}

/// The flagship, to be played on here or in the lab.
fn live(here: &Here, store: &UseReducerHandle<Store>, (area, layout): (NodeRef, Layout), announced: Html) -> Html {
    let lang = here.lang();
    let act = acting(store);
    let frame = &store.frame;
    let (label, icon) = match frame.playing {
        false => (HomeWord::PlayOn.text(lang), "play"),
        true => (Word::Pause.text(lang), "pause"),
    };
    let play = Button::new(label, on(&act, Action::TogglePlay)).with_icon(icon).class("btn-small").class("live-only");
    html! {
        <figure class="live" ref={area}>
            <figcaption class="live-bar">
                { said(&frame.story, &frame.snapshot.plan, frame.at, lang) }
                <span class="live-end">
                    { play.draw() }
                    <a class="btn btn-small btn-main" href={here.href(Route::Lab, &store.link())}>{ HomeWord::OpenLab.text(lang) }</a>
                </span>
            </figcaption>
            { announced }
            <Chain frame={Rc::clone(frame)} {lang} {layout} on_select={act.reform(|request| Action::Select(Some(request)))} />
        </figure>
    }
}

/// Three ways in, for three kinds of reader.
fn doors(here: &Here) -> Html {
    let lang = here.lang();
    let word = |word: HomeWord| word.text(lang);
    let lab = |slug: &str| match scenario::open(slug) {
        Some(scenario) => here.href(Route::Lab, &opening(slug, scenario.seed())),
        None => here.href(Route::Lab, ""),
    };
    html! {
        <div class="doors">
            <section class="rule">
                <h2 class="h2">{ word(HomeWord::Understand) }</h2>
                <p class="note">{ word(HomeWord::UnderstandNote) }</p>
                <ul class="doors-list">
                    <li><a href={here.href(article(), "")}>{ word(HomeWord::UnderstandArticle) }</a></li>
                    <li><a href={here.href(Route::Lab, "")}>{ word(HomeWord::UnderstandWhy) }</a></li>
                </ul>
            </section>
            <section class="rule">
                <h2 class="h2">{ word(HomeWord::Break) }</h2>
                <p class="note">{ word(HomeWord::BreakNote) }</p>
                <ul class="doors-list">
                    <li><a href={here.href(Route::Lab, "")}>{ word(HomeWord::BreakFaults) }</a></li>
                    <li><a href={lab("healthy-farm")}>{ word(HomeWord::BreakHealthy) }</a></li>
                </ul>
            </section>
            <section class="rule">
                <h2 class="h2">{ word(HomeWord::Teach) }</h2>
                <p class="note">{ word(HomeWord::TeachNote) }</p>
                <ul class="doors-list">
                    <li><a href={here.href(Route::Lab, "")}>{ word(HomeWord::TeachLink) }</a></li>
                    if here.edition == Edition::Site {
                        <li><a href={single_file(here)} download="">{ word(HomeWord::TeachFile) }</a></li>
                    }
                </ul>
            </section>
        </div>
    }
}

/// The state of the lab that opens a scenario at second 0.
pub(crate) fn opening(slug: &str, seed: u64) -> String {
    format!("v=2&scenario={slug}&seed={seed}&at=0")
}

/// A scenario in the list.
struct Story {
    slug: &'static str,
    state: String,
    title: String,
    what: String,
    first: Option<(Status, Time)>,
}

/// The scenarios that have a healthy twin, with what A's log says first.
fn stories(here: &Here) -> Html {
    let lang = here.lang();
    let draw = |story: Story| {
        html! {
            <li key={story.slug}>
                <a href={here.href(Route::Lab, &story.state)}>{ story.title }</a>
                <span class="soft">{ story.what }</span>
                if let Some((status, at)) = story.first {
                    <span class="st">{ Mark::of_status(status).icon() }<span class="mono">{ status.to_string() }</span></span>
                    <span class="mono quiet stories-at">{ clock_s(at) }</span>
                }
            </li>
        }
    };
    html! {
        <section class="rule stories" aria-labelledby="stories-title">
            <h2 id="stories-title" class="h2">{ HomeWord::Stories.text(lang) }</h2>
            <p class="note">{ HomeWord::StoriesNote.text(lang) }</p>
            <ol class="stories-list">{ for scenario::names().filter_map(|slug| story(slug, lang)).map(draw) }</ol>
        </section>
    }
}

fn story(slug: &'static str, lang: Lang) -> Option<Story> {
    let scenario = scenario::open(slug)?;
    scenario.twin()?;
    let set = scenario.plan.faults.first()?;
    let what = about(set.fault, &scenario.plan.place(set.target).name, lang);
    let mut lab = Lab::open(slug).ok()?;
    let state = lab.link().to_string();
    // A run without a 502.3 stays where it is, and may have failed otherwise.
    let _ = lab.apply(Action::Jump(Jump::First502));
    let first = lab
        .frame()
        .log
        .iter()
        .find(|row| matches!(row.status.class(), Class::Server | Class::Forwarder))
        .map(|row| (row.status, row.at));
    Some(Story { slug, state, title: scenario.title().say(lang), what, first })
}
