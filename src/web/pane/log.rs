//! The IIS log, filling row by row: rows as written, what never changes folded away, silences as rows of their own.

use std::rc::Rc;

use bad_gateway::artefact::w3c::{FIELDS, Row, file_name};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Frame, Strip};
use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::{earlier_rows, folded, gap};
use bad_gateway::vocabulary::RequestId;
use yew::prelude::*;

use crate::browser;
use crate::part::{Button, flag};
use crate::view::marks::Mark;

/// The fields that say what a request was or became; the rest is folded where it has one value throughout.
const TELLING: [&str; 7] =
    ["time", "cs-uri-stem", "c-ip", "sc-status", "sc-substatus", "sc-win32-status", "time-taken"];
/// The fields that are numbers.
const NUMBERS: [&str; 4] = ["sc-status", "sc-substatus", "sc-win32-status", "time-taken"];
/// How long IIS must have written nothing for that to be worth a row.
const SILENCE: Span = Span::from_s(10);
/// How many rows are drawn; the rest waits behind a button.
const IN_VIEW: usize = 200;
/// How many while time runs and the newest stays in view: more than a pane can show, and a table costs by its rows.
const WHILE_PLAYING: usize = 40;

/// What the pane shows.
#[derive(Clone, Debug, Properties)]
pub struct LogPaneProps {
    /// All rows of what was played.
    pub log: Rc<Vec<Row>>,
    /// How many of them are written at the playhead.
    pub rows: usize,
    /// Arrivals, to count what is open in a silence.
    pub strip: Rc<Strip>,
    /// The playhead, to the second: a silence that lasts is told anew each second.
    pub second: Time,
    /// Wall clock of second 0: seconds since 1970, UTC.
    pub starts_at_unix_s: u64,
    /// Whether time runs: then the newest row stays in view.
    pub playing: bool,
    /// The selected request.
    pub selected: Option<RequestId>,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
    /// Copies the whole file.
    pub on_copy: Callback<()>,
}

/// Large parts by identity.
impl PartialEq for LogPaneProps {
    fn eq(&self, other: &Self) -> bool {
        (Rc::ptr_eq(&self.log, &other.log)
            || (self.rows == other.rows && self.log[..self.rows] == other.log[..other.rows]))
            && (self.rows, self.second, self.starts_at_unix_s, self.playing, self.selected, self.lang)
                == (other.rows, other.second, other.starts_at_unix_s, other.playing, other.selected, other.lang)
            && self.act == other.act
            && self.on_copy == other.on_copy
    }
}

impl LogPaneProps {
    /// Out of a frame.
    pub fn of(frame: &Rc<Frame>, lang: Lang, act: Callback<Action>, on_copy: Callback<()>) -> Self {
        Self {
            log: Rc::clone(&frame.log),
            rows: frame.log_rows.min(frame.log.len()),
            strip: Rc::clone(&frame.strip),
            second: Time::from_ms(frame.at.ms() / 1_000 * 1_000),
            starts_at_unix_s: frame.starts_at_unix_s,
            playing: frame.playing,
            selected: frame.selected,
            lang,
            act,
            on_copy,
        }
    }
}

