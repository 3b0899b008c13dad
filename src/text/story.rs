//! The sentence above the picture: what is the case at the playhead.

use super::Lang;
use super::ending::{named, some_member};
use super::fault::has_acted;
use super::hosting::not_restarted;
use super::korean::{Particle, josa};
use super::number::{about, capital, counted, thousands, words};
use crate::kernel::Span;
use crate::lab::Story;
use crate::plan::Plan;
use crate::vocabulary::{Ending, Phase};

/// A sentence in two parts: what is the case, and what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Set in bold. Never empty.
    pub lead: String,
    /// What follows it, after a space; may be empty.
    pub rest: String,
}

/// What the story says of a run of this plan.
pub fn sentence(story: &Story, plan: &Plan, lang: Lang) -> Sentence {
    let (lead, rest) = match lang {
        Lang::En => en(story, plan),
        Lang::Ko => ko(story, plan),
    };
    // Said of A and B, and then of those that the plan has.
    let a = &*plan.place(plan.entry().place).name;
    let b = if let [app] = &*plan.apps { &*plan.place(app.place).name } else { some_member(lang) };
    if (a, b) == ("A", "B") {
        return Sentence { lead, rest };
    }
    Sentence { lead: capital(&named(&lead, a, b)), rest: capital(&named(&rest, a, b)) }
}

/// The whole sentence, for places that know no bold.
pub fn whole(story: &Story, plan: &Plan, lang: Lang) -> String {
    let Sentence { lead, rest } = sentence(story, plan, lang);
    if rest.is_empty() { lead } else { format!("{lead} {rest}") }
}

/// How long a fault has acted, in a sentence.
fn so_long(acted: Span, lang: Lang) -> String {
    match lang {
        _ if acted >= Span::from_s(1) => about(acted, lang),
        Lang::En => "a moment".to_owned(),
        Lang::Ko => "조금".to_owned(),
    }
}

