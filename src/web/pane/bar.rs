//! The bar of the lab: scenario, hosting, load, seed, digest, undo, redo, share.

use bad_gateway::lab::{Action, DigestView, Frame};
use bad_gateway::plan::limits::LOADS;
use bad_gateway::scenario;
use bad_gateway::text::hosting::with_timeout;
use bad_gateway::text::number::rate;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{digest, digest_hint};
use bad_gateway::text::{Lang, Say};
use bad_gateway::vocabulary::Hosting;
use yew::prelude::*;

use crate::part::{Button, Field, FieldKind, flag, menu, on, reading};

/// The title of a scenario of the library.
pub fn scenario_title(slug: &str, lang: Lang) -> String {
    scenario::open(slug).map_or_else(|| slug.to_owned(), |scenario| scenario.title().say(lang))
}

/// Slug and title of all scenarios, in the order of the menu. Reads them: to be kept by who asks.
pub fn scenario_titles(lang: Lang) -> Vec<(&'static str, AttrValue)> {
    scenario::names().map(|slug| (slug, scenario_title(slug, lang).into())).collect()
}

/// What the bar shows beside the frame.
pub struct Bar<'a> {
    /// Slug and title of all scenarios.
    pub titles: &'a [(&'static str, AttrValue)],
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: &'a Callback<Action>,
    /// Opens or closes the link to share.
    pub on_share: Callback<MouseEvent>,
    /// Whether the link is open.
    pub sharing: bool,
}

/// The bar.
pub fn bar(frame: &Frame, parts: Bar<'_>) -> Html {
    let Bar { titles, lang, act, on_share, sharing } = parts;
    let word = |word: LabWord| word.text(lang);
    let DigestView { short, long, complete } = &frame.digest;
    html! {
        <div class="bar">
            <h1 class="bar-title">{ scenarios(frame, titles, lang, act) }</h1>
            <span class="bar-wide"><span class="bar-label">{ word(LabWord::Hosting) }</span>{ hostings(frame, lang, act) }</span>
            <span class="bar-wide"><span class="bar-label">{ word(LabWord::Load) }</span>{ loads(frame, lang, act) }</span>
            <p class="bar-paper">{ on_paper(frame, titles, lang) }</p>
            <div class="bar-end">
                <span class="bar-digest bar-wide">
                    <label class="bar-seed">
                        <span title={word(LabWord::SeedHint)}>{ word(LabWord::Seed) }</span>
                        <Field id="seed" name={word(LabWord::Seed)} kind={FieldKind::Number { least: 0, most: u64::MAX }}
                            value={frame.seed} {lang}
                            on_set={act.reform(|seed: Option<u64>| Action::SetSeed(seed.unwrap_or_default()))} />
                    </label>
                    <span class="bar-run" title={digest_hint(long, *complete, lang)} data-digest={long.clone()}
                        data-complete={flag(*complete)}>{ digest(short, *complete, lang) }</span>
                </span>
                { back_and_forth(frame, lang, act) }
                { Button::new(word(LabWord::Share), on_share).with_icon("share").class("btn-small").expands(sharing).draw() }
            </div>
        </div>
    }
}

/// What the controls say, for paper, where there are none: enough to make the same run again.
fn on_paper(frame: &Frame, titles: &[(&'static str, AttrValue)], lang: Lang) -> String {
    let entry = frame.snapshot.plan.entry();
    let title = titles.iter().find(|(slug, _)| *slug == frame.scenario).map_or("", |(_, title)| title);
    let hosting = with_timeout(entry.hosting, entry.timeout, lang);
    let load = load_words(frame.load_per_mille, lang);
    let (seed, digest) = (LabWord::Seed.text(lang), digest(&frame.digest.long, frame.digest.complete, lang));
    format!("{title} · {hosting} · {load} · {seed} {} · {digest}", frame.seed)
}

fn scenarios(frame: &Frame, titles: &[(&'static str, AttrValue)], lang: Lang, act: &Callback<Action>) -> Html {
    let (slugs, names): (Vec<&'static str>, Vec<AttrValue>) = titles.iter().cloned().unzip();
    let open = slugs.iter().position(|slug| *slug == frame.scenario).unwrap_or_default();
    let on_pick = reading(act, move |place: usize| slugs.get(place).map(|slug| Action::Open((*slug).to_owned())));
    menu(LabWord::Scenario.text(lang), &names, open, on_pick)
}

fn hostings(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    // The one in force may have a time-out of its own; another comes with the product's.
    let entry = frame.snapshot.plan.entry();
    let (own, timeout) = (entry.hosting, entry.timeout);
    let timeout = |hosting: Hosting| match hosting == own {
        true => timeout,
        false => hosting.personality().timeout,
    };
    let name = |hosting: Hosting| with_timeout(hosting, timeout(hosting), lang).into();
    let names: Vec<AttrValue> = Hosting::ALL.into_iter().map(name).collect();
    let chosen = Hosting::ALL.iter().position(|hosting| *hosting == own).unwrap_or_default();
    let on_pick = reading(act, |place: usize| Hosting::ALL.get(place).copied().map(Action::SetHosting));
    menu(LabWord::Hosting.text(lang), &names, chosen, on_pick)
}

fn loads(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let mut loads = LOADS.to_vec();
    if let Err(place) = loads.binary_search(&frame.load_per_mille) {
        loads.insert(place, frame.load_per_mille);
    }
    let names: Vec<AttrValue> = loads.iter().map(|load| load_words(*load, lang).into()).collect();
    let chosen = loads.iter().position(|load| *load == frame.load_per_mille).unwrap_or_default();
    let on_pick = reading(act, move |place: usize| loads.get(place).copied().map(Action::SetLoad));
    menu(LabWord::Load.text(lang), &names, chosen, on_pick)
}

fn load_words(load: u32, lang: Lang) -> String {
    match load {
        0 => LabWord::FromLog.text(lang).to_owned(),
        _ => rate(load, lang),
    }
}

/// Undo and redo.
fn back_and_forth(frame: &Frame, lang: Lang, act: &Callback<Action>) -> Html {
    let draw = |icon, name: LabWord, can: bool, why: LabWord, action| {
        let reason = (!can).then_some(why.text(lang));
        let button = Button::icon(icon, name.text(lang), on(act, action)).disabled(reason);
        button.class("btn-flat").class("btn-small").draw()
    };
    html! {
        <>
            { draw("undo", LabWord::Undo, frame.can_undo, LabWord::NothingToUndo, Action::Undo) }
            { draw("redo", LabWord::Redo, frame.can_redo, LabWord::NothingToRedo, Action::Redo) }
        </>
    }
}
