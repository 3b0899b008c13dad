//! The words inside the pictures of the chain and on the strip: short, since each has a place of known width.
//!
//! Machines and processes are named in English in every language, as the tools of their systems name them.

use super::fault::{self, does};
use super::korean::{Particle, josa};
use super::{Lang, Say, number};
use crate::kernel::{Span, Time};
use crate::plan::{Plan, limits};
use crate::vocabulary::{Fault, PlaceId, RequestId, Slots};

/// The name of a place, small enough to be copied with the words that name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Name {
    bytes: [u8; limits::MAX_NAME_BYTES],
    length: u8,
}

impl Name {
    /// A name; what is longer than the name of a place may be is cut.
    pub fn new(name: &str) -> Self {
        let mut bytes = [0; limits::MAX_NAME_BYTES];
        let mut length = 0;
        // Names are of one byte a letter.
        for (to, from) in bytes.iter_mut().zip(name.bytes().filter(u8::is_ascii)) {
            *to = from;
            length += 1;
        }
        Self { bytes, length }
    }

    /// That of a place.
    pub fn of(plan: &Plan, place: PlaceId) -> Self {
        Self::new(&plan.place(place).name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Whether it is as short as those that are given where the scenario gives none, so that more stands beside it.
    fn is_short(&self) -> bool {
        self.length <= 2
    }

    /// Where there is room for some ten letters.
    fn brief(&self) -> String {
        match self.as_str().get(..9) {
            Some(head) if self.length > 10 => format!("{head}…"),
            Some(_) | None => self.to_string(),
        }
    }

    /// With the form of a particle that it asks for.
    fn with(&self, particle: Particle) -> String {
        josa(self.as_str(), particle)
    }

    /// The same where there is room for some ten letters; the particle follows the whole name.
    fn brief_with(&self, particle: Particle) -> String {
        format!("{}{}", self.brief(), particle.after(self.as_str()))
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a picture says at one of its places. Numbers are counts at the playhead.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// What the picture of the chain shows; the machines follow.
    Title,
    /// The control that walks through the requests.
    Requests,
    /// What is waited for, where there is no room for more.
    Named(Name),
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
    /// The same once it is past: when, where there is room.
    Got(RequestId, u16),
    GotStatus(u16, Time),
    /// When something was, which is over.
    WasAt(Time),
    /// The queue of http.sys.
    HttpSys,
    /// So many requests in it.
    HttpSysQueue(u64),
    /// Workers of w3wp.
    Workers,
    /// So many of them busy, of so many.
    WorkersBusy(u64, u64),
    /// Connections of a gateway to its only member, and to its members.
    ConnectionsTo(Name),
    Connections,
    /// So many of something wait in a queue.
    Queued(u64),
    /// So many wait for a thread of an application.
    QueuedNoThread(u64),
    /// The limit of a queue.
    OfAtMost(u64),
    /// So many busy.
    Busy(u64),
    /// Of so many.
    Of(u64),
    /// So many connections open, more follows.
    OpenAnd(u64),
    /// So many connections open to the only member, and to all.
    OpenTo(u64, Name),
    Open(u64),
    /// None of them has brought a byte.
    NoByteBack,
    /// So many responses are being read.
    Reading(u64),
    /// So many connections are being opened; then that no SYN was answered.
    Connecting(u64),
    NoSynBack,
    /// The same, where each is refused.
    SynRefused,
    /// So many idle connections in the pool.
    IdleInPool(u64),
    /// The next request that a gateway will give up, and in how long.
    Next(RequestId, Span),
    /// A gateway waits without working; first and second line.
    OnlyWaits(Name),
    NotBlocked,
    /// The work queue of an application.
    WorkQueue,
    /// The request at its head.
    First(RequestId),
    /// So many requests that were read and will never be answered.
    Forgotten(u64),
    /// Heads of the lanes.
    Thread,
    Threads,
    Handler,
    WaitsForHead,
    Since,
    /// A thread does nothing.
    Idle,
    /// A thread computes.
    Works,
    /// A thread computes, and who asked has gone.
    WorksGhost,
    /// It waits for a dependency, on this slot, from 1.
    WaitsFor(Name, u32),
    /// It waits for a dependency, and who asked has gone.
    WaitsForGhost(Name),
    /// It waits for a slot.
    WaitsForSlot,
    /// The same, where there are slots to several.
    WaitsForSlotTo(Name),
    /// It waits for a slot, and who asked has gone.
    WaitsForSlotGhost,
    /// So many threads or handlers of each kind: for the only dependency, or for any.
    CountFor(u64, Name),
    CountForAnswer(u64),
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
    /// The connections to a dependency.
    SlotsTo(Name),
    /// How many connections an application may hold to a dependency.
    SlotsAre(Slots),
    /// The same where there are several dependencies.
    SlotsToAre(Name, Slots),
    /// The knot of those that wait for a slot; first and second line.
    WaitFor(Slots),
    OneOf(Slots),
    /// The knot where there is room for a word.
    WaitWord,
    /// So many further ones that are not drawn.
    More(u64),
    /// Calls that a dependency has accepted.
    Accepted,
    /// So many of them.
    CallsAccepted(u64),
    /// A dependency is silent; then until when it took how long.
    NoAnswer,
    /// It would be silent, but nobody asks.
    WillNotAnswer,
    UntilItTook(Time),
    ItTook(Span),
    /// A dependency answers; then in how long.
    AnswersIn,
    Usual(Span),
    /// A fault acts.
    FaultOn,
    /// Which, where, from and until when.
    ActsWithin(Fault, Name, Time, Time),
    /// Which, since when, where there is room.
    ActsSince(Fault, Time),
    /// What it does, in few words.
    Does(Fault),
    /// Since when.
    SinceTime(Time),
    /// An application answered with an error of its own.
    OwnError,
    /// So many further requests wait for a thread of an application.
    NoThreadYet(u64, Name),
    /// A gateway waits for this request, so long.
    Measured(RequestId, Name, Span),
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
    StandsAtWork(RequestId, Name),
    StandsFor(RequestId, Name, Name),
    StandsForSlot(RequestId, Name),
    StandsInQueue(RequestId, Name),
    StandsForgotten(RequestId, Name),
    StandsConnecting(RequestId, Name),
    StandsInGateway(RequestId, Name),
    StandsAtClient(RequestId, Name),
    /// Its work goes on here although the gateway has gone.
    StandsAsGhost(RequestId, Name, Name),
    /// It has ended.
    StandsEnded(RequestId),
    /// None is selected, of so many.
    NoneSelected(u64),
}

use Picture as P;

#[expect(clippy::match_same_arms, reason = "each place has its own words; that two agree in one language is chance")]
impl Say for Picture {
    fn en(&self) -> String {
        let count = |n| number::thousands(n, Lang::En);
        match *self {
            P::Title => "The chain: ".into(),
            P::Requests => "Request in the chain".into(),
            P::Named(name) => name.brief(),
            P::Times(n) => format!("× {n}"),
            P::Browsers(1) => "1 browser".into(),
            P::Browsers(n) => format!("{n} browsers"),
            P::Wait(0) => "none waits".into(),
            P::Wait(1) => "1 waits".into(),
            P::Wait(n) => format!("{} wait", count(n)),
            P::Waits(request, waited) => format!("{request} waits {}", number::span(waited, Lang::En)),
            P::Gets(request, code) => format!("{request} gets a {code}"),
            P::GetsStatus(code) => format!("gets a {code}"),
            P::Got(request, code) => format!("{request} got a {code}"),
            P::GotStatus(code, at) => format!("got a {code} at {}", number::clock_s(at)),
            P::WasAt(at) => format!("at {}", number::clock_s(at)),
            P::HttpSys => "http.sys".into(),
            P::HttpSysQueue(n) => format!("http.sys {}", count(n)),
            P::Workers => "workers".into(),
            P::WorkersBusy(n, of) => format!("workers {} of {}", count(n), count(of)),
            P::ConnectionsTo(name) => format!("connections to {}", name.brief()),
            P::Connections => "connections".into(),
            P::Queued(n) => format!("{} queued", count(n)),
            P::QueuedNoThread(0) => "0 queued".into(),
            P::QueuedNoThread(n) => format!("{} queued, no thread yet", count(n)),
            P::OfAtMost(n) | P::Of(n) => format!("of {}", count(n)),
            P::Busy(n) => format!("{} busy", count(n)),
            P::OpenAnd(n) => format!("{} open,", count(n)),
            P::OpenTo(n, name) => format!("{} open to {}", count(n), name.brief()),
            P::Open(n) => format!("{} open", count(n)),
            P::NoByteBack => "no byte back".into(),
            P::Reading(n) => format!("{} being read", count(n)),
            P::Connecting(n) => format!("{} connecting,", count(n)),
            P::NoSynBack => "SYN unanswered".into(),
            P::SynRefused => "refused, tries again".into(),
            P::IdleInPool(n) => format!("{} idle in the pool", count(n)),
            P::Next(request, left) => format!("next: {request} in {} s", tenths(left)),
            P::OnlyWaits(name) => format!("{name} only waits. None of its workers"),
            P::NotBlocked => "is blocked: it is not IIS.".into(),
            P::WorkQueue => "work queue".into(),
            P::First(request) => format!("first: {request}"),
            P::Forgotten(n) => format!("{} forgotten", count(n)),
            P::Thread => "thread".into(),
            P::Threads => "threads".into(),
            P::Handler => "handler".into(),
            P::WaitsForHead => "waits for".into(),
            P::Since => "since".into(),
            P::Idle => "idle".into(),
            P::Works => "works".into(),
            P::WorksGhost => "client gone".into(),
            P::WaitsFor(name, slot) if name.is_short() => format!("{name}, on slot {slot}"),
            P::WaitsFor(name, _) => name.brief(),
            P::WaitsForGhost(name) if name.is_short() => format!("{name}, client gone"),
            P::WaitsForGhost(name) => name.brief(),
            P::WaitsForSlot => "a slot".into(),
            P::WaitsForSlotTo(name) if name.is_short() => format!("a slot to {name}"),
            P::WaitsForSlotTo(name) => name.brief(),
            P::WaitsForSlotGhost => "slot, client gone".into(),
            P::CountFor(n, name) => format!("{} wait for {}", count(n), name.brief()),
            P::CountForAnswer(n) => format!("{} for an answer", count(n)),
            P::CountForSlot(n) => format!("{} for a slot", count(n)),
            P::CountWorks(n) => format!("{} work", count(n)),
            P::CountIdle(n) => format!("{} idle", count(n)),
            P::ThreadsBusy(n, of) => format!("{} of {} busy", count(n), count(of)),
            P::ThreadsBusyOf(n, of) => format!("{} of {} threads busy", count(n), count(of)),
            P::ThreadsWait(n, of) => format!("{} of {} threads wait", count(n), count(of)),
            P::HandlersAwait(n) => format!("{} handlers await", count(n)),
            P::SlotsTo(name) => format!("slots to {}", name.brief()),
            P::SlotsAre(Slots::Limited(1)) => "1 slot".into(),
            P::SlotsAre(Slots::Limited(n)) => format!("{} slots", count(u64::from(n))),
            P::SlotsAre(Slots::Unlimited) => "no limit".into(),
            P::SlotsToAre(name, slots) => format!("{} to {name}", P::SlotsAre(slots).en()),
            P::WaitFor(_) => "wait for".into(),
            P::OneOf(Slots::Limited(n)) => format!("one of {}", count(u64::from(n))),
            P::OneOf(Slots::Unlimited) => "a slot".into(),
            P::WaitWord => "wait".into(),
            P::More(n) => format!("+ {} more", count(n)),
            P::Accepted => "accepted".into(),
            P::CallsAccepted(1) => "1 call".into(),
            P::CallsAccepted(n) => format!("{} calls", count(n)),
            P::NoAnswer => "No answer.".into(),
            P::WillNotAnswer => "Will not answer.".into(),
            P::UntilItTook(at) => format!("Until {} it took", number::clock_s(at)),
            P::ItTook(span) => format!("{}.", number::span(span, Lang::En)),
            P::AnswersIn => "Answers in".into(),
            P::Usual(span) => format!("{}.", number::span(span, Lang::En)),
            P::FaultOn => "Fault on".into(),
            P::ActsWithin(fault, at, from, until) => {
                let name = fault::name(fault, at.as_str(), Lang::En);
                format!("{name}, {} to {}", number::clock_s(from), number::clock_s(until))
            }
            P::ActsSince(fault, from) => format!("{} since {}", does(fault, Lang::En), number::clock_s(from)),
            P::Does(fault) => does(fault, Lang::En).into(),
            P::SinceTime(from) => format!("since {}", number::clock_s(from)),
            P::OwnError => "call timed out".into(),
            P::NoThreadYet(1, b) => format!("1 more request of {b} has no thread yet."),
            P::NoThreadYet(n, b) => format!("{} more requests of {b} have no thread yet.", count(n)),
            P::Measured(request, a, waited) => format!("{a} waits {} for {request}", number::about(waited, Lang::En)),
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
            P::StandsAtWork(request, b) => format!("{request}: at work in {b}"),
            P::StandsFor(request, b, c) => format!("{request}: in {b}, waits for {c}"),
            P::StandsForSlot(request, b) => format!("{request}: in {b}, waits for a slot"),
            P::StandsInQueue(request, b) => format!("{request}: in {b}’s work queue, no thread yet"),
            P::StandsForgotten(request, b) => format!("{request}: read by {b}, which will never answer"),
            P::StandsConnecting(request, a) => format!("{request}: {a} sent a SYN, no answer yet"),
            P::StandsInGateway(request, a) => format!("{request}: in {a}"),
            P::StandsAtClient(request, a) => format!("{request}: between client and {a}"),
            P::StandsAsGhost(request, b, a) => format!("{request}: a ghost, {b} goes on although {a} has gone"),
            P::StandsEnded(request) => format!("{request}: ended"),
            P::NoneSelected(n) => format!("none selected, {} to choose from", count(n)),
        }
    }

    fn ko(&self) -> String {
        let count = |n| number::thousands(n, Lang::Ko);
        match *self {
            P::Title => "체인: ".into(),
            P::Requests => "체인 안의 요청".into(),
            P::Named(name) => name.brief(),
            P::Times(n) => format!("× {n}"),
            P::Browsers(n) => format!("컴퓨터 {n}대"),
            P::Wait(0) => "대기 없음".into(),
            P::Wait(n) => format!("{}건 대기", count(n)),
            P::Waits(request, waited) => format!("{request} {}째 대기", number::span(waited, Lang::Ko)),
            P::Gets(request, code) => format!("{request}: {code} 받음"),
            P::GetsStatus(code) => format!("{code} 받음"),
            P::Got(request, code) => format!("{request}: {code} 받았음"),
            P::GotStatus(code, at) => format!("{}에 {code} 받음", number::clock_s(at)),
            P::WasAt(at) => format!("{}의 일", number::clock_s(at)),
            P::HttpSys => "http.sys".into(),
            P::HttpSysQueue(n) => format!("http.sys {}", count(n)),
            P::Workers => "작업자".into(),
            P::WorkersBusy(n, of) => format!("작업자 {}/{}", count(n), count(of)),
            P::ConnectionsTo(name) => format!("{} 가는 연결", name.brief_with(Particle::By)),
            P::Connections => "연결".into(),
            P::Queued(n) => format!("{}건 대기", count(n)),
            P::QueuedNoThread(0) => "대기 0건".into(),
            P::QueuedNoThread(n) => format!("{}건 대기, 아직 스레드 없음", count(n)),
            P::OfAtMost(n) => format!("한도 {}", count(n)),
            P::Busy(n) => format!("{}개 사용", count(n)),
            P::Of(n) => format!("전체 {}", count(n)),
            P::OpenAnd(n) => format!("{}개 열림,", count(n)),
            P::OpenTo(n, name) => format!("{} {}개 열림", name.brief_with(Particle::By), count(n)),
            P::Open(n) => format!("{}개 열림", count(n)),
            P::NoByteBack => "돌아온 바이트 없음".into(),
            P::Reading(n) => format!("{}건 읽는 중", count(n)),
            P::Connecting(n) => format!("{}개 연결 중,", count(n)),
            P::NoSynBack => "SYN에 응답 없음".into(),
            P::SynRefused => "거부됨, 다시 시도".into(),
            P::IdleInPool(n) => format!("풀에 유휴 연결 {}개", count(n)),
            P::Next(request, left) => format!("다음 {request}, {}초 뒤", tenths(left)),
            P::OnlyWaits(name) => format!("{} 기다릴 뿐입니다. 막힌 작업자가", name.with(Particle::Topic)),
            P::NotBlocked => "없으므로 IIS 문제가 아닙니다.".into(),
            P::WorkQueue => "작업 큐".into(),
            P::First(request) => format!("맨 앞 {request}"),
            P::Forgotten(n) => format!("{}건 방치", count(n)),
            P::Thread | P::Threads => "스레드".into(),
            P::Handler => "처리기".into(),
            P::WaitsForHead => "대기 대상".into(),
            P::Since => "경과".into(),
            P::Idle => "유휴".into(),
            P::Works => "작업 중".into(),
            P::WorksGhost => "작업(유령)".into(),
            P::WaitsFor(name, slot) if name.is_short() => format!("{name}, 슬롯 {slot}"),
            P::WaitsFor(name, _) => name.brief(),
            P::WaitsForGhost(name) if name.is_short() => format!("{name}(유령)"),
            P::WaitsForGhost(name) => name.brief(),
            P::WaitsForSlot => "슬롯".into(),
            P::WaitsForSlotTo(name) if name.is_short() => format!("{name} 슬롯"),
            P::WaitsForSlotTo(name) => name.brief(),
            P::WaitsForSlotGhost => "슬롯(유령)".into(),
            P::CountFor(n, name) => format!("{} 대기 {}개", name.brief(), count(n)),
            P::CountForAnswer(n) => format!("응답 대기 {}개", count(n)),
            P::CountForSlot(n) => format!("슬롯 대기 {}개", count(n)),
            P::CountWorks(n) => format!("작업 중 {}개", count(n)),
            P::CountIdle(n) => format!("유휴 {}개", count(n)),
            P::ThreadsBusy(n, of) => format!("{}개 중 {}개 사용", count(of), count(n)),
            P::ThreadsBusyOf(n, of) => format!("스레드 {}개 중 {}개 사용", count(of), count(n)),
            P::ThreadsWait(n, of) => format!("스레드 {}개 중 {}개 대기", count(of), count(n)),
            P::HandlersAwait(n) => format!("처리기 {}개 await 중", count(n)),
            P::SlotsTo(name) => format!("{} 슬롯", name.brief()),
            P::SlotsAre(Slots::Limited(n)) => format!("슬롯 {}개", count(u64::from(n))),
            P::SlotsAre(Slots::Unlimited) => "무제한".into(),
            P::SlotsToAre(name, slots) => format!("{name} {}", P::SlotsAre(slots).ko()),
            P::WaitFor(Slots::Limited(n)) => format!("{}개 중", count(u64::from(n))),
            P::WaitFor(Slots::Unlimited) => "슬롯".into(),
            P::OneOf(Slots::Limited(_)) => "하나 대기".into(),
            P::OneOf(Slots::Unlimited) => "대기".into(),
            P::WaitWord => "대기".into(),
            P::More(n) => format!("외 {}건", count(n)),
            P::Accepted => "수락함".into(),
            P::CallsAccepted(n) => format!("호출 {}건", count(n)),
            P::NoAnswer => "응답이 없습니다.".into(),
            P::WillNotAnswer => "응답하지 않음".into(),
            P::UntilItTook(at) => format!("{} 전에는", number::clock_s(at)),
            P::ItTook(span) => format!("{} 걸렸습니다.", number::span(span, Lang::Ko)),
            P::AnswersIn => "응답 시간".into(),
            P::Usual(span) => number::span(span, Lang::Ko),
            P::FaultOn => "장애 켜짐".into(),
            P::ActsWithin(fault, at, from, until) => {
                let name = fault::name(fault, at.as_str(), Lang::Ko);
                format!("{name}, {}~{}", number::clock_s(from), number::clock_s(until))
            }
            P::ActsSince(fault, from) => format!("{}부터 {}", number::clock_s(from), does(fault, Lang::Ko)),
            P::Does(fault) => does(fault, Lang::Ko).into(),
            P::SinceTime(from) => format!("{}부터", number::clock_s(from)),
            P::OwnError => "호출 시간 초과".into(),
            P::NoThreadYet(n, b) => format!("{b}에서 요청 {}건이 더 스레드를 기다립니다.", count(n)),
            P::Measured(request, a, waited) => format!("{a}의 대기: {request}, {}", number::about(waited, Lang::Ko)),
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
            P::StandsAtWork(request, b) => format!("{request}: {b}에서 처리 중"),
            P::StandsFor(request, b, c) => {
                format!("{request}: {b}에서 {} 기다림", c.with(Particle::Object))
            }
            P::StandsForSlot(request, b) => format!("{request}: {b}에서 슬롯을 기다림"),
            P::StandsInQueue(request, b) => format!("{request}: {b}의 작업 큐, 아직 스레드 없음"),
            P::StandsForgotten(request, b) => {
                format!("{request}: {} 읽었지만 응답하지 않음", b.with(Particle::Subject))
            }
            P::StandsConnecting(request, a) => {
                format!("{request}: {} SYN을 보냈고 응답이 없음", a.with(Particle::Subject))
            }
            P::StandsInGateway(request, a) => format!("{request}: {a} 안"),
            P::StandsAtClient(request, a) => format!("{request}: 클라이언트와 {a} 사이"),
            P::StandsAsGhost(request, b, a) => {
                let [b, a] = [b, a].map(|name| name.with(Particle::Topic));
                format!("{request}: 유령, {a} 떠났지만 {b} 계속 처리")
            }
            P::StandsEnded(request) => format!("{request}: 끝남"),
            P::NoneSelected(n) => format!("선택 없음, {}건 중에서 선택", count(n)),
        }
    }
}

/// A span in seconds with a tenth, rounded down: it counts down in one unit.
fn tenths(span: Span) -> String {
    format!("{}.{}", span.ms() / 1_000, span.ms() % 1_000 / 100)
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
    fn a_name_keeps_to_its_room() {
        let (short, long) = (Name::new("C"), Name::new("inventory-prices"));
        assert_eq!(P::WaitsFor(short, 2).say(Lang::En), "C, on slot 2");
        assert_eq!(P::WaitsFor(long, 2).say(Lang::En), "inventory…");
        assert_eq!((long.as_str(), Name::new("ten-letter").brief()), ("inventory-prices", "ten-letter".to_owned()));
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(P::Wait(0).say(Lang::En), "none waits");
        assert_eq!(P::Wait(1).say(Lang::En), "1 waits");
        assert_eq!(P::Wait(1_214).say(Lang::En), "1\u{202f}214 wait");
        assert_eq!(P::NoThreadYet(1, Name::new("B")).say(Lang::En), "1 more request of B has no thread yet.");
    }
}
