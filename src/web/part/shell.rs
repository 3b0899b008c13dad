//! What stands around every page: skip link, bar, footer.

use bad_gateway::text::Lang;
use bad_gateway::text::ui::Word;
use yew::prelude::*;

use super::Button;
use crate::browser::{Stored, prefers_dark, read_stored, set_theme, write_stored};
use crate::here::Here;
use crate::route::{Edition, Route};
use crate::view::marks::icon;

/// The article that the bar and the first page lead to.
pub const FIRST_ARTICLE: &str = "what-is-502-3";

/// The shell around the main part of a page, with a footer or without.
pub fn shell(here: &Here, footer: bool, main: Html) -> Html {
    let lang = here.lang();
    html! {
        <>
            <a class="skip" href="#main" onclick={skip()}>{ Word::SkipToContent.text(lang) }</a>
            <header class="top">
                <a class="top-brand" href={here.href(Route::Home, "")}>
                    <svg aria-hidden="true"><use href="#logo" /></svg>{ "Bad Gateway" }
                </a>
                <nav class="top-nav top-wide" aria-label={Word::MainNavigation.text(lang)}>{ links(here) }</nav>
                <div class="top-end">
                    <div class="top-wide">{ languages(here) }</div>
                    <Theme {lang} />
                    <details class="top-menu">
                        <summary class="btn btn-small">{ Word::Menu.text(lang) }</summary>
                        <nav class="top-sheet" aria-label={Word::Menu.text(lang)}>
                            { links(here) }
                            { languages(here) }
                        </nav>
                    </details>
                </div>
            </header>
            { main }
            if footer {
                <footer class="foot">
                    <span>{ Word::NoTracking.text(lang) }</span>
                    if here.edition == Edition::Site {
                        <span>{ Word::OfflineCopy.text(lang) }<a href={single_file(here)} download="">{ "bad-gateway.html" }</a></span>
                    }
                </footer>
            }
        </>
    }
}

/// The address of the edition in one file, which lies at the root of the site.
pub fn single_file(here: &Here) -> AttrValue {
    format!("{}bad-gateway.html", "../".repeat(here.place.path().matches('/').count())).into()
}

/// The fragment holds the run, and in the single file the route: the way to the content must not go through it.
fn skip() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        crate::browser::focus("main");
    })
}

fn links(here: &Here) -> Html {
    let lang = here.lang();
    let link = |route: Route, current: bool, word: Word| {
        html! { <a href={here.href(route, "")} aria-current={current.then_some("page")}>{ word.text(lang) }</a> }
    };
    html! {
        <>
            { link(Route::Lab, here.place.route == Route::Lab, Word::Lab) }
            { link(Route::Article(FIRST_ARTICLE.into()), matches!(here.place.route, Route::Article(_)), Word::Learn) }
        </>
    }
}

/// Links to this page in the other languages. Where a run is shown, it is kept: nothing is loaded.
fn languages(here: &Here) -> Html {
    let keeps = !matches!(here.place.route, Route::Article(_)) || here.edition == Edition::Single;
    let others = Lang::ALL.into_iter().filter(|lang| *lang != here.lang());
    html! {
        { for others.map(|lang| {
            let switch = here.switch.clone();
            let on_click = keeps.then(|| Callback::from(move |event: MouseEvent| {
                if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                    event.prevent_default();
                    switch.emit(lang);
                }
            }));
            let name = format!("{}, {}", lang.own_name(), Word::Language.text(lang));
            let href = here.place.href(&here.place.in_lang(lang), here.edition, "");
            html! {
                <a key={lang.tag()} class="btn btn-flat top-lang" {href} hreflang={lang.tag()} lang={lang.tag()} aria-label={name}
                    onclick={on_click}>{ lang.own_name() }</a>
            }
        }) }
    }
}

/// The themes, in the order of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ThemeChoice {
    System,
    Light,
    Dark,
    Projector,
}

impl ThemeChoice {
    /// `dark`: what the system prefers. The first press shows the other one, else it would change nothing.
    const fn next(self, dark: bool) -> Self {
        match (self, dark) {
            (Self::System, true) | (Self::Dark, false) => Self::Light,
            (Self::System, false) | (Self::Light, true) => Self::Dark,
            (Self::Light, false) | (Self::Dark, true) => Self::Projector,
            (Self::Projector, _) => Self::System,
        }
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Projector => Some("projector"),
        }
    }

    fn parse(name: &str) -> Self {
        let themes = [Self::Light, Self::Dark, Self::Projector];
        themes.into_iter().find(|theme| theme.name() == Some(name)).unwrap_or(Self::System)
    }

    const fn word(self) -> Word {
        match self {
            Self::System => Word::ThemeSystem,
            Self::Light => Word::ThemeLight,
            Self::Dark => Word::ThemeDark,
            Self::Projector => Word::ThemeProjector,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Properties)]
struct ThemeProps {
    lang: Lang,
}

/// The button that goes through the themes. What was chosen before was set before the first paint.
#[component]
fn Theme(props: &ThemeProps) -> Html {
    let chosen = use_state_eq(|| ThemeChoice::System);
    {
        let chosen = chosen.clone();
        use_effect_with((), move |()| {
            if let Some(name) = read_stored(Stored::Theme) {
                chosen.set(ThemeChoice::parse(&name));
            }
        });
    }
    let on_click = {
        let chosen = chosen.clone();
        Callback::from(move |_: MouseEvent| {
            let next = chosen.next(prefers_dark());
            write_stored(Stored::Theme, next.name());
            set_theme(next.name());
            chosen.set(next);
        })
    };
    Button::icon("theme", chosen.word().text(props.lang), on_click).class("btn-flat").class("live-only").draw()
}

/// A heading and a way home, where an address names nothing.
pub fn nowhere(here: &Here) -> Html {
    html! {
        <main id="main" class="page" tabindex="-1">
            <h1>{ Word::NoSuchPage.text(here.lang()) }</h1>
            <p><a href={here.href(Route::Home, "")}>{ icon("start") }{ Word::GoHome.text(here.lang()) }</a></p>
        </main>
    }
}
