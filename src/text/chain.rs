//! The words inside the pictures of the chain and on the strip: short, since each has a place of known width.
//!
//! Machines and processes are named in English in every language, as the tools of their systems name them.

use super::{Lang, Say, number};
use crate::kernel::{Span, Time};
use crate::vocabulary::{Fault, Hosting, Node, RequestId, Slots};

/// The process behind a name: the software, the process and its id, the machine.
pub const fn process(node: Node, hosting: Hosting) -> &'static str {
    match (node, hosting) {
        (Node::Client, _) => "",
        (Node::A, Hosting::ArrFarm) => "IIS 10, ARR, w3wp 4812 on WEB01",
        (Node::A, Hosting::AspNetCoreOutOfProcess) => "ASP.NET Core Module, w3wp 4812",
        (Node::B, Hosting::ArrFarm) => "Kestrel, dotnet.exe 6120 on WEB02, 10.0.0.22:8080",
        (Node::B, Hosting::AspNetCoreOutOfProcess) => "dotnet.exe 6120 on WEB01, 127.0.0.1:23517",
        (Node::C, _) => "api.inventory.test",
    }
}

/// The same where there is less room.
pub const fn process_short(node: Node, hosting: Hosting) -> &'static str {
    match (node, hosting) {
        (Node::Client, _) => "",
        (Node::A, Hosting::ArrFarm) => "IIS 10, ARR · w3wp 4812",
        (Node::A, Hosting::AspNetCoreOutOfProcess) => "IIS 10, ANCM · w3wp 4812",
        (Node::B, Hosting::ArrFarm) => "dotnet.exe 6120 on WEB02",
        (Node::B, Hosting::AspNetCoreOutOfProcess) => "dotnet.exe 6120 on WEB01",
        (Node::C, _) => "api.inventory.test",
    }
}

/// What a picture says at one of its places. Numbers are counts at the playhead.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// What the picture of the chain shows.
    Title,
    /// The control that walks through the requests.
    Requests,
    /// The name of C where there is no room for more.
    NameOfC,
    /// So many client machines, beside their name.
    Times(u16),
    /// So many client machines.
    Browsers(u16),
    /// So many requests without a response.
    Wait(u64),
    /// A request without a response, and how long it has been.
    Waits(RequestId, Span),
    /// A request's client gets this status.
    Gets(RequestId, u16),
    /// The status without the request, which stands above.
    GetsStatus(u16),
    /// The queue of http.sys.
    HttpSys,
    /// So many requests in it.
    HttpSysQueue(u64),
    /// Workers of w3wp.
    Workers,
    /// So many of them busy, of so many.
    WorkersBusy(u64, u64),
    /// Connections from A to B.
    ConnectionsToB,
    /// So many of something wait in a queue.
    Queued(u64),
    /// So many wait for a thread of B.
    QueuedNoThread(u64),
    /// The limit of a queue.
    OfAtMost(u64),
    /// So many busy.
    Busy(u64),
    /// Of so many.
    Of(u64),
    /// So many connections open, more follows.
    OpenAnd(u64),
    /// So many connections open to B.
    OpenToB(u64),
    /// None of them has brought a byte.
    NoByteBack,
    /// So many responses are being read.
    Reading(u64),
    /// So many connections are being opened; then that no SYN was answered.
    Connecting(u64),
    NoSynBack,
    /// So many idle connections in the pool.
    IdleInPool(u64),
    /// The next request that A will give up, and in how long.
    Next(RequestId, Span),
    /// A waits without working; first and second line.
    OnlyWaits,
    NotBlocked,
    /// B's work queue.
    WorkQueue,
    /// The request at its head.
    First(RequestId),
    /// So many requests that B read and will never answer.
    Forgotten(u64),
    /// Heads of the lanes.
    Thread,
    Threads,
    Handler,
    WaitsFor,
    Since,
    /// A thread of B does nothing.
    Idle,
    /// A thread of B computes.
    Works,
    /// A thread of B computes, and A has gone.
    WorksGhost,
    /// It waits for C, on this slot, from 1.
    WaitsForC(u32),
    /// It waits for C, and A has gone.
    WaitsForCGhost,
    /// It waits for a slot.
    WaitsForSlot,
    /// It waits for a slot, and A has gone.
    WaitsForSlotGhost,
    /// So many threads or handlers of each kind.
    CountForC(u64),
    CountForSlot(u64),
    CountWorks(u64),
    CountIdle(u64),
    /// So many threads busy of so many, beside their head and without it.
    ThreadsBusy(u64, u64),
    ThreadsBusyOf(u64, u64),
    /// So many threads wait of so many.
    ThreadsWait(u64, u64),
    /// So many handlers await a call.
    HandlersAwait(u64),
    /// The connections to C.
    SlotsToC,
    /// How many connections B may hold to C.
    SlotsAre(Slots),
    /// The knot of those that wait for a slot; first and second line.
    WaitFor(Slots),
    OneOf(Slots),
    /// The knot where there is room for a word.
    WaitWord,
    /// So many further ones that are not drawn.
    More(u64),
    /// Calls that C has accepted.
    Accepted,
    /// So many of them.
    CallsAccepted(u64),
    /// C is silent; then until when it took how long.
    NoAnswer,
    UntilItTook(Time),
    ItTook(Span),
    /// C answers; then in how long.
    AnswersIn,
    Usual(Span),
    /// A fault acts.
    FaultOn,
    /// Which, from and until when.
    ActsWithin(Fault, Time, Time),
    /// Which, since when, where there is room.
    ActsSince(Fault, Time),
    /// What it does, in few words.
    Does(Fault),
    /// Since when.
    SinceTime(Time),
    /// B answered with an error of its own.
    OwnError,
    /// So many further requests wait for a thread of B.
    NoThreadYet(u64),
    /// A waits for this request, so long.
    Measured(RequestId, Span),
    /// The strip.
    StripTitle,
    /// What the strip shows: so many endings well, with 502.3, and otherwise.
    StripCounts {
        well: u64,
        failures: u64,
        others: u64,
    },
    /// How long the wait for the first failure was.
    FirstFailure(RequestId, Time, Span),
    /// The playhead, of the run's end.
    Playhead(Time, Time),
    /// Where a request stands, for those who do not see it.
    StandsAtWork(RequestId),
    StandsForC(RequestId),
    StandsForSlot(RequestId),
    StandsInQueue(RequestId),
    StandsForgotten(RequestId),
    StandsConnecting(RequestId),
    StandsInA(RequestId),
    StandsAtClient(RequestId),
    /// Its work goes on although A has gone.
    StandsAsGhost(RequestId),
    /// It has ended.
    StandsEnded(RequestId),
    /// None is selected, of so many.
    NoneSelected(u64),
}

