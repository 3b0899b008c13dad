//! An article: table of contents, prose that was written when the site was built, live figures between.

use std::rc::Rc;

use bad_gateway::scenario::Link;
use bad_gateway::text::number::clock;
use bad_gateway::text::ui::{Word, minutes};
use bad_gateway::text::{Lang, sentence};
use yew::prelude::*;

use crate::browser;
use crate::driver::use_driver;
use crate::here::Here;
use crate::part::{Button, nowhere, on, shell};
use crate::route::{Edition, Route};
use crate::screen::use_layout;
use crate::store::{Stop, Store, acting};
use crate::view::mini::Mini;
use bad_gateway::lab::{Action, StepBy};

/// An article, as the page needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    /// The title.
    pub title: String,
    /// One or two sentences beneath it.
    pub summary: String,
    /// How long it takes to read.
    pub minutes: u32,
    /// In which language it is written.
    pub lang: Lang,
    /// Its headings.
    pub contents: Vec<Entry>,
    /// What it consists of, in order.
    pub pieces: Vec<Piece>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id in the page.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A piece of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// HTML of whole blocks, as a browser would write it itself.
    Prose(String),
    /// A live figure.
    Figure(Figure),
}

/// A live figure: a run, stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The run.
    pub link: Link,
    /// Where it stops.
    pub stop: Stop,
    /// What it shows.
    pub caption: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ArticleProps {
    /// Where the reader is.
    pub here: Here,
    /// The article; none if the address names none.
    pub doc: Option<Rc<Doc>>,
}

/// The page.
#[component]
pub fn Article(props: &ArticleProps) -> Html {
    let here = &props.here;
    let lang = here.lang();
    {
        let doc = props.doc.clone();
        use_effect_with((), move |()| {
            if let Some(doc) = doc {
                browser::describe(lang, &title(&doc.title));
            }
        });
    }
    let Some(doc) = &props.doc else {
        return shell(here, true, nowhere(here));
    };
    let figures = doc.pieces.iter().filter(|piece| matches!(piece, Piece::Figure(_))).count();
    let main = html! {
            <main id="main" class="art" tabindex="-1" data-title={doc.title.clone()} data-summary={doc.summary.clone()}
                data-minutes={doc.minutes.to_string()} data-lang={doc.lang.tag()}>
                <nav class="toc" aria-labelledby="toc-title">
                    <p class="over" id="toc-title">{ Word::OnThisPage.text(lang) }</p>
                    <ol>{ for doc.contents.iter().map(|entry| html! {
                        <li key={entry.id.as_str()}><a href={format!("#{}", entry.id)} onclick={within(here, entry.id.clone())}>{ &entry.text }</a></li>
                    }) }</ol>
                    <p class="quiet note">{ minutes(doc.minutes, lang) }</p>
                </nav>
                <article class="read" lang={doc.lang.tag()} data-figures={figures.to_string()}>
                    if doc.lang != lang {
                        <p class="art-notice" lang={lang.tag()}>{ Word::OnlyInEnglish.text(lang) }</p>
                    }
                    <header>
                        <h1>{ &doc.title }</h1>
                        <p class="lead">{ &doc.summary }</p>
                    </header>
                    { for doc.pieces.iter().enumerate().map(|(index, piece)| match piece {
                        Piece::Prose(html) => html! {
                            <section key={index} class="art-prose" data-piece="">
                                { Html::from_html_unchecked(html.clone().into()) }
                            </section>
                        },
                        Piece::Figure(figure) => html! { <LiveFigure key={index} here={here.clone()} figure={figure.clone()} /> },
                    }) }
                </article>
            </main>
    };
    shell(here, true, main)
}

/// In the single file the fragment is the route, so the way to a heading must not go through it.
fn within(here: &Here, id: String) -> Option<Callback<MouseEvent>> {
    (here.edition == Edition::Single).then(|| {
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            browser::focus(&id);
        })
    })
}

/// The title of an article's document.
pub fn title(article: &str) -> String {
    format!("{article} · Bad Gateway")
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct LiveFigureProps {
    here: Here,
    figure: Figure,
}

/// A figure that can be played. What it shows stands in its sentence as well.
#[component]
fn LiveFigure(props: &LiveFigureProps) -> Html {
    let LiveFigureProps { here, figure } = props;
    let lang = here.lang();
    let store = {
        let (link, stop) = (figure.link.clone(), figure.stop);
        use_reducer_eq(move || Store::stopped(&link, stop))
    };
    let (layout, area) = (use_layout(&store), use_node_ref());
    use_driver(&store, &area);
    let act = acting(&store);
    let frame = &store.frame;
    let said = sentence(&frame.story, &frame.snapshot.plan, lang);
    let (play, icon) = match frame.playing {
        false => (Word::Play, "play"),
        true => (Word::Pause, "pause"),
    };
    let small = |button: Button| button.class("btn-small").class("live-only").draw();
    html! {
        <figure class="fig" ref={area} data-piece="" data-run={figure.link.to_string()} data-stop={figure.stop.name()} lang={lang.tag()}>
            <div class="fig-top">
                <span class="say-at">{ clock(frame.at) }</span>
                <span class="fig-end">
                    { small(Button::new(play.text(lang), on(&act, Action::TogglePlay)).with_icon(icon)) }
                    { small(Button::icon("fwd", Word::StepOn.text(lang), on(&act, Action::Step(StepBy::Next)))) }
                    <a class="btn btn-small btn-flat" href={here.href(Route::Lab, &store.link())}>{ Word::OpenInLab.text(lang) }</a>
                </span>
            </div>
            <Mini frame={Rc::clone(frame)} {lang} {layout} />
            <figcaption>
                <p><b>{ said.lead }</b>{ " " }{ said.rest }</p>
                <p class="quiet" data-caption="">{ &figure.caption }</p>
            </figcaption>
        </figure>
    }
}
