//! The links of a causal chain in words.

use super::number::{clock_short, counted, exact, setting, thousands};
use super::{Lang, Say, ending};
use crate::explain::{Reason, Wait};
use crate::vocabulary::{Fault, Phase, RequestId, Slots};

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

/// What a link says.
pub fn told(reason: &Reason, lang: Lang) -> Told {
    let (who, fact) = match lang {
        Lang::En => en(reason),
        Lang::Ko => ko(reason),
    };
    Told { who, fact }
}

/// Who and fact in one line, without the marks of code words: for copying, and for the command line.
impl Say for Reason {
    fn en(&self) -> String {
        joined(en(self))
    }

    fn ko(&self) -> String {
        joined(ko(self))
    }
}

fn joined((who, fact): (String, String)) -> String {
    let who = who.replace('`', "");
    if fact.is_empty() { who } else { format!("{who} ({fact})") }
}

fn en(reason: &Reason) -> (String, String) {
    let lang = Lang::En;
    match *reason {
        Reason::ClientGot(Some(code), after) => {
            (format!("The client got {code}."), format!("after {}", exact(after, lang)))
        }
        Reason::ClientGot(None, after) => ("The client got no answer.".into(), format!("after {}", exact(after, lang))),
        Reason::AEnded(how, status, waited) => {
            (ending::sentence(how, waited, lang), win32(status.win32.0, status.win32.symbol()))
        }
        Reason::BAnswered(code) => {
            (format!("B answered {code} by itself, and A passed it on."), "sub-status 0, win32 0".into())
        }
        Reason::FaultActed(fault, phase) => (fault_en(fault).into(), fact_of_fault(fault, phase, lang)),
        Reason::NoThread { waited, all } => {
            ("B had no thread for it.".into(), format!("{} in the work queue, all {all} busy", exact(waited, lang)))
        }
        Reason::BWaited { wait, waited, awaited } => {
            let who = match (wait, awaited) {
                (Wait::Slot, false) => "B’s thread waited for a slot in `HttpClient.Send`.",
                (Wait::Slot, true) => "B’s handler awaited `HttpClient.SendAsync`, without a thread, and had no slot.",
                (Wait::Answer(_), false) => "B’s thread waited for C in `HttpClient.Send`.",
                (Wait::Answer(_), true) => "B’s handler awaited C in `HttpClient.SendAsync`, without a thread.",
            };
            (who.into(), on_slot(wait, format!("for {}", exact(waited, lang)), lang))
        }
        Reason::CallTimedOut(after) => {
            ("B gave up its call to C and answered 500.".into(), format!("HttpClient.Timeout {}", setting(after, lang)))
        }
        Reason::ThreadsWaited { waiting, of } if waiting == of => {
            (format!("All {of} threads of B stood in `HttpClient.Send`."), format!("{waiting} of {of}"))
        }
        Reason::ThreadsWaited { waiting, of } => {
            let threads = counted(u32::from(waiting), "thread of B stood", "threads of B stood");
            (format!("{} in `HttpClient.Send`.", super::number::capital(&threads)), format!("{waiting} of {of}"))
        }
        Reason::ThreadsWorked { working, of } => {
            ("B’s threads were at work; most of them computed.".into(), format!("{working} of {of} computed"))
        }
        Reason::AWorked(took) => ("A’s worker was at it.".into(), format!("for {}", exact(took, lang))),
        Reason::BWorked(took) => ("B’s thread computed for it.".into(), format!("for {}", exact(took, lang))),
        Reason::WorkersBusy { of, queued } => (
            "A itself had no worker free.".into(),
            format!("{of} workers busy, {} queued", thousands(u64::from(queued))),
        ),
        Reason::SlotsHeld { slots, holders, waiting } => {
            let who = match slots {
                Slots::Limited(1) => "The only slot to C was held.".into(),
                Slots::Limited(2) => "Both slots to C were held.".into(),
                Slots::Limited(limit) => format!("All {} slots to C were held.", thousands(u64::from(limit))),
                Slots::Unlimited => "The connections to C were held.".into(),
            };
            let mut fact = format!("MaxConnectionsPerServer {slots}");
            if let Some(held) = holders_of(holders) {
                fact.push_str(&format!(", held by {held}"));
            }
            fact.push_str(&format!("; {} waited", thousands(u64::from(waiting))));
            (who, fact)
        }
        Reason::CSilent { request, until } => (
            format!("C had accepted the call of {request} and stayed silent."),
            until.map_or_else(|| "still silent".into(), |until| format!("until {}", clock_short(until))),
        ),
        Reason::CSlow { request, took } => {
            (format!("C was slow to answer the call of {request}."), format!("it took {}", exact(took, lang)))
        }
    }
}