use Picture as P;

#[expect(clippy::match_same_arms, reason = "each place has its own words; that two agree in one language is chance")]
impl Say for Picture {
    fn en(&self) -> String {
        let count = number::thousands;
        match *self {
            P::Title => "The chain: client, server A, server B, dependency C".into(),
            P::Requests => "Request in the chain".into(),
            P::NameOfC => "C".into(),
            P::Times(n) => format!("× {n}"),
            P::Browsers(1) => "1 browser".into(),
            P::Browsers(n) => format!("{n} browsers"),
            P::Wait(0) => "none waits".into(),
            P::Wait(1) => "1 waits".into(),
            P::Wait(n) => format!("{} wait", count(n)),
            P::Waits(request, waited) => format!("{request} waits {}", number::span(waited, Lang::En)),
            P::Gets(request, code) => format!("{request} gets a {code}"),
            P::GetsStatus(code) => format!("gets a {code}"),
            P::HttpSys => "http.sys".into(),
            P::HttpSysQueue(n) => format!("http.sys {}", count(n)),
            P::Workers => "workers".into(),
            P::WorkersBusy(n, of) => format!("workers {} of {}", count(n), count(of)),
            P::ConnectionsToB => "connections to B".into(),
            P::Queued(n) => format!("{} queued", count(n)),
            P::QueuedNoThread(0) => "0 queued".into(),
            P::QueuedNoThread(n) => format!("{} queued, no thread yet", count(n)),
            P::OfAtMost(n) | P::Of(n) => format!("of {}", count(n)),
            P::Busy(n) => format!("{} busy", count(n)),
            P::OpenAnd(n) => format!("{} open,", count(n)),
            P::OpenToB(n) => format!("{} open to B", count(n)),
            P::NoByteBack => "no byte back".into(),
            P::Reading(n) => format!("{} being read", count(n)),
            P::Connecting(n) => format!("{} connecting,", count(n)),
            P::NoSynBack => "SYN unanswered".into(),
            P::IdleInPool(n) => format!("{} idle in the pool", count(n)),
            P::Next(request, left) => format!("next: {request} in {} s", tenths(left)),
            P::OnlyWaits => "A only waits. None of its workers".into(),
            P::NotBlocked => "is blocked: it is not IIS.".into(),
            P::WorkQueue => "work queue".into(),
            P::First(request) => format!("first: {request}"),
            P::Forgotten(n) => format!("{} forgotten", count(n)),
            P::Thread => "thread".into(),
            P::Threads => "threads".into(),
            P::Handler => "handler".into(),
            P::WaitsFor => "waits for".into(),
            P::Since => "since".into(),
            P::Idle => "idle".into(),
            P::Works => "works".into(),
            P::WorksGhost => "client gone".into(),
            P::WaitsForC(slot) => format!("C, on slot {slot}"),
            P::WaitsForCGhost => "C, client gone".into(),
            P::WaitsForSlot => "a slot".into(),
            P::WaitsForSlotGhost => "slot, client gone".into(),
            P::CountForC(n) => format!("{} wait for C", count(n)),
            P::CountForSlot(n) => format!("{} for a slot", count(n)),
            P::CountWorks(n) => format!("{} work", count(n)),
            P::CountIdle(n) => format!("{} idle", count(n)),
            P::ThreadsBusy(n, of) => format!("{} of {} busy", count(n), count(of)),
            P::ThreadsBusyOf(n, of) => format!("{} of {} threads busy", count(n), count(of)),
            P::ThreadsWait(n, of) => format!("{} of {} threads wait", count(n), count(of)),
            P::HandlersAwait(n) => format!("{} handlers await", count(n)),
            P::SlotsToC => "slots to C".into(),
            P::SlotsAre(Slots::Limited(1)) => "1 slot".into(),
            P::SlotsAre(Slots::Limited(n)) => format!("{} slots", count(u64::from(n))),
            P::SlotsAre(Slots::Unlimited) => "no limit".into(),
            P::WaitFor(_) => "wait for".into(),
            P::OneOf(Slots::Limited(n)) => format!("one of {}", count(u64::from(n))),
            P::OneOf(Slots::Unlimited) => "a slot".into(),
            P::WaitWord => "wait".into(),
            P::More(n) => format!("+ {} more", count(n)),
            P::Accepted => "accepted".into(),
            P::CallsAccepted(1) => "1 call".into(),
            P::CallsAccepted(n) => format!("{} calls", count(n)),
            P::NoAnswer => "No answer.".into(),
            P::UntilItTook(at) => format!("Until {} it took", number::clock_s(at)),
            P::ItTook(span) => format!("{}.", number::span(span, Lang::En)),
            P::AnswersIn => "Answers in".into(),
            P::Usual(span) => format!("{}.", number::span(span, Lang::En)),
            P::FaultOn => "Fault on".into(),
            P::ActsWithin(fault, from, until) => {
                format!("{}, {} to {}", fault.en(), number::clock_s(from), number::clock_s(until))
            }
            P::ActsSince(fault, from) => format!("{} since {}", does_en(fault), number::clock_s(from)),
            P::Does(fault) => does_en(fault).into(),
            P::SinceTime(from) => format!("since {}", number::clock_s(from)),
            P::OwnError => "call timed out".into(),
            P::NoThreadYet(1) => "1 more request of B has no thread yet.".into(),
            P::NoThreadYet(n) => format!("{} more requests of B have no thread yet.", count(n)),
            P::Measured(request, waited) => format!("A waits {} for {request}", number::about(waited, Lang::En)),
            P::StripTitle => "Time".into(),
            P::StripCounts { well, failures, others } => {
                format!("{} ended well, {} with 502.3, {} otherwise.", count(well), count(failures), count(others))
            }
            P::FirstFailure(request, at, waited) => format!(
                "The first failure is {request} at {}, after {}.",
                number::clock(at),
                number::span(waited, Lang::En)
            ),
            P::Playhead(at, ends_at) => format!("{} of {}", number::clock(at), number::clock_s(ends_at)),
            P::StandsAtWork(request) => format!("{request}: at work in B"),
            P::StandsForC(request) => format!("{request}: in B, waits for C"),
            P::StandsForSlot(request) => format!("{request}: in B, waits for a slot"),
            P::StandsInQueue(request) => format!("{request}: in B’s work queue, no thread yet"),
            P::StandsForgotten(request) => format!("{request}: read by B, which will never answer"),
            P::StandsConnecting(request) => format!("{request}: A sent a SYN, no answer yet"),
            P::StandsInA(request) => format!("{request}: in A"),
            P::StandsAtClient(request) => format!("{request}: between client and A"),
            P::StandsAsGhost(request) => format!("{request}: a ghost, B goes on although A has gone"),
            P::StandsEnded(request) => format!("{request}: ended"),
            P::NoneSelected(n) => format!("none selected, {} to choose from", count(n)),
        }
    }