/// The pane.
#[component]
pub fn LogPane(props: &LogPaneProps) -> Html {
    let lang = props.lang;
    let all_fields = use_state_eq(|| false);
    let all_rows = use_state_eq(|| false);
    let rows = &props.log[..props.rows];
    let drawn = if props.playing { WHILE_PLAYING } else { IN_VIEW };
    let hidden = if *all_rows { 0 } else { rows.len().saturating_sub(drawn) };
    let folds = folded_fields(rows);
    let shown: Vec<usize> = (0..FIELDS.len()).filter(|&field| *all_fields || !folds[field]).collect();
    let scroll = use_node_ref();
    {
        let scroll = scroll.clone();
        use_effect_with((props.rows, props.selected, props.playing), move |_| {
            if let Some(scroll) = scroll.cast::<web_sys::Element>() {
                browser::scroll_to_end(&scroll);
            }
        });
    }
    let toggle = {
        let all_fields = all_fields.clone();
        Callback::from(move |_: MouseEvent| all_fields.set(!*all_fields))
    };
    let show_earlier = {
        let all_rows = all_rows.clone();
        Callback::from(move |_: MouseEvent| all_rows.set(true))
    };
    let fold_count = FIELDS.len() - shown.len();
    html! {
        <section class="pane log" aria-labelledby="log-title">
            <div class="pane-bar">
                <h2 id="log-title" class="pane-title">{ LabWord::Log.text(lang) }</h2>
                <span class="mono">{ file_name(props.starts_at_unix_s) }</span>
                if fold_count > 0 || *all_fields {
                    <span class="quiet log-folded">{ if fold_count > 0 { folded(fold_count, lang) } else { String::new() } }</span>
                    <button type="button" class="link" aria-expanded={flag(*all_fields)} onclick={toggle}>
                        { if *all_fields { LabWord::Fold.text(lang) } else { LabWord::Show.text(lang) } }
                    </button>
                }
                { Button::new(LabWord::Copy.text(lang), props.on_copy.reform(|_| ())).named(LabWord::CopyLog.text(lang))
                    .with_icon("copy").class("btn-small").class("btn-flat").class("pane-end").draw() }
            </div>
            <div class="log-scroll" ref={scroll} tabindex="0" role="region" aria-label={LabWord::LogRegion.text(lang)} lang="en">
                if rows.is_empty() {
                    <p class="log-empty" lang={lang.tag()}>{ LabWord::LogEmpty.text(lang) }</p>
                } else {
                    if hidden > 0 {
                        <button type="button" class="link log-earlier" lang={lang.tag()} onclick={show_earlier}>
                            { earlier_rows(hidden, lang) }
                        </button>
                    }
                    <table class={all_fields.then_some("log-all")}>
                        <thead>
                            <tr>{ for shown.iter().map(|&field| html! {
                                <th key={field} scope="col" class={class_of(field)}>{ FIELDS[field] }</th>
                            }) }</tr>
                        </thead>
                        <tbody>{ for body(props, &rows[hidden..], &shown) }</tbody>
                    </table>
                }
            </div>
        </section>
    }
}

/// Rows and silences, in order.
fn body(props: &LogPaneProps, rows: &[Row], shown: &[usize]) -> Vec<Html> {
    let mut body = Vec::with_capacity(rows.len() + 4);
    let mut before = rows.first().map_or(Time::ZERO, |row| row.at);
    for row in rows {
        if row.at.since(before) >= SILENCE {
            body.push(silence(props, before, row.at, shown.len()));
        }
        body.push(written(props, row, shown));
        before = row.at;
    }
    if props.second.since(before) >= SILENCE {
        body.push(silence(props, before, props.second, shown.len()));
    }
    body
}

fn written(props: &LogPaneProps, row: &Row, shown: &[usize]) -> Html {
    let request = row.request;
    let selected = props.selected == Some(request);
    let mark = Mark::of_status(row.status);
    let select = props.act.reform(move |()| Action::Select(Some(request)));
    let on_click = select.reform(|_: MouseEvent| ());
    html! {
        <tr key={request.0} class={classes!("log-row", selected.then_some("log-selected"))} onclick={on_click}
            data-request={request.0.to_string()}>
            { for shown.iter().enumerate().map(|(place, &field)| html! {
                <td key={field} class={class_of(field)}>
                    if place == 0 && mark != Mark::Ok { { mark.icon() } }
                    if FIELDS[field] == "cs-uri-stem" {
                        <button type="button" class="log-pick" aria-pressed={flag(selected)}>{ row.value(field) }</button>
                    } else {
                        { row.value(field) }
                    }
                </td>
            }) }
        </tr>
    }
}

/// A time in which IIS wrote nothing: how long, and what was open at its end.
fn silence(props: &LogPaneProps, from: Time, to: Time, columns: usize) -> Html {
    let arrived = props.strip.arrivals.partition_point(|arrival| arrival.at < to);
    // What ends at the very end of the silence was open in it.
    let open = props.strip.arrivals[..arrived].iter().filter(|arrival| arrival.ended.is_none_or(|ended| ended >= to));
    let text = gap(to.since(from), open.count(), props.lang);
    html! {
        <tr key={format!("gap-{}", from.ns())} class="log-gap">
            <td colspan={columns.to_string()} lang={props.lang.tag()}><span>{ text }</span></td>
        </tr>
    }
}

/// What the style must know of a field: numbers stand right, and where the pane is narrow two fields give way to them.
fn class_of(field: usize) -> Option<&'static str> {
    match FIELDS[field] {
        "c-ip" => Some("log-ip"),
        "cs-uri-stem" => Some("log-stem"),
        name => NUMBERS.contains(&name).then_some("num"),
    }
}

/// Which fields say nothing: those that are none of the telling ones and have one value in all rows.
fn folded_fields(rows: &[Row]) -> [bool; FIELDS.len()] {
    let mut folds = FIELDS.map(|field| !TELLING.contains(&field));
    if let Some((first, others)) = rows.split_first() {
        for row in others {
            for ((fold, value), same) in folds.iter_mut().zip(row.values()).zip(first.values()) {
                *fold &= value == same;
            }
        }
    }
    folds
}