fn ko(reason: &Reason) -> (String, String) {
    let lang = Lang::Ko;
    match *reason {
        Reason::ClientGot(Some(code), after) => {
            (format!("클라이언트는 {code} 응답을 받았습니다."), format!("{} 후", exact(after, lang)))
        }
        Reason::ClientGot(None, after) => {
            ("클라이언트는 응답을 받지 못했습니다.".into(), format!("{} 후", exact(after, lang)))
        }
        Reason::AEnded(how, status, waited) => {
            (ending::sentence(how, waited, lang), win32(status.win32.0, status.win32.symbol()))
        }
        Reason::BAnswered(code) => {
            (format!("B가 스스로 {code} 상태로 응답했고 A는 그대로 전달했습니다."), "하위 상태 코드 0, win32 0".into())
        }
        Reason::FaultActed(fault, phase) => (fault_ko(fault).into(), fact_of_fault(fault, phase, lang)),
        Reason::NoThread { waited, all } => (
            "B에는 이 요청을 맡을 스레드가 없었습니다.".into(),
            format!("작업 큐에서 {}, 스레드 {all}개 모두 사용 중", exact(waited, lang)),
        ),
        Reason::BWaited { wait, waited, awaited } => {
            let who = match (wait, awaited) {
                (Wait::Slot, false) => "B의 스레드가 `HttpClient.Send`에서 슬롯을 기다렸습니다.",
                (Wait::Slot, true) => {
                    "B의 처리기가 `HttpClient.SendAsync`를 스레드 없이 기다렸지만 슬롯이 나지 않았습니다."
                }
                (Wait::Answer(_), false) => "B의 스레드가 `HttpClient.Send`에서 C를 기다렸습니다.",
                (Wait::Answer(_), true) => "B의 처리기가 `HttpClient.SendAsync`에서 스레드 없이 C를 기다렸습니다.",
            };
            (who.into(), on_slot(wait, format!("{} 동안", exact(waited, lang)), lang))
        }
        Reason::CallTimedOut(after) => (
            "B가 C 호출을 포기하고 500으로 응답했습니다.".into(),
            format!("HttpClient.Timeout {}", setting(after, lang)),
        ),
        Reason::ThreadsWaited { waiting, of } if waiting == of => {
            (format!("B의 스레드 {of}개 모두 `HttpClient.Send`에서 멈춰 있었습니다."), format!("{of}개 중 {waiting}개"))
        }
        Reason::ThreadsWaited { waiting, of } => (
            format!("B의 스레드 {waiting}개가 `HttpClient.Send`에서 멈춰 있었습니다."),
            format!("{of}개 중 {waiting}개"),
        ),
        Reason::ThreadsWorked { working, of } => {
            ("B의 스레드는 대부분 계산하는 중이었습니다.".into(), format!("{of}개 중 {working}개 계산 중"))
        }
        Reason::AWorked(took) => {
            ("A의 작업자가 이 요청을 처리하고 있었습니다.".into(), format!("{} 동안", exact(took, lang)))
        }
        Reason::BWorked(took) => ("B의 스레드가 이 요청을 계산했습니다.".into(), format!("{} 동안", exact(took, lang))),
        Reason::WorkersBusy { of, queued } => (
            "A 자신에게 남은 작업자가 없었습니다.".into(),
            format!("작업자 {of}개 모두 사용 중, 큐에 {}건", thousands(u64::from(queued))),
        ),
        Reason::SlotsHeld { slots, holders, waiting } => {
            let who = match slots {
                Slots::Limited(1) => "C로 가는 하나뿐인 슬롯이 사용 중이었습니다.".into(),
                Slots::Limited(limit) => {
                    format!("C로 가는 슬롯 {}개가 모두 사용 중이었습니다.", thousands(u64::from(limit)))
                }
                Slots::Unlimited => "C로 가는 연결이 모두 사용 중이었습니다.".into(),
            };
            let mut fact = format!("MaxConnectionsPerServer {slots}");
            if let Some(held) = holders_of(holders) {
                fact.push_str(&format!(", 사용 중: {held}"));
            }
            fact.push_str(&format!("; 대기 {}건", thousands(u64::from(waiting))));
            (who, fact)
        }
        Reason::CSilent { request, until } => (
            format!("C가 {request}의 호출을 받아들인 뒤 아무 응답도 하지 않았습니다."),
            until.map_or_else(|| "아직 응답 없음".into(), |until| format!("{}까지", clock_short(until))),
        ),
        Reason::CSlow { request, took } => {
            (format!("C가 {request}의 호출에 늦게 응답했습니다."), format!("{} 걸림", exact(took, lang)))
        }
    }
}