    fn ko(&self) -> String {
        let count = number::thousands;
        match *self {
            P::Title => "체인: 클라이언트, 서버 A, 서버 B, 종속 서비스 C".into(),
            P::Requests => "체인 안의 요청".into(),
            P::NameOfC => "C".into(),
            P::Times(n) => format!("× {n}"),
            P::Browsers(n) => format!("브라우저 {n}대"),
            P::Wait(0) => "대기 없음".into(),
            P::Wait(n) => format!("{}개 대기", count(n)),
            P::Waits(request, waited) => format!("{request} {}째 대기", number::span(waited, Lang::Ko)),
            P::Gets(request, code) => format!("{request}: {code} 받음"),
            P::GetsStatus(code) => format!("{code} 받음"),
            P::HttpSys => "http.sys".into(),
            P::HttpSysQueue(n) => format!("http.sys {}", count(n)),
            P::Workers => "작업자".into(),
            P::WorkersBusy(n, of) => format!("작업자 {}/{}", count(n), count(of)),
            P::ConnectionsToB => "B로 가는 연결".into(),
            P::Queued(n) => format!("{}개 대기", count(n)),
            P::QueuedNoThread(0) => "대기 0개".into(),
            P::QueuedNoThread(n) => format!("{}개 대기, 아직 스레드 없음", count(n)),
            P::OfAtMost(n) => format!("한도 {}", count(n)),
            P::Busy(n) => format!("{}개 사용", count(n)),
            P::Of(n) => format!("전체 {}", count(n)),
            P::OpenAnd(n) => format!("{}개 열림,", count(n)),
            P::OpenToB(n) => format!("B로 {}개 열림", count(n)),
            P::NoByteBack => "돌아온 바이트 없음".into(),
            P::Reading(n) => format!("{}개 읽는 중", count(n)),
            P::Connecting(n) => format!("{}개 연결 중,", count(n)),
            P::NoSynBack => "SYN에 답 없음".into(),
            P::IdleInPool(n) => format!("풀에 유휴 연결 {}개", count(n)),
            P::Next(request, left) => format!("다음 {request}, {}초 뒤", tenths(left)),
            P::OnlyWaits => "A는 기다릴 뿐입니다. 막힌 작업자가".into(),
            P::NotBlocked => "없으므로 IIS 문제가 아닙니다.".into(),
            P::WorkQueue => "작업 큐".into(),
            P::First(request) => format!("맨 앞 {request}"),
            P::Forgotten(n) => format!("{}개 잊힘", count(n)),
            P::Thread | P::Threads => "스레드".into(),
            P::Handler => "처리기".into(),
            P::WaitsFor => "대기 대상".into(),
            P::Since => "경과".into(),
            P::Idle => "유휴".into(),
            P::Works => "작업 중".into(),
            P::WorksGhost => "작업(유령)".into(),
            P::WaitsForC(slot) => format!("C, 슬롯 {slot}"),
            P::WaitsForCGhost => "C(유령)".into(),
            P::WaitsForSlot => "슬롯".into(),
            P::WaitsForSlotGhost => "슬롯(유령)".into(),
            P::CountForC(n) => format!("C 대기 {}개", count(n)),
            P::CountForSlot(n) => format!("슬롯 대기 {}개", count(n)),
            P::CountWorks(n) => format!("작업 중 {}개", count(n)),
            P::CountIdle(n) => format!("유휴 {}개", count(n)),
            P::ThreadsBusy(n, of) => format!("{}개 중 {}개 사용", count(of), count(n)),
            P::ThreadsBusyOf(n, of) => format!("스레드 {}개 중 {}개 사용", count(of), count(n)),
            P::ThreadsWait(n, of) => format!("스레드 {}개 중 {}개 대기", count(of), count(n)),
            P::HandlersAwait(n) => format!("처리기 {}개 await 중", count(n)),
            P::SlotsToC => "C 슬롯".into(),
            P::SlotsAre(Slots::Limited(n)) => format!("슬롯 {}개", count(u64::from(n))),
            P::SlotsAre(Slots::Unlimited) => "제한 없음".into(),
            P::WaitFor(Slots::Limited(n)) => format!("{}개 중", count(u64::from(n))),
            P::WaitFor(Slots::Unlimited) => "슬롯".into(),
            P::OneOf(Slots::Limited(_)) => "하나 대기".into(),
            P::OneOf(Slots::Unlimited) => "대기".into(),
            P::WaitWord => "대기".into(),
            P::More(n) => format!("외 {}개", count(n)),
            P::Accepted => "수락함".into(),
            P::CallsAccepted(n) => format!("호출 {}개", count(n)),
            P::NoAnswer => "답이 없습니다.".into(),
            P::UntilItTook(at) => format!("{} 전에는", number::clock_s(at)),
            P::ItTook(span) => format!("{} 걸렸습니다.", number::span(span, Lang::Ko)),
            P::AnswersIn => "응답 시간".into(),
            P::Usual(span) => number::span(span, Lang::Ko),
            P::FaultOn => "장애 켜짐".into(),
            P::ActsWithin(fault, from, until) => {
                format!("{}, {}~{}", fault.ko(), number::clock_s(from), number::clock_s(until))
            }
            P::ActsSince(fault, from) => format!("{}부터 {}", number::clock_s(from), does_ko(fault)),
            P::Does(fault) => does_ko(fault).into(),
            P::SinceTime(from) => format!("{}부터", number::clock_s(from)),
            P::OwnError => "호출 시간 초과".into(),
            P::NoThreadYet(n) => format!("B의 요청 {}개가 더 스레드를 기다립니다.", count(n)),
            P::Measured(request, waited) => format!("A가 {request}을(를) {} 기다림", number::about(waited, Lang::Ko)),
            P::StripTitle => "시간".into(),
            P::StripCounts { well, failures, others } => {
                format!("정상 {}건, 502.3 {}건, 그 밖 {}건.", count(well), count(failures), count(others))
            }
            P::FirstFailure(request, at, waited) => format!(
                "첫 실패는 {}의 {request}이며 {} 걸렸습니다.",
                number::clock(at),
                number::span(waited, Lang::Ko)
            ),
            P::Playhead(at, ends_at) => format!("{} / {}", number::clock(at), number::clock_s(ends_at)),
            P::StandsAtWork(request) => format!("{request}: B에서 처리 중"),
            P::StandsForC(request) => format!("{request}: B에서 C를 기다림"),
            P::StandsForSlot(request) => format!("{request}: B에서 슬롯을 기다림"),
            P::StandsInQueue(request) => format!("{request}: B의 작업 큐, 아직 스레드 없음"),
            P::StandsForgotten(request) => format!("{request}: B가 읽었지만 답하지 않음"),
            P::StandsConnecting(request) => format!("{request}: A가 SYN을 보냈고 답이 없음"),
            P::StandsInA(request) => format!("{request}: A 안"),
            P::StandsAtClient(request) => format!("{request}: 클라이언트와 A 사이"),
            P::StandsAsGhost(request) => format!("{request}: 유령, A는 떠났지만 B는 계속 처리"),
            P::StandsEnded(request) => format!("{request}: 끝남"),
            P::NoneSelected(n) => format!("선택 없음, {}개 중에서 선택", count(n)),
        }
    }
}

