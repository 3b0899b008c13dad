//! The links of a causal chain in words.

use super::fault::did;
use super::korean::{Particle, josa};
use super::number::{about, capital, clock_short, counted, exact, setting, thousands};
use super::{Lang, Say, ending};
use crate::explain::{Reason, Wait, Who};
use crate::kernel::Span;
use crate::plan::{Plan, Role};
use crate::vocabulary::{CallStyle, Fault, Phase, PlaceId, PoolId, PoolKind, RequestId, Slots};

/// A link in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who did or did not do what, in a plain sentence; code words stand between backticks, see [`spans`].
    pub who: String,
    /// What that rests on, set in mono; may be empty.
    pub fact: String,
}

/// A piece of a text that marks code words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The words.
    pub text: &'a str,
    /// Whether they are code.
    pub code: bool,
}

/// Splits a text at its backticks: what stands between two of them is code.
pub fn spans(text: &str) -> impl Iterator<Item = Marked<'_>> {
    let pieces = text.split('`').enumerate().map(|(index, text)| Marked { text, code: index % 2 == 1 });
    pieces.filter(|piece| !piece.text.is_empty())
}

/// What a link of a chain says. Places and pools are those of the chain's plan.
pub fn told(reason: &Reason, plan: &Plan, lang: Lang) -> Told {
    let (who, fact) = match lang {
        Lang::En => en(reason, plan),
        Lang::Ko => ko(reason, plan),
    };
    Told { who, fact }
}

/// Who and fact in one line, without the marks of code words: for copying, and for the command line.
pub fn line(reason: &Reason, plan: &Plan, lang: Lang) -> String {
    let Told { who, fact } = told(reason, plan, lang);
    let who = who.replace('`', "");
    if fact.is_empty() { who } else { format!("{who} ({fact})") }
}

fn name(plan: &Plan, place: PlaceId) -> &str {
    &plan.place(place).name
}

/// Who owns a pool, and what its connections lead to.
fn names(plan: &Plan, pool: PoolId) -> (&str, &str) {
    let pool = plan.pool(pool);
    (name(plan, pool.place), pool.link.map_or("", |link| name(plan, plan.link(link).to)))
}

