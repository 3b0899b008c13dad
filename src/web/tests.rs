//! The panes as text: what a reader finds in them at a given frame.

use std::rc::Rc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Change, FaultSetting, Frame, Knob, Refusal, Value};
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::{Fault, Hosting, RequestId};
use yew::prelude::*;
use yew::{BaseComponent, LocalServerRenderer};

use crate::pane::{Bar, Faults, LogPane, LogPaneProps, Why, bar, scenario_titles, time_bar, use_notices, why};
use crate::store::{FLAGSHIP, Message, Notice, Store};

/// What a component writes, without the marks of hydration.
fn text<C: BaseComponent>(props: C::Properties) -> String {
    let runtime =
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
    let render = async move { LocalServerRenderer::<C>::with_props(props).hydratable(false).render().await };
    tokio::task::LocalSet::new().block_on(&runtime, render)
}

#[derive(Clone, PartialEq, Properties)]
struct DrawnProps {
    html: Html,
}

/// Something that is no component.
#[component]
fn Drawn(props: &DrawnProps) -> Html {
    props.html.clone()
}

fn html_text(html: Html) -> String {
    text::<Drawn>(DrawnProps { html })
}

/// A scenario after some actions.
fn after(slug: &str, actions: &[Action]) -> Store {
    let mut store = Rc::new(Store::open(slug));
    for action in actions {
        store = store.reduce(Message::Act(action.clone()));
    }
    (*store).clone()
}

fn frame(slug: &str, actions: &[Action]) -> Rc<Frame> {
    after(slug, actions).frame
}

fn log(frame: &Rc<Frame>, lang: Lang) -> String {
    text::<LogPane>(LogPaneProps::of(frame, lang, Callback::noop(), Callback::noop()))
}

fn faults(frame: &Rc<Frame>) -> String {
    html_text(crate::pane::faults(&Faults::of(frame, None, Lang::En, Callback::noop())))
}

#[test]
fn the_log_shows_the_row_of_the_502_3_and_the_silence_before_it() {
    let html = log(&frame(FLAGSHIP, &[]), Lang::En);
    assert!(html.contains("<h2 id=\"log-title\" class=\"pane-title\">Log</h2>"));
    assert!(html.contains("u_ex261110.log"));
    assert!(html.contains("8 fields with one value are folded"));
    assert!(html.contains("class=\"log-row log-selected\""), "the failed request is selected");
    assert!(html.contains("<td class=\"num\">12002</td>"));
    assert!(html.contains(" without a row. "));
    assert_eq!(html.matches("class=\"mk c-bad\"").count(), 1);
}

#[test]
fn the_log_of_a_run_that_has_not_begun_says_when_rows_come() {
    let html = log(&frame(FLAGSHIP, &[Action::Seek(Time::ZERO)]), Lang::En);
    assert!(html.contains("No row yet: IIS writes one when a request ends."));
    assert!(!html.contains("<table"));
}

#[test]
fn the_log_stays_english_where_the_page_is_korean() {
    let html = log(&frame(FLAGSHIP, &[]), Lang::Ko);
    assert!(html.contains("sc-win32-status") && html.contains("동안 행이 없습니다"));
    assert!(html.contains("lang=\"ko\"") && html.contains("lang=\"en\""));
}

#[test]
fn why_goes_from_the_status_line_to_the_root() {
    let frame = frame(FLAGSHIP, &[]);
    let html = html_text(why(&Why::of(&frame, Lang::En, Callback::noop())));
    let links = frame.why.as_ref().map_or(0, |chain| chain.links.len());
    assert_eq!(html.matches("class=\"why-link\"").count(), links);
    assert!(html.contains("Why this 502? #41"));
    assert_eq!(html.matches("first difference from #40").count(), 1);
}

#[test]
fn why_says_what_would_appear_where_nothing_is_selected() {
    let frame = frame("healthy-farm", &[Action::Select(None)]);
    let html = html_text(why(&Why::of(&frame, Lang::En, Callback::noop())));
    assert!(html.contains("Select a failed request") && html.contains("Go to the first 502.3"));
}

#[test]
fn the_reasons_stay_while_their_moments_are_visited() {
    let frame =
        frame(FLAGSHIP, &[Action::Seek(Time::from_ms(90_000)), Action::Select(Some(RequestId(58))), Action::Visit(2)]);
    let html = html_text(why(&Why::of(&frame, Lang::En, Callback::noop())));
    assert!(html.contains("Why this 502? #58") && html.contains("Back to 1:30.000"), "{html}");
    assert_eq!(html.matches("aria-current=\"true\"").count(), 1);
}

#[test]
fn a_run_of_an_article_opens_with_the_reasons_of_its_last_failure() {
    let mut explained = 0;
    for source in bad_gateway::article::articles() {
        let article = bad_gateway::article::parse(source).unwrap_or_else(|problems| panic!("{problems:?}"));
        for claim in article.claims {
            let link = claim.run.link.to_string();
            let opened = Rc::new(Store::open(FLAGSHIP)).reduce(Message::Load(link.clone()));
            if let (None, Some(failure)) = (opened.frame.selected, opened.frame.failure) {
                let why = Why::of(&opened.frame, source.lang, Callback::noop());
                assert_eq!(why.chain.map(|chain| chain.request), Some(failure.request), "{link}");
                explained += 1;
            }
        }
    }
    assert!(explained > 4, "claims are about failures");
}