/// A span in seconds with a tenth, rounded down: it counts down in one unit.
fn tenths(span: Span) -> String {
    format!("{}.{}", span.ms() / 1_000, span.ms() % 1_000 / 100)
}

/// What the node does under the fault.
const fn does_en(fault: Fault) -> &'static str {
    match fault {
        Fault::DependencyHang => "hangs",
        Fault::DependencySlow => "slow",
        Fault::ConnectRefused => "refuses",
        Fault::ConnectBlackhole => "drops SYNs",
        Fault::HangBeforeStatus => "stays silent",
        Fault::FinBeforeStatus => "closes",
        Fault::RstMidHeaders => "resets",
        Fault::GarbageStatusLine => "no HTTP",
    }
}

#[expect(clippy::match_same_arms, reason = "each place has its own words; that two agree in one language is chance")]
const fn does_ko(fault: Fault) -> &'static str {
    match fault {
        Fault::DependencyHang => "무응답",
        Fault::DependencySlow => "지연",
        Fault::ConnectRefused => "거부",
        Fault::ConnectBlackhole => "SYN 무시",
        Fault::HangBeforeStatus => "무응답",
        Fault::FinBeforeStatus => "닫음",
        Fault::RstMidHeaders => "재설정",
        Fault::GarbageStatusLine => "HTTP 아님",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_down_stays_in_one_unit() {
        let next = |ms| P::Next(RequestId(42), Span::from_ms(ms)).say(Lang::En);
        assert_eq!(next(912), "next: #42 in 0.9 s");
        assert_eq!(next(28_450), "next: #42 in 28.4 s");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(P::Wait(0).say(Lang::En), "none waits");
        assert_eq!(P::Wait(1).say(Lang::En), "1 waits");
        assert_eq!(P::Wait(1_214).say(Lang::En), "1\u{202f}214 wait");
        assert_eq!(P::NoThreadYet(1).say(Lang::En), "1 more request of B has no thread yet.");
    }
}