fn fault_en(fault: Fault) -> &'static str {
    match fault {
        Fault::DependencyHang => "C stayed silent.",
        Fault::DependencySlow => "C was slow.",
        Fault::ConnectRefused => "Nothing listened on B’s port.",
        Fault::ConnectBlackhole => "The SYN to B was swallowed on the way.",
        Fault::HangBeforeStatus => "B read the request and never wrote a byte.",
        Fault::FinBeforeStatus => "B closed the connection without a byte.",
        Fault::RstMidHeaders => "B reset the connection in the middle of the header.",
        Fault::GarbageStatusLine => "What answered on B’s port does not speak HTTP.",
    }
}

fn fault_ko(fault: Fault) -> &'static str {
    match fault {
        Fault::DependencyHang => "C가 응답하지 않았습니다.",
        Fault::DependencySlow => "C가 느렸습니다.",
        Fault::ConnectRefused => "B의 포트에서 수신하는 프로세스가 없었습니다.",
        Fault::ConnectBlackhole => "B로 보낸 SYN이 중간에서 사라졌습니다.",
        Fault::HangBeforeStatus => "B가 요청을 읽고 한 바이트도 쓰지 않았습니다.",
        Fault::FinBeforeStatus => "B가 한 바이트도 쓰지 않고 연결을 닫았습니다.",
        Fault::RstMidHeaders => "B가 헤더 도중에 연결을 재설정했습니다.",
        Fault::GarbageStatusLine => "B의 포트에서 응답한 프로그램이 HTTP로 말하지 않습니다.",
    }
}

/// `fault: Refused, A connects to B`.
fn fact_of_fault(fault: Fault, phase: Phase, lang: Lang) -> String {
    let (name, phase) = (fault.say(lang), phase.say(lang));
    match lang {
        Lang::En => format!("fault “{name}”; {phase}"),
        Lang::Ko => format!("장애 “{name}”; {phase}"),
    }
}

fn win32(code: u32, symbol: Option<&str>) -> String {
    symbol.map_or_else(|| format!("win32 {code}"), |symbol| format!("win32 {code}, {symbol}"))
}

/// Adds the slot on which an answer is awaited; people count slots from 1.
fn on_slot(wait: Wait, fact: String, lang: Lang) -> String {
    match (wait, lang) {
        (Wait::Slot, _) => fact,
        (Wait::Answer(slot), Lang::En) => format!("{fact}, on slot {}", slot.0.saturating_add(1)),
        (Wait::Answer(slot), Lang::Ko) => format!("{fact}, 슬롯 {}", slot.0.saturating_add(1)),
    }
}

fn holders_of(holders: [Option<RequestId>; 2]) -> Option<String> {
    match holders {
        [None, None] => None,
        [Some(one), None] | [None, Some(one)] => Some(one.to_string()),
        [Some(first), Some(second)] => Some(format!("{first}, {second}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Span, Time};
    use crate::vocabulary::{Ending, SlotId, Status, Win32};

    #[test]
    fn the_chain_of_a_hung_dependency() {
        let links = [
            Reason::ClientGot(Some(502), Span::from_ms(30_009)),
            Reason::AEnded(
                Ending::TimedOut(Phase::AwaitHeader),
                Status::forwarder_error(Win32::TIMEOUT),
                Span::from_ms(30_008),
            ),
            Reason::NoThread { waited: Span::from_ms(27_100), all: 16 },
            Reason::ThreadsWaited { waiting: 16, of: 16 },
            Reason::SlotsHeld {
                slots: Slots::Limited(2),
                holders: [Some(RequestId(41)), Some(RequestId(42))],
                waiting: 14,
            },
            Reason::CSilent { request: RequestId(41), until: Some(Time::from_ms(110_000)) },
        ];
        let lines: Vec<String> = links.iter().map(Say::en).collect();
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
    fn slots_are_counted_from_one() {
        let reason = Reason::BWaited { wait: Wait::Answer(SlotId(1)), waited: Span::from_ms(29_100), awaited: false };
        let said = told(&reason, Lang::Ko);
        assert_eq!(said.fact, "29.100초 동안, 슬롯 2");
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