fn en(reason: &Reason, plan: &Plan) -> (String, String) {
    let lang = Lang::En;
    let name = |place| name(plan, place);
    match *reason {
        Reason::ClientGot(Some(code), after) => {
            (format!("The client got {code}."), format!("after {}", exact(after, lang)))
        }
        Reason::ClientGot(None, after) => ("The client got no answer.".into(), format!("after {}", exact(after, lang))),
        Reason::AEnded { place, ending: how, status, waited } => {
            (with_a(ending::sentence(how, waited, lang), name(place)), win32(status.win32.0, status.win32.symbol()))
        }
        Reason::BAnswered { place, code } => {
            (format!("{} answered {code} by itself, and A passed it on.", name(place)), "sub-status 0, win32 0".into())
        }
        Reason::FaultActed { fault, place, phase } => {
            (did(fault, name(place), lang), fact_of_fault(fault, name(place), phase, lang))
        }
        Reason::WaitedForUnit { pool, of, waited, style } => {
            let (b, _) = names(plan, pool);
            match (plan.pool(pool).kind, style) {
                (PoolKind::Thread, _) => (
                    format!("{b} had no thread for it."),
                    format!("{} in the work queue, all {of} busy", wait(waited, lang)),
                ),
                (PoolKind::Worker, _) => {
                    (format!("{b} had no worker for it."), format!("{} in the queue", wait(waited, lang)))
                }
                (PoolKind::Connection, CallStyle::Synchronous) => (
                    format!("{b}’s thread waited for a slot in `HttpClient.Send`."),
                    format!("for {}", wait(waited, lang)),
                ),
                (PoolKind::Connection, CallStyle::Awaited) => (
                    format!("{b}’s handler awaited `HttpClient.SendAsync`, without a thread, and had no slot."),
                    format!("for {}", wait(waited, lang)),
                ),
            }
        }
        Reason::WaitedForReply { place, to, slot, waited, style } => {
            let (b, c) = (name(place), name(to));
            let who = match style {
                CallStyle::Synchronous => format!("{b}’s thread waited for {c} in `HttpClient.Send`."),
                CallStyle::Awaited => {
                    format!("{b}’s handler awaited {c} in `HttpClient.SendAsync`, without a thread.")
                }
            };
            // People count slots from 1.
            (who, format!("for {}, on slot {}", wait(waited, lang), slot.0.saturating_add(1)))
        }
        Reason::CallTimedOut { place, to, after } => (
            format!("{} gave up its call to {} and answered 500.", name(place), name(to)),
            format!("HttpClient.Timeout {}", setting(after, lang)),
        ),
        Reason::Worked { place, took } => {
            let who = match plan.place(place).role {
                Role::Gateway(_) => format!("{}’s worker was at it.", name(place)),
                Role::Clients | Role::App(_) | Role::Dependency(_) => {
                    format!("{}’s thread computed for it.", name(place))
                }
            };
            (who, format!("for {}", exact(took, lang)))
        }
        Reason::Held { pool, of, busy, computed, holders, waiting } => {
            let (b, c) = names(plan, pool);
            match plan.pool(pool).kind {
                PoolKind::Thread if computed => {
                    (format!("{b}’s threads were at work; most of them computed."), format!("{busy} of {of} computed"))
                }
                PoolKind::Thread if Some(busy) == of.limit() => {
                    (format!("All {of} threads of {b} stood in `HttpClient.Send`."), format!("{busy} of {of}"))
                }
                PoolKind::Thread => {
                    let threads = counted(busy, &format!("thread of {b} stood"), &format!("threads of {b} stood"));
                    (format!("{} in `HttpClient.Send`.", capital(&threads)), format!("{busy} of {of}"))
                }
                PoolKind::Worker => (
                    format!("{b} itself had no worker free."),
                    format!("{of} workers busy, {} queued", thousands(u64::from(waiting), Lang::En)),
                ),
                PoolKind::Connection => {
                    let who = match of {
                        Slots::Limited(1) => format!("The only slot to {c} was held."),
                        Slots::Limited(2) => format!("Both slots to {c} were held."),
                        Slots::Limited(limit) => {
                            format!("All {} slots to {c} were held.", thousands(u64::from(limit), Lang::En))
                        }
                        Slots::Unlimited => format!("The connections to {c} were held."),
                    };
                    let mut fact = format!("MaxConnectionsPerServer {of}");
                    if let Some(held) = holders_of(holders) {
                        fact.push_str(&format!(", held by {held}"));
                    }
                    fact.push_str(&format!("; {} waited", thousands(u64::from(waiting), Lang::En)));
                    (who, fact)
                }
            }
        }
        Reason::Silent { place, request, until } => (
            format!("{} had accepted the call of {request} and stayed silent.", name(place)),
            until.map_or_else(|| "still silent".into(), |until| format!("until {}", clock_short(until))),
        ),
        Reason::Slow { place, request, took, answered } => (
            format!("{} was slow to answer the call of {request}.", name(place)),
            match answered {
                true => format!("it took {}", exact(took, lang)),
                false => format!("not answered after {}", exact(took, lang)),
            },
        ),
        Reason::Load { pool, of, asked, served } => {
            let (b, c) = names(plan, pool);
            let units = units_en(plan.pool(pool).kind, of);
            let who = match plan.pool(pool).kind {
                PoolKind::Worker | PoolKind::Thread => format!("More requests came than {units} of {b} can serve."),
                PoolKind::Connection => format!("More calls came than {units} to {c} can serve."),
            };
            (who, format!("{} a second arrive, {units} {} {}", rate(asked, lang), serve(of), rate(served, lang)))
        }
        Reason::Patience { who, needs, waits, to } => {
            let takes = to.map_or_else(|| "The request".to_owned(), |to| name(to).to_owned());
            let (longer, limit) = match who {
                Who::Gateway(place) => (format!("{} waits", name(place)), format!("{} waits", name(place))),
                Who::App(place) => (format!("a call of {} may take", name(place)), "HttpClient.Timeout".to_owned()),
                Who::Client => ("the client waits".to_owned(), "the client waits".to_owned()),
            };
            (
                format!("{takes} usually takes longer than {longer}."),
                format!("usually up to {}, {limit} {}", about(needs, lang), setting(waits, lang)),
            )
        }
        Reason::Starved { pool, of } => {
            let (b, _) = names(plan, pool);
            let units = units_en(plan.pool(pool).kind, of);
            (format!("All {units} of {b} waited for what itself needs one."), "nobody can go on".into())
        }
        Reason::Ring { parties } => {
            ("They wait for each other in a ring.".into(), format!("{parties} in the ring, nobody can go on"))
        }
        Reason::Leak { pool, of } => {
            let (b, c) = names(plan, pool);
            let of_whom = if c.is_empty() { b } else { c };
            (format!("Whoever held it never gave it back to {of_whom}."), units_en(plan.pool(pool).kind, of))
        }
    }
}