fn en(story: &Story, plan: &Plan) -> (String, String) {
    match *story {
        Story::NotBegun => {
            ("Nothing has arrived yet.".into(), "Press play: the first request is about to begin.".into())
        }
        Story::AllWell { answered, open } => {
            ("Nothing has failed yet.".into(), format!("{}, {} on the way.", answered_en(answered), or_none(open)))
        }
        Story::SeveralAct { faults } => {
            ("Nothing has failed yet.".into(), format!("{} act.", capital(&counted(faults, "fault", "faults"))))
        }
        Story::NothingFailedYet { fault, place, acted, waiting, threads, felt } => {
            let since = capital(&has_acted(fault, &plan.place(place).name, &so_long(acted, Lang::En), Lang::En));
            let rest = match (waiting, threads) {
                (0, _) => "no request waits".to_owned(),
                _ if !felt => {
                    return ("Nothing has failed yet.".into(), format!("{since}; no request has met it yet."));
                }
                (1, 1) => "one request waits, and holds a thread of B".to_owned(),
                (_, 0) => format!("{} {}", counted(waiting, "request", "requests"), plural(waiting, "waits", "wait")),
                (_, _) if waiting == threads => format!("{} wait, and each holds a thread of B", requests(waiting)),
                (_, _) => {
                    format!(
                        "{} wait, and {} of them {} a thread of B",
                        requests(waiting),
                        words(threads),
                        plural(threads, "holds", "hold")
                    )
                }
            };
            ("Nothing has failed yet.".into(), format!("{since}; {rest}."))
        }
        Story::Failed { request, status, ending, waited, to, for_c, for_slot, threads, queued } => {
            let number = request.0;
            let c = to.map_or("C", |to| &*plan.place(to).name);
            let waited = about(waited, Lang::En);
            let answers = format!("answers {}.{}", status.code, status.sub);
            let lead = match ending {
                Ending::TimedOut(_) => format!("Request {number}: A has waited {waited} and {answers}."),
                Ending::Refused => format!("Request {number}: B’s port refuses the connection, and A {answers}."),
                Ending::ConnectTimedOut => {
                    format!("Request {number}: no SYN was answered for {waited}, and A {answers}.")
                }
                Ending::Closed(_) => format!("Request {number}: B closes instead of answering, and A {answers}."),
                Ending::Reset(_) => format!("Request {number}: B resets the connection, and A {answers}."),
                Ending::Invalid(_) => format!("Request {number}: what B’s port says is not HTTP, and A {answers}."),
                Ending::Answered => {
                    format!("Request {number}: B answers {} by itself, and A passes it on.", status.code)
                }
                Ending::ClientGone => format!("Request {number}: the client had gone before there was an answer."),
                Ending::QueueFull => {
                    format!("Request {number}: the queue of http.sys is full, and it answers {}.", status.code)
                }
            };
            (lead, failed_rest_en(ending, c, [for_c, for_slot, queued], threads > 0))
        }
        Story::OwnError { request, waited, for_slot, queued } => {
            let rest = match (for_slot, queued) {
                (0, 0) => "A only passes it on: this is no 502.3.".to_owned(),
                _ => format!(
                    "A only passes it on: this is no 502.3. {} for a slot, {} for a thread.",
                    capital(&format!("{} {}", counted(for_slot, "call", "calls"), plural(for_slot, "waits", "wait"))),
                    requests(queued),
                ),
            };
            (
                format!(
                    "Request {}: B has given up its call after {} and answers 500.",
                    request.0,
                    about(waited, Lang::En)
                ),
                rest,
            )
        }
        Story::Failing { failures, waiting, ghosts } => {
            let lead = format!(
                "{} ended in 502.3 so far.",
                capital(&format!("{} {}", requests(failures), plural(failures, "has", "have")))
            );
            let mut rest = match waiting {
                0 => "No other waits at A".to_owned(),
                _ => format!("{} at A", capital(&counted(waiting, "more waits", "more wait"))),
            };
            if ghosts > 0 {
                rest.push_str(&format!("; B still holds {} that nobody reads", counted(ghosts, "ghost", "ghosts")));
            }
            (lead, rest + ".")
        }
        Story::Recovering { ghosts, queued, waiting } => (
            "The fault is over, and B works off what piled up.".into(),
            format!(
                "{} left, {} in the work queue; {} at A.",
                capital(&counted(ghosts, "ghost", "ghosts")),
                requests(queued),
                counted(waiting, "client waits", "clients wait")
            ),
        ),
        Story::NotYetWell { waiting } => {
            let rest = match waiting {
                0 => "No request has succeeded since.".to_owned(),
                _ => {
                    capital(&format!("{} from before.", counted(waiting, "request still waits", "requests still wait")))
                }
            };
            ("The fault is over.".into(), rest)
        }
        Story::Recovered { failures, hosting } => {
            let nothing = not_restarted(hosting, Lang::En);
            let rest = match failures {
                0 => format!("None ended in 502.3. {nothing}."),
                _ => format!("{nothing}; {} ended in 502.3.", requests(failures)),
            };
            ("All is well again.".into(), rest)
        }
        Story::Over { answered, failures, others } => {
            let mut rest = format!("{}, {} ended in 502.3", answered_en(answered), or_none(failures));
            if others > 0 {
                rest.push_str(&format!(", {} failed otherwise", words(others)));
            }
            ("The run is over.".into(), rest + ".")
        }
    }
}

/// What B is at, while A decides. A handler that awaits its call holds no thread: then the calls are what waits.
fn failed_rest_en(ending: Ending, c: &str, [for_c, for_slot, queued]: [u32; 3], in_threads: bool) -> String {
    match ending {
        Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader | Phase::ReadHeader | Phase::ReadBody) => {}
        Ending::Refused | Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => {
            return "B never sees the request.".into();
        }
        Ending::Closed(_) | Ending::Reset(_) | Ending::Invalid(_) => {
            return "No time-out was needed: A knew at once.".into();
        }
        Ending::Answered | Ending::ClientGone | Ending::QueueFull => return String::new(),
    }
    let what = |count| if in_threads { counted(count, "thread", "threads") } else { counted(count, "call", "calls") };
    match (for_c, for_slot, queued) {
        (0, 0, 0) => "B does not know.".into(),
        (0, 0, _) => format!("B does not know: {} {} for a thread.", requests(queued), plural(queued, "waits", "wait")),
        (_, 0, _) => format!("B does not know: {} {} for {c}.", what(for_c), plural(for_c, "waits", "wait")),
        (0, _, _) => {
            format!("B does not know: {} {} for a slot.", what(for_slot), plural(for_slot, "waits", "wait"))
        }
        (1, _, _) => format!("B does not know: {} waits for {c}, {} for that one.", what(1), words(for_slot)),
        _ => format!("B does not know: {} wait for {c}, {} for those {}.", what(for_c), words(for_slot), words(for_c)),
    }
}

fn answered_en(count: u32) -> String {
    format!("{} answered", capital(&requests(count)))
}