#[test]
fn why_knows_that_a_request_is_still_open_or_ended_well() {
    let at = |request, ms| {
        let frame = frame(FLAGSHIP, &[Action::Seek(Time::from_ms(ms)), Action::Select(Some(RequestId(request)))]);
        html_text(why(&Why::of(&frame, Lang::En, Callback::noop())))
    };
    assert!(at(50, 60_000).contains("has not ended yet"));
    assert!(at(3, 60_000).contains("ended well"));
}

#[test]
fn a_fault_that_is_on_shows_its_schedule() {
    let html = faults(&frame(FLAGSHIP, &[]));
    assert!(html.contains("1 of 8 on"));
    assert_eq!(html.matches("role=\"switch\"").count(), 8);
    assert_eq!(html.matches("class=\"fault-set\"").count(), 1);
    assert!(html.contains("value=\"0:40.000\"") && html.contains("value=\"1:50.000\""));
    assert!(!html.contains("dependency-slow-takes"));
}

#[test]
fn how_long_a_slow_c_takes_can_be_set() {
    let setting = FaultSetting { delay: Span::from_s(7), ..FaultSetting::from(Time::ZERO) };
    let plan = frame("healthy-farm", &[]).snapshot.plan.clone();
    let change = Change::new(&plan, Knob::Fault(Fault::DependencySlow), Value::Fault(Some(setting)));
    let html = faults(&frame("healthy-farm", &[Action::Change(change.expect("there is a dependency"))]));
    assert!(html.contains("id=\"dependency-slow-takes\"") && html.contains("value=\"7\""));
}

#[test]
fn a_fault_that_cannot_happen_can_be_focused_and_says_why() {
    let html = faults(&frame(FLAGSHIP, &[Action::SetHosting(Hosting::AspNetCoreOutOfProcess)]));
    assert_eq!(html.matches("aria-disabled=\"true\"").count(), 1);
    assert!(html.contains("aria-describedby=\"why-not-connect-blackhole\""));
    assert!(html.contains("id=\"why-not-connect-blackhole\""));
    assert!(!html.contains(" disabled"), "what is disabled for good can not be focused");
}

#[test]
fn the_bar_marks_a_digest_that_is_not_final() {
    let bar = |frame: &Rc<Frame>| {
        let (titles, act) = (scenario_titles(Lang::En), Callback::noop());
        html_text(bar(
            frame,
            Bar { titles: &titles, lang: Lang::En, act: &act, on_share: Callback::noop(), sharing: false },
        ))
    };
    let open = bar(&frame(FLAGSHIP, &[]));
    assert!(open.contains("run so far ") && open.contains("data-complete=\"false\""));
    assert_eq!(open.matches(" selected").count(), 3, "one entry of each menu");
    let over = frame(FLAGSHIP, &[Action::Jump(bad_gateway::lab::Jump::End)]);
    assert!(over.digest.complete);
    assert!(bar(&over).contains(&format!("run {}", over.digest.short)));
}

#[test]
fn several_runs_can_be_switched_between() {
    let time = |frame: &Rc<Frame>| html_text(time_bar(frame, Lang::En, &Callback::noop()));
    assert!(!time(&frame(FLAGSHIP, &[])).contains("time-runs"));
    let forked = time(&frame(FLAGSHIP, &[Action::Seek(Time::from_ms(30_000)), Action::Fork]));
    assert!(forked.contains("Run 1") && forked.contains("Run 2, from 0:30"));
    let plan = frame(FLAGSHIP, &[]).snapshot.plan.clone();
    let value = Value::Span(Span::from_s(5));
    let change = Action::Change(Change::new(&plan, Knob::CallTimeout, value).expect("there is a dependency"));
    let changed = time(&frame(FLAGSHIP, &[Action::Seek(Time::from_ms(30_000)), Action::Fork, change]));
    assert!(changed.contains("2: call time-out 5\u{a0}s") && changed.contains("Close this run"), "{changed}");
    let forks = [Action::Fork, Action::Fork, Action::Fork, Action::Fork];
    assert_eq!(after(FLAGSHIP, &forks).notice, Some(Notice::Refused(Refusal::TooManyRuns)));
    assert_eq!(Refusal::TooManyRuns.say(Lang::En), "At most 4 runs are kept. Close one of them first.");
}

#[test]
fn while_the_first_request_is_followed_the_speed_says_so() {
    let mut store = Rc::new(after("healthy-farm", &[Action::Play]));
    for _ in 0..30 {
        store = store.reduce(Message::Advance(Span::from_ms(16), 10_000));
    }
    let html = html_text(time_bar(&store.frame, Lang::En, &Callback::noop()));
    assert!(html.contains("20×, now 1/50× to follow #1"), "{html}");
}

/// Opens a corrupt link as soon as it is drawn.
#[component]
fn Corrupt() -> Html {
    let store = use_reducer_eq(|| {
        let store = Rc::new(Store::open(FLAGSHIP));
        (*store.reduce(Message::Load("v=1&scenario=flood&seed=7".to_owned()))).clone()
    });
    use_notices(&store, Lang::En)
}

#[test]
fn a_corrupt_link_is_told_with_its_place() {
    let html = text::<Corrupt>(());
    assert!(html.contains("role=\"alert\"") && html.contains("scenario=flood"), "{html}");
}

#[test]
fn the_scenarios_of_the_home_page_open_without_a_word_about_their_version() {
    let lab = Rc::new(Store::open(FLAGSHIP));
    for slug in bad_gateway::scenario::names() {
        let opened = Rc::clone(&lab).reduce(Message::Load(crate::page::home::opening(slug, 7)));
        assert_eq!((opened.frame.scenario.as_str(), &opened.notice), (slug, &None), "{slug}");
    }
}