/// `2 connections`.
fn units_en(kind: PoolKind, of: Slots) -> String {
    let (one, many) = match kind {
        PoolKind::Worker => ("worker", "workers"),
        PoolKind::Thread => ("thread", "threads"),
        PoolKind::Connection => ("connection", "connections"),
    };
    match of {
        Slots::Limited(1) => format!("1 {one}"),
        Slots::Limited(limit) => format!("{} {many}", thousands(u64::from(limit), Lang::En)),
        Slots::Unlimited => format!("the {many}"),
    }
}

const fn serve(of: Slots) -> &'static str {
    match of {
        Slots::Limited(1) => "serves",
        Slots::Limited(_) | Slots::Unlimited => "serve",
    }
}

/// A rate given in a thousand seconds, a second: `60`, `2.5`.
fn rate(per_1000_s: u64, lang: Lang) -> String {
    if per_1000_s >= 10_000 {
        return thousands((per_1000_s + 500) / 1_000, lang);
    }
    let tenths = (per_1000_s + 50) / 100;
    if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// A sentence about A, with the name that the gateway has.
fn with_a(sentence: String, name: &str) -> String {
    match sentence.strip_prefix("A ") {
        Some(rest) if name != "A" => format!("{name} {rest}"),
        Some(_) | None => sentence,
    }
}

fn ko(reason: &Reason, plan: &Plan) -> (String, String) {
    let lang = Lang::Ko;
    let name = |place| name(plan, place);
    match *reason {
        Reason::ClientGot(Some(code), after) => {
            (format!("클라이언트는 {code} 응답을 받았습니다."), format!("{} 후", exact(after, lang)))
        }
        Reason::ClientGot(None, after) => {
            ("클라이언트는 응답을 받지 못했습니다.".into(), format!("{} 후", exact(after, lang)))
        }
        Reason::AEnded { place, ending: how, status, waited } => (
            ending::named(&ending::sentence(how, waited, lang), name(place), "B"),
            win32(status.win32.0, status.win32.symbol()),
        ),
        Reason::BAnswered { place, code } => (
            format!("{} 스스로 {code} 상태로 응답했고 A는 그대로 전달했습니다.", josa(name(place), Particle::Subject)),
            "하위 상태 코드 0, win32 0".into(),
        ),
        Reason::FaultActed { fault, place, phase } => {
            (did(fault, name(place), lang), fact_of_fault(fault, name(place), phase, lang))
        }
        Reason::WaitedForUnit { pool, of, waited, style } => {
            let (b, _) = names(plan, pool);
            match (plan.pool(pool).kind, style) {
                (PoolKind::Thread, _) => (
                    format!("{b}에는 이 요청을 맡을 스레드가 없었습니다."),
                    format!("작업 큐에서 {}, 스레드 {}개 모두 사용 중", wait(waited, lang), of.ko()),
                ),
                (PoolKind::Worker, _) => {
                    (format!("{b}에는 이 요청을 맡을 작업자가 없었습니다."), format!("큐에서 {}", wait(waited, lang)))
                }
                (PoolKind::Connection, CallStyle::Synchronous) => (
                    format!("{b}의 스레드가 `HttpClient.Send`에서 슬롯을 기다렸습니다."),
                    format!("{} 동안", wait(waited, lang)),
                ),
                (PoolKind::Connection, CallStyle::Awaited) => (
                    format!("{b}의 처리기가 `HttpClient.SendAsync`를 스레드 없이 기다렸지만 슬롯이 비지 않았습니다."),
                    format!("{} 동안", wait(waited, lang)),
                ),
            }
        }
        Reason::WaitedForReply { place, to, slot, waited, style } => {
            let (b, c) = (name(place), josa(name(to), Particle::Object));
            let who = match style {
                CallStyle::Synchronous => format!("{b}의 스레드가 `HttpClient.Send`에서 {c} 기다렸습니다."),
                CallStyle::Awaited => {
                    format!("{b}의 처리기가 `HttpClient.SendAsync`에서 스레드 없이 {c} 기다렸습니다.")
                }
            };
            (who, format!("{} 동안, 슬롯 {}", wait(waited, lang), slot.0.saturating_add(1)))
        }
        Reason::CallTimedOut { place, to, after } => (
            format!("{} {} 호출을 포기하고 500으로 응답했습니다.", josa(name(place), Particle::Subject), name(to)),
            format!("HttpClient.Timeout {}", setting(after, lang)),
        ),
        Reason::Worked { place, took } => {
            let who = match plan.place(place).role {
                Role::Gateway(_) => format!("{}의 작업자가 이 요청을 처리하고 있었습니다.", name(place)),
                Role::Clients | Role::App(_) | Role::Dependency(_) => {
                    format!("{}의 스레드가 이 요청을 처리했습니다.", name(place))
                }
            };
            (who, format!("{} 동안", exact(took, lang)))
        }
        Reason::Held { pool, of, busy, computed, holders, waiting } => {
            let (b, c) = names(plan, pool);
            let (all, some) = (of.ko(), thousands(u64::from(busy), Lang::Ko));
            match plan.pool(pool).kind {
                PoolKind::Thread if computed => {
                    (format!("{b}의 스레드는 대부분 계산하는 중이었습니다."), format!("{all}개 중 {some}개 계산 중"))
                }
                PoolKind::Thread if Some(busy) == of.limit() => (
                    format!("{b}의 스레드 {all}개 모두 `HttpClient.Send`에서 막혀 있었습니다."),
                    format!("{all}개 중 {some}개"),
                ),
                PoolKind::Thread => (
                    format!("{b}의 스레드 {some}개가 `HttpClient.Send`에서 막혀 있었습니다."),
                    format!("{all}개 중 {some}개"),
                ),
                PoolKind::Worker => (
                    format!("{b}에는 남은 작업자가 없었습니다."),
                    format!("작업자 {all}개 모두 사용 중, 큐에 {}건", thousands(u64::from(waiting), Lang::Ko)),
                ),
                PoolKind::Connection => {
                    let to_c = josa(c, Particle::By);
                    let who = match of {
                        Slots::Limited(1) => format!("{to_c} 가는 하나뿐인 슬롯이 사용 중이었습니다."),
                        Slots::Limited(limit) => {
                            format!(
                                "{to_c} 가는 슬롯 {}개가 모두 사용 중이었습니다.",
                                thousands(u64::from(limit), Lang::Ko)
                            )
                        }
                        Slots::Unlimited => format!("{to_c} 가는 연결이 모두 사용 중이었습니다."),
                    };
                    let mut fact = format!("MaxConnectionsPerServer {of}");
                    if let Some(held) = holders_of(holders) {
                        fact.push_str(&format!(", 사용 중: {held}"));
                    }
                    fact.push_str(&format!("; 대기 {}건", thousands(u64::from(waiting), Lang::Ko)));
                    (who, fact)
                }
            }
        }
        Reason::Silent { place, request, until } => (
            format!(
                "{} {request}의 호출을 받아들인 뒤 아무 응답도 하지 않았습니다.",
                josa(name(place), Particle::Subject)
            ),
            until.map_or_else(|| "아직 응답 없음".into(), |until| format!("{}까지", clock_short(until))),
        ),
        Reason::Slow { place, request, took, answered } => {
            let c = josa(name(place), Particle::Subject);
            match answered {
                true => (format!("{c} {request}의 호출에 늦게 응답했습니다."), format!("{} 걸림", exact(took, lang))),
                false => (
                    format!("{c} {request}의 호출에 제때 응답하지 않았습니다."),
                    format!("{} 지나도 응답 없음", exact(took, lang)),
                ),
            }
        }
        Reason::Load { pool, of, asked, served } => {
            let (b, c) = names(plan, pool);
            let kind = plan.pool(pool).kind;
            let units = units_ko(kind, of);
            let who = match kind {
                PoolKind::Thread | PoolKind::Worker => {
                    format!("{b}의 {} 처리할 수 있는 것보다 많은 요청이 들어왔습니다.", josa(&units, Particle::By))
                }
                PoolKind::Connection => {
                    let [to_c, by] = [c, &units].map(|word| josa(word, Particle::By));
                    format!("{to_c} 가는 {by} 처리할 수 있는 것보다 많은 호출이 들어왔습니다.")
                }
            };
            let units = josa(&units, Particle::Topic);
            (who, format!("초당 {}건 도착, {units} 초당 {}건 처리", rate(asked, lang), rate(served, lang)))
        }
        Reason::Patience { who, needs, waits, to } => {
            let takes = to.map_or_else(|| "이 요청은".to_owned(), |to| josa(name(to), Particle::Topic));
            let (longer, limit) = match who {
                Who::Gateway(place) => (
                    format!("{} 기다리는", josa(name(place), Particle::Subject)),
                    format!("{}의 제한 시간", name(place)),
                ),
                Who::App(place) => (format!("{}의 호출에 허용된", name(place)), "HttpClient.Timeout".to_owned()),
                Who::Client => ("클라이언트가 기다리는".to_owned(), "클라이언트가 기다리는 시간".to_owned()),
            };
            (
                format!("{takes} 보통 {longer} 시간보다 오래 걸립니다."),
                format!("보통 최대 {}, {limit} {}", about(needs, lang), setting(waits, lang)),
            )
        }
        Reason::Starved { pool, of } => {
            let (b, _) = names(plan, pool);
            let units = units_ko(plan.pool(pool).kind, of);
            (
                format!("{b}의 {} 모두, 그중 하나가 있어야 끝나는 일을 기다렸습니다.", josa(&units, Particle::Subject)),
                "아무도 나아갈 수 없음".into(),
            )
        }
        Reason::Ring { parties } => {
            ("서로가 서로를 기다립니다.".into(), format!("{parties}개가 고리를 이룸, 아무도 나아갈 수 없음"))
        }
        Reason::Leak { pool, of } => {
            let units = units_ko(plan.pool(pool).kind, of);
            ("가져간 쪽이 끝내 돌려주지 않았습니다.".into(), units)
        }
    }
}

/// `연결 2개`.
fn units_ko(kind: PoolKind, of: Slots) -> String {
    let unit = match kind {
        PoolKind::Worker => "작업자",
        PoolKind::Thread => "스레드",
        PoolKind::Connection => "연결",
    };
    match of {
        Slots::Limited(limit) => format!("{unit} {}개", thousands(u64::from(limit), Lang::Ko)),
        Slots::Unlimited => unit.to_owned(),
    }
}

/// `fault: Refused, A connects to B`.
fn fact_of_fault(fault: Fault, at: &str, phase: Phase, lang: Lang) -> String {
    let (name, phase) = (super::fault::name(fault, at, lang), phase.say(lang));
    match lang {
        Lang::En => format!("fault “{name}”; {phase}"),
        Lang::Ko => format!("장애 “{name}”; {phase}"),
    }
}

fn win32(code: u32, symbol: Option<&str>) -> String {
    symbol.map_or_else(|| format!("win32 {code}"), |symbol| format!("win32 {code}, {symbol}"))
}

fn holders_of(holders: [Option<RequestId>; 2]) -> Option<String> {
    match holders {
        [None, None] => None,
        [Some(one), None] | [None, Some(one)] => Some(one.to_string()),
        [Some(first), Some(second)] => Some(format!("{first}, {second}")),
    }
}

/// How long somebody waited; where it went on for a second and more after whoever asked had given up, both.
fn wait(waited: Wait, lang: Lang) -> String {
    let Wait { by_then, in_all } = waited;
    if by_then + Span::from_s(1) > in_all {
        return exact(by_then, lang);
    }
    match lang {
        Lang::En => format!("{} (in all {})", exact(by_then, lang), exact(in_all, lang)),
        Lang::Ko => format!("{}(모두 {})", exact(by_then, lang), exact(in_all, lang)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Time;
    use crate::vocabulary::{Ending, Status, UnitId, Win32};

    /// Waits of so many milliseconds, after which nobody went on waiting.
    fn lasted(ms: u64) -> Wait {
        Wait { by_then: Span::from_ms(ms), in_all: Span::from_ms(ms) }
    }

    fn plan() -> std::sync::Arc<Plan> {
        crate::scenario::open("hung-dependency").unwrap().plan
    }

    #[test]
    fn a_wait_that_outlasts_whoever_asked_is_told_as_of_then() {
        let waited = Wait { by_then: Span::from_ms(30_002), in_all: Span::from_ms(69_644) };
        assert_eq!(wait(waited, Lang::En), "30.002\u{a0}s (in all 69.644\u{a0}s)");
        assert_eq!(wait(waited, Lang::Ko), "30.002초(모두 69.644초)");
        assert_eq!(wait(lasted(27_100), Lang::En), "27.100\u{a0}s");
    }

    #[test]
    fn the_chain_of_a_hung_dependency() {
        let (a, c) = (PlaceId(1), PlaceId(3));
        let (threads, slots) = (PoolId(1), PoolId(2));
        let (style, of, nobody) = (CallStyle::Synchronous, Slots::Limited(16), [None; 2]);
        let ending = Ending::TimedOut(Phase::AwaitHeader);
        let status = Status::forwarder_error(Win32::TIMEOUT);
        let links = [
            Reason::ClientGot(Some(502), Span::from_ms(30_009)),
            Reason::AEnded { place: a, ending, status, waited: Span::from_ms(30_008) },
            Reason::WaitedForUnit { pool: threads, of, waited: lasted(27_100), style },
            Reason::Held { pool: threads, of, busy: 16, computed: false, holders: nobody, waiting: 15 },
            Reason::Held {
                pool: slots,
                of: Slots::Limited(2),
                busy: 2,
                computed: false,
                holders: [Some(RequestId(41)), Some(RequestId(42))],
                waiting: 14,
            },
            Reason::Silent { place: c, request: RequestId(41), until: Some(Time::from_ms(110_000)) },
        ];
        let lines: Vec<String> = links.iter().map(|link| line(link, &plan(), Lang::En)).collect();
        assert_eq!(
            lines,
            [
                "The client got 502. (after 30.009\u{a0}s)",
                "A waited 30.0\u{a0}s for a header, then hung up. (win32 12002, ERROR_WINHTTP_TIMEOUT)",
                "B had no thread for it. (27.100\u{a0}s in the work queue, all 16 busy)",
                "All 16 threads of B stood in HttpClient.Send. (16 of 16)",
                "Both slots to C were held. (MaxConnectionsPerServer 2, held by #41, #42; 14 waited)",
                "C had accepted the call of #41 and stayed silent. (until 1:50)",
            ]
        );
    }

    #[test]
    fn what_is_usual_is_no_fault_of_c() {
        let load = Reason::Load { pool: PoolId(2), of: Slots::Limited(2), asked: 60_000, served: 50_400 };
        let (needs, waits) = (Span::from_s(45), Span::from_s(30));
        let patience = Reason::Patience { who: Who::Gateway(PlaceId(1)), needs, waits, to: Some(PlaceId(3)) };
        let lines = [load, patience].map(|link| Lang::ALL.map(|lang| line(&link, &plan(), lang)));
        assert_eq!(
            lines,
            [
                [
                    "More calls came than 2 connections to C can serve. (60 a second arrive, 2 connections serve 50)",
                    "C로 가는 연결 2개로 처리할 수 있는 것보다 많은 호출이 들어왔습니다. (초당 60건 도착, 연결 2개는 초당 50건 처리)",
                ],
                [
                    "C usually takes longer than A waits. (usually up to 45\u{a0}s, A waits 30\u{a0}s)",
                    "C는 보통 A가 기다리는 시간보다 오래 걸립니다. (보통 최대 45초, A의 제한 시간 30초)",
                ],
            ]
        );
    }

    #[test]
    fn slots_are_counted_from_one() {
        let (style, waited) = (CallStyle::Synchronous, lasted(29_100));
        let reason = Reason::WaitedForReply { place: PlaceId(2), to: PlaceId(3), slot: UnitId(1), waited, style };
        assert_eq!(told(&reason, &plan(), Lang::Ko).fact, "29.100초 동안, 슬롯 2");
    }

    #[test]
    fn code_words_are_told_apart() {
        let pieces: Vec<Marked<'_>> = spans("waits in `HttpClient.Send`.").collect();
        assert_eq!(
            pieces,
            [
                Marked { text: "waits in ", code: false },
                Marked { text: "HttpClient.Send", code: true },
                Marked { text: ".", code: false }
            ]
        );
    }
}