fn requests(count: u32) -> String {
    counted(count, "request", "requests")
}

/// A count without its noun.
fn or_none(count: u32) -> String {
    if count == 0 { "none".to_owned() } else { words(count) }
}

fn plural(count: u32, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn ko(story: &Story, plan: &Plan) -> (String, String) {
    match *story {
        Story::NotBegun => ("아직 도착한 요청이 없습니다.".into(), "재생하면 첫 요청이 시작됩니다.".into()),
        Story::AllWell { answered, open } => {
            let rest = match open {
                0 => format!("요청 {}건에 응답했고 처리 중인 요청은 없습니다.", ko_n(answered)),
                _ => format!("요청 {}건에 응답했고 {}건이 처리 중입니다.", ko_n(answered), ko_n(open)),
            };
            ("아직 실패한 요청은 없습니다.".into(), rest)
        }
        Story::SeveralAct { faults } => {
            ("아직 실패한 요청은 없습니다.".into(), format!("장애 {}개가 작용 중입니다.", ko_n(faults)))
        }
        Story::NothingFailedYet { fault, place, acted, waiting, threads, felt } => {
            let since = has_acted(fault, &plan.place(place).name, &so_long(acted, Lang::Ko), Lang::Ko);
            let rest = match (waiting, threads) {
                (0, _) => "기다리는 요청은 없습니다.".to_owned(),
                _ if !felt => "아직 이 장애를 만난 요청은 없습니다.".to_owned(),
                (1, 1) => "요청 1건이 B의 스레드 하나를 붙잡고 기다립니다.".to_owned(),
                (_, 0) => format!("요청 {}건이 기다립니다.", ko_n(waiting)),
                (_, _) if waiting == threads => {
                    format!("요청 {}건이 기다리며, 저마다 B의 스레드를 하나씩 붙잡고 있습니다.", ko_n(waiting))
                }
                (_, _) => format!(
                    "요청 {}건이 기다리며, 그중 {}건이 B의 스레드를 붙잡고 있습니다.",
                    ko_n(waiting),
                    ko_n(threads)
                ),
            };
            ("아직 실패한 요청은 없습니다.".into(), format!("{since}. {rest}"))
        }
        Story::Failed { request, status, ending, waited, to, for_c, for_slot, threads, queued } => {
            let number = request.0;
            let c = to.map_or("C", |to| &*plan.place(to).name);
            let waited = about(waited, Lang::Ko);
            let answers = format!("{} 응답합니다", josa(&format!("{}.{}", status.code, status.sub), Particle::By));
            let lead = match ending {
                Ending::TimedOut(_) => {
                    format!("{number}번 요청: A가 {} 기다린 끝에 {answers}.", josa(&waited, Particle::Object))
                }
                Ending::Refused => format!("{number}번 요청: B의 포트가 연결을 거부해 A가 {answers}."),
                Ending::ConnectTimedOut => format!("{number}번 요청: {waited} 동안 SYN에 응답이 없어 A가 {answers}."),
                Ending::Closed(_) => format!("{number}번 요청: B가 응답 대신 연결을 닫아 A가 {answers}."),
                Ending::Reset(_) => format!("{number}번 요청: B가 연결을 재설정해 A가 {answers}."),
                Ending::Invalid(_) => format!("{number}번 요청: B의 포트에서 온 것이 HTTP가 아니어서 A가 {answers}."),
                Ending::Answered => {
                    format!("{number}번 요청: B가 스스로 {} 상태로 응답했고 A는 전달만 합니다.", status.code)
                }
                Ending::ClientGone => format!("{number}번 요청: 응답이 나오기 전에 클라이언트가 떠났습니다."),
                Ending::QueueFull => {
                    format!("{number}번 요청: http.sys 큐가 가득 차 {} 상태로 응답합니다.", status.code)
                }
            };
            (lead, failed_rest_ko(ending, c, [for_c, for_slot, queued], threads > 0))
        }
        Story::OwnError { request, waited, for_slot, queued } => {
            let rest = match (for_slot, queued) {
                (0, 0) => "A는 전달만 하므로 502.3이 아닙니다.".to_owned(),
                (_, 0) => {
                    format!("A는 전달만 하므로 502.3이 아닙니다. 호출 {}건이 슬롯을 기다립니다.", ko_n(for_slot))
                }
                (0, _) => {
                    format!("A는 전달만 하므로 502.3이 아닙니다. 요청 {}건이 스레드를 기다립니다.", ko_n(queued))
                }
                _ => format!(
                    "A는 전달만 하므로 502.3이 아닙니다. 호출 {}건이 슬롯을, 요청 {}건이 스레드를 기다립니다.",
                    ko_n(for_slot),
                    ko_n(queued)
                ),
            };
            (
                format!(
                    "{}번 요청: B가 {} 만에 호출을 포기하고 500으로 응답합니다.",
                    request.0,
                    about(waited, Lang::Ko)
                ),
                rest,
            )
        }
        Story::Failing { failures, waiting, ghosts } => {
            let lead = format!("지금까지 요청 {}건이 502.3으로 끝났습니다.", ko_n(failures));
            let mut rest = match waiting {
                0 => "A에서 기다리는 다른 요청은 없습니다.".to_owned(),
                _ => format!("{}건이 더 A에서 기다립니다.", ko_n(waiting)),
            };
            if ghosts > 0 {
                let count = ko_n(ghosts);
                rest.push_str(&format!(" B에는 아무도 응답을 기다리지 않는 유령 요청이 {count}건 남아 있습니다."));
            }
            (lead, rest)
        }
        Story::Recovering { ghosts, queued, waiting } => (
            "장애가 끝났고, B가 쌓인 일을 처리합니다.".into(),
            [
                (ghosts, "유령 요청", "건이 남았습니다."),
                (queued, "작업 큐에", "건이 있습니다."),
                (waiting, "클라이언트 쪽에서는", "건이 기다립니다."),
            ]
            .into_iter()
            .filter(|&(count, ..)| count > 0)
            .map(|(count, what, is)| format!("{what} {}{is}", ko_n(count)))
            .collect::<Vec<_>>()
            .join(" "),
        ),
        Story::NotYetWell { waiting } => {
            let rest = match waiting {
                0 => "그 뒤로 성공한 요청은 아직 없습니다.".to_owned(),
                _ => format!("장애 중에 온 요청 {}건이 아직 기다립니다.", ko_n(waiting)),
            };
            ("장애가 끝났습니다.".into(), rest)
        }
        Story::Recovered { failures, hosting } => {
            let nothing = not_restarted(hosting, Lang::Ko);
            let rest = match failures {
                0 => format!("{nothing}. 502.3으로 끝난 요청은 없습니다."),
                _ => format!("{nothing}. 요청 {}건이 502.3으로 끝났습니다.", ko_n(failures)),
            };
            ("다시 모두 정상입니다.".into(), rest)
        }
        Story::Over { answered, failures, others } => {
            let mut rest = match failures {
                0 => format!("요청 {}건에 응답했고 502.3으로 끝난 요청은 없습니다.", ko_n(answered)),
                _ => format!("요청 {}건에 응답했고 {}건은 502.3으로 끝났습니다.", ko_n(answered), ko_n(failures)),
            };
            if others > 0 {
                rest.push_str(&format!(" {}건은 502.3이 아닌 오류로 실패했습니다.", ko_n(others)));
            }
            ("실행이 끝났습니다.".into(), rest)
        }
    }
}

fn failed_rest_ko(ending: Ending, c: &str, [for_c, for_slot, queued]: [u32; 3], in_threads: bool) -> String {
    match ending {
        Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader | Phase::ReadHeader | Phase::ReadBody) => {}
        Ending::Refused | Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => {
            return "B는 이 요청을 보지도 못합니다.".into();
        }
        Ending::Closed(_) | Ending::Reset(_) | Ending::Invalid(_) => {
            return "시간 초과까지 갈 것도 없이 A는 바로 알았습니다.".into();
        }
        Ending::Answered | Ending::ClientGone | Ending::QueueFull => return String::new(),
    }
    let (to, calling, slot) = (josa(c, Particle::Object), ko_n(for_c), ko_n(for_slot));
    // Thread and call take other counters, and these other particles.
    let (what, unit, subject, topic) =
        if in_threads { ("스레드", "개", "가", "는") } else { ("호출", "건", "이", "은") };
    match (for_c, for_slot, queued) {
        (0, 0, 0) => "B는 모릅니다.".into(),
        (0, 0, _) => format!("B는 모릅니다. 요청 {}건이 스레드를 기다립니다.", ko_n(queued)),
        (_, 0, _) => format!("B는 모릅니다. {what} {calling}{unit}{subject} {to} 기다립니다."),
        (0, _, _) => format!("B는 모릅니다. {what} {slot}{unit}{subject} 슬롯을 기다립니다."),
        _ => format!(
            "B는 모릅니다. {what} {calling}{unit}{topic} {to}, {slot}{unit}{topic} 그 슬롯 {calling}개를 기다립니다."
        ),
    }
}

fn ko_n(count: u32) -> String {
    thousands(u64::from(count), Lang::Ko)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::open;
    use crate::vocabulary::{Fault, PlaceId, RequestId, Status, Win32};

    fn told(story: &Story, lang: Lang) -> Sentence {
        sentence(story, &open("hung-dependency").unwrap().plan, lang)
    }

    fn whole(story: &Story, lang: Lang) -> String {
        super::whole(story, &open("hung-dependency").unwrap().plan, lang)
    }

    fn flagship() -> Story {
        Story::Failed {
            request: RequestId(41),
            status: Status::forwarder_error(Win32::TIMEOUT),
            ending: Ending::TimedOut(Phase::AwaitHeader),
            to: None,
            waited: Span::from_ms(30_008),
            for_c: 2,
            for_slot: 14,
            threads: 16,
            queued: 18,
        }
    }

    #[test]
    fn the_first_failure_names_who_waits_for_whom() {
        let said = told(&flagship(), Lang::En);
        assert_eq!(said.lead, "Request 41: A has waited 30\u{a0}s and answers 502.3.");
        assert_eq!(said.rest, "B does not know: two threads wait for C, fourteen for those two.");
        let said = told(&flagship(), Lang::Ko);
        assert_eq!(said.lead, "41번 요청: A가 30초를 기다린 끝에 502.3으로 응답합니다.");
        assert_eq!(said.rest, "B는 모릅니다. 스레드 2개는 C를, 14개는 그 슬롯 2개를 기다립니다.");
    }

    #[test]
    fn an_awaited_call_holds_no_thread() {
        let Story::Failed { request, status, ending, waited, to, for_c, for_slot, queued, .. } = flagship() else {
            panic!("the flagship fails")
        };
        let story = Story::Failed { request, status, ending, waited, to, for_c, for_slot, threads: 0, queued };
        assert_eq!(told(&story, Lang::En).rest, "B does not know: two calls wait for C, fourteen for those two.");
        assert_eq!(told(&story, Lang::Ko).rest, "B는 모릅니다. 호출 2건은 C를, 14건은 그 슬롯 2개를 기다립니다.");
    }

    #[test]
    fn before_the_first_failure() {
        let story = |waiting, threads| Story::NothingFailedYet {
            fault: Fault::DependencyHang,
            place: PlaceId(3),
            acted: Span::from_ms(8_412),
            waiting,
            threads,
            felt: true,
        };
        let rest = |waiting, threads| told(&story(waiting, threads), Lang::En).rest;
        assert_eq!(rest(9, 9), "C stopped answering 8\u{a0}s ago; nine requests wait, and each holds a thread of B.");
        assert_eq!(rest(1, 1), "C stopped answering 8\u{a0}s ago; one request waits, and holds a thread of B.");
        assert_eq!(
            rest(24, 16),
            "C stopped answering 8\u{a0}s ago; 24 requests wait, and sixteen of them hold a thread of B."
        );
        assert_eq!(rest(3, 0), "C stopped answering 8\u{a0}s ago; three requests wait.");
    }

    #[test]
    fn counts_agree_with_their_verbs() {
        let story = Story::Failing { failures: 1, waiting: 1, ghosts: 1 };
        assert_eq!(
            whole(&story, Lang::En),
            "One request has ended in 502.3 so far. One more waits at A; B still holds one ghost that nobody reads."
        );
        let story = Story::Over { answered: 134, failures: 46, others: 0 };
        assert_eq!(whole(&story, Lang::En), "The run is over. 134 requests answered, 46 ended in 502.3.");
        let story = Story::AllWell { answered: 0, open: 1 };
        assert_eq!(whole(&story, Lang::En), "Nothing has failed yet. No requests answered, one on the way.");
        assert_eq!(
            whole(&Story::AllWell { answered: 20, open: 0 }, Lang::Ko),
            "아직 실패한 요청은 없습니다. 요청 20건에 응답했고 처리 중인 요청은 없습니다."
        );
        let story = Story::Over { answered: 182, failures: 0, others: 1 };
        assert_eq!(
            whole(&story, Lang::En),
            "The run is over. 182 requests answered, none ended in 502.3, one failed otherwise."
        );
    }
}
